"""The values methods."""

from typing import Any

import pytest

from local_sheets import sheets_api as api
from local_sheets.errors import GoogleError

TYPED = [["=4/2", "2020-01-01", "string", 53], ["=3/2", 0.12, "1999-01-02", ""]]


def test_worked_example_of_the_render_options(desk: Any) -> None:  # 6.1, recorded
    desk.put("A1", TYPED, "USER_ENTERED")
    serial = desk.values("A1:D2", valueRenderOption="UNFORMATTED_VALUE")
    assert serial["values"] == [[2, 43831, "string", 53], [1.5, 0.12, 36162]]
    texts = desk.values(
        "A1:D2", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING"
    )
    assert texts["values"] == [[2, "2020-01-01", "string", 53], [1.5, 0.12, "1999-01-02"]]
    shown = desk.values("A1:D2")
    assert shown["values"] == [["2", "2020-01-01", "string", "53"], ["1.5", "0.12", "1999-01-02"]]
    assert desk.values("A1", valueRenderOption="FORMULA")["values"] == [["=4/2"]]


def test_blanks_inside_stay_and_blank_ends_go(desk: Any) -> None:  # 6.1, recorded
    assert desk.values("A1:D6") == {"range": "Sheet1!A1:D6", "majorDimension": "ROWS"}
    desk.put("B1", [["x"], [None], ["y", "", "z"]])
    assert desk.values("A1:F6")["values"] == [["", "x"], [], ["", "y", "", "z"]]
    turned = desk.values("A1:F6", majorDimension="COLUMNS")
    assert turned["values"] == [[], ["x", "", "y"], [], ["", "", "z"]]


def test_update_counts_as_google_counts(desk: Any) -> None:  # 6.3, recorded
    hollow = [["a", None, None, None], *[[None] * 4] * 4, [None, None, None, "b"]]
    assert desk.put("Sheet1!A1", hollow) == {
        "spreadsheetId": "spreadsheet-1",
        "updatedRange": "Sheet1!A1:D6",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 2,
    }
    assert desk.put("C1", [[""]])["updatedCells"] == 1


def test_null_skips_and_empty_text_clears(desk: Any) -> None:  # 6.3
    desk.put("A1", [["a", "b", "c"]])
    desk.put("A1", [[None, ""]])
    assert desk.values("A1:C1")["values"] == [["a", "", "c"]]


def test_columns_are_written_downwards(desk: Any, make_query: Any) -> None:
    body = {"values": [[1, 2], [3]], "majorDimension": "COLUMNS"}
    done = api.values_update(
        desk.workbook,
        "B2",
        make_query(valueInputOption="RAW"),
        body,
        desk.editor,
    )
    assert desk.keep("values.update", done)["updatedRange"] == "Sheet1!B2:C3"
    assert desk.values("B2:C3")["values"] == [["1", "3"], ["2"]]


@pytest.mark.parametrize(
    ("a1", "values", "text"),
    [
        (
            "A1:B2",
            [[1], [2], [3]],
            "Requested writing within range [Sheet1!A1:B2], but tried writing to row [3]",
        ),
        (
            "A1:B2",
            [[1, 2, 3]],
            "Requested writing within range [Sheet1!A1:B2], but tried writing to column [C]",
        ),
        (
            "A1000",
            [[1], [2]],
            "Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        ("Nowhere!A1", [[1]], "Unable to parse range: Nowhere!A1"),
    ],
)
def test_update_that_does_not_fit_is_refused(desk: Any, a1: str, values: Any, text: str) -> None:
    with pytest.raises(GoogleError) as refused:
        desk.put(a1, values)
    assert refused.value.message == text


def test_open_and_single_ranges_take_any_size(desk: Any) -> None:  # 6.3
    assert desk.put("A2:A", [[1], [2]])["updatedRange"] == "Sheet1!A2:A3"
    assert desk.put("Sheet1", [[1, 2]])["updatedRange"] == "Sheet1!A1:B1"


def test_missing_input_option_is_refused(desk: Any) -> None:
    with pytest.raises(GoogleError, match="'valueInputOption' is required but not specified"):
        desk.put("A1", [[1]], option="")


def test_update_can_echo_what_it_wrote(desk: Any) -> None:
    reply = desk.put(
        "A1",
        [["1,234.5"]],
        "USER_ENTERED",
        includeValuesInResponse="True",
        responseValueRenderOption="UNFORMATTED_VALUE",
    )
    assert reply["updatedData"] == {
        "range": "Sheet1!A1",
        "majorDimension": "ROWS",
        "values": [[1234.5]],
    }


def test_typed_text_stays_text_in_a_plain_text_cell(desk: Any) -> None:
    desk.put("A1", [["'0123"]], "USER_ENTERED")
    desk.put("A1", [["007"]], "USER_ENTERED")
    assert desk.values("A1")["values"] == [["007"]]


def test_batch_update_is_all_or_nothing(desk: Any, make_query: Any) -> None:  # 2.3
    body = {
        "valueInputOption": "RAW",
        "data": [
            {"range": "A1", "values": [[1, 2]]},
            {"range": "Nope!A1", "values": [[3]]},
        ],
    }
    before = desk.workbook
    with pytest.raises(GoogleError) as refused:
        api.values_batch_update(desk.workbook, make_query(), body, desk.editor)
    assert refused.value.message == "Invalid data[1]: Unable to parse range: Nope!A1"
    assert desk.workbook is before
    body["data"] = [body["data"][0], {"range": "A5", "values": [[3]]}]
    reply = desk.keep(
        "values.batchUpdate",
        api.values_batch_update(desk.workbook, make_query(), body, desk.editor),
    )
    responses = reply.pop("responses")
    assert reply == {
        "spreadsheetId": "spreadsheet-1",
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 2,
        "totalUpdatedCells": 3,
        "totalUpdatedSheets": 1,
    }
    assert [response["updatedRange"] for response in responses] == ["Sheet1!A1:B1", "Sheet1!A5"]


def test_clear_takes_values_only(desk: Any, make_query: Any) -> None:  # 6.3
    desk.put("A1", [["50%", "x"]], "USER_ENTERED")
    done = api.values_clear(desk.workbook, "Sheet1", make_query(), None, desk.editor)
    assert desk.keep("values.clear", done)["clearedRange"] == "Sheet1!A1:Z1000"
    assert "values" not in desk.values("Sheet1")
    kept = desk.get(fields="sheets.data.rowData.values.userEnteredFormat.numberFormat.type")
    cell = kept["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell == {"userEnteredFormat": {"numberFormat": {"type": "PERCENT"}}}


def test_batch_get_answers_in_the_order_asked(desk: Any, make_query: Any) -> None:
    desk.put("A1", [["a"], ["b"]])
    asked = make_query(ranges=["A2", "A1"])
    got = api.values_batch_get(desk.workbook, asked, desk.editor)
    reply = desk.sent("spreadsheets.values.batchGet", got)
    assert [part["values"] for part in reply["valueRanges"]] == [[["b"]], [["a"]]]
