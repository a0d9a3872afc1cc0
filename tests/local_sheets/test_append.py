"""values:append finds the table to continue."""

from typing import Any

import pytest

from local_sheets import sheets_api as api


def append(desk: Any, make_query: Any, a1: str, values: Any, **more: str) -> Any:
    query = make_query(valueInputOption="RAW", **more)
    body = {"values": values}
    done = api.values_append(desk.workbook, a1, query, body, desk.editor)
    return desk.keep("values.append", done)


@pytest.mark.parametrize(
    ("before", "a1", "table", "target"),
    [
        ([], "Sheet1", None, "Sheet1!A1:B1"),
        ([["x", "", "z"]], "Sheet1", "Sheet1!C1", "Sheet1!C2:D2"),
        ([["x", "", "z"]], "A1", "Sheet1!A1", "Sheet1!A2:B2"),
        ([["a", "b"], [], ["c", "d"]], "A2", None, "Sheet1!A2:B2"),
        ([["a"], ["b"], ["c"], [], [], ["d"], ["e"]], "A1", "Sheet1!A1:A3", "Sheet1!A4:B4"),
        ([["a"], ["b"], ["c"], [], [], ["d"], ["e"]], "A6", "Sheet1!A6:A7", "Sheet1!A8:B8"),
        ([["a"], ["b"], ["c"], [], [], ["d"], ["e"]], "Sheet1", "Sheet1!A6:A7", "Sheet1!A8:B8"),
        ([["a", "b"], ["", "c"]], "A1", "Sheet1!A1:B2", "Sheet1!A3:B3"),
    ],
)
def test_rows_go_under_the_last_table_touched(
    desk: Any, make_query: Any, before: Any, a1: str, table: str | None, target: str
) -> None:
    if before:
        desk.put("A1", before)
    reply = append(desk, make_query, a1, [[1, 2]])
    assert reply.get("tableRange") == table
    assert reply["updates"]["updatedRange"] == target
    assert desk.values(target)["values"] == [["1", "2"]]


def test_grid_grows_when_needed(make_desk: Any, make_query: Any) -> None:
    desk = make_desk(2, 2)
    desk.put("A1", [["a", "b"], ["c", "d"]])
    reply = append(desk, make_query, "A1", [[1, 2, 3], [4]])
    assert reply["updates"]["updatedRange"] == "Sheet1!A3:C4"
    assert (desk.workbook.tabs[0].row_count, desk.workbook.tabs[0].column_count) == (4, 3)


def test_inserted_rows_push_down_what_is_below(desk: Any, make_query: Any) -> None:
    desk.put("A1", [["a"], [], ["below"]])
    append(desk, make_query, "A1", [[1], [2]], insertDataOption="INSERT_ROWS")
    assert desk.values("A:A")["values"] == [["a"], ["1"], ["2"], [], ["below"]]


def test_overwrite_fills_the_gap(desk: Any, make_query: Any) -> None:
    desk.put("A1", [["a"], [], ["below"]])
    append(desk, make_query, "A1", [[1], [2]])
    assert desk.values("A:A")["values"] == [["a"], ["1"], ["2"]]
