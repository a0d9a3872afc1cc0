"""Sheets v4 over HTTP: which path means which method, who may call it, and where it is stored."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from local_sheets import sheets_api
from local_sheets.access import may_write, reaches_address, role_on
from local_sheets.api_call import ApiCall, Route, template
from local_sheets.areas import tab_of
from local_sheets.calls import Editor, Written
from local_sheets.creation import created, shown_creation
from local_sheets.directory import Person
from local_sheets.drive_errors import no_storage
from local_sheets.drive_model import SPREADSHEET, DriveFile, Role, new_file_id, owned_file
from local_sheets.errors import GoogleError, forbidden, invalid, not_found
from local_sheets.kinds.filters import only_filter_views
from local_sheets.metadata import without_metadata
from local_sheets.oauth import SHEETS_READ, SHEETS_WRITE
from local_sheets.request_log import Api
from local_sheets.schema import check_request
from local_sheets.shelf import Stamp
from local_sheets.storage import Draft, Storage
from local_sheets.strict_rules import check_strict
from local_sheets.tab_copies_to import copied_to
from local_sheets.workbook import Workbook

_ROOT = "/v4/spreadsheets"
_ONE = _ROOT + "/{file_id}"

Read = Callable[[ApiCall, Workbook, Editor], dict[str, Any]]
Write = Callable[[ApiCall, Workbook, Editor], Written]


def readable(storage: Storage, file_id: str, person: Person) -> tuple[DriveFile, Editor]:
    """A spreadsheet that a person may read; raises 404 if there is none, 403 if not shared."""
    shelf = storage.shelf
    file = shelf.files.get(file_id)
    if file is None:
        raise not_found()
    role = role_on(file, shelf, person)
    if role is None:
        raise forbidden()
    if file.mime_type != SPREADSHEET:
        message = "This operation is not supported for this document"
        raise GoogleError(code=400, status="FAILED_PRECONDITION", message=message)
    editor = Editor(
        email=person.email,
        groups=person.groups,
        is_owner=role is Role.OWNER
        or (storage.switches.organizers_bypass_protections and role.rank > Role.WRITER.rank),
        owner=file.owner or None,
    )
    return file, editor


def stored_workbook(source: Storage | Draft, file_id: str) -> Workbook:
    """The cells of a spreadsheet; raises 404 if it was deleted meanwhile."""
    workbook = source.workbook(file_id)
    if workbook is None:
        raise not_found()
    return workbook


def _reading(read: Read) -> Callable[[ApiCall], dict[str, Any]]:
    def answer(call: ApiCall) -> dict[str, Any]:
        file, editor = readable(call.storage, call.place["file_id"], call.caller)
        workbook = stored_workbook(call.storage, file.id)
        if not (call.switches.readonly_scope_shows_metadata or call.scopes & SHEETS_WRITE):
            workbook = without_metadata(workbook)
        return read(call, workbook, editor)

    return answer


def _is_writer(call: ApiCall, file: DriveFile) -> bool:
    return may_write(role_on(file, call.storage.shelf, call.caller))


def _saves_views(call: ApiCall) -> bool:
    """Whether a batchUpdate is open to readers (a switch)."""
    return call.switches.readers_save_filter_views and only_filter_views(call.body)


def _knowing(call: ApiCall, file: DriveFile, editor: Editor) -> Editor:
    """The editor, able to tell with whom the file is shared."""
    people = call.directory.people()
    return replace(editor, has_access=partial(reaches_address, file, call.storage.shelf, people))


def _writing(
    write: Write, for_readers: Callable[[ApiCall], bool] = lambda _: False
) -> Callable[[ApiCall], dict[str, Any]]:
    def answer(call: ApiCall) -> dict[str, Any]:
        file_id = call.place["file_id"]
        with call.storage.writing() as draft:
            file, editor = readable(call.storage, file_id, call.caller)
            if not (_is_writer(call, file) or for_readers(call)):
                raise forbidden()
            if call.switches.protected_editors_need_access:
                editor = _knowing(call, file, editor)
            before = stored_workbook(draft, file_id)
            written = write(call, before, editor)
            if call.switches.strict_rules_refuse_writes:
                check_strict(before, written)
            _store(call, draft, file, written)
        return written.reply

    return answer


def _store(call: ApiCall, draft: Draft, file: DriveFile, written: Written) -> None:
    draft.put_workbook(written.workbook)
    # The spreadsheet's title and the file's name are one thing in Google.
    named = replace(file, name=str(written.workbook.properties.get("title", file.name)))
    draft.put_file(named, Stamp(who=call.caller.email, at=call.at, kinds=written.kinds))


def _read(method: str, path: str, read: Read) -> Route:
    # Google: every method that takes data filters wants a scope that may write.
    return Route(
        method=method,
        path=template(_ONE + path),
        api=Api.SHEETS_READ,
        scopes=SHEETS_READ if method == "GET" and "Metadata" not in path else SHEETS_WRITE,
        answer=_reading(read),
    )


def _write(
    method: str,
    path: str,
    write: Write,
    for_readers: Callable[[ApiCall], bool] = lambda _: False,
) -> Route:
    return Route(
        method=method,
        path=template(_ONE + path),
        api=Api.SHEETS_WRITE,
        scopes=SHEETS_WRITE,
        answer=_writing(write, for_readers),
    )


def _create(call: ApiCall) -> dict[str, Any]:
    if call.switches.strict_service_accounts and call.caller.is_service:
        # spreadsheets.create cannot name a parent, so the file would be the account's own.
        raise no_storage()
    editor = Editor(email=call.caller.email, is_owner=True, owner=call.caller.email)
    workbook = created(new_file_id(), call.query, call.body, editor)
    file = owned_file(
        workbook.spreadsheet_id, workbook.properties["title"], call.caller.email, call.at
    )
    with call.storage.writing() as draft:
        draft.put_file(
            file, Stamp(who=call.caller.email, at=call.at, kinds=("spreadsheets.create",))
        )
        draft.put_workbook(workbook)
    return shown_creation(workbook, call.query, editor)


def _copy_to(call: ApiCall) -> dict[str, Any]:
    """sheets.copyTo: a tab into a spreadsheet that the caller may write, as the last one."""
    wanted = check_request("sheets.spreadsheets.sheets.copyTo", call.body)
    source_file, _ = readable(call.storage, call.place["file_id"], call.caller)
    with call.storage.writing() as draft:
        file, editor = readable(
            call.storage, wanted.get("destinationSpreadsheetId", ""), call.caller
        )
        if not _is_writer(call, file):
            raise forbidden()
        source = stored_workbook(draft, source_file.id)
        tab = tab_of(source, {"sheetId": whole_number(call, "sheet_id")})
        written = copied_to(stored_workbook(draft, file.id), tab, editor)
        _store(call, draft, file, written)
    return written.reply


def _unknown(_: ApiCall) -> dict[str, Any]:
    raise not_found()


def _reads() -> list[Route]:
    api = sheets_api
    return [
        _read("GET", "", lambda c, w, e: api.get_spreadsheet(w, c.query, e)),
        _read(
            "POST",
            ":getByDataFilter",
            lambda c, w, e: api.get_by_data_filter(w, c.query, c.body, e),
        ),
        _read("GET", "/values:batchGet", lambda c, w, e: api.values_batch_get(w, c.query, e)),
        _read(
            "POST",
            "/values:batchGetByDataFilter",
            lambda c, w, e: api.values_batch_get_by_data_filter(w, c.query, c.body, e),
        ),
        _read("GET", "/values/{a1}", lambda c, w, e: api.values_get(w, c.place["a1"], c.query, e)),
        _read(
            "POST",
            "/developerMetadata:search",
            lambda c, w, e: api.metadata_search(w, c.query, c.body, e),
        ),
        _read(
            "GET",
            "/developerMetadata/{metadata_id}",
            lambda c, w, e: api.metadata_get(w, whole_number(c, "metadata_id"), c.query, e),
        ),
    ]


def _writes() -> list[Route]:
    api = sheets_api
    return [
        _write(
            "POST",
            ":batchUpdate",
            lambda c, w, e: api.batch_update(w, c.query, c.body, e),
            _saves_views,
        ),
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
        _write(
            "POST",
            "/values:batchClear",
            lambda c, w, e: api.values_batch_clear(w, c.query, c.body, e),
        ),
        _write(
            "POST",
            "/values:batchClearByDataFilter",
            lambda c, w, e: api.values_batch_clear_by_data_filter(w, c.query, c.body, e),
        ),
        _write(
            "PUT",
            "/values/{a1}",
            lambda c, w, e: api.values_update(w, c.place["a1"], c.query, c.body, e),
        ),
        _write(
            "POST",
            "/values/{a1}:append",
            lambda c, w, e: api.values_append(w, c.place["a1"], c.query, c.body, e),
        ),
        _write(
            "POST",
            "/values/{a1}:clear",
            lambda c, w, e: api.values_clear(w, c.place["a1"], c.query, c.body, e),
        ),
    ]


def whole_number(call: ApiCall, name: str) -> int:
    """A whole number of the path; raises 400 if it is none."""
    text = call.place[name]
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        message = f"Invalid value at '{name}' (TYPE_INT32), \"{text}\""
        raise invalid(message, [(name, message)])
    return int(text)


def sheets_routes() -> list[Route]:
    """All routes of Sheets; the last ones take what no other does."""
    create = Route(
        method="POST",
        path=template(_ROOT),
        api=Api.SHEETS_WRITE,
        scopes=SHEETS_WRITE,
        answer=_create,
    )
    copy_to = Route(
        method="POST",
        path=template(_ONE + "/sheets/{sheet_id}:copyTo"),
        api=Api.SHEETS_WRITE,
        scopes=SHEETS_WRITE,
        answer=_copy_to,
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
    return [create, copy_to, *_reads(), *_writes(), *rest]
