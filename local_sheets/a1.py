"""A1 notation in every form that the API takes, read into areas.

Rules (Google: values guide, and measured): with `!` the left side is always a tab; without it a
bare word is a named range, then cells of the first visible tab, then a tab; `'Quoted'` is always a
tab. Open ends (`A2:A`, `2:2`) reach to the edge of the grid. Reversed corners are turned round.
R1C1 is taken too. Behind a tab a named range is found as well, on whatever tab it lies (gspread
asks for it so).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from local_sheets.areas import Area, area_of, outside, whole
from local_sheets.errors import GoogleError, unparsable_range
from local_sheets.workbook import Tab, Workbook

_END = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]{0,7})?")
_R1C1 = re.compile(r"[Rr]([1-9][0-9]*)[Cc]([1-9][0-9]*)")
_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What an A1 text names: an area inside the grid, and how it was written.

    `is_anchor` is true for a single cell: a write may start there with an array of any size.
    `open_rows` and `open_columns` say that an end was left open, which takes any size too.
    """

    tab: Tab
    area: Area
    is_anchor: bool = False
    open_rows: bool = False
    open_columns: bool = False


_Corner = tuple[int | None, int | None]


def locate(workbook: Workbook, text: str) -> Spot:
    """The place that an A1 text names, clamped to the grid; 400 when it names none."""
    spot = _found(workbook, text)
    if spot is None:
        raise unparsable_range(text)
    tab = spot.tab
    if spot.area.top >= tab.row_count or spot.area.left >= tab.column_count:
        raise outside(tab, spot.area)
    area = replace(
        spot.area,
        bottom=min(spot.area.bottom, tab.row_count),
        right=min(spot.area.right, tab.column_count),
    )
    return replace(spot, area=area)


def _found(workbook: Workbook, text: str) -> Spot | None:
    title, cells = _split(text)
    if title is not None:
        tab = _tab(workbook, title)
        if tab is None:
            return None
        return _everything(tab) if cells is None else _cells(tab, cells) or _name(workbook, cells)
    return _bare(workbook, cells or "")


def _split(text: str) -> tuple[str | None, str | None]:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted[1].replace("''", "'"), quoted[2]
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (None, text)


def _bare(workbook: Workbook, word: str) -> Spot | None:
    named = _name(workbook, word)
    if named is not None:
        return named
    visible = next((tab for tab in workbook.tabs if not tab.hidden), workbook.tabs[0])
    spot = _cells(visible, word)
    if spot is not None:
        return spot
    tab = _tab(workbook, word)
    return None if tab is None else _everything(tab)


def _name(workbook: Workbook, word: str) -> Spot | None:
    for named in workbook.named_ranges:
        if named["name"].lower() == word.lower():
            return _named(workbook, named)
    return None


def _named(workbook: Workbook, named: Mapping[str, Any]) -> Spot | None:
    try:
        area = area_of(workbook, named["range"])
    except GoogleError:
        return None
    tab = workbook.find_tab(area.sheet_id)
    return None if tab is None else Spot(tab=tab, area=area)


def _tab(workbook: Workbook, title: str) -> Tab | None:
    """The switch `tab_titles_ignore_case` says whether titles match in any case."""
    exact = next((tab for tab in workbook.tabs if tab.title == title), None)
    if exact is not None or not workbook.switches.tab_titles_ignore_case:
        return exact
    lowered = title.lower()
    return next((tab for tab in workbook.tabs if tab.title.lower() == lowered), None)


def _everything(tab: Tab) -> Spot:
    return Spot(tab=tab, area=whole(tab), open_rows=True, open_columns=True)


def _cells(tab: Tab, text: str) -> Spot | None:
    first_text, colon, last_text = text.partition(":")
    first = _corner(first_text)
    last = _corner(last_text) if colon else first
    if first is None or last is None:
        return None
    if not colon and None in first:
        return None
    top, bottom = _span(first[0], last[0], tab.row_count)
    left, right = _span(first[1], last[1], tab.column_count)
    area = Area(sheet_id=tab.sheet_id, top=top, bottom=bottom, left=left, right=right)
    return Spot(
        tab=tab,
        area=area,
        is_anchor=area.height == area.width == 1,
        open_rows=None in (first[0], last[0]),
        open_columns=None in (first[1], last[1]),
    )


def _corner(text: str) -> _Corner | None:
    """Row and column of one end, zero-based; None for what is left open; None if unreadable."""
    numbered = _R1C1.fullmatch(text)
    if numbered:
        return int(numbered[1]) - 1, int(numbered[2]) - 1
    found = _END.fullmatch(text)
    if not found or not (found[1] or found[2]):
        return None
    row = int(found[2]) - 1 if found[2] else None
    return row, _column(found[1]) if found[1] else None


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _span(first: int | None, last: int | None, count: int) -> tuple[int, int]:
    """From where to where one axis goes: both ends, one (open to the edge), or all of it."""
    if first is not None and last is not None:
        return min(first, last), max(first, last) + 1
    given = first if first is not None else last
    if given is None:
        return 0, count
    return given, max(count, given + 1)
