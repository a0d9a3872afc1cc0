"""What a tracker's first tab says of it, how its cells are named, and whose an edit was."""

from dataclasses import replace
from datetime import date

import pytest

from sheet_templates.school import Checkpoint
from sync.domain.authors import Author, Certainty, Written, authors_of
from sync.domain.duties import DutyCounts, DutyKey, DutyState, HeldDuty
from sync.domain.entries import CellIssue, EntryKey, EntryValue, Weight
from sync.domain.excuses import Excuses
from sync.domain.flag_life import issue_subject
from sync.domain.projections import TrackerFacts, projections_of

FALL = Checkpoint(
    key="fall",
    title="Fall",
    opens_on=date(2026, 9, 1),
    due_on=date(2026, 9, 18),
    missing_from=date(2026, 9, 23),
)
SCORE = EntryKey(student="st-1", checkpoint="fall", metric="reading")
ISSUE = CellIssue(
    key=SCORE,
    a1="H9",
    tab="students",
    row_key="row",
    column_key="fall.reading",
    rule="no number",
    raw="ask Ana",
    message="",
)


def status(facts: TrackerFacts, today: date = FALL.opens_on) -> dict[str, str]:
    return dict(projections_of((), (FALL,), facts, Excuses(by_student={}), today).status)


def duty(person: str, **counts: int) -> HeldDuty:
    return HeldDuty(
        key=DutyKey(tracker="t", school_class=None, person=person, checkpoint="fall"),
        window=FALL,
        counts=DutyCounts(**{"expected": 0, "entries": 0, "excused": 0, "cell_issues": 0} | counts),
        state=DutyState.OPEN,
        since=FALL.opens_on,
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "Nothing is owed."),
        ({"expected": 1, "entries": 1}, "Complete: 1 of 1 score in."),
        ({"expected": 3, "entries": 2, "excused": 1}, "Complete: 2 of 3 scores in, 1 excused."),
        ({"expected": 3, "entries": 2}, "2 of 3 scores are in; 1 is blank."),
        ({"expected": 5, "cell_issues": 2}, "0 of 5 scores are in; 2 cannot be read; 3 are blank."),
        ({"expected": 1, "cell_issues": 1}, "0 of 1 score are in; 1 cannot be read."),
    ],
)
def test_a_window_is_told_with_both_counts(counts: dict[str, int], said: str) -> None:
    assert status(TrackerFacts(duties=(duty("t-1", **counts),)))["Fall so far"] == said


def test_a_window_is_told_over_all_who_owe_of_it_once_it_is_open() -> None:
    one = duty("t-1", expected=2, entries=1)
    spring = replace(one, key=replace(one.key, checkpoint="spring"))
    facts = TrackerFacts(duties=(one, duty("t-2", expected=2, entries=1), spring))
    assert status(facts)["Fall so far"] == "2 of 4 scores are in; 2 are blank."
    assert status(facts, date(2026, 8, 31))["Fall so far"].startswith("Opens on")
    assert status(TrackerFacts())["Fall so far"] == "Counted with the first sync."


def test_what_needs_a_look_is_told_by_cell_by_line_and_by_change() -> None:
    line = replace(ISSUE, key=None, a1="A40")
    change = replace(line, weight=Weight.STOPPED)
    cells = [replace(ISSUE, a1=a1) for a1 in ("H12", "AA3", "H9", "H9")]
    unread = "3 cells cannot be read as a score: H9, AA3 and H12."
    lines = "2 other places cannot be taken as typed: see the pages."
    words = "2 changes wait for the document owner's word."
    told = {
        (): "Nothing.",
        (ISSUE,): "1 cell cannot be read as a score: H9.",
        (line,): "1 other place cannot be taken as typed: see the pages.",
        (change,): "1 change waits for the document owner's word.",
        (*cells, change, line, line, change): f"{unread} {lines} {words}",
    }
    for issues, said in told.items():
        assert status(TrackerFacts(issues=issues))["Needs a look"] == said


def test_an_issue_is_named_by_its_place_so_that_a_sort_keeps_it_else_by_its_cell() -> None:
    assert issue_subject("t", ISSUE) == "t.students.row.fall.reading.no number"
    assert issue_subject("t", replace(ISSUE, row_key=None)) == "t.students.fall.reading.no number"
    assert issue_subject("t", replace(ISSUE, column_key=None)) == "t.students.row.no number"
    nameless = replace(ISSUE, row_key=None, column_key=None)
    assert issue_subject("t", replace(nameless, line="abc")) == "t.students.abc.no number"
    assert issue_subject("t", nameless) == "t.students.H9.no number"


def test_the_last_who_had_a_cell_written_made_the_edit_while_it_says_what_they_wrote() -> None:
    other, gone = replace_child("st-2"), replace_child("st-3")
    opened = {
        SCORE: EntryValue(number=7.0, code=None, a1="H9"),
        other: EntryValue(number=5.0, code=None, a1="H10"),
    }
    written = (
        Written(key=SCORE, after="7", by="first@school.example"),
        Written(key=SCORE, after="7", by="last@school.example"),
        Written(key=other, after="4", by="first@school.example"),
        Written(key=gone, after="blank", by="first@school.example"),
        Written(key=replace_child("st-4"), after="blank", by="first@school.example"),
    )
    assert authors_of(opened, (gone,), written) == {
        SCORE: Author(email="last@school.example", certainty=Certainty.PROVEN),
        gone: Author(email="first@school.example", certainty=Certainty.PROVEN),
    }


def replace_child(child: str) -> EntryKey:
    return SCORE._replace(student=child)
