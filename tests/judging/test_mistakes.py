"""What really goes wrong in shared trackers (M1 to M31), done over HTTP, with the whole answer.

Each row types or edits as a person does and says what must come of it: accepted, taken for
something and noted, doubted, or held; and the whole message to the person who has to act.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sheet_templates.a1 import column_letters
from sheet_templates.expectation import Expectation, Measure, ValueKind
from sync.domain.entries import EntryKey
from tests.judging.watched import FIRST_COLUMN, FIRST_ROW, Watched, told
from tests.sheet_templates.living import OWNER

FALL_READING = ("fall", "reading")
UNDO = "(File, Version history)"


@pytest.fixture
def watched(fresh_tracker: Callable[..., Watched]) -> Watched:
    """A tracker in which every child has a score for reading in fall."""
    one = fresh_tracker()
    one.type("J10:J14", [501], [512], [523], [534], [545])
    assert one.sync().doubts == ()
    return one


def entry(watched: Watched, row: int, place: tuple[str, str] = FALL_READING) -> EntryKey:
    """The entry that stands in a row (from 1) as drawn."""
    tab = watched.tracker.tab("students")
    student = tab.cell(row - 1, 4).entered["stringValue"]
    return EntryKey(student=student, checkpoint=place[0], metric=place[1])


def measured(expectation: Expectation, measure: Measure) -> Expectation:
    """The same tracker with another measure for its first column."""
    students, *others = expectation.tabs
    first, *rest = students.entry_columns
    columns = (replace(first, measure=measure), *rest)
    return replace(expectation, tabs=(replace(students, entry_columns=columns), *others))


# ---- cells --------------------------------------------------------------------------------------

PERCENT = Measure(kind=ValueKind.PERCENT, title="Percent correct", lowest=0, highest=100)
FINE = replace(PERCENT, decimals=1)
DATE = Measure(kind=ValueKind.DATE, title="Day of the test")
RUBRIC = Measure(title="the rubric", lowest=0, highest=4, decimals=1)
LEVEL = Measure(kind=ValueKind.CHOICE, title="Level", choices=("below", "meets", "above"))
TICK = Measure(kind=ValueKind.YES_NO, title="Read at home")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A cell as typed, the column it stands in, and what must come of it."""

    row: str
    typed: Any
    number_format: str | None = None
    measure: Measure | None = None
    value: Any = None
    note: str | None = None
    doubt: str | None = None
    readings: tuple[str, ...] = ()
    suggestion: str | None = None


CELLS = (
    Typed(row="M1", measure=PERCENT, typed=85, value=85),
    Typed(
        row="M1",
        measure=PERCENT,
        typed="85%",
        number_format="PERCENT",
        value=85,
        note='"85%" was taken as 85.',
    ),
    Typed(row="M1", measure=PERCENT, typed="0.85", value=85, note='"0.85" was taken as 85.'),
    Typed(row="M1", measure=PERCENT, typed="'79%", value=79, note='"79%" was taken as 79.'),
    Typed(
        row="M1",
        measure=PERCENT,
        typed=1,
        doubt="1 can mean 100% or 1%. Type the one that is meant.",
        readings=("100%", "1%"),
        suggestion="100%",
    ),
    Typed(
        row="M1",
        measure=FINE,
        typed="0.5",
        doubt="0.5 can mean 50% or 0.5%. Type the one that is meant.",
        readings=("50%", "0.5%"),
        suggestion="50%",
    ),
    Typed(row="M2", typed="n/a", value="NA", note='"n/a" was taken as NA.'),
    Typed(row="M2", typed="Absent", value="ABS", note='"Absent" was taken as ABS.'),
    Typed(row="M2", typed="moved", value="MOVED", note='"moved" was taken as MOVED.'),
    Typed(
        row="M2",
        typed="?",
        doubt=(
            '"?" is neither a score nor a code. Type a whole number from 200 to 900, or one of '
            "ABS, EX, NA, MOVED or REF."
        ),
    ),
    Typed(
        row="M2",
        typed="@ask Lee",
        doubt=(
            '"@ask Lee" is neither a score nor a code. Type a whole number from 200 to 900, or '
            "one of ABS, EX, NA, MOVED or REF."
        ),
    ),
    Typed(
        row="M3",
        typed=0,
        doubt=(
            "0 is outside Stanford Achievement Test scale score. Type a whole number from 200 to "
            "900, or a code. A score that is not there is left blank, never a zero."
        ),
    ),
    Typed(row="M3", typed=""),
    Typed(
        row="M5",
        measure=DATE,
        typed="'3/25/2027",
        value="2027-03-25",
        note='"3/25/2027" was taken as 2027-03-25.',
    ),
    Typed(
        row="M5",
        measure=DATE,
        typed="'3/4/2027",
        doubt="3/4/2027 can mean 2027-03-04 or 2027-04-03. Type the one that is meant.",
        readings=("2027-03-04", "2027-04-03"),
        suggestion="2027-03-04",
    ),
    Typed(
        row="M5",
        measure=DATE,
        typed="'25/3/2027",
        doubt=(
            '"25/3/2027" is no date the way this spreadsheet writes dates. If 2027-03-25 is '
            "meant, type 2027-03-25."
        ),
        readings=("2027-03-25",),
        suggestion="2027-03-25",
    ),
    Typed(
        row="M6",
        measure=RUBRIC,
        typed="3/2/2027",
        number_format="DATE",
        doubt=(
            "3/2/2027 was understood as a date, so the score that was meant is not known. If 2.3 "
            "or 3.2 was meant, clear the cell's format and type 2.3 or 3.2 again."
        ),
        readings=("2.3", "3.2"),
    ),
    Typed(
        row="M7",
        typed="=1/0",
        doubt="#DIV/0! is an error. Type the score again.",
    ),
    Typed(
        row="M7",
        typed="=500+11",
        doubt="=500+11 is a formula, which gives 511 now. If that is right, type 511.",
        readings=("511",),
        suggestion="511",
    ),
    Typed(row="M7", typed="'511", value=511, note='"511" was taken as 511.'),
    Typed(
        row="M24",
        typed="512 (retest)",
        doubt=(
            '"512 (retest)" holds more than a score. If the score is 512, type 512 alone and '
            "write the rest as a progress note or a note on the cell."
        ),
        readings=("512",),
        suggestion="512",
    ),
    Typed(row="levels", measure=LEVEL, typed="Meets", value="meets"),
    Typed(
        row="levels",
        measure=LEVEL,
        typed="meet",
        doubt='"meet" is none of the choices. If it means meets, type meets.',
        readings=("meets",),
        suggestion="meets",
    ),
    Typed(row="ticks", measure=TICK, typed=True, value="yes"),
    Typed(
        row="ticks",
        measure=TICK,
        typed="x",
        doubt="x can mean yes or no. Type the one that is meant.",
        readings=("yes", "no"),
        suggestion="yes",
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("case", CELLS, ids=lambda case: f"{case.row} {case.typed!r}")
def test_what_is_typed_into_a_cell(watched: Watched, case: Typed) -> None:
    key = entry(watched, 10)
    if case.measure is not None:
        watched.expectation = measured(watched.expectation, case.measure)
        watched.type("J10:J14", [""], [""], [""], [""], [""])
        watched.sync()
    kind = case.number_format or "NUMBER"
    look = {"userEnteredFormat": {"numberFormat": {"type": kind, "pattern": PATTERNS[kind]}}}
    area = {
        "sheetId": watched.sheet_id,
        "startRowIndex": FIRST_ROW,
        "endRowIndex": FIRST_ROW + 1,
        "startColumnIndex": FIRST_COLUMN,
        "endColumnIndex": FIRST_COLUMN + 1,
    }
    fields = "userEnteredFormat.numberFormat"
    watched.edit({"repeatCell": {"range": area, "cell": look, "fields": fields}})
    watched.type("J10", [case.typed])
    decision = watched.sync()
    held = watched.known.entries.get(key)
    doubts = [(one.message, one.readings, one.suggestion) for one in decision.doubts]
    assert doubts == ([(case.doubt, case.readings, case.suggestion)] if case.doubt else [])
    says = None if held is None else held.number if held.number is not None else held.as_typed
    assert says == case.value
    if case.note:
        assert held is not None
        assert held.note == case.note


PATTERNS = {"NUMBER": "0.###", "PERCENT": "0%", "DATE": "m/d/yyyy"}


# ---- lines and tabs -----------------------------------------------------------------------------


def cells(watched: Watched, row: int, end_row: int, column: int, end_column: int) -> dict[str, Any]:
    return {
        "sheetId": watched.sheet_id,
        "startRowIndex": row,
        "endRowIndex": end_row,
        "startColumnIndex": column,
        "endColumnIndex": end_column,
    }


def test_m8_merged_cells_are_refused_one_by_one(watched: Watched) -> None:
    area = cells(watched, 9, 11, FIRST_COLUMN, FIRST_COLUMN + 1)
    watched.edit({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
    message = "This cell is merged with another, so its score cannot be told. Unmerge the cells."
    assert told(watched.sync()) == [("merged", message)] * 2


def test_m9_and_m10_headers_mean_nothing_and_what_was_changed_is_noted(watched: Watched) -> None:
    watched.type("J9:L9", ["", "Fall reading", "Maths"], person="ad-1@school.example")
    append = {"sheetId": watched.sheet_id, "dimension": "COLUMNS", "length": 1}
    watched.edit({"appendDimension": append})
    own = column_letters(watched.tracker.tab("students").column_count - 1)
    watched.type(f"{own}9:{own}10", ["Fall reading"], ["530"], person="ad-1@school.example")
    decision = watched.sync()
    assert decision.changes == 0
    still = "it is still that column."
    assert told(decision) == [
        ("header_changed", f"A column without a header in J9 stands above Fall reading; {still}"),
        (
            "header_changed",
            f'The header "Fall reading" in K9 stands above Fall mathematics; {still}',
        ),
        ("header_changed", f'The header "Maths" in L9 stands above Spring reading; {still}'),
        (
            "column_copied",
            (
                f"Column {own} has the header of Fall reading and is a column of your own. Nothing "
                "of it is counted: type the scores in column J, or give this one another header."
            ),
        ),
    ]


def test_m12_scores_sorted_apart_from_the_names_stop_the_tab(watched: Watched) -> None:
    before = watched.values()
    area = cells(watched, 9, 14, FIRST_COLUMN, FIRST_COLUMN + 1)
    spec = {"dimensionIndex": FIRST_COLUMN, "sortOrder": "DESCENDING"}
    watched.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})
    decision = watched.sync()
    assert watched.values() == before
    assert told(decision) == [
        (
            "sorted_apart",
            (
                "4 scores of Fall reading that were known under other children stand in other "
                "rows now: they were sorted, pasted or shifted apart from their names. The earlier "
                "scores stay. If the new places are right, accept them; else undo it "
                f"{UNDO}."
            ),
        )
    ]


def test_m16_and_m17_a_child_typed_again_is_counted_for_nobody(watched: Watched) -> None:
    student = entry(watched, 11).student
    append = {"sheetId": watched.sheet_id, "dimension": "ROWS", "length": 2}
    watched.edit({"appendDimension": append})
    watched.type("E15:J15", [student, "", "", "", "", 600], person="ad-1@school.example")
    watched.type("F16:J16", ["Nobody", "New", "", "", 610], person="ad-1@school.example")
    decision = watched.sync()
    assert decision.changes == 0
    assert told(decision) == [
        (
            "row_again",
            (
                f"Row 15 names {student}, who stands in row 11 already. Type the scores in the "
                "child's own row and remove this one; nothing of it is counted."
            ),
        ),
        (
            "row_unknown",
            (
                "Row 16 belongs to no child of this tracker, so nothing of it is counted. A child "
                "that is new comes with the roster; ask the document owner."
            ),
        ),
    ]


def test_m22_a_tab_of_ones_own_is_noted_and_a_copy_of_ours_is_stated(watched: Watched) -> None:
    copy = {"sourceSheetId": watched.sheet_id, "newSheetName": "My students"}
    watched.edit({"addSheet": {"properties": {"title": "Trip"}}}, {"duplicateSheet": copy})
    decision = watched.sync()
    assert (decision.changes, sorted(told(decision))) == (
        0,
        [
            (
                "tab_copied",
                (
                    'The tab "My students" is a copy of Students. Nothing that is typed there is '
                    "counted: type it in Students, and delete the copy."
                ),
            ),
            (
                "tab_extra",
                '"Trip" is a tab of your own (0 rows, 0 columns): noted, and not read.',
            ),
        ],
    )


def test_m24_a_note_on_a_cell_is_kept_and_offered(watched: Watched) -> None:
    area = cells(watched, 9, 10, FIRST_COLUMN, FIRST_COLUMN + 1)
    watched.edit({"repeatCell": {"range": area, "cell": {"note": "was ill"}, "fields": "note"}})
    decision = watched.sync()
    assert (decision.changes, told(decision)) == (
        0,
        [
            (
                "cell_note",
                (
                    'A note stands on J10: "was ill". It is kept with the row; where the team '
                    "should read it, write it as a progress note."
                ),
            )
        ],
    )


def test_m28_scores_of_another_program_pasted_as_a_tab_are_not_counted_and_have_a_way_in(
    watched: Watched,
) -> None:
    students = [entry(watched, row).student for row in (10, 11)]
    watched.edit({"addSheet": {"properties": {"title": "Export"}}})
    rows: list[list[Any]] = [
        ["Student ID", "RIT"],
        *([student, 512] for student in students),
        ["st-9-9", 498],
    ]
    watched.tracker.type(OWNER, "Export!A1:B4", *rows)
    decision = watched.sync()
    message = (
        '"Export" is a tab of your own: noted, and not read. It has numbers beside the ids of 2 '
        "students: if they are scores that another program made, have its file taken in "
        "(tracksheet scores import) instead of typing them again."
    )
    assert (decision.changes, decision.doubts, told(decision)) == (0, (), [("tab_extra", message)])


def test_m30_a_late_correction_flows(watched: Watched) -> None:
    watched.type("J10", [640])
    assert watched.sync().changes == 1
    assert watched.known.entries[entry(watched, 10)].number == 640


def test_a_row_whose_cells_were_deleted_sideways_waits(watched: Watched) -> None:
    watched.type("K10:M10", [611, 622, 633])
    watched.sync()
    before = watched.values()
    area = cells(watched, 9, 10, FIRST_COLUMN, FIRST_COLUMN + 1)
    watched.edit({"deleteRange": {"range": area, "shiftDimension": "COLUMNS"}})
    decision = watched.sync()
    assert watched.values() == before
    assert [rule for rule, _ in told(decision)] == ["row_shifted"]
