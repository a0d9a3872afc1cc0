"""Kinds that merge cells and take merges apart (Google: MergeCellsRequest)."""

from local_sheets.areas import Area, area_of
from local_sheets.cell_blocks import (
    as_range,
    crosses_merge,
    merge_area,
    tab_at,
    with_value,
)
from local_sheets.cell_writes import with_present
from local_sheets.errors import invalid
from local_sheets.holders import MERGES
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.protection import Footprint
from local_sheets.workbook import Tab


def _footprint(turn: Turn) -> Footprint:
    return Footprint(writes=(area_of(turn.workbook, part_of(turn.body, "range")),))


def _parts(area: Area, merge_type: str) -> list[Area]:
    """The merges that a request makes: one, or one per column or row."""
    if merge_type == "MERGE_COLUMNS":
        return [_cut(area, left=at, right=at + 1) for at in range(area.left, area.right)]
    if merge_type == "MERGE_ROWS":
        return [_cut(area, top=at, bottom=at + 1) for at in range(area.top, area.bottom)]
    return [area]


def _cut(area: Area, **bounds: int) -> Area:
    whole = {"top": area.top, "bottom": area.bottom, "left": area.left, "right": area.right}
    return Area(sheet_id=area.sheet_id, **{**whole, **bounds})


def _apply_merge(turn: Turn) -> Applied:
    """Each merge keeps the value of its top-left cell alone."""
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tab = _taken_apart(tab_at(turn.workbook, area), area)
    for part in _parts(area, turn.body.get("mergeType", "MERGE_ALL")):
        _check_frozen(tab, part)
        if part.height * part.width > 1:
            tab = _merged(tab, part)
    return Applied(workbook=turn.workbook.with_tab(tab))


def _merged(tab: Tab, area: Area) -> Tab:
    lost = (
        _cut(area, bottom=area.top + 1, left=area.left + 1),
        _cut(area, top=area.top + 1),
    )
    for part in lost:
        tab = with_present(tab, part, with_value(None))
    return tab.with_held(MERGES, (*tab.held(MERGES), as_range(area)))


def _taken_apart(tab: Tab, area: Area) -> Tab:
    """The tab without the merges of an area; one that is there in part is refused."""
    problem = crosses_merge(tab, area)
    if problem is not None:
        raise problem
    kept = tuple(one for one in tab.held(MERGES) if not merge_area(tab, one).shared(area))
    return tab.with_held(MERGES, kept)


def _check_frozen(tab: Tab, area: Area) -> None:
    grid = tab.properties.get("gridProperties", {})
    edges = (
        ("columns", grid.get("frozenColumnCount", 0), area.left, area.right),
        ("rows", grid.get("frozenRowCount", 0), area.top, area.bottom),
    )
    for noun, edge, start, end in edges:
        if start < edge < end:
            raise invalid(f"You can't merge frozen and non-frozen {noun}")


def _apply_unmerge(turn: Turn) -> Applied:
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tab = _taken_apart(tab_at(turn.workbook, area), area)
    return Applied(workbook=turn.workbook.with_tab(tab))


KINDS = (
    Kind(name="mergeCells", footprint=_footprint, apply=_apply_merge),
    Kind(name="unmergeCells", footprint=_footprint, apply=_apply_unmerge),
)
