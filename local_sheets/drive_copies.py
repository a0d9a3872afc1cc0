"""files.copy: a spreadsheet once more, with the copier alone in its protections."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from local_sheets.drive import WRITABLE, merged_properties, target
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import DriveError, file_not_found, not_supported
from local_sheets.drive_model import SPREADSHEET, DriveFile, new_file_id, owner_permission
from local_sheets.drive_view import file_json
from local_sheets.protection import PROTECTIONS, is_whole_tab
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]


def copy_file(call: DriveCall, file_id: str) -> dict[str, Any]:
    """files.copy: permissions stay behind, metadata keep their ids, protections see the switch.

    Without `parents` the copy lies beside the source; without `name` it is "Copy of ...".
    Properties are copied, those of the request stand above them (expected).
    """
    call.only(
        WRITABLE | {"mimeType", "parents"}, frozenset({"kind", "id", "trashed", "copyComments"})
    )
    if call.text("mimeType", SPREADSHEET) != SPREADSHEET:
        raise not_supported(f"A copy with the mimeType {call.text('mimeType')}")
    source = call.visible(file_id)
    if source.mime_type != SPREADSHEET:
        raise DriveError(403, "cannotCopyFile", "This file cannot be copied by the user.")
    drive_id, parent = target(call, list(source.parents))
    with call.storage.writing() as draft:
        workbook = draft.workbook(file_id)
        if workbook is None:
            raise file_not_found(file_id)
        file = _copied(call, source, drive_id, parent)
        stored = draft.put_file(file, call.stamp("files.copy"))
        draft.put_workbook(copied_workbook(workbook, file.id, file.name, call.caller.email))
    return file_json(call, stored)


def _copied(call: DriveCall, source: DriveFile, drive_id: str, parent: str) -> DriveFile:
    owner = "" if drive_id else call.caller.email
    wanted = call.body
    return DriveFile(
        id=new_file_id(),
        name=call.text("name", f"Copy of {source.name}"),
        mime_type=source.mime_type,
        parents=(parent,),
        drive_id=drive_id,
        owner=owner,
        description=call.text("description", source.description),
        app_properties=merged_properties(
            source.app_properties, wanted.get("appProperties"), "appProperties"
        ),
        properties=merged_properties(source.properties, wanted.get("properties"), "properties"),
        created=call.at,
        modified=call.at,
        last_editor=call.caller.email,
        permissions=(owner_permission(owner),) if owner else (),
    )


def copied_workbook(workbook: Workbook, file_id: str, title: str, copier: str) -> Workbook:
    """The cells under another id; ids of tabs, metadata and protections stay (reported live)."""
    return replace(
        workbook,
        spreadsheet_id=file_id,
        properties={**workbook.properties, "title": title},
        tabs=tuple(
            _copied_tab(tab, copier, everything=workbook.switches.copy_keeps_protections)
            for tab in workbook.tabs
        ),
    )


def _copied_tab(tab: Tab, copier: str, *, everything: bool) -> Tab:
    held = tab.held(PROTECTIONS)
    if not held:
        return tab
    kept = (_reset(one, copier) for one in held if everything or is_whole_tab(one))
    return tab.with_held(PROTECTIONS, tuple(kept))


def _reset(protection: Json, copier: str) -> Json:
    """A protection that names editors names only the copier in the copy."""
    if "editors" not in protection:
        return protection
    return {**protection, "editors": {"users": [copier]}}
