"""Kinds that change rows and columns."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from local_sheets.areas import Area, tab_of, whole
from local_sheets.errors import invalid, not_supported
from local_sheets.formats import overlay, without_defaults
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.lines import deleted, inserted, line_ids, moved_lines
from local_sheets.metadata import axis_of
from local_sheets.protection import NOTHING, Axis, Footprint, Insertion
from local_sheets.workbook import Tab

Json = Mapping[str, Any]

_WRITABLE = frozenset({"pixelSize", "hiddenByUser"})


def _lines(turn: Turn, part: str = "range") -> tuple[Tab, Axis, int, int]:
    """Tab, axis, start and end of a DimensionRange; open ends reach to the edge."""
    wanted = part_of(turn.body, part)
    tab = tab_of(turn.workbook, wanted)
    axis = axis_of(wanted)
    start, end = wanted.get("startIndex", 0), wanted.get("endIndex", _count(tab, axis))
    if start < 0 or end <= start:
        raise invalid(f"{part} is empty or negative: startIndex {start}, endIndex {end}")
    return tab, axis, start, end


def _count(tab: Tab, axis: Axis) -> int:
    return tab.row_count if axis is Axis.ROWS else tab.column_count


def _existing(turn: Turn, part: str = "range") -> tuple[Tab, Axis, int, int]:
    tab, axis, start, end = _lines(turn, part)
    count = _count(tab, axis)
    if end > count:
        raise invalid(f"{part}.endIndex[{end}] must not be greater than the grid size ({count})")
    return tab, axis, start, end


def _as_area(tab: Tab, axis: Axis, start: int, end: int) -> Area:
    area = whole(tab)
    if axis is Axis.ROWS:
        return replace(area, top=start, bottom=end)
    return replace(area, left=start, right=end)


def _insert_footprint(turn: Turn) -> Footprint:
    tab, axis, start, _ = _lines(turn)
    return Footprint(insertions=(Insertion(sheet_id=tab.sheet_id, axis=axis, index=start),))


def _apply_insert(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "range")
    if "startIndex" not in wanted or "endIndex" not in wanted:
        raise invalid("range must have both a startIndex and an endIndex")
    tab, axis, start, end = _lines(turn)
    count = _count(tab, axis)
    like_before = bool(turn.body.get("inheritFromBefore"))
    if start == 0 and like_before:
        raise invalid("inheritFromBefore cannot be true if inserting a row or column at index 0")
    if start > count or (start == count and not like_before):
        raise invalid(
            f"range.startIndex[{start}] must be less than the grid size ({count}) "
            "if inheritFromBefore is false."
        )
    changed = inserted(turn.workbook, tab, axis, start, end - start, like_before=like_before)
    return Applied(workbook=changed)


def _delete_footprint(turn: Turn) -> Footprint:
    return Footprint(writes=(_as_area(*_existing(turn)),))


def _apply_delete(turn: Turn) -> Applied:
    tab, axis, start, end = _existing(turn)
    noun = "rows" if axis is Axis.ROWS else "columns"
    if end - start == _count(tab, axis):
        raise invalid(f"You can't delete all the {noun} on the sheet.")
    name = "frozenRowCount" if axis is Axis.ROWS else "frozenColumnCount"
    frozen = tab.properties.get("gridProperties", {}).get(name, 0)
    if frozen and start <= frozen and end == _count(tab, axis):
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {noun}.")
    changed = deleted(turn.workbook, tab, axis, start, end)
    if start < frozen:
        changed = changed.with_tab(_thawed(tab_of(changed, turn.body["range"]), name, start, end))
    return Applied(workbook=changed)


def _thawed(tab: Tab, name: str, start: int, end: int) -> Tab:
    """The tab with fewer frozen lines when frozen ones went."""
    grid = dict(tab.properties["gridProperties"])
    grid[name] -= min(end, grid[name]) - start
    return replace(tab, properties={**tab.properties, "gridProperties": grid})


def _move_footprint(turn: Turn) -> Footprint:
    """Lines leave their place, and come into another one."""
    tab, axis, start, end = _existing(turn, "source")
    target = turn.body.get("destinationIndex", 0)
    place = Insertion(sheet_id=tab.sheet_id, axis=axis, index=target)
    return Footprint(writes=(_as_area(tab, axis, start, end),), insertions=(place,))


def _apply_move(turn: Turn) -> Applied:
    """Google counts the target before the move; a target inside the source moves nothing."""
    tab, axis, start, end = _existing(turn, "source")
    target = turn.body.get("destinationIndex", 0)
    count = _count(tab, axis)
    if not 0 <= target <= count:
        raise invalid(f"destinationIndex[{target}] must be between 0 and {count}.")
    if start <= target <= end:
        return Applied(workbook=turn.workbook)
    return Applied(workbook=moved_lines(turn.workbook, tab, axis, start, end, target))


def _apply_resize(turn: Turn) -> Applied:
    """Nothing here measures letters, so the sizes stay."""
    if "dataSourceSheetDimensions" in turn.body:
        raise not_supported("autoResizeDimensions of a data source")
    _existing(turn, "dimensions")
    return Applied(workbook=turn.workbook)


def _resize_footprint(turn: Turn) -> Footprint:
    if "dimensions" not in turn.body:
        return NOTHING
    return Footprint(restyled_tabs=(tab_of(turn.workbook, turn.body["dimensions"]).sheet_id,))


def _append_footprint(turn: Turn) -> Footprint:
    return Footprint(restyled_tabs=(tab_of(turn.workbook, turn.body).sheet_id,))


def _apply_append(turn: Turn) -> Applied:
    tab, axis = tab_of(turn.workbook, turn.body), axis_of(turn.body)
    length = turn.body.get("length", 0)
    if length < 1:
        raise invalid(f"length must be at least 1: {length}")
    changed = inserted(turn.workbook, tab, axis, _count(tab, axis), length, like_before=True)
    return Applied(workbook=changed)


def _update_footprint(turn: Turn) -> Footprint:
    if "range" not in turn.body:
        return NOTHING
    return Footprint(restyled_tabs=(tab_of(turn.workbook, turn.body["range"]).sheet_id,))


def _apply_update(turn: Turn) -> Applied:
    mask = fields_mask(turn.body)
    check_names(mask, _WRITABLE)
    tab, axis, start, end = _existing(turn)
    wanted = turn.body.get("properties", {})
    rows = axis is Axis.ROWS
    ids = line_ids(tab, axis)[start:end]
    sizes = dict(tab.row_properties if rows else tab.column_properties)
    for one in ids:
        changed = without_defaults(overlay(sizes.get(one, {}), wanted, mask))
        if changed:
            sizes[one] = changed
        else:
            sizes.pop(one, None)
    tab = replace(tab, row_properties=sizes) if rows else replace(tab, column_properties=sizes)
    return Applied(workbook=turn.workbook.with_tab(tab))


KINDS = (
    Kind(name="insertDimension", footprint=_insert_footprint, apply=_apply_insert),
    Kind(name="deleteDimension", footprint=_delete_footprint, apply=_apply_delete),
    Kind(name="moveDimension", footprint=_move_footprint, apply=_apply_move),
    Kind(name="autoResizeDimensions", footprint=_resize_footprint, apply=_apply_resize),
    Kind(name="appendDimension", footprint=_append_footprint, apply=_apply_append),
    Kind(name="updateDimensionProperties", footprint=_update_footprint, apply=_apply_update),
)
