"""Instructional days and counting in them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.features.roster.oneroster import read_bundle
from service.features.roster.public_holidays import federal_holidays
from sheet_templates.school import AcademicCalendar, GradingPeriod, SchoolYear
from sync.domain.academic_calendar import (
    academic_calendar,
    add_instructional_days,
    last_instructional_day_of,
    next_instructional_day,
)
from sync.errors import CalendarError
from tests.school_years import calendars, days_of_year, school_year

DEMO = Path(__file__).parents[2] / "scripts" / "demo_data" / "star_school7.zip"


def test_the_demo_school_teaches_on_183_days() -> None:
    year = read_bundle(DEMO).roster.school_year
    calendar = academic_calendar(year, federal_holidays(year.begins_on, year.ends_on))
    days = calendar.instructional_days
    assert len(days) == 183
    assert (days[0], days[-1]) == (date(2026, 8, 17), date(2027, 5, 28))
    for holiday in (date(2026, 9, 7), date(2026, 11, 26), date(2027, 1, 18), date(2027, 2, 15)):
        assert holiday not in days


def test_federal_holidays_are_those_between_the_two_days_included() -> None:
    assert federal_holidays(date(2026, 11, 26), date(2027, 1, 1)) == {
        date(2026, 11, 26),
        date(2026, 12, 25),
        date(2027, 1, 1),
    }


def test_a_grading_period_without_a_day_is_refused_by_name() -> None:
    weekend = GradingPeriod(
        sourced_id="q2",
        title="Quarter 2",
        begins_on=date(2026, 9, 19),
        ends_on=date(2026, 9, 20),
    )
    first = GradingPeriod(
        sourced_id="q1", title="Quarter 1", begins_on=date(2026, 8, 17), ends_on=date(2026, 9, 18)
    )
    with pytest.raises(CalendarError) as refused:
        academic_calendar(school_year(first, weekend), frozenset())
    (problem,) = refused.value.problems
    assert problem.startswith("Quarter 2 (2026-09-19 to 2026-09-20) has no instructional day")


def test_a_year_without_grading_periods_has_no_calendar() -> None:
    year = SchoolYear(
        sourced_id="ay",
        title="2026-2027",
        begins_on=date(2026, 8, 17),
        ends_on=date(2027, 5, 28),
        grading_periods=(),
    )
    with pytest.raises(CalendarError, match="2026-2027 has no usable calendar"):
        academic_calendar(year, frozenset())


@given(calendars())
def test_days_are_ordered_weekdays_of_a_period(calendar: AcademicCalendar) -> None:
    days = calendar.instructional_days
    assert list(days) == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)
    periods = calendar.school_year.grading_periods
    assert all(any(one.begins_on <= day <= one.ends_on for one in periods) for day in days)


@given(calendars(), st.sets(days_of_year()))
def test_holidays_are_all_that_is_taken_away(
    calendar: AcademicCalendar, holidays: set[date]
) -> None:
    try:
        with_holidays = academic_calendar(calendar.school_year, holidays)
    except CalendarError:
        return
    everything = set(academic_calendar(calendar.school_year, frozenset()).instructional_days)
    assert set(with_holidays.instructional_days) == everything - holidays


@given(calendars(), days_of_year())
def test_the_next_day_is_the_first_not_before(calendar: AcademicCalendar, day: date) -> None:
    later = [one for one in calendar.instructional_days if one >= day]
    if later:
        assert next_instructional_day(calendar, day) == later[0]
        assert next_instructional_day(calendar, later[0]) == later[0]
    else:
        with pytest.raises(CalendarError, match="too few instructional days"):
            next_instructional_day(calendar, day)


@given(calendars(), days_of_year(), st.integers(1, 20), st.integers(1, 20))
def test_adding_days_twice_is_adding_their_sum(
    calendar: AcademicCalendar, day: date, first: int, second: int
) -> None:
    if len([one for one in calendar.instructional_days if one > day]) < first + second:
        with pytest.raises(CalendarError):
            add_instructional_days(calendar, day, first + second)
        return
    total = add_instructional_days(calendar, day, first + second)
    assert total == add_instructional_days(
        calendar, add_instructional_days(calendar, day, first), second
    )
    assert total - day >= timedelta(days=first + second)


def test_adding_no_day_is_the_next_day_and_fewer_is_refused() -> None:
    year = read_bundle(DEMO).roster.school_year
    calendar = academic_calendar(year, frozenset())
    saturday = date(2026, 8, 22)
    assert add_instructional_days(calendar, saturday, 0) == date(2026, 8, 24)
    with pytest.raises(ValueError, match="days are only added"):
        add_instructional_days(calendar, saturday, -1)


@given(calendars())
def test_the_last_day_of_a_period_is_in_it_and_none_follows(calendar: AcademicCalendar) -> None:
    for period in calendar.school_year.grading_periods:
        last = last_instructional_day_of(calendar, period)
        assert period.begins_on <= last <= period.ends_on
        assert not [one for one in calendar.instructional_days if last < one <= period.ends_on]
