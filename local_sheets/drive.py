"""Drive v3 files and about, for spreadsheets and folders."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from local_sheets.access import may_write, strongest
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import (
    DriveError,
    bad_request,
    file_not_found,
    invalid,
    no_storage,
    not_allowed,
    not_supported,
)
from local_sheets.drive_history import require_fields
from local_sheets.drive_model import (
    FOLDER,
    SPREADSHEET,
    DriveFile,
    Role,
    new_file_id,
    owner_permission,
    root_id,
)
from local_sheets.drive_query import parse_query
from local_sheets.drive_view import file_json, may_delete, may_manage, person_json
from local_sheets.shared_drives import may_create_drives
from local_sheets.storage import Draft
from local_sheets.workbook import new_workbook

WRITABLE = frozenset({"name", "description", "appProperties", "properties"})
_PROPERTY_BYTES = 124  # Google: custom file properties, key and value together


def create_file(call: DriveCall) -> dict[str, Any]:
    """files.create: a spreadsheet (with one empty tab) or a folder.

    A service account needs a parent in a shared drive *and* supportsAllDrives, else 403
    storageQuotaExceeded (Google: "About shared drives").
    """
    if call.text("id"):
        raise bad_request("Generated IDs are not supported for Docs Editors formats.")
    call.only(WRITABLE | {"mimeType", "parents"}, frozenset({"kind", "id", "trashed"}))
    mime_type = call.text("mimeType")
    if mime_type not in (SPREADSHEET, FOLDER):
        raise not_supported(f"The mimeType {mime_type or 'application/octet-stream'}")
    drive_id, parent = target(call, ["root"])
    owner = "" if drive_id else call.caller.email
    file = DriveFile(
        id=new_file_id(),
        name=call.text("name", "Untitled"),
        mime_type=mime_type,
        parents=(parent,),
        drive_id=drive_id,
        owner=owner,
        description=call.text("description"),
        app_properties=merged_properties({}, call.body.get("appProperties"), "appProperties"),
        properties=merged_properties({}, call.body.get("properties"), "properties"),
        created=call.at,
        modified=call.at,
        last_editor=call.caller.email,
        permissions=(owner_permission(owner),) if owner else (),
    )
    with call.storage.writing() as draft:
        stored = draft.put_file(file, call.stamp("files.create"))
        if mime_type == SPREADSHEET:
            draft.put_workbook(new_workbook(file.id, file.name))
    return file_json(call, stored)


def target(call: DriveCall, default: list[str]) -> tuple[str, str]:
    """Shared drive (or nothing) and parent of a new file; raises what Google answers."""
    parents = call.body.get("parents") or default
    if not isinstance(parents, list) or not all(isinstance(p, str) for p in parents):
        raise bad_request("Invalid value for parents: it must be a list of ids.")
    if len(parents) != 1:
        raise invalid("A shared item cannot have more than one parent.", "parents")
    if call.owns_nothing and not call.all_drives:
        raise no_storage()
    drive_id, parent = _place(call, parents[0])
    if call.owns_nothing and not drive_id:
        raise no_storage()
    return drive_id, parent


def _place(call: DriveCall, parent: str) -> tuple[str, str]:
    """The shared drive (or nothing) and the id that a parent stands for; raises 404 or 403."""
    if parent in ("root", root_id(call.caller.email)):
        return "", root_id(call.caller.email)
    drive = call.shelf.drives.get(parent)
    if drive is not None and call.all_drives:
        role = strongest(drive.permissions, call.caller)
        drive_id = drive.id
    else:
        folder = call.visible(parent)
        if folder.mime_type != FOLDER:
            raise DriveError(403, "parentNotAFolder", "The specified parent is not a folder.")
        role, drive_id = call.role(folder), folder.drive_id
    if role is None:
        raise file_not_found(parent)
    if not may_write(role):
        raise not_allowed()
    return drive_id, parent


def get_file(call: DriveCall, file_id: str) -> dict[str, Any]:
    """files.get; `root` is the caller's own My Drive."""
    if file_id in ("root", root_id(call.caller.email)):
        return {
            "kind": "drive#file",
            "id": root_id(call.caller.email),
            "name": "My Drive",
            "mimeType": FOLDER,
            "ownedByMe": True,
        }
    return file_json(call, call.visible(file_id))


def list_files(call: DriveCall) -> dict[str, Any]:
    """files.list: what the caller may see, oldest first unless orderBy says otherwise."""
    asks = parse_query(call.query.first("q") or "") if call.query.first("q") else None
    drive_id = call.query.first("driveId") or call.query.first("teamDriveId")
    if drive_id and drive_id not in call.shelf.drives:
        raise DriveError(404, "notFound", f"Shared drive not found: {drive_id}", location="driveId")
    if call.query.first("corpora") == "drive" and not drive_id:
        raise invalid("The driveId parameter must be specified when corpora=drive.", "driveId")
    with_drives = call.all_drives and (
        call.query.flag("includeItemsFromAllDrives") or call.query.flag("includeTeamDriveItems")
    )
    found = [
        file
        for file in call.shelf.files.values()
        if (with_drives or not file.drive_id)
        and (drive_id is None or file.drive_id == drive_id)
        and call.role(file) is not None
        and (asks is None or asks(file))
    ]
    files, token = call.page(_ordered(found, call.query.first("orderBy") or ""), 100)
    reply = {"kind": "drive#fileList", "incompleteSearch": False}
    reply |= {"nextPageToken": token} if token else {}
    return reply | {"files": [file_json(call, file) for file in files]}


def _ordered(files: list[DriveFile], order: str) -> list[DriveFile]:
    keys = {
        "name": lambda file: file.name,
        "name_natural": lambda file: file.name.casefold(),
        "createdTime": lambda file: file.created,
        "modifiedTime": lambda file: file.modified,
    }
    ordered = sorted(files, key=lambda file: (file.created, file.id))
    for part in reversed([part.split() for part in order.split(",") if part.strip()]):
        if part[0] not in keys or part[1:] not in ([], ["desc"]):
            raise invalid("Invalid Value", "orderBy")
        ordered.sort(key=keys[part[0]], reverse=part[1:] == ["desc"])
    return ordered


def update_file(call: DriveCall, file_id: str) -> dict[str, Any]:
    """files.update: rename, describe, properties, trash or untrash, move."""
    if "parents" in call.body:
        message = (
            "The parents field is not directly writable in update requests. "
            "Use the addParents and removeParents parameters instead."
        )
        raise DriveError(403, "fieldNotWritable", message)
    call.only(WRITABLE | {"trashed"}, frozenset({"kind", "id", "mimeType"}))
    with call.storage.writing() as draft:
        old = call.visible(file_id)
        if not may_write(call.role(old)):
            raise not_allowed()
        new = _moved(call, _trashed(call, _described(call, old)))
        stored = draft.put_file(new, call.stamp("files.update"))
        if new.name != old.name:
            _rename_workbook(draft, new)
    return file_json(call, stored)


def _described(call: DriveCall, old: DriveFile) -> DriveFile:
    return replace(
        old,
        name=call.text("name", old.name),
        description=call.text("description", old.description),
        app_properties=merged_properties(
            old.app_properties, call.body.get("appProperties"), "appProperties"
        ),
        properties=merged_properties(old.properties, call.body.get("properties"), "properties"),
    )


def _trashed(call: DriveCall, file: DriveFile) -> DriveFile:
    trashed = call.body.get("trashed")
    if trashed is None or trashed == file.trashed:
        return file
    if not isinstance(trashed, bool):
        raise bad_request("Invalid value for trashed: it must be a boolean.")
    if not may_manage(file, call.role(file)):
        raise not_allowed()
    return replace(file, trashed=trashed)


def _moved(call: DriveCall, file: DriveFile) -> DriveFile:
    added = (call.query.first("addParents") or "").split(",")
    removed = (call.query.first("removeParents") or "").split(",")
    kept = [parent for parent in file.parents if parent not in removed]
    wanted = kept + [parent for parent in added if parent and parent not in kept]
    if tuple(wanted) == file.parents:
        return file
    if len(wanted) != 1:
        raise DriveError(403, "cannotAddParent", "A file must have exactly one parent.")
    if not may_manage(file, call.role(file)):
        raise not_allowed()
    drive_id, parent = _place(call, wanted[0])
    if file.drive_id and drive_id != file.drive_id:
        raise not_supported("Moving a file out of a shared drive")
    if not drive_id or file.drive_id:
        return replace(file, parents=(parent,))
    # The shared drive becomes the owner: no permission of role owner stays behind.
    kept_permissions = tuple(p for p in file.permissions if p.role is not Role.OWNER)
    return replace(
        file, parents=(parent,), drive_id=drive_id, owner="", permissions=kept_permissions
    )


def _rename_workbook(draft: Draft, file: DriveFile) -> None:
    workbook = draft.workbook(file.id)
    if workbook is not None:
        properties = {**workbook.properties, "title": file.name}
        draft.put_workbook(replace(workbook, properties=properties))


def merged_properties(old: Mapping[str, str], changes: Any, name: str) -> Mapping[str, str]:
    """Properties after a write: null deletes a key, other keys stay."""
    if changes is None:
        return old
    if not isinstance(changes, dict):
        raise bad_request(f"Invalid value for {name}: it must be an object.")
    for key, value in changes.items():
        if value is not None and not isinstance(value, str):
            raise bad_request(f"Invalid value for {name}.{key}: it must be a string.")
        if len((key + (value or "")).encode()) > _PROPERTY_BYTES:
            message = f"The property {key} is longer than {_PROPERTY_BYTES} bytes of UTF-8."
            raise DriveError(403, "customPropertyTooLong", message)
    merged = {**old, **changes}
    return {key: value for key, value in merged.items() if value is not None}


def delete_file(call: DriveCall, file_id: str) -> None:
    """files.delete: for good, with everything inside a folder."""
    with call.storage.writing() as draft:
        file = call.visible(file_id)
        if not may_delete(file, call.role(file)):
            raise not_allowed()
        doomed = [file]
        for folder in doomed:  # grows while it is walked: children of children too
            doomed += [f for f in draft.files.values() if folder.id in f.parents]
        for gone in doomed:
            draft.remove_file(gone, call.stamp("files.delete"))


def about(call: DriveCall) -> dict[str, Any]:
    """about.get: who the caller is; a service account has no storage."""
    require_fields(call)
    no_room = call.owns_nothing
    quota = {"limit": "0"} if no_room else {}
    return {
        "kind": "drive#about",
        "user": person_json(call, call.caller.email),
        "storageQuota": quota | {"usage": "0", "usageInDrive": "0", "usageInDriveTrash": "0"},
        "canCreateDrives": may_create_drives(call),
    }
