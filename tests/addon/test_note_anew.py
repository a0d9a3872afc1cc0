"""Notes that their authors say anew or withdraw, card by card."""

from typing import Any

import pytest

from sync.domain.progress_notes import ProgressNote
from sync.store.engine import Store
from sync.store.notes import note_accesses
from sync.store.school import school
from tests.addon.card_rules import shown
from tests.addon.conftest import Panel
from tests.addon.test_cards import asked, filled_in, sent_by, widgets, words
from tests.addon.test_notes import AIDE, OWNER, TEACHER, notes_in


@pytest.fixture(scope="module")
def panel(noting: Panel) -> Panel:
    return noting


def to_change(card: dict[str, Any], words: str) -> dict[str, str]:
    """What the button beside a note sends."""
    rows = (one["decoratedText"] for one in widgets(card) if "decoratedText" in one)
    (row,) = (one for one in rows if words in shown(one["text"]))
    return sent_by(row["button"])


def typed(card: dict[str, Any]) -> dict[str, str]:
    """What stands in the text fields of a form."""
    fields = (one["textInput"] for one in widgets(card) if "textInput" in one)
    return {one["name"]: one.get("value", "") for one in fields}


def written(panel: Panel, student: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Write a note with a slip; what leads to its form, and the form."""
    child = asked(panel, student)
    inputs = filled_in(seen="Raeds <b>on</b>.", strengths="Asks.")
    panel.ask("note/save", AIDE, parameters=child | {"once": "first"}, inputs=inputs)
    named = to_change(panel.card("student", AIDE, parameters=child), "Raeds")
    return named, panel.card("note/anew", AIDE, parameters=named)


def ways(form: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What the buttons of a form send: that which saves, and that which withdraws."""
    save, withdraw = (one["buttonList"]["buttons"] for one in widgets(form) if "buttonList" in one)
    return sent_by(save[0]), sent_by(withdraw[0])


def of_child(store: Store, student: str) -> ProgressNote:
    (note,) = (one for one in notes_in(store) if one.student == student)
    return note


def test_what_an_author_says_anew_is_shown_and_what_was_said_before_is_kept(
    panel: Panel, supported: Store, followed: list[str]
) -> None:
    child = asked(panel, "st-1-3")
    _, form = written(panel, "st-1-3")
    assert typed(form) == {"seen": "Raeds <b>on</b>.", "strengths": "Asks."}
    followed.clear()
    save, _ = ways(form)
    wrong = panel.ask("note/anew/save", AIDE, parameters=save, inputs=filled_in(seen=" "))
    assert "What was seen is empty; write a sentence." in str(wrong)
    for _ in range(2):
        inputs = filled_in(seen="Reads on.", strengths="Asks.")
        answer = panel.ask("note/anew/save", AIDE, parameters=save, inputs=inputs)
        assert "Your note is changed." in str(answer)
    assert followed == ["s-1.2026.KG"]
    note = of_child(supported, "st-1-3")
    assert (note.seen, [one.seen for one in note.earlier]) == ("Reads on.", ["Raeds <b>on</b>."])
    said = "\n".join(words(panel.card("student", TEACHER, parameters=child)))
    assert "Reads on." in said
    assert "Written by Cal Cole, who has changed it since." in said
    assert "Raeds" not in said
    assert "[Change]" not in said


def test_only_its_author_changes_or_withdraws_a_note_which_is_kept_and_shown_no_more(
    panel: Panel, supported: Store
) -> None:
    child = asked(panel, "st-1-4")
    named, form = written(panel, "st-1-4")
    _, withdraw = ways(form)
    inputs = filled_in(seen="Reads on.")
    for person in (TEACHER, OWNER, "ai-2"):
        for path in ("note/anew", "note/anew/save", "note/anew/withdraw"):
            refused = panel.ask(path, person, parameters=named | {"once": "x"}, inputs=inputs)
            assert "not yours to change" in str(refused) or "no-role" in str(refused)
    for _ in range(2):
        gone = panel.ask("note/anew/withdraw", AIDE, parameters=withdraw)
        assert "Your note is withdrawn." in str(gone)
    assert "Raeds" not in str(panel.card("student", AIDE, parameters=child))
    late = panel.ask("note/anew/save", AIDE, parameters=named | {"once": "late"}, inputs=inputs)
    assert "not yours to change" in str(late)
    kept = of_child(supported, "st-1-4")
    assert (kept.is_withdrawn, kept.seen) == (True, "Raeds <b>on</b>.")


def test_a_restricted_note_is_changed_by_its_author_and_every_use_is_written_down(
    panel: Panel, supported: Store
) -> None:
    child = asked(panel, "st-1-3")
    panel.ask(
        "restricted/save", AIDE, parameters=child | {"once": "r"}, inputs=filled_in(body="Befor.")
    )
    named = to_change(panel.card("restricted", AIDE, parameters=child), "Befor.")
    form = panel.card("restricted/anew", AIDE, parameters=named)
    assert typed(form) == {"body": "Befor."}
    save, withdraw = ways(form)
    for _ in range(2):
        inputs = filled_in(body="Before.")
        answer = panel.ask("restricted/anew/save", AIDE, parameters=save, inputs=inputs)
        assert "The restricted note is changed." in str(answer)
    assert "Before.\nCal Cole\nchanged on Monday 24 May 2027" in "\n".join(
        words(panel.card("restricted", AIDE, parameters=child))
    )
    for person in (TEACHER, OWNER):
        refused = panel.ask("restricted/anew", person, parameters=named)
        assert "not yours to change" in str(refused)
        assert "Before" not in str(refused)
    for _ in range(2):
        panel.ask("restricted/anew/withdraw", AIDE, parameters=withdraw)
    assert "Before." not in str(panel.card("restricted", AIDE, parameters=child))
    with supported.reading() as tx:
        known = school(tx)
        assert known is not None
        uses = [one.what for one in note_accesses(tx, known.scope, 99) if one.student == "st-1-3"]
    assert uses == ["read", "withdrew", "read", "revised", "read", "read", "wrote"]
