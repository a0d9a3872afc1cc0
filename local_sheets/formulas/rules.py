"""Conditional formats as formulas: which rule holds for each cell, the first one winning.

The rules of a tab stand on a tab of the engine of their own, at the same places as the cells that
they colour: a formula there gives the number of the first rule that holds, from 1, or 0. Colour
scales are not computed. Cells below the last row that holds something are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from local_sheets.areas import Area, clipped, letters
from local_sheets.formulas.conditions import formula_for
from local_sheets.formulas.engine import Engine
from local_sheets.formulas.feeding import formula_of, setting_of
from local_sheets.formulas.translation import Translated
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

_HELD = "conditionalFormats"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A rule that can hold: its number, the cells it is about, its formula for the first one."""

    number: int
    areas: tuple[Area, ...]
    formula: Translated

    def text_at(self, row: int, column: int) -> str:
        first = self.areas[0]
        return self.formula.text(row - first.top, column - first.left)[1:]

    def holds_cell(self, row: int, column: int) -> bool:
        return any(
            one.top <= row < one.bottom and one.left <= column < one.right for one in self.areas
        )


def rules_tab(sheet_id: int) -> str:
    """The engine's own tab for the rules of a tab."""
    return f"\u2063rules {sheet_id}"


def signature(workbook: Workbook) -> Any:
    """What the installed formulas depend on beside the cells."""
    return tuple((tab.sheet_id, tab.held(_HELD), used_rows(tab)) for tab in workbook.tabs)


def look_of(tab: Tab, number: int) -> Json:
    """The format that the rule with a number brings."""
    rule = tab.held(_HELD)[number - 1]["booleanRule"]
    found: Json = rule.get("format", {})
    return found


def install(engine: Engine, workbook: Workbook, today: date) -> None:
    """Put the formulas of all rules into the engine."""
    for tab in workbook.tabs:
        rules = tuple(_rules(workbook, tab, today))
        if not rules:
            continue
        title = rules_tab(tab.sheet_id)
        engine.add_tab(title)
        for row, column in sorted({cell for rule in rules for cell in _cells(rule)}):
            engine.set_text((title, row, column), _first_that_holds(rules, row, column))


def _cells(rule: _Rule) -> Iterator[tuple[int, int]]:
    for area in rule.areas:
        for row in range(area.top, area.bottom):
            for column in range(area.left, area.right):
                yield row, column


def _first_that_holds(rules: tuple[_Rule, ...], row: int, column: int) -> str:
    """Google: a condition holds when its formula gives TRUE or a number other than 0."""
    there = [rule for rule in rules if rule.holds_cell(row, column)]
    heads = [
        f"IF(IFERROR(IF({rule.text_at(row, column)},TRUE,FALSE),FALSE),{rule.number},"
        for rule in there
    ]
    return f"={''.join(heads)}0{')' * len(heads)}"


def _rules(workbook: Workbook, tab: Tab, today: date) -> Iterator[_Rule]:
    setting = setting_of(workbook, tab.title)
    locale = workbook.locale
    end = used_rows(tab)
    for number, held in enumerate(tab.held(_HELD), 1):
        areas = [clipped(tab, one) for one in held["ranges"]]
        within = [_above(area, end) for area in areas]
        if "booleanRule" not in held or areas[0].is_empty:
            continue
        cell = f"{letters(areas[0].left)}{areas[0].top + 1}"
        condition = formula_for(held["booleanRule"].get("condition", {}), cell, locale, today)
        formula = None if condition is None else formula_of(f"={condition}", setting)
        if formula is not None:
            yield _Rule(number=number, areas=tuple(within), formula=formula)


def _above(area: Area, end: int) -> Area:
    """The part of an area in rows that are used; its first cell stays where it is."""
    return Area(
        sheet_id=area.sheet_id,
        top=area.top,
        bottom=min(area.bottom, end),
        left=area.left,
        right=area.right,
    )


def used_rows(tab: Tab) -> int:
    """How many rows there are down to the last one that holds something."""
    return max((at for at, row in enumerate(tab.row_ids, 1) if tab.rows.get(row)), default=0)
