"""People at one tracker: what they do to it, and what each of them meant by it.

What was meant is kept by child and column and knows nothing of rows, marks or rules. Nobody here
sees more than a person does: where things stand is told by the ids that stand beside them.
"""

import json
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sheet_templates.snapshot import Snapshot, SnapshotTab
from tests.judging.watched import FIRST_COLUMN, FIRST_ROW, Watched
from tests.sheet_templates.living import OWNER, TEACHER

CHILDREN, COLUMNS = 5, 4
TYPED = (480, 512, 533, 601, 777, 250, 899, "ABS", "ex", "", "?", "12")
MEANT: dict[Any, Any] = {"ABS": "ABS", "ex": "EX"}
UNREADABLE: tuple[dict[str, Any], ...] = ({"stringValue": "?"}, {"numberValue": 12})
Place = tuple[str, str]


@dataclass(frozen=True)
class View:
    """The Students tab as anybody sees it who looks at the names."""

    tab: SnapshotTab
    ids: frozenset[str]
    keys: tuple[str, ...]

    @cached_property
    def children(self) -> dict[str, int]:
        """Each child's row by the id that is visible in it; the first, where it stands twice."""
        at = self.tab.column_of("student_id")
        assert at is not None
        found: dict[str, int] = {}
        for row in range(self.tab.row_count):
            text = self.tab.cell(row, at).entered.get("stringValue", "")
            if text in self.ids:
                found.setdefault(text, row)
        return found

    @cached_property
    def columns(self) -> dict[str, int]:
        """Each score column by its key."""
        return {key: at for key in self.keys if (at := self.tab.column_of(key)) is not None}

    @cached_property
    def scores(self) -> dict[Place, str]:
        """What people typed beside each name and can be read, as JSON; no formula of ours."""
        return {
            (child, column): json.dumps(entered, sort_keys=True)
            for child, row in self.children.items()
            for column, at in self.columns.items()
            if (entered := dict(self.tab.cell(row, at).entered))
            and entered not in UNREADABLE
            and "formulaValue" not in entered
        }

    @property
    def overwritten(self) -> set[Place]:
        """The cells in which formulas of ours came to stand."""
        return {
            (child, column)
            for child, row in self.children.items()
            for column, at in self.columns.items()
            if "formulaValue" in self.tab.cell(row, at).entered
        }


@dataclass(slots=True, kw_only=True)
class People:
    """People at work, and what they meant: by child and column; nothing for what is unreadable.

    `untold` are the values, by column, that the last sync could not take for what was meant.
    """

    watched: Watched
    meant: dict[Place, Any] = field(default_factory=dict)
    untold: set[tuple[str, Any]] = field(default_factory=set)
    seen: View | None = None
    read: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The spreadsheet as it is; read once for as long as nobody here does anything to it."""
        if self.read is None:
            self.read = self.watched.snapshot()
        return self.read

    @property
    def view(self) -> View:
        """Where things stand since the last sync or change of lines; typing moves nothing."""
        if self.seen is None:
            self.seen = self.view_of(self.snapshot)
        return self.seen

    def view_of(self, snapshot: Snapshot) -> View:
        """The Students tab of a read."""
        tab, wanted = snapshot.tab(self.watched.sheet_id), self.watched.expectation.tabs[0]
        assert tab is not None
        return View(
            tab=tab,
            ids=frozenset(wanted.rows.values()),
            keys=tuple(column.key for column in wanted.entry_columns),
        )

    def lines(self, dimension: str, first: int, end: int) -> dict[str, Any]:
        """A range of whole rows or columns."""
        return {
            "sheetId": self.watched.sheet_id,
            "dimension": dimension,
            "startIndex": first,
            "endIndex": end,
        }

    def area(self, rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, Any]:
        """A range of cells."""
        return {
            "sheetId": self.watched.sheet_id,
            "startRowIndex": rows[0],
            "endRowIndex": rows[1],
            "startColumnIndex": columns[0],
            "endColumnIndex": columns[1],
        }

    def edit(self, *requests: dict[str, Any]) -> None:
        """What the owner does to lines and areas."""
        self.watched.edit(*requests)
        self.seen = self.read = None

    def write(self, row: int, column: int, *rows: list[Any], person: str) -> None:
        """Type into a block of cells."""
        self.watched.type(f"{chr(65 + column)}{row + 1}", *rows, person=person)
        self.read = None

    # ---- typing ----

    def type(self, one: int, other: int) -> None:
        """A teacher or the owner types beside a name: a score, a code, a blank, a slip."""
        if not (self.view.children and self.view.columns):
            return
        student, row = _pick(self.view.children, one)
        column, at = _pick(self.view.columns, other)
        value = self._meaning(student, column, one + 7 * other)
        self.write(row, at, [value], person=OWNER if one % 3 == 0 else TEACHER)

    def type_block(self, typed: list[tuple[int, int]]) -> None:
        """A teacher types into many cells at once."""
        first, end = min(self.view.columns.values()), max(self.view.columns.values()) + 1
        rows = sorted(self.view.children.values())
        block: list[list[Any]] = [[None] * (end - first) for _ in range(rows[0], rows[-1] + 1)]
        for one, other in typed:
            (student, row), (column, at) = (
                _pick(self.view.children, one),
                _pick(self.view.columns, other),
            )
            block[row - rows[0]][at - first] = self._meaning(student, column, one + 7 * other)
        self.write(rows[0], first, *block, person=TEACHER)

    def _meaning(self, student: str, column: str, number: int) -> Any:
        """What is typed, once it is known what was meant by it."""
        value = TYPED[number % len(TYPED)]
        meant = MEANT.get(value, value if isinstance(value, int) else None)
        self.meant.pop((student, column), None)
        if meant is not None:
            self.meant[student, column] = meant
        return value

    def clear(self, one: int, other: int) -> None:
        """A teacher empties one child's cells from a column on."""
        if not (self.view.children and self.view.columns):
            return
        (student, row), first = _pick(self.view.children, one), other % COLUMNS
        for column, at in sorted(self.view.columns.items())[first:]:
            self.write(row, at, [""], person=TEACHER)
            self.meant.pop((student, column), None)

    # ---- reshaping that leaves every score beside its name ----

    def insert(self, one: int, other: int) -> None:
        """The owner inserts a row or a column."""
        dimension, first = ("ROWS", FIRST_ROW) if one % 2 else ("COLUMNS", FIRST_COLUMN)
        at = self.lines(dimension, first + other % 5, first + other % 5 + 1)
        self.edit({"insertDimension": {"range": at, "inheritFromBefore": True}})

    def move(self, one: int, other: int) -> None:
        """The owner drags a whole row or column elsewhere."""
        dimension, first = ("ROWS", FIRST_ROW) if one % 2 else ("COLUMNS", FIRST_COLUMN)
        at = first + other % 4
        to = first if at > first + 1 else first + 4
        source = self.lines(dimension, at, at + 1)
        self.edit({"moveDimension": {"source": source, "destinationIndex": to}})

    def hide(self, one: int, other: int) -> None:
        """The owner hides a row or a column, or shows it again."""
        dimension, first = ("ROWS", FIRST_ROW) if one % 2 else ("COLUMNS", FIRST_COLUMN)
        at = first + (one + other) % CHILDREN
        change = {"properties": {"hiddenByUser": bool(other % 2)}, "fields": "hiddenByUser"}
        lines = self.lines(dimension, at, at + 1)
        self.edit({"updateDimensionProperties": {"range": lines} | change})

    def duplicate(self, one: int, other: int) -> None:
        """The owner copies the tab."""
        name = f"Copy {one} {other} {len(self.meant)} of Students"
        drawn = zlib.crc32(name.encode()) >> 1  # as random to anybody, and the same each time
        request = {
            "sourceSheetId": self.watched.sheet_id,
            "newSheetName": name,
            "newSheetId": drawn,
        }
        if all(tab.title != name for tab in self.snapshot.tabs):
            self.edit({"duplicateSheet": request})

    def sort_whole(self, one: int, other: int) -> None:
        """The owner sorts whole rows by a column."""
        rows = self.view.children.values()
        spec = {"dimensionIndex": FIRST_COLUMN + other % COLUMNS, "sortOrder": _order(one)}
        area = self.area((min(rows), max(rows) + 1), (0, self.view.tab.column_count))
        self.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})

    # ---- what puts scores beside other names, or nowhere ----

    def sort_scores(self, one: int, other: int) -> None:
        """A teacher sorts the scores alone."""
        columns = sorted(self.view.columns.values())
        self._sort(columns[other % len(columns)], (columns[0], columns[-1] + 1), one)

    def sort_column(self, one: int, other: int) -> None:
        """Somebody sorts one column of scores."""
        columns = sorted(self.view.columns.values())
        at = columns[other % len(columns)]
        self._sort(at, (at, at + 1), one)

    def sort_names(self, one: int, other: int) -> None:
        """The owner sorts the names alone, hidden keys and all."""
        self._sort(5 + other % 2, (0 if one % 2 else 4, FIRST_COLUMN), one // 2)

    def _sort(self, by: int, columns: tuple[int, int], order: int) -> None:
        rows = self.view.children.values()
        area = self.area((min(rows), max(rows) + 1), columns)
        spec = {"dimensionIndex": by, "sortOrder": _order(order)}
        self.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def cut_row(self, one: int, other: int) -> None:
        """The owner cuts a whole row and pastes it below the last."""
        del other
        self._take_row("cutPaste", one)

    def copy_row(self, one: int, other: int) -> None:
        """The owner copies a whole row and pastes it below the last."""
        del other
        self._take_row("copyPaste", one)

    def _take_row(self, how: str, one: int) -> None:
        tab, (_, row) = self.view.tab, _pick(self.view.children, one)
        end, width = tab.row_count, tab.column_count
        source = self.area((row, row + 1), (0, width))
        target: dict[str, Any] = self.area((end, end + 1), (0, width))
        if how == "cutPaste":
            target = {"sheetId": self.watched.sheet_id, "rowIndex": end, "columnIndex": 0}
        paste = {"source": source, "destination": target, "pasteType": "PASTE_NORMAL"}
        append = {"sheetId": self.watched.sheet_id, "dimension": "ROWS", "length": 1}
        self.edit({"appendDimension": append}, {how: paste})

    def remove(self, one: int, other: int) -> None:
        """The owner deletes a child's row, or a column of scores."""
        if one % 2:
            _, row = _pick(self.view.children, other)
            self.edit({"deleteDimension": {"range": self.lines("ROWS", row, row + 1)}})
        else:
            _, at = _pick(self.view.columns, other)
            self.edit({"deleteDimension": {"range": self.lines("COLUMNS", at, at + 1)}})

    def type_again(self, one: int, other: int) -> None:
        """The owner types a child's id once more below the last row, and a score beside it."""
        student, _ = _pick(self.view.children, one)
        _, at = _pick(self.view.columns, other)
        end, named = self.view.tab.row_count, self.view.tab.column_of("student_id")
        assert named is not None
        append = {"sheetId": self.watched.sheet_id, "dimension": "ROWS", "length": 1}
        self.edit({"appendDimension": append})
        self.write(end, named, [student], person=OWNER)
        self.write(end, at, [640], person=OWNER)

    def paste_off(self, one: int, other: int) -> None:
        """A list of scores is copied and pasted one row lower or higher."""
        rows = sorted(self.view.children.values())
        _, at = _pick(self.view.columns, other)
        step = 1 if one % 2 else -1
        first, end = (rows[0], rows[-1]) if step > 0 else (rows[0] + 1, rows[-1] + 1)
        paste = {
            "source": self.area((first, end), (at, at + 1)),
            "destination": self.area((first + step, end + step), (at, at + 1)),
            "pasteType": "PASTE_VALUES",
        }
        self.edit({"copyPaste": paste})

    def shift(self, one: int, other: int) -> None:
        """Somebody deletes or inserts cells of some rows, and the others move up or left."""
        rows = sorted(self.view.children.values())
        columns = sorted(self.view.columns.values())
        at, row = columns[other % len(columns)], rows[one % len(rows)]
        sideways = one % 2 == 0
        end = rows[-1] + 1 if sideways else row + 1
        area = self.area((row, end), (at, at + 1))
        how = "insertRange" if other % 3 == 0 else "deleteRange"
        self.edit({how: {"range": area, "shiftDimension": "COLUMNS" if sideways else "ROWS"}})

    # ---- what nobody could tell from a correction ----

    def follow_one(self, before: dict[Place, str]) -> None:
        """One score alone that was written, cleared or moved to a blank may be a correction."""
        after = self.view.scores
        for place in self.view.overwritten & before.keys():
            del before[place]
            self.meant.pop(place, None)
        written = [place for place in after if after[place] != before.get(place)]
        left = [*before.keys() - after.keys()]
        if len(written) == 1 and not left:
            self._take(written[0], json.loads(after[written[0]]))
        elif len(written) == len(left) == 1 and written[0] not in before and left[0] in self.meant:
            if after[written[0]] == before[left[0]]:
                self.meant[written[0]] = self.meant.pop(left[0])
        elif len(left) == 1 and not written:
            self.meant.pop(left[0], None)

    def _take(self, place: Place, entered: dict[str, Any]) -> None:
        """What now stands in a place is what is meant, as far as it can be read."""
        self.meant.pop(place, None)
        value = entered.get("numberValue", MEANT.get(entered.get("stringValue")))
        if value is not None:
            self.meant[place] = value


def _pick(listed: dict[str, int], number: int) -> tuple[str, int]:
    return sorted(listed.items())[number % len(listed)]


def _order(number: int) -> str:
    return "ASCENDING" if number % 2 else "DESCENDING"


TYPING = (People.type, People.clear)
CALM = (People.insert, People.move, People.hide, People.duplicate, People.sort_whole)
APART = (
    People.sort_scores,
    People.sort_column,
    People.sort_names,
    People.cut_row,
    People.copy_row,
    People.remove,
    People.type_again,
    People.paste_off,
    People.shift,
)
