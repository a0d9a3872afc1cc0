"""Everything on a tab that names places, and how it goes through a change of places.

One registry: what is not in `HOLDERS` cannot be kept on a tab, so nothing is forgotten when rows,
columns or cells move. Formula texts (of cells, validation and conditional formats) go through
`formula_references`, named ranges through the change itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from local_sheets.formula_references import Change, Home, moved
from local_sheets.protection import PROTECTIONS, Axis
from local_sheets.stored_row import cells_of
from local_sheets.workbook import Cell, Row, Tab, Workbook

Json = Mapping[str, Any]
Rewrite = Callable[[str], str]
"""From a formula's text to the text after a change."""

RULES = "conditionalFormats"
MERGES = "merges"
BANDS = "bandedRanges"
BASIC_FILTER = "basicFilter"
FILTER_VIEWS = "filterViews"
GROUPS = {Axis.ROWS: "rowGroups", Axis.COLUMNS: "columnGroups"}
CHARTS = "charts"
SLICERS = "slicers"
COMMENTS = "comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A change on its way through the holders of one tab."""

    change: Change
    rewrite: Rewrite

    def ranges(self, ranges: Iterable[Json]) -> list[Json]:
        """Those GridRanges of which something is left."""
        there = [self.change.range(one) for one in ranges]
        return [one for one in there if one is not None]

    def column(self, around: Json, index: int) -> int | None:
        """Where a column of a range comes to lie; None when it is gone."""
        place = {**around, "startColumnIndex": index, "endColumnIndex": index + 1}
        there = self.change.range(place)
        return None if there is None else int(there["startColumnIndex"])


_Carry = Callable[[Json, Way], Json | None]


def _with_range(held: Json, way: Way) -> Json | None:
    there = way.change.range(held["range"])
    return None if there is None else {**held, "range": there}


def _protection(held: Json, way: Way) -> Json | None:
    there = _with_range(held, way)
    if there is None or "unprotectedRanges" not in held:
        return there
    return {**there, "unprotectedRanges": way.ranges(held["unprotectedRanges"])}


def _rule(held: Json, way: Way) -> Json | None:
    ranges = way.ranges(held["ranges"])
    if not ranges:
        return None
    out = {**held, "ranges": ranges}
    if "booleanRule" in held:
        boolean = held["booleanRule"]
        condition = rewritten_condition(boolean["condition"], way.rewrite)
        if condition is not boolean["condition"]:
            out["booleanRule"] = {**boolean, "condition": condition}
    return out


def rewritten_condition(condition: Json, rewrite: Rewrite) -> Json:
    """A BooleanCondition with its formulas rewritten; the very same one when none changes."""
    values = condition.get("values", [])
    changed = [_rewritten_value(value, rewrite) for value in values]
    if all(new is old for new, old in zip(changed, values, strict=True)):
        return condition
    return {**condition, "values": changed}


def _rewritten_value(value: Json, rewrite: Rewrite) -> Json:
    text = value.get("userEnteredValue", "")
    new = rewrite(text) if text.startswith("=") else text
    return value if new == text else {**value, "userEnteredValue": new}


def _merge(held: Json, way: Way) -> Json | None:
    """A merge of one cell is none."""
    there = way.change.range(held)
    if there is None:
        return None
    height = there["endRowIndex"] - there["startRowIndex"]
    width = there["endColumnIndex"] - there["startColumnIndex"]
    return there if height * width > 1 else None


def _filter(held: Json, way: Way) -> Json | None:
    """A filter with its range, and its criteria and sort orders by absolute columns."""
    there = _with_range(held, way)
    if there is None:
        return None
    out = dict(there)
    column = partial(way.column, held["range"])
    if "criteria" in held:
        placed = {column(int(key)): value for key, value in held["criteria"].items()}
        out["criteria"] = {str(key): one for key, one in placed.items() if key is not None}
    for name, field in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
        if name in held:
            specs = [{**one, field: column(one.get(field, 0))} for one in held[name]]
            out[name] = [one for one in specs if one[field] is not None]
    return {name: value for name, value in out.items() if value not in ([], {})}


def _group(axis: Axis) -> _Carry:
    """A group of rows or columns is a range that is open on the other axis."""
    name = "Row" if axis is Axis.ROWS else "Column"

    def carry(held: Json, way: Way) -> Json | None:
        lines = held["range"]
        place = {
            f"start{name}Index": lines["startIndex"],
            f"end{name}Index": lines["endIndex"],
            **({"sheetId": lines["sheetId"]} if "sheetId" in lines else {}),
        }
        there = way.change.range(place)
        if there is None:
            return None
        return {**held, "range": lines_of(axis, there)}

    return carry


def lines_of(axis: Axis, grid_range: Json) -> dict[str, Any]:
    """The DimensionRange of a GridRange's rows or columns."""
    name = "Row" if axis is Axis.ROWS else "Column"
    kept = {"sheetId": grid_range["sheetId"]} if grid_range.get("sheetId") else {}
    return {
        **kept,
        "dimension": axis.value,
        "startIndex": grid_range[f"start{name}Index"],
        "endIndex": grid_range[f"end{name}Index"],
    }


def _as_sent(held: Json, way: Way) -> Json:
    """Charts and slicers are only kept (they come back as sent)."""
    del way
    return held


HOLDERS: Mapping[str, _Carry] = {
    PROTECTIONS: _protection,
    RULES: _rule,
    MERGES: _merge,
    BANDS: _with_range,
    BASIC_FILTER: _filter,
    FILTER_VIEWS: _filter,
    GROUPS[Axis.ROWS]: _group(Axis.ROWS),
    GROUPS[Axis.COLUMNS]: _group(Axis.COLUMNS),
    CHARTS: _as_sent,
    SLICERS: _as_sent,
    COMMENTS: _with_range,
}
"""Every holder of places on a tab, and how one of them goes through a change."""


def carried(workbook: Workbook, change: Change) -> Workbook:
    """The workbook with all that names places moved: holders, named ranges, formulas."""
    titles = {tab.sheet_id: tab.title for tab in workbook.tabs}

    def one_tab(tab: Tab) -> Tab:
        rewrite = partial(moved, home=Home(sheet_id=tab.sheet_id, titles=titles), change=change)
        return with_formulas(carried_holders(tab, Way(change=change, rewrite=rewrite)), rewrite)

    tabs = tuple(one_tab(tab) for tab in workbook.tabs)
    return with_moved_names(replace(workbook, tabs=tabs), change)


def with_moved_names(workbook: Workbook, change: Change) -> Workbook:
    """The workbook with its named ranges moved."""
    named = [(one, change.range(one["range"])) for one in workbook.named_ranges]
    kept = tuple({**one, "range": there} for one, there in named if there is not None)
    return replace(workbook, named_ranges=kept)


def carried_holders(tab: Tab, way: Way) -> Tab:
    """The tab with its holders moved; those of which nothing is left are gone."""
    if not tab.holders:
        return tab
    holders = {}
    for name, held in tab.holders.items():
        there = [HOLDERS[name](one, way) for one in held]
        holders[name] = tuple(one for one in there if one is not None)
    return replace(tab, holders=holders)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nothing:
    """No change of places."""

    def range(self, grid_range: Json) -> Json | None:
        """The GridRange as it is."""
        return grid_range


def with_rewritten(workbook: Workbook, rewrite: Rewrite) -> Workbook:
    """The workbook with every formula rewritten, in cells and in rules, and nothing moved."""
    way = Way(change=_Nothing(), rewrite=rewrite)
    tabs = (with_formulas(carried_holders(tab, way), rewrite) for tab in workbook.tabs)
    return replace(workbook, tabs=tuple(tabs))


def with_formulas(tab: Tab, rewrite: Rewrite) -> Tab:
    """The tab with the formulas of its cells and validation rules rewritten.

    Rows and cells that do not change stay the very same.
    """
    rules: dict[int, tuple[Json, Json]] = {}
    changed = {}
    for row_id in tab.text_rows:
        row = cells_of(tab.rows[row_id])
        cells = _rewritten_row(row, rewrite, rules)
        if cells:
            changed[row_id] = {**row, **cells}
    return replace(tab, rows={**tab.rows, **changed}) if changed else tab


def _rewritten_row(
    row: Row, rewrite: Rewrite, rules: dict[int, tuple[Json, Json]]
) -> dict[int, Cell]:
    cells = {}
    for column, cell in row.items():
        value = cell.get("userEnteredValue")
        if (value and "formulaValue" in value) or "dataValidation" in cell:
            new = _rewritten_cell(cell, rewrite, rules)
            if new is not cell:
                cells[column] = new
    return cells


def _rewritten_cell(cell: Cell, rewrite: Rewrite, rules: dict[int, tuple[Json, Json]]) -> Cell:
    """Many cells share one rule: each rule is rewritten once (kept by its identity)."""
    out = dict(cell)
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is not None:
        new = rewrite(formula)
        if new != formula:
            out["userEnteredValue"] = {"formulaValue": new}
    rule = cell.get("dataValidation")
    if rule is not None:
        if id(rule) not in rules:
            condition = rewritten_condition(rule["condition"], rewrite)
            same = condition is rule["condition"]
            rules[id(rule)] = (rule, rule if same else {**rule, "condition": condition})
        out["dataValidation"] = rules[id(rule)][1]
    same = all(out[name] is cell[name] for name in out)
    return cell if same else out
