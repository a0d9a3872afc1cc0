"""Kinds that group rows or columns.

Google's three rules (superset, subset, overlap) are one: every line has a depth, a new group makes
its lines one deeper, deleting makes them one less deep, and the groups are the runs of lines that
are at least so deep. So neighbouring groups of one depth are one group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from local_sheets.areas import tab_of
from local_sheets.errors import invalid
from local_sheets.holders import GROUPS
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.lines import line_ids
from local_sheets.metadata import axis_of
from local_sheets.protection import NOTHING, Axis, Footprint
from local_sheets.workbook import Tab

Json = Mapping[str, Any]

MOST_DEPTH = 8
_CONTROLS = {"rowGroupControlAfter": True, "columnGroupControlAfter": True}


def _lines(turn: Turn, wanted: Json) -> tuple[Tab, Axis, int, int]:
    tab, axis = tab_of(turn.workbook, wanted), axis_of(wanted)
    count = len(line_ids(tab, axis))
    start, end = wanted.get("startIndex", 0), wanted.get("endIndex", count)
    if not 0 <= start < end <= count:
        raise invalid(
            f"range must lie inside the grid ({count}) and not be empty: "
            f"startIndex {start}, endIndex {end}"
        )
    return tab, axis, start, end


def _footprint(turn: Turn) -> Footprint:
    wanted = turn.body.get("range")
    return NOTHING if wanted is None else _of_tab(turn, wanted)


def _of_tab(turn: Turn, wanted: Json) -> Footprint:
    return Footprint(restyled_tabs=(tab_of(turn.workbook, wanted).sheet_id,))


def _depths(tab: Tab, axis: Axis) -> list[int]:
    depths = [0] * len(line_ids(tab, axis))
    for group in tab.held(GROUPS[axis]):
        span = group["range"]
        for index in range(span["startIndex"], min(span["endIndex"], len(depths))):
            depths[index] += 1
    return depths


def _grouped(tab: Tab, axis: Axis, depths: Sequence[int]) -> Tab:
    """The tab with the groups that the depths make; a group that stays keeps its fold."""
    folded = {
        (one["depth"], one["range"]["startIndex"], one["range"]["endIndex"])
        for one in tab.held(GROUPS[axis])
        if one.get("collapsed")
    }
    groups = []
    for depth in range(1, max(depths, default=0) + 1):
        for start, end in _runs(depths, depth):
            span = {"dimension": axis.value, "startIndex": start, "endIndex": end}
            where = {"sheetId": tab.sheet_id} if tab.sheet_id else {}
            fold = {"collapsed": True} if (depth, start, end) in folded else {}
            groups.append({"range": {**where, **span}, "depth": depth, **fold})
    return tab.with_held(GROUPS[axis], tuple(groups))


def _runs(depths: Sequence[int], depth: int) -> list[tuple[int, int]]:
    runs = []
    start = None
    for index, here in enumerate([*depths, 0]):
        if here >= depth and start is None:
            start = index
        elif here < depth and start is not None:
            runs.append((start, index))
            start = None
    return runs


def _apply_add(turn: Turn) -> Applied:
    """Recorded: the tab's group controls show from then on."""
    tab, axis, start, end = _lines(turn, part_of(turn.body, "range"))
    depths = _depths(tab, axis)
    depths[start:end] = [depth + 1 for depth in depths[start:end]]
    if max(depths) > MOST_DEPTH:
        raise invalid(f"Groups can be at most {MOST_DEPTH} deep.")
    grid = {**tab.properties.get("gridProperties", {}), **_CONTROLS}
    changed = replace(
        _grouped(tab, axis, depths), properties={**tab.properties, "gridProperties": grid}
    )
    return _applied(turn, changed, axis)


def _apply_delete(turn: Turn) -> Applied:
    tab, axis, start, end = _lines(turn, part_of(turn.body, "range"))
    depths = _depths(tab, axis)
    if not any(depths[start:end]):
        raise invalid("There is no dimension group over the range.")
    depths[start:end] = [max(depth - 1, 0) for depth in depths[start:end]]
    return _applied(turn, _grouped(tab, axis, depths), axis)


def _applied(turn: Turn, tab: Tab, axis: Axis) -> Applied:
    groups = list(tab.held(GROUPS[axis]))
    reply = {"dimensionGroups": groups} if groups else {}
    return Applied(workbook=turn.workbook.with_tab(tab), reply=reply)


def _update_footprint(turn: Turn) -> Footprint:
    return _of_tab(turn, part_of(part_of(turn.body, "dimensionGroup"), "range"))


def _apply_update(turn: Turn) -> Applied:
    """Folding a group hides its lines, unfolding shows them (Google: DimensionGroup)."""
    wanted = part_of(turn.body, "dimensionGroup")
    check_names(fields_mask(turn.body), frozenset({"collapsed", "range", "depth"}))
    tab, axis, start, end = _lines(turn, part_of(wanted, "range"))
    collapsed = bool(wanted.get("collapsed"))
    groups = list(tab.held(GROUPS[axis]))
    place = (wanted.get("depth", 0), start, end)
    for at, one in enumerate(groups):
        if (one["depth"], one["range"]["startIndex"], one["range"]["endIndex"]) == place:
            rest = {name: part for name, part in one.items() if name != "collapsed"}
            groups[at] = {**rest, "collapsed": True} if collapsed else rest
            break
    else:
        raise invalid("There is no dimension group with that range and depth.")
    changed = _hidden(tab.with_held(GROUPS[axis], tuple(groups)), axis, start, end, collapsed)
    return Applied(workbook=turn.workbook.with_tab(changed))


def _hidden(tab: Tab, axis: Axis, start: int, end: int, hidden: bool) -> Tab:  # noqa: FBT001
    rows = axis is Axis.ROWS
    sizes = dict(tab.row_properties if rows else tab.column_properties)
    for line in line_ids(tab, axis)[start:end]:
        size = {key: one for key, one in sizes.pop(line, {}).items() if key != "hiddenByUser"}
        if hidden:
            size["hiddenByUser"] = True
        if size:
            sizes[line] = size
    return replace(tab, row_properties=sizes) if rows else replace(tab, column_properties=sizes)


KINDS = (
    Kind(name="addDimensionGroup", footprint=_footprint, apply=_apply_add),
    Kind(name="deleteDimensionGroup", footprint=_footprint, apply=_apply_delete),
    Kind(name="updateDimensionGroup", footprint=_update_footprint, apply=_apply_update),
)
