"""Drive v3 changes: one entry per file or shared drive, its latest; per person or per drive."""

from typing import Any

from local_sheets.access import strongest
from local_sheets.drive_call import DriveCall, whole_number
from local_sheets.drive_errors import DriveError, invalid
from local_sheets.drive_lag import late_changes
from local_sheets.drive_view import could_see, drive_json, file_json
from local_sheets.shelf import Change


def start_page_token(call: DriveCall) -> dict[str, Any]:
    """changes.getStartPageToken: from here on; it never expires."""
    watched_drive(call)
    token = str(min((*late_changes(call).values(), call.shelf.last_seq + 1)))
    return {"kind": "drive#startPageToken", "startPageToken": token}


def list_changes(call: DriveCall) -> dict[str, Any]:
    """changes.list from a token; newStartPageToken stands on the last page only.

    Under a lag the new token stands before what is late, so that it is not missed; what came
    after it is then listed twice. A file that the caller can no longer see is `removed` and comes
    without its state.
    """
    if call.query.first("pageToken") is None:
        message = "Required parameter: pageToken"
        raise DriveError(400, "required", message, location="pageToken")
    start = whole_number(call.query, "pageToken", 0)
    size = whole_number(call.query, "pageSize", 100)
    if not 1 <= size <= 1000:
        raise invalid(
            f"Invalid value '{size}'. Values must be within the range: [1, 1000]", "pageSize"
        )
    # One shelf for the whole answer, so that entries and the new token agree.
    shelf, drive_id = call.shelf, watched_drive(call)
    late = late_changes(call)
    due = sorted(
        (c for c in shelf.changes.values() if c.seq >= start and c.file_id not in late),
        key=lambda c: c.seq,
    )
    shown = [
        (change.seq, entry)
        for change in due
        if (entry := _entry(call, change, drive_id)) is not None
    ]
    page = shown[:size]
    reply: dict[str, Any] = {"kind": "drive#changeList"}
    if len(shown) > size:
        reply["nextPageToken"] = str(page[-1][0] + 1)
    else:
        reply["newStartPageToken"] = str(min((*late.values(), shelf.last_seq + 1)))
    return reply | {"changes": [entry for _, entry in page]}


def watched_drive(call: DriveCall) -> str | None:
    """The shared drive that a call is about, if it names one; raises 404 for no member."""
    drive_id = call.query.first("driveId") or call.query.first("teamDriveId")
    if drive_id is None:
        return None
    drive = call.shelf.drives.get(drive_id)
    if drive is None or strongest(drive.permissions, call.caller) is None:
        message = f"Shared drive not found: {drive_id}"
        raise DriveError(404, "notFound", message, location="driveId")
    if not call.all_drives:
        raise invalid("The supportsAllDrives parameter must be true for a driveId.", "driveId")
    return drive_id


def _entry(call: DriveCall, change: Change, drive_id: str | None) -> dict[str, Any] | None:
    with_drives = call.all_drives and (
        call.query.flag("includeItemsFromAllDrives") or call.query.flag("includeTeamDriveItems")
    )
    if (drive_id and change.drive_id != drive_id) or (change.drive_id and not with_drives):
        return None
    if change.of_drive:
        return _drive_entry(call, change)
    file = call.shelf.files.get(change.file_id)
    is_there = file is not None and drive_id in {None, file.drive_id}
    visible = is_there and file is not None and call.role(file) is not None
    if not visible and not _was_visible(call, change):
        return None
    entry: dict[str, Any] = {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "fileId": change.file_id,
        "removed": not visible,
        "time": change.at,
    }
    if file is not None and visible:
        return entry | {"file": file_json(call, file)}
    return entry if _wants_removed(call) else None


def _drive_entry(call: DriveCall, change: Change) -> dict[str, Any] | None:
    """A shared drive that was made, renamed, left or deleted, or got other members."""
    drive = call.shelf.drives.get(change.drive_id)
    member = drive is not None and could_see(call, drive.permissions)
    if not member and not could_see(call, change.seen_by):
        return None
    entry: dict[str, Any] = {
        "kind": "drive#change",
        "type": "drive",
        "changeType": "drive",
        "driveId": change.drive_id,
        "teamDriveId": change.drive_id,
        "removed": not member,
        "time": change.at,
    }
    if drive is not None and member:
        return entry | {"drive": drive_json(drive, strongest(drive.permissions, call.caller))}
    return entry if _wants_removed(call) else None


def _wants_removed(call: DriveCall) -> bool:
    return call.query.first("includeRemoved") is None or call.query.flag("includeRemoved")


def _was_visible(call: DriveCall, change: Change) -> bool:
    drive = call.shelf.drives.get(change.drive_id)
    return could_see(call, change.seen_by + (drive.permissions if drive else ()))
