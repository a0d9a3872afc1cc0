"""Whatever a click brings, and whoever clicks: a card, no error of ours, nobody else's child.

The entry points come from their table, so that a new one is asked as well.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.features.addon.entries import CLICKS, TRIGGERS
from service.features.addon.keys import KeyRing
from service.features.roster.roster_import import RosterImport
from sync.store.engine import memory_store
from tests.addon import google
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer
from tests.addon.test_cards import asked, filled_in
from tests.addon.test_note_anew import written
from tests.pages import small_school

WORDS_OF_A_RESTRICTED_NOTE = "Seldom told."
NOBODYS = ("Quill", "Wren", "Yarrow", "spreadsheets")
HIDDEN = {
    "ad-1": (),
    "t-1": ("Yarrow",),
    "t-2": ("Quill", "Wren"),
    "ai-1": (),
    "ad-2": NOBODYS,
    "outsider": NOBODYS,
}
"""Whose address clicks, and what must not stand on that person's cards."""
PARAMETERS = ("student", "tracker", "group", "hold", "work", "class", "page", "note", "agreed")
INPUTS = (
    "window", "metric", "code", "reason", "seen", "strengths", "body", "column", "language",
    "letters", "name", "support",
)  # fmt: skip
ODD = (
    "", " ", "0", "-1", "9" * 5000, "٣", "\x00", "\ud800", "a\nb", "\u202e", "x" * 6000, "%s%n",
    "<b>", "'\">", "=cmd()", "all", "none", "a|b", "|", ".", "s-1.2026.KG|spring.", "../..",
)  # fmt: skip
LIKELY = (
    "spring", "reading", "all", "ABS", "MOVED", "en", "es", "weekly", "as-before", "Quill", "1",
    "s-1.2026.KG|spring.reading", "s-1.2026.01|spring.reading",
)  # fmt: skip
DAYS = ("0", "-1", "9" * 30, "1811116800000", "x", 1811116800000, 10**30, True, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicked:
    """The panel, and names as cards have them: of children, trackers and notes."""

    panel: Panel
    names: Sequence[str]


@pytest.fixture(scope="module")
def clicked(bundle: RosterImport, keys: KeyServer, ring: KeyRing) -> Iterator[Clicked]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        panel = Panel(addon_on(store, keys, ring))
        named, _ = written(panel, "st-1-3")
        child = asked(panel, "st-1-1")
        told = filled_in(body=WORDS_OF_A_RESTRICTED_NOTE)
        panel.ask("restricted/save", "ai-1", parameters=child, inputs=told)
        children = [panel.addon.handle(one) for one in ("st-1-1", "st-1-3", "st-2-1")]
        trackers = [panel.addon.handle(f"tracker s-1.2026.{one}") for one in ("KG", "01")]
        yield Clicked(panel=panel, names=[*children, *trackers, *named.values()])


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
@pytest.mark.slow
def test_no_click_breaks_the_panel_and_no_card_shows_what_is_not_for_its_reader(
    clicked: Clicked, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted({*TRIGGERS, *CLICKS})))
    person = data.draw(st.sampled_from(sorted(HIDDEN)))
    texts = st.sampled_from((*ODD, *LIKELY, *clicked.names))
    parameters = data.draw(st.dictionaries(st.sampled_from(PARAMETERS), texts))
    inputs: dict[str, Any] = {
        name: {"stringInputs": {"value": values}}
        for name, values in data.draw(
            st.dictionaries(st.sampled_from(INPUTS), st.lists(texts, max_size=2))
        ).items()
    }
    for name in data.draw(st.lists(st.sampled_from(("until", "on")), unique=True)):
        inputs[name] = {"dateInput": {"msSinceEpoch": data.draw(st.sampled_from(DAYS))}}
    body = google.event(path, person, parameters=parameters, inputs=inputs, file="file-KG")
    answer = clicked.panel.post(path, json=body)
    assert answer.status_code in {200, 400}, answer.text
    assert not [word for word in HIDDEN[person] if word in answer.text]
    assert person == "ai-1" or WORDS_OF_A_RESTRICTED_NOTE not in answer.text
