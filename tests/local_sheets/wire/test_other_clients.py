"""Clients that others wrote, each doing its own typical day over a real socket."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import gspread_dataframe
import gspread_formatting as formatting
import pandas as pd
import pygsheets
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from httplib2 import Http

from tests.local_sheets.wire.cast import (
    PEOPLE,
    SPREADSHEET,
    TEO,
    Caller,
    LocalClient,
    credentials,
    new_tracker,
)
from tests.local_sheets.wire.process import Running, close, start

pytestmark = pytest.mark.slow

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "people.json").write_text(json.dumps(PEOPLE))
    started = start(folder)
    yield started
    close(started)


@pytest.fixture(scope="module")
def caller(running: Running) -> Caller:
    return running.caller(None)


@pytest.fixture(scope="module")
def drive_id(caller: Caller) -> str:
    return str(caller.drive("GET", "drives")["drives"][0]["id"])


@pytest.fixture
def tracker(caller: Caller, drive_id: str) -> str:
    return new_tracker(caller, drive_id)


@pytest.fixture
def opened(running: Running, caller: Caller, tracker: str) -> gspread.Spreadsheet:
    class Client(LocalClient):
        base = running.url

    session: Any = caller.session
    client = gspread.Client(auth=session.credentials, session=session, http_client=Client)
    return client.open_by_key(tracker)


def test_gspread_keeps_a_class_list(opened: gspread.Spreadsheet) -> None:
    tab = opened.add_worksheet("Class", rows=20, cols=6)
    tab.update([["Name", "Week 1", "Week 2"], ["Ben", 3, 4], ["Ann", 5, 6]], "A1")
    tab.append_rows([["Cleo", 1, 2]])
    tab.format("A1:C1", {"textFormat": {"bold": True}, "horizontalAlignment": "CENTER"})
    tab.freeze(rows=1)
    tab.sort((1, "asc"), range="A2:C4")
    tab.set_basic_filter("A1:C4")
    assert tab.col_values(1) == ["Name", "Ann", "Ben", "Cleo"]
    assert tab.get_all_records()[0] == {"Name": "Ann", "Week 1": 5, "Week 2": 6}
    found = tab.find("Ben")
    assert found is not None
    assert (found.row, found.col) == (3, 1)
    tab.insert_row(["Zoe", 9, 9], index=2)
    tab.delete_rows(3)
    assert tab.row_values(2) == ["Zoe", "9", "9"]


def test_gspread_marks_protects_merges_and_names(
    opened: gspread.Spreadsheet, caller: Caller
) -> None:
    tab = opened.sheet1
    me = caller.drive("GET", "about", fields="user(emailAddress)")["user"]["emailAddress"]
    tab.merge_cells("A1:C1")
    tab.update_note("A1", "the head")
    tab.define_named_range("A2:C4", "scores")
    tab.add_protected_range("A1:C1", [me, TEO])
    tab.insert_cols([["x"]], col=1)
    assert tab.get_note("B1") == "the head"
    assert opened.list_named_ranges()[0]["range"]["startColumnIndex"] == 1
    shown = opened.fetch_sheet_metadata()["sheets"][0]
    assert shown["merges"][0]["startColumnIndex"] == 1
    assert shown["protectedRanges"][0]["range"]["startColumnIndex"] == 1
    tab.unmerge_cells("B1:D1")
    opened.duplicate_sheet(tab.id, new_sheet_name="Copy")
    opened.reorder_worksheets(list(reversed(opened.worksheets())))
    assert [one.title for one in opened.worksheets()] == ["Copy", "Sheet1"]
    opened.del_worksheet(opened.worksheet("Copy"))


def test_gspread_dataframe_writes_and_reads_a_frame(opened: gspread.Spreadsheet) -> None:
    frame = pd.DataFrame({"name": ["Ann", "Ben"], "score": [5, 6], "share": [0.5, 0.25]})
    gspread_dataframe.set_with_dataframe(opened.sheet1, frame, resize=True)
    assert (opened.sheet1.row_count, opened.sheet1.col_count) == (3, 3)
    back = gspread_dataframe.get_as_dataframe(opened.sheet1)
    assert back.to_dict("list") == frame.to_dict("list")


def test_gspread_formatting_styles_and_reads_back(opened: gspread.Spreadsheet) -> None:
    tab = opened.sheet1
    head = formatting.cellFormat(
        backgroundColor=formatting.color(1, 0.5, 0),
        textFormat=formatting.textFormat(bold=True, fontSize=12),
        numberFormat=formatting.numberFormat("PERCENT", "0.0%"),
    )
    formatting.format_cell_range(tab, "A1:C1", head)
    shown = formatting.get_user_entered_format(tab, "B1")
    assert shown.textFormat.bold is True
    assert shown.numberFormat.pattern == "0.0%"
    assert formatting.get_effective_format(tab, "B1").textFormat.fontSize == 12
    formatting.set_frozen(tab, rows=1, cols=2)
    assert formatting.get_frozen_row_count(tab) == 1
    assert formatting.get_frozen_column_count(tab) == 2
    formatting.set_row_height(tab, "1", 40)
    formatting.set_column_width(tab, "B", 200)


def test_gspread_formatting_keeps_rules(opened: gspread.Spreadsheet) -> None:
    tab = opened.sheet1
    choice = formatting.DataValidationRule(
        formatting.BooleanCondition("ONE_OF_LIST", ["AB", "EX"]), showCustomUi=True
    )
    formatting.set_data_validation_for_cell_range(tab, "A2:A9", choice)
    kept = formatting.get_data_validation_rule(tab, "A5")
    choices = kept.condition.values  # noqa: PD011 - no frame of pandas
    assert [one.userEnteredValue for one in choices] == ["AB", "EX"]
    rules = formatting.get_conditional_format_rules(tab)
    rules.append(
        formatting.ConditionalFormatRule(
            ranges=[formatting.GridRange.from_a1_range("B2:B9", tab)],
            booleanRule=formatting.BooleanRule(
                condition=formatting.BooleanCondition("BLANK"),
                format=formatting.CellFormat(backgroundColor=formatting.Color(1, 1, 0)),
            ),
        )
    )
    rules.save()
    (again,) = formatting.get_conditional_format_rules(tab)
    assert again.booleanRule.condition.type == "BLANK"


class RewritingHttp(Http):  # type: ignore[misc]
    """httplib2 that goes to the local server wherever a client means Google."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
        for google in GOOGLE:
            uri = uri.replace(google, self.base)
        return super().request(uri, *args, **kwargs)


def test_pygsheets_opens_types_and_shares(running: Running, tracker: str, drive_id: str) -> None:
    client = pygsheets.authorize(
        custom_credentials=credentials(running.folder, None), http=RewritingHttp(running.url)
    )
    client.drive.enable_team_drive(drive_id)
    book = client.open_by_key(tracker)
    tab = book.add_worksheet("Marks", rows=10, cols=4)
    tab.update_values("A1", [["Name", "Score"], ["Ann", 5]])
    tab.append_table([["Ben", 6]])
    assert tab.get_values("A1", "B3") == [["Name", "Score"], ["Ann", "5"], ["Ben", "6"]]
    cell = tab.cell("A1")
    cell.set_text_format("bold", True)  # noqa: FBT003 - the interface of pygsheets
    cell.note = "head"
    assert tab.cell("A1").note == "head"
    tab.insert_rows(1, number=1, values=["Cleo", 7])
    assert tab.get_row(2, include_tailing_empty=False) == ["Cleo", "7"]
    book.share(TEO, role="writer", type="user", sendNotificationEmail=False)
    assert TEO in {entry.get("emailAddress") for entry in book.permissions}
    book.del_worksheet(tab)


@pytest.fixture
def services(running: Running) -> Iterator[tuple[Any, Any]]:
    """Google's own client for Sheets and Drive, told where to go by its options alone."""
    signed_in = credentials(running.folder, None)

    def service(name: str, version: str, path: str) -> Any:
        options = {"api_endpoint": running.url + path}
        return build(
            name, version, credentials=signed_in, client_options=options, static_discovery=True
        )

    with service("sheets", "v4", "/") as sheets, service("drive", "v3", "/drive/v3/") as drive:
        yield sheets, drive


def test_googles_client_sends_what_our_gateway_sends(
    services: tuple[Any, Any], drive_id: str
) -> None:
    """Every method of sync/google/gateway.py, sent by a client that we did not write."""
    sheets, drive = services
    all_drives = {"supportsAllDrives": True}
    names = [one["name"] for one in drive.drives().list(pageSize=100).execute()["drives"]]
    assert names == ["Trackers"]
    token = drive.changes().getStartPageToken(driveId=drive_id, **all_drives).execute()
    body = {
        "name": "Grade 5",
        "mimeType": SPREADSHEET,
        "parents": [drive_id],
        "appProperties": {"tracker": "grade-5"},
    }
    made = drive.files().create(body=body, fields="id", **all_drives).execute()["id"]
    person = {"type": "user", "role": "writer", "emailAddress": TEO}
    drive.permissions().create(
        fileId=made, body=person, sendNotificationEmail=False, fields="id", **all_drives
    ).execute()
    fields = "nextPageToken,permissions(id,type,role,emailAddress,permissionDetails)"
    listed = drive.permissions().list(fileId=made, pageSize=100, fields=fields, **all_drives)
    shared = {entry["emailAddress"]: entry for entry in listed.execute()["permissions"]}
    assert shared[TEO]["role"] == "writer"
    changes = drive.changes().list(
        pageToken=token["startPageToken"],
        driveId=drive_id,
        includeRemoved=True,
        includeItemsFromAllDrives=True,
        fields="newStartPageToken,changes(fileId,removed,file(trashed,appProperties,createdTime))",
        **all_drives,
    )
    (change,) = changes.execute()["changes"]
    assert change["fileId"] == made
    assert change["file"]["appProperties"] == {"tracker": "grade-5"}
    _draw_and_read(sheets, made)
    drive.files().update(fileId=made, body={"trashed": True}, fields="id", **all_drives).execute()


def _draw_and_read(sheets: Any, made: str) -> None:
    mark = {
        "metadataId": 7,
        "metadataKey": "rid",
        "metadataValue": "r1",
        "visibility": "DOCUMENT",
        "location": {
            "dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 3, "endIndex": 4}
        },
    }
    fields = "sheets(properties.sheetId,data(rowData.values.userEnteredValue,rowMetadata))"
    drawn = sheets.spreadsheets().batchUpdate(
        spreadsheetId=made,
        body={
            "requests": [{"createDeveloperMetadata": {"developerMetadata": mark}}],
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
        },
        fields=f"updatedSpreadsheet({fields})",
    )
    line = drawn.execute()["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowMetadata"][3]
    assert line["developerMetadata"][0]["metadataValue"] == "r1"
    lookup = {"developerMetadataLookup": {"metadataId": 7}}
    block = {"dataFilter": lookup, "majorDimension": "ROWS", "values": [["Ann", None, "=1"]]}
    values = sheets.spreadsheets().values()
    marked = {"valueInputOption": "RAW", "data": [block]}
    values.batchUpdateByDataFilter(spreadsheetId=made, body=marked).execute()
    values.update(
        spreadsheetId=made,
        range="'Sheet1'!B4:D4",
        valueInputOption="USER_ENTERED",
        body={"values": [[5, None, "50%"]]},
    ).execute()
    read = sheets.spreadsheets().get(spreadsheetId=made, fields=fields).execute()
    row = read["sheets"][0]["data"][0]["rowData"][3]["values"]
    assert [cell.get("userEnteredValue") for cell in row] == [
        {"stringValue": "Ann"},
        {"numberValue": 5},
        {"stringValue": "=1"},
        {"numberValue": 0.5},
    ]


def test_googles_client_reads_our_refusals(services: tuple[Any, Any], tracker: str) -> None:
    sheets, drive = services
    with pytest.raises(HttpError) as unknown:
        sheets.spreadsheets().get(spreadsheetId="1nothing").execute()
    assert unknown.value.reason == "Requested entity was not found."
    with pytest.raises(HttpError) as wrong:
        sheets.spreadsheets().values().get(spreadsheetId=tracker, range="Nope!A1").execute()
    assert wrong.value.reason == "Unable to parse range: Nope!A1"
    with pytest.raises(HttpError) as query:
        drive.files().list(q="name ~ 'x'").execute()
    assert (query.value.status_code, query.value.reason.startswith("Invalid")) == (400, True)


def test_every_client_names_the_server_by_its_address_alone(running: Running) -> None:
    key = json.loads((Path(running.folder) / "service-account.json").read_text())
    assert key["token_uri"] == f"{running.url}/token"
