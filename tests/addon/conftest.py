"""The small school behind the add-on's real door, and Google knocking at it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from service.excusing import give
from service.features.addon.addon import AddOn
from service.features.addon.door import create_addon_app
from service.features.addon.entries import CLICKS, TRIGGERS
from service.features.addon.keys import KeyRing
from service.features.roster.roster_import import RosterImport
from service.notes import Notes
from service.owed import Own
from service.people import People
from service.settling import Saying, settle
from service.works import Run, Works
from sheet_templates.errors import TracksheetError
from sheet_templates.library import shipped_template
from sync.domain.excuses import Excuse
from sync.domain.flag_life import HeldFlag
from sync.domain.milestones_owed import OwedMilestone
from sync.store.audit import StoredFinding, open_findings
from sync.store.engine import Store, memory_store
from sync.store.excuses import GivenExcuse
from sync.store.flags import column_problems
from sync.store.holds import StoredHold, holds
from sync.store.school import school
from tests.addon import google
from tests.addon.card_rules import cards_in, findings, parse_card
from tests.addon.google import KeyServer, serving_keys
from tests.pages import small_school

LINKS = {f"{google.PUBLIC_URL}/", "http://127.0.0.1:8765/spreadsheets/"}
SECRET = b"a secret of the tests, 32 bytes."


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> RosterImport:
    return small_school.imported(tmp_path_factory.mktemp("small_school"))


@pytest.fixture(scope="session")
def keys() -> Iterator[KeyServer]:
    with serving_keys() as there:
        yield there


@pytest.fixture(scope="session")
def ring(keys: KeyServer) -> KeyRing:
    """Give one ring of keys to all tests, as one process has it."""
    return KeyRing(keys.url)


@pytest.fixture(scope="module")
def filled(bundle: RosterImport) -> Iterator[Store]:
    """Give a filled store to tests that only read."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        yield store


@pytest.fixture
def store(bundle: RosterImport) -> Iterator[Store]:
    """Give a filled store of its own to a test that writes."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        yield store


@pytest.fixture(scope="module")
def supported(bundle: RosterImport) -> Iterator[Store]:
    """Give a filled store with two children who get a support, to write notes on."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        yield store


def _without_google(name: str, *_: object) -> Any:
    raise TracksheetError(f"{name}: the small school has no spreadsheets.", ["<none> at all"])


def _nobody_follows(_: str) -> None:
    """The small school has no spreadsheets."""


def addon_on(
    store: Store,
    keys: KeyServer,
    ring: KeyRing,
    run: Run | None = None,
    follow: Callable[[str], None] = _nobody_follows,
    own: Mapping[str, Own] | None = None,
) -> AddOn:
    """The add-on of the school in `store`; `run` carries out what it sets going."""
    reader = small_school.reader_of(store, own=own)

    def excuse(given: GivenExcuse) -> Excuse:
        with store.writing() as tx:
            known = school(tx)
            assert known is not None
            return give(tx, known.scope, shipped_template(), given, small_school.READ_AT)

    def keep(owed: OwedMilestone, saying: Saying) -> None:
        with store.writing() as tx:
            known = school(tx)
            assert known is not None
            settle(tx, known.scope, owed, saying, small_school.READ_AT)

    def found() -> list[StoredFinding]:
        with store.reading() as tx:
            known = school(tx)
            assert known is not None
            return open_findings(tx, known.scope)

    def waiting() -> list[StoredHold]:
        with store.reading() as tx:
            known = school(tx)
            assert known is not None
            return holds(tx, known.scope)

    def problems(tracker: str) -> list[HeldFlag]:
        with store.reading() as tx:
            known = school(tx)
            assert known is not None
            return column_problems(tx, known.scope, tracker)

    return AddOn(
        settings=google.settings(keys.url),
        keys=ring,
        overview=reader.overview,
        excuse=excuse,
        settle=keep,
        findings=found,
        holds=waiting,
        problems=problems,
        works=Works(run or _without_google),
        people=People(store=store, now=lambda: small_school.READ_AT),
        notes=Notes(store=store, now=lambda: small_school.READ_AT, follow=follow),
        secret=SECRET,
    )


def mounted(addon: AddOn) -> Client:
    """What Google reaches: the app where the service mounts it."""
    return Client(DispatcherMiddleware(Flask("pages"), {"/addon": create_addon_app(addon)}))


class Panel:
    """Google's side panel: posts events, and takes only what Google would take for a card."""

    def __init__(self, addon: AddOn) -> None:
        self.addon = addon
        self._client = mounted(addon)

    def ask(
        self,
        path: str,
        person: str,
        parameters: Mapping[str, str] | None = None,
        inputs: Mapping[str, Any] | None = None,
        file: str = "",
    ) -> dict[str, Any]:
        """The answer, after every card in it was looked at as Google would."""
        body = google.event(path, person, parameters=parameters, inputs=inputs, file=file)
        answer = self._client.post(f"/addon/{path}", json=body)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.get_json()
        cards = cards_in(said, is_trigger=path in TRIGGERS)
        assert cards
        for card in cards:
            parse_card(card)
            entries = {*TRIGGERS, *CLICKS}
            base = self.addon.settings.url
            assert findings(card, base=base, entries=entries, links=LINKS) == []
        return said

    def card(self, path: str, person: str, **more: Any) -> dict[str, Any]:
        """The one card of the answer."""
        (card,) = cards_in(self.ask(path, person, **more), is_trigger=path in TRIGGERS)
        return card

    def post(self, path: str, **kwargs: Any) -> TestResponse:
        """Whatever is posted, unchecked."""
        return self._client.post(f"/addon/{path}", **kwargs)


@pytest.fixture(scope="module")
def panel(filled: Store, keys: KeyServer, ring: KeyRing) -> Panel:
    return Panel(addon_on(filled, keys, ring))


@pytest.fixture
def own_panel(store: Store, keys: KeyServer, ring: KeyRing) -> Panel:
    """Give the panel on a store of the test's own."""
    return Panel(addon_on(store, keys, ring))


@pytest.fixture(scope="module")
def followed() -> list[str]:
    """Give the trackers that were to be brought up to date."""
    return []


@pytest.fixture(scope="module")
def noting(supported: Store, keys: KeyServer, ring: KeyRing, followed: list[str]) -> Panel:
    """Give the panel of a school with supports; what is to follow a note is kept in `followed`."""
    return Panel(addon_on(supported, keys, ring, follow=followed.append))
