"""Every question about Google that nobody has answered is answered here, by name."""

import re
from pathlib import Path

import pytest

from local_sheets.assumptions import ASSUMPTIONS, Assumption
from local_sheets.switches import switch_notes

TESTS = Path(__file__).parent
#: What Google documents or many have seen, and what is off because it would be in the way.
NOT_UNPROVED = {"strict_service_accounts", "quotas", "instance_leaves_drive_out"}

#: The open questions by the part of Google that they are about, in a word or two each.
OPEN = {
    "metadata": (
        *("read-only scope", "sort in the browser", "cut and pasted", "insertRange"),
        *("duplicateSheet", "sheetId of 0", "finds nothing"),
    ),
    "protected ranges": (
        *("lack access", "deletes a protection", "viewers from copying", "name its place"),
        *("inserted across", "every protection", "How many protected", "managers", "files.copy"),
    ),
    "Drive": (
        *("batch of Drive be", "uploads", "push channels", "limit on sharing", "expire"),
        *("learn of an edit", "hide a file", "Drive's refusals"),
    ),
    "values": (
        *("titles of tabs", "missing valueInputOption", "strict rule", "typed percentage"),
        *("typed date", "decimal commas", "errorValue"),
    ),
    "kinds of request": ("sortRange stable", "save filter views", "ids of named ranges"),
    "tokens and refusals": (
        *("token endpoint", "add-ons", "no spreadsheet", "401 and 403", "without the Sheets API"),
        "409",
    ),
}


@pytest.mark.parametrize("words", [words for listed in OPEN.values() for words in listed])
def test_an_open_question_is_answered_once(words: str) -> None:
    assert len([one for one in ASSUMPTIONS if words in one.question]) == 1


def test_there_is_no_question_beside_them() -> None:
    assert len(ASSUMPTIONS) == sum(len(listed) for listed in OPEN.values())


@pytest.mark.parametrize("one", ASSUMPTIONS, ids=lambda one: one.question)
def test_an_answer_is_a_switch_or_is_proved(one: Assumption) -> None:
    assert one.question.endswith("?")
    assert set(one.switches) <= {note.name for note in switch_notes()}
    if one.switches:
        assert one.answer + one.proof == ""
        return
    assert one.answer.endswith(".")
    path, _, name = one.proof.partition("::")
    assert f"def {name}(" in (TESTS / path).read_text(encoding="utf-8")


def test_every_switch_answers_a_question_and_is_set_both_ways_by_a_test() -> None:
    answering = [name for one in ASSUMPTIONS for name in one.switches]
    assert len(answering) == len(set(answering))
    assert {note.name for note in switch_notes()} - NOT_UNPROVED == set(answering)
    code = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    for note in switch_notes():
        assert re.search(rf'\b{note.name}=|"{note.name}"', code), f"no test sets {note.name}"
