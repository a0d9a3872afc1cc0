"""Rows and columns that come and go, and everything that moves with them.

One `Reshape` says where an index of one axis comes to lie; every holder of a range goes through
it. Cells, sizes and metadata hang on row and column ids and need no moving.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from local_sheets.areas import stored_range
from local_sheets.defaults import MAX_CELLS, MAX_COLUMNS
from local_sheets.errors import invalid
from local_sheets.protection import Axis
from local_sheets.workbook import EMPTY_CELL, Cell, Row, Tab, Workbook

Json = Mapping[str, Any]
_Value = TypeVar("_Value")
Span = tuple[int | None, int | None]
"""Start and end of a range on one axis; None where it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reshape:
    """An insertion of `count` lines before `at` (count > 0), or a deletion of `-count` from `at`.

    Google: a range grows when lines are inserted strictly inside it, moves when they come at or
    before its start, shrinks when lines of it go, and vanishes with its last one.
    """

    sheet_id: int
    axis: Axis
    at: int
    count: int

    def span(self, start: int | None, end: int | None) -> Span | None:
        """Where a range comes to lie; None when nothing of it is left."""
        if self.count > 0:
            return self._grown(start, end)
        first = None if start is None else self._closed(start)
        last = None if end is None else self._closed(end)
        if last is not None and (first or 0) >= last:
            return None
        return first, last

    def _grown(self, start: int | None, end: int | None) -> Span:
        moved_start = start + self.count if start is not None and start >= self.at else start
        moved_end = end + self.count if end is not None and end > self.at else end
        return moved_start, moved_end

    def _closed(self, bound: int) -> int:
        """A bound after a deletion: behind it moved up, inside it drawn to its place."""
        return max(self.at, bound + self.count) if bound > self.at else bound

    def range(self, grid_range: Json) -> Json | None:
        """A GridRange after the reshape; None when it is gone."""
        if grid_range.get("sheetId", 0) != self.sheet_id:
            return grid_range
        name = "Row" if self.axis is Axis.ROWS else "Column"
        names = (f"start{name}Index", f"end{name}Index")
        moved = self.span(grid_range.get(names[0]), grid_range.get(names[1]))
        if moved is None:
            return None
        bounds = {key: bound for key, bound in zip(names, moved, strict=True) if bound is not None}
        return stored_range({**grid_range, **bounds})


_Moved = Callable[[Json, Reshape], Json | None]


def _moved_protection(held: Json, reshape: Reshape) -> Json | None:
    moved = reshape.range(held["range"])
    if moved is None:
        return None
    out = {**held, "range": moved}
    if "unprotectedRanges" in held:
        out["unprotectedRanges"] = _all_moved(held["unprotectedRanges"], reshape)
    return out


def _moved_rule(held: Json, reshape: Reshape) -> Json | None:
    ranges = _all_moved(held["ranges"], reshape)
    return {**held, "ranges": ranges} if ranges else None


def _all_moved(ranges: list[Json], reshape: Reshape) -> list[Json]:
    moved = [reshape.range(one) for one in ranges]
    return [one for one in moved if one is not None]


HOLDERS: Mapping[str, _Moved] = {
    "protectedRanges": _moved_protection,
    "conditionalFormats": _moved_rule,
    "merges": lambda held, reshape: reshape.range(held),
}
"""Every holder of ranges on a tab, and how one of them goes through a reshape."""


def inserted(
    workbook: Workbook, tab: Tab, axis: Axis, at: int, count: int, *, like_before: bool
) -> Workbook:
    """The workbook with new rows or columns before an index.

    They take size and format from the line before or after (Google: inheritFromBefore), and a
    validation rule that both neighbours share, as a rule over the whole block would.
    """
    _check_growth(workbook, tab, axis, count)
    fresh = tuple(range(tab.next_id, tab.next_id + count))
    ids = _ids(tab, axis)
    before = ids[at - 1] if at > 0 else None
    after = ids[at] if at < len(ids) else None
    grown = replace(_with_ids(tab, axis, (*ids[:at], *fresh, *ids[at:])), next_id=fresh[-1] + 1)
    pattern = _Neighbours(near=before if like_before else after, before=before, after=after)
    grown = _inheriting(grown, axis, fresh, pattern)
    reshape = Reshape(sheet_id=tab.sheet_id, axis=axis, at=at, count=count)
    return _carried(workbook.with_tab(grown), reshape)


def deleted(workbook: Workbook, tab: Tab, axis: Axis, start: int, end: int) -> Workbook:
    """The workbook without those rows or columns, their cells, sizes and metadata."""
    ids = _ids(tab, axis)
    gone = frozenset(ids[start:end])
    cut = _with_ids(tab, axis, (*ids[:start], *ids[end:]))
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
    reshape = Reshape(sheet_id=tab.sheet_id, axis=axis, at=start, count=start - end)
    return _carried(workbook.with_tab(cut), reshape)


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


def _ids(tab: Tab, axis: Axis) -> tuple[int, ...]:
    return tab.row_ids if axis is Axis.ROWS else tab.column_ids


def _with_ids(tab: Tab, axis: Axis, ids: tuple[int, ...]) -> Tab:
    return replace(tab, row_ids=ids) if axis is Axis.ROWS else replace(tab, column_ids=ids)


def _carried(workbook: Workbook, reshape: Reshape) -> Workbook:
    """The workbook with every holder of ranges on the tab moved, and named ranges."""
    tab = workbook.find_tab(reshape.sheet_id)
    if tab is None:
        return workbook
    holders = {}
    for name, held in tab.holders.items():
        moved = [HOLDERS[name](one, reshape) for one in held]
        holders[name] = tuple(one for one in moved if one is not None)
    named = [(one, reshape.range(one["range"])) for one in workbook.named_ranges]
    return replace(
        workbook.with_tab(replace(tab, holders=holders)),
        named_ranges=tuple({**one, "range": moved} for one, moved in named if moved is not None),
    )


def _without(held: Mapping[int, _Value], gone: frozenset[int]) -> Mapping[int, _Value]:
    return {key: value for key, value in held.items() if key not in gone}


def _without_columns(rows: Mapping[int, Row], gone: frozenset[int]) -> Mapping[int, Row]:
    """Rows that lose nothing stay the very same mapping."""
    cut = {key: row if gone.isdisjoint(row) else _without(row, gone) for key, row in rows.items()}
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
