"""Drive v3 drives: shared drives and who may make, name and remove them."""

import hashlib
from dataclasses import replace
from typing import Any

from local_sheets.access import strongest
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import DriveError, bad_request, not_allowed
from local_sheets.drive_model import GranteeType, Permission, Role, SharedDrive
from local_sheets.drive_view import drive_json


def list_drives(call: DriveCall) -> dict[str, Any]:
    """drives.list: the shared drives that the caller is a member of."""
    found = [
        drive
        for drive in call.shelf.drives.values()
        if strongest(drive.permissions, call.caller) is not None
    ]
    drives, token = call.page(sorted(found, key=lambda drive: drive.name), 10)
    reply: dict[str, Any] = {"kind": "drive#driveList"}
    reply |= {"nextPageToken": token} if token else {}
    return reply | {"drives": [_shown(call, drive) for drive in drives]}


def get_drive(call: DriveCall, drive_id: str) -> dict[str, Any]:
    """drives.get: raises 404 for somebody who is no member."""
    return _shown(call, _member_of(call, drive_id))


def _shown(call: DriveCall, drive: SharedDrive) -> dict[str, Any]:
    return drive_json(drive, strongest(drive.permissions, call.caller))


def may_create_drives(call: DriveCall) -> bool:
    """Whoever has an account of the organization; no service account (expected)."""
    return not call.owns_nothing


def create_drive(call: DriveCall) -> dict[str, Any]:
    """drives.create: its maker manages it; a requestId makes one drive only (Google)."""
    request_id = call.query.first("requestId")
    if request_id is None:
        message = "Required parameter: requestId"
        raise DriveError(400, "required", message, location="requestId")
    call.only(frozenset({"name"}), frozenset({"kind", "id"}))
    if not may_create_drives(call):
        message = "The user cannot create new shared drives."
        raise DriveError(403, "userCannotCreateTeamDrives", message)
    drive = SharedDrive(
        id=_drive_id(call.caller.email, request_id),
        name=_name(call),
        created=call.at,
        permissions=(
            Permission(type=GranteeType.USER, role=Role.ORGANIZER, grantee=call.caller.email),
        ),
    )
    with call.storage.writing() as draft:
        if drive.id in draft.drives:
            message = "A shared drive already exists with the provided request ID."
            raise DriveError(409, "alreadyExists", message, location="requestId")
        draft.put_drive(drive, call.stamp("drives.create"))
    return _shown(call, drive)


def update_drive(call: DriveCall, drive_id: str) -> dict[str, Any]:
    """drives.update: another name, by an organizer."""
    call.only(frozenset({"name"}), frozenset({"kind", "id"}))
    with call.storage.writing() as draft:
        drive = _organized(call, drive_id)
        if "name" in call.body:
            drive = replace(drive, name=_name(call))
        draft.put_drive(drive, call.stamp("drives.update"))
    return _shown(call, drive)


def delete_drive(call: DriveCall, drive_id: str) -> None:
    """drives.delete: an empty one, by an organizer (Google: drives.delete)."""
    with call.storage.writing() as draft:
        drive = _organized(call, drive_id)
        if any(file.drive_id == drive_id for file in draft.files.values()):
            message = "A shared drive must be empty before it can be deleted."
            raise DriveError(403, "cannotDeleteNonEmptyTeamDrive", message)
        draft.remove_drive(drive, call.stamp("drives.delete"))


def _drive_id(email: str, request_id: str) -> str:
    """Derived, so that a repeated request finds the drive that the first one made."""
    digest = hashlib.sha256(f"drive:{email}:{request_id}".encode()).hexdigest()
    return f"0A{digest[:14]}PVA"


def _name(call: DriveCall) -> str:
    name = call.text("name").strip()
    if not name:
        raise bad_request("The name of a shared drive cannot be empty.")
    return name


def _member_of(call: DriveCall, drive_id: str) -> SharedDrive:
    drive = call.shelf.drives.get(drive_id)
    if drive is None or strongest(drive.permissions, call.caller) is None:
        message = f"Shared drive not found: {drive_id}"
        raise DriveError(404, "notFound", message, location="driveId")
    return drive


def _organized(call: DriveCall, drive_id: str) -> SharedDrive:
    drive = _member_of(call, drive_id)
    if strongest(drive.permissions, call.caller) is not Role.ORGANIZER:
        raise not_allowed()
    return drive
