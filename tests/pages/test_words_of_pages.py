"""Every page, whoever opens it, says all of its own words in the language of whoever reads it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.features.reminders.digest import letters
from service.features.roster.comparing import roster_changes
from service.features.roster.grades import NAMED
from service.features.roster.lists import read_list
from service.features.roster.roster_import import RosterImport
from service.long_lists import FIRST, LONGEST
from service.overview import Overview
from service.speech import MARKED
from service.works import MOST_AT_ONCE, Job, Options, Outcome, Run, Works
from sheet_templates.counting import some
from sheet_templates.sentences import sentence, several
from sync.store.engine import Store, memory_store
from tests.pages import small_school
from tests.pages.conftest import LINKS, app_on, client_of, service_on, sign_in, token_of
from tests.pages.test_access_table import PEOPLE, TABLE, ask
from tests.words import find_fault, own_words, read_out, speak_marked, unsaid

pytestmark = pytest.mark.slow

KNOWN = ("ad-1", "t-1", "t-2", "ai-1", "ad-2")
# What these show as a person or a program has written it: a letter, and the figures for programs.
VERBATIM = {
    "shell.static", "mailbox.one", "mailbox.as_sent", "me.feed", "me.badge", "me.figures",
    "monitoring.health", "tracker.timeline_calendar",
}  # fmt: skip


class Marked(NamedTuple):
    """The small school, in which everybody reads marked English."""

    store: Store
    app: Flask
    overview: Overview
    own: re.Pattern[str]
    browsers: dict[str | None, FlaskClient]


@pytest.fixture(scope="module")
def marked(bundle: RosterImport) -> Iterator[Marked]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        find_fault(store)
        small_school.talk_about_data(store)
        speak_marked(store, KNOWN)
        overview = small_school.reader_of(store).overview()
        assert overview is not None
        app = app_on(store)
        browsers = {person: _browser(app, person) for person in PEOPLE.values()}
        yield Marked(store, app, overview, own_words(overview, *OTHERS), browsers)


def _browser(app: Flask, person: str | None) -> FlaskClient:
    client = client_of(app)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = MARKED
    if person is not None:
        sign_in(client, person)
    return client


OTHERS = (
    small_school.LETTER.subject, "visitor", "Phonics", "Reads pairs", "Pairs with three letters",
    "Mr", "45O", "grandmother", "Reads at bedtime", "A book a week goes home",
)  # fmt: skip


@pytest.mark.parametrize("route", [one for one in TABLE if one[0] not in VERBATIM], ids=str)
def test_a_page_says_nothing_of_its_own_around_the_catalogue(
    marked: Marked, route: tuple[str, str]
) -> None:
    for person in PEOPLE.values():
        leaves = route[0] in {"people.choose", "shell.leave"}
        client = _browser(marked.app, person) if leaves else marked.browsers[person]
        status, text = ask(marked.app, client, route)
        if status != HTTPStatus.SEE_OTHER:  # whose page nobody reads
            assert unsaid(read_out(text), marked.own) == [], person


def test_a_letter_says_nothing_of_its_own_around_the_catalogue(marked: Marked) -> None:
    written = letters(marked.overview, "https://x.example", LINKS)
    mine = [one for one in written if one.person in KNOWN]
    assert {"t-1", "ad-1"} <= {one.person for one in mine}
    for one in mine:
        assert unsaid(f"{one.subject}\n{read_out(one.html)}", marked.own) == [], one.person


HEADER = "student id,family name,given name,grade,class,teacher e-mail"
WRONG = f"{HEADER}\nx-1,Bass,Nora,45,Reading,nobody@school.example\n,Bass,Nora,KG,Reading,\n"
SHORT = f"{HEADER}\n"


@pytest.mark.parametrize("sent", [SHORT, WRONG], ids=["previewed", "refused"])
def test_what_a_roster_would_change_is_said_in_the_language_of_whoever_sends_it(
    marked: Marked, tmp_path: Path, sent: str
) -> None:
    now = marked.overview.kept.roster

    def run(_: str, options: Options, progress: Callable[[str], None]) -> Any:
        progress(sentence("reading the roster"))
        found = read_list(Path(options["path"]), now, small_school.MISSING_DAY)
        changes = roster_changes(now, found.roster)
        return {
            "parts": [{"title": one.title, "lines": one.lines} for one in changes.parts],
            "notices": [one.said for one in found.notices],
            "warning": changes.warning,
            "digest": found.digest,
        }

    roster = BytesIO(sent.encode()), "list.csv"
    said = _came_of(marked, tmp_path, run, "/roster/preview", roster=roster)
    assert ("⟦Import this roster⟧" in said) is (sent == SHORT)
    kept = [part for one in tmp_path.iterdir() for part in (one.stem, one.name)]
    own = _but_for(marked, *kept, *HEADER.split(","), "list.csv", "x-1", "Bass", "Nora", *NAMED)
    assert unsaid(said, own) == []


def test_a_long_part_of_a_roster_is_begun_and_the_rest_folded(
    marked: Marked, tmp_path: Path
) -> None:
    lines = [f"Ana {at}" for at in range(LONGEST + 1)]
    parts = [{"title": sentence("Children in another class"), "lines": lines}]

    def run(*_: object) -> Any:
        return {"parts": parts, "notices": [], "warning": "", "digest": ""}

    roster = BytesIO(SHORT.encode()), "list.csv"
    said = _came_of(marked, tmp_path, run, "/roster/preview", roster=roster)
    before, after = said.split(" more⟧")
    assert (before.count("Ana"), after.count("Ana")) == (FIRST, LONGEST + 1 - FIRST)
    kept = [part for one in tmp_path.iterdir() for part in (one.stem, one.name)]
    assert unsaid(said, _but_for(marked, *kept, "list.csv", "Ana")) == []


def test_what_a_plan_would_do_is_said_in_the_language_of_whoever_asks(
    marked: Marked, tmp_path: Path
) -> None:
    steps = [
        several("add %(count)s blank row to %(tab)s", "", 1, tab="Supports"),
        sentence("add %(names)s", names=some([f"Ana {at}" for at in range(9)])),
    ]
    refused = [sentence("In the tab %(tab)s, %(lines)s were moved.", tab="Goals", lines="")]

    def run(*_: object) -> Any:
        return [{"tracker": "s-1.2026.KG", "steps": steps, "refused": refused}]

    said = _came_of(marked, tmp_path, run, "/setup/plan")
    assert said.count("Ana") == 4
    assert unsaid(said, _but_for(marked, "Ana", "Supports", "Goals")) == []


def test_who_has_begun_too_much_is_refused_in_their_language(marked: Marked) -> None:
    may_end = Event()
    works = Works(lambda *_: may_end.wait())
    job = Job(operation="sync", options={}, title="", back="/", tell=lambda _: Outcome(answer=""))
    for one in range(MOST_AT_ONCE):
        works.begin(replace(job, options={"one": one}), "ad-1")
    client = client_of(create_app(replace(service_on(marked.store), works=works)))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = MARKED
    sign_in(client, "ad-1")
    refused = client.post("/setup/plan", data={"csrf_token": token_of(client)})
    may_end.set()
    said = read_out(refused.text)
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert " pieces of work waiting or going on already" in said
    assert unsaid(said, marked.own) == []


def _came_of(marked: Marked, folder: Path, run: Run, address: str, **sent: Any) -> str:
    """What the page of finished work says to the document owner."""
    service = service_on(marked.store)
    uploads = replace(service.uploads, folder=folder)
    client = client_of(create_app(replace(service, works=Works(run), uploads=uploads)))
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = MARKED
    sign_in(client, "ad-1")
    begun = client.post(address, data={"csrf_token": token_of(client), **sent})
    for _ in range(200):
        page = client.get(begun.location).text
        if 'data-state="running"' not in page:
            return read_out(page)
        sleep(0.01)
    raise AssertionError("it goes on and on")


def _but_for(marked: Marked, *words: str) -> re.Pattern[str]:
    return own_words(marked.overview, *OTHERS, *words)
