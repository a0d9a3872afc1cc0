"""Kinds that put the rows of a range into another order, or thin them out.

A sort permutes cells, it is no change of places: references of other cells stay where they point.
Row metadata goes with its row (measured); values, formats, notes and validation go
with the cells.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from local_sheets.areas import Area, area_of
from local_sheets.cell_blocks import as_copied, block_of, put_down, tab_at
from local_sheets.cell_colours import BACKGROUND, FOREGROUND, has_colour
from local_sheets.errors import invalid, not_supported
from local_sheets.formats import canonical
from local_sheets.formulas.evaluation import with_looks
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.metadata import axis_of
from local_sheets.protection import Axis, Footprint
from local_sheets.rendering import effective_value
from local_sheets.row_entries import entries_of, holds_rows, with_entries
from local_sheets.workbook import Cell, Tab, Workbook

Json = Mapping[str, Any]

_COLOURS = (BACKGROUND, FOREGROUND)


def _footprint(turn: Turn) -> Footprint:
    return Footprint(writes=(area_of(turn.workbook, part_of(turn.body, "range")),))


def _apply_sort(turn: Turn) -> Applied:
    """Stable, later keys settle what earlier ones leave equal; blanks stand last (a switch)."""
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    specs = canonical(turn.body.get("sortSpecs", []))
    tab = tab_at(turn.workbook, area)
    for spec in specs:
        _check_spec(tab, area, spec)
    order = list(range(area.top, area.bottom))
    shown = _shown(turn, area)
    last = turn.workbook.switches.sort_puts_blanks_last
    if specs and not turn.workbook.switches.sort_keeps_equal_rows:
        order.reverse()
    for spec in reversed(specs):
        order = _sorted(shown, order, spec, blanks_last=last)
    return Applied(workbook=turn.workbook.with_tab(_permuted(turn.workbook, tab, area, order)))


def _shown(turn: Turn, area: Area) -> Tab:
    """The tab with what its formulas compute and its rules colour."""
    return tab_at(with_looks(turn.workbook, turn.moment), area)


def _check_spec(tab: Tab, area: Area, spec: Json) -> None:
    if sum(name in spec for name in _COLOURS) > 1:
        raise invalid("A sort is by a background colour or by a foreground colour, not by both.")
    if "dataSourceColumnReference" in spec:
        raise not_supported("Sorting a data source")
    index = spec.get("dimensionIndex", 0)
    if not area.left <= index < area.right:
        raise invalid(
            f"Invalid sortSpecs: dimensionIndex {index} is not a column of the range "
            f"({area.left} to {area.right - 1} on tab '{tab.title}')."
        )


def _sorted(shown: Tab, order: list[int], spec: Json, *, blanks_last: bool) -> list[int]:
    """The rows by one column; blanks stay together at one end in both orders.

    With a colour its cells come first, or last in descending order (expected), blanks and all.
    """
    column = spec.get("dimensionIndex", 0)
    colour = next((name for name in _COLOURS if name in spec), None)
    if colour is not None:
        has = {row: has_colour(shown.cell(row, column), colour, spec[colour]) for row in order}
        first = spec.get("sortOrder") != "DESCENDING"
        return sorted(order, key=lambda row: has[row] is not first)
    keys = {row: _key(effective_value(shown.cell(row, column))) for row in order}
    filled = [row for row in order if keys[row] is not None]
    blank = [row for row in order if keys[row] is None]
    descending = spec.get("sortOrder") == "DESCENDING"
    filled.sort(key=lambda row: keys[row] or (), reverse=descending)
    return [*filled, *blank] if blanks_last else [*blank, *filled]


_RANKS = {"numberValue": 0, "stringValue": 1, "boolValue": 2, "errorValue": 3}


def _key(value: Json | None) -> tuple[Any, ...] | None:
    """Numbers before texts before booleans before errors (expected); texts in any case."""
    if not value:
        return None
    kind, content = next(iter(value.items()))
    if isinstance(content, str):
        return _RANKS[kind], content.casefold()
    return _RANKS[kind], 0 if kind == "errorValue" else content


def _permuted(workbook: Workbook, tab: Tab, area: Area, order: Sequence[int]) -> Tab:
    """The tab with the rows of an area in another order: `order` names the old rows in turn."""
    _check_merges(tab, area)
    block = block_of(tab, area)
    rows = [
        [as_copied(cell, area.top + at - old, 0) for cell in block[old - area.top]]
        for at, old in enumerate(order)
    ]
    put = put_down(tab, area.top, area.left, rows)
    if not workbook.switches.sort_moves_metadata or not holds_rows(tab, area):
        return put
    entries = entries_of(tab, area)
    return with_entries(put, area.top, [entries[old - area.top] for old in order])


def _check_merges(tab: Tab, area: Area) -> None:
    for merge in tab.held("merges"):
        rows = merge["startRowIndex"] < area.bottom and merge["endRowIndex"] > area.top
        columns = merge["startColumnIndex"] < area.right and merge["endColumnIndex"] > area.left
        if rows and columns:
            raise invalid("You can't sort a range that contains merged cells.")


def _apply_shuffle(turn: Turn) -> Applied:
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tab = tab_at(turn.workbook, area)
    order = list(range(area.top, area.bottom))
    random.SystemRandom().shuffle(order)
    return Applied(workbook=turn.workbook.with_tab(_permuted(turn.workbook, tab, area, order)))


def _apply_thin(turn: Turn) -> Applied:
    """Rows equal to an earlier one go, the rest of the range moves up (Google: DeleteDuplicates).

    Letter case, formats and formulas make no difference; blank rows of the range count as rows.
    """
    workbook = turn.workbook
    area = area_of(workbook, part_of(turn.body, "range"))
    tab = tab_at(workbook, area)
    columns = _compared(turn, tab, area)
    shown = _shown(turn, area)
    seen = set()
    kept = []
    for row in range(area.top, area.bottom):
        key = tuple(_key(effective_value(shown.cell(row, column))) for column in columns)
        if key not in seen:
            kept.append(row)
        seen.add(key)
    removed = area.height - len(kept)
    block = block_of(tab, area)
    rows: list[Sequence[Cell]] = [
        [as_copied(cell, area.top + at - old, 0) for cell in block[old - area.top]]
        for at, old in enumerate(kept)
    ]
    rows += [[{}] * area.width for _ in range(removed)]
    changed = workbook.with_tab(put_down(tab, area.top, area.left, rows))
    return Applied(workbook=changed, reply={"duplicatesRemovedCount": removed} if removed else {})


def _compared(turn: Turn, tab: Tab, area: Area) -> list[int]:
    """The columns to compare; none named means all of the range."""
    named = turn.body.get("comparisonColumns", [])
    if not named:
        return list(range(area.left, area.right))
    columns: set[int] = set()
    for lines in named:
        if axis_of(lines) is not Axis.COLUMNS:
            raise invalid("comparisonColumns must have the dimension COLUMNS.")
        columns.update(range(lines.get("startIndex", 0), lines.get("endIndex", tab.column_count)))
    if not columns <= set(range(area.left, area.right)):
        raise invalid("comparisonColumns must lie inside the range.")
    return sorted(columns)


KINDS = (
    Kind(name="sortRange", footprint=_footprint, apply=_apply_sort),
    Kind(name="randomizeRange", footprint=_footprint, apply=_apply_shuffle),
    Kind(name="deleteDuplicates", footprint=_footprint, apply=_apply_thin),
)
