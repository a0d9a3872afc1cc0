"""A school year month by month: what each day is, what falls on it, what it could become; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from service.overview import Overview
from service.speech import Speech
from sync.domain.school_calendar import CalendarDay, DayType, SchoolCalendar, day_words

SUNDAY_FIRST = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class YearDay:
    """One day: `kind` names its look, `told` says it in words with what falls on it."""

    day: date
    kind: str
    told: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month in weeks from Sunday to Saturday; None where a day is of another month or year."""

    first: date
    weeks: tuple[tuple[YearDay | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The whole year; `taught` are its instructional days, `lost` those that were to be ones."""

    calendar: SchoolCalendar
    taught: int
    lost: tuple[CalendarDay, ...]
    months: tuple[Month, ...]


def year_of(overview: Overview, said: Speech) -> Year:
    """The year of the calendar that counts."""
    calendar = overview.kept.calendar
    return Year(
        calendar=calendar,
        taught=sum(one.kind.is_taught for one in calendar.days),
        lost=tuple(one for one in calendar.days if one.kind.is_lost),
        months=tuple(_months(overview, said)),
    )


def day_of(overview: Overview, day: date, said: Speech) -> YearDay | None:
    """One day of the year; None where the year does not have it."""
    calendar = overview.kept.calendar
    if not calendar.begins_on <= day <= calendar.ends_on:
        return None
    return _day(calendar.on(day), day, _events(overview, said).get(day, ()), said)


def kinds_for(before: CalendarDay | None) -> tuple[DayType, ...]:
    """What a day can be made: only one on which school is, or was to be, held can be lost."""
    can_be_lost = before is not None and (before.kind.is_taught or before.kind.is_lost)
    return tuple(kind for kind in DayType if can_be_lost or not kind.is_lost)


def _months(overview: Overview, said: Speech) -> Iterator[Month]:
    calendar, events = overview.kept.calendar, _events(overview, said)
    known = {one.day: one for one in calendar.days}
    every = [
        calendar.begins_on + timedelta(days=n)
        for n in range((calendar.ends_on - calendar.begins_on).days + 1)
    ]
    for _, group in groupby(every, key=lambda day: (day.year, day.month)):
        days = list(group)
        lead: list[YearDay | None] = [None] * (days[0].isoweekday() % SUNDAY_FIRST)
        cells = [*lead, *(_day(known.get(day), day, events.get(day, ()), said) for day in days)]
        cells += [None] * (-len(cells) % SUNDAY_FIRST)
        weeks = (cells[at : at + SUNDAY_FIRST] for at in range(0, len(cells), SUNDAY_FIRST))
        yield Month(first=days[0], weeks=tuple(tuple(week) for week in weeks))


def _day(known: CalendarDay | None, day: date, events: tuple[str, ...], said: Speech) -> YearDay:
    words = said.tell(day_words(known)) if known else said.say("no school")
    return YearDay(day=day, kind=_look(known), told=words, events=events)


def _look(known: CalendarDay | None) -> str:
    if known is None:
        return "off"
    if known.kind.is_lost:
        return "lost"
    return "taught" if known.kind.is_taught else "off"


def _events(overview: Overview, said: Speech) -> dict[date, tuple[str, ...]]:
    """What opens, is due or meets on which day."""
    found: dict[date, dict[str, None]] = {}
    for point in overview.checkpoints:
        found.setdefault(point.opens_on, {})[said.say("%(window)s opens", window=point.title)] = (
            None
        )
        found.setdefault(point.due_on, {})[said.say("%(window)s is due", window=point.title)] = None
    for one in overview.frame.milestones:
        due = said.say("%(milestone)s is due", milestone=one.window.title)
        found.setdefault(one.window.due_on, {})[due] = None
    for review in overview.reviews:
        found.setdefault(review.on, {})[said.say("data review")] = None
    return {day: tuple(events) for day, events in found.items()}
