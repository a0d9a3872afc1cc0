"""A plain model of a tab: lists of lines, each carrying what belongs to it, and who may touch it.

It knows nothing of indexes that shift: a protection holds lines, a mark hangs on a line, texts lie
where a row and a column meet. What the local server answers must agree with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Cells = Iterable[tuple["Line", "Line"]]


@dataclass(eq=False, slots=True)
class Line:
    """A row or a column; texts hang on rows, by their column."""

    mark: str = ""
    texts: dict["Line", str] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Guard:
    """A protection: the rows and columns that it holds (None: all), and who may edit there."""

    number: int
    editors: frozenset[str]
    lines: dict[str, list[Line] | None]

    def covers(self, row: Line, column: Line) -> bool:
        rows, columns = self.lines["ROWS"], self.lines["COLUMNS"]
        return (rows is None or row in rows) and (columns is None or column in columns)


class Grid:
    """The model; every method answers whether the person may do that, and does it if so."""

    def __init__(self, rows: int, columns: int) -> None:
        self.lines = {
            "ROWS": [Line() for _ in range(rows)],
            "COLUMNS": [Line() for _ in range(columns)],
        }
        self.guards: list[Guard] = []

    @property
    def rows(self) -> list[Line]:
        return self.lines["ROWS"]

    @property
    def columns(self) -> list[Line]:
        return self.lines["COLUMNS"]

    def closed(self, person: str) -> list[Guard]:
        if person == "owner":
            return []
        return [guard for guard in self.guards if person not in guard.editors]

    def may_touch(self, person: str, cells: Cells) -> bool:
        touched = list(cells)
        return not any(guard.covers(*cell) for guard in self.closed(person) for cell in touched)

    def may_open(self, person: str, axis: str, at: int) -> bool:
        """Whether lines may come before an index: not between two lines of one closed guard."""
        lines = self.lines[axis]
        for guard in self.closed(person):
            held = guard.lines[axis]
            if held is None:
                return False
            if 0 < at < len(lines) and lines[at - 1] in held and lines[at] in held:
                return False
        return True

    def cells(self, axis: str, lines: Sequence[Line]) -> Cells:
        if axis == "ROWS":
            return [(row, column) for row in lines for column in self.columns]
        return [(row, column) for row in self.rows for column in lines]

    def insert(self, person: str, axis: str, at: int, count: int) -> bool:
        if not self.may_open(person, axis, at):
            return False
        lines = self.lines[axis]
        fresh = [Line() for _ in range(count)]
        for guard in self.guards:
            held = guard.lines[axis]
            if held is not None and at > 0 and lines[at - 1] in held and lines[at] in held:
                held.extend(fresh)
        lines[at:at] = fresh
        return True

    def delete(self, person: str, axis: str, start: int, end: int) -> bool:
        lines = self.lines[axis]
        gone = lines[start:end]
        if not self.may_touch(person, self.cells(axis, gone)):
            return False
        del lines[start:end]
        for guard in list(self.guards):
            held = guard.lines[axis]
            if held is not None:
                held[:] = [line for line in held if line not in gone]
                if not held:
                    self.guards.remove(guard)
        for row in self.rows:
            row.texts = {key: text for key, text in row.texts.items() if key not in gone}
        return True

    def move(self, person: str, axis: str, start: int, end: int, target: int) -> bool:
        lines = self.lines[axis]
        block = lines[start:end]
        if not self.may_touch(person, self.cells(axis, block)):
            return False
        if not self.may_open(person, axis, target):
            return False
        if start <= target <= end:
            return True
        rest = lines[:start] + lines[end:]
        at = target - len(block) if target >= end else target
        lines[:] = rest[:at] + block + rest[at:]
        for guard in self.guards:
            held = guard.lines[axis]
            if held is not None:
                held[:] = self._kept_together(lines, held, block)
        return True

    @staticmethod
    def _kept_together(lines: list[Line], held: list[Line], block: list[Line]) -> list[Line]:
        """The lines that stayed and all between them; the moved ones if they still adjoin."""
        stayed = [lines.index(line) for line in held if line not in block]
        moved = [lines.index(line) for line in held if line in block]
        if not stayed:
            return held
        first, last = min(stayed), max(stayed)
        if moved and min(moved) <= last + 1 and first <= max(moved) + 1:
            first, last = min(first, *moved), max(last, *moved)
        return lines[first : last + 1]

    def block(self, area: Any) -> Cells:
        top, bottom, left, right = area
        return [
            (row, column) for row in self.rows[top:bottom] for column in self.columns[left:right]
        ]

    def write(self, person: str, row: int, column: int, text: str) -> bool:
        cell = (self.rows[row], self.columns[column])
        if not self.may_touch(person, [cell]):
            return False
        cell[0].texts[cell[1]] = text
        return True

    def sort(self, person: str, area: Any, column: int, *, descending: bool) -> bool:
        """Contents change places, lines stay; marks go along where nothing stays behind."""
        if not self.may_touch(person, self.block(area)):
            return False
        top, bottom, left, right = area
        rows, inside = self.rows[top:bottom], self.columns[left:right]
        key = self.columns[column]
        filled = [row for row in rows if key in row.texts]
        order = sorted(filled, key=lambda row: row.texts[key], reverse=descending)
        order += [row for row in rows if key not in row.texts]
        whole = all(set(row.texts) <= set(inside) for row in rows)
        contents = [{one: row.texts[one] for one in inside if one in row.texts} for row in order]
        marks = [row.mark for row in order]
        for row, texts, mark in zip(rows, contents, marks, strict=True):
            row.texts = {**{k: v for k, v in row.texts.items() if k not in inside}, **texts}
            if whole:
                row.mark = mark
        return True

    def copy(self, person: str, area: Any, top: int, left: int, *, cut: bool) -> bool:
        height, width = area[1] - area[0], area[3] - area[2]
        source = list(self.block(area))
        target = list(self.block((top, top + height, left, left + width)))
        if not self.may_touch(person, [*target, *(source if cut else [])]):
            return False
        texts = [row.texts.get(column) for row, column in source]
        if cut:
            for row, column in source:
                row.texts.pop(column, None)
        for (row, column), text in zip(target, texts, strict=True):
            row.texts.pop(column, None)
            if text is not None:
                row.texts[column] = text
        return True

    def protect(self, guard: Guard) -> None:
        self.guards.append(guard)
