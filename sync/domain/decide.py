"""Snapshot of a tracker + what is known of it -> what to store. Pure: the sync's one judgement.

In order: find the tabs, the columns and the rows by identity; read each cell where a score
belongs; compare with what is known; keep everything that people own verbatim. What cannot be
found or read becomes an issue and never changes an entry of a child it may not belong to.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sheet_templates.a1 import a1
from sheet_templates.drawing import Area
from sheet_templates.expectation import EntryColumn, Expectation, ExpectedTab
from sheet_templates.identity import row_key
from sheet_templates.snapshot import Snapshot, SnapshotTab
from sync.domain.entries import CellIssue, EntryKey, EntryValue, VerbatimRow
from sync.domain.identity import RowDoubt, identify_rows
from sync.domain.reading import Doubt, Reading, read_score, verbatim
from sync.errors import TrackerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a read changes: entries to open and close, cells that moved, issues, verbatim rows.

    `columns` are where the score columns stand now, by key, counted from 0.
    """

    opened: Mapping[EntryKey, EntryValue]
    closed: tuple[EntryKey, ...]
    moved: Mapping[EntryKey, str]
    issues: tuple[CellIssue, ...]
    rows: tuple[VerbatimRow, ...]
    columns: Mapping[str, int]
    structure_sha: str

    @property
    def changes(self) -> int:
        """How many entries have another value than before."""
        return len(self.opened) + len(self.closed)


@dataclass(slots=True, kw_only=True)
class _Found:
    """What stands in the grid, gathered cell by cell."""

    values: dict[EntryKey, EntryValue] = field(default_factory=dict)
    blank: set[EntryKey] = field(default_factory=set)
    issues: list[CellIssue] = field(default_factory=list)


def decide(
    expectation: Expectation, snapshot: Snapshot, known: Mapping[EntryKey, EntryValue]
) -> Decision:
    """What this read means for the store; `known` are the tracker's current entries.

    TrackerError when a tab of entries is gone: then nothing is known, and nothing changes.
    """
    found, columns = _Found(), dict[str, int]()
    rows: list[VerbatimRow] = []
    for wanted in expectation.tabs:
        tab = snapshot.tab(wanted.sheet_id)
        if tab is not None:
            placed = _entry_columns(wanted, tab)
            columns |= placed
            _read_grid(expectation, wanted, tab, placed, found)
            rows += _kept_rows(expectation.tracker_id, wanted, tab)
        elif wanted.entry_columns:
            raise TrackerError(
                f"{expectation.tracker_id}: the {wanted.title} tab is gone. Undo its removal in "
                "the spreadsheet (File, Version history); until then its entries stay as they "
                "were."
            )
    unreadable = {issue.key for issue in found.issues if issue.key}
    opened = {
        key: value for key, value in found.values.items() if not _says_the_same(known, key, value)
    }
    return Decision(
        opened=opened,
        closed=tuple(sorted(key for key in known if key in found.blank or key in unreadable)),
        moved={
            key: value.a1
            for key, value in found.values.items()
            if key not in opened and known[key].a1 != value.a1
        },
        issues=tuple(found.issues),
        rows=tuple(rows),
        columns=columns,
        structure_sha=_structure(snapshot),
    )


def _says_the_same(known: Mapping[EntryKey, EntryValue], key: EntryKey, value: EntryValue) -> bool:
    """Whether the value is the one that is known; how it was typed is part of what was typed."""
    held = known.get(key)
    return held is not None and (held.number, held.code, held.normalised_from) == (
        value.number,
        value.code,
        value.normalised_from,
    )


def _entry_columns(wanted: ExpectedTab, tab: SnapshotTab) -> dict[str, int]:
    """Each column of entries by its mark, wherever it stands and whatever its header says."""
    placed = ((column.key, tab.column_of(column.key)) for column in wanted.entry_columns)
    return {key: at for key, at in placed if at is not None}


def _read_grid(
    expectation: Expectation,
    wanted: ExpectedTab,
    tab: SnapshotTab,
    columns: Mapping[str, int],
    found: _Found,
) -> None:
    key_column = tab.column_of(wanted.key_column)
    identity = identify_rows(tab, wanted.rows, 0 if key_column is None else key_column)
    found.issues += _missing_columns(wanted, columns)
    found.issues += (_row_issue(wanted, doubt) for doubt in identity.doubts)
    found.issues += _missing_rows(wanted, identity.rows, identity.doubts)
    covered = _covered_by_merges(tab)
    for key, row in identity.rows.items():
        for column in wanted.entry_columns:
            if column.key in columns:
                place = _CellPlace(
                    tab=wanted, column=column, row_key=key, row=row, at=columns[column.key]
                )
                outcome = (
                    _MERGED
                    if (row, place.at) in covered
                    else read_score(tab.cell(row, place.at), column.measure, expectation.codes)
                )
                _note(found, place, outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CellPlace:
    tab: ExpectedTab
    column: EntryColumn
    row_key: str
    row: int
    at: int

    @property
    def entry(self) -> EntryKey:
        return EntryKey(
            student=self.tab.rows[self.row_key],
            checkpoint=self.column.checkpoint,
            metric=self.column.metric,
        )


_MERGED = Doubt(
    rule="merged",
    raw="",
    message="This cell is merged with another, so its score cannot be told. Unmerge the cells.",
)


def _note(found: _Found, place: _CellPlace, outcome: Reading | Doubt | None) -> None:
    key, cell = place.entry, a1(place.row, place.at)
    if outcome is None:
        found.blank.add(key)
    elif isinstance(outcome, Reading):
        found.values[key] = EntryValue(
            number=outcome.number,
            code=outcome.code,
            a1=cell,
            normalised_from=outcome.normalised_from,
        )
    else:
        found.issues.append(
            CellIssue(
                key=key,
                a1=cell,
                tab=place.tab.key,
                row_key=place.row_key,
                column_key=place.column.key,
                rule=outcome.rule,
                raw=outcome.raw,
                message=outcome.message,
            )
        )


def _tab_issue(
    wanted: ExpectedTab, a1_name: str, rule: str, message: str, column_key: str | None = None
) -> CellIssue:
    """An issue of a row or column: no single entry can be named for it."""
    return CellIssue(
        key=None,
        a1=a1_name,
        tab=wanted.key,
        row_key=None,
        column_key=column_key,
        rule=rule,
        raw="",
        message=message,
    )


def _row_issue(wanted: ExpectedTab, doubt: RowDoubt) -> CellIssue:
    return _tab_issue(wanted, f"{doubt.row + 1}:{doubt.row + 1}", doubt.rule, doubt.message)


def _missing_columns(wanted: ExpectedTab, columns: Mapping[str, int]) -> Iterator[CellIssue]:
    for column in wanted.entry_columns:
        if column.key not in columns:
            message = (
                f"The column {column.title} is gone. Undo its removal "
                "(File, Version history); its entries stay as they were."
            )
            yield _tab_issue(wanted, "1:1", "column_missing", message, column.key)


def _missing_rows(
    wanted: ExpectedTab, rows: Mapping[str, int], doubts: tuple[RowDoubt, ...]
) -> Iterator[CellIssue]:
    """Children whose row is nowhere; where rows are in doubt they may be among those."""
    for key, student in wanted.rows.items():
        if key not in rows and not doubts:
            message = (
                f"The row of {student} is gone. Undo its removal (File, Version history); "
                "its entries stay as they were."
            )
            yield _tab_issue(wanted, "1:1", "row_missing", message)


def _covered_by_merges(tab: SnapshotTab) -> frozenset[tuple[int, int]]:
    """All cells of merged areas: the value of such a cell may be meant for any of them."""
    return frozenset(
        (row, column)
        for area in tab.merges
        for row, column in _cells(area, tab.row_count, tab.column_count)
    )


def _cells(area: Area, row_count: int, column_count: int) -> Iterator[tuple[int, int]]:
    for row in range(area.first_row, row_count if area.end_row is None else area.end_row):
        end = column_count if area.end_column is None else area.end_column
        for column in range(area.first_column, end):
            yield row, column


def _kept_rows(tracker_id: str, wanted: ExpectedTab, tab: SnapshotTab) -> Iterator[VerbatimRow]:
    """The rows that people write in, and any they added, with all cells that hold something."""
    taken: set[str] = set()
    for row in range(wanted.first_row, len(tab.cells)):
        cells = {
            _column_name(tab, column): kept
            for column in range(len(tab.cells[row]))
            if (kept := verbatim(tab.cells[row][column]))
            and _column_name(tab, column) != wanted.key_column
        }
        key = tab.row_key(row)
        if key is None or key in taken:
            key = row_key(tracker_id, wanted.key, "unmarked", str(row))
        taken.add(key)
        if cells:
            content = json.dumps(cells, sort_keys=True, ensure_ascii=False).encode()
            yield VerbatimRow(tab=wanted.key, row_key=key, position=row, cells=content)


def _column_name(tab: SnapshotTab, column: int) -> str:
    """The column's key, else its letters."""
    key = tab.columns[column].key if column < len(tab.columns) else None
    return key or a1(0, column).rstrip("1")


def _structure(snapshot: Snapshot) -> str:
    """A digest of tabs, their sizes, column keys and protections: another one means drift."""
    shape = [
        (
            tab.sheet_id,
            tab.title,
            tab.is_hidden,
            [line.keys for line in tab.columns],
            sorted((p.protected_range_id, str(p.area), sorted(p.editors)) for p in tab.protections),
        )
        for tab in snapshot.tabs
    ]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()
