"""Drive v3 beyond a single file: copies, exports, uploads, folders, shared drives, history."""

import io
from typing import Any

import openpyxl
import pytest

from local_sheets.drive_media import EXPORTS
from tests.local_sheets.wire.cast import OLIVIA, SPREADSHEET, TEO, Caller, share

FOLDER = "application/vnd.google-apps.folder"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALL = {"supportsAllDrives": "true"}


def _reason(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["errors"][0]["reason"]


def _protected(service: Caller, tracker: str) -> None:
    """Column B is Olivia's and the service's; row 2 carries metadata with the id 77."""
    me = service.drive("GET", "about", fields="user")["user"]["emailAddress"]
    column = {"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}
    protection = {"range": column, "editors": {"users": [me, OLIVIA]}}
    row = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    entry = {"metadataId": 77, "metadataKey": "rid", "visibility": "DOCUMENT"}
    done = service.batch(
        tracker,
        {"addProtectedRange": {"protectedRange": protection}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {**entry, "location": {"dimensionRange": row}}
            }
        },
    )
    assert done.status_code == 200, done.text
    assert service.write(tracker, "A1", [["Name"], ["Ada"]]).status_code == 200


def test_a_copy_holds_the_cells_and_ids_but_no_permission(service: Caller, tracker: str) -> None:
    _protected(service, tracker)
    share(service, tracker, TEO)
    made = service.drive("POST", f"files/{tracker}/copy", {"name": None})
    assert (made["name"], made["mimeType"]) == ("Copy of Grade 2", SPREADSHEET)
    assert set(made) == {"kind", "id", "name", "mimeType"}
    assert service.values(made["id"], "A1:A2") == [["Name"], ["Ada"]]
    found = service.ok("GET", f"/v4/spreadsheets/{made['id']}/developerMetadata/77")
    assert found["metadataKey"] == "rid"
    listed = service.drive("GET", f"files/{made['id']}/permissions", fields="permissions(role)")
    assert listed == {"permissions": [{"role": "fileOrganizer"}]}


def test_a_copy_has_only_its_copier_in_the_protections(service: Caller, tracker: str) -> None:
    _protected(service, tracker)
    made = service.drive("POST", f"files/{tracker}/copy", {})
    fields = "sheets.protectedRanges(range,editors)"
    shown = service.ok("GET", f"/v4/spreadsheets/{made['id']}", fields=fields)
    (protection,) = shown["sheets"][0]["protectedRanges"]
    me = service.drive("GET", "about", fields="user")["user"]["emailAddress"]
    assert protection["editors"] == {"users": [me]}
    assert protection["range"] == {"startColumnIndex": 1, "endColumnIndex": 2}


def test_a_reader_copies_into_their_own_drive_and_may_edit_all(
    service: Caller, teo: Caller, tracker: str
) -> None:
    _protected(service, tracker)
    share(service, tracker, TEO, "reader")
    body = {"name": "Mine", "parents": ["root"], "appProperties": {"k": "v"}}
    made = teo.drive("POST", f"files/{tracker}/copy", body, fields="id,ownedByMe,appProperties")
    assert (made["ownedByMe"], made["appProperties"]) == (True, {"k": "v"})
    assert teo.write(made["id"], "B1", [["x"]]).status_code == 200


def test_a_service_account_copies_nothing_into_its_own_drive(service: Caller, tracker: str) -> None:
    answer = service.call("POST", f"/drive/v3/files/{tracker}/copy", {"parents": ["root"]}, **ALL)
    assert _reason(answer) == (403, "storageQuotaExceeded")


def test_what_is_no_spreadsheet_is_not_copied(service: Caller, drive_id: str) -> None:
    folder = service.drive("POST", "files", {"mimeType": FOLDER, "parents": [drive_id]})
    answer = service.call("POST", f"/drive/v3/files/{folder['id']}/copy", {}, **ALL)
    assert _reason(answer) == (403, "cannotCopyFile")


def _export(caller: Caller, file_id: str, mime_type: str, **more: str) -> Any:
    path = f"/drive/v3/files/{file_id}/export"
    return caller.call("GET", path, mimeType=mime_type, **ALL, **more)


def test_csv_holds_the_first_tab_as_it_shows(service: Caller, tracker: str) -> None:
    service.write(tracker, "A1", [["Name", 'say "hi", ä'], [0.5], [], ["x"]])
    answer = _export(service, tracker, "text/csv")
    assert answer.content == 'Name,"say ""hi"", ä"\r\n0.5,\r\n,\r\nx,'.encode()
    assert answer.headers["Content-Type"].startswith("text/csv")
    named = (
        "attachment; filename=\"Grade2-Sheet1.csv\"; filename*=UTF-8''Grade%202%20-%20Sheet1.csv"
    )
    assert answer.headers["Content-Disposition"] == named
    assert _export(service, tracker, "text/csv", alt="media").content == answer.content
    tabbed = _export(service, tracker, "text/tab-separated-values").content.splitlines()
    assert tabbed[0] == 'Name\t"say ""hi"", ä"'.encode()


def test_an_empty_spreadsheet_is_an_empty_csv(service: Caller, tracker: str) -> None:
    assert _export(service, tracker, "text/csv").content == b""


def test_xlsx_opens_elsewhere_with_values_formats_and_texts_as_they_are(
    service: Caller, tracker: str
) -> None:
    service.write(tracker, "A1", [["=1+1", 46270, True, "\u0001ctrl"]])
    path = f"/v4/spreadsheets/{tracker}/values/A2"
    service.call("PUT", path, {"values": [["=1+1"]]}, valueInputOption="USER_ENTERED")
    number = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}}
    cell = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}
    repeat = {"range": cell, "cell": number, "fields": "userEnteredFormat.numberFormat"}
    long = {"addSheet": {"properties": {"title": "A title: longer than Excel [ever] takes it"}}}
    done = service.batch(tracker, {"repeatCell": repeat}, long)
    assert done.status_code == 200, done.text
    answer = _export(service, tracker, XLSX)
    assert "Grade%202.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Sheet1", "A title_ longer than Excel _ever"[:31]]
    page = book["Sheet1"]
    assert (page["A1"].value, page["A1"].data_type) == ("=1+1", "s")
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "f")
    assert page["B1"].is_date
    assert page["B1"].value.date().isoformat() == "2026-09-05"
    assert (page["C1"].value, page["D1"].value) == (True, "ctrl")


@pytest.mark.parametrize(
    ("mime_type", "reason"), [("application/pdf", (400, "badRequest")), ("", (400, "required"))]
)
def test_an_export_names_what_it_cannot_do(
    service: Caller, tracker: str, mime_type: str, reason: tuple[int, str]
) -> None:
    assert _reason(_export(service, tracker, mime_type)) == reason


def test_an_export_has_a_largest_size(
    service: Caller, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local_sheets.drive_media.LARGEST_EXPORT", 10)
    service.write(tracker, "A1", [["more than ten bytes"]])
    for mime_type in EXPORTS:
        answer = _export(service, tracker, mime_type)
        assert _reason(answer) == (403, "exportSizeLimitExceeded")


def test_a_spreadsheet_is_not_downloaded(service: Caller, tracker: str) -> None:
    answer = service.call("GET", f"/drive/v3/files/{tracker}", alt="media", **ALL)
    assert _reason(answer) == (403, "fileNotDownloadable")


def _upload(caller: Caller, method: str, path: str, content: Any, kind: str, way: str) -> Any:
    url = f"{caller.base}/upload/drive/{path}"
    params = {"uploadType": way, "convert": "True", **ALL}
    headers = {"Content-Type": kind}
    return caller.session.request(method, url, params=params, data=content, headers=headers)


CSV = b'Name,Score\r\n"O\'Hara, Ada",007\r\n'


@pytest.mark.parametrize(("method", "version"), [("PUT", "v2"), ("PATCH", "v3")])
def test_an_upload_replaces_all_and_names_the_tab_like_the_file(
    service: Caller, tracker: str, method: str, version: str
) -> None:
    service.write(tracker, "C9", [["old"]])
    answer = _upload(service, method, f"{version}/files/{tracker}", CSV, "text/csv", "media")
    assert answer.status_code == 200, answer.text
    assert answer.json()["title" if version == "v2" else "name"] == "Grade 2"
    shown = service.values(tracker, "'Grade 2'")
    assert shown == [["Name", "Score"], ["O'Hara, Ada", "7"]], "as if typed"


def test_an_upload_stops_at_a_protection(service: Caller, teo: Caller, tracker: str) -> None:
    _protected(service, tracker)
    share(service, tracker, TEO)
    answer = _upload(teo, "PATCH", f"v3/files/{tracker}", CSV, "text/csv", "media")
    assert _reason(answer) == (400, "badRequest")
    assert "protected cell" in answer.json()["error"]["message"]
    assert teo.values(tracker, "A1") == [["Name"]]


@pytest.mark.parametrize(
    ("content", "kind", "way"),
    [
        (b"\xff\xfe", "text/csv", "media"),
        (b"", "image/png", "media"),
        (b"", "text/csv", "resumable"),
    ],
)
def test_an_upload_that_cannot_be_read_changes_nothing(
    service: Caller, tracker: str, content: bytes, kind: str, way: str
) -> None:
    answer = _upload(service, "PATCH", f"v3/files/{tracker}", content, kind, way)
    assert _reason(answer) == (400, "badRequest")


def test_a_csv_becomes_a_new_spreadsheet(service: Caller, drive_id: str) -> None:
    metadata = f'{{"name":"New","mimeType":"{SPREADSHEET}","parents":["{drive_id}"]}}'
    lines = [
        *("--b", "Content-Type: application/json; charset=UTF-8", "", metadata),
        *("--b", "Content-Type: text/csv", "", "a,b", "1,2", "--b--", ""),
    ]
    body = "\r\n".join(lines).encode()
    kind = "multipart/related; boundary=b"
    answer = _upload(service, "POST", "v3/files", body, kind, "multipart")
    assert answer.status_code == 200, answer.text
    assert service.values(answer.json()["id"], "New!A1:B2") == [["a", "b"], ["1", "2"]]
    broken = _upload(service, "POST", "v3/files", b"--b--", kind, "multipart")
    assert _reason(broken) == (400, "badRequest")


def test_folders_hold_files_and_files_move_between_them(teo: Caller) -> None:
    first, second = (
        teo.drive("POST", "files", {"name": name, "mimeType": FOLDER})["id"] for name in "AB"
    )
    made = teo.drive("POST", "files", {"mimeType": SPREADSHEET, "parents": [first]})
    query = f"'{first}' in parents and mimeType != '{FOLDER}'"
    assert [one["id"] for one in teo.drive("GET", "files", q=query)["files"]] == [made["id"]]
    moved = teo.drive(
        *("PATCH", f"files/{made['id']}", {}),
        addParents=second,
        removeParents=first,
        fields="parents",
    )
    assert moved == {"parents": [second]}
    assert teo.drive("GET", "files", q=query)["files"] == []


def test_a_shared_folder_shares_what_is_in_it(as_person: Any, teo: Caller, tracker: str) -> None:
    del tracker
    olivia = as_person(OLIVIA)
    outer = teo.drive("POST", "files", {"mimeType": FOLDER})["id"]
    inner = teo.drive("POST", "files", {"mimeType": FOLDER, "parents": [outer]})["id"]
    made = teo.drive("POST", "files", {"mimeType": SPREADSHEET, "parents": [inner]})["id"]
    assert olivia.call("GET", f"/v4/spreadsheets/{made}").status_code == 403
    share(teo, outer, OLIVIA, "reader")
    assert olivia.values(made, "A1") == []
    assert olivia.write(made, "A1", [[1]]).status_code == 403
    share(teo, outer, OLIVIA, "writer")
    assert olivia.write(made, "A1", [[1]]).status_code == 200
    teo.drive("PATCH", f"files/{inner}", {}, addParents="root", removeParents=outer)
    assert olivia.call("GET", f"/v4/spreadsheets/{made}").status_code == 403


def test_a_folder_in_a_shared_drive_shows_where_a_permission_comes_from(
    service: Caller, teo: Caller, drive_id: str
) -> None:
    folder = service.drive("POST", "files", {"mimeType": FOLDER, "parents": [drive_id]})["id"]
    made = service.drive("POST", "files", {"mimeType": SPREADSHEET, "parents": [folder]})["id"]
    given = share(service, folder, TEO)
    assert teo.write(made, "A1", [[1]]).status_code == 200
    path = f"files/{made}/permissions/{given['id']}"
    shown = service.drive("GET", path, fields="permissionDetails")["permissionDetails"]
    assert shown == [
        {"permissionType": "file", "role": "writer", "inherited": True, "inheritedFrom": folder}
    ]
    answer = service.call("DELETE", "/drive/v3/" + path, **ALL)
    assert _reason(answer) == (403, "cannotModifyInheritedPermission")


def test_a_person_makes_a_shared_drive_once_per_request_id(teo: Caller, outsider: Caller) -> None:
    made = teo.drive("POST", "drives", {"name": "Grade 4"}, requestId="r1")
    assert made["name"] == "Grade 4"
    again = teo.call("POST", "/drive/v3/drives", {"name": "Grade 4"}, requestId="r1")
    assert again.status_code == 409
    assert _reason(teo.call("POST", "/drive/v3/drives", {"name": "x"})) == (400, "required")
    path = f"/drive/v3/drives/{made['id']}"
    assert _reason(outsider.call("GET", path)) == (404, "notFound")
    assert teo.drive("PATCH", f"drives/{made['id']}", {"name": "Grade 5"})["name"] == "Grade 5"
    held = teo.drive("POST", "files", {"mimeType": SPREADSHEET, "parents": [made["id"]]})["id"]
    refused = teo.call("DELETE", path)
    assert _reason(refused) == (403, "cannotDeleteNonEmptyTeamDrive")
    teo.drive("DELETE", f"files/{held}")
    assert teo.call("DELETE", path).status_code == 204
    assert teo.drive("GET", "drives")["drives"] == []


def test_a_service_account_makes_no_shared_drive_and_manages_none(
    service: Caller, drive_id: str
) -> None:
    about = service.drive("GET", "about", fields="canCreateDrives,storageQuota(limit)")
    assert about == {"canCreateDrives": False, "storageQuota": {"limit": "0"}}
    answer = service.call("POST", "/drive/v3/drives", {"name": "x"}, requestId="r")
    assert _reason(answer) == (403, "userCannotCreateTeamDrives")
    answer = service.call("PATCH", f"/drive/v3/drives/{drive_id}", {"name": "x"})
    assert _reason(answer) == (403, "insufficientFilePermissions")


def test_comments_are_none_and_want_fields(service: Caller, tracker: str) -> None:
    path = f"/drive/v3/files/{tracker}/comments"
    assert _reason(service.call("GET", path, **ALL)) == (400, "required")
    fields = "comments/content,comments/anchor,nextPageToken"
    assert service.drive("GET", f"files/{tracker}/comments", fields=fields) == {"comments": []}


def test_every_write_is_a_revision(service: Caller, teo: Caller, tracker: str) -> None:
    share(service, tracker, TEO)
    teo.write(tracker, "A1", [[1]])
    listed = service.drive("GET", f"files/{tracker}/revisions", fields="*")["revisions"]
    assert [one["lastModifyingUser"]["emailAddress"] == TEO for one in listed] == [
        *(False, False),
        True,
    ]
    last = listed[-1]
    shown = service.drive("GET", f"files/{tracker}/revisions/{last['id']}")
    assert shown == {name: last[name] for name in ("kind", "id", "mimeType", "modifiedTime")}
    missing = service.call("GET", f"/drive/v3/files/{tracker}/revisions/0", **ALL)
    assert _reason(missing) == (404, "notFound")
