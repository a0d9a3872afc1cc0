"""Spreadsheets as files for Excel.

Loading the library behind it takes a good part of a start, so only an export asks for this module.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from local_sheets.rendering import number_format
from local_sheets.workbook import Cell, Tab, Workbook

_LONGEST_TITLE = 31  # of a tab in Excel
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def as_xlsx(workbook: Workbook) -> bytes:
    """All tabs for Excel: values, formulas, number formats, bold, frozen lines and merges."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for tab in workbook.tabs:
        _fill(book.create_sheet(_title(tab.title, taken)), tab)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _title(wanted: str, taken: set[str]) -> str:
    """A title that Excel takes, unlike the others."""
    plain = _FORBIDDEN_IN_TITLES.sub("_", wanted).strip("'") or "_"
    title, number = plain[:_LONGEST_TITLE], 1
    while title.lower() in taken:
        number += 1
        ending = f" ({number})"
        title = plain[: _LONGEST_TITLE - len(ending)] + ending
    taken.add(title.lower())
    return title


def _fill(page: Worksheet, tab: Tab) -> None:
    grid = tab.properties.get("gridProperties", {})
    rows, columns = grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)
    if rows or columns:
        page.freeze_panes = f"{get_column_letter(columns + 1)}{rows + 1}"
    if tab.hidden:
        page.sheet_state = "hidden"
    for number, row_id in enumerate(tab.row_ids, 1):
        row = tab.rows.get(row_id)
        if row:
            _fill_row(page, number, [row.get(column) for column in tab.column_ids])
    for area in tab.held("merges"):
        page.merge_cells(_a1(area))


def _fill_row(page: Worksheet, number: int, row: Sequence[Cell | None]) -> None:
    for column, cell in enumerate(row, 1):
        if cell:
            _fill_cell(page.cell(number, column), cell)


def _fill_cell(shown: Any, cell: Cell) -> None:
    _set_value(shown, cell.get("userEnteredValue") or {})
    pattern = (number_format(cell) or {}).get("pattern")
    if pattern:
        shown.number_format = pattern
    style = cell.get("userEnteredFormat") or {}
    if style.get("textFormat", {}).get("bold"):
        shown.font = Font(bold=True)


def _set_value(shown: Any, entered: Any) -> None:
    if "formulaValue" in entered:
        shown.value = entered["formulaValue"]
    elif "stringValue" in entered:
        shown.value = ILLEGAL_CHARACTERS_RE.sub("", entered["stringValue"])
        shown.data_type = "s"  # a text that begins with "=" is no formula
    elif entered:
        shown.value = next((v for v in entered.values() if isinstance(v, bool | int | float)), None)


def _a1(area: Any) -> str:
    """A merge as A1; all four ends of a merge are set."""
    left = get_column_letter(area.get("startColumnIndex", 0) + 1)
    right = get_column_letter(area["endColumnIndex"])
    return f"{left}{area.get('startRowIndex', 0) + 1}:{right}{area['endRowIndex']}"
