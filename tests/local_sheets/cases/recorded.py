"""What gspread 6.2.1 really sends, and Google's answers to it, as counted in recorded traffic.

Numbered by endpoint and kind; only what the other tables do not hold is here.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.local_sheets.cases.writing import Request, cells, g, name

_AT = "/v4/spreadsheets/{id}"
_BATCH = _AT + ":batchUpdate"
_DRIVE = "/drive/v3/files"
_ROW = "'Sheet1'!A1:B1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request to a spreadsheet whose one tab holds `given`, and the whole answer to it.

    `{id}` stands for the spreadsheet in path and answer; an `answer` that is a text is the
    message of a refusal with `status`; `parts` holds the answer to being a superset only.
    """

    about: str
    given: tuple[Request, ...] = ()
    method: str = "GET"
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    status: int = 200
    answer: Any
    parts: bool = False


def _range(place: str, major: str = "ROWS", **values: Any) -> dict[str, Any]:
    return {"range": place, "majorDimension": major, **values}


def _updated(place: str, rows: int, columns: int, count: int) -> dict[str, Any]:
    counts = {"updatedRows": rows, "updatedColumns": columns, "updatedCells": count}
    return {"spreadsheetId": "{id}", "updatedRange": place, **counts}


_GRID = cells("A1", [["a", 1], ["b", 2]])
_NOTE: Request = {
    "updateCells": {
        "range": {"sheetId": 0, **g("B2")},
        "rows": [{"values": [{"note": "seen"}]}],
        "fields": "note",
    }
}
_NOTED = {"sheets": [{"data": [{"rowData": [{}, {"values": [{}, {"note": "seen"}]}]}]}]}
_DATED: Request = {
    "updateCells": {
        "start": {"sheetId": 0, "rowIndex": 0, "columnIndex": 0},
        "rows": [
            {
                "values": [
                    {
                        "userEnteredValue": {"numberValue": 46000.5},
                        "userEnteredFormat": {
                            "numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}
                        },
                    }
                ]
            }
        ],
        "fields": "userEnteredValue,userEnteredFormat.numberFormat",
    }
}

READS = [
    Sent(
        about="4 a whole tab by its quoted title",
        given=(_GRID,),
        path=_AT + "/values/'Sheet1'",
        answer=_range("Sheet1!A1:Z1000", values=[["a", "1"], ["b", "2"]]),
    ),
    Sent(
        about="6 an empty tab has no values",
        path=_AT + "/values/'Sheet1'",
        answer=_range("Sheet1!A1:Z1000"),
    ),
    Sent(
        about="4 open to the right",
        given=(_GRID,),
        path=_AT + "/values/'Sheet1'!A1:2",
        answer=_range("Sheet1!A1:Z2", values=[["a", "1"], ["b", "2"]]),
    ),
    Sent(
        about="4 open below",
        given=(_GRID,),
        path=_AT + "/values/'Sheet1'!B1:B",
        query={"valueRenderOption": "UNFORMATTED_VALUE"},
        answer=_range("Sheet1!B1:B1000", values=[[1], [2]]),
    ),
    Sent(
        about="4 a bare name is a named range",
        given=(_GRID, name("scores", "B1:B2")),
        path=_AT + "/values/scores",
        answer=_range("Sheet1!B1:B2", values=[["1"], ["2"]]),
    ),
    Sent(
        about="4 a bare name is a tab's title",
        given=(_GRID,),
        path=_AT + "/values/Sheet1",
        answer=_range("Sheet1!A1:Z1000", values=[["a", "1"], ["b", "2"]]),
    ),
    Sent(
        about="2 by columns",
        given=(_GRID,),
        path=_AT + "/values/'Sheet1'!A1:B2",
        query={"majorDimension": "COLUMNS", "valueRenderOption": "FORMATTED_VALUE"},
        answer=_range("Sheet1!A1:B2", "COLUMNS", values=[["a", "b"], ["1", "2"]]),
    ),
    Sent(
        about="2 a date as a number",
        given=(_DATED,),
        path=_AT + "/values/'Sheet1'!A1",
        query={
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        },
        answer=_range("Sheet1!A1", values=[[46000.5]]),
    ),
    Sent(
        about="2 a date as it shows",
        given=(_DATED,),
        path=_AT + "/values/'Sheet1'!A1",
        query={
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "FORMATTED_STRING",
        },
        answer=_range("Sheet1!A1", values=[["2025-12-09"]]),
    ),
    Sent(
        about="2 several ranges, one of them empty",
        given=(_GRID,),
        path=_AT + "/values:batchGet",
        query={"ranges": ["Sheet1!A:B", "'Sheet1'!D1"]},
        answer={
            "spreadsheetId": "{id}",
            "valueRanges": [
                _range("Sheet1!A1:B1000", values=[["a", "1"], ["b", "2"]]),
                _range("Sheet1!D1"),
            ],
        },
    ),
    Sent(about="2 no named ranges", path=_AT, query={"fields": "namedRanges"}, answer={}),
    Sent(
        about="2 notes by a mask with dots",
        given=(_NOTE,),
        path=_AT,
        query={"ranges": "'Sheet1'", "fields": "sheets.data.rowData.values.note"},
        answer=_NOTED,
    ),
    Sent(
        about="2 notes by a mask with slashes",
        given=(_NOTE,),
        path=_AT,
        query={"ranges": "'Sheet1'!B2", "fields": "sheets/data/rowData/values/note"},
        answer={"sheets": [{"data": [{"rowData": [{"values": [{"note": "seen"}]}]}]}]},
    ),
    Sent(
        about="6 notes of an empty tab",
        path=_AT,
        query={"ranges": "'Sheet1'!A1", "fields": "sheets/data/rowData/values/note"},
        answer={"sheets": [{"data": [{}]}]},
    ),
    Sent(
        about="2 widths of columns",
        path=_AT,
        query={"ranges": "'Sheet1'!A1:B1", "fields": "sheets.data.columnMetadata"},
        answer={"sheets": [{"data": [{"columnMetadata": [{"pixelSize": 100}] * 2}]}]},
    ),
    Sent(
        about="2 a tab without colour",
        path=_AT,
        query={"fields": "sheets.properties.tabColorStyle"},
        answer={"sheets": [{"properties": {}}]},
    ),
]

WRITES = [
    Sent(
        about="4 null leaves a cell, an empty text clears it",
        given=(_GRID,),
        method="PUT",
        path=_AT + "/values/'Sheet1'!A1:B2",
        query={"valueInputOption": "RAW"},
        body={"values": [[None, ""], ["two\nlines", "7"]]},
        answer=_updated("Sheet1!A1:B2", 2, 2, 3),
    ),
    Sent(
        about="4 what is typed is read as typed",
        method="PUT",
        path=_AT + "/values/" + _ROW,
        query={"valueInputOption": "USER_ENTERED"},
        body={"values": [["=1+1", "2026-09-05"]], "majorDimension": "ROWS"},
        answer=_updated("Sheet1!A1:B1", 1, 2, 2),
    ),
    Sent(
        about="5 an append under nothing has no tableRange",
        method="POST",
        path=_AT + "/values/'Sheet1':append",
        query={"valueInputOption": "RAW", "includeValuesInResponse": "False"},
        body={"values": [["a", "1"]]},
        answer={"spreadsheetId": "{id}", "updates": _updated("Sheet1!A1:B1", 1, 2, 2)},
    ),
    Sent(
        about="6 an append names the table that it found",
        given=(_GRID,),
        method="POST",
        path=_AT + "/values/'Sheet1'!A1:append",
        query={"valueInputOption": "RAW", "includeValuesInResponse": "False"},
        body={"values": [["c", "3"]], "majorDimension": "ROWS"},
        answer={
            "spreadsheetId": "{id}",
            "tableRange": "Sheet1!A1:B2",
            "updates": _updated("Sheet1!A3:B3", 1, 2, 2),
        },
    ),
    Sent(
        about="4 a whole tab cleared",
        given=(_GRID,),
        method="POST",
        path=_AT + "/values/'Sheet1':clear",
        answer={"spreadsheetId": "{id}", "clearedRange": "Sheet1!A1:Z1000"},
    ),
    Sent(
        about="5 several ranges cleared",
        given=(_GRID,),
        method="POST",
        path=_AT + "/values:batchClear",
        body={"ranges": ["'Sheet1'!A1:B1", "'Sheet1'!A2:B2"]},
        answer={"spreadsheetId": "{id}", "clearedRanges": ["Sheet1!A1:B1", "Sheet1!A2:B2"]},
    ),
    Sent(
        about="5 several ranges written",
        method="POST",
        path=_AT + "/values:batchUpdate",
        body={
            "valueInputOption": "RAW",
            "data": [
                {"range": "'Sheet1'!A1:B1", "values": [["a", "b"]]},
                {"range": "'Sheet1'!A2:B2", "values": [["c", "d"]]},
            ],
        },
        answer={
            "spreadsheetId": "{id}",
            "totalUpdatedRows": 2,
            "totalUpdatedColumns": 2,
            "totalUpdatedCells": 4,
            "totalUpdatedSheets": 1,
            "responses": [
                _updated("Sheet1!A1:B1", 1, 2, 2),
                _updated("Sheet1!A2:B2", 1, 2, 2),
            ],
        },
    ),
]


def _batch(about: str, request: Request, reply: Any, given: tuple[Request, ...] = ()) -> Sent:
    return Sent(
        about=about,
        given=given,
        method="POST",
        path=_BATCH,
        body={"requests": [request]},
        answer={"spreadsheetId": "{id}", "replies": [reply]},
    )


def _tab(mask: str, **properties: Any) -> Request:
    body = {"properties": {"sheetId": 0, **properties}, "fields": mask}
    return {"updateSheetProperties": body}


_SIZE = {"rowCount": 10, "columnCount": 4}
_FILTER = {"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}}
_COLOUR = {"rgbColor": {"red": 1, "green": 0, "blue": 1}}

KINDS = [
    _batch(
        "3 a tab is resized by masks with slashes",
        _tab("gridProperties/rowCount,gridProperties/columnCount", gridProperties=_SIZE),
        {},
    ),
    _batch(
        "3 a tab is frozen by a mask with a slash",
        _tab("gridProperties/frozenRowCount", gridProperties={"frozenRowCount": 1}),
        {},
    ),
    _batch("3 a tab gets a colour", _tab("tabColorStyle", tabColorStyle=_COLOUR), {}),
    _batch("3 a tab loses its colour", _tab("tabColorStyle"), {}),
    _batch(
        "3 gridlines are hidden",
        _tab("gridProperties.hideGridlines", gridProperties={"hideGridlines": True}),
        {},
    ),
    _batch("3 a filter over a whole tab names the tab only", _FILTER, {}),
    _batch(
        "3 a time zone",
        {
            "updateSpreadsheetProperties": {
                "properties": {"timeZone": "Asia/Taipei"},
                "fields": "timeZone",
            }
        },
        {},
    ),
    _batch(
        "3 the reply of the last group is there and empty",
        {
            "deleteDimensionGroup": {
                "range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
            }
        },
        {"deleteDimensionGroup": {}},
        (
            {
                "addDimensionGroup": {
                    "range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
                }
            },
        ),
    ),
]

REFUSALS = [
    Sent(
        about="7 the last visible tab",
        method="POST",
        path=_BATCH,
        body={"requests": [_tab("hidden", hidden=True)]},
        status=400,
        answer=(
            "Invalid requests[0].updateSheetProperties: "
            "You can't hide all the sheets in a document."
        ),
    ),
    Sent(
        about="7 values that are no list",
        method="PUT",
        path=_AT + "/values/'Sheet1'!A1",
        query={"valueInputOption": "RAW"},
        body={"values": ["a"]},
        status=400,
        answer=(
            "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), "
        ),
    ),
]

FILES = [
    Sent(
        about="2 a file with the fields that gspread asks for",
        path=_DRIVE + "/{id}",
        query={
            "fields": "id,name,createdTime,modifiedTime",
            "supportsAllDrives": "True",
            "includeItemsFromAllDrives": "True",
        },
        answer={"id": "{id}", "name": "Grade 2"},
        parts=True,
    ),
    Sent(
        about="2 no comments",
        path=_DRIVE + "/{id}/comments",
        query={
            "fields": "comments/content,comments/anchor,nextPageToken",
            "includeDeleted": "False",
            "pageSize": "100",
            "pageToken": "",
        },
        answer={"comments": []},
    ),
]
