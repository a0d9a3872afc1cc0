"""Reading values: rectangles of plain JSON values, as the values methods answer them."""

from collections.abc import Mapping, Sequence
from typing import Any

from local_sheets.areas import Area, printed
from local_sheets.json_text import pack
from local_sheets.rendering import ShowRow, show_row_by
from local_sheets.row_cache import ROWS, Fragment
from local_sheets.stored_row import picked
from local_sheets.workbook import Row, Tab, Workbook

COLUMNS = "COLUMNS"


def value_range(
    workbook: Workbook, tab: Tab, area: Area, options: Mapping[str, str | None]
) -> dict[str, Any]:
    """A ValueRange: what an area holds without its trailing blanks; no `values` when nothing.

    `options` are majorDimension, valueRenderOption and dateTimeRenderOption.
    """
    by_columns = options.get("majorDimension") == COLUMNS
    out: dict[str, Any] = {
        "range": printed(tab.title, area),
        "majorDimension": COLUMNS if by_columns else "ROWS",
    }
    read = _by_columns if by_columns else _by_rows
    values = read(workbook, tab, area, options)
    if values:
        out["values"] = values
    return out


def _by_columns(
    workbook: Workbook, tab: Tab, area: Area, options: Mapping[str, str | None]
) -> list[list[Any]]:
    return turned(values_in(tab, area, show_row_by(options, workbook.locale)))


def _by_rows(
    workbook: Workbook, tab: Tab, area: Area, options: Mapping[str, str | None]
) -> list[list[Any] | Fragment]:
    show = show_row_by(options, workbook.locale)
    columns = tab.column_ids[area.left : area.right]
    shape = (options.get("valueRenderOption"), options.get("dateTimeRenderOption"))
    way = ("values", workbook.locale, pack(workbook.properties), tab.sheet_id, columns, *shape)
    rows = ((row_id, tab.rows.get(row_id)) for row_id in tab.row_ids[area.top : area.bottom])
    shown = ROWS.shown(
        (workbook.spreadsheet_id, *way), rows, lambda row: _shown(row, columns, show)
    )
    return [[] if row is None else row for row in shown]


def values_in(tab: Tab, area: Area, show: ShowRow) -> list[list[Any]]:
    """Row by row; blanks inside are empty texts, blank ends are dropped."""
    columns = tab.column_ids[area.left : area.right]
    rows = (tab.rows.get(row_id) for row_id in tab.row_ids[area.top : area.bottom])
    return _without_blank_end([[] if not row else _shown(row, columns, show) for row in rows])


def _shown(row: Row, columns: Sequence[int], show: ShowRow) -> list[Any]:
    return _trimmed(show(picked(row, columns)))


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] == "":
        row.pop()
    return row


def _without_blank_end(rows: list[list[Any]]) -> list[list[Any]]:
    while rows and not rows[-1]:
        rows.pop()
    return rows


def turned(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows as columns; short rows count as blank at the end."""
    width = max(map(len, rows), default=0)
    columns = [[row[at] if at < len(row) else "" for row in rows] for at in range(width)]
    return _without_blank_end([_trimmed(column) for column in columns])
