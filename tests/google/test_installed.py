"""A whole installation in each of the three modes, by its settings: roster to sync, with people."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.bootstrap import open_installation
from service.folder import DataFolder
from service.google_settings import Way, read_google_settings
from service.settings import SettingsError, read_settings
from service.turns import Turns
from sync.google.account import GoogleAccount
from sync.google.gateway import Gateway
from tests.google.standing_in import StandIn, standing_in
from tests.google.test_modes import settings_of
from tests.school_bundles import write_bundle

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
OWNER, TEACHER, AIDE = "ad-1@school.example", "t-1@school.example", "ai-1@school.example"
TRACKSHEET = (sys.executable, "-c", "from service.commands import main; main()")
STAFF = (OWNER, TEACHER, AIDE, "ai-2@school.example")
MODES = {"A": "attached", "B": "mailbox by impersonation", "C": "consent"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with standing_in(tmp_path_factory.mktemp("server"), STAFF) as served:
        yield served


@pytest.fixture
def environment(
    server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], dict[str, str]]:
    def choose(mode: str) -> dict[str, str]:
        chosen = settings_of(MODES[mode], server, tmp_path)
        if mode == "B":
            chosen["TRACKSHEET_GOOGLE_MAILBOX"] = OWNER
        for name, value in chosen.items():
            monkeypatch.setenv(name, value)
        return chosen

    return choose


def _connect(environment: dict[str, str], folder: Path, server: StandIn, email: str | None) -> Any:
    """`tracksheet google connect` as a process, and what the person does in the browser."""
    command = [*TRACKSHEET, "google", "connect", "--no-browser"]
    with subprocess.Popen(
        [*command, "--data-dir", str(folder)],
        cwd=ROOT,
        env={"PATH": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as asking:
        assert asking.stdout is not None
        assert "sign in as the owner" in asking.stdout.readline()
        server.consent(asking.stdout.readline().strip(), email)
        told, problems = asking.communicate(timeout=60)
    return asking.returncode, told.strip(), problems.strip()


@pytest.mark.parametrize("mode", MODES)
def test_a_school_is_set_up_and_synced_the_same_way_in_each_mode(
    server: StandIn, environment: Callable[[str], dict[str, str]], tmp_path: Path, mode: str
) -> None:
    chosen, folder = environment(mode), tmp_path / "data"
    if mode == "C":
        code, told, _ = _connect(chosen, folder, server, OWNER)
        assert (code, told.startswith(f"{OWNER} has consented.")) == (0, True)
        assert DataFolder(folder).google_token.stat().st_mode & 0o777 == 0o600
    bundle = write_bundle(tmp_path / "small.zip", classes=1)
    with open_installation(folder) as installation:
        run = Turns(installation).run
        run("import_roster", {"path": str(bundle)}, lambda _: None)
        assert len(run("provision", {}, lambda _: None)["made"]) == 1
        tracker = run("trackers", {}, lambda _: None)[0]
        teacher = _as(server, TEACHER)
        teacher.type_values(tracker["spreadsheet_id"], "Students!J10", [["512"]])
        assert run("sync", {}, lambda _: None)["changes"] == 1
        done = run("sync", {}, lambda _: None)
        assert (done["trackers_read"], done["changes"]) == (0, 0)
        held = installation.gateway("look").permissions(tracker["spreadsheet_id"])
        shared = {one["emailAddress"]: one["role"] for one in held}
    owns = {OWNER: "owner"} if mode in "BC" else {OWNER: "writer"}
    assert shared == dict.fromkeys(STAFF, "writer") | owns


def _as(server: StandIn, email: str) -> Gateway:
    return Gateway.of(GoogleAccount.of_key(server.key_file, server.url), subject=email)


def test_a_no_keeps_nothing_and_says_so(
    server: StandIn, environment: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    code, told, problems = _connect(environment("C"), tmp_path / "data", server, None)
    assert (code, told) == (1, "")
    assert problems.startswith("The consent was not given: Google said access_denied.")
    assert not DataFolder(tmp_path / "data").google_token.exists()


def test_a_consent_is_taken_back_at_google_and_here(
    server: StandIn, environment: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    chosen, folder = environment("C"), tmp_path / "data"
    _connect(chosen, folder, server, TEACHER)
    kept = json.loads(DataFolder(folder).google_token.read_text(encoding="utf-8"))
    for told in ("The consent is taken back.", "There is no consent to take back."):
        command = [*TRACKSHEET, "google", "disconnect"]
        done = subprocess.run(
            [*command, "--data-dir", str(folder)],
            cwd=ROOT,
            env=chosen,
            capture_output=True,
            text=True,
            check=True,
        )
        assert told in done.stdout
    assert not DataFolder(folder).google_token.exists()
    consents = json.loads((server.folder / "refresh-tokens.json").read_text(encoding="utf-8"))
    assert kept["refresh_token"] not in json.dumps(consents)


def _problems(**named: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read_settings({f"TRACKSHEET_GOOGLE_{name}": value for name, value in named.items()})
    return list(refused.value.problems)


@pytest.mark.parametrize(
    ("named", "variable", "remedy"),
    [
        ({"SIGN_IN": "password"}, "SIGN_IN", "none of local, key-file"),
        ({"SIGN_IN": "key-file"}, "KEY_FILE", "name the file"),
        ({"KEY_FILE": "/no/such"}, "KEY_FILE", "there is no file"),
        ({"SIGN_IN": "federation"}, "FEDERATION_FILE", "name the file"),
        ({"SIGN_IN": "consent"}, "CLIENT_FILE", "name the file"),
        ({"SIGN_IN": "impersonation"}, "ACCOUNT", "service account's address"),
        ({"SIGN_IN": "attached", "MAILBOX": "a@b.example"}, "MAILBOX", "use impersonation"),
        ({"SIGN_IN": "attached", "MAILBOX": "olivia"}, "MAILBOX", "no e-mail address"),
        ({"SIGN_IN": "attached", "SCOPE": "everything"}, "SCOPE", "none of drive.file, drive"),
        ({"SIGN_IN": "attached", "URL": "http://evil.example"}, "URL", "on this machine"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_remedy(
    named: dict[str, str], variable: str, remedy: str
) -> None:
    problems = _problems(**named)
    assert problems[0].startswith(f"TRACKSHEET_GOOGLE_{variable}: ")
    assert remedy in " ".join(problems)


def test_all_settings_that_cannot_be_used_are_told_at_once() -> None:
    assert len(_problems(SIGN_IN="impersonation", MAILBOX="x", SCOPE="y", URL="z")) == 4


def test_a_key_file_alone_means_sign_in_by_it(tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    key.write_text("{}", encoding="utf-8")
    problems: list[str] = []
    settings = read_google_settings({"TRACKSHEET_GOOGLE_KEY_FILE": str(key)}, problems)
    assert (settings.way, settings.file, problems) == (Way.KEY_FILE, key, [])
    assert read_google_settings({}, problems).way is Way.LOCAL
