"""Drive v3 over HTTP: which path means which method, and Google's short default answers."""

from collections.abc import Callable
from typing import Any

from local_sheets import changes, drive, drive_permissions
from local_sheets.api_call import ApiCall, Route, template
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import DriveError, bad_request, not_supported
from local_sheets.field_mask import parse_mask
from local_sheets.oauth import DRIVE_READ, DRIVE_WRITE
from local_sheets.request_log import Api

_FILE = "kind,id,name,mimeType"
_PERMISSION = "kind,id,type,role"
_CHANGE = f"kind,type,changeType,time,removed,fileId,file({_FILE})"

#: Method, path below /drive/v3, function, the names of the path that it takes, default fields.
_BUILT: tuple[tuple[str, str, Callable[..., dict[str, Any] | None], str], ...] = (
    ("GET", "files", drive.list_files, f"kind,incompleteSearch,nextPageToken,files({_FILE})"),
    ("POST", "files", drive.create_file, _FILE),
    ("GET", "files/{file_id}", drive.get_file, _FILE),
    ("PATCH", "files/{file_id}", drive.update_file, _FILE),
    ("DELETE", "files/{file_id}", drive.delete_file, ""),
    (
        "GET",
        "files/{file_id}/permissions",
        drive_permissions.list_permissions,
        f"kind,nextPageToken,permissions({_PERMISSION})",
    ),
    ("POST", "files/{file_id}/permissions", drive_permissions.create_permission, _PERMISSION),
    (
        "GET",
        "files/{file_id}/permissions/{permission}",
        drive_permissions.get_permission,
        _PERMISSION,
    ),
    (
        "PATCH",
        "files/{file_id}/permissions/{permission}",
        drive_permissions.update_permission,
        _PERMISSION,
    ),
    ("DELETE", "files/{file_id}/permissions/{permission}", drive_permissions.delete_permission, ""),
    ("GET", "changes/startPageToken", changes.start_page_token, ""),
    (
        "GET",
        "changes",
        changes.list_changes,
        f"kind,nextPageToken,newStartPageToken,changes({_CHANGE})",
    ),
    ("GET", "drives", drive.list_drives, "kind,nextPageToken,drives(kind,id,name)"),
    ("GET", "drives/{drive_id}", drive.get_drive, "kind,id,name"),
    ("GET", "about", drive.about, ""),
)
_NOT_BUILT = (
    ("POST", "files/{file_id}/copy", "drive.files.copy"),
    ("GET", "files/{file_id}/export", "drive.files.export"),
    ("POST", "files/{file_id}/watch", "drive.files.watch"),
    ("POST", "changes/watch", "drive.changes.watch"),
    ("POST", "channels/stop", "drive.channels.stop"),
    ("POST", "drives", "drive.drives.create"),
    ("PATCH", "drives/{drive_id}", "drive.drives.update"),
    ("DELETE", "drives/{drive_id}", "drive.drives.delete"),
    ("GET", "files/{file_id}/comments", "drive.comments.list"),
    ("POST", "files/{file_id}/comments", "drive.comments.create"),
    ("GET", "files/{file_id}/revisions", "drive.revisions.list"),
)


def _call(call: ApiCall) -> DriveCall:
    body = {} if call.body is None else call.body
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    return DriveCall(
        storage=call.storage,
        caller=call.caller,
        people=call.directory.people(),
        query=call.query,
        body=body,
        at=call.at,
        url=call.url,
        switches=call.switches,
    )


def _built(
    method: str, path: str, function: Callable[..., dict[str, Any] | None], fields: str
) -> Route:
    def answer(call: ApiCall) -> dict[str, Any] | None:
        reply = function(_call(call), *call.place.values())
        mask = parse_mask(call.query.first("fields") or fields)
        masked: dict[str, Any] | None = mask.of(reply)
        return masked

    return Route(
        method=method,
        path=template("/drive/v3/" + path),
        api=Api.DRIVE,
        scopes=DRIVE_READ if method == "GET" else DRIVE_WRITE,
        answer=answer,
    )


def _not_built(method: str, path: str, name: str) -> Route:
    def answer(_: ApiCall) -> dict[str, Any] | None:
        raise not_supported(name)

    return Route(
        method=method,
        path=template("/drive/v3/" + path),
        api=Api.DRIVE,
        scopes=DRIVE_READ,
        answer=answer,
    )


def _unknown(_: ApiCall) -> dict[str, Any] | None:
    raise DriveError(404, "notFound", "Not Found")


def drive_routes() -> list[Route]:
    """All routes of Drive; the last one takes what no other does."""
    rest = [
        Route(
            method=method,
            path=template("/" + path + "{a1}"),
            api=Api.DRIVE,
            scopes=frozenset(),
            answer=_unknown,
        )
        for path in ("drive/", "upload/", "batch/")
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    ]
    return [_built(*each) for each in _BUILT] + [_not_built(*each) for each in _NOT_BUILT] + rest
