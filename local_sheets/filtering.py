"""Which rows a tab's basic filter hides (Google: BasicFilter, FilterCriteria).

The first row of the range is its header and always shows. A row hides when one of its filtered
cells shows a hidden value, does not meet the condition or does not have the colour. What hides is
read off when somebody looks: it follows every edit (in the browser a filter is applied again on
request only). Filter views hide for the person who uses them and never show here.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from local_sheets.areas import Area, clipped
from local_sheets.cell_blocks import as_range
from local_sheets.cell_colours import BACKGROUND, FOREGROUND, has_colour
from local_sheets.clock import Moment
from local_sheets.formulas.conditions import formula_for
from local_sheets.formulas.evaluation import LOOK, with_looks
from local_sheets.formulas.rules import used_rows
from local_sheets.holders import BASIC_FILTER, RULES
from local_sheets.rendering import formatter
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

_MARK = {"bold": True}
_COLOURS = {
    "visibleBackgroundColorStyle": BACKGROUND,
    "visibleForegroundColorStyle": FOREGROUND,
}


def hidden_rows(workbook: Workbook, tab: Tab, moment: Moment) -> frozenset[int]:
    """The zero-based rows that the tab's basic filter hides."""
    held = next(iter(tab.held(BASIC_FILTER)), None)
    if held is None or not held.get("filterSpecs"):
        return frozenset()
    area = clipped(tab, held["range"])
    below = replace(area, top=min(area.top + 1, area.bottom))
    shown = with_looks(workbook, moment).find_tab(tab.sheet_id) or tab
    hidden: set[int] = set()
    for spec in held["filterSpecs"]:
        column = spec.get("columnIndex", 0)
        if area.left <= column < area.right:
            criteria = spec.get("filterCriteria", {})
            cells = replace(below, left=column, right=column + 1)
            hidden.update(_by_values(workbook, shown, cells, criteria))
            hidden.update(_by_colour(shown, cells, criteria))
            hidden.update(_by_condition(workbook, tab, cells, criteria, moment))
    return frozenset(hidden)


def _rows(area: Area, hides: Callable[[int], bool]) -> set[int]:
    return {row for row in range(area.top, area.bottom) if hides(row)}


def _by_values(workbook: Workbook, shown: Tab, area: Area, criteria: Json) -> set[int]:
    """A hidden value is what the cell shows; an empty text is a blank cell."""
    values = frozenset(criteria.get("hiddenValues", ()))
    if not values:
        return set()
    text = formatter(workbook.locale)
    return _rows(area, lambda row: (text(shown.cell(row, area.left)) or "") in values)


def _by_colour(shown: Tab, area: Area, criteria: Json) -> set[int]:
    hidden: set[int] = set()
    for name, field in _COLOURS.items():
        if name in criteria:
            seen = {
                row
                for row in range(area.top, area.bottom)
                if has_colour(shown.cell(row, area.left), field, criteria[name])
            }
            hidden.update(set(range(area.top, area.bottom)) - seen)
    return hidden


def _by_condition(
    workbook: Workbook, tab: Tab, area: Area, criteria: Json, moment: Moment
) -> set[int]:
    """Conditions are those of conditional formats, so a rule that marks its cells judges them.

    Rows below the last one that holds something are not judged; a condition that no rule can have
    hides nothing.
    """
    condition = criteria.get("condition", {})
    area = replace(area, bottom=max(area.top, min(area.bottom, used_rows(tab))))
    if area.is_empty or formula_for(condition, "A1", workbook.locale, moment.today) is None:
        return set()
    judged = {"condition": condition, "format": _MARK}
    rule = {"ranges": [as_range(area)], "booleanRule": judged}
    apart = replace(
        workbook.with_tab(tab.with_held(RULES, (rule,))),
        spreadsheet_id=f"{workbook.spreadsheet_id} filter {tab.sheet_id} {area.left}",
    )
    marked = with_looks(apart, moment).find_tab(tab.sheet_id) or tab
    return _rows(area, lambda row: LOOK not in marked.cell(row, area.left))
