"""A tab as a plain table: what the JSON says is what the page draws."""

from typing import Any

import pytest

from local_sheets.json_text import plain
from local_sheets.table_cells import Control
from local_sheets.table_view import FIELDS, Table, make_table


def table_of(desk: Any) -> Table:
    shown = plain(desk.get(ranges="Sheet1", fields=FIELDS))
    return make_table(shown["sheets"][0], None, "", may_write=True)


def area(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    rows = {"sheetId": 0, "startRowIndex": top, "endRowIndex": bottom}
    return rows | {"startColumnIndex": left, "endColumnIndex": right}


def lines(dimension: str, start: int, **properties: Any) -> dict[str, Any]:
    place = {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": start + 1}
    change = {"range": place, "properties": properties, "fields": ",".join(properties)}
    return {"updateDimensionProperties": change}


def test_widths_and_heights_are_those_of_the_tab(desk: Any) -> None:
    desk.put("A1", [["a", "b"], ["c", "d"]])
    desk.batch(
        lines("COLUMNS", 0, pixelSize=240),
        lines("COLUMNS", 1, hiddenByUser=True),
        lines("ROWS", 1, pixelSize=60),
    )
    table = table_of(desk)
    assert table.letters[:2] == ("A", "C")
    assert table.widths[:2] == (240, 100)
    assert table.width == 46 + 240 + 3 * 100
    assert [row.height for row in table.rows[:3]] == [0, 60, 0]
    assert table.rows[0].cells[0].text == "a"
    assert table.rows[0].cells[1].text == ""


def test_values_are_aligned_by_their_kind(desk: Any) -> None:
    desk.put("A1", [["text", 5, True, "=1/0", "=2"]], "USER_ENTERED")
    cells = table_of(desk).rows[0].cells
    kinds = [cell.style.split()[0] for cell in cells]
    assert kinds == ["over", "number", "middle", "middle", "number"]
    assert [cell.text for cell in cells] == ["text", "5", "TRUE", "#DIV/0!", "2"]
    assert "division" in cells[3].title


@pytest.mark.parametrize(
    ("beside", "strategy", "wanted"),
    [
        ("", None, "over"),
        ("full", None, ""),
        ("full", "WRAP", "wrap f0"),
        ("", "CLIP", ""),
    ],
)
def test_long_text_runs_over_is_cut_or_wraps(
    desk: Any, beside: str, strategy: str | None, wanted: str
) -> None:
    desk.put("A1", [["a text of thirty letters or so", beside]])
    if strategy:
        shape = {"userEnteredFormat": {"wrapStrategy": strategy, "textFormat": {"bold": True}}}
        shape["userEnteredFormat"].pop("textFormat" if strategy == "CLIP" else "", None)
        desk.batch(
            {
                "repeatCell": {
                    "range": area(0, 1, 0, 1),
                    "cell": shape,
                    "fields": "userEnteredFormat",
                }
            }
        )
    assert table_of(desk).rows[0].cells[0].style == wanted


def test_merged_cells_are_one(desk: Any) -> None:
    desk.put("A1", [["title", "", ""], ["", "", "x"]])
    merge = {"range": area(0, 2, 0, 2), "mergeType": "MERGE_ALL"}
    desk.batch({"mergeCells": merge})
    first, second = table_of(desk).rows[:2]
    assert (first.cells[0].rows, first.cells[0].columns) == (2, 2)
    assert [cell.text for cell in second.cells] == ["x", "", ""]


def test_lists_and_boxes_are_drawn_and_notes_are_said(desk: Any) -> None:
    desk.put("A1", [["ABS", True, False, ""]])
    choice = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "ABS"}]}
    boxes = {"condition": {"type": "BOOLEAN"}, "strict": True}
    note = {"note": "Entered by the class's teacher"}
    desk.batch(
        {
            "setDataValidation": {
                "range": area(0, 1, 0, 1),
                "rule": {"condition": choice, "showCustomUi": True},
            }
        },
        {"setDataValidation": {"range": area(0, 1, 1, 4), "rule": boxes}},
        {"repeatCell": {"range": area(0, 1, 0, 1), "cell": note, "fields": "note"}},
    )
    cells = table_of(desk).rows[0].cells
    assert [cell.control for cell in cells[:4]] == [
        Control.CHIP,
        Control.CHECKED,
        Control.UNCHECKED,
        Control.UNCHECKED,
    ]
    assert [cell.text for cell in cells[:4]] == ["ABS", "", "", ""]
    assert cells[0].hint == "Entered by the class's teacher"
    assert "noted" in cells[0].style.split()


def test_colours_by_rules_reach_the_page(desk: Any) -> None:
    desk.put("A1", [[1], [9]])
    operand = {"userEnteredValue": "5"}
    condition = {"type": "NUMBER_GREATER", "values": [operand]}
    boolean = {"condition": condition, "format": {"backgroundColor": {"red": 1}}}
    rule = {"ranges": [area(0, 2, 0, 1)], "booleanRule": boolean}
    desk.batch({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    table = table_of(desk)
    assert table.css == "td.f0 {background-color: rgb(255, 0, 0)}"
    assert [row.cells[0].style for row in table.rows[:2]] == ["number over", "number over f0"]
