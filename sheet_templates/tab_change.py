"""One tab and what a plan does to it, for those who put it into words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sheet_templates.alignment import Alignment
from sheet_templates.desired.parts import DesiredRow, DesiredTab
from sheet_templates.edits import WriteMarkedRow
from sheet_templates.snapshot import SnapshotTab

NAMES = ("given_name", "family_name")
OWED_UNTIL = "owed_until"
Names = Callable[[Iterable[str]], list[str]]
Kind = TypeVar("Kind")


def is_child(row: DesiredRow) -> bool:
    """Whether a row is a child's: it says a name that is no header."""
    return "student_id" in row.cells and not row.key.startswith(("header", "fact"))


def child_name(row: DesiredRow) -> str:
    """The child's name as people say it."""
    return " ".join(str(row.cells[name].value) for name in NAMES if name in row.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class TabChange:
    """One tab, what the plan does to it, and where its lines were read."""

    tab: DesiredTab
    actual: SnapshotTab
    where: Alignment
    edits: Sequence[object]
    marked: Sequence[WriteMarkedRow]
    names: Names
    seen_on: date | None

    def of_kind(self, *kinds: type[Kind]) -> list[Kind]:
        """The edits of these kinds."""
        return [edit for edit in self.edits if isinstance(edit, kinds)]

    def row(self, key: str) -> DesiredRow:
        """The row with that key."""
        return next(row for row in self.tab.rows if row.key == key)

    def changed(self) -> Iterator[tuple[DesiredRow, dict[str, str]]]:
        """The rows whose values change, each with what stood in the columns that do."""
        key_at = {at: key for key, at in self.where.columns.items()}
        for edit in self.marked:
            columns = [key_at[at] for at, _ in edit.values if at in key_at]
            if columns:
                yield (
                    self.row(edit.row_key),
                    {key: self.held(edit.row_key, key) for key in columns},
                )

    def held(self, row: str, column: str) -> str:
        """What stood in a cell as text."""
        at_row, at_column = self.where.read_rows.get(row), self.where.read_columns.get(column)
        if at_row is None or at_column is None:
            return ""
        entered = self.actual.cell(at_row, at_column).entered
        return str(next(iter(entered.values()), ""))

    def title(self, column: str) -> str:
        """A column's header on one line, else its key."""
        for row in self.tab.rows:
            if row.key == "header" and column in row.cells:
                return " ".join(str(row.cells[column].value).split())
        return column


def turned(change: TabChange) -> list[DesiredRow]:
    """The children who left where they stand, or are back."""
    return [
        row
        for row, held in change.changed()
        if is_child(row) and OWED_UNTIL in held and change.tab.stands_under not in held
    ]


def made_lines(change: TabChange) -> set[str]:
    """The keys of rows and columns that the plan makes."""
    rows = {row.key for row in change.tab.rows} - change.where.read_rows.keys()
    return rows | ({column.key for column in change.tab.columns} - change.where.read_columns.keys())


def sheet_of(edit: object) -> int | None:
    """The tab (sheet id) that an edit is for; None where it names none."""
    for owner in ("sheet_id", "area", "shape", "mark", "protection", "validation", "group", "view"):
        held = getattr(edit, owner, None)
        if isinstance(held, int):
            return held
        if held is not None:
            return sheet_of(held)
    colour = getattr(edit, "conditional_format", None)
    return None if colour is None else sheet_of(colour)
