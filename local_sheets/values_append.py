"""values:append: rows under the table that a range touches; the grid grows when needed."""

from dataclasses import replace
from typing import Any

from local_sheets.a1 import Spot, locate
from local_sheets.areas import Area, printed
from local_sheets.calls import Editor, Query, Written
from local_sheets.lines import inserted
from local_sheets.protection import Axis, Footprint, Insertion, check_footprint
from local_sheets.schema import check_parameters, check_request
from local_sheets.table_detection import below, last_table
from local_sheets.value_writes import laid_out, written
from local_sheets.values_api import echo_options, masked, typing_of, update_reply
from local_sheets.workbook import Tab, Workbook

_METHOD = "sheets.spreadsheets.values.append"


def values_append(workbook: Workbook, a1: str, query: Query, body: Any, editor: Editor) -> Written:
    """POST values/{range}:append with insertDataOption OVERWRITE (default) or INSERT_ROWS."""
    check_parameters(_METHOD, query.parameters)
    wanted = check_request(_METHOD, body, root="data")
    typing = typing_of(workbook, query, query.first("valueInputOption"))
    spot = locate(workbook, a1)
    table = last_table(spot.tab, spot.area)
    corner = spot.area if table is None else below(table)
    rows = _height(wanted)
    insert = query.first("insertDataOption") == "INSERT_ROWS" and table is not None
    if insert and corner.top < spot.tab.row_count:
        place = Insertion(sheet_id=corner.sheet_id, axis=Axis.ROWS, index=corner.top)
        check_footprint(workbook, Footprint(insertions=(place,)), editor)
        workbook = inserted(workbook, spot.tab, Axis.ROWS, corner.top, rows, like_before=True)
    workbook = _grown(workbook, corner, rows, _width(wanted))
    tab = _tab(workbook, corner)
    block = laid_out(Spot(tab=tab, area=_cell(corner), is_anchor=True), wanted)
    check_footprint(workbook, block.footprint, editor)
    changed = written(workbook, block, typing)
    reply: dict[str, Any] = {"spreadsheetId": workbook.spreadsheet_id}
    if table is not None:
        reply["tableRange"] = printed(spot.tab.title, table)
    reply["updates"] = update_reply(changed, block, echo_options(query), query.moment)
    return Written(workbook=changed, reply=masked("append", query, reply), kinds=("values.append",))


def _height(body: dict[str, Any]) -> int:
    values = body.get("values", [])
    by_columns = body.get("majorDimension") == "COLUMNS"
    return max(max(map(len, values), default=0) if by_columns else len(values), 1)


def _width(body: dict[str, Any]) -> int:
    values = body.get("values", [])
    by_columns = body.get("majorDimension") == "COLUMNS"
    return max(len(values) if by_columns else max(map(len, values), default=0), 1)


def _cell(area: Area) -> Area:
    return replace(area, bottom=area.top + 1, right=area.left + 1)


def _tab(workbook: Workbook, area: Area) -> Tab:
    return next(tab for tab in workbook.tabs if tab.sheet_id == area.sheet_id)


def _grown(workbook: Workbook, corner: Area, rows: int, columns: int) -> Workbook:
    """The workbook with as many rows and columns as the values need."""
    needs = ((Axis.ROWS, corner.top + rows), (Axis.COLUMNS, corner.left + columns))
    for axis, need in needs:
        tab = _tab(workbook, corner)
        count = tab.row_count if axis is Axis.ROWS else tab.column_count
        if need > count:
            workbook = inserted(workbook, tab, axis, count, need - count, like_before=True)
    return workbook
