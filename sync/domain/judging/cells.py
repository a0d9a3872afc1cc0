"""Each cell where a row and a column meet: an entry, nothing, or an issue."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress, repeat, zip_longest
from typing import NamedTuple, TypeGuard

from sheet_templates.a1 import column_letters
from sheet_templates.drawing import Area
from sheet_templates.expectation import EntryColumn, ExpectedTab, Measure
from sheet_templates.model import ExcuseCode
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import BLANK, SnapshotTab
from sync.domain.entries import CellIssue, EntryKey
from sync.domain.entry_columns import FoundColumn, keys_of
from sync.domain.judging.differences import Content
from sync.domain.judging.findings import Found
from sync.domain.per_cell import PerCell
from sync.domain.reading import Asked, CodeTable, Doubt, Reading, read_cell

_SPREADSHEETS_LIKE = 8  # few schools have more templates than that at work

Outcome = Reading | Doubt | None
Reader = PerCell[Outcome]
"""What stands in a cell of a column; columns that take the same share one."""


class Readers(dict[Measure, Reader]):
    """What reads the cells of a spreadsheet, by measure; `codes` and `locale` are the same in all.

    They remember what each different cell says, whichever column and tab it stands in.
    """

    def __init__(self, codes: CodeTable, locale: str) -> None:
        super().__init__()
        self._codes, self._locale = codes, locale

    def __missing__(self, measure: Measure) -> Reader:
        asked = Asked(measure=measure, codes=self._codes, locale=self._locale)
        made = self[measure] = PerCell(lambda cell: read_cell(cell, asked))
        return made


@lru_cache(_SPREADSHEETS_LIKE)
def readers_of(codes: tuple[ExcuseCode, ...], locale: str) -> Readers:
    """The readers for spreadsheets with these codes; the next one is read from what they know."""
    return Readers(CodeTable.of(codes), locale)


_MERGED = Doubt(
    rule="merged",
    raw="",
    message=sentence(
        "This cell is merged with another, so its score cannot be told. Unmerge the cells."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A tab with its lines found: what is needed to read a cell of it.

    `columns` are where the entry columns stand, `readers` what each makes of a cell, both by key.
    """

    tab: SnapshotTab
    wanted: ExpectedTab
    columns: Mapping[str, int]
    readers: Mapping[str, Reader]

    @classmethod
    def of(cls, tab: SnapshotTab, wanted: ExpectedTab, readers: "Readers") -> "Grid":
        """The grid of a tab whose columns are not found yet."""
        by_key = {column.key: readers[column.measure] for column in wanted.entry_columns}
        return cls(tab=tab, wanted=wanted, columns={}, readers=by_key)

    def placed(self, columns: Mapping[str, int]) -> "Grid":
        """The grid with its columns found."""
        return replace(self, columns=columns)

    def content(self, row: int, column: EntryColumn) -> Content | None:
        """What a row says in a column that is there; None for a blank and a doubt."""
        return self.says(row, self.columns[column.key], column)

    def says(self, row: int, at: int, column: EntryColumn) -> Content | None:
        """What a row says in any place, read as this column reads."""
        outcome = self.readers[column.key][self.tab.cell(row, at)]
        return (outcome.number, outcome.text, outcome.code) if is_reading(outcome) else None


def is_reading(outcome: Reading | Doubt | None) -> TypeGuard[Reading]:
    """Whether a cell could be read."""
    return isinstance(outcome, Reading)


def read_cells(
    grid: Grid, rows: Mapping[str, int], found: Found, same: Collection[int] = ()
) -> None:
    """Read every cell of the rows and columns that are certain.

    Of rows that are the `same` as they were only the doubts are found again.
    """
    covered = _covered_by_merges(grid.tab)
    lines = _Lines.of(grid.wanted, rows)
    other = [at for at, row in enumerate(rows.values()) if row not in same]
    cells = (grid.tab.row(row) for row in rows.values())
    standing = list(zip_longest(*cells, fillvalue=BLANK))  # column by column
    for column in grid.wanted.entry_columns:
        at = grid.columns.get(column.key)
        if at is None:
            continue
        there = standing[at] if at < len(standing) else repeat(BLANK, len(rows))
        outcomes: list[Outcome] = grid.readers[column.key].of(there)
        if covered:
            outcomes = [
                _MERGED if (row, at) in covered else outcome
                for outcome, row in zip(outcomes, rows.values(), strict=True)
            ]
        _take_doubts(_Column(grid.wanted, column, at), lines, outcomes, found)
        if len(other) == len(outcomes):
            _take_column(column, at, lines, outcomes, found)
        elif other:
            _take_column(column, at, lines.only(other), [outcomes[one] for one in other], found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """The rows that are certain, one beside the other: their keys, children, numbers from 1."""

    keys: tuple[str, ...]
    students: tuple[str, ...]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, wanted: ExpectedTab, rows: Mapping[str, int]) -> "_Lines":
        return cls(
            keys=tuple(rows),
            students=tuple(wanted.rows[key] for key in rows),
            numbers=tuple(str(row + 1) for row in rows.values()),
        )

    def only(self, these: Sequence[int]) -> "_Lines":
        """Some of the rows."""
        return _Lines(
            keys=tuple(self.keys[one] for one in these),
            students=tuple(self.students[one] for one in these),
            numbers=tuple(self.numbers[one] for one in these),
        )


class _Column(NamedTuple):
    """A column of entries of a tab, and where it stands."""

    wanted: ExpectedTab
    column: EntryColumn
    at: int


def _take_column(
    column: EntryColumn, at: int, lines: _Lines, outcomes: Sequence[Outcome], found: Found
) -> None:
    """Take the values and blanks of one column; most of a sync's judgement goes by here."""
    readings = [one for one in outcomes if type(one) is Reading]
    read = lines
    if len(readings) < len(outcomes):
        is_blank = [outcome is None for outcome in outcomes]
        blank = compress(lines.students, is_blank)
        found.blank.update(keys_of(blank, column.checkpoint, column.metric))
        read = lines.only([n for n, one in enumerate(outcomes) if type(one) is Reading])
    if readings:
        numbers, texts, codes, typed = zip(*readings, strict=True)
        found.values.add(
            FoundColumn(
                checkpoint=column.checkpoint,
                metric=column.metric,
                student=read.students,
                number=numbers,
                code=codes,
                a1=tuple(map(column_letters(at).__add__, read.numbers)),
                normalised_from=typed,
                text=texts,
            )
        )


def _take_doubts(column: _Column, lines: _Lines, outcomes: Sequence[Outcome], found: Found) -> None:
    """What cannot be read in one column."""
    wanted, about, at = column
    if Doubt not in set(map(type, outcomes)):
        return
    letters = column_letters(at)
    rows = zip(lines.keys, lines.students, lines.numbers, outcomes, strict=True)
    for row_key, student, number, outcome in rows:
        if isinstance(outcome, Doubt):
            key = EntryKey(student, about.checkpoint, about.metric)
            place = f"{letters}{number}"
            found.unreadable[key] = _issue(wanted, key, place, (row_key, about.key), outcome)


def _issue(
    wanted: ExpectedTab, key: EntryKey, cell: str, lines: tuple[str, str], doubt: Doubt
) -> CellIssue:
    return CellIssue(
        key=key,
        a1=cell,
        tab=wanted.key,
        row_key=lines[0],
        column_key=lines[1],
        rule=doubt.rule,
        raw=doubt.raw,
        message=doubt.message,
        readings=doubt.readings,
        suggestion=doubt.suggestion,
    )


def _covered_by_merges(tab: SnapshotTab) -> frozenset[tuple[int, int]]:
    """All cells of merged areas: the value of such a cell may be meant for any of them."""
    return frozenset(
        place for area in tab.merges for place in _cells(area, tab.row_count, tab.column_count)
    )


def _cells(area: Area, row_count: int, column_count: int) -> Iterator[tuple[int, int]]:
    for row in range(area.first_row, row_count if area.end_row is None else area.end_row):
        end = column_count if area.end_column is None else area.end_column
        for column in range(area.first_column, end):
            yield row, column
