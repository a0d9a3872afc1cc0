"""One set of tests for every way to sign in: by settings alone, over real sockets.

With TRACKSHEET_TEST_GOOGLE=FILE they also run against Google itself: FILE holds the settings of an
installation, one NAME=value a line. Each run makes one file there and puts it into the trash.
"""

import json
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.folder import DataFolder
from service.google_account import google_account, tracker_drive
from service.settings import read_settings
from sheet_templates.errors import TracksheetError
from sync.errors import GoogleError
from sync.google.account import GoogleAccount
from sync.google.consent import Consenting, revoke
from sync.google.gateway import MY_DRIVE, Gateway
from tests.google.standing_in import AIDE, OWNER, TEACHER, StandIn, standing_in

KEYLESS_ROBOTS = ("attached", "impersonation", "federation")
ROBOTS = ("key file", *KEYLESS_ROBOTS)
MAILBOXES = ("mailbox by key", "mailbox by impersonation", "mailbox by federation")
LOCAL = (*ROBOTS, *MAILBOXES, "consent")
REAL = pytest.param("Google itself", marks=pytest.mark.enable_socket)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """An account that settings made, and where its files go."""

    account: GoogleAccount
    drive_id: str
    gateway: Gateway


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with standing_in(tmp_path_factory.mktemp("server")) as served:
        yield served


@pytest.fixture(scope="module")
def token_file(server: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The consent of the owner, as `tracksheet google connect` keeps it."""
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    folder.keep_google_token(consent_of(server, OWNER))
    return folder.google_token


def consent_of(
    server: StandIn,
    email: str | None,
    scopes: tuple[str, ...] = ("https://www.googleapis.com/auth/drive.file",),
) -> dict[str, object]:
    return Consenting(
        client_file=server.client_file,
        scopes=scopes,
        base_url=server.url,
        show=lambda address: server.consent_soon(address, email),
    ).ask()


def settings_of(name: str, server: StandIn, folder: Path) -> dict[str, str]:
    """The environment of an installation that signs in this way."""
    prefix = "TRACKSHEET_GOOGLE_"
    by = {
        "key": {"SIGN_IN": "key-file", "KEY_FILE": str(server.key_file)},
        "attached": {"SIGN_IN": "attached"},
        "impersonation": {"SIGN_IN": "impersonation", "ACCOUNT": server.robot},
        "federation": {
            "SIGN_IN": "federation",
            "FEDERATION_FILE": str(server.federation_file(folder)),
        },
        "consent": {"SIGN_IN": "consent", "CLIENT_FILE": str(server.client_file)},
    }
    chosen = by[name.removeprefix("mailbox by ").removesuffix(" file")]
    made = {prefix + key: value for key, value in chosen.items()} | {f"{prefix}URL": server.url}
    if name in MAILBOXES:
        made[f"{prefix}MAILBOX"] = OWNER
    if name in ROBOTS:
        made["TRACKSHEET_SHARED_DRIVE_ID"] = server.drive_id
    return made


def read_environment(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def mode_of(environment: dict[str, str], token_file: Path) -> Mode:
    settings = read_settings(environment).google
    account = google_account(settings, token_file)
    gateway = Gateway.of(account, label="modes")
    return Mode(account=account, gateway=gateway, drive_id=tracker_drive(settings, gateway))


@pytest.fixture(params=[*LOCAL, REAL])
def mode(request: pytest.FixtureRequest) -> Mode:
    if request.param == REAL.values[0]:
        file: Path = request.getfixturevalue("real_google")
        return mode_of(read_environment(file), file.with_name("google-token.json"))
    server: StandIn = request.getfixturevalue("server")
    environment = settings_of(request.param, server, request.getfixturevalue("tmp_path"))
    return mode_of(environment, request.getfixturevalue("token_file"))


def test_the_account_is_who_it_says(mode: Mode) -> None:
    about = mode.gateway.about()
    assert about["user"]["emailAddress"].lower() == mode.account.email.lower()


def test_a_spreadsheet_goes_its_whole_way(mode: Mode) -> None:
    """Made, drawn and protected in one batch, told of by Drive, read and put into the trash."""
    gateway = mode.gateway
    token = gateway.start_page_token(mode.drive_id)
    made = gateway.create_spreadsheet("Tracksheet trial", mode.drive_id, {"trial": "1"})
    try:
        editors = {"users": [mode.account.email], "domainUsersCanEdit": False}
        protection = {"range": {"sheetId": 0}, "description": "ours", "editors": editors}
        cell = {"userEnteredValue": {"numberValue": 7}}
        first = {"sheetId": 0, "endRowIndex": 1, "endColumnIndex": 1}
        requests: list[dict[str, Any]] = [
            {"repeatCell": {"range": first, "cell": cell, "fields": "userEnteredValue"}},
            {"addProtectedRange": {"protectedRange": protection}},
        ]
        fields = "sheets(protectedRanges(editors),data.rowData.values.effectiveValue)"
        drawn = gateway.draw(made, requests, fields)
        read = gateway.read(made, fields)
        for answer in (drawn, read):
            tab = answer["sheets"][0]
            assert tab["data"][0]["rowData"][0]["values"][0]["effectiveValue"] == {"numberValue": 7}
        listed = read["sheets"][0]["protectedRanges"][0]["editors"]["users"]
        assert mode.account.email.lower() in [one.lower() for one in listed]
        changes, _ = gateway.changes(token, mode.drive_id)
        assert {"trial": "1"} in [one.app_properties for one in changes if one.file_id == made]
    finally:
        gateway.trash(made)


@pytest.mark.parametrize("name", LOCAL)
def test_robots_own_nothing_and_persons_own_what_they_make(
    server: StandIn, token_file: Path, tmp_path: Path, name: str
) -> None:
    mode = mode_of(settings_of(name, server, tmp_path), token_file)
    assert mode.account.is_person == (name not in ROBOTS)
    assert mode.account.email == (server.robot if name in ROBOTS else OWNER)
    assert mode.drive_id == (server.drive_id if name in ROBOTS else MY_DRIVE)
    if name in ROBOTS:
        with pytest.raises(GoogleError, match="do not have storage quota"):
            mode.gateway.create_spreadsheet("Nobody's", MY_DRIVE, {})


@pytest.mark.parametrize("name", LOCAL)
def test_no_more_is_asked_for_than_the_files_the_service_makes(
    server: StandIn, token_file: Path, tmp_path: Path, name: str
) -> None:
    mode = mode_of(settings_of(name, server, tmp_path), token_file)
    assert mode.account.scopes == ("https://www.googleapis.com/auth/drive.file",)
    with pytest.raises(GoogleError, match="insufficient"):
        mode.gateway.shared_drive("Trackers")


def test_looking_a_drive_up_by_its_name_asks_for_all_of_drive(
    server: StandIn, token_file: Path, tmp_path: Path
) -> None:
    environment = settings_of("key file", server, tmp_path)
    del environment["TRACKSHEET_SHARED_DRIVE_ID"]
    mode = mode_of(environment, token_file)
    assert mode.account.scopes == ("https://www.googleapis.com/auth/drive",)
    assert mode.drive_id == server.drive_id


@pytest.mark.parametrize("name", LOCAL)
def test_nothing_secret_is_logged_told_or_shown(
    server: StandIn,
    token_file: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    """All loggers at their lowest level, through good answers and through every kind of bad one."""
    caplog.set_level(logging.DEBUG)
    held = consent_of(server, TEACHER) if name == "consent" else None
    mode = mode_of(settings_of(name, server, tmp_path), token_file)
    made = mode.gateway.create_spreadsheet("Secret", mode.drive_id, {})
    said = [repr(mode), repr(mode.account), str(mode.account), repr(mode.account.sign_in)]
    for fault in ({"status": 503}, {"drop": "after"}):
        server.app.faults.add({"route": f"*{made}*", **fault})
        said += _failing(lambda: mode.gateway.draw(made, [], "spreadsheetId"))
    said += _failing(lambda: mode.gateway.read("no-such-file", "spreadsheetId"))
    said += _failing(lambda: mode.gateway.shared_drive("Trackers"))
    said += _failing(lambda: Gateway.of(mode.account, subject="nobody@school.example").about())
    assert len(said) > 15, "everything failed as it should"
    secrets = _secrets(server, token_file, mode)
    secrets |= {str(held["refresh_token"])} if held else set()
    told = "\n".join((caplog.text, *said))
    assert len(caplog.records) > 5, "loggers were really on"
    assert [secret for secret in secrets if secret in told] == []


def _failing(call: Callable[[], object]) -> list[str]:
    try:
        call()
    except TracksheetError as error:
        return [repr(error), *error.problems, *traceback.format_exception(error)]
    return []


def _secrets(server: StandIn, token_file: Path, mode: Mode) -> set[str]:
    key = json.loads(server.key_file.read_text(encoding="utf-8"))["private_key"]
    client = json.loads(server.client_file.read_text(encoding="utf-8"))["installed"]
    kept = json.loads(token_file.read_text(encoding="utf-8"))
    token: str = vars(mode.gateway.http.session)["credentials"].token
    assert len(token) > 60
    return {key.splitlines()[3], client["client_secret"], kept["refresh_token"], token}


def test_a_consent_is_kept_for_its_owner_only(token_file: Path) -> None:
    assert token_file.stat().st_mode & 0o777 == 0o600


def test_a_no_is_told_as_one(server: StandIn) -> None:
    with pytest.raises(GoogleError) as refused:
        consent_of(server, None)
    assert refused.value.reason == "The consent was not given: Google said access_denied."


def test_a_consent_taken_back_opens_nothing_and_says_what_to_do(
    server: StandIn, tmp_path: Path
) -> None:
    folder = DataFolder(tmp_path)
    held = consent_of(server, AIDE)
    folder.keep_google_token(held)
    revoke(held, server.url)
    revoke(held, server.url)  # again is no error
    mode = mode_of(settings_of("consent", server, tmp_path), folder.google_token)
    with pytest.raises(GoogleError) as refused:
        mode.gateway.about()
    assert "expired or revoked" in refused.value.reason
    assert "Run `tracksheet google connect` again" in refused.value.reason


def test_a_consent_is_for_nobody_else(server: StandIn, token_file: Path, tmp_path: Path) -> None:
    mode = mode_of(settings_of("consent", server, tmp_path), token_file)
    with pytest.raises(GoogleError, match="opens nothing of"):
        Gateway.of(mode.account, subject=TEACHER)


def test_without_a_consent_the_remedy_is_told(server: StandIn, tmp_path: Path) -> None:
    settings = read_settings(settings_of("consent", server, tmp_path)).google
    with pytest.raises(GoogleError, match="tracksheet google connect"):
        _ = google_account(settings, tmp_path / "none.json").email


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"type": "service_account"}'])
def test_a_file_that_is_no_federation_file_is_named(
    server: StandIn, tmp_path: Path, content: str
) -> None:
    environment = settings_of("federation", server, tmp_path)
    Path(environment["TRACKSHEET_GOOGLE_FEDERATION_FILE"]).write_text(content, encoding="utf-8")
    settings = read_settings(environment).google
    with pytest.raises(GoogleError, match="is not a workload identity federation file"):
        google_account(settings, tmp_path / "none").credentials()
