"""Changes of places on a grid, each a value that says where a GridRange comes to lie.

Lines are rows or columns. Rows and columns that come, go and move are one index map, `Reshape`;
cells that are cut and pasted elsewhere are a `Relocation`. Cells, sizes and metadata hang on row
and column ids and need no moving; all else that names places goes through `range`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from local_sheets.areas import stored_range
from local_sheets.protection import Axis

Json = Mapping[str, Any]
Span = tuple[int | None, int | None]
"""Start and end of a range on one axis; None where it is open."""

_ENDLESS = 2**40
_NAMES = {Axis.ROWS: "Row", Axis.COLUMNS: "Column"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Neighbouring lines that stay together: [start, end) comes to lie from `to` on.

    `uprooted` marks the lines that were picked up and put elsewhere.
    """

    start: int
    end: int
    to: int
    uprooted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reshape:
    """An index map of one axis: the pieces that are left, in the order in which they were.

    With `band`, a span of the other axis, only cells inside that band move (insertRange and
    deleteRange), and with them only ranges that lie wholly inside it.
    """

    sheet_id: int
    axis: Axis
    pieces: tuple[Piece, ...]
    band: tuple[int, int] | None = None

    def span(self, start: int | None, end: int | None) -> Span | None:
        """Where a range comes to lie; None when nothing of it is left.

        Google: a range grows when lines are inserted strictly inside it, moves when they come at
        or before its start, shrinks when lines of it go, and vanishes with its last one. Lines
        that move out of a range leave it, unless they stay next to the rest of it (expected).
        """
        low, high = start or 0, _ENDLESS if end is None else end
        kept: list[tuple[int, int]] = []
        uprooted: list[tuple[int, int]] = []
        for piece in self.pieces:
            first, last = max(low, piece.start), min(high, piece.end)
            if first < last:
                image = (first - piece.start + piece.to, last - piece.start + piece.to)
                (uprooted if piece.uprooted else kept).append(image)
        if not kept:
            kept, uprooted = uprooted, []
        if not kept:
            return None
        first, last = _joined(kept, uprooted)
        return (None if start is None else first, None if end is None else last)

    def range(self, grid_range: Json) -> Json | None:
        """A GridRange after the reshape; None when it is gone."""
        if grid_range.get("sheetId", 0) != self.sheet_id or not self._in_band(grid_range):
            return grid_range
        name = _NAMES[self.axis]
        names = (f"start{name}Index", f"end{name}Index")
        moved = self.span(grid_range.get(names[0]), grid_range.get(names[1]))
        if moved is None:
            return None
        bounds = {key: bound for key, bound in zip(names, moved, strict=True) if bound is not None}
        return stored_range({**grid_range, **bounds})

    def _in_band(self, grid_range: Json) -> bool:
        if self.band is None:
            return True
        other = _NAMES[Axis.COLUMNS if self.axis is Axis.ROWS else Axis.ROWS]
        start, end = grid_range.get(f"start{other}Index", 0), grid_range.get(f"end{other}Index")
        return bool(self.band[0] <= start) and end is not None and bool(end <= self.band[1])


def _joined(kept: list[tuple[int, int]], uprooted: list[tuple[int, int]]) -> tuple[int, int]:
    """From the first to the last of what stayed, with what was picked up if it lies next to it."""
    first, last = min(one[0] for one in kept), max(one[1] for one in kept)
    for start, end in uprooted:
        if start <= last and first <= end:
            first, last = min(first, start), max(last, end)
    return first, last


def insertion(
    sheet_id: int, axis: Axis, at: int, count: int, band: tuple[int, int] | None = None
) -> Reshape:
    """New lines before an index."""
    pieces = (Piece(start=0, end=at, to=0), Piece(start=at, end=_ENDLESS, to=at + count))
    return Reshape(sheet_id=sheet_id, axis=axis, pieces=_real(pieces), band=band)


def deletion(
    sheet_id: int, axis: Axis, start: int, end: int, band: tuple[int, int] | None = None
) -> Reshape:
    """The lines from start to end (excluded) go."""
    pieces = (Piece(start=0, end=start, to=0), Piece(start=end, end=_ENDLESS, to=start))
    return Reshape(sheet_id=sheet_id, axis=axis, pieces=_real(pieces), band=band)


def move(sheet_id: int, axis: Axis, start: int, end: int, target: int) -> Reshape:
    """The lines from start to end (excluded) go before `target`, counted before the move."""
    count = end - start
    if target >= end:
        pieces = (
            Piece(start=0, end=start, to=0),
            Piece(start=start, end=end, to=target - count, uprooted=True),
            Piece(start=end, end=target, to=start),
            Piece(start=target, end=_ENDLESS, to=target),
        )
    else:
        pieces = (
            Piece(start=0, end=target, to=0),
            Piece(start=target, end=start, to=target + count),
            Piece(start=start, end=end, to=target, uprooted=True),
            Piece(start=end, end=_ENDLESS, to=end),
        )
    return Reshape(sheet_id=sheet_id, axis=axis, pieces=_real(pieces))


def _real(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.start < piece.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocation:
    """Cells that are cut and pasted: what lies wholly inside `source` follows, all else stays.

    `source` is a closed GridRange; `sheet_id` is the tab on which its cells land.
    """

    source: Json
    sheet_id: int
    down: int
    across: int

    def range(self, grid_range: Json) -> Json | None:
        """A GridRange after the move."""
        if not self._holds(grid_range):
            return grid_range
        return stored_range(
            {
                "sheetId": self.sheet_id,
                "startRowIndex": grid_range["startRowIndex"] + self.down,
                "endRowIndex": grid_range["endRowIndex"] + self.down,
                "startColumnIndex": grid_range["startColumnIndex"] + self.across,
                "endColumnIndex": grid_range["endColumnIndex"] + self.across,
            }
        )

    def _holds(self, grid_range: Json) -> bool:
        if grid_range.get("sheetId", 0) != self.source.get("sheetId", 0):
            return False
        return all(
            f"end{name}Index" in grid_range
            and grid_range.get(f"start{name}Index", -1) >= self.source[f"start{name}Index"]
            and grid_range[f"end{name}Index"] <= self.source[f"end{name}Index"]
            for name in _NAMES.values()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Restamp:
    """A copy of a tab: whatever named a place on the old one names it on the new one."""

    old: int
    new: int

    def range(self, grid_range: Json) -> Json | None:
        """The same place on the new tab."""
        if grid_range.get("sheetId", 0) != self.old:
            return grid_range
        return stored_range({**grid_range, "sheetId": self.new})
