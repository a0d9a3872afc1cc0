"""Kinds that insert or delete cells and push the rest of their columns or rows along.

Ranges and references that lie wholly in the columns (or rows) that shift move along; wider ones
stay (expected). Row metadata stays on its row, unless a switch says otherwise.
"""

from dataclasses import replace

from local_sheets.areas import Area, area_of
from local_sheets.cell_blocks import block_of, crosses_merge, emptied, put_down, tab_at
from local_sheets.errors import invalid
from local_sheets.holders import carried
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.lines import inserted
from local_sheets.protection import Axis, Footprint
from local_sheets.reshape import deletion, insertion
from local_sheets.row_entries import entries_of, holds_rows, with_entries
from local_sheets.workbook import Tab, Workbook


def _axis(turn: Turn) -> Axis:
    name = turn.body.get("shiftDimension", "DIMENSION_UNSPECIFIED")
    if name == "DIMENSION_UNSPECIFIED":
        raise invalid("The shiftDimension must be specified: ROWS or COLUMNS.")
    return Axis(name)


def _tail(tab: Tab, area: Area, axis: Axis) -> Area:
    """From an area on to the edge of the grid: all the cells that move."""
    if axis is Axis.ROWS:
        return replace(area, bottom=tab.row_count)
    return replace(area, right=tab.column_count)


def _footprint(turn: Turn) -> Footprint:
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    return Footprint(writes=(_tail(tab_at(turn.workbook, area), area, _axis(turn)),))


def _band(area: Area, axis: Axis) -> tuple[int, int]:
    return (area.left, area.right) if axis is Axis.ROWS else (area.top, area.bottom)


def _apply_insert(turn: Turn) -> Applied:
    """The grid grows when filled cells would be pushed over its edge (expected)."""
    axis = _axis(turn)
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tail = _tail(tab_at(turn.workbook, area), area, axis)
    _check_merges(tab_at(turn.workbook, area), tail)
    size = area.height if axis is Axis.ROWS else area.width
    workbook = _with_room(turn.workbook, tail, axis, size)
    tab = tab_at(workbook, area)
    block = block_of(tab, _kept(tail, axis, tab, size))
    down, across = (size, 0) if axis is Axis.ROWS else (0, size)
    moved = put_down(emptied(tab, tail), area.top + down, area.left + across, block)
    if _takes_entries(workbook, tab, tail, axis):
        moved = with_entries(moved, area.top, [*[()] * size, *entries_of(tab, tail)])
    start = area.top if axis is Axis.ROWS else area.left
    change = insertion(tab.sheet_id, axis, start, size, _band(area, axis))
    return Applied(workbook=carried(workbook.with_tab(moved), change))


def _takes_entries(workbook: Workbook, tab: Tab, tail: Area, axis: Axis) -> bool:
    """Whether row metadata goes along with the cells that move up or down (a switch)."""
    switched = workbook.switches.shift_moves_metadata
    return switched and axis is Axis.ROWS and holds_rows(tab, tail)


def _check_merges(tab: Tab, tail: Area) -> None:
    problem = crosses_merge(tab, tail)
    if problem is not None:
        raise problem


def _kept(tail: Area, axis: Axis, tab: Tab, size: int) -> Area:
    """The cells that still have room after they moved."""
    if axis is Axis.ROWS:
        return replace(tail, bottom=max(min(tail.bottom, tab.row_count - size), tail.top))
    return replace(tail, right=max(min(tail.right, tab.column_count - size), tail.left))


def _with_room(workbook: Workbook, tail: Area, axis: Axis, size: int) -> Workbook:
    tab = tab_at(workbook, tail)
    used = _used(tab, tail, axis)
    count = tab.row_count if axis is Axis.ROWS else tab.column_count
    if not used or used + size <= count:
        return workbook
    return inserted(workbook, tab, axis, count, used + size - count, like_before=True)


def _used(tab: Tab, tail: Area, axis: Axis) -> int:
    """The end of the last line of an area that holds anything; 0 when none does."""
    block = block_of(tab, tail)
    if axis is Axis.ROWS:
        return max((tail.top + down + 1 for down, row in enumerate(block) if any(row)), default=0)
    return max(
        (tail.left + across + 1 for row in block for across, cell in enumerate(row) if cell),
        default=0,
    )


def _apply_delete(turn: Turn) -> Applied:
    axis = _axis(turn)
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tab = tab_at(turn.workbook, area)
    tail = _tail(tab, area, axis)
    _check_merges(tab, tail)
    rows = axis is Axis.ROWS
    rest = replace(tail, top=area.bottom) if rows else replace(tail, left=area.right)
    moved = put_down(emptied(tab, tail), area.top, area.left, block_of(tab, rest))
    if _takes_entries(turn.workbook, tab, tail, axis):
        entries = [*entries_of(tab, rest), *[()] * area.height]
        moved = with_entries(moved, area.top, entries)
    start, end = (area.top, area.bottom) if rows else (area.left, area.right)
    change = deletion(tab.sheet_id, axis, start, end, _band(area, axis))
    return Applied(workbook=carried(turn.workbook.with_tab(moved), change))


KINDS = (
    Kind(name="insertRange", footprint=_footprint, apply=_apply_insert),
    Kind(name="deleteRange", footprint=_footprint, apply=_apply_delete),
)
