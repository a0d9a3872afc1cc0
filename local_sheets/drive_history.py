"""Drive v3 comments and revisions of a file."""

from typing import Any

from local_sheets.access import may_write
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import DriveError, not_allowed
from local_sheets.drive_model import DriveFile
from local_sheets.drive_view import person_json
from local_sheets.shelf import Revision


def list_comments(call: DriveCall, file_id: str) -> dict[str, Any]:
    """comments.list: none, for nobody can write one here; `fields` is mandatory."""
    require_fields(call)
    call.reachable(file_id)
    return {"kind": "drive#commentList", "comments": []}


def require_fields(call: DriveCall) -> None:
    """Refuse a call of a method that has no default answer (Google: Return specific fields)."""
    if call.query.first("fields") is None:
        message = "The 'fields' parameter is required for this method."
        raise DriveError(400, "required", message, location="fields")


def list_revisions(call: DriveCall, file_id: str) -> dict[str, Any]:
    """revisions.list: every write, oldest first; Google joins those that lie close together."""
    file = _editable(call, file_id)
    found, token = call.page(call.storage.revisions(file_id), 200)
    reply: dict[str, Any] = {"kind": "drive#revisionList"}
    reply |= {"nextPageToken": token} if token else {}
    return reply | {"revisions": [_shown(call, file, one) for one in found]}


def get_revision(call: DriveCall, file_id: str, revision: str) -> dict[str, Any]:
    """revisions.get; raises 404 for one that the file does not have."""
    file = _editable(call, file_id)
    for one in call.storage.revisions(file_id):
        if str(one.seq) == revision:
            return _shown(call, file, one)
    message = f"Revision not found: {revision}."
    raise DriveError(404, "notFound", message, location="revisionId")


def _editable(call: DriveCall, file_id: str) -> DriveFile:
    file = call.reachable(file_id)
    if not may_write(call.role(file)):
        raise not_allowed()
    return file


def _shown(call: DriveCall, file: DriveFile, revision: Revision) -> dict[str, Any]:
    return {
        "kind": "drive#revision",
        "id": str(revision.seq),
        "mimeType": file.mime_type,
        "modifiedTime": revision.at,
        "published": False,
        "lastModifyingUser": person_json(call, revision.who),
    }
