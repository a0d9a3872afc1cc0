"""Reading values: rectangles of plain JSON values, as the values methods answer them."""

from collections.abc import Mapping, Sequence
from typing import Any

from local_sheets.areas import Area, printed
from local_sheets.rendering import Show, show_by
from local_sheets.workbook import Row, Tab, Workbook

COLUMNS = "COLUMNS"


def value_range(
    workbook: Workbook, tab: Tab, area: Area, options: Mapping[str, str | None]
) -> dict[str, Any]:
    """A ValueRange: what an area holds without its trailing blanks; no `values` when nothing.

    `options` are majorDimension, valueRenderOption and dateTimeRenderOption.
    """
    by_columns = options.get("majorDimension") == COLUMNS
    show = show_by(options, str(workbook.properties["locale"]))
    values = values_in(tab, area, show)
    if by_columns:
        values = turned(values)
    out: dict[str, Any] = {
        "range": printed(tab.title, area),
        "majorDimension": COLUMNS if by_columns else "ROWS",
    }
    if values:
        out["values"] = values
    return out


def values_in(tab: Tab, area: Area, show: Show) -> list[list[Any]]:
    """Row by row; blanks inside are empty texts, blank ends are dropped."""
    columns = tab.column_ids[area.left : area.right]
    rows = (tab.rows.get(row_id) for row_id in tab.row_ids[area.top : area.bottom])
    return _without_blank_end([[] if not row else _shown(row, columns, show) for row in rows])


def _shown(row: Row, columns: Sequence[int], show: Show) -> list[Any]:
    cells = map(row.get, columns)
    values = [None if cell is None else show(cell) for cell in cells]
    return _trimmed(["" if value is None else value for value in values])


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
