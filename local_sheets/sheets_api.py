"""The methods of the Sheets API as pure functions: a workbook and a request in, an answer out.

A read gives the answer; a write gives a `Written` with the new workbook. Refusals are GoogleError.
Bodies are JSON as it came; they are checked here against Google's schemas.
"""

from typing import Any

from local_sheets.batch import batch_update
from local_sheets.calls import Editor, Query, Written
from local_sheets.data_filters_api import (
    get_by_data_filter,
    values_batch_clear_by_data_filter,
)
from local_sheets.field_mask import Mask, check_mask, parse_mask
from local_sheets.grid_view import View, shown_spreadsheet
from local_sheets.metadata import Placed, entry_by_id, shown_entry
from local_sheets.metadata_search import found_by
from local_sheets.schema import check_request
from local_sheets.values_api import (
    matches,
    values_batch_clear,
    values_batch_get,
    values_batch_get_by_data_filter,
    values_batch_update,
    values_batch_update_by_data_filter,
    values_clear,
    values_get,
    values_update,
)
from local_sheets.values_append import values_append
from local_sheets.workbook import Workbook

__all__ = [
    "Editor",
    "Query",
    "Written",
    "batch_update",
    "get_by_data_filter",
    "get_spreadsheet",
    "metadata_get",
    "metadata_search",
    "values_append",
    "values_batch_clear",
    "values_batch_clear_by_data_filter",
    "values_batch_get",
    "values_batch_get_by_data_filter",
    "values_batch_update",
    "values_batch_update_by_data_filter",
    "values_clear",
    "values_get",
    "values_update",
]


def get_spreadsheet(workbook: Workbook, query: Query, editor: Editor) -> dict[str, Any]:
    """GET spreadsheets/{id}: `ranges`, `includeGridData` (ignored under a mask), `fields`."""
    mask = parse_mask(query.first("fields"))
    check_mask(mask, "sheets", "Spreadsheet")
    view = View(
        mask=mask,
        grid=query.first("fields") is not None or query.flag("includeGridData"),
        ranges=query.every("ranges"),
        editor=editor,
        url=query.url_pattern.format(id=workbook.spreadsheet_id),
        comments=query.first("commentsViewMode") == "COMMENTS_VIEW_MODE_INCLUDED",
        moment=query.moment,
    )
    return shown_spreadsheet(workbook, view)


def _shown(workbook: Workbook, placed: Placed) -> dict[str, Any]:
    return shown_entry(placed, zero=workbook.switches.location_shows_sheet_zero)


def metadata_get(
    workbook: Workbook, metadata_id: int, query: Query, editor: Editor
) -> dict[str, Any]:
    """GET developerMetadata/{metadataId}: the entry, or 404."""
    del editor
    shown = _shown(workbook, entry_by_id(workbook, metadata_id))
    return _masked(query, "DeveloperMetadata", shown)


def metadata_search(workbook: Workbook, query: Query, body: Any, editor: Editor) -> dict[str, Any]:
    """POST developerMetadata:search: each entry once, with the filters that found it."""
    del editor
    wanted = check_request("sheets.spreadsheets.developerMetadata.search", body)
    matched: dict[int, dict[str, Any]] = {}
    for data_filter in wanted.get("dataFilters", []):
        for placed in found_by(workbook, data_filter):
            match = matched.setdefault(
                placed.id, {"developerMetadata": _shown(workbook, placed), "dataFilters": []}
            )
            match["dataFilters"].append(data_filter)
    reply = matches(workbook, "matchedDeveloperMetadata", list(matched.values()))
    return _masked(query, "SearchDeveloperMetadataResponse", reply)


def _masked(query: Query, schema: str, reply: dict[str, Any]) -> dict[str, Any]:
    mask: Mask = parse_mask(query.first("fields"))
    check_mask(mask, "sheets", schema)
    shown: dict[str, Any] = mask.of(reply)
    return shown
