"""Entries as a read finds them: column by column, and by place for whoever asks for that.

A first sync does nothing with its entries but store them. To make a key and a value of each, and
to put them into a dictionary, took longer than to read them out of the cells.
"""

from collections import defaultdict
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sync.domain.entries import EntryKey, EntryValue


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundColumn:
    """What stands in one column, child by child: sequences of one length, in one order.

    They are named as the fields of `EntryKey` and `EntryValue` that they are made of.
    """

    checkpoint: str
    metric: str
    student: Sequence[str]
    number: Sequence[float | None]
    code: Sequence[str | None]
    a1: Sequence[str]
    normalised_from: Sequence[str | None]
    text: Sequence[str | None]

    def items(self) -> Iterator[tuple[EntryKey, EntryValue]]:
        """The same place by place."""
        keys = keys_of(self.student, self.checkpoint, self.metric)
        values = zip(self.number, self.code, self.a1, self.normalised_from, self.text, strict=True)
        return zip(keys, map(tuple.__new__, repeat(EntryValue), values), strict=True)


class FoundEntries(Mapping[EntryKey, EntryValue]):
    """Entries by place, put together only for those who ask for one."""

    def __init__(self) -> None:
        self._columns: list[FoundColumn] | None = []  # None: they no longer say what is found
        self._children: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._made: dict[EntryKey, EntryValue] | None = None

    def add(self, column: FoundColumn) -> None:
        """Take in one more column; of two values at one place the later counts."""
        children = self._children[column.checkpoint, column.metric]
        alone = len(children) + len(column.student)
        children.update(column.student)
        if self._columns is None or len(children) < alone:
            self._by_place().update(column.items())
            self._columns = None
        else:
            self._columns.append(column)
            self._made = None

    def take(self, others: "FoundEntries") -> None:
        """Take in all that others hold; what was asked for by place stays so."""
        if others.was_asked or others.columns is None:
            self._by_place().update(others.items())
            self._columns = None
        else:
            for column in others.columns:
                self.add(column)

    def leave(self, keys: Iterable[EntryKey]) -> None:
        """Forget what stands at these places."""
        made = self._by_place()
        for key in keys:
            if made.pop(key, None) is not None:
                self._columns = None

    @property
    def was_asked(self) -> bool:
        """Whether it was put together by place."""
        return self._made is not None

    @property
    def columns(self) -> Sequence[FoundColumn] | None:
        """All of it column by column, each place once; None where it is held by place only."""
        return self._columns

    def _by_place(self) -> dict[EntryKey, EntryValue]:
        if self._made is None:
            self._made = {}
            for column in self._columns or ():
                self._made.update(column.items())
        return self._made

    def __getitem__(self, key: EntryKey) -> EntryValue:
        return self._by_place()[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_place()

    def __iter__(self) -> Iterator[EntryKey]:
        return iter(self._by_place())

    def __len__(self) -> int:
        if self._columns is None:
            return len(self._by_place())
        return sum(len(column.student) for column in self._columns)

    def items(self) -> ItemsView[EntryKey, EntryValue]:
        """Places and values, as quick as those of a dictionary."""
        return self._by_place().items()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._by_place()!r})"


def columns_of(entries: Mapping[EntryKey, EntryValue]) -> Sequence[FoundColumn]:
    """Entries column by column, each place once, in the order in which the columns come first."""
    if isinstance(entries, FoundEntries) and entries.columns is not None:
        return entries.columns
    rows: defaultdict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for (student, checkpoint, metric), value in entries.items():
        rows[checkpoint, metric].append((student, *value))
    names = ("student", *EntryValue._fields)
    return [
        FoundColumn(
            checkpoint=checkpoint,
            metric=metric,
            **dict(zip(names, zip(*some, strict=True), strict=True)),
        )
        for (checkpoint, metric), some in rows.items()
    ]


def keys_of(students: Iterable[str], checkpoint: str, metric: str) -> Iterator[EntryKey]:
    """The places of children in one column."""
    fields = zip(students, repeat(checkpoint), repeat(metric), strict=False)
    return map(tuple.__new__, repeat(EntryKey), fields)
