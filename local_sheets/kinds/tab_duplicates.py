"""The kind that duplicates a tab (Google: DuplicateSheetRequest)."""

from dataclasses import replace

from local_sheets.areas import tab_of
from local_sheets.errors import invalid
from local_sheets.grid_view import shown_tab_properties
from local_sheets.kinds.kind import Applied, Kind, Turn
from local_sheets.kinds.tabs import check_title, free_id, place_of
from local_sheets.lines import check_cells
from local_sheets.protection import NOTHING
from local_sheets.tab_copies import Copying, copied_tab
from local_sheets.workbook import Workbook


def copy_title(workbook: Workbook, title: str) -> str:
    """`Copy of X`, numbered when that is taken (expected wording)."""
    taken = {tab.title.lower() for tab in workbook.tabs}
    wanted, number = f"Copy of {title}", 2
    while wanted.lower() in taken:
        wanted, number = f"Copy of {title} {number}", number + 1
    return wanted


def _apply(turn: Turn) -> Applied:
    """The copy stands at insertSheetIndex, else right behind its source (expected)."""
    body, workbook = turn.body, turn.workbook
    source = tab_of(workbook, {"sheetId": body.get("sourceSheetId", 0)})
    title = body.get("newSheetName") or copy_title(workbook, source.title)
    check_title(workbook, title)
    check_cells(workbook, source.row_count * source.column_count)
    sheet_id = free_id(workbook, body.get("newSheetId"))
    at = place_of(workbook, body.get("insertSheetIndex", workbook.tabs.index(source) + 1))
    copy = copied_tab(workbook, source, Copying(sheet_id=sheet_id, title=title, editor=turn.editor))
    changed = replace(workbook, tabs=(*workbook.tabs[:at], copy, *workbook.tabs[at:]))
    if sheet_id == source.sheet_id:
        raise invalid(f"Sheet with id {sheet_id} already exists")
    return Applied(workbook=changed, reply={"properties": shown_tab_properties(changed, copy)})


KINDS = (Kind(name="duplicateSheet", footprint=lambda _: NOTHING, apply=_apply),)
