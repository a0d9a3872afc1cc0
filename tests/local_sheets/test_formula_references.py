"""References in formulas follow their cells (insert, delete, move, copy)."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from local_sheets.areas import letters
from local_sheets.formula_references import Home, moved, renamed, shifted, with_name
from local_sheets.protection import Axis
from local_sheets.reshape import Relocation, deletion, insertion, move

HOME = Home(sheet_id=0, titles={0: "Sheet1", 7: "It's 2026"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=A1+A4", "=A1+A6"),
        ("=$A$4", "=$A$6"),
        ("=SUM(A1:A4)", "=SUM(A1:A6)"),
        ("=SUM(A1:A3)", "=SUM(A1:A3)"),
        ("=SUM(B5:B)", "=SUM(B7:B)"),
        ("=SUM(B:B)+COUNT(2:4)", "=SUM(B:B)+COUNT(2:6)"),
        ('="A4 "&a4', '="A4 "&A6'),
        ("=LOG10(A4)", "=LOG10(A6)"),
        ("=sheet1!A4+'It''s 2026'!A4", "=sheet1!A6+'It''s 2026'!A4"),
        ("=Nowhere!A4", "=Nowhere!A4"),
        ("=my_A4+A4x", "=my_A4+A4x"),
        ("text with A4", "text with A4"),
        ("=A4:INDEX(B:B,9)", "=A6:INDEX(B:B,9)"),
    ],
)
def test_inserted_rows_push_references_down(before: str, after: str) -> None:
    change = insertion(0, Axis.ROWS, 3, 2)
    assert moved(before, HOME, change) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=B1", "=#REF!"),
        ("=C1", "=B1"),
        ("=SUM(A1:C1)", "=SUM(A1:B1)"),
        ("=SUM(B1:B9)", "=SUM(#REF!)"),
        ("=SUM(B:B)", "=SUM(#REF!)"),
        ("=SUM(2:2)", "=SUM(2:2)"),
    ],
)
def test_deleted_columns_leave_a_gap(before: str, after: str) -> None:
    assert moved(before, HOME, deletion(0, Axis.COLUMNS, 1, 2)) == after


def test_moved_rows_are_followed() -> None:
    change = move(0, Axis.ROWS, 1, 3, 4)
    assert moved("=A1+A2+A3+A4+A5", HOME, change) == "=A1+A3+A4+A2+A5"
    assert moved("=SUM(A2:A4)", HOME, change) == "=SUM(A2:A4)"


def test_cut_cells_are_followed_to_another_tab() -> None:
    source = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    change = Relocation(source=source, sheet_id=7, down=3, across=1)
    assert moved("=A1+$B$2+C3", HOME, change) == "='It''s 2026'!B4+'It''s 2026'!$C$5+C3"
    assert moved("=A1+C3", HOME, change, landing=7) == "=B4+Sheet1!C3"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("=A1+$A1+A$1+$A$1", "=C2+$A2+C$1+$A$1"),
        ("=SUM(A2:B)", "=SUM(C3:D)"),
        ("=Sheet1!A:A", "=Sheet1!C:C"),
    ],
)
def test_copies_take_relative_references_along(before: str, after: str) -> None:
    assert shifted(before, 1, 2) == after


def test_copy_beyond_the_edge_loses_its_reference() -> None:
    assert shifted("=A1+B2", -1, 0) == "=#REF!+B1"


def test_new_title_is_quoted_where_it_must_be() -> None:
    assert renamed('=SHEET1!A1&"Sheet1!A1"', "Sheet1", "My tab") == "='My tab'!A1&\"Sheet1!A1\""


@given(
    st.sampled_from(["insert", "delete", "move"]),
    st.sampled_from(list(Axis)),
    st.integers(0, 11),
    st.integers(1, 4),
    st.integers(0, 12),
)
def test_every_reference_finds_its_cell_again(
    kind: str, axis: Axis, start: int, count: int, target: int
) -> None:
    """A plain list says where each line comes to lie."""
    before: list[int | None] = list(range(12))
    end = min(start + count, 12)
    rest = before[:start] + before[end:]
    if kind == "insert":
        change, after = insertion(0, axis, start, count), before[:start] + [None] * count
        after += before[start:]
    elif kind == "delete":
        change, after = deletion(0, axis, start, end), rest
    else:
        assume(not start <= target <= end)
        at = target - (end - start) if target > end else target
        change = move(0, axis, start, end, target)
        after = rest[:at] + before[start:end] + rest[at:]
    for line in before:
        assert line is not None
        place = after.index(line) if line in after else None
        assert moved(f"={cell(axis, line)}", HOME, change) == f"={cell(axis, place)}"


def cell(axis: Axis, line: int | None) -> str:
    if line is None:
        return "#REF!"
    return f"C{line + 1}" if axis is Axis.ROWS else f"{letters(line)}3"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(scores)+Scores", "=SUM(marks)+marks"),
        ('="scores "&scores', '="scores "&marks'),
        ("='scores'!A1+scores!B2", "='scores'!A1+scores!B2"),
        ("=scores2+my_scores+scores(1)", "=scores2+my_scores+scores(1)"),
        ("scores", "scores"),
    ],
)
def test_a_formula_follows_a_new_name(formula: str, expected: str) -> None:
    assert with_name(formula, "scores", "marks") == expected


def test_a_renamed_range_keeps_its_formulas_and_rules(desk: Any) -> None:
    named = {"namedRangeId": "7", "name": "scores", "range": {"endRowIndex": 2}}
    desk.put("A1", [[1], [2], ["=SUM(scores)"]], "USER_ENTERED")
    desk.batch({"addNamedRange": {"namedRange": named}})
    change = {"namedRange": {"namedRangeId": "7", "name": "marks"}, "fields": "name"}
    desk.batch({"updateNamedRange": change})
    assert desk.values("A3", valueRenderOption="FORMULA")["values"] == [["=SUM(marks)"]]
    assert desk.values("A3")["values"] == [["3"]]
