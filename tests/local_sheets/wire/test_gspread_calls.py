"""Every public call of gspread, sent by the real client and answered with what it expects."""

import inspect
from pathlib import Path
from typing import Any

import gspread
import pytest
from gspread.utils import ExportFormat, ValidationConditionType, ValueInputOption

from local_sheets.wire import App
from tests.local_sheets.wire.cast import OLIVIA, TEO, LocalClient, session_for

ROWS: list[list[Any]] = [["Name", "Score"], ["Ann", 5], ["Bo", 3], ["Cy", 9]]
#: What hangs on no request, or is sent by another call of this list.
SILENT = {"set_timeout"}


@pytest.fixture
def client(app: App, folder: Path) -> gspread.Client:
    """gspread for a person who owns what they make."""
    session: Any = session_for(app, folder, TEO)
    return gspread.Client(auth=session.credentials, session=session, http_client=LocalClient)


@pytest.fixture
def book(client: gspread.Client) -> gspread.Spreadsheet:
    made = client.create("Grade 2")
    made.sheet1.update(ROWS, "A1")
    return made


def test_calls_of_the_client(client: Any, book: Any) -> None:
    assert client.open("Grade 2").id == book.id
    assert client.open_by_url(book.url).id == client.open_by_key(book.id).id
    assert [one.id for one in client.openall("Grade 2")] == [book.id]
    assert [one["id"] for one in client.list_spreadsheet_files()] == [book.id]
    assert client.get_file_drive_metadata(book.id)["name"] == "Grade 2"
    assert b"Ann,5" in client.export(book.id, ExportFormat.CSV)
    client.insert_permission(book.id, OLIVIA, "user", "reader", notify=False)
    given = {one["emailAddress"]: one for one in client.list_permissions(book.id)}
    copied = client.copy(book.id, "Copy", copy_permissions=True, copy_comments=True)
    assert copied.sheet1.get_all_values()[1] == ["Ann", "5"]
    assert OLIVIA in {one["emailAddress"] for one in copied.list_permissions()}
    client.remove_permission(book.id, given[OLIVIA]["id"])
    assert len(client.list_permissions(book.id)) == 1
    client.import_csv(copied.id, "a,b\n1,2\n")
    assert client.open_by_key(copied.id).sheet1.get_all_values() == [["a", "b"], ["1", "2"]]
    client.del_spreadsheet(copied.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(copied.id)


def test_calls_about_tabs(client: Any, book: Any) -> None:
    added = book.add_worksheet("More", rows=5, cols=4, index=0)
    assert [one.title for one in book.worksheets()] == ["More", "Sheet1"]
    assert book.get_worksheet(0).id == book.get_worksheet_by_id(added.id).id
    twin = book.duplicate_sheet(book.worksheet("Sheet1").id, new_sheet_name="Twin")
    assert twin.get_all_values()[3] == ["Cy", "9"]
    book.reorder_worksheets([twin, added, book.worksheet("Sheet1")])
    assert [one.title for one in book.worksheets()] == ["Twin", "More", "Sheet1"]
    book.del_worksheet(twin)
    book.del_worksheet_by_id(added.id)
    again = book.sheet1.duplicate(new_sheet_name="Again")
    assert again.index == 1 or again.title == "Again"
    other = client.create("Other")
    made = book.sheet1.copy_to(other.id)
    assert made["title"] == "Copy of Sheet1"
    assert other.get_worksheet(1).acell("A2").value == "Ann"


def test_calls_about_the_spreadsheet(book: Any) -> None:
    book.update_title("Renamed")
    book.update_locale("en_GB")
    book.update_timezone("America/Chicago")
    assert (book.title, book.locale, book.timezone) == ("Renamed", "en_GB", "America/Chicago")
    assert book.fetch_sheet_metadata()["properties"]["title"] == "Renamed"
    book.update_drive_metadata()
    assert book.creationTime <= book.get_lastUpdateTime()
    assert book.export(ExportFormat.CSV).startswith(b"Name,Score")
    book.batch_update({"requests": [{"addSheet": {"properties": {"title": "B"}}}]})
    book.share(OLIVIA, "user", "writer", notify=False)
    assert len(book.list_permissions()) == 2
    given = next(one for one in book.list_permissions() if one["emailAddress"] == OLIVIA)
    with pytest.raises(gspread.exceptions.APIError, match="pendingOwner"):
        book.transfer_ownership(given["id"])  # inside one organization nobody proposes
    assert book.remove_permissions(OLIVIA) == [given["id"]]
    assert book.list_protected_ranges(book.sheet1.id) == []
    assert book.list_named_ranges() == []
    book.share(OLIVIA, "user", "writer", notify=False)
    book.accept_ownership(given["id"])
    roles = {one["emailAddress"]: one["role"] for one in book.list_permissions()}
    assert roles == {OLIVIA: "owner", TEO: "writer"}


def test_calls_about_values(book: Any) -> None:
    raw = {"valueInputOption": "RAW"}
    book.values_append("Sheet1!A1", raw, {"values": [["Di", 1]]})
    book.values_update("Sheet1!B5", raw, {"values": [[2]]})
    body = {"valueInputOption": "RAW", "data": [{"range": "Sheet1!C1", "values": [["x"]]}]}
    assert book.values_batch_update(body)["totalUpdatedCells"] == 1
    assert book.values_get("Sheet1!A5:B5")["values"] == [["Di", "2"]]
    assert len(book.values_batch_get(["Sheet1!A1", "Sheet1!B1"])["valueRanges"]) == 2
    book.values_clear("Sheet1!C1")
    book.values_batch_clear(body={"ranges": ["Sheet1!A5:B5"]})
    tab = book.sheet1
    assert tab.get_all_values() == tab.get_values() == tab.get() == _texts(ROWS)
    assert tab.get_all_records() == [{"Name": name, "Score": score} for name, score in ROWS[1:]]
    assert [one.value for one in tab.get_all_cells()][:2] == ["Name", "Score"]
    assert (tab.row_values(2), tab.col_values(1)[-1]) == (["Ann", "5"], "Cy")
    assert (tab.cell(2, 1).value, tab.acell("B2").value) == ("Ann", "5")
    assert [one.value for one in tab.range("A2:B2")] == ["Ann", "5"]
    assert tab.find("Bo").row == 3
    assert len(tab.findall("Name")) == 1
    assert tab.expand("A1")[-1] == ["Cy", "9"]
    assert [one[0][0] for one in tab.batch_get(["A1", "B1"])] == ["Name", "Score"]


def _texts(rows: list[list[Any]]) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows]


def test_calls_that_write(book: Any) -> None:
    tab = book.sheet1
    tab.append_row(["Di", 1], value_input_option=ValueInputOption.user_entered)
    tab.append_rows([["Ed", 2], ["Flo", 4]])
    tab.insert_row(["Top"], 1)
    tab.insert_rows([["Two"], ["Three"]], 2)
    tab.insert_cols([["new", "column"]], 1)
    assert tab.get("A1:B3") == [["new", "Top"], ["column", "Two"], ["", "Three"]]
    tab.delete_columns(1)
    tab.delete_rows(1, 3)
    tab.delete_dimension("ROWS", 7)
    tab.update_cell(2, 2, 6)
    tab.update_acell("B3", 7)
    tab.update_cells([gspread.Cell(4, 2, "8")])
    tab.batch_update([{"range": "C1", "values": [["c"]]}])
    assert tab.col_values(2) == ["Score", "6", "7", "8", "1", "2"]
    tab.sort((2, "des"), range="A2:B6")
    assert tab.col_values(2)[1:] == ["8", "7", "6", "2", "1"]
    tab.copy_range("A1:B2", "E1:F2")
    tab.cut_range("E1:F1", "H1")
    assert tab.acell("I1").value == "Score"
    tab.batch_clear(["C1", "E2:I2"])
    tab.clear()
    assert tab.get_all_values() == [[]]


def test_calls_about_looks(book: Any) -> None:
    tab = book.sheet1
    tab.format("A1:B1", {"textFormat": {"bold": True}})
    tab.batch_format([{"range": "A2", "format": {"horizontalAlignment": "CENTER"}}])
    tab.freeze(rows=1)
    assert book.sheet1.frozen_row_count == 1
    tab.merge_cells("D1:E1")
    tab.batch_merge([{"range": "D2:E3"}])
    tab.unmerge_cells("D1:E3")
    tab.update_tab_color("#ff0000")
    assert tab.get_tab_color() == "#FF0000"
    tab.clear_tab_color()
    tab.resize(rows=20, cols=10)
    tab.add_rows(1)
    tab.add_cols(1)
    assert (book.sheet1.row_count, book.sheet1.col_count) == (21, 11)


def test_calls_about_lines(book: Any) -> None:
    tab = book.sheet1
    tab.rows_auto_resize(0, 1)
    tab.columns_auto_resize(0, 1)
    tab.hide_rows(5, 6)
    tab.unhide_rows(5, 6)
    tab.hide_columns(5, 6)
    tab.unhide_columns(5, 6)
    tab.add_dimension_group_rows(2, 4)
    tab.add_dimension_group_columns(2, 4)
    assert len(tab.list_dimension_group_rows()) == len(tab.list_dimension_group_columns()) == 1
    tab.delete_dimension_group_rows(2, 4)
    tab.delete_dimension_group_columns(2, 4)
    tab.hide_gridlines()
    assert tab.is_gridlines_hidden
    tab.show_gridlines()
    tab.update_title("New title")
    book.add_worksheet("Other", 1, 1)
    tab.update_index(1)
    tab.hide()
    assert book.worksheet("New title").isSheetHidden
    tab.show()


def test_calls_about_what_hangs_on_cells(book: Any) -> None:
    tab = book.sheet1
    tab.insert_note("A1", "one")
    tab.insert_notes({"A2": "two"})
    tab.update_note("A1", "uno")
    tab.update_notes({"A2": "dos"})
    assert (tab.get_note("A1"), tab.get_notes()[1][0]) == ("uno", "dos")
    tab.clear_note("A1")
    tab.clear_notes(["A2"])
    assert not any(note for row in tab.get_notes() for note in row)
    tab.set_basic_filter("A1:B4")
    tab.clear_basic_filter()
    tab.define_named_range("A2:A4", "names")
    assert book.named_range("names")[0].value == "Ann"
    (named,) = book.list_named_ranges()
    tab.delete_named_range(named["namedRangeId"])
    made = tab.add_protected_range("B2:B4", editor_users_emails=[TEO])
    number = made["replies"][0]["addProtectedRange"]["protectedRange"]["protectedRangeId"]
    assert len(book.list_protected_ranges(tab.id)) == 1
    tab.delete_protected_range(number)
    tab.add_validation("A2:A4", ValidationConditionType.one_of_list, ["Ann", "Bo"], strict=True)
    fields = "sheets.data.rowData.values.dataValidation.strict"
    assert "strict" in str(book.fetch_sheet_metadata({"fields": fields}))


@pytest.mark.parametrize("kind", [gspread.Client, gspread.Spreadsheet, gspread.Worksheet])
def test_every_call_is_tried_here(kind: type) -> None:
    code = Path(__file__).read_text(encoding="utf-8")
    calls = {
        name
        for name, member in inspect.getmembers(kind, callable)
        if not name.startswith("_") and name not in SILENT
    }
    assert {name for name in calls if f".{name}" not in code} == set()
