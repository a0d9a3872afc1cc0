"""The doctor: every line that names a problem, caused for real and with its remedy."""

import json
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from local_sheets.drive_model import Role
from service.commands import main
from service.doctor import examine
from service.folder import DataFolder
from sync.store.engine import open_store
from tests.access.conftest import at_work
from tests.google.standing_in import OWNER, StandIn, standing_in
from tests.google.test_modes import consent_of, settings_of

NOBODY = 65534


class _OffClock:
    """A machine whose clock is wrong."""

    def __init__(self, off: timedelta) -> None:
        self._off = off

    def now(self) -> datetime:
        from sync.clock import SystemClock  # noqa: PLC0415

        return SystemClock().now() + self._off

    def today(self, zone: str) -> date:
        del zone
        return self.now().astimezone(UTC).date()

    night = today


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with standing_in(tmp_path_factory.mktemp("server")) as served:
        yield served


Choose = Callable[..., None]


@pytest.fixture
def choose(server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Set an installation's environment: a way to sign in, and what to change in it."""

    def set_all(way: str = "key file", **changes: str | None) -> None:
        named = {f"TRACKSHEET_{name}": value for name, value in changes.items()}
        for name, value in (settings_of(way, server, tmp_path) | named).items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)

    return set_all


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    DataFolder(folder).prepare()
    return folder


def _line(found: dict[str, Any], name: str) -> tuple[str, str, str]:
    line = next(one for one in found["checks"] if one["name"] == name)
    return line["state"], line["text"], line["remedy"]


def _problem(found: dict[str, Any], name: str) -> str:
    """The text and the remedy of a problem; every problem has one."""
    state, text, remedy = _line(found, name)
    assert (state, found["healthy"]) == ("problem", False)
    assert remedy
    return f"{text} -> {remedy}"


@pytest.mark.parametrize("way", ["key file", "attached", "mailbox by key", "consent"])
def test_all_is_well_where_all_is_well(
    choose: Choose, server: StandIn, data: Path, way: str
) -> None:
    choose(way)
    if way == "consent":
        DataFolder(data).keep_google_token(consent_of(server, OWNER))
    found = examine(data)
    assert [one for one in found["checks"] if one["state"] == "problem"] == []
    assert found["healthy"]
    who = OWNER if way in {"mailbox by key", "consent"} else server.robot
    assert _line(found, "credentials")[:2] == ("ok", f"signed in as {who}")


def test_the_role_in_the_drive_shows_where_the_scope_lets_it(choose: Choose, data: Path) -> None:
    choose(GOOGLE_SCOPE="drive")
    assert _line(examine(data), "shared drive")[1] == "content manager of 'Trackers'"
    choose(GOOGLE_SCOPE="drive.file")
    assert "its role shows when" in _line(examine(data), "shared drive")[1]


def test_settings_that_cannot_be_used_are_a_line(choose: Choose, data: Path) -> None:
    choose(ZONE="Chicago")
    assert "TRACKSHEET_ZONE" in _problem(examine(data), "settings")


def test_a_folder_that_is_not_there(data: Path) -> None:
    assert "is not there" in _problem(examine(data / "none"), "data folder")


def test_a_folder_that_others_may_look_into(choose: Choose, data: Path) -> None:
    choose()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700, "it is made for one account"
    data.chmod(0o755)
    assert f"chmod 700 {data}" in _problem(examine(data), "data folder")


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Root may write anywhere; an account like the service's may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that others may enter, outside of pytest's own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written(public: Path) -> None:
    public.chmod(0o555)
    with _as_nobody():
        found = examine(public)
    assert "chmod u+rwx" in _problem(found, "data folder")


def test_a_store_that_cannot_be_written(public: Path) -> None:
    open_store(DataFolder(public).store).close()
    DataFolder(public).store.chmod(0o444)
    with _as_nobody():
        found = examine(public)
    assert "chmod u+w" in _problem(found, "store")


def test_secrets_that_others_may_read(choose: Choose, data: Path) -> None:
    choose()
    DataFolder(data).secret_key()
    (data / "secret.key").chmod(0o644)
    assert f"chmod 600 {data / 'secret.key'}" in _problem(examine(data), "secrets")


@pytest.mark.parametrize(
    ("revision", "said"),
    [("9999", "a newer Tracksheet has written it"), ("0001", "of an older Tracksheet")],
)
def test_a_store_of_another_schema(data: Path, revision: str, said: str) -> None:
    store = DataFolder(data).store
    open_store(store).close()
    with closing(sqlite3.connect(store)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = ?", [revision])
    before = store.read_bytes()
    assert said in _problem(examine(data), "store")
    assert store.read_bytes() == before, "looking changes nothing"


def test_a_store_that_is_none(data: Path) -> None:
    DataFolder(data).store.write_text("not a database", encoding="utf-8")
    assert "cannot be read as a store" in _problem(examine(data), "store")


@pytest.mark.slow
def test_trackers_of_an_older_template_or_one_that_is_not_known(folder: Path) -> None:
    with at_work(folder) as school:
        assert len(school.opened.spreadsheets()) == 2
    assert _line(examine(folder), "template versions")[0] == "ok"
    with closing(sqlite3.connect(DataFolder(folder).store)) as store, store:
        columns = "school_id, key, n + 1, 'other', body, added_at"
        store.execute(
            "INSERT INTO template_version (school_id, key, n, sha256, body, added_at) "
            f"SELECT {columns} FROM template_version"
        )
    said = _problem(examine(folder), "template versions")
    assert "2 of 2 trackers follow an older version" in said
    assert "tracksheet apply" in said
    with closing(sqlite3.connect(DataFolder(folder).store)) as store, store:
        store.execute("UPDATE template_version SET body = '{}' WHERE n = 1")
        store.execute("UPDATE tracker SET template_version = 7 WHERE public_id LIKE '%.02'")
    said = _problem(examine(folder), "template versions")
    assert "2 of 2 trackers follow one that this program does not know: " in said
    assert "s-1.2026.01: it follows version 1" in said
    assert "a newer version of the program has kept. Update the program." in said
    assert "s-1.2026.02: it follows version 7" in said
    assert "the store has lost. Restore the store from a backup" in said


def test_a_server_that_is_not_there(choose: Choose, data: Path) -> None:
    choose(GOOGLE_URL="http://127.0.0.1:9")
    found = examine(data)
    assert "cannot be reached" in _problem(found, "reachability")
    assert _line(found, "credentials")[0] == "not tried"


@pytest.mark.parametrize("off", [timedelta(minutes=-10), timedelta(hours=2)])
def test_a_clock_that_is_wrong(choose: Choose, data: Path, off: timedelta) -> None:
    choose()
    assert "seconds off" in _problem(examine(data, _OffClock(off)), "clock")
    assert _line(examine(data, _OffClock(timedelta(seconds=2))), "clock")[0] == "ok"


@pytest.mark.parametrize(
    ("way", "changes", "said"),
    [
        ("mailbox by key", {"GOOGLE_MAILBOX": "gone@school.example"}, "no such mailbox"),
        ("impersonation", {"GOOGLE_ACCOUNT": "x@y.example"}, "Service Account Token Creator"),
        ("consent", {}, "tracksheet google connect"),
    ],
)
def test_credentials_that_open_nothing(
    choose: Choose, data: Path, way: str, changes: dict[str, str], said: str
) -> None:
    choose(way, **changes)
    assert said in _problem(examine(data), "credentials")


def test_a_key_that_is_none(choose: Choose, data: Path) -> None:
    bad = data / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    bad.chmod(0o600)
    choose(GOOGLE_KEY_FILE=str(bad))
    assert "is not a service account's key" in _problem(examine(data), "credentials")


def test_a_project_that_may_not_be_charged(choose: Choose, data: Path) -> None:
    choose(GOOGLE_QUOTA_PROJECT="somebody-elses")
    assert "Service Usage Consumer" in _problem(examine(data), "quota project")
    choose(GOOGLE_QUOTA_PROJECT="local-sheets")
    assert _line(examine(data), "quota project")[0] == "ok"


def test_a_consent_that_covers_less_than_is_asked_for(
    choose: Choose, server: StandIn, data: Path
) -> None:
    choose("consent", GOOGLE_SCOPE="drive")
    DataFolder(data).keep_google_token(consent_of(server, OWNER))
    assert "tick every box" in _problem(examine(data), "credentials")


def test_a_machine_whose_identity_leaves_drive_out(
    choose: Choose, tmp_path: Path, data: Path
) -> None:
    with standing_in(tmp_path / "o", switches={"instance_leaves_drive_out": True}) as other:
        choose("attached", GOOGLE_URL=other.url, SHARED_DRIVE_ID=other.drive_id)
        assert "use sign-in by impersonation" in _problem(examine(data), "scope")
        choose("impersonation", GOOGLE_URL=other.url, GOOGLE_ACCOUNT=other.robot)
        assert _line(examine(data), "scope")[0] == "ok", "and that remedy works"


def test_the_sheets_api_switched_off(choose: Choose, tmp_path: Path, data: Path) -> None:
    with standing_in(tmp_path / "off", switches={"sheets_api_enabled": False}) as other:
        choose(
            GOOGLE_URL=other.url,
            GOOGLE_KEY_FILE=str(other.key_file),
            SHARED_DRIVE_ID=other.drive_id,
        )
        assert "Switch the Google Sheets API on" in _problem(examine(data), "Sheets API")


@pytest.mark.parametrize(
    "changes",
    [
        {"SHARED_DRIVE_ID": "0Anothere000000PVA"},
        {"SHARED_DRIVE_ID": None, "SHARED_DRIVE": "Elsewhere"},
    ],
)
def test_a_drive_that_is_not_there(
    choose: Choose, data: Path, changes: dict[str, str | None]
) -> None:
    choose(**changes)
    assert "TRACKSHEET_SHARED_DRIVE_ID" in _problem(examine(data), "shared drive")


def test_a_role_that_is_not_enough(choose: Choose, tmp_path: Path, data: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from local_sheets.shelf import Stamp  # noqa: PLC0415

    with standing_in(tmp_path / "other") as other:
        with other.app.storage.writing() as draft:
            drive = next(iter(other.app.storage.shelf.drives.values()))
            weak = tuple(replace(one, role=Role.READER) for one in drive.permissions)
            stamp = Stamp(who=OWNER, at="2026-11-22T00:00:00Z", kinds=("permissions",))
            draft.put_drive(replace(drive, permissions=weak), stamp)
        choose(
            GOOGLE_URL=other.url,
            GOOGLE_KEY_FILE=str(other.key_file),
            SHARED_DRIVE_ID=other.drive_id,
            GOOGLE_SCOPE="drive",
        )
        assert "Make it a Content manager" in _problem(examine(data), "shared drive")


def test_the_command_says_lines_and_ends_with_one_for_a_problem(choose: Choose, data: Path) -> None:
    choose()
    well = CliRunner().invoke(main, ["doctor", "--data-dir", str(data)])
    assert (well.exit_code, "ok        credentials: signed in as" in well.stdout) == (0, True)
    choose(SHARED_DRIVE_ID="0Anothere000000PVA")
    ill = CliRunner().invoke(main, ["doctor", "--data-dir", str(data), "--format", "json"])
    assert (ill.exit_code, json.loads(ill.stdout)["healthy"]) == (1, False)
    told = CliRunner().invoke(main, ["doctor", "--data-dir", str(data)]).stdout
    assert "\n          -> Check TRACKSHEET_SHARED_DRIVE_ID" in told
