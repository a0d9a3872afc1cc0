"""spreadsheets.batchUpdate: requests and Google's answers."""

from typing import Any

import pytest

from local_sheets.errors import GoogleError

Request = dict[str, Any]


def refusal(desk: Any, *requests: Request) -> str:
    """The text with which a batch is refused; the workbook must stay as it was."""
    before = desk.workbook
    with pytest.raises(GoogleError) as refused:
        desk.batch(*requests)
    assert refused.value.code == 400
    assert desk.workbook is before
    return refused.value.message


def test_added_tab_answers_with_its_properties(desk: Any) -> None:  # 7.2, recorded
    size = {"rowCount": 5, "columnCount": 3}
    reply = desk.batch({"addSheet": {"properties": {"title": "KG", "gridProperties": size}}})
    properties = reply["replies"][0]["addSheet"]["properties"]
    assert properties.pop("sheetId") > 0
    assert properties == {"title": "KG", "index": 1, "sheetType": "GRID", "gridProperties": size}


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (
            {"addSheet": {"properties": {"sheetId": 0}}},
            "Invalid requests[0].addSheet: Sheet with id 0 already exists",
        ),
        (
            {"addSheet": {"properties": {"title": "sheet1"}}},
            (
                'Invalid requests[0].addSheet: A sheet with the name "sheet1" already exists. '
                "Please enter another name."
            ),
        ),
        (
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 0, "hidden": True},
                    "fields": "hidden",
                }
            },
            (
                "Invalid requests[0].updateSheetProperties: "
                "You can't hide all the sheets in a document."
            ),
        ),
        (
            {"deleteSheet": {"sheetId": 0}},
            "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document.",
        ),
        (
            {"deleteSheet": {"sheetId": 9}},
            "Invalid requests[0].deleteSheet: No grid with id: 9",
        ),
        (
            {"repeatCell": {"range": {"endRowIndex": 2000}, "fields": "note"}},
            (
                "Invalid requests[0].repeatCell: Range (Sheet1!A1:Z2000) exceeds grid limits. "
                "Max rows: 1000, max columns: 26"
            ),
        ),
        (
            {"updateCells": {"start": {}, "rows": [], "fields": ""}},
            (
                "Invalid requests[0].updateCells: At least one field must be listed in 'fields'. "
                "(Use '*' to indicate all fields.)"
            ),
        ),
        (
            {"addSheet": {"properties": {"index": -1}}},
            "Invalid requests[0].addSheet: index[-1] must be between 0 and 1.",
        ),
        (
            {"updateCells": {"start": {"rowIndex": -1}, "rows": [{}], "fields": "note"}},
            (
                "Invalid requests[0].updateCells: "
                "start must not be negative: rowIndex -1, columnIndex 0"
            ),
        ),
        (
            {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 3}}},
            (
                "Invalid requests[0].insertDimension: "
                "range must have both a startIndex and an endIndex"
            ),
        ),
        (
            {"deleteDimension": {"range": {"dimension": "ROWS"}}},
            ("Invalid requests[0].deleteDimension: You can't delete all the rows on the sheet."),
        ),
        (
            {
                "appendDimension": {
                    "dimension": "COLUMNS",
                    "length": 18_300,
                }
            },
            (
                "Invalid requests[0].appendDimension: This action would increase the number of "
                "columns in the sheet above the limit of 18278 columns."
            ),
        ),
        (
            {"appendDimension": {"dimension": "ROWS", "length": 500_000}},
            (
                "Invalid requests[0].appendDimension: This action would increase the number of "
                "cells in the workbook above the limit of 10000000 cells."
            ),
        ),
    ],
)
def test_refused_requests_say_why_and_where(desk: Any, request_: Request, text: str) -> None:
    assert refusal(desk, request_) == text


def test_known_kind_that_is_not_supported_says_so(desk: Any) -> None:  # 7.1
    text = refusal(desk, {"addTable": {}})
    assert text.startswith("Invalid requests[0].addTable: addTable is not supported by the local")


def test_empty_batch_is_refused(desk: Any) -> None:
    assert refusal(desk) == "Must specify at least one request."
    assert refusal(desk, {}) == "Invalid requests[0]: No request set."


def test_requests_see_the_earlier_ones_and_fail_together(desk: Any) -> None:  # 2.3
    add = {"addSheet": {"properties": {"sheetId": 7, "title": "New"}}}
    write = {
        "updateCells": {
            "start": {"sheetId": 7},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}],
            "fields": "userEnteredValue",
        }
    }
    broken = {"deleteSheet": {"sheetId": 99}}
    assert refusal(desk, add, write, broken).startswith("Invalid requests[2].deleteSheet")
    reply = desk.batch(add, write)
    assert [list(one) for one in reply["replies"]] == [["addSheet"], []]
    assert desk.values("New!A1")["values"] == [["x"]]


def test_write_and_read_back_in_one_request(desk: Any) -> None:  # decision 7
    reply = desk.batch(
        {"addSheet": {"properties": {"sheetId": 7, "title": "New"}}},
        {
            "updateCells": {
                "start": {"sheetId": 7, "rowIndex": 1, "columnIndex": 1},
                "rows": [{"values": [{"userEnteredValue": {"numberValue": 4.0}}]}],
                "fields": "userEnteredValue",
            }
        },
        includeSpreadsheetInResponse=True,
        fields=(
            "spreadsheetId,replies,updatedSpreadsheet(sheets(properties(sheetId,title),"
            "data(rowData(values(formattedValue)))))"
        ),
    )
    assert reply["updatedSpreadsheet"] == {
        "sheets": [
            {"properties": {"sheetId": 0, "title": "Sheet1"}, "data": [{}]},
            {
                "properties": {"sheetId": 7, "title": "New"},
                "data": [{"rowData": [{}, {"values": [{}, {"formattedValue": "4"}]}]}],
            },
        ]
    }


def test_tab_moves_by_the_places_before_the_move(desk: Any) -> None:  # 7.2
    for number in (1, 2, 3):
        desk.add_tab(f"T{number}", number)
    move = {"properties": {"sheetId": 1, "index": 3}, "fields": "index"}
    desk.batch({"updateSheetProperties": move})
    assert [tab.title for tab in desk.workbook.tabs] == ["Sheet1", "T2", "T1", "T3"]


def test_grid_is_resized_by_its_properties(desk: Any) -> None:
    desk.put("A1", [["kept"], ["cut"]])
    grid = {"rowCount": 1, "columnCount": 30}
    fields = "gridProperties/rowCount,gridProperties/columnCount"
    desk.batch(
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "gridProperties": grid},
                "fields": fields,
            }
        }
    )
    assert desk.values("Sheet1") == {
        "range": "Sheet1!A1:AD1",
        "majorDimension": "ROWS",
        "values": [["kept"]],
    }


def test_update_cells_with_a_range_clears_what_no_row_covers(desk: Any) -> None:  # 7.2
    desk.put("A1", [["a", "b"], ["c", "d"]])
    one = [{"values": [{"userEnteredValue": {"stringValue": "new"}}]}]
    square = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    desk.batch({"updateCells": {"range": square, "rows": one, "fields": "userEnteredValue"}})
    assert desk.values("A1:B2")["values"] == [["new"]]
    desk.put("A1", [["a", "b"]])
    desk.batch({"updateCells": {"start": {}, "rows": one, "fields": "userEnteredValue"}})
    assert desk.values("A1:B2")["values"] == [["new", "b"]]


def test_update_cells_refuses_more_rows_than_its_range(desk: Any) -> None:
    text = refusal(
        desk,
        {
            "updateCells": {
                "range": {"endRowIndex": 1, "endColumnIndex": 1},
                "rows": [{}, {}],
                "fields": "note",
            }
        },
    )
    assert text.endswith("Attempting to write row: 1, beyond the last requested row of: 0")


def test_masked_field_absent_from_the_body_is_reset(desk: Any) -> None:  # 6.2
    area = {"endRowIndex": 1, "endColumnIndex": 1}
    bold = {"note": "hello", "userEnteredFormat": {"textFormat": {"bold": True, "fontSize": 9}}}
    desk.batch({"repeatCell": {"range": area, "cell": bold, "fields": "*"}})
    fields = "userEnteredFormat.textFormat.bold"
    desk.batch({"repeatCell": {"range": area, "cell": {}, "fields": fields}})
    assert desk.workbook.tabs[0].cell(0, 0) == {
        "note": "hello",
        "userEnteredFormat": {"textFormat": {"fontSize": 9}},
    }


def test_colours_come_back_in_eight_bits_and_under_both_names(desk: Any) -> None:  # 11.1
    half = {"userEnteredFormat": {"backgroundColor": {"red": 0.5, "green": 0, "blue": 1}}}
    fields = "userEnteredFormat.backgroundColor"
    area = {"endRowIndex": 1, "endColumnIndex": 1}
    desk.batch({"repeatCell": {"range": area, "cell": half, "fields": fields}})
    kept = {"red": 0.49803922, "blue": 1}
    assert desk.workbook.tabs[0].cell(0, 0)["userEnteredFormat"] == {
        "backgroundColor": kept,
        "backgroundColorStyle": {"rgbColor": kept},
    }


def test_cell_over_fifty_thousand_characters_is_refused(desk: Any) -> None:  # 2.2
    long = {"userEnteredValue": {"stringValue": "x" * 50_001}}
    text = refusal(
        desk,
        {"updateCells": {"start": {}, "rows": [{"values": [long]}], "fields": "userEnteredValue"}},
    )
    assert text.endswith("more than the maximum of 50000 characters in a single cell")


def test_validation_is_set_read_and_taken_off(desk: Any) -> None:  # 7.2
    rule = {
        "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Lists!A2:A"}]},
        "strict": True,
        "showCustomUi": False,
    }
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    desk.batch({"setDataValidation": {"range": area, "rule": rule}})
    got = desk.get(fields="sheets.data.rowData.values.dataValidation")
    rows = got["sheets"][0]["data"][0]["rowData"]
    kept = {"condition": rule["condition"], "strict": True}
    assert rows == [{}, *[{"values": [{"dataValidation": kept}]}] * 2]
    desk.batch({"setDataValidation": {"range": area}})
    assert desk.workbook.tabs[0].rows == {}


def test_validation_survives_values(desk: Any) -> None:  # 6.3
    area = {"endRowIndex": 1, "endColumnIndex": 1}
    rule = {"condition": {"type": "BOOLEAN"}}
    desk.batch({"setDataValidation": {"range": area, "rule": rule}})
    desk.put("A1", [["not a boolean"]])
    desk.put("A1", [[""]])
    assert desk.workbook.tabs[0].cell(0, 0) == {"dataValidation": rule}


def test_relative_date_in_validation_is_refused(desk: Any) -> None:  # 7.2
    rule = {"condition": {"type": "DATE_AFTER", "values": [{"relativeDate": "TODAY"}]}}
    assert "relative date" in refusal(desk, {"setDataValidation": {"range": {}, "rule": rule}})


def test_inserted_rows_take_format_and_shared_validation(desk: Any) -> None:
    rule = {"condition": {"type": "BOOLEAN"}}
    area = {"startRowIndex": 1, "endRowIndex": 3, "endColumnIndex": 1}
    desk.batch({"setDataValidation": {"range": area, "rule": rule}})
    lines = {"dimension": "ROWS", "startIndex": 2, "endIndex": 4}
    desk.batch({"insertDimension": {"range": lines, "inheritFromBefore": True}})
    assert desk.workbook.tabs[0].cell(2, 0) == {"dataValidation": rule}
    lines = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    desk.batch({"insertDimension": {"range": lines}})
    assert desk.workbook.tabs[0].cell(1, 0) == {}


def test_insert_at_the_very_top_or_past_the_end_needs_the_other_side(desk: Any) -> None:
    top = {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    text = refusal(desk, {"insertDimension": {"range": top, "inheritFromBefore": True}})
    assert "inheritFromBefore cannot be true" in text
    end = {"dimension": "ROWS", "startIndex": 1000, "endIndex": 1001}
    assert "must be less than the grid size (1000)" in refusal(
        desk, {"insertDimension": {"range": end}}
    )
    desk.batch({"insertDimension": {"range": end, "inheritFromBefore": True}})
    assert desk.workbook.tabs[0].row_count == 1001


def test_dimension_properties_are_kept_unless_default(desk: Any) -> None:
    lines = {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    wide = {"pixelSize": 40, "hiddenByUser": True}
    desk.batch({"updateDimensionProperties": {"range": lines, "properties": wide, "fields": "*"}})
    fields = "sheets.data.columnMetadata"
    shown = desk.get(fields=fields, ranges="A1:C1")["sheets"][0]["data"][0]["columnMetadata"]
    assert shown == [
        {"pixelSize": 100},
        {"pixelSize": 40, "hiddenByUser": True},
        {"pixelSize": 100},
    ]
    show = {"range": lines, "properties": {}, "fields": "hiddenByUser"}
    desk.batch({"updateDimensionProperties": show})
    assert list(desk.workbook.tabs[0].column_properties.values()) == [{"pixelSize": 40}]


def rule_with(formula: str, **shape: Any) -> Request:
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    ranges = [{"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}]
    return {"ranges": ranges, "booleanRule": {"condition": condition, "format": shape}}


def test_conditional_formats_are_told_apart_by_their_place(desk: Any) -> None:  # 7.2
    first = rule_with("=B1>1", textFormat={"bold": True})
    second = rule_with("=B1>2", backgroundColor={"red": 1})
    desk.batch(
        {"addConditionalFormatRule": {"rule": first, "index": 0}},
        {"addConditionalFormatRule": {"rule": second, "index": 0}},
    )
    shown = desk.get()["sheets"][0]["conditionalFormats"]
    assert [rule["booleanRule"]["condition"] for rule in shown] == [
        second["booleanRule"]["condition"],
        first["booleanRule"]["condition"],
    ]
    assert shown[0]["ranges"] == [{"startColumnIndex": 1, "endColumnIndex": 2}]
    move = {"sheetId": 0, "index": 0, "newIndex": 1}
    reply = desk.batch({"updateConditionalFormatRule": move})
    assert reply["replies"][0]["updateConditionalFormatRule"]["newIndex"] == 1
    reply = desk.batch({"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    gone = reply["replies"][0]["deleteConditionalFormatRule"]["rule"]
    assert gone["booleanRule"]["condition"] == first["booleanRule"]["condition"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rule_with("=Lists!A1>1"), "cannot reference a different sheet"),
        (rule_with("='My Lists'!A1>1"), "cannot reference a different sheet"),
        (rule_with("=B1>1", textFormat={"underline": True}), "not underline"),
        (rule_with("=B1>1", numberFormat={"type": "DATE"}), "not numberFormat"),
        ({"ranges": [], "booleanRule": {}}, "at least one range"),
    ],
)
def test_conditional_formats_that_google_refuses(desk: Any, rule: Request, text: str) -> None:
    assert text in refusal(desk, {"addConditionalFormatRule": {"rule": rule}})


@pytest.mark.parametrize(
    "formula", ['=INDIRECT("Lists!A1")>1', "=Sheet1!A1>1", '=B1="what!"', "=B1<>1"]
)
def test_conditional_formats_that_google_takes(desk: Any, formula: str) -> None:
    desk.batch({"addConditionalFormatRule": {"rule": rule_with(formula), "index": 0}})
    assert len(desk.workbook.tabs[0].held("conditionalFormats")) == 1
