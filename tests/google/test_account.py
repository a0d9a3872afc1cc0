"""Who we are to Google: the key, the people it acts as, and that nobody else is asked."""

import json
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from google.oauth2 import service_account
from requests.adapters import HTTPAdapter

from local_sheets.wire import App
from sync.errors import GoogleError
from sync.google.account import GoogleAccount
from sync.google.client import open_client
from sync.google.gateway import Gateway
from sync.google.sign_in import KeyFile
from tests.google.conftest import URL, Wire
from tests.wsgi_adapter import WsgiAdapter


def key_of(account: GoogleAccount) -> Path:
    assert isinstance(account.sign_in, KeyFile)
    return account.sign_in.path


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_the_label_reaches_the_servers_log_also_for_the_token(wire: Wire, spreadsheet: str) -> None:
    wire.gateway.read(spreadsheet, "spreadsheetId")
    entries = wire.app.log.report(0)["entries"]
    assert {entry["label"] for entry in entries} == {"proof"}
    assert {entry["api"] for entry in entries} == {"token", "drive", "sheets_read"}


def test_no_other_host_is_looked_up_and_nothing_runs_on_behind(
    app: App, account: GoogleAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def refuse(host: object, *_: object, **__: object) -> Any:
        asked.append(host)
        raise OSError("no name is looked up in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    before = set(threading.enumerate())
    gateway = Gateway.of(account, transport=WsgiAdapter(app))
    assert gateway.shared_drive("Trackers")
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)
    assert asked == []


def test_the_guard_overrides_a_name_that_google_auth_really_has(account: GoogleAccount) -> None:
    name = "_is_regional_access_boundary_lookup_required"
    assert hasattr(service_account.Credentials, name), "renamed: look for its new name"
    local = account.credentials()
    assert getattr(local, name)() is False
    google: Any = GoogleAccount.of_key(key_of(account)).credentials()
    assert name not in vars(google), "Google itself may be asked"


def test_the_account_names_itself(account: GoogleAccount) -> None:
    key = json.loads(key_of(account).read_text(encoding="utf-8"))
    assert account.email == key["client_email"]


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = GoogleAccount.of_key(tmp_path / "key.json")
    with pytest.raises(GoogleError) as refused:
        missing.credentials()
    assert refused.value.reason == (
        f"{tmp_path / 'key.json'} (a service account's key) cannot be read: "
        "No such file or directory."
    )


@pytest.mark.parametrize(
    "content",
    ["", "not json", "[]", '"text"', "{}", '{"client_email": "a@b.example"}', b"\xff\xfe{}"],
)
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "key.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(GoogleError) as refused:
        GoogleAccount.of_key(file).credentials()
    assert refused.value.reason.startswith(f"{file} is not a service account's key: ")


@pytest.mark.parametrize("content", ["{}", "[]", "not json"])
def test_the_address_of_a_bad_key_is_an_error_too(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(GoogleError, match="is not a service account's key"):
        _ = GoogleAccount.of_key(file).email


def test_a_server_that_is_not_there_is_told_at_once(account: GoogleAccount, tmp_path: Path) -> None:
    gone = f"http://127.0.0.1:{_closed_port()}"
    key = json.loads(key_of(account).read_text(encoding="utf-8")) | {"token_uri": f"{gone}/token"}
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key), encoding="utf-8")
    waits: list[float] = []
    gone_account = GoogleAccount.of_key(file, gone)
    gateway = Gateway(open_client(gone_account, sleep=waits.append))
    with pytest.raises(GoogleError) as refused:
        gateway.shared_drive("Trackers")
    assert refused.value.reason == (
        f"{gone} cannot be reached; is it running, and is the network up?"
    )
    assert (refused.value.may_have_applied, waits) == (False, [])


def test_a_write_to_a_server_that_is_gone_was_surely_not_applied(wire: Wire) -> None:
    gone = f"http://127.0.0.1:{_closed_port()}"
    assert wire.gateway.shared_drive("Trackers"), "a token is held"
    wire.gateway.http.session.mount(gone, HTTPAdapter())
    wire.gateway.http.base_url = gone
    with pytest.raises(GoogleError) as refused:
        wire.gateway.create_spreadsheet("Grade 2", "drive", {})
    assert (refused.value.code, refused.value.may_have_applied, wire.waits) == (None, False, [])


def test_a_person_that_the_account_may_not_act_as_is_an_error_with_its_remedy(
    app: App, account: GoogleAccount
) -> None:
    gateway = Gateway.of(account, subject="nobody@school.example", transport=WsgiAdapter(app))
    with pytest.raises(GoogleError) as refused:
        gateway.shared_drive("Trackers")
    assert refused.value.reason.startswith(f"{URL} gives no token: ")
    assert refused.value.reason.endswith(
        "Check TRACKSHEET_GOOGLE_MAILBOX: there is no such mailbox."
    )


def test_a_shared_drive_that_is_not_there_is_told_with_the_remedy(wire: Wire) -> None:
    with pytest.raises(GoogleError) as refused:
        wire.gateway.shared_drive("Elsewhere")
    assert refused.value.reason == (
        "The service account sees no shared drive named 'Elsewhere'. Make it a content manager of "
        "the drive (in Drive: Manage members); until then nothing is read, and all entries stay."
    )
