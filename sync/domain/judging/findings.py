"""What is gathered while a tab is read, and how issues are worded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, repeat

from sheet_templates.a1 import a1
from sheet_templates.expectation import EntryColumn, ExpectedTab
from sheet_templates.snapshot import SnapshotTab
from sync.domain.entries import CellIssue, EntryKey, EntryValue, Weight
from sync.domain.entry_columns import FoundEntries


@dataclass(slots=True, kw_only=True)
class Found:
    """What stands in one tab: values, blanks, and what could not be read, by place."""

    values: FoundEntries = field(default_factory=FoundEntries)
    blank: set[EntryKey] = field(default_factory=set)
    unreadable: dict[EntryKey, CellIssue] = field(default_factory=dict)
    issues: list[CellIssue] = field(default_factory=list)

    def leave(self, keys: Iterable[EntryKey]) -> None:
        """Forget what was found at these places: what is known of them stays."""
        listed = list(keys)
        self.values.leave(listed)
        for key in listed:
            self.unreadable.pop(key, None)
            self.blank.discard(key)

    def at(self, key: EntryKey) -> EntryValue | None:
        """The value at a place; None for a blank and for what cannot be read."""
        return self.values.get(key)

    def was_read(self, key: EntryKey) -> bool:
        """Whether the place was read, whatever stands there."""
        return key in self.values or key in self.blank or key in self.unreadable


def entry_key(tab: ExpectedTab, row_key: str, column: EntryColumn) -> EntryKey:
    """The entry that belongs where a row and a column meet."""
    return EntryKey(student=tab.rows[row_key], checkpoint=column.checkpoint, metric=column.metric)


def line_issue(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tab: str,
    place: str,
    rule: str,
    message: str,
    *,
    column_key: str | None = None,
    row_key: str | None = None,
    raw: str = "",
    weight: Weight = Weight.QUARANTINED,
    line: str | None = None,
) -> CellIssue:
    """An issue of a row, a column or a tab: no single entry can be named for it."""
    return CellIssue(
        key=None,
        a1=place,
        tab=tab,
        row_key=row_key,
        column_key=column_key,
        rule=rule,
        raw=raw,
        message=message,
        weight=weight,
        line=line,
    )


def whole_row(row: int) -> str:
    """The name of a row that is counted from 0: "10:10"."""
    return f"{row + 1}:{row + 1}"


def letters(column: int) -> str:
    """A column's letters, from its number counted from 0."""
    return a1(0, column).rstrip("1")


def whole_column(column: int) -> str:
    """The name of a column that is counted from 0: "C:C"."""
    return f"{letters(column)}:{letters(column)}"


def peoples_rows(tab: SnapshotTab, wanted: ExpectedTab) -> Iterator[int]:
    """The filled rows that are not ours: below the header, or inserted above it."""
    marks = [line.key for line in tab.rows]
    is_marked = not wanted.service_rows.isdisjoint(marks)
    met: set[str] = set()
    for row, mark in islice(enumerate(chain(marks, repeat(None))), len(tab.cells)):
        if mark in wanted.service_rows and mark not in met:
            met.add(mark)
        elif is_marked or row >= wanted.first_row:
            yield row
