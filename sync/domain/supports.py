"""The tabs of supports and progress notes as people left them -> supports and notes.

People write these rows freely, so nothing is refused: a row without a child or without a day that
can be read says what it can, and the day on which it was first seen stands in for a date.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sheet_templates.model import NotesRule
from sync.domain.record_rows import (
    RecordVersion,
    day_in,
    rows_of,
    student_of,
    text_in,
    whole_number_in,
)

_ACTIVE = frozenset({"active", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A support that a child gets, by the key of its row; `who` gives it, in people's words.

    It is owed notes from `begins_on`, the later of its first day and the end of a pause, through
    `ends_on`. `weeks` is its own interval.
    """

    key: str
    student: str
    what: str
    who: str
    tier: str
    weeks: int | None
    begins_on: date
    ends_on: date | None

    def is_active_on(self, day: date) -> bool:
        """Whether the child gets it on that day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A progress note: about whom, of which day, about which support ("" where it names none).

    `key` is that of its row.
    """

    key: str
    student: str
    on: date
    support: str

    def is_about(self, support: Support) -> bool:
        """Whether it tells of this support: the same child, and no other support named."""
        named = self.support.casefold()
        return self.student == support.student and named in {"", support.what.casefold()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """From when until when a child got a support; it may go on, or have ended."""

    student: str
    what: str
    begins_on: date
    ends_on: date | None


def spells_in(versions: Iterable[RecordVersion], rule: NotesRule) -> Iterator[Spell]:
    """All that ever began of what stands there now, with the days that people gave."""
    for row in rows_of(versions, rule.supports):
        cells = row[-1].cells
        student, begins_on = student_of(cells), day_in(cells, "starts")
        if student is not None and begins_on is not None and not _is_planned(cells):
            ends_on = day_in(cells, "ends")
            what = text_in(cells, "type")
            yield Spell(student=student, what=what, begins_on=begins_on, ends_on=ends_on)


def supports_in(versions: Iterable[RecordVersion], rule: NotesRule) -> tuple[Support, ...]:
    """The supports that stand there now and are neither planned, paused nor ended."""
    rows = rows_of(versions, rule.supports)
    return tuple(found for row in rows if (found := _support(row)) is not None)


def notes_in(versions: Iterable[RecordVersion], rule: NotesRule) -> tuple[Note, ...]:
    """The progress notes that stand there now."""
    rows = rows_of(versions, rule.notes)
    return tuple(found for row in rows if (found := _note(row)) is not None)


def _support(row: Sequence[RecordVersion]) -> Support | None:
    cells = row[-1].cells
    student = student_of(cells)
    if student is None or not _is_active(cells):
        return None
    begins = day_in(cells, "starts") or row[0].seen_on
    resumed = _resumed_on(row)
    return Support(
        key=row[-1].row_key,
        student=student,
        what=text_in(cells, "type"),
        who=text_in(cells, "who"),
        tier=text_in(cells, "tier"),
        weeks=whole_number_in(cells, "weeks"),
        begins_on=max(begins, resumed) if resumed else begins,
        ends_on=day_in(cells, "ends"),
    )


def _resumed_on(row: Sequence[RecordVersion]) -> date | None:
    """The day on which a support that had been seen planned or paused was seen active again."""
    since = None
    for earlier, later in pairwise(row):
        if _is_active(later.cells) and not _is_active(earlier.cells):
            since = later.seen_on
    return since


def _note(row: Sequence[RecordVersion]) -> Note | None:
    cells = row[-1].cells
    student = student_of(cells)
    if student is None:
        return None
    on = day_in(cells, "date") or row[0].seen_on
    return Note(
        key=row[-1].row_key,
        student=student,
        on=on,
        support=text_in(cells, "support"),
    )


def _is_planned(cells: Mapping[str, Any]) -> bool:
    return text_in(cells, "status").casefold() == "planned"


def _is_active(cells: Mapping[str, Any]) -> bool:
    return text_in(cells, "status").casefold() in _ACTIVE
