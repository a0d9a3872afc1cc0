"""Every page, whoever opens it, says all of its own words in the language of whoever reads it."""

import re
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.features.reminders.digest import letters
from service.features.roster.oneroster import RosterImport
from service.overview import Overview
from service.speech import MARKED
from sync.store.engine import memory_store
from tests.pages import small_school
from tests.pages.conftest import LINKS, app_on, client_of, sign_in
from tests.pages.test_access_table import PEOPLE, TABLE, ask
from tests.words import find_fault, own_words, read_out, speak_marked, unsaid

pytestmark = pytest.mark.slow

KNOWN = ("ad-1", "t-1", "t-2", "ai-1", "ad-2")
# What these show as a person or a program has written it: a letter, and the figures for programs.
VERBATIM = {"shell.static", "mailbox.one", "mailbox.as_sent", "me.feed", "me.badge", "me.figures"}


class Marked(NamedTuple):
    """The small school, in which everybody reads marked English."""

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
        speak_marked(store, KNOWN)
        overview = small_school.reader_of(store).overview()
        assert overview is not None
        app = app_on(store)
        browsers = {person: _browser(app, person) for person in PEOPLE.values()}
        yield Marked(app, overview, own_words(overview, *OTHERS), browsers)


def _browser(app: Flask, person: str | None) -> FlaskClient:
    client = client_of(app)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = MARKED
    if person is not None:
        sign_in(client, person)
    return client


OTHERS = (small_school.LETTER.subject, "Phonics", "Reads pairs", "Mr", "45O")


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
