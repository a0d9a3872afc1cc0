"""Rectangles of cells on a tab, and Google's GridRange that names them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from local_sheets.errors import GoogleError, beyond_grid, invalid, no_tab
from local_sheets.workbook import Tab, Workbook

_PLAIN_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of existing cells: zero-based, the ends excluded."""

    sheet_id: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left

    @property
    def is_empty(self) -> bool:
        """Whether no cell is inside."""
        return self.height <= 0 or self.width <= 0

    def shared(self, other: "Area") -> "Area | None":
        """What two areas have in common, or None."""
        if self.sheet_id != other.sheet_id:
            return None
        common = Area(
            sheet_id=self.sheet_id,
            top=max(self.top, other.top),
            bottom=min(self.bottom, other.bottom),
            left=max(self.left, other.left),
            right=min(self.right, other.right),
        )
        return None if common.is_empty else common

    def without(self, other: "Area") -> list["Area"]:
        """What is left of this area outside another, as up to four areas."""
        cut = self.shared(other)
        if cut is None:
            return [self]
        parts = [
            self._part(self.top, cut.top, self.left, self.right),
            self._part(cut.bottom, self.bottom, self.left, self.right),
            self._part(cut.top, cut.bottom, self.left, cut.left),
            self._part(cut.top, cut.bottom, cut.right, self.right),
        ]
        return [part for part in parts if not part.is_empty]

    def _part(self, top: int, bottom: int, left: int, right: int) -> "Area":
        return Area(sheet_id=self.sheet_id, top=top, bottom=bottom, left=left, right=right)


def remainder(area: Area, holes: Iterable[Area]) -> list[Area]:
    """What is left of an area when all holes are cut out."""
    left = [area]
    for hole in holes:
        left = [part for piece in left for part in piece.without(hole)]
    return left


def whole(tab: Tab) -> Area:
    """All cells of a tab."""
    return Area(sheet_id=tab.sheet_id, top=0, bottom=tab.row_count, left=0, right=tab.column_count)


def clipped(tab: Tab, grid_range: Mapping[str, Any]) -> Area:
    """The cells of a stored GridRange that exist; open ends reach to the edge of the grid."""
    return Area(
        sheet_id=tab.sheet_id,
        top=grid_range.get("startRowIndex", 0),
        bottom=min(grid_range.get("endRowIndex", tab.row_count), tab.row_count),
        left=grid_range.get("startColumnIndex", 0),
        right=min(grid_range.get("endColumnIndex", tab.column_count), tab.column_count),
    )


def tab_of(workbook: Workbook, grid_range: Mapping[str, Any]) -> Tab:
    """The tab that a range or an index names; a missing sheetId is 0."""
    sheet_id = grid_range.get("sheetId", 0)
    tab = workbook.find_tab(sheet_id)
    if tab is None:
        raise no_tab(sheet_id)
    return tab


def area_of(workbook: Workbook, grid_range: Mapping[str, Any]) -> Area:
    """The area that a GridRange of a request names; refused when it leaves the grid or is empty."""
    tab = tab_of(workbook, grid_range)
    bounds = [grid_range.get(name, 0) for name in _BOUNDS]
    if any(bound < 0 for bound in bounds):
        raise invalid("The indexes of a GridRange must not be negative.")
    area = Area(
        sheet_id=tab.sheet_id,
        top=grid_range.get("startRowIndex", 0),
        bottom=grid_range.get("endRowIndex", tab.row_count),
        left=grid_range.get("startColumnIndex", 0),
        right=grid_range.get("endColumnIndex", tab.column_count),
    )
    if area.bottom > tab.row_count or area.right > tab.column_count:
        raise outside(tab, area)
    if area.is_empty:
        raise invalid(f"GridRange on tab '{tab.title}' is empty: {dict(grid_range)}")
    return area


_BOUNDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


def letters(column: int) -> str:
    """The name of a zero-based column: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def quoted(title: str) -> str:
    """A tab's title as it stands before the `!`: quoted unless it is a plain word.

    A word that looks like a cell (`D3`, `R1C1`) is quoted too (recorded: `'D3'!A1:D1`).
    """
    if _PLAIN_WORD.fullmatch(title) and not _LOOKS_LIKE_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def printed(title: str, area: Area) -> str:
    """An area as Google prints it: `Sheet1!A1:B2`, a single cell `Sheet1!B2`."""
    first = f"{letters(area.left)}{area.top + 1}"
    last = f"{letters(area.right - 1)}{area.bottom}"
    return f"{quoted(title)}!{first}" + ("" if first == last else f":{last}")


def outside(tab: Tab, area: Area) -> GoogleError:
    """The refusal of an area that leaves the grid of its tab."""
    return beyond_grid(printed(tab.title, area), tab.row_count, tab.column_count)


def stored_range(grid_range: Mapping[str, Any]) -> dict[str, Any]:
    """A GridRange as Google shows it: sheetId 0 is left out, the indexes as they came."""
    return {
        name: grid_range[name]
        for name in ("sheetId", *_BOUNDS)
        if name in grid_range and not (name == "sheetId" and grid_range[name] == 0)
    }
