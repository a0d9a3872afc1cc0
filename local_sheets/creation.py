"""spreadsheets.create: the wanted Spreadsheet becomes requests of batchUpdate, in one table.

So a new spreadsheet holds exactly what batchUpdate could give it, and what it could not give is
refused in the same words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from local_sheets.batch import batch_update
from local_sheets.calls import Editor, Query
from local_sheets.errors import GoogleError, not_supported
from local_sheets.field_mask import check_mask, parse_mask
from local_sheets.grid_view import View, shown_spreadsheet
from local_sheets.ids import fresh_id
from local_sheets.schema import check_request
from local_sheets.workbook import Workbook, new_workbook

Json = Mapping[str, Any]

_METHOD = "sheets.spreadsheets.create"
_UNTITLED = "Untitled spreadsheet"
#: What Google makes itself; it may stand in the body and means nothing there (discovery document).
_OUTPUT = frozenset({"spreadsheetId", "spreadsheetUrl"})
#: Lists of a Sheet that one kind of request adds, entry by entry: the kind and its field.
_PARTS = {
    "conditionalFormats": ("addConditionalFormatRule", "rule"),
    "filterViews": ("addFilterView", "filter"),
    "protectedRanges": ("addProtectedRange", "protectedRange"),
    "bandedRanges": ("addBanding", "bandedRange"),
    "tables": ("addTable", "table"),
    "slicers": ("addSlicer", "slicer"),
    "charts": ("addChart", "chart"),
}
_LINES = {"rowMetadata": ("ROWS", "startRow"), "columnMetadata": ("COLUMNS", "startColumn")}
_PLACE = re.compile(r"Invalid requests\[\d+\]\.(\w+): ")


def created(spreadsheet_id: str, query: Query, body: Any, editor: Editor) -> Workbook:
    """A new spreadsheet as `body` (a Spreadsheet) wants it; raises 400 with Google's words."""
    wanted = check_request(_METHOD, body)
    title = wanted.get("properties", {}).get("title") or _UNTITLED
    workbook = new_workbook(spreadsheet_id, title)
    requests = list(_requests(workbook, wanted))
    if not requests:
        return workbook
    try:
        plain = replace(query, parameters={})
        return batch_update(workbook, plain, {"requests": requests}, editor).workbook
    except GoogleError as refused:
        message = _PLACE.sub(r"Invalid spreadsheet (\1): ", refused.message, count=1)
        raise GoogleError(
            code=refused.code, status=refused.status, message=message, details=refused.details
        ) from refused


def shown_creation(workbook: Workbook, query: Query, editor: Editor) -> dict[str, Any]:
    """The answer of spreadsheets.create: the spreadsheet without its cells."""
    mask = parse_mask(query.first("fields"))
    check_mask(mask, "sheets", "Spreadsheet")
    view = View(
        mask=mask,
        grid=query.first("fields") is not None,
        ranges=(),
        editor=editor,
        url=query.url_pattern.format(id=workbook.spreadsheet_id),
        moment=query.moment,
    )
    return shown_spreadsheet(workbook, view)


def _requests(workbook: Workbook, wanted: Json) -> Iterator[dict[str, Any]]:
    unknown = set(wanted) - _OUTPUT - {"properties", "sheets", "namedRanges", "developerMetadata"}
    if unknown:
        raise not_supported(", ".join(sorted(unknown)))
    properties = wanted.get("properties", {})
    if any(properties.values()):
        named = ",".join(name for name, value in properties.items() if value)
        yield _request("updateSpreadsheetProperties", properties=properties, fields=named)
    yield from _tabs(workbook, wanted.get("sheets", []))
    for one in wanted.get("namedRanges", []):
        yield _request("addNamedRange", namedRange=one)
    for one in wanted.get("developerMetadata", []):
        yield _entry(one, {"spreadsheet": True})


def _entry(wanted: Json, location: Json) -> dict[str, Any]:
    """An entry that names no location hangs where it stands in the body."""
    return _request("createDeveloperMetadata", developerMetadata={"location": location, **wanted})


def _request(kind: str, **body: Any) -> dict[str, Any]:
    return {kind: body}


def _tabs(workbook: Workbook, wanted: list[Json]) -> Iterator[dict[str, Any]]:
    """The first wanted tab takes the place of the one that every new spreadsheet has."""
    if not wanted:
        return
    taken = {one.get("properties", {}).get("sheetId", 0) for one in wanted}
    spare = fresh_id(taken | {tab.sheet_id for tab in workbook.tabs})
    # Out of the way first: a wanted tab may have the id 0 or the title Sheet1.
    yield _request("addSheet", properties={"sheetId": spare, "title": f"spare {spare}"})
    yield _request("deleteSheet", sheetId=workbook.tabs[0].sheet_id)
    for number, one in enumerate(wanted, 1):
        properties = dict(one.get("properties", {}))
        properties.setdefault("sheetId", fresh_id(taken))
        properties.setdefault("title", f"Sheet{number}")
        properties.pop("index", None)  # their order in the list is their order
        taken.add(properties["sheetId"])
        yield _request("addSheet", properties=properties)
        yield from _contents(one, properties["sheetId"])
    yield _request("deleteSheet", sheetId=spare)


def _contents(wanted: Json, sheet_id: int) -> Iterator[dict[str, Any]]:
    known = {"properties", "data", "merges", "basicFilter", "developerMetadata", *_PARTS}
    unknown = sorted(set(wanted) - known)
    if unknown:
        raise not_supported("sheets." + ", ".join(unknown))
    for grid in wanted.get("data", []):
        yield from _cells(grid, sheet_id)
    for area in wanted.get("merges", []):
        yield _request("mergeCells", range=area, mergeType="MERGE_ALL")
    if "basicFilter" in wanted:
        yield _request("setBasicFilter", filter=wanted["basicFilter"])
    for one in wanted.get("developerMetadata", []):
        yield _entry(one, {"sheetId": sheet_id})
    for name, (kind, field) in _PARTS.items():
        for one in wanted.get(name, []):
            yield _request(kind, **{field: one})


def _cells(grid: Json, sheet_id: int) -> Iterator[dict[str, Any]]:
    if grid.get("rowData"):
        start = {
            "sheetId": sheet_id,
            "rowIndex": grid.get("startRow", 0),
            "columnIndex": grid.get("startColumn", 0),
        }
        yield _request("updateCells", start=start, rows=grid["rowData"], fields="*")
    for name, (dimension, first) in _LINES.items():
        for index, line in enumerate(grid.get(name, []), grid.get(first, 0)):
            place = {"sheetId": sheet_id, "dimension": dimension}
            place |= {"startIndex": index, "endIndex": index + 1}
            sizes = dict(line)
            for one in sizes.pop("developerMetadata", []):
                yield _entry(one, {"dimensionRange": place})
            if sizes:
                fields = ",".join(sizes)
                yield _request(
                    "updateDimensionProperties", range=place, properties=sizes, fields=fields
                )
