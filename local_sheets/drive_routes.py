"""Drive v3 over HTTP: which path means which method, and Google's short default answers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local_sheets import (
    changes,
    drive,
    drive_copies,
    drive_history,
    drive_media,
    drive_permissions,
    drive_watch,
    shared_drives,
)
from local_sheets.api_call import ApiCall, Raw, Route, template
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import DriveError, bad_request, not_supported
from local_sheets.field_mask import parse_mask
from local_sheets.oauth import DRIVE_READ, DRIVE_WRITE, DRIVES_READ, DRIVES_WRITE
from local_sheets.request_log import Api

_FILE = "kind,id,name,mimeType"
_PERMISSION = "kind,id,type,role"
_REVISION = "kind,id,mimeType,modifiedTime"
_CHANGE = f"kind,type,changeType,time,removed,fileId,file({_FILE}),driveId,drive(kind,id,name)"

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
    ("GET", "drives", shared_drives.list_drives, "kind,nextPageToken,drives(kind,id,name)"),
    ("GET", "drives/{drive_id}", shared_drives.get_drive, "kind,id,name"),
    ("POST", "drives", shared_drives.create_drive, "kind,id,name"),
    ("PATCH", "drives/{drive_id}", shared_drives.update_drive, "kind,id,name"),
    ("DELETE", "drives/{drive_id}", shared_drives.delete_drive, ""),
    ("POST", "files/{file_id}/copy", drive_copies.copy_file, _FILE),
    ("GET", "files/{file_id}/comments", drive_history.list_comments, ""),
    (
        "GET",
        "files/{file_id}/revisions",
        drive_history.list_revisions,
        f"kind,nextPageToken,revisions({_REVISION})",
    ),
    ("GET", "files/{file_id}/revisions/{revision}", drive_history.get_revision, _REVISION),
    ("POST", "files/{file_id}/watch", drive_watch.watch_file, ""),
    ("POST", "changes/watch", drive_watch.watch_changes, ""),
    ("POST", "channels/stop", drive_watch.stop_channel, ""),
    ("GET", "about", drive.about, ""),
)
_NOT_BUILT = (("POST", "files/{file_id}/comments", "drive.comments.create"),)

#: Whoever may read may watch (Google: discovery document).
_READING = (drive_watch.watch_file, drive_watch.watch_changes, drive_watch.stop_channel)


def _call(call: ApiCall) -> DriveCall:
    body: Any = {} if call.body is None else call.body
    upload = body if isinstance(body, bytes) else b""
    if isinstance(body, bytes):
        body = {}
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object.")
    return DriveCall(
        storage=call.storage,
        caller=call.caller,
        people=call.directory.people(),
        query=call.query,
        body=body,
        upload=upload,
        content_type=call.content_type,
        at=call.at,
        url=call.url,
        switches=call.switches,
        channels=call.channels,
    )


def _built(
    method: str, path: str, function: Callable[..., dict[str, Any] | None], fields: str
) -> Route:
    def answer(call: ApiCall) -> dict[str, Any] | None:
        reply = function(_call(call), *call.place.values())
        mask = parse_mask(call.query.first("fields") or fields)
        masked: dict[str, Any] | None = mask.of(reply)
        return masked

    reads = method == "GET" or function in _READING
    if path.startswith("drives"):
        scopes = DRIVES_READ if reads else DRIVES_WRITE
    else:
        scopes = DRIVE_READ if reads else DRIVE_WRITE
    return Route(
        method=method,
        path=template("/drive/v3/" + path),
        api=Api.DRIVE,
        scopes=scopes,
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
        built=False,
    )


def _uploads() -> list[Route]:
    """Uploads lie beside /drive; v2's is there for gspread's import_csv alone."""
    built = (
        ("PUT", "/upload/drive/v2/files/{file_id}", drive_media.replace_content_v2, ""),
        ("PATCH", "/upload/drive/v3/files/{file_id}", drive_media.replace_content, _FILE),
        ("POST", "/upload/drive/v3/files", drive_media.upload_file, _FILE),
    )
    return [
        replace(_built(method, "", function, fields), path=template(path), upload=True)
        for method, path, function, fields in built
    ]


def _export() -> Route:
    def answer(call: ApiCall) -> Raw:
        return drive_media.export_file(_call(call), call.place["file_id"])

    return Route(
        method="GET",
        path=template("/drive/v3/files/{file_id}/export"),
        api=Api.DRIVE,
        scopes=DRIVE_READ,
        answer=answer,
        media=True,
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
    built = [_built(*each) for each in _BUILT]
    return [
        *built,
        _export(),
        *_uploads(),
        *(_not_built(*each) for each in _NOT_BUILT),
        *rest,
    ]
