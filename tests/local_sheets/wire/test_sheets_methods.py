"""Methods of Sheets beyond values and batchUpdate: create, getByDataFilter, copies, clears."""

from pathlib import Path
from typing import Any

import pytest

from local_sheets.schema import check_reply
from local_sheets.wire import App
from tests.local_sheets.wire.cast import OLIVIA, SPREADSHEET, TEO, Caller, session_for, share

PROPERTIES = {"title": "Grade 3", "locale": "de_DE", "timeZone": "Europe/Berlin"}
GRID = {
    "startRow": 1,
    "rowData": [{"values": [{"userEnteredValue": {"stringValue": "Ada"}}]}],
    "rowMetadata": [{"pixelSize": 40}],
}
TABS = [
    {"properties": {"title": "Sheet1", "sheetId": 0}, "data": [GRID]},
    {
        "properties": {"title": "Notes", "gridProperties": {"rowCount": 5, "columnCount": 4}},
        "developerMetadata": [
            {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"sheetId": 0}}
        ],
    },
]


def test_a_person_makes_a_spreadsheet_of_their_own(teo: Caller) -> None:
    made = teo.ok("POST", "/v4/spreadsheets", {"properties": {"title": "Mine"}})
    assert check_reply("sheets.spreadsheets.create", made) == []
    assert made["properties"]["title"] == "Mine"
    assert made["sheets"][0]["properties"]["title"] == "Sheet1"
    assert "data" not in made["sheets"][0]
    shown = teo.drive("GET", f"files/{made['spreadsheetId']}", fields="name,owners(emailAddress)")
    assert shown == {"name": "Mine", "owners": [{"emailAddress": TEO}]}


def test_a_spreadsheet_is_made_with_its_tabs_and_cells(teo: Caller) -> None:
    made = teo.ok("POST", "/v4/spreadsheets", {"properties": PROPERTIES, "sheets": TABS})
    file_id = made["spreadsheetId"]
    assert {name: made["properties"][name] for name in PROPERTIES} == PROPERTIES
    titles = [tab["properties"]["title"] for tab in made["sheets"]]
    assert titles == ["Sheet1", "Notes"]
    assert made["sheets"][0]["developerMetadata"][0]["metadataKey"] == "k"
    assert teo.values(file_id, "Sheet1!A1:A3") == [[], ["Ada"]]
    fields = "sheets(data(rowMetadata(pixelSize)))"
    shown = teo.ok("GET", f"/v4/spreadsheets/{file_id}", ranges="Sheet1!A2", fields=fields)
    assert shown["sheets"][0]["data"][0]["rowMetadata"] == [{"pixelSize": 40}]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"properties": {"titel": "x"}}, 'Unknown name "titel"'),
        ({"sheets": [{"columnGroups": [{"depth": 1}]}]}, "columnGroups is not supported"),
        ({"sheets": [{"properties": {"title": "A"}}] * 2}, "Invalid spreadsheet (addSheet)"),
        ({"dataSources": [{}]}, "dataSources is not supported by the local server"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_left(
    teo: Caller, body: Any, words: str
) -> None:
    response = teo.call("POST", "/v4/spreadsheets", body)
    assert response.status_code == 400
    assert words in response.json()["error"]["message"]
    assert teo.drive("GET", "files")["files"] == []


def test_a_service_account_makes_none_in_its_own_drive(service: Caller) -> None:
    response = service.call("POST", "/v4/spreadsheets", {})
    assert response.status_code == 403
    assert response.json()["error"]["errors"][0]["reason"] == "storageQuotaExceeded"


def _marked(service: Caller, tracker: str) -> None:
    """Row 3 carries the metadata rid=7; cells A1:B4 are full."""
    row = {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    entry: dict[str, Any] = {"metadataKey": "rid", "metadataValue": "7", "visibility": "DOCUMENT"}
    entry |= {"location": {"dimensionRange": row}}
    made = service.batch(tracker, {"createDeveloperMetadata": {"developerMetadata": entry}})
    assert made.status_code == 200, made.text
    assert service.write(tracker, "A1", [[f"a{n}", f"b{n}"] for n in range(4)]).status_code == 200


RID = {"developerMetadataLookup": {"metadataKey": "rid", "metadataValue": "7"}}


def test_a_filter_limits_the_spreadsheet_to_what_it_touches(service: Caller, tracker: str) -> None:
    _marked(service, tracker)
    path = f"/v4/spreadsheets/{tracker}:getByDataFilter"
    shown = service.ok("POST", path, {"dataFilters": [RID], "includeGridData": True})
    assert check_reply("sheets.spreadsheets.getByDataFilter", shown) == []
    (grid,) = shown["sheets"][0]["data"]
    assert grid["startRow"] == 2
    assert [cell["formattedValue"] for cell in grid["rowData"][0]["values"]] == ["a2", "b2"]
    whole = service.ok("POST", path, {"dataFilters": []}, fields="sheets.properties.title")
    assert whole == {"sheets": [{"properties": {"title": "Sheet1"}}]}
    nothing = {"developerMetadataLookup": {"metadataKey": "none"}}
    assert "sheets" not in service.ok("POST", path, {"dataFilters": [nothing]})


def test_reading_by_filter_needs_a_scope_that_may_write(
    app: App, folder: Path, tracker: str
) -> None:
    read_only = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
    caller = Caller(session=session_for(app, folder, None, read_only))
    answer = caller.call("POST", f"/v4/spreadsheets/{tracker}:getByDataFilter", {})
    assert answer.status_code == 403
    assert "insufficient authentication scopes" in answer.json()["error"]["message"]


def test_a_filter_clears_what_it_finds(service: Caller, tracker: str) -> None:
    _marked(service, tracker)
    path = f"/v4/spreadsheets/{tracker}/values:batchClearByDataFilter"
    reply = service.ok("POST", path, {"dataFilters": [RID, {"a1Range": "B1"}]})
    assert reply == {"spreadsheetId": tracker, "clearedRanges": ["Sheet1!A3:Z3", "Sheet1!B1"]}
    assert service.values(tracker, "A1:B4") == [["a0"], ["a1", "b1"], [], ["a3", "b3"]]
    nothing = {"developerMetadataLookup": {"metadataKey": "none"}}
    assert service.ok("POST", path, {"dataFilters": [nothing]}) == {"spreadsheetId": tracker}


def test_a_filter_clears_nothing_that_is_protected(
    service: Caller, teo: Caller, tracker: str
) -> None:
    _marked(service, tracker)
    share(service, tracker, TEO)
    column = {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}
    me = service.drive("GET", "about", fields="user")["user"]["emailAddress"]
    protection = {"range": column, "editors": {"users": [me, OLIVIA]}}
    service.batch(tracker, {"addProtectedRange": {"protectedRange": protection}})
    path = f"/v4/spreadsheets/{tracker}/values:batchClearByDataFilter"
    refused = teo.call("POST", path, {"dataFilters": [{"a1Range": "A1"}, RID]})
    assert refused.status_code == 400
    assert "protected cell" in refused.json()["error"]["message"]
    assert teo.values(tracker, "A1") == [["a0"]]


def test_a_tab_is_copied_to_another_spreadsheet(
    service: Caller, teo: Caller, tracker: str, drive_id: str
) -> None:
    body = {"mimeType": SPREADSHEET, "parents": [drive_id]}
    other = service.drive("POST", "files", body)["id"]
    service.write(tracker, "A1", [["x"]])
    path = f"/v4/spreadsheets/{tracker}/sheets/0:copyTo"
    target = {"destinationSpreadsheetId": other}
    made = [service.ok("POST", path, target) for _ in range(2)]
    assert check_reply("sheets.spreadsheets.sheets.copyTo", made[0]) == []
    assert [one["title"] for one in made] == ["Copy of Sheet1", "Copy of Sheet1 2"]
    assert [one["index"] for one in made] == [1, 2]
    assert service.values(other, "'Copy of Sheet1'") == [["x"]]
    share(service, tracker, TEO)
    assert teo.call("POST", path, target).status_code == 403
    missing = service.call("POST", path.replace("/0:", "/9:"), target)
    assert missing.status_code == 400
    assert service.call("POST", path, {"destinationSpreadsheetId": "x"}).status_code == 404


def test_a_get_too_long_for_an_address_is_posted_as_a_form(service: Caller, tracker: str) -> None:
    service.write(tracker, "A1", [["x"]])
    url = f"{service.base}/v4/spreadsheets/{tracker}/values:batchGet"
    meant = {"X-HTTP-Method-Override": "GET"}
    form = [("ranges", "A1")] * 300
    answer = service.session.post(url, data=form, headers=meant)
    assert len(answer.json()["valueRanges"]) == 300
    plain = service.session.post(url, data=form)
    assert plain.status_code == 400, "a form is no JSON"


def test_json_is_the_only_form_of_an_answer(service: Caller, tracker: str) -> None:
    path = f"/v4/spreadsheets/{tracker}/values/A1"
    assert service.call("GET", path, alt="json", quotaUser="night").status_code == 200
    assert service.call("GET", path, alt="proto").status_code == 400


def test_a_new_spreadsheet_has_metadata_on_its_lines(teo: Caller) -> None:
    def entry(key: str) -> dict[str, Any]:
        return {"metadataKey": key, "metadataValue": "1", "visibility": "DOCUMENT"}

    grid = {
        "startRow": 2,
        "rowMetadata": [{"developerMetadata": [entry("row")], "pixelSize": 30}],
        "columnMetadata": [{}, {"developerMetadata": [entry("column")]}],
    }
    body = {
        "sheets": [{"data": [grid], "developerMetadata": [entry("tab")]}],
        "developerMetadata": [entry("all")],
    }
    made = teo.ok("POST", "/v4/spreadsheets", body)["spreadsheetId"]
    search = {"dataFilters": [{"developerMetadataLookup": {"metadataValue": "1"}}]}
    found = teo.ok("POST", f"/v4/spreadsheets/{made}/developerMetadata:search", search)
    places = {
        one["developerMetadata"]["metadataKey"]: one["developerMetadata"]["location"]
        for one in found["matchedDeveloperMetadata"]
    }
    assert places["all"] == {"locationType": "SPREADSHEET", "spreadsheet": True}
    assert places["tab"]["locationType"] == "SHEET"
    for key, dimension, start in (("row", "ROWS", 2), ("column", "COLUMNS", 1)):
        line = places[key]["dimensionRange"]
        assert (line["dimension"], line["startIndex"], line["endIndex"]) == (
            dimension,
            start,
            start + 1,
        )
