"""What a page is told to read again after a change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_sheets.browser.difference import NEW, difference, order


def told(desk: Any, *requests: dict[str, Any]) -> dict[str, Any]:
    before = desk.workbook
    desk.batch(*requests)
    return difference(before, desk.workbook)


def lines(dimension: str, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}


def test_a_typed_cell_is_one_row_and_no_structure(desk: Any) -> None:
    desk.put("A1", [[1], [2], [3]])
    before = desk.workbook
    desk.put("A2", [[5]])
    assert difference(before, desk.workbook) == {
        "structure": False,
        "tabs": {"0": {"rows": [[1, 2]]}},
    }
    assert difference(desk.workbook, desk.workbook) == {"structure": False, "tabs": {}}


def test_neighbours_are_one_run(desk: Any) -> None:
    before = desk.workbook
    desk.put("A2", [[1], [2], [3]])
    desk.put("A9", [[1]])
    assert difference(before, desk.workbook)["tabs"]["0"]["rows"] == [[1, 4], [8, 9]]


def test_inserted_rows_say_where_the_others_went(desk: Any) -> None:
    desk.put("A1", [[1], [2], [3]])
    found = told(desk, {"insertDimension": {"range": lines("ROWS", 1, 3)}})
    assert found["structure"]
    assert found["tabs"]["0"]["rowOrder"] == [[0, 1], [NEW, 2], [1, 999]]


def test_deleted_and_moved_columns_say_so_too(desk: Any) -> None:
    found = told(desk, {"deleteDimension": {"range": lines("COLUMNS", 1, 2)}})
    assert found["tabs"]["0"]["columnOrder"] == [[0, 1], [2, 24]]
    move = {"moveDimension": {"source": lines("COLUMNS", 0, 1), "destinationIndex": 3}}
    assert told(desk, move)["tabs"]["0"]["columnOrder"] == [[1, 2], [0, 1], [3, 22]]


@pytest.mark.parametrize(
    "request_",
    [
        {"updateSheetProperties": {"properties": {"sheetId": 0, "title": "B"}, "fields": "title"}},
        {"addSheet": {"properties": {"title": "Second"}}},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}},
        {
            "mergeCells": {
                "range": {"sheetId": 0, "endRowIndex": 2, "endColumnIndex": 2},
                "mergeType": "MERGE_ALL",
            }
        },
        {
            "updateDimensionProperties": {
                "range": lines("ROWS", 0, 1),
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
    ],
    ids=lambda request: next(iter(request)),
)
def test_what_is_more_than_cells_is_structure(desk: Any, request_: dict[str, Any]) -> None:
    assert told(desk, request_)["structure"]


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_an_order_rebuilds_the_new_lines_from_the_old(was: list[int], now: list[int]) -> None:
    rebuilt: list[int | None] = []
    for start, length in order(was, now):
        rebuilt += [None] * length if start == NEW else was[start : start + length]
    assert rebuilt == [one if one in was else None for one in now]
