"""Every card, whoever opens it, says all of its own words in the language of whoever reads it."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

import pytest

from service.features.addon.entries import CLICKS, TRIGGERS
from service.features.addon.held import LIST, ONE
from service.features.addon.keys import KeyRing
from service.features.addon.milestone_ways import MILESTONE
from service.features.roster.roster_import import RosterImport
from sync.store.engine import memory_store
from tests.addon.card_rules import shown
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer
from tests.addon.test_cards import sent_by, widgets
from tests.pages import small_school
from tests.words import find_fault, own_words, speak_marked, unsaid

pytestmark = pytest.mark.slow

PEOPLE = ("ad-1", "t-1", "t-2", "ai-1", "ad-2")
KINDERGARTEN = "file-KG"
SHOWN = {"text", "title", "subtitle", "header", "label", "hintText", "topLabel", "bottomLabel"}


class Marked(NamedTuple):
    """The panel of a school in which everybody reads marked English."""

    panel: Panel
    own: re.Pattern[str]
    parameters: dict[str, str]


@pytest.fixture(scope="module")
def marked(bundle: RosterImport, keys: KeyServer, ring: KeyRing) -> Iterator[Marked]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        find_fault(store)
        speak_marked(store, PEOPLE)
        asked = small_school.asking_for_milestones()
        panel = Panel(addon_on(store, keys, ring, own=asked))
        overview = panel.addon.overview()
        assert overview is not None
        child = {"student": panel.addon.handle(small_school.MISSING.student)}
        owner = panel.card("owner", "ad-1")
        rows = [one["decoratedText"] for one in widgets(owner) if "decoratedText" in one]
        (held,) = [
            sent_by(one["decoratedText"])
            for one in widgets(panel.card(LIST, "ad-1"))
            if "decoratedText" in one
        ]
        own = own_words(overview, "Phonics", "Reads pairs", "Pairs with three letters", "Mr", "45O")
        milestone = {MILESTONE: overview.milestones_for("ad-1")[0].public_id}
        yield Marked(panel, own, child | sent_by(rows[0]) | held | milestone)


def read_on(part: Any, name: str = "") -> Iterator[str]:
    """What an answer shows: the texts of its cards, and the word about what was done."""
    match part:
        case dict():
            for key, below in part.items():
                yield from read_on(below, key)
        case list():
            for below in part:
                yield from read_on(below, name)
        case str() if name in SHOWN:
            yield shown(part)


@pytest.mark.parametrize("path", sorted({*TRIGGERS, *CLICKS} - {ONE}))
def test_a_card_says_nothing_of_its_own_around_the_catalogue(marked: Marked, path: str) -> None:
    for person in PEOPLE:
        answer = marked.panel.ask(path, person, parameters=marked.parameters, file=KINDERGARTEN)
        assert unsaid("\n".join(read_on(answer)), marked.own) == [], person
