"""Lines that a template no longer asks for: hidden and kept with what people typed, or shown again.

That we hid a column stands on the column itself, as a second mark: so a template's step can be
undone from what is read, and a column that people hid for themselves is not shown to them again.
"""

from collections.abc import Iterator, Mapping, Sequence

from sheet_templates.alignment import Alignment
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab
from sheet_templates.drawing import RETIRED_MARK, Area, Facet, Mark, Place, Protection
from sheet_templates.edits import (
    AddMark,
    Dimension,
    DrawEdit,
    DropMark,
    DropProtection,
    Protect,
    SetLines,
    WriteMarkedRow,
)
from sheet_templates.identity import stable_id
from sheet_templates.snapshot import Line, SnapshotTab

_LINE_MARKS = {Place.COLUMN: "cid", Place.ROW: "rid"}
_FACTS = frozenset(
    f"fact.{fact}" for fact in ("opens", "due", "missing_from", "lowest", "highest", "codes", "cut")
)


def plan_retired(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, facets: frozenset[Facet]
) -> Iterator[DrawEdit | WriteMarkedRow]:
    """Hide what is ours and no longer asked for; show what is asked for again.

    Rows only where nobody but us writes: a row in which people write is never hidden.
    """
    if not tab.is_keyed:
        return
    yield from _retire(tab, actual, where, facets, Place.COLUMN)
    yield from _return(tab, actual, where, Place.COLUMN)
    yield from _without_facts(tab, actual, where)
    if not tab.peoples_areas:
        yield from _retire(tab, actual, where, facets, Place.ROW)
        yield from _return(tab, actual, where, Place.ROW)


def _without_facts(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment
) -> Iterator[WriteMarkedRow]:
    """Clear what stands above a column that was put away: nothing is owed there any more.

    Its key stays, so that the column is known again.
    """
    away = retired_columns(tab, actual)
    rows = {mark.value: mark for mark in actual.marks if mark.place is Place.ROW}
    for row in tab.rows:
        if row.key in _FACTS and row.key in rows and row.key in where.read_rows:
            at_row = where.read_rows[row.key]
            held = sorted(
                _after(where, Place.COLUMN, at)
                for at in away.values()
                if not actual.cell(at_row, at).is_blank
            )
            if held:
                yield WriteMarkedRow(
                    sheet_id=tab.sheet_id,
                    metadata_id=rows[row.key].metadata_id,
                    row_key=row.key,
                    values=tuple((at, None) for at in held),
                )


def retired_columns(tab: DesiredTab, actual: SnapshotTab) -> Mapping[str, int]:
    """Where the columns stand that are ours and no longer asked for, by key."""
    return _no_longer_asked_for(tab, actual, Place.COLUMN)


def returned_columns(tab: DesiredTab, actual: SnapshotTab) -> list[str]:
    """The keys of columns that were put away and are asked for again."""
    wanted = {column.key for column in tab.columns}
    return [mark.value for mark in _retired_marks(actual, Place.COLUMN) if mark.value in wanted]


def _no_longer_asked_for(tab: DesiredTab, actual: SnapshotTab, place: Place) -> dict[str, int]:
    lines: Sequence[DesiredColumn | DesiredRow] = tab.columns if place is Place.COLUMN else tab.rows
    wanted = {line.key for line in lines}
    return {
        mark.value: mark.index
        for mark in actual.marks
        if mark.place is place and mark.key == _LINE_MARKS[place] and mark.value not in wanted
    }


def _retired_marks(actual: SnapshotTab, place: Place) -> list[Mark]:
    return [m for m in actual.marks if m.place is place and m.key == RETIRED_MARK]


def _retire(
    tab: DesiredTab,
    actual: SnapshotTab,
    where: Alignment,
    facets: frozenset[Facet],
    place: Place,
) -> Iterator[DrawEdit]:
    marked = {mark.value for mark in _retired_marks(actual, place)}
    lines = actual.columns if place is Place.COLUMN else actual.rows
    for key, read_at in _no_longer_asked_for(tab, actual, place).items():
        at = _after(where, place, read_at)
        if not _is_hidden(lines, read_at):
            yield _set_hidden(tab, place, at, hidden=True)
        if key not in marked:
            yield AddMark(mark=_retired_mark(tab, place, key, at))
        if place is Place.COLUMN and Facet.PROTECTIONS in facets:
            yield from _protect(tab, actual, key, at, shifts=where.shifts)


def _return(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, place: Place
) -> Iterator[DrawEdit]:
    lines: Sequence[DesiredColumn | DesiredRow] = tab.columns if place is Place.COLUMN else tab.rows
    wanted = {line.key: line for line in lines}
    places = where.columns if place is Place.COLUMN else where.rows
    held = {protection.protected_range_id for protection in actual.protections}
    for mark in _retired_marks(actual, place):
        if mark.value not in wanted:
            continue
        hidden = wanted[mark.value].hidden
        yield _set_hidden(tab, place, places[mark.value], hidden=hidden)
        yield DropMark(sheet_id=tab.sheet_id, metadata_id=mark.metadata_id)
        protection = _protection_id(tab, mark.value)
        if protection in held:
            yield DropProtection(sheet_id=tab.sheet_id, protected_range_id=protection)


def _protect(
    tab: DesiredTab, actual: SnapshotTab, key: str, at: int, *, shifts: bool
) -> Iterator[Protect]:
    """Nobody types into what is out of sight; the keepers may."""
    wanted = Protection(
        protected_range_id=_protection_id(tab, key),
        description=tab.put_away,
        area=Area(sheet_id=tab.sheet_id, first_column=at, end_column=at + 1),
        editors=frozenset.intersection(*(one.editors for one in tab.protections)),
    )
    held = {one.protected_range_id: one for one in actual.protections}
    known = held.get(wanted.protected_range_id)
    if shifts or known != wanted:
        yield Protect(protection=wanted, replaces=known is not None)


def _protection_id(tab: DesiredTab, key: str) -> int:
    return stable_id(str(tab.sheet_id), "protection", "retired", key)


def _retired_mark(tab: DesiredTab, place: Place, key: str, at: int) -> Mark:
    return Mark(
        metadata_id=stable_id(str(tab.sheet_id), "mark", "retired", place.value, key),
        key=RETIRED_MARK,
        value=key,
        place=place,
        sheet_id=tab.sheet_id,
        index=at,
    )


def _set_hidden(tab: DesiredTab, place: Place, at: int, *, hidden: bool) -> SetLines:
    dimension = Dimension.COLUMNS if place is Place.COLUMN else Dimension.ROWS
    return SetLines(sheet_id=tab.sheet_id, dimension=dimension, first=at, end=at + 1, hidden=hidden)


def _is_hidden(lines: Sequence[Line], at: int) -> bool:
    return at < len(lines) and lines[at].is_hidden


def _after(where: Alignment, place: Place, read_at: int) -> int:
    """Where a line stands once lines have been inserted before it."""
    dimension = Dimension.COLUMNS if place is Place.COLUMN else Dimension.ROWS
    at = read_at
    for insert in where.inserts:
        if insert.dimension is dimension and insert.index <= at:
            at += insert.count
    return at
