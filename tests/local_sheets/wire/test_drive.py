"""Drive v3: files, sharing, shared drives, the rule that service accounts own nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.local_sheets.wire.cast import (
    OLIVIA,
    OUTSIDER,
    SPREADSHEET,
    TEO,
    Caller,
    share,
)

People = Callable[[str | None], Caller]


def _reason(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["errors"][0]["reason"]


def test_a_new_spreadsheet_has_the_short_answer_and_one_tab(service: Caller, drive_id: str) -> None:
    body = {"name": "Grade 2", "mimeType": SPREADSHEET, "parents": [drive_id]}
    made = service.drive("POST", "files", body)
    assert set(made) == {"kind", "id", "name", "mimeType"}
    assert len(made["id"]) == 44
    shown = service.ok("GET", f"/v4/spreadsheets/{made['id']}", fields="properties.title,sheets")
    assert shown["properties"]["title"] == "Grade 2"
    properties = shown["sheets"][0]["properties"]
    assert (properties["title"], properties["sheetId"]) == ("Sheet1", 0)
    assert properties["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


@pytest.mark.parametrize(
    ("parents", "all_drives"), [(None, "true"), (["root"], "true"), ("drive", "false")]
)
def test_a_service_account_owns_nothing(
    service: Caller, drive_id: str, parents: Any, all_drives: str
) -> None:
    body: dict[str, Any] = {"name": "X", "mimeType": SPREADSHEET}
    if parents:
        body["parents"] = [drive_id] if parents == "drive" else parents
    response = service.call("POST", "/drive/v3/files", body, supportsAllDrives=all_drives)
    assert _reason(response) == (403, "storageQuotaExceeded")
    assert response.json()["error"]["errors"][0]["domain"] == "usageLimits"
    assert "do not have storage quota" in response.json()["error"]["message"]


def test_a_person_owns_what_they_make_in_their_own_drive(teo: Caller) -> None:
    made = teo.drive("POST", "files", {"name": "Mine", "mimeType": SPREADSHEET})
    fields = "owners(emailAddress),ownedByMe,driveId,permissions(role),parents"
    shown = teo.drive("GET", f"files/{made['id']}", fields=fields)
    assert shown["owners"] == [{"emailAddress": TEO}]
    assert shown["ownedByMe"] is True
    assert shown["permissions"] == [{"role": "owner"}]
    assert "driveId" not in shown
    teo.drive("DELETE", f"files/{made['id']}")
    assert _reason(teo.call("GET", f"/drive/v3/files/{made['id']}")) == (404, "notFound")


def test_a_file_of_a_shared_drive_has_no_owner(service: Caller, tracker: str) -> None:
    shown = service.drive("GET", f"files/{tracker}", fields="*")
    assert not {"owners", "ownedByMe", "shared", "permissions", "writersCanShare"} & set(shown)
    assert shown["driveId"] == shown["parents"][0]
    assert shown["hasAugmentedPermissions"] is False
    assert shown["version"] == "1"


def test_an_unshared_file_is_403_at_sheets_and_404_at_drive(teo: Caller, tracker: str) -> None:
    sheets = teo.call("GET", f"/v4/spreadsheets/{tracker}")
    assert sheets.status_code == 403
    assert sheets.json()["error"] == {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
    drive = teo.call("GET", f"/drive/v3/files/{tracker}", supportsAllDrives="true")
    assert _reason(drive) == (404, "notFound")


def test_an_unknown_spreadsheet_is_404_at_sheets(teo: Caller) -> None:
    response = teo.call("GET", "/v4/spreadsheets/1nothing")
    assert response.json() == {
        "error": {
            "code": 404,
            "message": "Requested entity was not found.",
            "status": "NOT_FOUND",
        }
    }


def test_without_supports_all_drives_a_file_of_a_shared_drive_is_not_found(
    service: Caller, tracker: str
) -> None:
    assert _reason(service.call("GET", f"/drive/v3/files/{tracker}")) == (404, "notFound")
    shown = service.call("GET", f"/drive/v3/files/{tracker}", supportsAllDrives="True")
    assert shown.status_code == 200, "a boolean in any case"


def test_a_reader_reads_and_a_writer_writes(service: Caller, teo: Caller, tracker: str) -> None:
    permission = share(service, tracker, TEO, "reader")
    assert set(permission) == {"kind", "id", "type", "role"}
    assert teo.values(tracker, "A1") == []
    assert teo.write(tracker, "A1", [[1]]).status_code == 403
    path = f"files/{tracker}/permissions/{permission['id']}"
    service.drive("PATCH", path, {"role": "writer"})
    assert teo.write(tracker, "A1", [[1]]).status_code == 200
    service.drive("DELETE", path)
    assert teo.call("GET", f"/v4/spreadsheets/{tracker}").status_code == 403


def test_a_grantee_has_one_permission_id_on_every_file(
    service: Caller, tracker: str, drive_id: str
) -> None:
    other = service.drive("POST", "files", {"mimeType": SPREADSHEET, "parents": [drive_id]})
    assert share(service, tracker, TEO)["id"] == share(service, other["id"], TEO.upper())["id"]
    again = share(service, tracker, TEO, "reader")
    listed = service.drive("GET", f"files/{tracker}/permissions")["permissions"]
    assert [p for p in listed if p["id"] == again["id"]] == [again], "no second permission"


def test_inheritance_is_shown_and_cannot_be_taken_away(service: Caller, tracker: str) -> None:
    share(service, tracker, TEO)
    fields = "permissions(id,emailAddress,role,permissionDetails)"
    listed = service.drive("GET", f"files/{tracker}/permissions", fields=fields)["permissions"]
    inherited, own = sorted(listed, key=lambda p: p["emailAddress"])
    assert (inherited["role"], inherited["permissionDetails"][0]["inherited"]) == (
        "fileOrganizer",
        True,
    )
    assert own["permissionDetails"] == [
        {"permissionType": "file", "role": "writer", "inherited": False}
    ]
    response = service.call(
        "DELETE",
        f"/drive/v3/files/{tracker}/permissions/{inherited['id']}",
        supportsAllDrives="true",
    )
    assert response.status_code == 403


def test_an_address_without_account_cannot_be_shared_with_in_silence(
    service: Caller, tracker: str
) -> None:
    body = {"type": "user", "role": "reader", "emailAddress": "nobody@school.example"}
    path = f"/drive/v3/files/{tracker}/permissions"
    flags = {"supportsAllDrives": "true"}
    refused = service.call("POST", path, body, sendNotificationEmail="False", **flags)
    assert _reason(refused) == (400, "invalidSharingRequest")
    assert service.call("POST", path, body, **flags).status_code == 200, "with a mail it may"


def test_with_link_is_tolerated_and_an_unknown_field_is_not(service: Caller, tracker: str) -> None:
    body = {"type": "user", "role": "reader", "emailAddress": TEO, "withLink": False}
    service.drive("POST", f"files/{tracker}/permissions", body)
    response = service.call(
        "PATCH",
        f"/drive/v3/files/{tracker}",
        {"copyRequiresWriterPermission": True},
        supportsAllDrives="true",
    )
    assert response.status_code == 400
    assert "not supported by the local server" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "user", "role": "owner", "emailAddress": TEO}, 403),
        ({"type": "user", "role": "organizer", "emailAddress": TEO}, 403),
        ({"type": "user", "role": "king", "emailAddress": TEO}, 400),
        ({"type": "cat", "role": "reader", "emailAddress": TEO}, 400),
        ({"type": "user", "role": "reader"}, 400),
        ({"type": "user", "role": "reader", "emailAddress": 5}, 400),
        ([1, 2], 400),
    ],
)
def test_wrong_permissions_are_refused(service: Caller, tracker: str, body: Any, code: int) -> None:
    path = f"/drive/v3/files/{tracker}/permissions"
    assert service.call("POST", path, body, supportsAllDrives="true").status_code == code


def test_a_reader_cannot_share_rename_trash_or_list_permissions(
    service: Caller, teo: Caller, tracker: str
) -> None:
    share(service, tracker, TEO, "reader")
    flags = {"supportsAllDrives": "true"}
    path = f"/drive/v3/files/{tracker}"
    body = {"type": "user", "role": "reader", "emailAddress": OLIVIA}
    for method, where, sent in (
        ("POST", path + "/permissions", body),
        ("GET", path + "/permissions", None),
        ("PATCH", path, {"name": "Mine"}),
        ("PATCH", path, {"trashed": True}),
        ("DELETE", path, None),
    ):
        refused = teo.call(method, where, sent, **flags)
        assert _reason(refused) == (403, "insufficientFilePermissions"), (method, where)


def test_app_properties_merge_and_null_deletes(service: Caller, tracker: str) -> None:
    path = f"files/{tracker}"
    service.drive("PATCH", path, {"appProperties": {"nonce": "1", "kind": "grade"}})
    service.drive("PATCH", path, {"appProperties": {"nonce": None, "year": "2026"}})
    shown = service.drive("GET", path, fields="appProperties")
    assert shown == {"appProperties": {"kind": "grade", "year": "2026"}}


def test_the_name_and_the_title_are_one_thing(service: Caller, tracker: str) -> None:
    service.drive("PATCH", f"files/{tracker}", {"name": "Grade 3"})
    shown = service.ok("GET", f"/v4/spreadsheets/{tracker}", fields="properties.title")
    assert shown == {"properties": {"title": "Grade 3"}}
    rename = {"updateSpreadsheetProperties": {"properties": {"title": "G4"}, "fields": "title"}}
    assert service.batch(tracker, rename).status_code == 200
    assert service.drive("GET", f"files/{tracker}", fields="name") == {"name": "G4"}


def test_a_content_manager_may_trash_but_not_delete(service: Caller, tracker: str) -> None:
    service.drive("PATCH", f"files/{tracker}", {"trashed": True})
    assert service.drive("GET", f"files/{tracker}", fields="trashed") == {"trashed": True}
    path = f"/drive/v3/files/{tracker}"
    refused = service.call("DELETE", path, supportsAllDrives="true")
    assert _reason(refused) == (403, "insufficientFilePermissions")


def test_q_finds_by_name_properties_parent_and_trash(
    service: Caller, tracker: str, drive_id: str
) -> None:
    body = {"mimeType": SPREADSHEET, "parents": [drive_id], "name": 'It\'s "quoted" \\'}
    other = service.drive("POST", "files", body | {"appProperties": {"nonce": "n1"}})["id"]
    both = {other, tracker}
    for q, found in (
        (f'mimeType="{SPREADSHEET}" and name = "Grade 2"', {tracker}),
        (f"'{drive_id}' in parents", both),
        (f'parents in "{drive_id}"', both),
        ("appProperties has { key='nonce' and value='n1' }", {other}),
        ("name contains 'grade' or name = 'It\\'s \"quoted\" \\\\'", both),
        ("not name contains 'grade' and trashed = false", {other}),
        ("(trashed=true)", set()),
        ("name != 'Grade 2'", {other}),
        ("modifiedTime > '2020-01-01T00:00:00'", both),
        (f"'{TEO}' in writers", set()),
    ):
        listed = service.drive("GET", "files", q=q, includeItemsFromAllDrives="true")
        assert {file["id"] for file in listed["files"]} == found, q


@pytest.mark.parametrize("q", ["name =", "name ~ 'x'", "trashed = maybe", "'x' in y", "(" * 5000])
def test_a_broken_q_is_a_400(service: Caller, q: str) -> None:
    response = service.call("GET", "/drive/v3/files", q=q)
    assert _reason(response) == (400, "invalid")


def test_files_list_pages_and_shows_only_what_is_shared(
    service: Caller, teo: Caller, drive_id: str
) -> None:
    made = [
        service.drive("POST", "files", {"mimeType": SPREADSHEET, "parents": [drive_id]})["id"]
        for _ in range(5)
    ]
    share(service, made[3], TEO)
    flags = {"includeItemsFromAllDrives": "True", "corpora": "drive", "driveId": drive_id}
    seen, token = [], ""
    while True:
        page = service.drive("GET", "files", pageSize=2, pageToken=token, **flags)
        seen += [file["id"] for file in page["files"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert sorted(seen) == sorted(made)
    listed = teo.drive("GET", "files", includeItemsFromAllDrives="true")
    assert [file["id"] for file in listed["files"]] == [made[3]]
    assert teo.drive("GET", "files")["files"] == [], "shared drives only when asked for"


def test_shared_drives_are_for_members(service: Caller, outsider: Caller, drive_id: str) -> None:
    assert service.drive("GET", f"drives/{drive_id}")["name"] == "Trackers"
    assert outsider.drive("GET", "drives")["drives"] == []
    response = outsider.call("GET", f"/drive/v3/drives/{drive_id}")
    assert _reason(response) == (404, "notFound")


def test_about_says_who_is_asking(as_person: People) -> None:
    about = as_person(OUTSIDER).drive("GET", "about", fields="user(emailAddress,displayName)")
    assert about == {"user": {"emailAddress": OUTSIDER, "displayName": "Charlie Outsider"}}
    assert _reason(as_person(OUTSIDER).call("GET", "/drive/v3/about")) == (400, "required")


def test_a_method_that_is_not_built_says_so(service: Caller, tracker: str) -> None:
    response = service.call("POST", f"/drive/v3/files/{tracker}/comments", {})
    assert response.status_code == 400
    assert "drive.comments.create is not supported" in response.json()["error"]["message"]


def test_an_unknown_path_is_404(service: Caller) -> None:
    assert _reason(service.call("GET", "/drive/v3/nonsense/x")) == (404, "notFound")
