"""spreadsheets.batchUpdate: requests in order, each seeing the earlier ones, all or nothing."""

from collections.abc import Mapping
from typing import Any

from local_sheets.calls import Editor, Query, Written
from local_sheets.errors import GoogleError, invalid, not_supported
from local_sheets.field_mask import Mask, check_mask, parse_mask
from local_sheets.grid_view import View, shown_spreadsheet
from local_sheets.kinds.kind import Turn
from local_sheets.kinds.table import KINDS
from local_sheets.protection import check_footprint, located
from local_sheets.schema import check_request
from local_sheets.workbook import Workbook

Json = Mapping[str, Any]

_METHOD = "sheets.spreadsheets.batchUpdate"


def batch_update(workbook: Workbook, query: Query, body: Any, editor: Editor) -> Written:
    """POST spreadsheets/{id}:batchUpdate.

    Replies stand 1:1 with the requests, empty for kinds without one. With
    includeSpreadsheetInResponse the spreadsheet is read back from the very state that the batch
    left; the query's `fields` masks the whole answer.
    """
    mask = parse_mask(query.first("fields"))
    check_mask(mask, "sheets", "BatchUpdateSpreadsheetResponse")
    wanted = check_request(_METHOD, body)
    requests = wanted.get("requests", [])
    if not requests:
        raise invalid("Must specify at least one request.")
    names = [_kind_of(index, request) for index, request in enumerate(requests)]
    replies = []
    for index, (name, request) in enumerate(zip(names, requests, strict=True)):
        turn = Turn(workbook=workbook, body=request[name], editor=editor, moment=query.moment)
        workbook, reply = _taken(turn, name, index)
        replies.append(reply)
    answer: dict[str, Any] = {"spreadsheetId": workbook.spreadsheet_id, "replies": replies}
    if any("omment" in name for name in names):
        answer["commentUpdateState"] = "ALL_SAVED"
    answer = mask.of(answer)
    spreadsheet = mask.child("updatedSpreadsheet")
    if wanted.get("includeSpreadsheetInResponse") and spreadsheet is not None:
        view = _view(workbook, wanted, spreadsheet, query, editor)
        answer["updatedSpreadsheet"] = shown_spreadsheet(workbook, view)
    return Written(workbook=workbook, reply=answer, kinds=tuple(names))


def _kind_of(index: int, request: Json) -> str:
    """The one kind of a request; Google's union takes exactly one."""
    if len(request) != 1:
        found = "No request set." if not request else f"More than one set: {', '.join(request)}."
        raise invalid(f"Invalid requests[{index}]: {found}")
    name = next(iter(request))
    if name not in KINDS:
        raise not_supported(name).prefixed(f"Invalid requests[{index}].{name}: ")
    return name


def _taken(turn: Turn, name: str, index: int) -> tuple[Workbook, dict[str, Any]]:
    kind = KINDS[name]
    try:
        check_footprint(turn.workbook, kind.footprint(turn), turn.editor)
        applied = kind.apply(turn)
    except GoogleError as refused:
        raise located(refused, f"Invalid requests[{index}].{name}: ", turn.workbook) from refused
    return applied.workbook, {} if applied.reply is None else {name: applied.reply}


def _view(workbook: Workbook, wanted: Json, mask: Mask, query: Query, editor: Editor) -> View:
    return View(
        mask=mask,
        grid=query.first("fields") is not None or bool(wanted.get("responseIncludeGridData")),
        ranges=wanted.get("responseRanges", []),
        editor=editor,
        url=query.url_pattern.format(id=workbook.spreadsheet_id),
        moment=query.moment,
    )
