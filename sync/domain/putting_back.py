"""An earlier state and the present one -> the cells to write back. Pure.

Cells are addressed by the marks of their rows, so a row that somebody inserts or sorts a second
before the write changes nothing. What stands as it stood then is left alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheet_templates.a1 import a1
from sheet_templates.drawing import Place
from sheet_templates.edits import WriteMarkedRow
from sheet_templates.expectation import Expectation, ExpectedTab
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import Snapshot, SnapshotTab
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import WHOLE_TAB, Hold
from sync.domain.telling import Names, shown

State = Mapping[EntryKey, EntryValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where an entry stands now: the mark of its row, and row and column counted from 0."""

    sheet_id: int
    metadata_id: int
    row_key: str
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackCell:
    """One cell to write: where it stands now, what it says, what it is to say; None is blank."""

    key: EntryKey
    spot: _Spot
    before: EntryValue | None
    after: EntryValue | None

    @property
    def cell(self) -> str:
        """Its name as people read it."""
        return a1(self.spot.row, self.spot.column)

    @property
    def typed(self) -> float | str | None:
        """The value as it is written."""
        if self.after is None:
            return None
        return self.after.as_typed if self.after.number is None else self.after.number


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """The cells to write back, and the entries that have no place to go back to, in words."""

    cells: tuple[BackCell, ...]
    homeless: tuple[str, ...]

    def sentences(self, expectation: Expectation) -> list[str]:
        """What would be written, cell by cell."""
        names = Names(expectation)
        return [
            sentence(
                "%(place)s (%(cell)s): %(before)s becomes %(after)s",
                place=names.place(one.key),
                cell=one.cell,
                before=shown(one.before),
                after=shown(one.after),
            )
            for one in self.cells
        ]

    def rows(self) -> list[WriteMarkedRow]:
        """The writes, one for each row."""
        by_row: dict[int, list[BackCell]] = {}
        for one in self.cells:
            by_row.setdefault(one.spot.metadata_id, []).append(one)
        return [
            WriteMarkedRow(
                sheet_id=cells[0].spot.sheet_id,
                metadata_id=metadata_id,
                row_key=cells[0].spot.row_key,
                values=tuple(sorted((one.spot.column, one.typed) for one in cells)),
            )
            for metadata_id, cells in by_row.items()
        ]


def held_states(hold: Hold, known: State) -> tuple[State, State]:
    """What a held state would go back to, and what stands there now.

    A column or row goes back as a whole. Of a whole tab, a score where none was known goes back
    to blank only if it came from another place of the tab: what was typed anew stays.
    """
    wandered = Counter(known[key].content for key in hold.changes if key in known)
    then: dict[EntryKey, EntryValue] = {}
    now: dict[EntryKey, EntryValue] = {}
    for key, value in sorted(hold.changes.items()):
        is_new = key not in known and value is not None and not wandered[value.content]
        if is_new and hold.scope == WHOLE_TAB:
            continue
        if key in known:
            then[key] = known[key]
        if value is not None:
            now[key] = value
    return then, now


def put_back(expectation: Expectation, snapshot: Snapshot, then: State, now: State) -> PutBack:
    """What has to be written so that the entries of `now` become those of `then`."""
    changed = [key for key in sorted({*then, *now}) if _differ(then.get(key), now.get(key))]
    places = dict(_places(expectation, snapshot))
    names = Names(expectation)
    cells, homeless = [], []
    for key in changed:
        spot = places.get(key)
        if spot is None:
            homeless.append(
                sentence(
                    "%(place)s: its row or column is not there any more", place=names.place(key)
                )
            )
        else:
            cells.append(BackCell(key=key, spot=spot, before=now.get(key), after=then.get(key)))
    return PutBack(cells=tuple(cells), homeless=tuple(homeless))


def _differ(one: EntryValue | None, other: EntryValue | None) -> bool:
    return (one and one.content) != (other and other.content)


def _places(expectation: Expectation, snapshot: Snapshot) -> Iterator[tuple[EntryKey, _Spot]]:
    for wanted in expectation.tabs:
        tab = snapshot.tab(wanted.sheet_id)
        if tab is not None:
            yield from _places_in(wanted, tab)


def _places_in(wanted: ExpectedTab, tab: SnapshotTab) -> Iterator[tuple[EntryKey, _Spot]]:
    """The places of a tab.

    A row whose mark is missing, stands twice, or is contradicted by its key cell has none.
    """
    key_column = tab.column_of(wanted.key_column)
    marks: dict[str, list[tuple[int, int]]] = {}
    for mark in tab.marks:
        if mark.place is Place.ROW:
            marks.setdefault(mark.value, []).append((mark.metadata_id, mark.index))
    columns = [(column, tab.column_of(column.key)) for column in wanted.entry_columns]
    for row_key, student in wanted.rows.items():
        found = marks.get(row_key, [])
        if len(found) != 1:
            continue
        metadata_id, row = found[0]
        text = "" if key_column is None else tab.cell(row, key_column).entered.get("stringValue")
        if text not in {None, "", row_key}:
            continue
        for column, at in columns:
            if at is not None:
                key = EntryKey(student=student, checkpoint=column.checkpoint, metric=column.metric)
                yield (
                    key,
                    _Spot(
                        sheet_id=tab.sheet_id,
                        metadata_id=metadata_id,
                        row_key=row_key,
                        row=row,
                        column=at,
                    ),
                )
