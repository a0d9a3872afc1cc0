"""A day's work through real gspread: open, type, protect, be refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gspread
import pytest

from local_sheets.errors import PROTECTED
from local_sheets.wire import App
from tests.local_sheets.wire.cast import AIDES, TEO, URL, Caller, LocalClient, session_for, share

Client = Callable[[str | None], gspread.Client]


@pytest.fixture
def client(app: App, folder: Path) -> Client:
    """gspread for a person, over google-auth, in process."""

    def make(subject: str | None) -> gspread.Client:
        session: Any = session_for(app, folder, subject)
        return gspread.Client(auth=session.credentials, session=session, http_client=LocalClient)

    return make


def protect(service: Caller, tracker: str, *editors: str, **area: int) -> None:
    """Protect an area of the first tab for the service and the editors named."""
    me = service.drive("GET", "about", fields="user(emailAddress)")["user"]["emailAddress"]
    protection = {
        "range": {"sheetId": 0, **area},
        "editors": {"users": [me, *editors], "groups": []},
    }
    reply = service.batch(tracker, {"addProtectedRange": {"protectedRange": protection}})
    assert reply.status_code == 200, reply.text


def test_open_type_read_and_share(client: Client, tracker: str) -> None:
    mine = client(None).open_by_key(tracker)
    assert mine.title == "Grade 2"
    mine.share(TEO, perm_type="user", role="writer", notify=False)
    tab = client(TEO).open_by_key(tracker).sheet1
    tab.update([["Name", "Score"], ["Ann", 12]], "A1")
    tab.update(
        [["50%", "2026-09-05"]],
        "A3",
        value_input_option=gspread.utils.ValueInputOption.user_entered,
    )
    assert mine.sheet1.get("A1:B3") == [["Name", "Score"], ["Ann", "12"], ["50%", "2026-09-05"]]
    unformatted = gspread.utils.ValueRenderOption.unformatted
    assert mine.sheet1.get("B2", value_render_option=unformatted) == [[12]]


def test_append_clear_and_batch_get(client: Client, tracker: str) -> None:
    tab = client(None).open_by_key(tracker).sheet1
    tab.append_row(["a", 1])
    tab.append_row(["b", 2])
    assert tab.batch_get(["A1:A2", "B1:B2"]) == [[["a"], ["b"]], [["1"], ["2"]]]
    tab.batch_clear(["A1:B1"])
    assert tab.get_all_values() == [["", ""], ["b", "2"]]


def test_open_all_and_open_by_title(client: Client, tracker: str) -> None:
    service = client(None)
    assert service.open("Grade 2").id == tracker
    with pytest.raises(gspread.SpreadsheetNotFound):
        client(TEO).open("Grade 2")


def test_gspread_reads_our_refusals_as_googles(client: Client, tracker: str) -> None:
    with pytest.raises(gspread.SpreadsheetNotFound):
        client(None).open_by_key("1nothing")
    with pytest.raises(PermissionError):
        client(TEO).open_by_key(tracker)


def test_the_links_of_a_spreadsheet_lead_to_its_page(service: Caller, tracker: str) -> None:
    page = f"{URL}/spreadsheets/d/{tracker}/edit"
    shown = service.ok("GET", f"/v4/spreadsheets/{tracker}", fields="spreadsheetUrl")
    assert shown == {"spreadsheetUrl": page}
    file = service.drive("GET", f"files/{tracker}", fields="webViewLink")
    assert file == {"webViewLink": page + "?usp=drivesdk"}


def test_a_protected_cell_is_a_400_and_stays_as_it_was(
    service: Caller, client: Client, teo: Caller, tracker: str
) -> None:
    service.write(tracker, "A1:B1", [["Name", "Score"]])
    share(service, tracker, TEO)
    protect(service, tracker, startRowIndex=0, endRowIndex=1)
    tab = client(TEO).open_by_key(tracker).sheet1
    with pytest.raises(gspread.exceptions.APIError) as refused:
        tab.update([["Mine"]], "A1")
    assert refused.value.code == 400
    assert refused.value.error["message"] == PROTECTED
    assert refused.value.error["status"] == "INVALID_ARGUMENT"
    assert tab.update([["typed"]], "A2")["updatedCells"] == 1
    assert teo.values(tracker, "A1:B2") == [["Name", "Score"], ["typed"]]


def test_a_batch_that_touches_one_protected_cell_does_nothing(
    service: Caller, client: Client, teo: Caller, tracker: str
) -> None:
    share(service, tracker, TEO)
    protect(service, tracker, startColumnIndex=0, endColumnIndex=1)
    tab = client(TEO).open_by_key(tracker).sheet1
    blocks = [{"range": "B1", "values": [[1]]}, {"range": "A1", "values": [[2]]}]
    with pytest.raises(gspread.exceptions.APIError) as refused:
        tab.batch_update(blocks)
    assert refused.value.error["message"] == f"Invalid data[1]: {PROTECTED}"
    assert teo.values(tracker, "A1:B1") == []


def test_a_named_person_or_group_may_edit_the_range(
    service: Caller, as_person: Callable[[str | None], Caller], teo: Caller, tracker: str
) -> None:
    aida = as_person("aida@school.example")
    share(service, tracker, TEO)
    share(service, tracker, "aida@school.example")
    protect(service, tracker, TEO, startColumnIndex=0, endColumnIndex=1)
    assert teo.write(tracker, "A1", [["t"]]).status_code == 200
    assert aida.write(tracker, "A1", [["a"]]).status_code == 400
    me = service.drive("GET", "about", fields="user(emailAddress)")["user"]["emailAddress"]
    protection = {
        "range": {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2},
        "editors": {"users": [me], "groups": [AIDES]},
    }
    service.batch(tracker, {"addProtectedRange": {"protectedRange": protection}})
    assert aida.write(tracker, "B1", [["a"]]).status_code == 200
    assert teo.write(tracker, "B1", [["t"]]).status_code == 400


def test_whoever_protects_must_stand_among_the_editors(
    service: Caller, teo: Caller, tracker: str
) -> None:
    share(service, tracker, TEO)
    protection = {"range": {"sheetId": 0}, "editors": {"users": ["olivia@school.example"]}}
    response = teo.batch(tracker, {"addProtectedRange": {"protectedRange": protection}})
    assert response.status_code == 400
    assert response.json()["error"]["message"] == (
        "Invalid requests[0].addProtectedRange: You can't remove yourself as an editor."
    )


def test_an_owner_edits_what_they_protected_for_others(
    teo: Caller, as_person: Callable[[str | None], Caller]
) -> None:
    olivia = as_person("olivia@school.example")
    body = {"name": "Mine", "mimeType": "application/vnd.google-apps.spreadsheet"}
    mine = teo.drive("POST", "files", body)["id"]
    share(teo, mine, "olivia@school.example")
    protection = {"range": {"sheetId": 0}, "editors": {"users": [], "groups": []}}
    assert teo.batch(mine, {"addProtectedRange": {"protectedRange": protection}}).ok
    assert teo.write(mine, "A1", [["x"]]).status_code == 200
    assert olivia.write(mine, "A1", [["y"]]).status_code == 400
