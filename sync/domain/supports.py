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
from sync.domain.reading.days import days_in
from sync.domain.reading.number_text import day_of

_ACTIVE = frozenset({"active", ""})
SEPARATOR = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """What a row of a tab of records held from a school day on; `cells` as they are kept verbatim.

    The versions of one row come in order of time. The last one of a row is what stands there now,
    or nothing when `is_there` is false.
    """

    tab: str
    row_key: str
    seen_on: date
    is_there: bool
    cells: Mapping[str, Any]


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

    `key` is that of its row; what was seen, the strengths and the author are as the row says them.
    """

    key: str
    student: str
    on: date
    support: str
    seen: str
    strengths: str
    author: str

    def is_about(self, support: Support) -> bool:
        """Whether it tells of this support: the same child, and no other support named."""
        named = self.support.casefold()
        return self.student == support.student and named in {"", support.what.casefold()}


def supports_in(versions: Iterable[RecordVersion], rule: NotesRule) -> tuple[Support, ...]:
    """The supports that stand there now and are neither planned, paused nor ended."""
    rows = _rows(versions, rule.supports)
    return tuple(found for row in rows if (found := _support(row)) is not None)


def notes_in(versions: Iterable[RecordVersion], rule: NotesRule) -> tuple[Note, ...]:
    """The progress notes that stand there now."""
    rows = _rows(versions, rule.notes)
    return tuple(found for row in rows if (found := _note(row)) is not None)


def _rows(versions: Iterable[RecordVersion], tab: str) -> Iterator[list[RecordVersion]]:
    """The versions of each row of a tab that is still there."""
    rows: dict[str, list[RecordVersion]] = {}
    for one in versions:
        if one.tab == tab:
            rows.setdefault(one.row_key, []).append(one)
    return (row for row in rows.values() if row[-1].is_there)


def _support(row: Sequence[RecordVersion]) -> Support | None:
    cells = row[-1].cells
    student = _student(cells)
    if student is None or not _is_active(cells):
        return None
    begins = _day(cells, "starts") or row[0].seen_on
    resumed = _resumed_on(row)
    return Support(
        key=row[-1].row_key,
        student=student,
        what=_text(cells, "type"),
        who=_text(cells, "who"),
        tier=_text(cells, "tier"),
        weeks=_whole_number(cells, "weeks"),
        begins_on=max(begins, resumed) if resumed else begins,
        ends_on=_day(cells, "ends"),
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
    student = _student(cells)
    if student is None:
        return None
    on = _day(cells, "date") or row[0].seen_on
    return Note(
        key=row[-1].row_key,
        student=student,
        on=on,
        support=_text(cells, "support"),
        seen=_text(cells, "seen"),
        strengths=_text(cells, "strengths"),
        author=_text(cells, "author"),
    )


def _is_active(cells: Mapping[str, Any]) -> bool:
    return _text(cells, "status").casefold() in _ACTIVE


def _student(cells: Mapping[str, Any]) -> str | None:
    """The child's id: the last part of what is chosen from the list of students."""
    label = _text(cells, "student")
    return label.rpartition(SEPARATOR)[2] if SEPARATOR in label else None


def _entered(cells: Mapping[str, Any], column: str) -> Mapping[str, Any]:
    entered: Mapping[str, Any] = cells.get(column, {}).get("entered", {})
    return entered


def _text(cells: Mapping[str, Any], column: str) -> str:
    entered = _entered(cells, column)
    if "numberValue" in entered:
        return str(cells[column].get("shown") or f"{entered['numberValue']:g}").strip()
    return str(entered.get("stringValue", "")).strip()


def _whole_number(cells: Mapping[str, Any], column: str) -> int | None:
    text = _text(cells, column)
    return int(text) if text.isdecimal() and int(text) else None


def _day(cells: Mapping[str, Any], column: str) -> date | None:
    """A day as a date or as a text; one that may be two days is not guessed."""
    entered = _entered(cells, column)
    if "numberValue" in entered:
        return day_of(float(entered["numberValue"]))
    days = days_in(str(entered.get("stringValue", "")), "en_US")
    return days[0] if len(days) == 1 else None
