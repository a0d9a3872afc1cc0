"""Methods of the Sheets API that name places by data filters and fit nowhere else."""

from typing import Any

from local_sheets.areas import Area, printed, tab_of
from local_sheets.calls import Editor, Query, Written
from local_sheets.field_mask import check_mask, parse_mask
from local_sheets.grid_view import View, shown_spreadsheet
from local_sheets.metadata_search import areas_by
from local_sheets.protection import Footprint, check_footprint
from local_sheets.schema import check_request
from local_sheets.value_writes import cleared
from local_sheets.values_api import masked, matches
from local_sheets.workbook import Workbook


def get_by_data_filter(
    workbook: Workbook, query: Query, body: Any, editor: Editor
) -> dict[str, Any]:
    """POST spreadsheets/{id}:getByDataFilter: the spreadsheet, limited to what the filters touch.

    Without filters all of it; filters that match nothing leave no tab (expected).
    """
    wanted = check_request("sheets.spreadsheets.getByDataFilter", body)
    mask = parse_mask(query.first("fields"))
    check_mask(mask, "sheets", "Spreadsheet")
    filters = wanted.get("dataFilters", [])
    areas = _areas(workbook, filters)
    view = View(
        mask=mask,
        grid=query.first("fields") is not None or bool(wanted.get("includeGridData")),
        ranges=[_a1(workbook, area) for area in areas],
        editor=editor,
        url=query.url_pattern.format(id=workbook.spreadsheet_id),
        moment=query.moment,
    )
    shown = shown_spreadsheet(workbook, view)
    if filters and not areas:
        shown.pop("sheets", None)
        shown |= matches(workbook, "sheets", []) if mask.wants("sheets") else {}
    return shown


def values_batch_clear_by_data_filter(
    workbook: Workbook, query: Query, body: Any, editor: Editor
) -> Written:
    """POST values:batchClearByDataFilter: every matched range is cleared, or none."""
    wanted = check_request("sheets.spreadsheets.values.batchClearByDataFilter", body)
    areas = _areas(workbook, wanted.get("dataFilters", []))
    check_footprint(workbook, Footprint(writes=tuple(areas)), editor)
    changed = workbook
    for area in areas:
        changed = cleared(changed, area)
    reply: dict[str, Any] = {"spreadsheetId": workbook.spreadsheet_id}
    reply |= matches(workbook, "clearedRanges", [_a1(workbook, area) for area in areas])
    return Written(
        workbook=changed,
        reply=masked("batchClearByDataFilter", query, reply),
        kinds=("values.batchClearByDataFilter",),
    )


def _areas(workbook: Workbook, filters: list[dict[str, Any]]) -> list[Area]:
    """Each matched area once, in the order of the filters."""
    found = (area for one in filters for area in areas_by(workbook, one))
    return list(dict.fromkeys(found))


def _a1(workbook: Workbook, area: Area) -> str:
    return printed(tab_of(workbook, {"sheetId": area.sheet_id}).title, area)
