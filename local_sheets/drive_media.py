"""Bytes in and out of Drive: files.export, and uploads that become spreadsheets."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from email import message_from_bytes
from email.policy import HTTP
from typing import Any
from urllib.parse import quote

import orjson

from local_sheets.access import may_write
from local_sheets.api_call import Raw
from local_sheets.calls import Query
from local_sheets.drive import create_file
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import (
    DriveError,
    bad_request,
    file_not_found,
    not_allowed,
    not_supported,
)
from local_sheets.drive_model import SPREADSHEET, DriveFile, Role
from local_sheets.drive_view import file_json
from local_sheets.errors import GoogleError
from local_sheets.formulas.evaluation import evaluated
from local_sheets.protection import Footprint, check_footprint
from local_sheets.sheets_api import Editor, values_update
from local_sheets.spreadsheet_files import as_csv, rows_of_csv
from local_sheets.workbook import Workbook, new_workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _as_xlsx(workbook: Workbook) -> bytes:
    from local_sheets.xlsx_file import as_xlsx  # noqa: PLC0415 - slow to load, rarely asked for

    return as_xlsx(workbook)


#: What a spreadsheet can be exported to here: file ending and writer by mimeType.
EXPORTS: Mapping[str, tuple[str, Callable[[Workbook], bytes]]] = {
    "text/csv": ("csv", as_csv),
    "text/tab-separated-values": ("tsv", lambda workbook: as_csv(workbook, "\t")),
    _XLSX: ("xlsx", _as_xlsx),
}
LARGEST_EXPORT = 10 * 1024 * 1024  # Google: files.export


def export_file(call: DriveCall, file_id: str) -> Raw:
    """files.export: the bytes in another format, 10 MB at most (Google: files.export)."""
    file = call.reachable(file_id)
    mime_type = call.query.first("mimeType")
    if mime_type is None:
        message = "Required parameter: mimeType"
        raise DriveError(400, "required", message, location="mimeType")
    workbook = call.storage.workbook(file_id)
    if file.mime_type != SPREADSHEET or workbook is None:
        message = "Export only supports Docs Editors files."
        raise DriveError(403, "fileNotExportable", message)
    if mime_type not in EXPORTS:
        raise bad_request("The requested conversion is not supported.")
    ending, write = EXPORTS[mime_type]
    content = write(evaluated(workbook, call.query.moment))
    if len(content) > LARGEST_EXPORT:
        message = "This file is too large to be exported."
        raise DriveError(403, "exportSizeLimitExceeded", message)
    name = file.name if ending == "xlsx" else f"{file.name} - {workbook.tabs[0].title}"
    return Raw(
        body=content,
        content_type=mime_type,
        headers={"Content-Disposition": _attachment(f"{name}.{ending}")},
    )


def _attachment(name: str) -> str:
    plain = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_.")) or "export"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def replace_content(call: DriveCall, file_id: str) -> dict[str, Any]:
    """Upload of text/csv over a spreadsheet (files.update, uploadType=media).

    All tabs go; the one that is left is called like the file (recorded). A protection that is
    closed to the caller stops it.
    """
    content = _csv(call.content_type, call.upload, call)
    with call.storage.writing() as draft:
        file = call.visible(file_id)
        if not may_write(call.role(file)):
            raise not_allowed()
        old = draft.workbook(file_id)
        if file.mime_type != SPREADSHEET or old is None:
            raise file_not_found(file_id)
        gone = Footprint(removed_tabs=tuple(tab.sheet_id for tab in old.tabs))
        try:
            check_footprint(old, gone, _editor(call, file))
        except GoogleError as refused:
            raise bad_request(refused.message) from refused
        draft.put_workbook(_imported(call, file, content))
        stored = draft.put_file(file, call.stamp("files.update"))
    return file_json(call, stored)


def replace_content_v2(call: DriveCall, file_id: str) -> dict[str, Any]:
    """The same in Drive v2's words, as gspread's import_csv sends it."""
    shown = replace_content(call, file_id)
    return {
        "kind": "drive#file",
        "id": shown["id"],
        "title": shown["name"],
        "mimeType": shown["mimeType"],
        "createdDate": shown["createdTime"],
        "modifiedDate": shown["modifiedTime"],
        "version": shown["version"],
        "alternateLink": shown["webViewLink"],
        "parents": [
            {"kind": "drive#parentReference", "id": parent} for parent in shown.get("parents", ())
        ],
    }


def upload_file(call: DriveCall) -> dict[str, Any]:
    """files.create, uploadType=multipart: metadata, then text/csv to make a spreadsheet of."""
    if call.query.first("uploadType") != "multipart":
        raise not_supported(f"uploadType={call.query.first('uploadType')} for a new file")
    body, (content_type, content) = _parts(call)
    rows = _csv(content_type, content, call)
    made = create_file(replace(call, body=body))
    file = call.visible(made["id"])
    with call.storage.writing() as draft:
        draft.put_workbook(_imported(call, file, rows))
        stored = draft.put_file(file, call.stamp("files.create"))
    return file_json(call, stored)


def _parts(call: DriveCall) -> tuple[dict[str, Any], tuple[str, bytes]]:
    head = b"Content-Type: " + call.content_type.encode() + b"\r\n\r\n"
    message = message_from_bytes(head + call.upload, policy=HTTP)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if len(parts) != 2:
        raise bad_request("Malformed multipart body: it must have two parts.")
    raw = [part.get_payload(decode=True) for part in parts]
    try:
        body = orjson.loads(raw[0] if isinstance(raw[0], bytes) else b"")
    except orjson.JSONDecodeError as error:
        raise DriveError(400, "parseError", "Parse Error") from error
    if not isinstance(body, dict) or body.get("mimeType") != SPREADSHEET:
        raise not_supported("An upload that does not become a spreadsheet")
    return body, (parts[1].get_content_type(), raw[1] if isinstance(raw[1], bytes) else b"")


def _csv(content_type: str, content: bytes, call: DriveCall) -> list[list[str]]:
    if call.query.first("uploadType") not in ("media", "multipart"):
        raise not_supported(f"uploadType={call.query.first('uploadType')}")
    if content_type.partition(";")[0].strip().lower() != "text/csv":
        raise not_supported(f"An upload of {content_type or 'unnamed content'}")
    try:
        return rows_of_csv(content)
    except (UnicodeDecodeError, csv.Error) as error:
        raise bad_request(f"The content is not CSV in UTF-8: {error}.") from error


def _imported(call: DriveCall, file: DriveFile, rows: list[list[str]]) -> Workbook:
    """One tab with the lines as if typed, named like the file."""
    workbook = new_workbook(file.id, file.name)
    tab = workbook.tabs[0]
    workbook = workbook.with_tab(replace(tab, properties={**tab.properties, "title": file.name}))
    if not rows:
        return workbook
    query = Query(parameters={"valueInputOption": ["USER_ENTERED"]}, today=call.query.today)
    title = "'" + file.name.replace("'", "''") + "'"
    try:
        return values_update(workbook, title, query, {"values": rows}, _editor(call, file)).workbook
    except GoogleError as refused:
        raise bad_request(refused.message) from refused


def _editor(call: DriveCall, file: DriveFile) -> Editor:
    return Editor(
        email=call.caller.email,
        groups=call.caller.groups,
        is_owner=call.role(file) is Role.OWNER,
        owner=file.owner or None,
    )
