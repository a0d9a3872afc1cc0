"""The rows of tabs of records that name a child, whatever tabs a school has. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheet_templates.columns import Column, ColumnKind, TabKind, TabRule
from sheet_templates.model import TrackerTemplate
from sync.domain.record_rows import RecordVersion, day_in, rows_of, student_of, text_in

_NOT_SAID = frozenset({ColumnKind.STUDENT, ColumnKind.FORMULA, ColumnKind.SERVICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRow:
    """A row that names a child, as it stands now.

    It is `on` the day of its first column of dates; where none can be read, on the school day on
    which a sync first saw the row (`is_dated` is false). `says` are its other cells that are not
    blank, with their columns from left to right: days as dates, the rest as the cells show it.
    """

    tab: TabRule
    key: str
    on: date
    is_dated: bool
    says: tuple[tuple[Column, str | date], ...]


def child_rows(
    template: TrackerTemplate, versions: Sequence[RecordVersion], student: str
) -> Iterator[ChildRow]:
    """The rows about a student (sourcedId) on all tabs of records of a tracker's template."""
    for tab in template.tabs:
        if tab.kind is TabKind.RECORDS and tab.off is None:
            yield from _on_tab(tab, versions, student)


def _on_tab(tab: TabRule, versions: Iterable[RecordVersion], student: str) -> Iterator[ChildRow]:
    naming = [one.key for one in tab.drawn_columns if one.kind is ColumnKind.STUDENT]
    for row in rows_of(versions, tab.key):
        cells = row[-1].cells
        if any(student_of(cells, column) == student for column in naming):
            yield _row(tab, row[0], cells)


def _row(tab: TabRule, first: RecordVersion, cells: Mapping[str, Any]) -> ChildRow:
    days = (one.key for one in tab.drawn_columns if one.kind is ColumnKind.DATE)
    dating = next(days, None)
    on = day_in(cells, dating) if dating is not None else None
    return ChildRow(
        tab=tab,
        key=first.row_key,
        on=on or first.seen_on,
        is_dated=on is not None,
        says=tuple(_says(tab, cells, dating if on else None)),
    )


def _says(
    tab: TabRule, cells: Mapping[str, Any], dating: str | None
) -> Iterator[tuple[Column, str | date]]:
    """What the row says besides whom it is about and the day it is on."""
    for column in tab.drawn_columns:
        if column.key == dating or column.kind in _NOT_SAID:
            continue
        day = day_in(cells, column.key) if column.kind is ColumnKind.DATE else None
        text = text_in(cells, column.key)
        if day is not None or text:
            yield column, day or text
