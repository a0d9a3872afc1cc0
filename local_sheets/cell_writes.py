"""Changing cells: the few ways in which a workbook gets new cells."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from local_sheets.areas import Area
from local_sheets.workbook import EMPTY_CELL, EMPTY_ROW, Cell, Row, Tab

Change = Callable[[Cell], Cell]
"""From the old cell to the new one; an empty mapping means that nothing is left."""


def with_cells(tab: Tab, changes: Iterable[tuple[int, Mapping[int, Change]]]) -> Tab:
    """The tab with changed cells: per zero-based row, the changes by zero-based column."""
    rows = dict(tab.rows)
    for row, columns in changes:
        row_id = tab.row_ids[row]
        by_id = {tab.column_ids[column]: change for column, change in columns.items()}
        _put(rows, row_id, _changed(rows.get(row_id, EMPTY_ROW), by_id))
    return replace(tab, rows=rows)


def with_area(tab: Tab, area: Area, change: Change) -> Tab:
    """The tab with the same change made to every cell of an area, blank ones too."""
    by_id = dict.fromkeys(tab.column_ids[area.left : area.right], change)
    rows = dict(tab.rows)
    for row_id in tab.row_ids[area.top : area.bottom]:
        _put(rows, row_id, _changed(rows.get(row_id, EMPTY_ROW), by_id))
    return replace(tab, rows=rows)


def with_present(tab: Tab, area: Area, change: Change) -> Tab:
    """The tab with a change made to those cells of an area that hold something."""
    wanted = frozenset(tab.column_ids[area.left : area.right])
    rows = dict(tab.rows)
    for row_id in tab.row_ids[area.top : area.bottom]:
        row = rows.get(row_id)
        if row:
            _put(rows, row_id, _changed(row, {key: change for key in row if key in wanted}))
    return replace(tab, rows=rows)


def _changed(row: Row, by_id: Mapping[int, Change]) -> Row:
    changed = dict(row)
    for column_id, change in by_id.items():
        cell = change(changed.get(column_id, EMPTY_CELL))
        if cell:
            changed[column_id] = cell
        else:
            changed.pop(column_id, None)
    return changed


def _put(rows: dict[int, Row], row_id: int, row: Row) -> None:
    """Keep the very same row when nothing changed: its identity is the test for a change."""
    if row == rows.get(row_id, EMPTY_ROW):
        return
    if row:
        rows[row_id] = row
    else:
        rows.pop(row_id, None)
