"""A school's calendar: grading periods for each band of grades, and what each day is.

One building may have trimesters for its elementary grades and six-week periods for the middle
grades; so the grading periods stand per band, and the days, which the building shares, stand once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sheet_templates.school import (
    AcademicCalendar,
    AssessmentWindow,
    GradingPeriod,
    LostDay,
    SchoolYear,
)
from sheet_templates.sentences import Sentence, sentence, together
from sync.errors import CalendarError

SATURDAY = 5


class DayType(StrEnum):
    """What a day is to a school: the words of Ed-Fi's CalendarEvent."""

    INSTRUCTIONAL = "instructional day"
    LATE_ARRIVAL = "late arrival or early dismissal"
    MAKE_UP = "make-up day"
    TEACHER_ONLY = "teacher only day"
    HOLIDAY = "holiday"
    NON_INSTRUCTIONAL = "non-instructional day"
    WEATHER = "weather day"
    EMERGENCY = "emergency day"
    STRIKE = "strike"

    @property
    def is_taught(self) -> bool:
        """Whether children are taught on such a day."""
        return self in {DayType.INSTRUCTIONAL, DayType.LATE_ARRIVAL, DayType.MAKE_UP}

    @property
    def is_lost(self) -> bool:
        """Whether such a day was to be taught and was not."""
        return self in {DayType.WEATHER, DayType.EMERGENCY, DayType.STRIKE}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day with its type; `title` is what people call it, such as "Labor Day".

    `entered_on` is the school day on which a lost day was made known; other days have none.
    """

    day: date
    kind: DayType
    title: str = ""
    entered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBand:
    """Grades that share their grading periods; without grades, all that no other band names.

    `windows` are assessment windows with dates of their own, such as a vendor's.
    """

    key: str
    title: str
    grades: frozenset[str]
    grading_periods: tuple[GradingPeriod, ...]
    windows: tuple[AssessmentWindow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCalendar:
    """The calendar of one school and year; days that are not listed are without school.

    `zone` is the IANA name of the zone in which the school's days begin and end.
    """

    sourced_id: str
    title: str
    begins_on: date
    ends_on: date
    zone: str
    bands: tuple[GradeBand, ...]
    days: tuple[CalendarDay, ...]

    def band_of(self, grade: str) -> GradeBand:
        """The band that names the grade, else the one for all others; CalendarError without."""
        named = (band for band in self.bands if grade in band.grades)
        rest = (band for band in self.bands if not band.grades)
        band = next(named, None) or next(rest, None)
        if band is None:
            raise CalendarError(
                sentence(
                    "The calendar of %(calendar)s has no grading periods for grade "
                    "%(grade)s; add the grade to a band, or a band without grades for "
                    "all others.",
                    calendar=self.title,
                    grade=grade,
                )
            )
        return band

    def for_grade(self, grade: str) -> AcademicCalendar:
        """The year as the children of a grade have it."""
        return self.for_band(self.band_of(grade))

    def for_band(self, band: GradeBand) -> AcademicCalendar:
        """The year of a band: its periods, the days within them, its windows."""
        within = [day for day in self.days if _is_in(day.day, band.grading_periods)]
        return AcademicCalendar(
            school_year=SchoolYear(
                sourced_id=self.sourced_id,
                title=self.title,
                begins_on=self.begins_on,
                ends_on=self.ends_on,
                grading_periods=band.grading_periods,
            ),
            instructional_days=tuple(one.day for one in within if one.kind.is_taught),
            lost_days=tuple(
                LostDay(
                    day=one.day,
                    reason=day_words(one),
                    entered_on=one.entered_on or one.day,
                )
                for one in within
                if one.kind.is_lost
            ),
            windows=band.windows,
        )

    def on(self, day: date) -> CalendarDay | None:
        """What is listed for a day."""
        return next((one for one in self.days if one.day == day), None)


DAY_WORDS = {
    DayType.INSTRUCTIONAL: sentence("instructional day"),
    DayType.LATE_ARRIVAL: sentence("late arrival or early dismissal"),
    DayType.MAKE_UP: sentence("make-up day"),
    DayType.TEACHER_ONLY: sentence("teacher only day"),
    DayType.HOLIDAY: sentence("holiday"),
    DayType.NON_INSTRUCTIONAL: sentence("non-instructional day"),
    DayType.WEATHER: sentence("weather day"),
    DayType.EMERGENCY: sentence("emergency day"),
    DayType.STRIKE: sentence("strike"),
}
"""The word for each type, as people read it."""


def day_words(day: CalendarDay) -> Sentence:
    """A day's type and title as a sentence has them: "weather day, heavy snow"."""
    kind = DAY_WORDS[day.kind]
    return together([kind, day.title], between=", ") if day.title else kind


def proposed_calendar(
    year: SchoolYear, holidays: Iterable[tuple[date, str]], zone: str
) -> SchoolCalendar:
    """A calendar to begin with: one band, weekdays taught but for the holidays.

    CalendarError names every grading period that is left without an instructional day.
    """
    named = dict(holidays)
    band = GradeBand(
        key="all",
        title="All grades",
        grades=frozenset(),
        grading_periods=year.grading_periods,
    )
    days = (_proposed(day, named) for day in _days_of(year.begins_on, year.ends_on))
    periods = year.grading_periods
    calendar = SchoolCalendar(
        sourced_id=year.sourced_id,
        title=year.title,
        begins_on=year.begins_on,
        ends_on=year.ends_on,
        zone=zone,
        bands=(band,),
        days=tuple(one for one in days if one and (_is_in(one.day, periods) or one.title)),
    )
    return checked(calendar)


def checked(calendar: SchoolCalendar) -> SchoolCalendar:
    """The calendar itself; CalendarError with everything that makes it unusable."""
    problems = [*_band_problems(calendar), *_day_problems(calendar)]
    if problems:
        raise CalendarError(
            sentence(
                "The school year %(calendar)s has no usable calendar", calendar=calendar.title
            ),
            problems,
        )
    return calendar


def with_day(calendar: SchoolCalendar, changed: CalendarDay) -> SchoolCalendar:
    """The calendar with one day as it is now known.

    CalendarError when a day without school is to be lost, or a day lies outside the year.
    """
    before = calendar.on(changed.day)
    is_known_lost = before is not None and before.kind.is_lost
    if changed.kind.is_lost and not is_known_lost and not (before and before.kind.is_taught):
        raise CalendarError(
            sentence(
                "%(day)s is %(kind)s in the calendar already; only a day on which school is held "
                "can be lost.",
                day=changed.day,
                kind=day_words(before) if before else sentence("a day without school"),
            )
        )
    if before and before.kind.is_lost and changed.kind.is_lost:
        changed = replace(changed, entered_on=before.entered_on)
    rest = (one for one in calendar.days if one.day != changed.day)
    days = sorted((*rest, changed), key=lambda one: one.day)
    return checked(replace(calendar, days=tuple(days)))


def period_kind(periods: int) -> str:
    """What people call a year of so many grading periods: "4 quarters"."""
    names = {1: "1 grading period", 2: "2 semesters", 3: "3 trimesters", 4: "4 quarters"}
    return names.get(periods, f"{periods} grading periods")


def _band_problems(calendar: SchoolCalendar) -> Iterator[str]:
    if not calendar.bands:
        yield sentence("it has no grading periods; give each band of grades its own")
    seen: dict[str, str] = {}
    for band in calendar.bands:
        for grade in sorted(band.grades):
            if grade in seen:
                yield sentence(
                    "grade %(grade)s is in %(seen)s and in %(band)s; keep one of them",
                    grade=grade,
                    seen=seen[grade],
                    band=band.title,
                )
            seen[grade] = band.title
        yield from _period_problems(calendar, band)
    if sum(not band.grades for band in calendar.bands) > 1:
        yield sentence("two bands are for all other grades; name the grades of one of them")


def _period_problems(calendar: SchoolCalendar, band: GradeBand) -> Iterator[str]:
    if not band.grading_periods:
        yield sentence("%(band)s has no grading period; add one", band=band.title)
    taught = [one.day for one in calendar.days if one.kind.is_taught]
    end = None
    for period in band.grading_periods:
        span = sentence(
            "%(period)s (%(begins_on)s to %(ends_on)s)",
            period=period.title,
            begins_on=str(period.begins_on),
            ends_on=str(period.ends_on),
        )
        if period.begins_on > period.ends_on:
            yield sentence("%(span)s ends before it begins; correct its dates", span=span)
        elif not (calendar.begins_on <= period.begins_on <= period.ends_on <= calendar.ends_on):
            yield sentence(
                "%(span)s leaves the school year (%(begins_on)s to %(ends_on)s); correct its dates",
                span=span,
                begins_on=str(calendar.begins_on),
                ends_on=str(calendar.ends_on),
            )
        elif not any(period.begins_on <= day <= period.ends_on for day in taught):
            yield sentence("%(span)s has no instructional day; correct its dates", span=span)
        if end is not None and period.begins_on <= end:
            yield sentence(
                "%(span)s begins before the grading period before it has ended (%(end)s)",
                span=span,
                end=str(end),
            )
        end = period.ends_on


def _day_problems(calendar: SchoolCalendar) -> Iterator[str]:
    seen: set[date] = set()
    for one in calendar.days:
        if one.day in seen:
            yield sentence("%(day)s is listed twice; keep one", day=str(one.day))
        seen.add(one.day)
        if not calendar.begins_on <= one.day <= calendar.ends_on:
            yield sentence(
                "%(day)s (%(one)s) leaves the school year (%(begins_on)s to %(ends_on)s)",
                day=str(one.day),
                one=day_words(one),
                begins_on=str(calendar.begins_on),
                ends_on=str(calendar.ends_on),
            )


def _proposed(day: date, holidays: dict[date, str]) -> CalendarDay | None:
    if day in holidays:
        return CalendarDay(day=day, kind=DayType.HOLIDAY, title=holidays[day])
    if day.weekday() >= SATURDAY:
        return None
    return CalendarDay(day=day, kind=DayType.INSTRUCTIONAL)


def _is_in(day: date, periods: Iterable[GradingPeriod]) -> bool:
    return any(period.begins_on <= day <= period.ends_on for period in periods)


def _days_of(begins_on: date, ends_on: date) -> Iterator[date]:
    return (begins_on + timedelta(days=n) for n in range((ends_on - begins_on).days + 1))
