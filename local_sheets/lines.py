"""Rows and columns that come, go and move, and everything that moves with them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from local_sheets.defaults import MAX_CELLS, MAX_COLUMNS
from local_sheets.errors import invalid
from local_sheets.holders import carried
from local_sheets.protection import Axis
from local_sheets.reshape import deletion, insertion, move
from local_sheets.stored_row import StoredRow, cells_of
from local_sheets.workbook import EMPTY_CELL, Cell, Row, Tab, Workbook

Json = Mapping[str, Any]
_Value = TypeVar("_Value")


def inserted(
    workbook: Workbook, tab: Tab, axis: Axis, at: int, count: int, *, like_before: bool
) -> Workbook:
    """The workbook with new rows or columns before an index.

    They take size and format from the line before or after (Google: inheritFromBefore), and a
    validation rule that both neighbours share, as a rule over the whole block would.
    """
    _check_growth(workbook, tab, axis, count)
    fresh = tuple(range(tab.next_id, tab.next_id + count))
    ids = line_ids(tab, axis)
    before = ids[at - 1] if at > 0 else None
    after = ids[at] if at < len(ids) else None
    grown = replace(with_lines(tab, axis, (*ids[:at], *fresh, *ids[at:])), next_id=fresh[-1] + 1)
    pattern = _Neighbours(near=before if like_before else after, before=before, after=after)
    grown = _inheriting(grown, axis, fresh, pattern)
    changed = workbook.with_tab(grown)
    if at == len(ids):
        return changed  # nothing lies behind the end of the grid
    return carried(changed, insertion(tab.sheet_id, axis, at, count))


def deleted(workbook: Workbook, tab: Tab, axis: Axis, start: int, end: int) -> Workbook:
    """The workbook without those rows or columns, their cells, sizes and metadata."""
    ids = line_ids(tab, axis)
    gone = frozenset(ids[start:end])
    cut = with_lines(tab, axis, (*ids[:start], *ids[end:]))
    if axis is Axis.ROWS:
        cut = replace(
            cut,
            rows=_without(tab.rows, gone),
            row_properties=_without(tab.row_properties, gone),
            row_metadata=_without(tab.row_metadata, gone),
        )
    else:
        cut = replace(
            cut,
            rows=_without_columns(tab.rows, gone),
            column_properties=_without(tab.column_properties, gone),
            column_metadata=_without(tab.column_metadata, gone),
        )
    return carried(workbook.with_tab(cut), deletion(tab.sheet_id, axis, start, end))


def moved_lines(
    workbook: Workbook, tab: Tab, axis: Axis, start: int, end: int, target: int
) -> Workbook:
    """The workbook with rows or columns before another index, counted before the move."""
    ids = line_ids(tab, axis)
    rest = ids[:start] + ids[end:]
    at = target - (end - start) if target >= end else target
    placed = with_lines(tab, axis, (*rest[:at], *ids[start:end], *rest[at:]))
    return carried(workbook.with_tab(placed), move(tab.sheet_id, axis, start, end, target))


def check_cells(workbook: Workbook, more: int) -> None:
    """Refuse what would take the spreadsheet over ten million cells."""
    cells = sum(tab.row_count * tab.column_count for tab in workbook.tabs)
    if cells + more > MAX_CELLS:
        raise invalid(
            "This action would increase the number of cells in the workbook "
            f"above the limit of {MAX_CELLS} cells."
        )


def _check_growth(workbook: Workbook, tab: Tab, axis: Axis, count: int) -> None:
    if axis is Axis.COLUMNS and tab.column_count + count > MAX_COLUMNS:
        raise invalid(
            "This action would increase the number of columns in the sheet "
            f"above the limit of {MAX_COLUMNS} columns."
        )
    across = tab.column_count if axis is Axis.ROWS else tab.row_count
    check_cells(workbook, count * across)


def line_ids(tab: Tab, axis: Axis) -> tuple[int, ...]:
    """The ids of the rows or columns in their order."""
    return tab.row_ids if axis is Axis.ROWS else tab.column_ids


def with_lines(tab: Tab, axis: Axis, ids: tuple[int, ...]) -> Tab:
    """The tab with other rows or columns, or with the same in another order."""
    return replace(tab, row_ids=ids) if axis is Axis.ROWS else replace(tab, column_ids=ids)


def _without(held: Mapping[int, _Value], gone: frozenset[int]) -> Mapping[int, _Value]:
    return {key: value for key, value in held.items() if key not in gone}


def _without_columns(rows: Mapping[int, Row], gone: frozenset[int]) -> Mapping[int, Row]:
    """Rows that lose nothing stay the very same mapping."""
    names = tuple(map(str, gone))

    def cut_row(row: Row) -> Row:
        if isinstance(row, StoredRow) and not row.mentions(*names):
            return row
        cells = cells_of(row)
        return row if gone.isdisjoint(cells) else _without(cells, gone)

    cut = {key: cut_row(row) for key, row in rows.items()}
    return {key: row for key, row in cut.items() if row}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neighbours:
    """The lines around new ones: the one to take after, and both sides."""

    near: int | None
    before: int | None
    after: int | None


def _inheriting(tab: Tab, axis: Axis, fresh: tuple[int, ...], lines: _Neighbours) -> Tab:
    if axis is Axis.ROWS:
        row = _row_like(tab, lines)
        rows = {**tab.rows, **dict.fromkeys(fresh, row)} if row else tab.rows
        sizes = _sized(tab.row_properties, fresh, lines.near)
        return replace(tab, rows=rows, row_properties=sizes)
    rows = {key: _widened(row, fresh, lines) for key, row in tab.rows.items()}
    sizes = _sized(tab.column_properties, fresh, lines.near)
    return replace(tab, rows=rows, column_properties=sizes)


def _sized(
    held: Mapping[int, Json], fresh: tuple[int, ...], near: int | None
) -> Mapping[int, Json]:
    """New lines are as high or wide as the one they take after, but never hidden."""
    like = held.get(near, {}) if near is not None else {}
    if "pixelSize" not in like:
        return held
    return {**held, **{key: {"pixelSize": like["pixelSize"]} for key in fresh}}


def _row_like(tab: Tab, lines: _Neighbours) -> Row:
    sides = [
        tab.rows.get(one, {}) if one is not None else {} for one in (lines.before, lines.after)
    ]
    near = tab.rows.get(lines.near, {}) if lines.near is not None else {}
    columns = sides[0].keys() | sides[1].keys()
    fresh = {
        column: _cell_like(
            near.get(column, EMPTY_CELL),
            sides[0].get(column, EMPTY_CELL),
            sides[1].get(column, EMPTY_CELL),
        )
        for column in columns
    }
    return {column: cell for column, cell in fresh.items() if cell}


def _widened(row: Row, fresh: tuple[int, ...], lines: _Neighbours) -> Row:
    if isinstance(row, StoredRow) and not row.mentions("userEnteredFormat", "dataValidation"):
        return row  # nothing to inherit: it stays unread
    near, before, after = (
        row.get(one, EMPTY_CELL) if one is not None else EMPTY_CELL
        for one in (lines.near, lines.before, lines.after)
    )
    cell = _cell_like(near, before, after)
    return {**row, **dict.fromkeys(fresh, cell)} if cell else row


def _cell_like(near: Cell, before: Cell, after: Cell) -> Cell:
    fresh = {}
    if near.get("userEnteredFormat"):
        fresh["userEnteredFormat"] = near["userEnteredFormat"]
    rule = before.get("dataValidation")
    if rule is not None and rule == after.get("dataValidation"):
        fresh["dataValidation"] = rule
    return fresh
