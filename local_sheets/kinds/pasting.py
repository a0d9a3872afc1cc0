"""Kinds that copy or move blocks of cells (Google: CopyPasteRequest, CutPasteRequest).

What is pasted takes the place of what was there; protections stay, and row metadata too unless a
switch moves it with a cut. A merge that the target holds in part is refused
(expected).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from local_sheets.areas import Area, area_of, outside, tab_of
from local_sheets.cell_blocks import (
    Block,
    as_copied,
    as_range,
    block_of,
    crosses_merge,
    emptied,
    merge_area,
    moved_area,
    put_down,
    tab_at,
    without_parts,
)
from local_sheets.errors import invalid
from local_sheets.formula_references import Home, moved
from local_sheets.formulas.evaluation import evaluated
from local_sheets.holders import MERGES, RULES, with_formulas, with_moved_names
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.protection import Footprint
from local_sheets.rendering import effective_value
from local_sheets.reshape import Relocation
from local_sheets.row_entries import entries_of, holds_rows, with_entries
from local_sheets.workbook import Cell, Tab, Workbook

Json = Mapping[str, Any]

_VALUE = frozenset({"userEnteredValue", "textFormatRuns"})
_TAKEN: Mapping[str, frozenset[str]] = {
    "PASTE_VALUES": _VALUE,
    "PASTE_FORMULA": _VALUE,
    "PASTE_FORMAT": frozenset({"userEnteredFormat"}),
    "PASTE_DATA_VALIDATION": frozenset({"dataValidation"}),
}
"""Which parts of a cell a paste type replaces; all of them where it is not listed."""
_WHOLE = frozenset({"PASTE_NORMAL", "PASTE_NO_BORDERS"})
_RULES_ONLY = "PASTE_CONDITIONAL_FORMATTING"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What is copied: the area, its cells and its merges, turned over if asked for."""

    area: Area
    block: Block
    merges: tuple[Area, ...]


def _paste_type(turn: Turn) -> str:
    return str(turn.body.get("pasteType", "PASTE_NORMAL"))


def _tiles(turn: Turn) -> list[Area]:
    """Where copies come to lie: once, or as often as the target is a multiple of the source."""
    source = area_of(turn.workbook, part_of(turn.body, "source"))
    target = area_of(turn.workbook, part_of(turn.body, "destination"))
    height, width = source.height, source.width
    if turn.body.get("pasteOrientation") == "TRANSPOSE":
        height, width = width, height
    down = target.height // height if target.height % height == 0 else 1
    across = target.width // width if target.width % width == 0 else 1
    tab = tab_at(turn.workbook, target)
    tiles = [
        Area(
            sheet_id=target.sheet_id,
            top=target.top + row * height,
            bottom=target.top + (row + 1) * height,
            left=target.left + column * width,
            right=target.left + (column + 1) * width,
        )
        for row in range(down)
        for column in range(across)
    ]
    _check_fits(tab, tiles[-1])
    return tiles


def _check_fits(tab: Tab, area: Area) -> None:
    if area.bottom > tab.row_count or area.right > tab.column_count:
        raise outside(tab, area)


def _copy_footprint(turn: Turn) -> Footprint:
    return Footprint(writes=tuple(_tiles(turn)))


def _apply_copy(turn: Turn) -> Applied:
    area = area_of(turn.workbook, part_of(turn.body, "source"))
    kind = _paste_type(turn)
    tiles = _tiles(turn)
    if kind == _RULES_ONLY:
        return Applied(workbook=_with_rules(turn.workbook, area, tiles))
    source = _lifted(turn, area, values=kind == "PASTE_VALUES")
    tab = tab_at(turn.workbook, tiles[0])
    for tile in tiles:
        turned = turn.body.get("pasteOrientation") == "TRANSPOSE"
        tab = _pasted(tab, tile, _copied(source, tile, turned=turned), kind)
    return Applied(workbook=turn.workbook.with_tab(tab))


def _lifted(turn: Turn, area: Area, *, values: bool) -> _Source:
    tab = tab_at(turn.workbook, area)
    block = block_of(tab, area)
    if values:
        shown = block_of(tab_at(evaluated(turn.workbook, turn.moment), area), area)
        block = [
            [
                _settled(cell, effective_value(computed))
                for cell, computed in zip(row, computed_row, strict=True)
            ]
            for row, computed_row in zip(block, shown, strict=True)
        ]
    merges = (merge_area(tab, one) for one in tab.held(MERGES))
    inside = tuple(one for one in merges if one.shared(area) == one)
    return _Source(area=area, block=block, merges=inside)


def _settled(cell: Cell, value: Json | None) -> Cell:
    """A cell with its computed value in place of a formula."""
    rest = without_parts(cell, frozenset({"userEnteredValue"}))
    return rest if value is None else {**rest, "userEnteredValue": value}


def _copied(source: _Source, tile: Area, *, turned: bool) -> _Source:
    """The source as it lands on a tile: formulas look as far away as before."""
    area, block = source.area, source.block
    if not turned:
        down, across = tile.top - area.top, tile.left - area.left
        cells = [[as_copied(cell, down, across) for cell in row] for row in block]
        merges = tuple(moved_area(one, tile.sheet_id, down, across) for one in source.merges)
        return _Source(area=tile, block=cells, merges=merges)
    cells = [
        [
            as_copied(
                block[across][down],
                tile.top + down - (area.top + across),
                tile.left + across - (area.left + down),
            )
            for across in range(area.height)
        ]
        for down in range(area.width)
    ]
    merges = tuple(
        Area(
            sheet_id=tile.sheet_id,
            top=tile.top + one.left - area.left,
            bottom=tile.top + one.right - area.left,
            left=tile.left + one.top - area.top,
            right=tile.left + one.bottom - area.top,
        )
        for one in source.merges
    )
    return _Source(area=tile, block=cells, merges=merges)


def _pasted(tab: Tab, tile: Area, source: _Source, kind: str) -> Tab:
    old = block_of(tab, tile)
    mix = _mixer(kind)
    cells = [
        [mix(before, new) for before, new in zip(olds, news, strict=True)]
        for olds, news in zip(old, source.block, strict=True)
    ]
    put = put_down(tab, tile.top, tile.left, cells)
    if kind not in _WHOLE:
        return put
    problem = crosses_merge(tab, tile)
    if problem is not None:
        raise problem
    kept = tuple(one for one in tab.held(MERGES) if not merge_area(tab, one).shared(tile))
    return put.with_held(MERGES, (*kept, *(as_range(one) for one in source.merges)))


def _mixer(kind: str) -> Callable[[Cell, Cell], Cell]:
    """What an old cell becomes when a new one is pasted over it."""
    taken = _TAKEN.get(kind)
    if taken is not None:
        return lambda old, new: {
            **without_parts(old, taken),
            **{name: part for name, part in new.items() if name in taken},
        }
    return _unbordered if kind == "PASTE_NO_BORDERS" else _replaced


def _replaced(old: Cell, new: Cell) -> Cell:
    del old
    return new


def _unbordered(old: Cell, new: Cell) -> Cell:
    """The new cell with the borders of the old one."""
    shape = without_parts(new.get("userEnteredFormat", {}), frozenset({"borders"}))
    borders = old.get("userEnteredFormat", {}).get("borders")
    if borders:
        shape = {**shape, "borders": borders}
    rest = without_parts(new, frozenset({"userEnteredFormat"}))
    return {**rest, "userEnteredFormat": shape} if shape else rest


def _with_rules(workbook: Workbook, area: Area, tiles: list[Area]) -> Workbook:
    """The workbook with the source's conditional formats on the tiles too.

    A rule is kept on one tab, so pasting on another tab is refused (expected).
    """
    if area.sheet_id != tiles[0].sheet_id:
        raise invalid("Conditional formats can only be pasted on their own tab.")
    tab = tab_at(workbook, area)
    rules = []
    for rule in tab.held(RULES):
        touched = any(area_of(workbook, one).shared(area) for one in rule["ranges"])
        more = [as_range(tile) for tile in tiles] if touched else []
        rules.append({**rule, "ranges": [*rule["ranges"], *more]})
    return workbook.with_tab(tab.with_held(RULES, tuple(rules)))


def _landing(turn: Turn) -> tuple[Area, Area]:
    """The source of a cut and the area on which it lands."""
    source = area_of(turn.workbook, part_of(turn.body, "source"))
    corner = part_of(turn.body, "destination")
    tab = tab_of(turn.workbook, corner)
    top, left = corner.get("rowIndex", 0), corner.get("columnIndex", 0)
    if min(top, left) < 0:
        raise invalid(f"destination must not be negative: rowIndex {top}, columnIndex {left}")
    target = moved_area(source, tab.sheet_id, top - source.top, left - source.left)
    _check_fits(tab, target)
    return source, target


def _cut_footprint(turn: Turn) -> Footprint:
    return Footprint(writes=_landing(turn))


def _apply_cut(turn: Turn) -> Applied:
    """All of the source goes; references and names follow what is pasted whole or as formulas."""
    area, target = _landing(turn)
    kind = _paste_type(turn)
    if kind == _RULES_ONLY:
        return Applied(workbook=_cut_rules(turn.workbook, area, target))
    problem = crosses_merge(tab_at(turn.workbook, area), area)
    if problem is not None:
        raise problem
    source = _lifted(turn, area, values=kind == "PASTE_VALUES")
    workbook = turn.workbook.with_tab(_cut_out(tab_at(turn.workbook, area), area))
    if kind in _WHOLE or kind == "PASTE_FORMULA":
        workbook, source = _followed(workbook, source, target)
    down, across = target.top - area.top, target.left - area.left
    merges = tuple(moved_area(one, target.sheet_id, down, across) for one in source.merges)
    landed = replace(source, area=target, merges=merges)
    tab = _pasted(tab_at(workbook, target), target, landed, kind)
    workbook = workbook.with_tab(tab)
    if kind in _WHOLE and workbook.switches.cut_moves_metadata:
        workbook = _with_entries(workbook, tab_at(turn.workbook, area), area, target)
    return Applied(workbook=workbook)


def _with_entries(workbook: Workbook, old: Tab, area: Area, target: Area) -> Workbook:
    """The workbook with the metadata of whole cut rows on the rows where they landed."""
    if not holds_rows(old, area):
        return workbook
    left = with_entries(tab_at(workbook, area), area.top, [()] * area.height)
    workbook = workbook.with_tab(left)
    landed = with_entries(tab_at(workbook, target), target.top, entries_of(old, area))
    return workbook.with_tab(landed)


def _cut_out(tab: Tab, area: Area) -> Tab:
    kept = tuple(one for one in tab.held(MERGES) if not merge_area(tab, one).shared(area))
    return emptied(tab, area).with_held(MERGES, kept)


def _cut_rules(workbook: Workbook, area: Area, target: Area) -> Workbook:
    pasted = _with_rules(workbook, area, [target])
    return pasted.with_tab(emptied(tab_at(pasted, area), area))


def _followed(workbook: Workbook, source: _Source, target: Area) -> tuple[Workbook, _Source]:
    """The workbook and the cut cells with references to cut cells pointing to their new place."""
    area = source.area
    change = Relocation(
        source=as_range(area),
        sheet_id=target.sheet_id,
        down=target.top - area.top,
        across=target.left - area.left,
    )
    titles = {tab.sheet_id: tab.title for tab in workbook.tabs}
    tabs = tuple(
        with_formulas(
            tab,
            partial(moved, home=Home(sheet_id=tab.sheet_id, titles=titles), change=change),
        )
        for tab in workbook.tabs
    )
    home = Home(sheet_id=area.sheet_id, titles=titles)
    rewrite = partial(moved, home=home, change=change, landing=target.sheet_id)
    block = [[_rewritten(cell, rewrite) for cell in row] for row in source.block]
    changed = with_moved_names(replace(workbook, tabs=tabs), change)
    return changed, replace(source, block=block)


def _rewritten(cell: Cell, rewrite: Callable[[str], str]) -> Cell:
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is None:
        return cell
    return {**cell, "userEnteredValue": {"formulaValue": rewrite(formula)}}


KINDS = (
    Kind(name="copyPaste", footprint=_copy_footprint, apply=_apply_copy),
    Kind(name="cutPaste", footprint=_cut_footprint, apply=_apply_cut),
)
