"""Our client of Google on the real local server, with waits that are recorded instead of spent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from local_sheets.wire import App, create_app
from sync.google.account import GoogleAccount
from sync.google.client import open_client
from sync.google.gateway import Gateway
from tests.wsgi_adapter import WsgiAdapter

URL = "http://127.0.0.1:8765"


@dataclass(frozen=True, slots=True)
class Wire:
    """A gateway, the server behind it, and how long the client has waited."""

    app: App
    account: GoogleAccount
    gateway: Gateway
    waits: list[float] = field(default_factory=list)

    def fail(self, **fault: Any) -> None:
        """Inject a fault into the server."""
        self.app.faults.add(fault)

    def requests(self, path: str) -> list[tuple[str, int]]:
        """Method and status of the requests that the server saw, by a part of the path."""
        entries = self.app.log.report(0)["entries"]
        return [(e["method"], e["status"]) for e in entries if path in e["path"]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("google")


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    (folder / "people.json").write_text('{"people": []}', encoding="utf-8")
    served = create_app(folder, base_url=URL)
    yield served
    served.close()


@pytest.fixture
def account(app: App, folder: Path) -> GoogleAccount:
    assert app.url == URL
    return GoogleAccount.of_key(folder / "service-account.json", URL)


@pytest.fixture
def wire(app: App, account: GoogleAccount) -> Wire:
    waits: list[float] = []
    http = open_client(account, label="proof", transport=WsgiAdapter(app), sleep=waits.append)
    return Wire(app=app, account=account, gateway=Gateway(http), waits=waits)


@pytest.fixture
def spreadsheet(wire: Wire) -> str:
    drive = wire.gateway.shared_drive("Trackers")
    return wire.gateway.create_spreadsheet("Grade 2", drive, {})
