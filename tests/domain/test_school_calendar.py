"""Calendars of a building: bands of grades, kinds of day, and days that are lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheet_templates.model import CadenceRule, DayRule, PeriodEdge, WindowRule
from sheet_templates.school import AssessmentWindow, GradingPeriod
from sync.domain.cadence import checkpoints, data_reviews
from sync.domain.school_calendar import (
    CalendarDay,
    DayType,
    GradeBand,
    SchoolCalendar,
    checked,
    period_kind,
    proposed_calendar,
    with_day,
)
from sync.errors import CalendarError
from tests.school_years import calendars, school_year

ROOFTOP = (29, 29, 26, 32, 35, 29)  # instructional days of its six-week periods (SFUSD)


def period(key: str, begins_on: date, ends_on: date) -> GradingPeriod:
    return GradingPeriod(sourced_id=key, title=key, begins_on=begins_on, ends_on=ends_on)


YEAR = school_year(
    period("t1", date(2026, 8, 17), date(2026, 11, 20)),
    period("t2", date(2026, 11, 23), date(2027, 3, 5)),
    period("t3", date(2027, 3, 8), date(2027, 6, 4)),
)
PLAIN = proposed_calendar(YEAR, [(date(2026, 9, 7), "Labor Day")], "America/Chicago")


def rule(day: date, opens: date | None = None, grace: int = 5) -> CadenceRule:
    """A window that is due on a day, counted from the first day of the year."""

    def counted(on: date) -> DayRule:
        return DayRule(grading_period=1, edge=PeriodEdge.START, days=(on - date(2026, 8, 17)).days)

    window = WindowRule(
        key="winter", title="Winter", opens=counted(opens or date(2026, 9, 1)), due=counted(day)
    )
    return CadenceRule(windows=(window,), grace_instructional_days=grace)


def lost(day: date, entered_on: date | None = None, title: str = "heavy snow") -> CalendarDay:
    return CalendarDay(day=day, kind=DayType.WEATHER, title=title, entered_on=entered_on or day)


def six_weeks() -> tuple[GradingPeriod, ...]:
    """Uneven periods that follow each other, as so many weekdays each."""
    begins_on, found = date(2026, 8, 17), []
    for number, days in enumerate(ROOFTOP, 1):
        ends_on = begins_on
        count = 1
        while count < days:
            ends_on += timedelta(days=1)
            count += ends_on.weekday() < 5
        found.append(period(f"s{number}", begins_on, ends_on))
        begins_on = ends_on + timedelta(days=1)
        while begins_on.weekday() >= 5:
            begins_on += timedelta(days=1)
    return tuple(found)


def two_bands() -> SchoolCalendar:
    """Trimesters below grade 6, six-week periods above, in one building."""
    elementary = replace(PLAIN.bands[0], title="Elementary")
    middle = GradeBand(
        key="middle",
        title="Middle",
        grades=frozenset({"06", "07", "08"}),
        grading_periods=six_weeks(),
    )
    return checked(replace(PLAIN, bands=(elementary, middle)))


def test_grades_of_one_building_have_their_own_periods() -> None:
    building = two_bands()
    assert [one.title for one in building.for_grade("02").school_year.grading_periods] == [
        "t1", "t2", "t3",
    ]  # fmt: skip
    assert len(data_reviews(building.for_grade("02"))) == 3
    assert len(data_reviews(building.for_grade("07"))) == 6


def test_six_week_periods_are_as_uneven_as_they_are() -> None:
    middle = two_bands().for_grade("07")
    lengths = [
        sum(one.begins_on <= day <= one.ends_on for day in middle.instructional_days)
        for one in middle.school_year.grading_periods
    ]
    assert lengths == [28, *ROOFTOP[1:]]  # Labor Day lies in the first


def test_a_holiday_is_proposed_with_its_name() -> None:
    found = PLAIN.on(date(2026, 9, 7))
    assert found == CalendarDay(day=date(2026, 9, 7), kind=DayType.HOLIDAY, title="Labor Day")
    assert date(2026, 9, 7) not in PLAIN.for_grade("02").instructional_days


def test_a_snow_day_in_february_moves_the_due_dates_after_it_and_says_why() -> None:
    snowed = with_day(PLAIN, lost(date(2027, 2, 8)))
    (before,) = checkpoints(rule(date(2027, 2, 5)), snowed.for_grade("02"))
    (after,) = checkpoints(rule(date(2027, 2, 12)), snowed.for_grade("02"))
    assert (before.due_on, before.why) == (date(2027, 2, 5), "")
    assert after.due_on == date(2027, 2, 15)
    assert after.missing_from == date(2027, 2, 23)
    assert after.why == ("Moved from Fri 12 Feb: no school on Mon 8 Feb (weather day, heavy snow).")


def test_a_due_date_that_had_passed_when_the_day_was_entered_stays() -> None:
    late = with_day(PLAIN, lost(date(2027, 2, 8), entered_on=date(2027, 2, 20)))
    (point,) = checkpoints(rule(date(2027, 2, 12)), late.for_grade("02"))
    assert (point.due_on, point.why) == (date(2027, 2, 12), "")


def test_days_lost_one_after_the_other_move_it_one_day_each() -> None:
    snowed = with_day(PLAIN, lost(date(2027, 2, 8)))
    snowed = with_day(snowed, lost(date(2027, 2, 15), title="ice"))
    (point,) = checkpoints(rule(date(2027, 2, 12)), snowed.for_grade("02"))
    assert point.due_on == date(2027, 2, 16)
    assert point.why.endswith("Mon 8 Feb (weather day, heavy snow); Mon 15 Feb (weather day, ice).")


def test_a_make_up_day_takes_no_time_from_anybody() -> None:
    snowed = with_day(PLAIN, lost(date(2027, 2, 8)))
    saturday = CalendarDay(day=date(2027, 2, 13), kind=DayType.MAKE_UP, title="for the 8th")
    made_up = with_day(snowed, saturday)
    (point,) = checkpoints(rule(date(2027, 2, 19)), made_up.for_grade("02"))
    assert point.due_on == date(2027, 2, 22)
    assert date(2027, 2, 13) in made_up.for_grade("02").instructional_days


def test_a_snow_day_that_was_a_mistake_gives_the_dates_back() -> None:
    snowed = with_day(PLAIN, lost(date(2027, 2, 8)))
    back = with_day(snowed, CalendarDay(day=date(2027, 2, 8), kind=DayType.INSTRUCTIONAL))
    assert checkpoints(rule(date(2027, 2, 12)), back.for_grade("02")) == checkpoints(
        rule(date(2027, 2, 12)), PLAIN.for_grade("02")
    )


def test_a_day_without_school_cannot_be_lost() -> None:
    with pytest.raises(CalendarError, match="is holiday, Labor Day in the calendar already"):
        with_day(PLAIN, lost(date(2026, 9, 7)))
    with pytest.raises(CalendarError, match="is a day without school in the calendar already"):
        with_day(PLAIN, lost(date(2026, 9, 5)))


def test_a_review_on_a_lost_day_is_held_on_the_next() -> None:
    snowed = with_day(PLAIN, lost(date(2027, 3, 5)))
    reviews = data_reviews(snowed.for_grade("02"))
    assert [one.on for one in reviews] == [
        date(2026, 11, 20),
        date(2027, 3, 8),
        date(2027, 6, 4),
    ]
    assert reviews[1].why == (
        "Moved from Fri 5 Mar: no school on Fri 5 Mar (weather day, heavy snow)."
    )


def test_fewer_reviews_than_grading_periods_are_refused() -> None:
    first, last = (
        DayRule(grading_period=number, edge=PeriodEdge.END, days=0) for number in (1, -1)
    )
    with pytest.raises(CalendarError) as refused:
        data_reviews(PLAIN.for_grade("02"), [first, last])
    assert refused.value.reason == (
        "The data cadence has 2 data reviews for 3 grading periods; each grading period needs at "
        "least one"
    )
    assert refused.value.problems == (
        "t2 (2026-11-23 to 2027-03-05) has no data review; add one at its end",
    )


def test_more_reviews_than_grading_periods_are_welcome() -> None:
    rules = [
        DayRule(grading_period=number, edge=edge, days=10 if edge is PeriodEdge.START else 0)
        for number in (1, 2, 3)
        for edge in (PeriodEdge.START, PeriodEdge.END)
    ]
    reviews = data_reviews(PLAIN.for_grade("02"), rules)
    assert len(reviews) == 6
    assert [one.on for one in reviews] == sorted(one.on for one in reviews)


def test_a_window_with_dates_of_its_own_keeps_to_them() -> None:
    fixed = AssessmentWindow(
        checkpoint="winter", opens_on=date(2026, 12, 1), due_on=date(2027, 1, 29)
    )
    band = replace(PLAIN.bands[0], windows=(fixed,))
    year = replace(PLAIN, bands=(band,)).for_grade("02")
    (point,) = checkpoints(rule(date(2027, 2, 12)), year)
    assert (point.opens_on, point.due_on) == (date(2026, 12, 1), date(2027, 1, 29))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    bands = (
        GradeBand(key="a", title="A", grades=frozenset({"01"}), grading_periods=()),
        GradeBand(
            key="b",
            title="B",
            grades=frozenset({"01"}),
            grading_periods=(
                period("p", date(2026, 7, 1), date(2026, 9, 30)),
                period("q", date(2026, 9, 5), date(2026, 9, 6)),
            ),
        ),
    )
    with pytest.raises(CalendarError) as refused:
        checked(replace(PLAIN, bands=bands))
    assert list(refused.value.problems) == [
        "A has no grading period; add one",
        "grade 01 is in A and in B; keep one of them",
        (
            "p (2026-07-01 to 2026-09-30) leaves the school year (2026-08-17 to 2027-06-04); "
            "correct its dates"
        ),
        "q (2026-09-05 to 2026-09-06) has no instructional day; correct its dates",
        (
            "q (2026-09-05 to 2026-09-06) begins before the grading period before it has ended "
            "(2026-09-30)"
        ),
    ]


def test_a_grade_of_no_band_is_named() -> None:
    middle = replace(two_bands(), bands=two_bands().bands[1:])
    with pytest.raises(CalendarError, match="no grading periods for grade 02"):
        middle.for_grade("02")


def test_29_february_is_a_day_like_others() -> None:
    leap = school_year(period("p", date(2027, 8, 16), date(2028, 5, 26)))
    calendar = proposed_calendar(leap, [], "America/Chicago")
    snowed = with_day(calendar, lost(date(2028, 2, 28)))
    window = WindowRule(
        key="w",
        title="W",
        opens=DayRule(grading_period=1, edge=PeriodEdge.START, days=0),
        due=DayRule(
            grading_period=1,
            edge=PeriodEdge.START,
            days=(date(2028, 2, 28) - date(2027, 8, 16)).days,
        ),
    )
    (point,) = checkpoints(
        CadenceRule(windows=(window,), grace_instructional_days=1), snowed.for_grade("02")
    )
    assert (point.due_on, point.missing_from) == (date(2028, 2, 29), date(2028, 3, 2))


@settings(max_examples=40)
@given(calendars(), st.data())
def test_a_lost_day_moves_a_later_due_date_by_one_day_of_school(
    year: object, data: st.DataObject
) -> None:
    """Counted by hand: the days of school before a due date stay as many as they were."""
    given_year = getattr(year, "school_year")  # noqa: B009 - hypothesis hands an AcademicCalendar
    calendar = proposed_calendar(given_year, [], "America/Chicago")
    days = calendar.for_grade("02").instructional_days
    if len(days) < 4:
        return
    gone = data.draw(st.sampled_from(days[:-3]))
    due = data.draw(st.sampled_from(days[: len(days) - 3]))
    begins_on = given_year.grading_periods[0].begins_on
    window = WindowRule(
        key="w",
        title="W",
        opens=DayRule(grading_period=1, edge=PeriodEdge.START, days=0),
        due=DayRule(grading_period=1, edge=PeriodEdge.START, days=(due - begins_on).days),
    )
    cadence = CadenceRule(windows=(window,), grace_instructional_days=0)
    try:
        snowed = with_day(calendar, lost(gone))
    except CalendarError:
        return  # the only day of a short grading period
    year_after = snowed.for_grade("02")
    (point,) = checkpoints(cadence, year_after)
    before = sum(day <= due for day in days)
    after = sum(day <= point.due_on for day in year_after.instructional_days)
    assert after == before if due >= gone else point.due_on == due
    assert bool(point.why) == (due >= gone)


def test_a_year_is_called_by_its_periods() -> None:
    called = ["1 grading period", "2 semesters", "3 trimesters", "4 quarters", "6 grading periods"]
    assert [period_kind(periods) for periods in (1, 2, 3, 4, 6)] == called
