"""The server in process, on an empty folder with the cast in it."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import requests

from local_sheets.wire import App, create_app
from tests.local_sheets.wire.cast import (
    OUTSIDER,
    PEOPLE,
    TEO,
    URL,
    Caller,
    new_tracker,
    session_for,
)
from tests.wsgi_adapter import WsgiAdapter


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One service account's key for all folders: making one takes longer than most tests."""
    made = tmp_path_factory.mktemp("key")
    create_app(made).close()
    return (made / "service-account.json").read_text()


@pytest.fixture
def folder(tmp_path: Path, key: str) -> Path:
    (tmp_path / "people.json").write_text(json.dumps(PEOPLE))
    (tmp_path / "service-account.json").write_text(key)
    (tmp_path / "service-account.json").chmod(0o600)
    return tmp_path


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    served = create_app(folder, today=date(2027, 5, 24))
    yield served
    served.close()


@pytest.fixture
def as_person(app: App, folder: Path) -> Callable[[str | None], Caller]:
    """A caller for a person; None is the service account itself."""
    return lambda subject: Caller(session=session_for(app, folder, subject))


@pytest.fixture
def service(as_person: Callable[[str | None], Caller]) -> Caller:
    return as_person(None)


@pytest.fixture
def teo(as_person: Callable[[str | None], Caller]) -> Caller:
    return as_person(TEO)


@pytest.fixture
def outsider(as_person: Callable[[str | None], Caller]) -> Caller:
    return as_person(OUTSIDER)


@pytest.fixture
def drive_id(service: Caller) -> str:
    return str(service.drive("GET", "drives")["drives"][0]["id"])


@pytest.fixture
def tracker(service: Caller, drive_id: str) -> str:
    return new_tracker(service, drive_id)


@pytest.fixture
def control(app: App) -> Caller:
    """Whoever holds the control token."""
    session = requests.Session()
    session.mount(URL, WsgiAdapter(app))
    session.headers["Authorization"] = f"Bearer {app.control_token}"
    return Caller(session=session)
