"""A backup that is made while the service writes, put into an empty folder and opened again."""

import stat
import subprocess
from pathlib import Path

import pytest

from service.backing_up import BackupError, back_up
from service.folder import DataFolder
from sync.errors import StoreError
from sync.store.comparison import natural_state
from sync.store.school import students_ever
from tests.commands.conftest import Command
from tests.small_installation import opened

pytestmark = pytest.mark.slow


def unpacked(archive: Path, folder: Path) -> Path:
    """The backup in an empty folder, as the guide says."""
    folder.mkdir()
    subprocess.run(["tar", "-xzf", archive, "-C", folder], check=True)
    return folder


def test_a_school_is_restored_as_it_was_committed_with_its_files_and_keys(
    school: Path, tmp_path: Path, tracksheet: Command
) -> None:
    archive = tmp_path / "backups" / "school.tar.gz"
    (school / "templates").mkdir(exist_ok=True)
    (school / "templates" / "ours.toml").write_text("# ours")
    with opened(school) as there:
        store, before = there.installation.store, there.run("entries")
        key, files = there.installation.folder.secret_key(), there.spreadsheets()
        known = natural_state(store)
        with store.writing() as tx:
            tx.exec_driver_sql("UPDATE student SET family_name = 'Halfway'")
            done = tracksheet(school, "backup", str(archive))  # before that is committed
        assert done.exit_code == 0, done.stderr
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(archive.parent.iterdir()) == [archive], "nothing else is left beside it"
    again = unpacked(archive, tmp_path / "again")
    assert not {"service.json", "tracksheet.lock"} & {one.name for one in again.iterdir()}
    assert (again / "templates" / "ours.toml").read_text() == "# ours"
    with opened(again) as there:
        assert natural_state(there.installation.store) == known
        with there.installation.store.reading() as tx:
            assert {one.family_name for one in students_ever(tx, there.installation.scope())} != {
                "Halfway"
            }
        assert there.installation.folder.secret_key() == key
        assert there.spreadsheets() == files
        assert there.run("sync")["changes"] == 0
        assert there.run("entries") == before


def test_what_cannot_be_backed_up_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    folder, archive = tmp_path / "school", tmp_path / "school.tar.gz"
    with pytest.raises(BackupError, match="no data folder"):
        back_up(folder, archive)
    DataFolder(folder).prepare()
    DataFolder(folder).store.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="is not a database"):
        back_up(folder, archive)
    assert list(tmp_path.iterdir()) == [folder]
    archive.write_text("an earlier one")
    with pytest.raises(BackupError, match="overwrites nothing"):
        back_up(folder, archive)
