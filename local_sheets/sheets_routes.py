"""Sheets v4 over HTTP: which path means which method, who may call it, and where it is stored."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local_sheets import sheets_api
from local_sheets.access import may_write, role_on
from local_sheets.api_call import ApiCall, Route, template
from local_sheets.calls import Editor, Written
from local_sheets.directory import Person
from local_sheets.drive_model import SPREADSHEET, DriveFile
from local_sheets.errors import GoogleError, forbidden, not_found, not_supported
from local_sheets.field_mask import parse_mask
from local_sheets.oauth import SHEETS_READ, SHEETS_WRITE
from local_sheets.request_log import Api
from local_sheets.storage import Draft, Shelf, Stamp, Storage
from local_sheets.workbook import Workbook

_ROOT = "/v4/spreadsheets"
_ONE = _ROOT + "/{file_id}"

Read = Callable[[ApiCall, Workbook, Editor], dict[str, Any]]
Write = Callable[[ApiCall, Workbook, Editor], Written]


def readable(shelf: Shelf, file_id: str, person: Person) -> tuple[DriveFile, Editor]:
    """A spreadsheet that a person may read; raises 404 if there is none, 403 if not shared."""
    file = shelf.files.get(file_id)
    if file is None:
        raise not_found()
    if role_on(file, shelf.drives, person) is None:
        raise forbidden()
    if file.mime_type != SPREADSHEET:
        message = "This operation is not supported for this document"
        raise GoogleError(code=400, status="FAILED_PRECONDITION", message=message)
    editor = Editor(
        email=person.email,
        groups=person.groups,
        is_owner=bool(file.owner) and file.owner == person.email,
        owner=file.owner or None,
    )
    return file, editor


def stored_workbook(source: Storage | Draft, file_id: str) -> Workbook:
    """The cells of a spreadsheet; raises 404 if it was deleted meanwhile."""
    workbook = source.workbook(file_id)
    if workbook is None:
        raise not_found()
    return workbook


def _reading(read: Read, *, masked: bool) -> Callable[[ApiCall], dict[str, Any]]:
    def answer(call: ApiCall) -> dict[str, Any]:
        file, editor = readable(call.storage.shelf, call.place["file_id"], call.caller)
        reply = read(call, stored_workbook(call.storage, file.id), editor)
        return _finished(call, reply, masked=masked)

    return answer


def _writing(write: Write) -> Callable[[ApiCall], dict[str, Any]]:
    def answer(call: ApiCall) -> dict[str, Any]:
        file_id = call.place["file_id"]
        with call.storage.writing() as draft:
            shelf = call.storage.shelf
            file, editor = readable(shelf, file_id, call.caller)
            if not may_write(role_on(file, shelf.drives, call.caller)):
                raise forbidden()
            written = write(call, stored_workbook(draft, file_id), editor)
            _store(call, draft, file, written)
        return _finished(call, written.reply, masked=False)

    return answer


def _store(call: ApiCall, draft: Draft, file: DriveFile, written: Written) -> None:
    draft.put_workbook(written.workbook)
    # The spreadsheet's title and the file's name are one thing in Google.
    named = replace(file, name=str(written.workbook.properties.get("title", file.name)))
    draft.put_file(named, Stamp(who=call.caller.email, at=call.at, kinds=written.kinds))


def _finished(call: ApiCall, reply: dict[str, Any], *, masked: bool) -> dict[str, Any]:
    """The answer with links to this server, cut by `fields` unless the method did that itself."""
    for shown in (reply, reply.get("updatedSpreadsheet")):
        if isinstance(shown, dict) and "spreadsheetUrl" in shown:
            shown["spreadsheetUrl"] = f"{call.url}/spreadsheets/d/{call.place['file_id']}/edit"
    if masked:
        return reply
    cut: dict[str, Any] = parse_mask(call.query.first("fields")).of(reply)
    return cut


def _read(path: str, read: Read, *, masked: bool = False) -> Route:
    return Route(
        method="GET",
        path=template(_ONE + path),
        api=Api.SHEETS_READ,
        scopes=SHEETS_READ,
        answer=_reading(read, masked=masked),
    )


def _write(method: str, path: str, write: Write) -> Route:
    return Route(
        method=method,
        path=template(_ONE + path),
        api=Api.SHEETS_WRITE,
        scopes=SHEETS_WRITE,
        answer=_writing(write),
    )


def _not_built(method: str, path: str, name: str, api: Api) -> Route:
    def answer(_: ApiCall) -> dict[str, Any]:
        raise not_supported(name)

    return Route(method=method, path=template(path), api=api, scopes=SHEETS_READ, answer=answer)


def _create(call: ApiCall) -> dict[str, Any]:
    if call.strict and call.caller.is_service:
        # spreadsheets.create cannot name a parent, so the file would be the account's own.
        raise forbidden()
    raise not_supported("sheets.spreadsheets.create")


def _unknown(_: ApiCall) -> dict[str, Any]:
    raise not_found()


def _built() -> list[Route]:
    api = sheets_api
    return [
        _read("", lambda c, w, e: api.get_spreadsheet(w, c.query, e), masked=True),
        _write("POST", ":batchUpdate", lambda c, w, e: api.batch_update(w, c.query, c.body, e)),
        _write(
            "POST",
            "/values:batchUpdate",
            lambda c, w, e: api.values_batch_update(w, c.query, c.body, e),
        ),
        _write(
            "POST",
            "/values:batchUpdateByDataFilter",
            lambda c, w, e: api.values_batch_update_by_data_filter(w, c.query, c.body, e),
        ),
        _read("/values/{a1}", lambda c, w, e: api.values_get(w, c.place["a1"], c.query, e)),
        _write(
            "PUT",
            "/values/{a1}",
            lambda c, w, e: api.values_update(w, c.place["a1"], c.query, c.body, e),
        ),
    ]


def _later() -> list[Route]:
    values, metadata = "sheets.spreadsheets.values.", "sheets.spreadsheets.developerMetadata."
    read, write = Api.SHEETS_READ, Api.SHEETS_WRITE
    return [
        _not_built("GET", _ONE + "/values:batchGet", values + "batchGet", read),
        _not_built(
            "POST", _ONE + "/values:batchGetByDataFilter", values + "batchGetByDataFilter", read
        ),
        _not_built("POST", _ONE + "/values:batchClear", values + "batchClear", write),
        _not_built(
            "POST",
            _ONE + "/values:batchClearByDataFilter",
            values + "batchClearByDataFilter",
            write,
        ),
        _not_built("POST", _ONE + "/values/{a1}:append", values + "append", write),
        _not_built("POST", _ONE + "/values/{a1}:clear", values + "clear", write),
        _not_built("POST", _ONE + "/developerMetadata:search", metadata + "search", read),
        _not_built("GET", _ONE + "/developerMetadata/{metadata_id}", metadata + "get", read),
        _not_built("POST", _ONE + ":getByDataFilter", "sheets.spreadsheets.getByDataFilter", read),
        _not_built(
            "POST", _ONE + "/sheets/{sheet_id}:copyTo", "sheets.spreadsheets.sheets.copyTo", write
        ),
    ]


def sheets_routes() -> list[Route]:
    """All routes of Sheets; the last ones take what no other does."""
    create = Route(
        method="POST",
        path=template(_ROOT),
        api=Api.SHEETS_WRITE,
        scopes=SHEETS_WRITE,
        answer=_create,
    )
    rest = [
        Route(
            method=method,
            path=template("/v4{a1}"),
            api=Api.SHEETS_READ if method == "GET" else Api.SHEETS_WRITE,
            scopes=frozenset(),
            answer=_unknown,
        )
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    ]
    return [create, *_built(), *_later(), *rest]
