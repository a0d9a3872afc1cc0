"""spreadsheets.get: what is shown and what is left out."""

from typing import Any

import pytest

from local_sheets.errors import GoogleError


def test_unmasked_answer_has_what_clients_rely_on(desk: Any) -> None:  # recorded skeleton
    shown = desk.get()
    assert list(shown) == ["spreadsheetId", "properties", "sheets", "spreadsheetUrl"]
    properties = shown["properties"]
    assert properties["title"] == "Book"
    assert properties["locale"] == "en_US"
    assert properties["autoRecalc"] == "ON_CHANGE"
    assert properties["timeZone"] == "Etc/GMT"
    assert properties["defaultFormat"]["textFormat"]["fontSize"] == 10
    assert len(properties["spreadsheetTheme"]["themeColors"]) == 9
    assert shown["sheets"] == [
        {
            "properties": {
                "sheetId": 0,
                "title": "Sheet1",
                "index": 0,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 1000, "columnCount": 26},
            }
        }
    ]


def test_the_colour_of_a_theme_has_one_name_even_when_it_is_empty(desk: Any) -> None:
    theme = {"themeColors": [{"colorType": "TEXT", "color": {}}]}
    wanted = {"properties": {"spreadsheetTheme": theme}, "fields": "spreadsheetTheme"}
    desk.batch({"updateSpreadsheetProperties": wanted})
    assert desk.get()["properties"]["spreadsheetTheme"]["themeColors"] == theme["themeColors"]


def test_empty_grid_under_a_mask_is_one_empty_message(desk: Any) -> None:  # recorded
    got = desk.get(fields="sheets.data.rowData.values.note")
    assert got == {"sheets": [{"data": [{}]}]}


def test_grid_has_starts_and_ends_only_where_needed(desk: Any) -> None:
    desk.put("B2", [["x", None, "y"], [None], ["z"]])
    fields = "sheets.data(startRow,startColumn,rowData.values.formattedValue)"
    grid = desk.get(fields=fields, ranges="A1:Z10")["sheets"][0]["data"][0]
    x, y, z = ({"formattedValue": letter} for letter in "xyz")
    assert grid == {
        "rowData": [{}, {"values": [{}, x, {}, y]}, {}, {"values": [{}, z]}],
    }
    grid = desk.get(fields=fields, ranges="C2:D9")["sheets"][0]["data"][0]
    assert grid == {"startRow": 1, "startColumn": 2, "rowData": [{"values": [{}, y]}]}


def test_include_grid_data_takes_any_case_and_fills_all_lines(desk: Any) -> None:
    desk.put("A1", [["x"]])
    grid = desk.get(includeGridData="True")["sheets"][0]["data"][0]
    assert len(grid["rowMetadata"]) == 1000
    assert len(grid["columnMetadata"]) == 26
    cell = grid["rowData"][0]["values"][0]
    assert cell["effectiveValue"] == cell["userEnteredValue"] == {"stringValue": "x"}
    assert cell["effectiveFormat"]["textFormat"]["fontSize"] == 10


def test_tab_that_no_range_touches_is_absent(desk: Any) -> None:
    desk.add_tab("Other", 5)
    got = desk.get(ranges="Other!A1", fields="sheets.properties.title")
    assert got == {"sheets": [{"properties": {"title": "Other"}}]}


def test_each_range_has_its_own_grid(desk: Any) -> None:
    grids = desk.get(ranges=["A1", "B2"], fields="sheets.data(startRow,rowMetadata)")
    assert grids["sheets"][0]["data"] == [
        {"rowMetadata": [{"pixelSize": 21}]},
        {"startRow": 1, "rowMetadata": [{"pixelSize": 21}]},
    ]


def test_unknown_field_is_refused(desk: Any) -> None:
    with pytest.raises(GoogleError, match="Request contains an invalid argument"):
        desk.get(fields="sheets.nope")
