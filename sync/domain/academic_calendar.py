"""The days on which a school teaches, as dates, and how to count in them.

Ed-Fi enumerates instructional days instead of deriving them from a rule, since every school moves
some; so everything that counts days counts in the list that a calendar holds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta

from sheet_templates.school import AcademicCalendar, GradingPeriod, SchoolYear
from sheet_templates.sentences import sentence
from sync.errors import CalendarError

SATURDAY = 5


def academic_calendar(school_year: SchoolYear, holidays: AbstractSet[date]) -> AcademicCalendar:
    """The instructional days: weekdays inside a grading period that are no holiday.

    CalendarError names every grading period that is left without one.
    """
    days = {
        day
        for period in school_year.grading_periods
        for day in _span(period.begins_on, period.ends_on)
        if day.weekday() < SATURDAY and day not in holidays
    }
    calendar = AcademicCalendar(school_year=school_year, instructional_days=tuple(sorted(days)))
    problems = [
        sentence(
            "%(period)s (%(begins_on)s to %(ends_on)s) has no instructional "
            "day; correct its dates in academicSessions.csv",
            period=period.title,
            begins_on=str(period.begins_on),
            ends_on=str(period.ends_on),
        )
        for period in school_year.grading_periods
        if not _days_of(calendar, period)
    ]
    if problems or not days:
        raise CalendarError(
            sentence(
                "The school year %(school_year)s has no usable calendar",
                school_year=school_year.title,
            ),
            problems,
        )
    return calendar


def next_instructional_day(calendar: AcademicCalendar, day: date) -> date:
    """`day` itself if the school teaches on it, else the next day on which it does.

    CalendarError when the school year has no such day left.
    """
    return _nth(calendar, bisect_left(calendar.instructional_days, day), day)


def add_instructional_days(calendar: AcademicCalendar, day: date, count: int) -> date:
    """The `count`-th instructional day after `day`; for 0 the same as `next_instructional_day`.

    CalendarError when the school year has not that many days left; ValueError for a count below 0.
    """
    if count < 0:
        raise ValueError(f"count is {count}; days are only added")
    if count == 0:
        return next_instructional_day(calendar, day)
    return _nth(calendar, bisect_right(calendar.instructional_days, day) + count - 1, day)


def planned_days(calendar: AcademicCalendar) -> AcademicCalendar:
    """The calendar as it was planned: with the days that have been lost since."""
    days = {*calendar.instructional_days, *(lost.day for lost in calendar.lost_days)}
    return replace(calendar, instructional_days=tuple(sorted(days)), lost_days=())


def last_instructional_day_of(calendar: AcademicCalendar, period: GradingPeriod) -> date:
    """The last day of a grading period on which the school teaches; CalendarError without one."""
    days = _days_of(calendar, period)
    if not days:
        raise CalendarError(
            sentence("%(period)s has no instructional day; correct its dates", period=period.title)
        )
    return days[-1]


def _days_of(calendar: AcademicCalendar, period: GradingPeriod) -> tuple[date, ...]:
    days = calendar.instructional_days
    return days[bisect_left(days, period.begins_on) : bisect_right(days, period.ends_on)]


def _nth(calendar: AcademicCalendar, position: int, day: date) -> date:
    if position >= len(calendar.instructional_days):
        last = calendar.instructional_days[-1] if calendar.instructional_days else sentence("none")
        raise CalendarError(
            sentence(
                "The school year has too few instructional days after %(day)s (its "
                "last one is %(last)s)",
                day=str(day),
                last=str(last),
            )
        )
    return calendar.instructional_days[position]


def _span(begins_on: date, ends_on: date) -> Iterator[date]:
    return (begins_on + timedelta(days=n) for n in range((ends_on - begins_on).days + 1))
