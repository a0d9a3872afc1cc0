"""The small school behind the real app, and people who come to its door."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.answer_links import AnswerLinks
from service.app import Service, create_app
from service.door_settings import GoogleSignIn
from service.features.roster.roster_import import RosterImport
from service.folder import DataFolder
from service.letters import Letters
from service.notes import Notes
from service.people import People
from service.records import Records
from service.template_files import TemplateFiles
from service.uploads import Uploads
from service.works import Works
from sheet_templates.errors import TracksheetError
from sync.store.engine import Store, memory_store
from tests.pages import small_school

PORT = 8000
HOME = f"http://127.0.0.1:{PORT}"
SECRET = b"a secret of the tests, 32 bytes."

LINKS = AnswerLinks(secret=SECRET, pages_url=HOME, now=lambda: small_school.READ_AT)
Visit = Callable[[str | None], FlaskClient]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> RosterImport:
    return small_school.imported(tmp_path_factory.mktemp("small_school"))


@pytest.fixture(scope="session")
def app(bundle: RosterImport) -> Iterator[Flask]:
    """Give the app on one filled store; pages only read, so all tests share it."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        yield app_on(store)


@pytest.fixture
def store() -> Iterator[Store]:
    """Give a store of its own, empty, to a test that fills it otherwise."""
    with closing(memory_store()) as opened:
        yield opened


@pytest.fixture
def visit(app: Flask) -> Visit:
    """Give a browser in which this person has been chosen; None: nobody yet."""

    def visit(person: str | None) -> FlaskClient:
        client = client_of(app)
        if person is not None:
            sign_in(client, person)
        return client

    return visit


_ADDRESSES = count(1)


class LoopbackClient(FlaskClient):
    """Asks as a browser would, each from an address of its own: limits are for one address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = next(_ADDRESSES)
        self.environ_base["REMOTE_ADDR"] = f"10.0.{number >> 8}.{number & 255}"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask, by default at 127.0.0.1 and the port of the service."""
        asked: dict[str, Any] = {"base_url": HOME, "buffered": True} | kwargs
        return super().open(*args, **asked)


def app_on(store: Store, today: date = small_school.MISSING_DAY) -> Flask:
    """The pages of the school in `store` as of `today`."""
    return create_app(service_on(store, today))


def service_on(
    store: Store, today: date = small_school.MISSING_DAY, google: GoogleSignIn | None = None
) -> Service:
    """What the pages of the school in `store` are made of."""
    return Service(
        reader=small_school.reader_of(store, today),
        letters=Letters(store=store, now=lambda: small_school.READ_AT),
        records=Records(store=store, now=lambda: small_school.READ_AT),
        works=Works(_without_google),
        uploads=Uploads(
            folder=Path(gettempdir()) / "uploads of tests", now=lambda: small_school.READ_AT
        ),
        people=People(store=store, now=lambda: small_school.READ_AT),
        answer_links=LINKS,
        notes=Notes(store=store, now=lambda: small_school.READ_AT, follow=_nobody_follows),
        templates=TemplateFiles(DataFolder(Path(gettempdir()) / "no such folder")),
        secret_key=SECRET,
        port=PORT,
        google=google,
    )


def _nobody_follows(_: str) -> None:
    """The small school has no spreadsheets."""


def _without_google(name: str, *_: object) -> Any:
    """Carry nothing out: the small school has no spreadsheets."""
    raise TracksheetError(f"{name}: the small school has no spreadsheets.")


def client_of(app: Flask) -> FlaskClient:
    """A browser on this machine, with cookies of its own."""
    return LoopbackClient(app, use_cookies=True)


def token_of(client: FlaskClient) -> str:
    """Read the form's token from the page, as a browser would."""
    return form_token(client.get("/who").text)


def form_token(page: str) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(client: FlaskClient, person: str) -> None:
    if person == "ad-99":  # somebody of another school, whom the choice of people does not offer
        with client.session_transaction(base_url=HOME) as session:
            session["person"] = person
        return
    answer = client.post("/who", data={"person": person, "csrf_token": token_of(client)})
    assert answer.status_code == 303
