"""Checkpoints and reviews: what a rule gives in a calendar, and what it cannot give."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.features.roster.oneroster import read_bundle
from service.features.roster.public_holidays import federal_holidays
from sheet_templates.library import shipped_template
from sheet_templates.model import CadenceRule, DayRule, PeriodEdge, WindowRule
from sheet_templates.school import AcademicCalendar, Checkpoint
from sync.domain.academic_calendar import academic_calendar
from sync.domain.cadence import checkpoints, checkpoints_for, data_reviews
from sync.errors import CalendarError
from tests.school_years import calendars

DEMO = Path(__file__).parents[2] / "scripts" / "demo_data" / "star_school7.zip"


@pytest.fixture(scope="module")
def demo_calendar() -> AcademicCalendar:
    year = read_bundle(DEMO).roster.school_year
    return academic_calendar(year, federal_holidays(year.begins_on, year.ends_on))


def day_rule(period: int, edge: PeriodEdge = PeriodEdge.START, days: int = 0) -> DayRule:
    return DayRule(grading_period=period, edge=edge, days=days)


def rule(opens: DayRule, due: DayRule, *, grace: int = 5, key: str = "fall") -> CadenceRule:
    window = WindowRule(key=key, title=key, opens=opens, due=due, not_for_grades=frozenset())
    return CadenceRule(windows=(window,), grace_instructional_days=grace)


def test_the_demo_school_has_a_fall_and_a_spring_window(demo_calendar: AcademicCalendar) -> None:
    assert checkpoints(shipped_template().cadence, demo_calendar) == (
        Checkpoint(
            key="fall",
            title="Fall",
            opens_on=date(2026, 8, 31),
            due_on=date(2026, 9, 25),
            missing_from=date(2026, 10, 5),
        ),
        Checkpoint(
            key="spring",
            title="Spring",
            opens_on=date(2027, 4, 12),
            due_on=date(2027, 5, 7),
            missing_from=date(2027, 5, 17),
        ),
    )


def test_kindergarten_has_no_fall_window(demo_calendar: AcademicCalendar) -> None:
    cadence = shipped_template().cadence
    assert [one.key for one in checkpoints_for("KG", cadence, demo_calendar)] == ["spring"]
    assert [one.key for one in checkpoints_for("01", cadence, demo_calendar)] == ["fall", "spring"]


def test_reviews_are_on_the_last_day_of_each_quarter(demo_calendar: AcademicCalendar) -> None:
    assert [(one.on, one.grading_period) for one in data_reviews(demo_calendar)] == [
        (date(2026, 10, 16), "ay-2026-q1"),
        (date(2026, 12, 18), "ay-2026-q2"),
        (date(2027, 3, 12), "ay-2026-q3"),
        (date(2027, 5, 28), "ay-2026-q4"),
    ]


def test_a_day_without_school_moves_to_the_next_with(demo_calendar: AcademicCalendar) -> None:
    labor_day = day_rule(1, days=21)
    saturday = day_rule(1, days=40)
    (point,) = checkpoints(rule(labor_day, saturday), demo_calendar)
    assert (point.opens_on, point.due_on) == (date(2026, 9, 8), date(2026, 9, 28))


def test_no_grace_means_missing_on_the_next_day(demo_calendar: AcademicCalendar) -> None:
    (point,) = checkpoints(rule(day_rule(1), day_rule(1, days=4), grace=0), demo_calendar)
    assert (point.due_on, point.missing_from) == (date(2026, 8, 21), date(2026, 8, 24))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (
            rule(day_rule(5), day_rule(1)),
            "window fall: opens counts from grading period 5, and the school year has 4",
        ),
        (
            rule(day_rule(1), day_rule(-5)),
            "window fall: due counts from grading period -5, and the school year has 4",
        ),
        (
            rule(day_rule(0), day_rule(1)),
            "window fall: opens counts from grading period 0, and the school year has 4",
        ),
        (
            rule(day_rule(1, days=10), day_rule(1, days=4)),
            "window fall: is due on 2026-08-21, before it opens on 2026-08-27",
        ),
        (
            rule(day_rule(1), day_rule(-1, PeriodEdge.END, 3)),
            "window fall: is due on 2027-05-31, after the year's last instructional day 2027-05-28",
        ),
        (
            rule(day_rule(1), day_rule(-1, PeriodEdge.END, -4)),
            (
                "window fall: is due on 2027-05-24, and its grace of 5 instructional days leaves "
                "no day of the year"
            ),
        ),
    ],
)
def test_a_rule_that_does_not_fit_is_one_problem(
    broken: CadenceRule, words: str, demo_calendar: AcademicCalendar
) -> None:
    with pytest.raises(CalendarError) as refused:
        checkpoints(broken, demo_calendar)
    (problem,) = refused.value.problems
    assert problem.startswith(words)


def test_the_problems_of_all_windows_come_at_once(demo_calendar: AcademicCalendar) -> None:
    first = rule(day_rule(5), day_rule(6))
    second = rule(day_rule(1, days=10), day_rule(1), key="spring")
    both = CadenceRule(windows=first.windows + second.windows, grace_instructional_days=5)
    with pytest.raises(CalendarError) as refused:
        checkpoints_for("KG", both, demo_calendar)
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "window fall",
        "window fall",
        "window spring",
    ]


def test_a_calendar_without_days_is_refused(demo_calendar: AcademicCalendar) -> None:
    empty = AcademicCalendar(school_year=demo_calendar.school_year, instructional_days=())
    with pytest.raises(CalendarError, match="2026-2027 has no instructional day"):
        checkpoints(shipped_template().cadence, empty)


@st.composite
def rules(draw: st.DrawFn) -> CadenceRule:
    """Any rule of one window, sensible or not."""
    day_rules = st.builds(
        DayRule,
        grading_period=st.integers(-6, 6),
        edge=st.sampled_from(PeriodEdge),
        days=st.integers(-40, 40),
    )
    return rule(draw(day_rules), draw(day_rules), grace=draw(st.integers(0, 10)))


@given(calendars(), rules())
def test_a_window_is_usable_or_refused_with_its_name(
    calendar: AcademicCalendar, cadence: CadenceRule
) -> None:
    try:
        (point,) = checkpoints(cadence, calendar)
    except CalendarError as refused:
        if not all(problem.startswith("window fall: ") for problem in refused.problems):
            raise
        return
    days = calendar.instructional_days
    assert {point.opens_on, point.due_on, point.missing_from} <= set(days)
    assert point.opens_on <= point.due_on
    grace = [day for day in days if point.due_on < day < point.missing_from]
    assert len(grace) == cadence.grace_instructional_days


@given(calendars())
def test_there_is_one_review_per_grading_period_in_order(calendar: AcademicCalendar) -> None:
    reviews = data_reviews(calendar)
    assert [one.grading_period for one in reviews] == [
        period.sourced_id for period in calendar.school_year.grading_periods
    ]
    assert [one.on for one in reviews] == sorted({one.on for one in reviews})
