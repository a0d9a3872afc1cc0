"""Drive's changes: what a nightly job learns from a page token."""

from typing import Any

import pytest

from tests.local_sheets.wire.cast import SPREADSHEET, TEO, Caller, new_tracker, share

ALL = {"includeItemsFromAllDrives": "true", "includeRemoved": "true"}


def _token(caller: Caller) -> str:
    return str(caller.drive("GET", "changes/startPageToken")["startPageToken"])


def _changes(caller: Caller, token: str, **query: Any) -> Any:
    return caller.drive("GET", "changes", pageToken=token, **{**ALL, **query})


def test_nothing_changed_is_an_empty_page_with_the_same_token(
    service: Caller, tracker: str
) -> None:
    token = _token(service)
    assert _changes(service, token) == {
        "kind": "drive#changeList",
        "newStartPageToken": token,
        "changes": [],
    }
    assert tracker


def test_a_file_stands_once_with_its_latest_state(
    service: Caller, teo: Caller, drive_id: str, tracker: str
) -> None:
    other = new_tracker(service, drive_id, "Grade 3")
    share(service, tracker, TEO)
    token = _token(service)
    for number in range(3):
        assert service.write(tracker, "A1", [[number]]).status_code == 200
    assert service.write(other, "A1", [["x"]]).status_code == 200
    assert teo.write(tracker, "B1", [["typed"]]).status_code == 200
    fields = (
        "newStartPageToken,changes(fileId,removed,changeType,time,"
        "file(name,version,modifiedTime,lastModifyingUser(emailAddress),trashed))"
    )
    page = _changes(service, token, fields=fields)
    assert [change["fileId"] for change in page["changes"]] == [other, tracker]
    last = page["changes"][-1]
    assert (last["removed"], last["changeType"]) == (False, "file")
    assert last["file"]["lastModifyingUser"] == {"emailAddress": TEO}
    assert last["file"]["version"] == "6", "created, shared, four writes"
    assert last["file"]["modifiedTime"] == last["time"]
    assert _changes(service, page["newStartPageToken"])["changes"] == []


def test_the_new_token_stands_on_the_last_page_only(service: Caller, drive_id: str) -> None:
    token = _token(service)
    made = [new_tracker(service, drive_id, f"G{number}") for number in range(5)]
    seen: list[str] = []
    pages = 0
    while token:
        page = _changes(service, token, pageSize=2)
        assert ("nextPageToken" in page) != ("newStartPageToken" in page)
        seen += [change["fileId"] for change in page["changes"]]
        token, pages = page.get("nextPageToken", ""), pages + 1
    assert (seen, pages) == (made, 3)


def test_a_refused_write_is_no_change(service: Caller, teo: Caller, tracker: str) -> None:
    share(service, tracker, TEO, "reader")
    token = _token(service)
    assert teo.write(tracker, "A1", [["x"]]).status_code == 403
    assert service.write(tracker, "Nowhere!A1", [["x"]]).status_code == 400
    assert _changes(service, token)["changes"] == []


def test_a_person_sees_only_what_they_may_see(
    service: Caller, teo: Caller, outsider: Caller, tracker: str
) -> None:
    token = _token(teo)
    assert service.write(tracker, "A1", [[1]]).status_code == 200
    assert _changes(teo, token)["changes"] == []
    permission = share(service, tracker, TEO)
    assert [c["fileId"] for c in _changes(teo, token)["changes"]] == [tracker]
    assert _changes(outsider, token)["changes"] == []
    service.drive("DELETE", f"files/{tracker}/permissions/{permission['id']}")
    (gone,) = _changes(teo, token)["changes"]
    assert (gone["fileId"], gone["removed"]) == (tracker, True)
    assert "file" not in gone
    assert _changes(teo, token, includeRemoved="false")["changes"] == []


def test_trash_is_a_state_and_deletion_is_removal(teo: Caller) -> None:
    made = teo.drive("POST", "files", {"name": "Mine", "mimeType": SPREADSHEET})["id"]
    token = _token(teo)
    teo.drive("PATCH", f"files/{made}", {"trashed": True})
    (change,) = _changes(teo, token, fields="changes(removed,file(trashed))")["changes"]
    assert change == {"removed": False, "file": {"trashed": True}}
    teo.drive("DELETE", f"files/{made}")
    (change,) = _changes(teo, token)["changes"]
    assert (change["fileId"], change["removed"]) == (made, True)


def test_a_shared_drive_has_its_own_list(
    service: Caller, teo: Caller, drive_id: str, tracker: str
) -> None:
    mine = teo.drive("POST", "files", {"name": "Mine", "mimeType": SPREADSHEET})["id"]
    share(service, tracker, TEO)
    assert [c["fileId"] for c in _changes(service, "1", driveId=drive_id)["changes"]] == [tracker]
    assert {c["fileId"] for c in _changes(teo, "1")["changes"]} == {mine, tracker}
    without = {"includeItemsFromAllDrives": "false"}
    assert [c["fileId"] for c in _changes(teo, "1", **without)["changes"]] == [mine]
    refused = teo.call(
        "GET", "/drive/v3/changes", pageToken="1", driveId=drive_id, supportsAllDrives="true"
    )
    assert refused.status_code == 404, "no member of the drive"


@pytest.mark.parametrize("query", [{}, {"pageToken": "x"}, {"pageToken": "1", "pageSize": "0"}])
def test_a_wrong_page_token_or_size_is_a_400(service: Caller, query: dict[str, str]) -> None:
    assert service.call("GET", "/drive/v3/changes", **query).status_code == 400
