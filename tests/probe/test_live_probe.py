"""The probe finds out, by asking alone, how a server is switched; it is held to the local one."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from local_sheets.switches import switch_notes
from scripts.live_probe import PROBES, main, probe_all
from sync.google.account import GoogleAccount
from sync.google.gateway import Gateway
from tests.google.standing_in import TEACHER, standing_in

pytestmark = pytest.mark.slow

DEFAULTS = {note.name: note.default for note in switch_notes()}
BOTH = [
    pytest.param(name, value, marks=() if value != DEFAULTS[name] else pytest.mark.slow)
    for name in PROBES
    for value in (True, False)
]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One service account's key for all servers: making one takes longer than a probe."""
    folder = tmp_path_factory.mktemp("key")
    with standing_in(folder) as served:
        return served.key_file.read_bytes()


@pytest.mark.parametrize(("name", "value"), BOTH)
def test_each_probe_finds_out_how_its_switch_is_set(
    tmp_path: Path,
    key: bytes,
    name: str,
    value: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    (tmp_path / "service-account.json").write_bytes(key)
    with standing_in(tmp_path, switches={name: value}) as server:
        account = GoogleAccount.of_key(server.key_file, server.url)
        colleague = Gateway.of(account, subject=TEACHER)
        answers = list(probe_all(Gateway.of(account), server.drive_id, colleague, only=name))
        assert [(one.switch, one.really) for one in answers] == [(name, value)], answers
        verdict = "confirmed" if value == DEFAULTS[name] else f"set {name}={value}"
        assert answers[0].verdict == verdict
        left = [f for f in server.app.storage.shelf.files.values() if not f.trashed]
        assert left == [], "nothing stays behind"


def test_every_probe_is_for_a_switch_that_there_is() -> None:
    assert set(PROBES) <= set(DEFAULTS)


def test_the_table_names_every_switch_and_what_could_not_be_tried(tmp_path: Path) -> None:
    with standing_in(tmp_path / "server") as server:
        settings = tmp_path / "settings"
        settings.write_text(
            f"TRACKSHEET_GOOGLE_KEY_FILE={server.key_file}\n"
            f"TRACKSHEET_GOOGLE_URL={server.url}\n"
            f"TRACKSHEET_SHARED_DRIVE_ID={server.drive_id}\n",
            encoding="utf-8",
        )
        told = CliRunner().invoke(main, ["--settings", str(settings)])
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(DEFAULTS)
    assert "needs --colleague" in told.stdout
    assert any(line.split()[0] == "quotas" and "by hand" in line for line in lines)
