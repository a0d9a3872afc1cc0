"""Rows sorted whole while their marks stayed behind: which of the two each row goes by.

The marks of such rows and their key cells disagree, and what was read of them before tells. Once
told it stays so, as long as the keys stand where they stood and a score still speaks for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sheet_templates.a1 import row_of
from sheet_templates.expectation import EntryColumn
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.judging.cells import Grid
from sync.domain.judging.findings import entry_key

_CLEARLY = 4  # times as many cells must speak for a reading as against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a row says of itself: its mark and its key cell, as far as they are known keys."""

    row: int  # from 0
    mark: str | None
    text: str | None

    @property
    def keys(self) -> frozenset[str]:
        """The children that it names."""
        return frozenset(filter(None, (self.mark, self.text)))


class Memory(Protocol):
    """What earlier reads say of a row."""

    def agreement(self, row: int, key: str, other: str) -> tuple[int, int]:
        """How many of a row's cells say what is known of the first key's child, and how many not.

        Only cells count that tell it from the second key's child.
        """

    def last_row(self, key: str) -> int | None:
        """The row from 0 in which all that is known of a child was read; None for none or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRows:
    """The memory that lies in the entries that are known."""

    grid: Grid
    known: Mapping[EntryKey, EntryValue]

    def agreement(self, row: int, key: str, other: str) -> tuple[int, int]:
        """See `Memory`."""
        said = [
            self.grid.content(row, column) == held.content
            for column, held in self._entries(key)
            if (others := self._entry(other, column)) is None or others.content != held.content
        ]
        return sum(said), len(said) - sum(said)

    def last_row(self, key: str) -> int | None:
        """See `Memory`."""
        rows = {row_of(held.a1) for _, held in self._entries(key)}
        return rows.pop() if len(rows) == 1 else None

    def _entries(self, key: str) -> list[tuple[EntryColumn, EntryValue]]:
        """What is known of a child, by the columns that are there."""
        return [
            (column, held)
            for column in self.grid.wanted.entry_columns
            if column.key in self.grid.columns and (held := self._entry(key, column)) is not None
        ]

    def _entry(self, key: str, column: EntryColumn) -> EntryValue | None:
        return self.known.get(entry_key(self.grid.wanted, key, column))


def settled(parted: Iterable[Claim], certain: Mapping[str, int], memory: Memory) -> dict[str, int]:
    """The parted rows by their key cells, if the scores stand by those and not by the marks.

    It can be where each row is claimed by a key cell of its own. A score that both children have
    speaks for neither.
    """
    listed = list(parted)
    by_text = {claim.text: claim.row for claim in listed if claim.text is not None}
    if not listed or len(by_text) < len(listed) or by_text.keys() & certain.keys():
        return {}
    pairs = [(one.row, one.text, one.mark) for one in listed if one.text and one.mark]
    for_text, against_text = _sum(memory.agreement(row, text, mark) for row, text, mark in pairs)
    for_mark, against_mark = _sum(memory.agreement(row, mark, text) for row, text, mark in pairs)
    if not (for_text and against_mark and against_mark >= _CLEARLY * for_mark):
        return {}
    is_clear = for_text >= _CLEARLY * against_text
    return by_text if is_clear or (not for_mark and _stand_still(by_text, memory)) else {}


def _stand_still(by_text: Mapping[str, int], memory: Memory) -> bool:
    """Whether these keys stand in the rows in which their children were read.

    Then scores that speak against them were typed since. Scores that speak for the marks would
    say that rows were sorted whole, and their names sorted back.
    """
    was = {key: row for key in by_text if (row := memory.last_row(key)) is not None}
    return bool(was) and all(by_text[key] == row for key, row in was.items())


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    listed = list(pairs)
    return sum(one for one, _ in listed), sum(other for _, other in listed)
