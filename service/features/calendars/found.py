"""What a file says of a calendar, before it is laid over the one that is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sheet_templates.dates import long_day
from sync.domain.school_calendar import (
    SATURDAY,
    CalendarDay,
    DayType,
    GradeBand,
    SchoolCalendar,
    checked,
    day_words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanOfDays:
    """Days in a row of one type; both ends are included."""

    begins_on: date
    ends_on: date
    kind: DayType
    title: str

    @property
    def days(self) -> Iterable[date]:
        """Each of the days."""
        count = (self.ends_on - self.begins_on).days + 1
        return (self.begins_on + timedelta(days=n) for n in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Days and, where the file has any, grading periods; `notices` say what was not taken."""

    spans: tuple[SpanOfDays, ...]
    bands: tuple[GradeBand, ...] = ()
    notices: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The calendar that came of it, and what is worth knowing."""

    calendar: SchoolCalendar
    notices: tuple[str, ...]


def laid_over(calendar: SchoolCalendar, found: Found, entered_on: date) -> Laid:
    """The calendar with what a file says in the place of what it said before.

    A weekend within a break stays a weekend. A day that is lost and was known to be keeps the day
    on which it was made known. CalendarError where the whole cannot be used.
    """
    known = {
        day: CalendarDay(day=day, kind=DayType.INSTRUCTIONAL)
        for day in _newly_within(calendar, found.bands)
    }
    known |= {one.day: one for one in calendar.days}
    notices = list(found.notices)
    outside = 0
    for span in found.spans:
        for day in span.days:
            if not calendar.begins_on <= day <= calendar.ends_on:
                outside += 1
            elif _is_meant(day, span, known):
                known[day] = _day(day, span, known.get(day), entered_on)
    if outside:
        notices.append(
            f"{outside} days lie outside the school year ({long_day(calendar.begins_on)} to "
            f"{long_day(calendar.ends_on)}) and were left out"
        )
    laid = replace(
        calendar,
        days=tuple(known[day] for day in sorted(known)),
        bands=found.bands or calendar.bands,
    )
    return Laid(calendar=checked(laid), notices=(*notices, *_lost_for_nothing(calendar, laid)))


def _newly_within(calendar: SchoolCalendar, bands: Iterable[GradeBand]) -> Iterable[date]:
    """Weekdays of new grading periods that lay in none before: school is held on them."""
    before = set(_weekdays(calendar.bands))
    return (day for day in _weekdays(bands) if day not in before)


def _weekdays(bands: Iterable[GradeBand]) -> Iterable[date]:
    return (
        day
        for band in bands
        for period in band.grading_periods
        for n in range((period.ends_on - period.begins_on).days + 1)
        for day in (period.begins_on + timedelta(days=n),)
        if day.weekday() < SATURDAY
    )


def _is_meant(day: date, span: SpanOfDays, known: dict[date, CalendarDay]) -> bool:
    """Whether a span speaks of a day: of a weekend only where it says that school is held."""
    if day.weekday() < SATURDAY or span.kind.is_taught:
        return True
    return day in known or span.begins_on == span.ends_on


def _day(day: date, span: SpanOfDays, before: CalendarDay | None, entered_on: date) -> CalendarDay:
    known_on = before.entered_on if before and before.kind.is_lost else None
    return CalendarDay(
        day=day,
        kind=span.kind,
        title=span.title,
        entered_on=(known_on or entered_on) if span.kind.is_lost else None,
    )


def _lost_for_nothing(before: SchoolCalendar, after: SchoolCalendar) -> Sequence[str]:
    """Lost days on which no school was to be held: they move dates, so a person should look."""
    planned = {one.day for one in before.days if one.kind.is_taught or one.kind.is_lost}
    return [
        f"{long_day(one.day)} ({day_words(one)}) was no day of school before; is it right?"
        for one in after.days
        if one.kind.is_lost and one.day not in planned
    ]
