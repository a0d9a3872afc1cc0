"""A calendar as a table (CSV): days off, grading periods of each band, assessment windows.

from,until,type,title,grades
2026-11-25,2026-11-27,holiday,Thanksgiving,
2026-08-17,2026-09-25,grading period,Six weeks 1,06 07 08
2026-09-01,2026-09-30,assessment window,fall,
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from service.features.calendars.found import Found, SpanOfDays
from service.features.calendars.words import day_type_of
from sheet_templates.school import AssessmentWindow, GradingPeriod
from sync.domain.school_calendar import DayType, GradeBand, SchoolCalendar
from sync.errors import CalendarError

PERIOD, WINDOW = "grading period", "assessment window"
_NEEDED = ("from", "type")
_KNOWN = ("from", "until", "type", "title", "grades")


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read so far; rows of periods and windows by the grades that they are for."""

    problems: list[str] = field(default_factory=list)
    spans: list[SpanOfDays] = field(default_factory=list)
    periods: dict[frozenset[str], list[GradingPeriod]] = field(default_factory=dict)
    windows: dict[frozenset[str], list[AssessmentWindow]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row of the table; `line` is where it stands in the file."""

    line: int
    begins_on: date
    ends_on: date
    kind: str
    title: str
    grades: frozenset[str]


def read_table(path: Path, calendar: SchoolCalendar, checkpoints: frozenset[str]) -> Found:
    """What the table says; CalendarError holds all its problems.

    `checkpoints` are the keys of the windows that the template has.
    """
    reading = _Reading()
    for row in _rows(_text(path), reading.problems):
        if row.kind == PERIOD:
            _add_period(reading, row)
        elif row.kind == WINDOW:
            _add_window(reading, row, checkpoints)
        else:
            _add_days(reading, row)
    bands = tuple(_bands(reading, calendar))
    if reading.problems:
        raise CalendarError(
            f"{path} cannot be imported: {len(reading.problems)} problems; nothing was written",
            reading.problems,
        )
    return Found(spans=tuple(reading.spans), bands=bands)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CalendarError(f"{path} cannot be read: {error.strerror}; check the path.") from error
    except UnicodeDecodeError as error:
        raise CalendarError(f"{path} is not UTF-8; save it as CSV (UTF-8).") from error


def _rows(text: str, problems: list[str]) -> Iterator[_Row]:
    table = csv.DictReader(io.StringIO(text))
    names = [(name or "").strip().lower() for name in table.fieldnames or ()]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        problems.append(
            f"line 1: has no column {' and no column '.join(missing)}; the columns are "
            f"{', '.join(_KNOWN)}"
        )
        return
    for cells in table:
        given = {
            name: (cells.get(raw) or "").strip()
            for name, raw in zip(names, table.fieldnames or (), strict=True)
        }
        if not any(given.values()):
            continue
        row = _row(table.line_num, given, problems)
        if row is not None:
            yield row


def _row(line: int, given: dict[str, str], problems: list[str]) -> _Row | None:
    begins_on = _date(line, "from", given["from"], problems)
    until = given.get("until", "")
    ends_on = _date(line, "until", until, problems) if until else begins_on
    if begins_on is None or ends_on is None:
        return None
    if ends_on < begins_on:
        problems.append(f"line {line}: until {ends_on} lies before from {begins_on}")
        return None
    return _Row(
        line=line,
        begins_on=begins_on,
        ends_on=ends_on,
        kind=given["type"].lower(),
        title=given.get("title", ""),
        grades=frozenset(given.get("grades", "").replace(",", " ").split()),
    )


def _date(line: int, name: str, text: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(f"line {line}: {name} is {text!r}; write the day as 2027-02-08")
        return None


def _add_days(reading: _Reading, row: _Row) -> None:
    kind = day_type_of(row.kind)
    if kind is None:
        types = ", ".join([*DayType, PERIOD, WINDOW])
        reading.problems.append(f"line {row.line}: type is {row.kind!r}; it is one of {types}")
    elif row.grades:
        reading.problems.append(
            f"line {row.line}: a {row.kind} is for the whole school; leave grades empty"
        )
    else:
        reading.spans.append(
            SpanOfDays(begins_on=row.begins_on, ends_on=row.ends_on, kind=kind, title=row.title)
        )


def _add_period(reading: _Reading, row: _Row) -> None:
    periods = reading.periods.setdefault(row.grades, [])
    number = len(periods) + 1
    band = "-".join(sorted(row.grades)) or "all"
    periods.append(
        GradingPeriod(
            sourced_id=f"{band}.{number}",
            title=row.title or f"Grading period {number}",
            begins_on=row.begins_on,
            ends_on=row.ends_on,
        )
    )


def _add_window(reading: _Reading, row: _Row, checkpoints: frozenset[str]) -> None:
    if row.title not in checkpoints:
        known = ", ".join(sorted(checkpoints))
        reading.problems.append(
            f"line {row.line}: the window {row.title!r} is not in the template; title is one of "
            f"{known}"
        )
        return
    reading.windows.setdefault(row.grades, []).append(
        AssessmentWindow(checkpoint=row.title, opens_on=row.begins_on, due_on=row.ends_on)
    )


def _bands(reading: _Reading, calendar: SchoolCalendar) -> Iterator[GradeBand]:
    """The bands of the table, or those that are there with the table's windows."""
    before = {band.grades: band for band in calendar.bands}
    if not reading.periods and not reading.windows:
        return
    grades_of = list(reading.periods) or list(before)
    for grades in reading.windows:
        if grades not in grades_of and grades:
            named = " ".join(sorted(grades))
            reading.problems.append(
                f"the assessment windows for {named} are for no band of grades that has grading "
                "periods; give the same grades as in its grading periods"
            )
    for grades in grades_of:
        there = before.get(grades)
        periods = sorted(reading.periods.get(grades, ()), key=lambda one: one.begins_on)
        yield GradeBand(
            key="-".join(sorted(grades)) or "all",
            title=_title(grades),
            grades=grades,
            grading_periods=tuple(periods) or (there.grading_periods if there else ()),
            windows=tuple(
                reading.windows.get(grades)
                or reading.windows.get(frozenset())
                or (there.windows if there else ())
            ),
        )


def _title(grades: frozenset[str]) -> str:
    return f"Grades {', '.join(sorted(grades))}" if grades else "All other grades"
