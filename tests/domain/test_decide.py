"""What a read means for the store: values, doubts, rows and columns that are gone or moved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheet_templates.drawing import Area
from sheet_templates.snapshot import Snapshot
from sync.domain.decide import Decision, decide
from sync.domain.entries import CellIssue, Ending, EntryKey, EntryValue, Weight
from sync.domain.known import Known
from sync.domain.reading import kept_cells
from tests.domain.built_tab import (
    CHILDREN,
    COLUMNS,
    EXPECTED,
    BuiltTab,
    Row,
    cell,
    child_row,
    key_of,
)

READING_1, MATH_1 = (
    EntryKey(student="st-1", checkpoint="spring", metric=metric) for metric in ("reading", "math")
)
EMPTY = tuple(child_row(child) for child in CHILDREN)
UNDO = "Undo its removal (File, Version history); its entries stay as they were."


def number(value: float, a1: str) -> EntryValue:
    return EntryValue(number=value, code=None, a1=a1)


def told(issue: CellIssue) -> tuple[str, str, str]:
    return issue.a1, issue.rule, issue.message


def decided(built: BuiltTab, known: dict[EntryKey, EntryValue] | None = None) -> Decision:
    return decide(EXPECTED, built.snapshot(), Known(entries=known or {}))


def test_what_was_typed_becomes_entries_with_their_cells() -> None:
    built = BuiltTab(rows=(child_row("st-1", 512, "abs"), *EMPTY[1:]))
    decision = decided(built)
    assert decision.opened == {
        READING_1: number(512, "C10"),
        MATH_1: EntryValue(number=None, code="ABS", a1="D10", normalised_from="abs"),
    }
    assert (decision.closed, decision.issues, decision.changes) == ({}, (), 2)
    assert decision.columns == {"spring.reading": 2, "spring.math": 3}


def test_the_same_read_again_changes_nothing() -> None:
    built = BuiltTab(rows=(child_row("st-1", 512, "abs"), *EMPTY[1:]))
    first = decided(built)
    second = decided(built, dict(first.opened))
    assert (second.changes, second.moved, second.issues) == (0, {}, ())
    assert (second.rows, second.structure_sha) == (first.rows, first.structure_sha)


def test_an_entry_that_was_cleared_or_spoilt_is_closed_and_others_stay() -> None:
    known = {READING_1: number(512, "C10"), MATH_1: number(530, "D10")}
    assert decided(BuiltTab(rows=(child_row("st-1", None, 530), *EMPTY[1:])), known).closed == {
        READING_1: Ending.CLEARED
    }
    spoilt = decided(BuiltTab(rows=(child_row("st-1", 512, "?"), *EMPTY[1:])), known)
    assert (spoilt.closed, spoilt.opened) == ({MATH_1: Ending.DOUBTED}, {})
    (issue,) = spoilt.issues
    assert (issue.key, issue.a1, issue.rule, issue.raw) == (MATH_1, "D10", "text", "?")
    assert (issue.row_key, issue.column_key) == (key_of("st-1"), "spring.math")


def test_a_value_that_only_moved_is_no_change() -> None:
    rows = (EMPTY[1], EMPTY[2], child_row("st-1", 512))
    decision = decided(BuiltTab(rows=rows), {READING_1: number(512, "C10")})
    assert (decision.changes, decision.moved) == (0, {READING_1: "C12"})


def test_columns_are_found_by_mark_whatever_their_headers_say_and_wherever_they_stand() -> None:
    row = Row(mark=key_of("st-1"), values=(key_of("st-1"), 530, "mine", "st-1", 512))
    columns = ("key", "spring.math", None, "student_id", "spring.reading")
    others = tuple(Row(mark=key_of(c), values=(key_of(c),)) for c in CHILDREN[1:])
    built = BuiltTab(rows=(row, *others), columns=columns, header=("?", "Maths!", "", "", "Lesen"))
    decision = decided(built)
    assert decision.opened == {READING_1: number(512, "E10"), MATH_1: number(530, "B10")}
    assert decision.doubts == ()
    assert [told(note) for note in decision.issues] == [
        (
            "E9",
            "header_changed",
            'The header "Lesen" in E9 stands above Spring reading; it is still that column.',
        ),
        (
            "B9",
            "header_changed",
            'The header "Maths!" in B9 stands above Spring mathematics; it is still that column.',
        ),
        (
            "C:C",
            "column_extra",
            "Column C is your own, with 1 filled cell: kept as it stands, and not counted.",
        ),
    ]


@pytest.mark.parametrize("columns", [(*COLUMNS[:3], None), COLUMNS[:3]])
def test_a_column_that_is_gone_is_told_and_its_entries_stay(
    columns: tuple[str | None, ...],
) -> None:
    known = {READING_1: number(512, "C10"), MATH_1: number(530, "D10")}
    rows = (child_row("st-1", 512, 530), *EMPTY[1:])
    decision = decided(BuiltTab(rows=rows, columns=columns), known)
    assert (decision.opened, decision.closed) == ({}, {})
    assert [told(issue) for issue in decision.issues] == [
        ("1:1", "column_missing", f"The column Spring mathematics is gone. {UNDO}"),
        (
            "D:D",
            "column_copied",
            (
                "Column D has the header of Spring mathematics and is a column of your own. "
                "Nothing of it is counted: type the scores in the tracker's own column, or give "
                "this one another header."
            ),
        ),
    ]


def test_a_row_that_is_gone_is_told_and_its_entries_stay() -> None:
    known = {READING_1: number(512, "C10")}
    decision = decided(BuiltTab(rows=EMPTY[1:]), known)
    assert (decision.opened, decision.closed) == ({}, {})
    assert [told(issue) for issue in decision.issues] == [
        ("1:1", "row_missing", f"The row of st-1 is gone. {UNDO}")
    ]


def test_nothing_of_a_doubtful_row_reaches_any_child() -> None:
    known = {READING_1: number(512, "C10"), MATH_1: number(530, "D10")}
    parted = Row(mark=key_of("st-1"), values=(key_of("st-2"), "st-2", 600, None))
    doubled = (child_row("st-3", 700), Row(mark=None, values=(key_of("st-3"), "st-3", 710)))
    decision = decided(BuiltTab(rows=(parted, EMPTY[1], *doubled)), known)
    assert (decision.opened, decision.closed, decision.moved) == ({}, {}, {})
    assert [(issue.a1, issue.rule, issue.key) for issue in decision.issues] == [
        ("10:10", "row_parted", None),
        ("12:12", "row_doubled", None),
        ("13:13", "row_doubled", None),
    ]
    assert len(decision.rows) == 4, "but what stands there is kept verbatim"


def test_merged_cells_are_refused_one_by_one_and_never_filled_forward() -> None:
    area = Area(sheet_id=0, first_row=9, end_row=11, first_column=2, end_column=3)
    rows = (child_row("st-1", 512, 530), *EMPTY[1:])
    decision = decided(BuiltTab(rows=rows, merges=(area,)))
    assert decision.opened == {MATH_1: number(530, "D10")}
    message = "This cell is merged with another, so its score cannot be told. Unmerge the cells."
    assert [told(issue) for issue in decision.issues] == [
        ("C10", "merged", message),
        ("C11", "merged", message),
    ]


def test_a_lost_students_tab_stops_the_tracker() -> None:
    snapshot = BuiltTab(rows=EMPTY).snapshot()
    known = Known(entries={READING_1: number(512, "C10")})
    decision = decide(EXPECTED, replace(snapshot, tabs=snapshot.tabs[1:]), known)
    gone = (
        "s-1.2026.01: the Students tab is gone. Undo its removal in the spreadsheet "
        "(File, Version history); until then its entries stay as they were."
    )
    assert (decision.errors, decision.stopped) == ((gone,), frozenset({"students"}))
    assert (decision.closed, decision.opened, decision.rows) == ({}, {}, ())
    assert [(one.rule, one.message, one.weight) for one in decision.issues] == [
        ("tab_missing", gone, Weight.STOPPED)
    ]


def test_a_read_without_the_notes_tab_still_gives_the_scores() -> None:
    snapshot = BuiltTab(rows=(child_row("st-1", 512), *EMPTY[1:])).snapshot()
    decision = decide(EXPECTED, replace(snapshot, tabs=snapshot.tabs[:1]), Known())
    assert set(decision.opened) == {READING_1}


def test_the_structure_changes_with_columns_and_titles_and_not_with_values() -> None:
    def digest(snapshot: Snapshot) -> str:
        return decide(EXPECTED, snapshot, Known()).structure_sha

    plain = BuiltTab(rows=EMPTY)
    same = digest(plain.snapshot())
    assert digest(BuiltTab(rows=(child_row("st-1", 512), *EMPTY[1:])).snapshot()) == same
    assert digest(replace(plain, columns=(*COLUMNS, None)).snapshot()) != same
    snapshot = plain.snapshot()
    renamed = replace(snapshot.tabs[0], title="Kinder")
    assert digest(replace(snapshot, tabs=(renamed, *snapshot.tabs[1:]))) != same


typed = st.sampled_from([None, 512, 200, 900, 0, 1000, 512.5, "EX", "ex ", "?", "512", " ", True])
names = st.sampled_from([*map(key_of, CHILDREN), None, "header"])
rows_of_people = st.lists(
    st.builds(
        lambda mark, key, values: Row(mark=mark, values=(key, *values)),
        names,
        names,
        st.lists(typed, min_size=3, max_size=4),
    ),
    max_size=6,
)


@given(rows=rows_of_people, known=st.booleans())
def test_every_change_is_of_a_row_that_names_its_child(rows: Sequence[Row], *, known: bool) -> None:
    held = {READING_1: number(480, "C10")} if known else {}
    decision = decided(BuiltTab(rows=tuple(rows)), held)
    for key, value in decision.opened.items():
        row = rows[int(value.a1[1:]) - 10]
        assert key_of(key.student) in {row.mark, row.values[0]}
        assert {row.mark, row.values[0]} <= {key_of(key.student), None}
        assert value.number is None or 200 <= value.number <= 900
    assert not set(decision.opened) & set(decision.closed)
    assert set(decision.closed) <= set(held)


@given(rows=rows_of_people, notes=rows_of_people)
def test_verbatim_rows_hold_everything_that_people_typed(
    rows: Sequence[Row], notes: Sequence[Row]
) -> None:
    decision = decided(BuiltTab(rows=tuple(rows), notes=tuple(notes)))
    kept = [
        (row.tab, row.position, cells["entered"])
        for row in decision.rows
        for cells in kept_cells(row.cells).values()
    ]
    naive = [
        (tab, first + at, dict(cell(value).entered))
        for tab, first, lines in (("students", 9, rows), ("notes", 1, notes))
        for at, line in enumerate(lines)
        for value in line.values[1:]
        if value is not None
    ]
    assert sorted(kept, key=repr) == sorted(naive, key=repr)
    keys = [(row.tab, row.row_key) for row in decision.rows]
    assert len(keys) == len(set(keys)), "no row hides another"


@pytest.mark.parametrize(
    ("now", "message"),
    [
        (
            (512, 530),
            (
                "The new scores in row 12 are those of a child whose own row is in doubt: they may "
                "have been sorted or pasted here. The earlier scores stay. Undo what was done to "
                "the rows (File, Version history); if these scores are right all the same, accept "
                "them."
            ),
        ),
        (
            (601, None),
            (
                "Scores in row 12 are gone or different now, while rows of this tab are in doubt: "
                "they may have been sorted or pasted along. The earlier scores stay. Undo what was "
                "done to the rows (File, Version history); if these scores are right all the same, "
                "accept them."
            ),
        ),
    ],
)
def test_what_changes_beside_rows_in_doubt_waits(
    now: tuple[float | None, float | None], message: str
) -> None:
    known = decided(
        BuiltTab(rows=(child_row("st-1", 512, 530), child_row("st-2"), child_row("st-3", 600, 610)))
    ).opened
    parted = [
        Row(mark=key_of(mark), values=(key_of(text),))
        for mark, text in (("st-1", "st-2"), ("st-2", "st-1"))
    ]
    decision = decided(BuiltTab(rows=(*parted, child_row("st-3", *now))), dict(known))
    (hold,) = decision.holds
    assert (hold.rule, hold.message) == ("row_strayed", message)
    assert (decision.opened, decision.closed) == ({}, {})


def test_hidden_lines_are_read_all_the_same_and_noted() -> None:
    snapshot = BuiltTab(rows=(child_row("st-1", 512), *EMPTY[1:])).snapshot()
    tab, notes = snapshot.tabs
    rows, columns = list(tab.rows), list(tab.columns)
    rows[9] = replace(rows[9], is_hidden=True)
    columns[3] = replace(columns[3], is_hidden=True)
    hidden = replace(tab, rows=tuple(rows), columns=tuple(columns))
    decision = decide(EXPECTED, replace(snapshot, tabs=(hidden, notes)), Known())
    assert decision.opened == {READING_1: number(512, "C10")}
    assert [told(note) for note in decision.issues] == [
        ("10:10", "row_hidden", "Row 10 is hidden; it is read all the same."),
        (
            "D:D",
            "column_hidden",
            "The column Spring mathematics is hidden; it is read all the same.",
        ),
    ]
    assert decision.doubts == ()


def test_a_note_on_a_cell_is_kept_and_so_is_what_is_shown() -> None:
    noted: Any = replace(cell(512), note="see me", formatted="512.00")
    snapshot = BuiltTab(rows=EMPTY).snapshot()
    cells = [list(row) for row in snapshot.tabs[0].cells]
    cells[9][2] = noted
    tab = replace(snapshot.tabs[0], cells=tuple(map(tuple, cells)))
    decision = decide(EXPECTED, replace(snapshot, tabs=(tab, *snapshot.tabs[1:])), Known())
    row = next(row for row in decision.rows if row.row_key == key_of("st-1"))
    assert kept_cells(row.cells)["spring.reading"] == {
        "entered": {"numberValue": 512},
        "shown": "512.00",
        "note": "see me",
    }
