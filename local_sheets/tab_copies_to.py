"""sheets.copyTo as a pure function: a tab of one spreadsheet becomes the last of another."""

from dataclasses import replace

from local_sheets.calls import Editor, Written
from local_sheets.grid_view import shown_tab_properties
from local_sheets.ids import fresh_id
from local_sheets.lines import check_cells
from local_sheets.tab_copies import Copying, copied_tab
from local_sheets.workbook import Tab, Workbook


def copied_to(target: Workbook, source: Tab, editor: Editor) -> Written:
    """The target with the copy in it; the answer is the copy's SheetProperties."""
    check_cells(target, source.row_count * source.column_count)
    sheet_id = fresh_id({tab.sheet_id for tab in target.tabs})
    wanted = Copying(sheet_id=sheet_id, title=_free_title(target, source.title), editor=editor)
    copy = copied_tab(target, source, wanted)
    changed = replace(target, tabs=(*target.tabs, copy))
    return Written(
        workbook=changed, reply=shown_tab_properties(changed, copy), kinds=("sheets.copyTo",)
    )


def _free_title(target: Workbook, title: str) -> str:
    """The title "Copy of X", with a number behind it when there is one already (expected)."""
    taken = {tab.title.lower() for tab in target.tabs}
    free, number = f"Copy of {title}", 1
    while free.lower() in taken:
        number += 1
        free = f"Copy of {title} {number}"
    return free
