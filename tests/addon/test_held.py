"""A change that waits for a word, said in the panel: accepted, or shown and then put back."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

import pytest

from service.features.addon.held import ACCEPT, BEFORE, LIST, LOOK, ONE, PUT_BACK
from service.features.addon.keys import KeyRing
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import TAB_LOST, WHOLE_TAB, Hold, Verdict
from sync.store.engine import Store
from sync.store.holds import decide_hold, holds, replace_holds
from sync.store.school import school
from sync.store.trackers import trackers
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer
from tests.addon.test_cards import sent_by, widgets, words
from tests.pages import small_school

HELD = Hold(
    tab="students",
    scope=WHOLE_TAB,
    rule="sorted_apart",
    message="2 scores stand in other rows now.",
    changes={
        EntryKey(student=child, checkpoint="spring", metric="reading"): EntryValue(
            number=510, code=None, a1="I16"
        )
        for child in ("st-1", "st-2")
    },
)


class Asked:
    """Stands where operations are carried out: notes what is asked, and answers as they do."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, name: str, options: Any, _: Callable[[str], None]) -> Any:
        self.seen.append((name, dict(options)))
        return {
            "cells": ["I16: 510 becomes 498"] * 12,
            "homeless": [],
            "digest": "d1",
            "changes": 2,
        }


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def panel(store: Store, keys: KeyServer, ring: KeyRing, asked: Asked) -> Panel:
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        first = trackers(tx, known.scope)[0]
        replace_holds(tx, first, 1, None, small_school.READ_AT, found=(HELD,), stopped=())
    return Panel(addon_on(store, keys, ring, asked))


def over(panel: Panel, path: str, parameters: dict[str, str]) -> dict[str, Any]:
    """Click, and look again until it is done."""
    card, until = panel.card(path, "ad-1", parameters=parameters), monotonic() + 120
    while words(card)[0] == "It is being done.":
        assert monotonic() < until
        sleep(0.01)
        card = panel.card(LOOK, "ad-1", parameters=pressed(card))
    return card


def pressed(card: dict[str, Any], number: int = 0) -> dict[str, str]:
    """What a button of the card sends."""
    buttons = [one for w in widgets(card) for one in w.get("buttonList", {}).get("buttons", ())]
    return sent_by(buttons[number])


def test_a_change_is_shown_cell_by_cell_and_put_back_on_a_second_press(
    panel: Panel, asked: Asked
) -> None:
    assert "1 change waits for your word." in words(panel.card("owner", "ad-1"))
    (row,) = [w["decoratedText"] for w in widgets(panel.card(LIST, "ad-1")) if "decoratedText" in w]
    card = panel.card(ONE, "ad-1", parameters=sent_by(row))
    assert words(card) == [
        "2 entries, since 02:14 on Monday 24 May 2027.",
        HELD.message,
        "[It is right]",
        "[Show what to put back]",
    ]
    shown = over(panel, BEFORE, pressed(card, 1))
    assert words(shown) == [
        "12 cells would be written. Nothing is written yet.",
        *["I16: 510 becomes 498"] * 10,
        "2 more; the pages show all.",
        "[Put the earlier scores back]",
    ]
    assert (
        words(over(panel, PUT_BACK, pressed(shown)))[0] == "12 cells put back, and read back since."
    )
    hold = sent_by(row)["hold"]
    known = panel.addon.overview()
    assert known is not None
    who = known.staff["ad-1"].email
    assert asked.seen == [
        ("put_back_plan", {"id": hold}),
        ("put_back", {"id": hold, "by": who, "agreed": "d1"}),
    ]


def test_a_change_that_is_right_is_taken_over(panel: Panel, asked: Asked) -> None:
    hold = {"hold": panel.addon.holds()[0].public_id}
    assert words(over(panel, ACCEPT, hold)) == ["Accepted. 2 entries changed."]
    ((name, options),) = asked.seen
    assert (name, options["id"]) == ("accept_hold", hold["hold"])


def test_where_no_child_is_found_there_is_nothing_to_accept(panel: Panel, store: Store) -> None:
    lost = replace(HELD, rule=TAB_LOST, message="No row can be told.", changes={})
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        first = trackers(tx, known.scope)[0]
        replace_holds(tx, first, 2, None, small_school.READ_AT, found=(lost,), stopped=())
    (hold,) = panel.addon.holds()
    card = panel.card(ONE, "ad-1", parameters={"hold": hold.public_id})
    assert words(card)[1] == "No row can be told."
    assert [widget for widget in widgets(card) if "buttonList" in widget] == []


def test_only_the_owner_says_a_word_and_only_of_what_waits(
    panel: Panel, store: Store, asked: Asked
) -> None:
    (hold,) = panel.addon.holds()
    named = {"hold": hold.public_id}
    for path in (LIST, ONE, ACCEPT, BEFORE, PUT_BACK):
        (said,) = words(panel.card(path, "t-1", parameters=named))
        assert "only the document owner" in said.lower()
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        decide_hold(tx, known.scope, hold.public_id, Verdict.ACCEPTED, "x", small_school.READ_AT)
        assert holds(tx, known.scope) == []
    for path in (ONE, ACCEPT, BEFORE, PUT_BACK):
        refused = words(panel.card(path, "ad-1", parameters=named))
        assert refused[0] == "This change does not wait for a word any more."
    assert words(panel.card(LIST, "ad-1")) == ["Nothing waits for your word."]
    assert asked.seen == []
