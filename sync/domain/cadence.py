"""The dates of a school's data cadence: what its rule gives in this year's calendar."""

from datetime import date, timedelta

from sheet_templates.model import CadenceRule, DayRule, PeriodEdge, WindowRule
from sheet_templates.school import AcademicCalendar, Checkpoint, DataReview
from sync.domain.academic_calendar import (
    add_instructional_days,
    last_instructional_day_of,
    next_instructional_day,
)
from sync.errors import CalendarError


def checkpoints(rule: CadenceRule, calendar: AcademicCalendar) -> tuple[Checkpoint, ...]:
    """The scheduled updates of the year, in the rule's order.

    A day without school moves to the next instructional day. CalendarError holds the problems of
    all windows.
    """
    if not calendar.instructional_days:
        raise CalendarError(f"{calendar.school_year.title} has no instructional day")
    dated: list[Checkpoint] = []
    problems: list[str] = []
    for window in rule.windows:
        found = _window_problems(window, calendar)
        if not found:
            try:
                dated.append(_checkpoint(window, rule.grace_instructional_days, calendar))
            except CalendarError as error:
                found = [error.reason]
        problems += [f"window {window.key}: {problem}" for problem in found]
    if problems:
        year = calendar.school_year.title
        raise CalendarError(f"The data cadence does not fit the school year {year}", problems)
    return tuple(dated)


def checkpoints_for(
    grade: str, rule: CadenceRule, calendar: AcademicCalendar
) -> tuple[Checkpoint, ...]:
    """The checkpoints that a grade has; problems are told of all windows, as `checkpoints` does."""
    left_out = {window.key for window in rule.windows if grade in window.not_for_grades}
    return tuple(point for point in checkpoints(rule, calendar) if point.key not in left_out)


def data_reviews(calendar: AcademicCalendar) -> tuple[DataReview, ...]:
    """One review per grading period, on its last instructional day, in order of time.

    A review names its grading period by sourced id. At minimum each grading period: TNTP, Use of
    Shared Student Data Guide.
    """
    return tuple(
        DataReview(on=last_instructional_day_of(calendar, period), grading_period=period.sourced_id)
        for period in calendar.school_year.grading_periods
    )


def _window_problems(window: WindowRule, calendar: AcademicCalendar) -> list[str]:
    """What is wrong with a window's days as the rule gives them, before any is moved."""
    unnamed = [
        f"{name} counts from grading period {day_rule.grading_period}, and the school year has "
        f"{len(calendar.school_year.grading_periods)}; count from 1, or from the last with -1"
        for name, day_rule in (("opens", window.opens), ("due", window.due))
        if not _has_period(day_rule, calendar)
    ]
    if unnamed:
        return unnamed
    opens, due = _day(window.opens, calendar), _day(window.due, calendar)
    problems = []
    if due < opens:
        problems.append(f"is due on {due}, before it opens on {opens}; change one of its rules")
    last = calendar.instructional_days[-1]
    problems += [
        f"{name} on {day}, after the year's last instructional day {last}; make its days fewer"
        for name, day in (("opens", opens), ("is due", due))
        if day > last
    ]
    return problems


def _checkpoint(window: WindowRule, grace: int, calendar: AcademicCalendar) -> Checkpoint:
    due = next_instructional_day(calendar, _day(window.due, calendar))
    try:
        missing_from = add_instructional_days(calendar, due, grace + 1)
    except CalendarError:
        last = calendar.instructional_days[-1]
        raise CalendarError(
            f"is due on {due}, and its grace of {grace} instructional days leaves no day of the "
            f"year (last one {last}) on which an entry could be missing; set it due earlier or "
            "make the grace shorter"
        ) from None
    return Checkpoint(
        key=window.key,
        title=window.title,
        opens_on=next_instructional_day(calendar, _day(window.opens, calendar)),
        due_on=due,
        missing_from=missing_from,
    )


def _has_period(rule: DayRule, calendar: AcademicCalendar) -> bool:
    return 1 <= abs(rule.grading_period) <= len(calendar.school_year.grading_periods)


def _day(rule: DayRule, calendar: AcademicCalendar) -> date:
    """The day that a rule names; its grading period exists."""
    periods = calendar.school_year.grading_periods
    number = rule.grading_period
    period = periods[number - 1 if number > 0 else number]
    edge = period.begins_on if rule.edge is PeriodEdge.START else period.ends_on
    return edge + timedelta(days=rule.days)
