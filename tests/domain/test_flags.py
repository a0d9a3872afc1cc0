from datetime import date

import pytest

from sheet_templates.a1 import a1
from sheet_templates.school import Checkpoint
from sync.domain.completeness import judge
from sync.domain.entries import CellIssue, EntryKey, EntryValue
from sync.domain.expected import ExpectedEntry
from sync.domain.flags import (
    Flag,
    FlagKind,
    UnreadableCell,
    missing_flags,
    unreadable_flags,
)
from sync.domain.places import CellPlaces, TrackerPlaces

SPRING = Checkpoint(
    key="spring",
    title="Spring",
    opens_on=date(2027, 4, 12),
    due_on=date(2027, 5, 7),
    missing_from=date(2027, 5, 17),
)
PLACES = CellPlaces(
    sheets_base="http://127.0.0.1:8765",
    trackers={
        "s-1.2026.01": TrackerPlaces(
            spreadsheet_id="file1",
            gids={"students": 77, "notes": 78},
            rows={"ana": 9, "ben": 10},
            columns={("spring", "reading"): 7},
        )
    },
)
TRACKER_OF = {"ana": "s-1.2026.01", "ben": "s-1.2026.01", "new": "s-1.2026.01"}


def key(student: str) -> EntryKey:
    return EntryKey(student=student, checkpoint="spring", metric="reading")


def unreadable(tab: str, a1: str, key: EntryKey | None) -> UnreadableCell:
    issue = CellIssue(
        key=key, a1=a1, tab=tab, row_key=None, column_key=None, rule="r", raw="?", message="?"
    )
    return UnreadableCell(tracker="s-1.2026.01", issue=issue, since=date(2027, 5, 20))


def owed(student: str) -> ExpectedEntry:
    return ExpectedEntry(
        student=student,
        checkpoint="spring",
        metric="reading",
        school_class="c-1",
        owed_by="ruiz",
    )


def test_a_missing_entry_is_flagged_with_who_owes_it_and_the_link_to_its_cell() -> None:
    judged = judge(
        [owed("ana"), owed("ben")],
        [SPRING],
        {key("ben"): EntryValue(number=500, code=None, a1="H11")},
        set(),
        date(2027, 5, 24),
    )
    assert missing_flags(judged, TRACKER_OF, PLACES) == (
        Flag(
            kind=FlagKind.MISSING,
            tracker="s-1.2026.01",
            student="ana",
            checkpoint="spring",
            metric="reading",
            person="ruiz",
            due=date(2027, 5, 7),
            since=date(2027, 5, 17),
            cell=(
                "http://127.0.0.1:8765/spreadsheets/d/file1/edit?gid=77&range=H10#gid=77&range=H10"
            ),
        ),
    )


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2027, 5, 1), date(2027, 5, 16)])
def test_nothing_is_flagged_before_it_is_missing(today: date) -> None:
    judged = judge([owed("ana")], [SPRING], {}, set(), today)
    assert missing_flags(judged, TRACKER_OF, PLACES) == ()


def test_an_unreadable_score_is_flagged_once_and_owed_by_who_owes_the_entry() -> None:
    cell = unreadable("students", "H10", key("ana"))
    judged = judge([owed("ana")], [SPRING], {}, {key("ana")}, date(2027, 5, 24))
    (flag,) = unreadable_flags(judged, [cell], "badru", PLACES)
    assert (flag.kind, flag.person, flag.since) == (
        FlagKind.UNREADABLE,
        "ruiz",
        date(2027, 5, 20),
    )
    assert flag.cell
    assert flag.cell.endswith("range=H10")


def test_an_unreadable_cell_outside_the_scores_is_the_document_owners() -> None:
    cell = unreadable("notes", "A5", None)
    (flag,) = unreadable_flags([], [cell], "badru", PLACES)
    assert (flag.person, flag.student, flag.due) == ("badru", None, None)
    assert flag.cell
    assert "gid=78&range=A5" in flag.cell


def test_a_cell_whose_place_was_never_read_is_flagged_without_a_link() -> None:
    judged = judge([owed("new")], [SPRING], {}, set(), date(2027, 5, 24))
    (flag,) = missing_flags(judged, TRACKER_OF, PLACES)
    assert flag.cell is None


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (9, 25, "Z10"), (9, 26, "AA10"), (99, 51, "AZ100"), (0, 701, "ZZ1"),
     (0, 702, "AAA1")],
)  # fmt: skip
def test_a1_names_count_letters_without_a_zero(row: int, column: int, name: str) -> None:
    assert a1(row, column) == name
