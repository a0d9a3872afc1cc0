"""What is left of the year's milestones, seen and settled in the panel."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from service.features.addon.keys import KeyRing
from service.features.addon.milestone import DONE, NOT_THIS_TIME, TAKE_BACK
from service.features.addon.milestone_ways import MILESTONE
from service.features.roster.roster_import import RosterImport
from sync.domain.milestones_owed import OwedMilestone, Said
from sync.store.engine import memory_store
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import PUBLIC_URL, KeyServer
from tests.addon.test_cards import filled_in, links, sent_by, widgets, words
from tests.pages import small_school

TITLE = "A word with each family"


@pytest.fixture(scope="module")
def panel(bundle: RosterImport, keys: KeyServer, ring: KeyRing) -> Iterator[Panel]:
    """Give the panel of a school whose trackers were made in August."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        yield Panel(addon_on(store, keys, ring, own=small_school.asking_for_milestones()))


def families(panel: Panel, person: str) -> OwedMilestone:
    """The word with families that this teacher owes."""
    school = panel.addon.overview()
    assert school
    (found,) = (one for one in school.milestones_for(person) if one.window.key == "families")
    return found


def named(owed: OwedMilestone) -> dict[str, str]:
    return {MILESTONE: owed.public_id}


def said(panel: Panel, person: str) -> list[tuple[Said, str, str, str]]:
    return [(one.said, one.note, one.by, one.source) for one in families(panel, person).words]


def way_to(card: dict[str, Any], title: str) -> dict[str, str]:
    """What a click on the row with this title sends."""
    rows = (one["decoratedText"] for one in widgets(card) if "decoratedText" in one)
    return sent_by(next(one for one in rows if title in one["text"]))


def test_done_on_the_card_counts_at_once_and_is_said_once_however_often_google_asks(
    panel: Panel,
) -> None:
    mine = families(panel, "t-3")
    home = panel.card("home", "t-3")
    row = f"{TITLE}\n✕ Kindergarten, Grade KG class 3: missing, due Friday 13 November 2026"
    assert row in words(home)
    assert f"{PUBLIC_URL}/milestones/{mine.public_id}" in links(home)
    assert row in words(panel.card("file", "t-3", file="file-KG"))
    card = panel.card(MILESTONE, "t-3", parameters=way_to(home, TITLE))
    assert words(card)[0].startswith(f"{TITLE}\nTell each family how")
    assert [one for one in words(card) if one.startswith("[")] == [
        "[Done]",
        "[Not this time]",
        "[Its page]",
    ]
    for _ in range(2):
        answer = panel.ask(
            DONE, "t-3", parameters=named(mine), inputs=filled_in(note=" All reached ")
        )
        action = answer["renderActions"]["action"]
        assert action["notification"]["text"] == "Kept: it is done. Thank you."
    assert said(panel, "t-3") == [(Said.DONE, "All reached", "t-3", "add-on")]
    assert not [one for one in words(panel.card("home", "t-3")) if TITLE in one]
    card = panel.card(MILESTONE, "t-3", parameters=named(mine))
    assert any(one.endswith("\nAll reached") and "Obi Okoro" in one for one in words(card))
    for _ in range(2):
        panel.ask(TAKE_BACK, "t-3", parameters=named(mine))
    assert [one for one, *_ in said(panel, "t-3")] == [Said.DONE, Said.TAKEN_BACK]


def test_not_this_time_wants_a_reason_and_the_owner_may_give_it(panel: Panel) -> None:
    mine = families(panel, "t-2")
    for note, problem in (
        (" ", "Say in a few words why it is not done this time."),
        ("x" * 301, "The note has 301 characters; 300 is the most."),
    ):
        inputs = filled_in(note=note)
        card = panel.card(NOT_THIS_TIME, "ad-1", parameters=named(mine), inputs=inputs)
        assert problem in words(card)
    assert said(panel, "t-2") == []
    panel.ask(NOT_THIS_TIME, "ad-1", parameters=named(mine), inputs=filled_in(note="On leave"))
    assert said(panel, "t-2") == [(Said.NOT_THIS_TIME, "On leave", "ad-1", "add-on")]


@pytest.mark.parametrize("path", [MILESTONE, DONE, NOT_THIS_TIME, TAKE_BACK])
def test_a_milestone_of_somebody_else_is_as_unknown_as_none(panel: Panel, path: str) -> None:
    theirs = families(panel, "t-1")
    for person, parameters in (("t-3", named(theirs)), ("ad-2", named(theirs)), ("t-1", {})):
        card = panel.card(path, person, parameters=parameters, inputs=filled_in(note="Mine"))
        assert "This milestone is not there any more" in " ".join(words(card))
    assert said(panel, "t-1") == []


def test_the_first_ones_stand_on_the_first_card_and_how_many_there_are(panel: Panel) -> None:
    shown = words(panel.card("home", "ad-1"))
    assert sum(": missing, due " in one for one in shown) == 5
    assert "7 milestones are left to see to; the first 5 stand here." in shown
