"""References inside formula texts: how they follow cells that move, and tabs that are renamed.

Only the references of a text change, the rest stays byte for byte. Texts in quotes, names and
functions are left alone. `A1`, `$A$1`, `A1:B2`, `A2:A`, `A:A`, `2:2` are read, each also behind a
tab's title.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from local_sheets.areas import letters, quoted
from local_sheets.defaults import MAX_COLUMNS

Json = Mapping[str, Any]

GONE = "#REF!"
"""What stands where a reference has lost its cells."""

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,7}"
_END = rf"(?:{_CELL}|\$?[A-Za-z]{{1,3}}|\$?[1-9][0-9]{{0,7}})"
_PIECE = re.compile(
    rf'"(?:[^"]|"")*"|(?<![\w.$:])(?P<title>\'(?:[^\']|\'\')*\'!|[\w.]+!)?'
    rf"(?P<cells>{_END}:{_END}|{_CELL})(?![\w(.!])"
)
_BOUND = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9][0-9]{0,7})?")


class Change(Protocol):
    """A change of places: where a GridRange comes to lie, None when nothing of it is left."""

    def range(self, grid_range: Json) -> Json | None:
        """The GridRange after the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a formula stands, by the tab's id, and the titles of all tabs by their ids."""

    sheet_id: int
    titles: Mapping[int, str]

    def id_of(self, title: str) -> int | None:
        """The id of the tab with a title, in any case; None if there is none."""
        lowered = title.lower()
        return next((one for one, name in self.titles.items() if name.lower() == lowered), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """One end of a reference, zero-based; None where it is open."""

    row: int | None
    column: int | None
    row_fixed: bool = False
    column_fixed: bool = False

    def text(self) -> str:
        """The end in A1 notation."""
        column = "" if self.column is None else "$" * self.column_fixed + letters(self.column)
        return column + ("" if self.row is None else "$" * self.row_fixed + str(self.row + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """A reference: both ends, the second None for a single cell, and the title as it stands."""

    title: str
    first: _Bound
    last: _Bound | None

    def text(self) -> str:
        """The reference as it stands in a formula."""
        return self.title + self.first.text() + (f":{self.last.text()}" if self.last else "")

    @property
    def tab_title(self) -> str:
        """The bare title; empty when the reference is to the formula's own tab."""
        bare = self.title[:-1]
        return bare[1:-1].replace("''", "'") if bare.startswith("'") else bare


_Rewrite = Callable[[_Reference], str | None]


def moved(formula: str, home: Home, change: Change, landing: int | None = None) -> str:
    """The formula after cells moved; a reference to cells that went becomes #REF!.

    `landing` is the tab on which the formula stands afterwards, if it moves to another one.
    """
    target = home.sheet_id if landing is None else landing

    def follow(reference: _Reference) -> str | None:
        sheet_id = home.id_of(reference.tab_title) if reference.title else home.sheet_id
        place = None if sheet_id is None else _grid_range(reference, sheet_id)
        if sheet_id is None or place is None:
            return None
        there = change.range(place)
        if there is None:
            return GONE
        now = there.get("sheetId", 0)
        title = reference.title
        if now != sheet_id or (not title and now != target):
            title = "" if now == target else f"{quoted(home.titles[now])}!"
        return _placed(replace(reference, title=title), place, there).text()

    return _rewritten(formula, follow)


def shifted(formula: str, down: int, across: int) -> str:
    """The formula as a copy of its cell that far away holds it: relative references move along."""

    def shift(reference: _Reference) -> str | None:
        ends = [_shifted(end, down, across) for end in (reference.first, reference.last) if end]
        if None in ends:
            return GONE
        first, *rest = ends
        if first is None:
            return GONE
        return replace(reference, first=first, last=rest[0] if rest else None).text()

    return _rewritten(formula, shift) if down or across else formula


def renamed(formula: str, old: str, new: str) -> str:
    """The formula after a tab got a new title."""

    def rename(reference: _Reference) -> str | None:
        if not reference.title or reference.tab_title.lower() != old.lower():
            return None
        return replace(reference, title=f"{quoted(new)}!").text()

    return _rewritten(formula, rename)


def with_name(formula: str, old: str, new: str) -> str:
    """The formula after a named range got a new name."""
    if not formula.startswith("="):
        return formula
    piece = re.compile(
        rf"""\"(?:[^"]|"")*"|'(?:[^']|'')*'!?|(?<![\w.!$:])(?P<name>{re.escape(old)})(?![\w.(!])""",
        re.IGNORECASE,
    )
    return piece.sub(lambda found: new if found["name"] else found[0], formula)


def _rewritten(formula: str, rewrite: _Rewrite) -> str:
    if not formula.startswith("="):
        return formula

    def one(found: re.Match[str]) -> str:
        reference = _read(found)
        changed = None if reference is None else rewrite(reference)
        return found[0] if changed is None else changed

    return _PIECE.sub(one, formula)


def _read(found: re.Match[str]) -> _Reference | None:
    if found["cells"] is None:
        return None
    ends = [_bound(end) for end in found["cells"].split(":")]
    return _Reference(
        title=found["title"] or "", first=ends[0], last=ends[1] if len(ends) > 1 else None
    )


def _bound(text: str) -> _Bound:
    found = _BOUND.fullmatch(text)
    assert found is not None
    column = None
    if found[2]:
        column = -1
        for letter in found[2].upper():
            column = (column + 1) * 26 + ord(letter) - ord("A")
    row_mark = found[3] or ("" if found[2] else found[1])
    return _Bound(
        row=int(found[4]) - 1 if found[4] else None,
        column=column,
        row_fixed=bool(row_mark),
        column_fixed=bool(found[1] and found[2]),
    )


def _grid_range(reference: _Reference, sheet_id: int) -> dict[str, int] | None:
    """The cells of a reference; None for mixtures such as `A:5` that name no rectangle."""
    first, last = reference.first, reference.last or reference.first
    if {first.row, first.column} == {None} or (first.row is None) > (last.row is None):
        return None
    if (first.column is None) > (last.column is None):
        return None
    place = {"sheetId": sheet_id}
    for name, start, end in (
        ("Row", first.row, last.row),
        ("Column", first.column, last.column),
    ):
        if start is not None:
            place[f"start{name}Index"] = start if end is None else min(start, end)
        if start is not None and end is not None:
            place[f"end{name}Index"] = max(start, end) + 1
    return place


def _placed(reference: _Reference, old: Json, new: Json) -> _Reference:
    """The reference at other cells, its dollar signs where they were."""
    if all(old.get(name) == new.get(name) for name in _BOUNDS):
        return reference
    first = replace(
        reference.first, row=new.get("startRowIndex"), column=new.get("startColumnIndex")
    )
    if reference.last is None:
        return replace(reference, first=first)
    last = replace(reference.last, row=_before(new, "Row"), column=_before(new, "Column"))
    return replace(reference, first=first, last=last)


_BOUNDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


def _before(place: Json, name: str) -> int | None:
    end = place.get(f"end{name}Index")
    return None if end is None else end - 1


def _shifted(end: _Bound, down: int, across: int) -> _Bound | None:
    row, column = end.row, end.column
    if row is not None and not end.row_fixed:
        row += down
    if column is not None and not end.column_fixed:
        column += across
    if (row is not None and row < 0) or (column is not None and not 0 <= column < MAX_COLUMNS):
        return None
    return replace(end, row=row, column=column)
