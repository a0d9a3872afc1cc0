"""Owners, ends of access, and shared drives that change (Google: Share files; Transfer file
ownership; changes)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from local_sheets import clock
from local_sheets.access import is_current
from local_sheets.drive_model import GranteeType, Permission, Role
from local_sheets.wire import create_app
from tests.local_sheets.wire.cast import (
    AIDES,
    OLIVIA,
    OUTSIDER,
    SPREADSHEET,
    TEO,
    Caller,
    new_tracker,
    session_for,
    share,
)

People = Callable[[str | None], Caller]
FOLDER = "application/vnd.google-apps.folder"
YES = {"transferOwnership": "true"}


def _in(**ahead: float) -> str:
    return clock.rfc3339(clock.now() + timedelta(**ahead))


def _share(caller: Caller, place: str, body: dict[str, Any], **query: str) -> requests.Response:
    path = f"/drive/v3/files/{place}/permissions"
    return caller.call("POST", path, body, supportsAllDrives="true", **query)


def _reason(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["errors"][0]["reason"]


@pytest.fixture
def owned(teo: Caller) -> str:
    """A spreadsheet in Teo's own drive."""
    return str(teo.drive("POST", "files", {"name": "Own", "mimeType": SPREADSHEET})["id"])


def _person(email: str, role: str = "reader", **more: Any) -> dict[str, Any]:
    return {"type": "user", "role": role, "emailAddress": email, **more}


def test_ownership_passes_on_and_the_old_owner_writes(
    as_person: People, teo: Caller, owned: str
) -> None:
    olivia = as_person(OLIVIA)
    given = _share(teo, owned, _person(OLIVIA, "owner"), **YES)
    assert (given.status_code, given.json()["role"]) == (200, "owner")
    shown = olivia.drive("GET", f"files/{owned}", fields="ownedByMe,owners,permissions,parents")
    assert shown["ownedByMe"] is True
    assert [one["emailAddress"] for one in shown["owners"]] == [OLIVIA]
    roles = {one["emailAddress"]: one["role"] for one in shown["permissions"]}
    assert roles == {OLIVIA: "owner", TEO: "writer"}
    assert teo.write(owned, "A1", [[1]]).status_code == 200
    assert teo.call("DELETE", f"/drive/v3/files/{owned}").status_code == 403
    back = {**YES, "moveToNewOwnersRoot": "true"}
    mine = teo.drive("GET", "about", fields="user(permissionId)")["user"]["permissionId"]
    path = f"/drive/v3/files/{owned}/permissions/{mine}"
    assert olivia.call("PATCH", path, {"role": "owner"}, **back).status_code == 200
    moved = teo.drive("GET", f"files/{owned}", fields="parents,ownedByMe")
    assert moved == {"parents": [teo.drive("GET", "files/root")["id"]], "ownedByMe": True}


@pytest.mark.parametrize(
    ("body", "query", "refusal"),
    [
        (_person(OLIVIA, "owner"), {}, (403, "forbidden")),
        (
            _person(OLIVIA, "owner"),
            {**YES, "sendNotificationEmail": "false"},
            (400, "badRequest"),
        ),
        (
            {"type": "group", "role": "owner", "emailAddress": AIDES},
            YES,
            (400, "invalid"),
        ),
        (_person(OUTSIDER, "owner"), YES, (403, "consentRequiredForOwnershipTransfer")),
        (_person("new@gmail.com", "owner"), YES, (403, "consentRequiredForOwnershipTransfer")),
        (_person(OLIVIA, "writer", pendingOwner=True), {}, (400, "badRequest")),
    ],
)
def test_ownership_that_cannot_pass_on(
    teo: Caller, owned: str, body: Any, query: dict[str, str], refusal: tuple[int, str]
) -> None:
    assert _reason(_share(teo, owned, body, **query)) == refusal
    assert teo.drive("GET", f"files/{owned}", fields="ownedByMe") == {"ownedByMe": True}


def test_a_service_account_and_a_shared_drive_own_by_no_transfer(
    service: Caller, teo: Caller, owned: str, tracker: str
) -> None:
    me = service.drive("GET", "about", fields="user")["user"]["emailAddress"]
    refused = _reason(_share(teo, owned, _person(me, "owner"), **YES))
    assert refused == (403, "storageQuotaExceeded")
    kept = _reason(_share(service, tracker, _person(TEO, "owner"), **YES))
    assert kept == (403, "ownerOnTeamDriveItemNotSupported")


def test_only_the_owner_passes_ownership_on(as_person: People, teo: Caller, owned: str) -> None:
    share(teo, owned, OLIVIA)
    taken = _share(as_person(OLIVIA), owned, _person(OLIVIA, "owner"), **YES)
    assert _reason(taken) == (403, "insufficientFilePermissions")


def test_access_ends_when_its_time_is_over(
    as_person: People, teo: Caller, owned: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    olivia, until = as_person(OLIVIA), _in(minutes=30)
    body = _person(OLIVIA, "writer", expirationTime=until)
    made = _share(teo, owned, body, fields="id,role,expirationTime").json()
    assert made == {"id": made["id"], "role": "writer", "expirationTime": until}
    assert olivia.write(owned, "A1", [[1]]).status_code == 200
    again = _share(olivia, owned, _person(OUTSIDER))
    assert _reason(again) == (403, "insufficientFilePermissions"), "a writer for a time"
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert olivia.call("GET", f"/v4/spreadsheets/{owned}").status_code == 403
    fields = "permissions(emailAddress)"
    listed = teo.drive("GET", f"files/{owned}/permissions", fields=fields)["permissions"]
    assert listed == [{"emailAddress": TEO}]


def test_an_end_can_be_moved_taken_away_and_outlives_a_restart(folder: Path) -> None:
    app = create_app(folder)
    teo = Caller(session=session_for(app, folder, TEO))
    file_id = teo.drive("POST", "files", {"mimeType": SPREADSHEET})["id"]
    given = _share(teo, file_id, _person(OLIVIA, expirationTime=_in(hours=1))).json()
    path = f"files/{file_id}/permissions/{given['id']}"
    end = _in(hours=5)
    moved = teo.drive("PATCH", path, {"expirationTime": end}, fields="role,expirationTime")
    assert moved == {"role": "reader", "expirationTime": end}
    app.close()
    app = create_app(folder)
    teo = Caller(session=session_for(app, folder, TEO))
    assert teo.drive("GET", path, fields="expirationTime") == {"expirationTime": end}
    query = {"removeExpiration": "true", "fields": "role,expirationTime"}
    assert teo.drive("PATCH", path, {"role": "writer"}, **query) == {"role": "writer"}
    app.close()


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (_person(OLIVIA, expirationTime="soon"), (400, "invalid")),
        (_person(OLIVIA, expirationTime="2001-01-01T00:00:00Z"), (403, "expirationDateMustBeInTh")),
        (_person(OLIVIA, expirationTime="2999-01-01T00:00:00"), (403, "expirationDateTooFar")),
        (
            {"type": "anyone", "role": "reader", "expirationTime": "2999-01-01T00:00:00Z"},
            (403, "cannotSetExpirationOnAnyoneOrDomain"),
        ),
    ],
)
def test_an_end_that_cannot_be(
    teo: Caller, owned: str, body: Any, refusal: tuple[int, str]
) -> None:
    code, reason = _reason(_share(teo, owned, body))
    assert (code, reason.startswith(refusal[1])) == (refusal[0], True), reason


def test_a_writer_of_a_folder_has_no_end(teo: Caller) -> None:
    made = teo.drive("POST", "files", {"mimeType": FOLDER})["id"]
    refused = _share(teo, made, _person(OLIVIA, "writer", expirationTime=_in(days=1)))
    assert _reason(refused) == (403, "cannotSetExpiration")
    reader = _share(teo, made, _person(OLIVIA, "reader", expirationTime=_in(days=1)))
    assert reader.status_code == 200


@pytest.mark.parametrize("on", [True, False])
def test_access_in_a_shared_drive_ends_or_not(folder: Path, *, on: bool) -> None:
    app = create_app(folder, switches={"shared_drive_access_expires": on})
    service = Caller(session=session_for(app, folder, None))
    drive_id = service.drive("GET", "drives")["drives"][0]["id"]
    tracker = new_tracker(service, drive_id)
    body = _person(TEO, expirationTime=_in(days=1))
    assert _share(service, tracker, body).status_code == (200 if on else 403)
    app.close()


def test_a_permission_without_an_end_is_current() -> None:
    one = Permission(type=GranteeType.USER, role=Role.READER, grantee=TEO)
    assert is_current(one)


def test_a_shared_drive_that_changes_is_told(teo: Caller, as_person: People) -> None:
    def changes(caller: Caller, token: str) -> list[Any]:
        listed = {"pageToken": token, "includeItemsFromAllDrives": "true"}
        found: list[Any] = caller.drive("GET", "changes", **listed)["changes"]
        return found

    olivia = as_person(OLIVIA)
    token = teo.drive("GET", "changes/startPageToken")["startPageToken"]
    made = teo.drive("POST", "drives", {"name": "Plans"}, requestId="r1")["id"]
    (told,) = changes(teo, token)
    assert told.pop("time").endswith("Z")
    assert datetime.fromisoformat(teo.drive("GET", f"drives/{made}", fields="*")["createdTime"])
    assert told == {
        "kind": "drive#change",
        "type": "drive",
        "changeType": "drive",
        "removed": False,
        "driveId": made,
        "drive": {"kind": "drive#drive", "id": made, "name": "Plans"},
    }
    assert changes(olivia, token) == [], "no member"
    member = {"type": "user", "role": "reader", "emailAddress": OLIVIA}
    assert _share(teo, made, member).status_code == 200
    teo.drive("PATCH", f"drives/{made}", {"name": "Better plans"})
    (told,) = changes(olivia, token)
    assert told["drive"]["name"] == "Better plans", "one entry, the latest"
    teo.drive("DELETE", f"drives/{made}")
    (told,) = changes(olivia, token)
    assert (told["driveId"], told["removed"], "drive" in told) == (made, True, False)
    silent = {"includeRemoved": "false", "includeItemsFromAllDrives": "true"}
    assert olivia.drive("GET", "changes", pageToken=token, **silent)["changes"] == []
