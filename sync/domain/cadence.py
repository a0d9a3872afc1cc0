"""The dates of a school's data cadence: what its rule gives in this year's calendar.

Dates are planned in the calendar as it was planned. A day of school that was lost, such as a snow
day, moves each due date that is still ahead by one instructional day, and a data review that fell
on it to the next; the reason goes with the date. Openings do not move: nobody gets less time.
"""

from collections.abc import Sequence
from datetime import date

from sheet_templates.model import CadenceRule, DayRule, WindowRule
from sheet_templates.school import (
    AcademicCalendar,
    AssessmentWindow,
    Checkpoint,
    DataReview,
    GradingPeriod,
)
from sheet_templates.sentences import about, sentence
from sync.domain.academic_calendar import (
    add_instructional_days,
    last_instructional_day_of,
    next_instructional_day,
    planned_days,
)
from sync.domain.day_rules import (
    day_of,
    days_out_of_place,
    due_date,
    has_period,
    no_period,
    period_of,
    why_moved,
)
from sync.domain.school_calendar import SchoolCalendar
from sync.errors import CalendarError


def checkpoints(rule: CadenceRule, calendar: AcademicCalendar) -> tuple[Checkpoint, ...]:
    """The scheduled updates of the year, in the rule's order.

    A day without school moves to the next instructional day. CalendarError holds the problems of
    all windows.
    """
    if not calendar.instructional_days:
        raise CalendarError(
            sentence(
                "%(school_year)s has no instructional day", school_year=calendar.school_year.title
            )
        )
    dated: list[Checkpoint] = []
    problems: list[str] = []
    for window in rule.windows:
        found = window_problems(window, calendar)
        if not found:
            try:
                dated.append(_checkpoint(window, rule.grace_instructional_days, calendar))
            except CalendarError as error:
                found = [error.reason]
        problems += [
            about(sentence("window %(window)s", window=window.key), problem) for problem in found
        ]
    if problems:
        year = calendar.school_year.title
        raise CalendarError(
            sentence("The data cadence does not fit the school year %(year)s", year=year), problems
        )
    return tuple(dated)


def checkpoints_for(
    grade: str, rule: CadenceRule, calendar: AcademicCalendar
) -> tuple[Checkpoint, ...]:
    """The checkpoints that a grade has; problems are told of all windows, as `checkpoints` does."""
    left_out = {window.key for window in rule.windows if grade in window.not_for_grades}
    return tuple(point for point in checkpoints(rule, calendar) if point.key not in left_out)


def checkpoints_of(
    grades: Sequence[str], rule: CadenceRule, calendar: SchoolCalendar
) -> tuple[Checkpoint, ...]:
    """The checkpoints of a file with children of these grades: each that one of them has.

    CalendarError where a window has other dates for one grade than for another: a column has one
    due date.
    """
    found: dict[str, Checkpoint] = {}
    for grade in grades:
        for point in checkpoints_for(grade, rule, calendar.for_grade(grade)):
            if found.setdefault(point.key, point) != point:
                raise CalendarError(
                    sentence(
                        "%(point)s has other dates in grade %(grade)s than in %(grades)s, "
                        "and they share a file; give both grades the same grading periods",
                        point=point.title,
                        grade=grade,
                        grades=grades[0],
                    )
                )
    order = [window.key for window in rule.windows]
    return tuple(sorted(found.values(), key=lambda point: order.index(point.key)))


def data_reviews(
    calendar: AcademicCalendar, rules: Sequence[DayRule] = ()
) -> tuple[DataReview, ...]:
    """The year's data reviews in order of time; each names its grading period by sourced id.

    Without rules one per grading period, on its last instructional day. With rules at least one
    for each (TNTP, Use of Shared Student Data Guide: at minimum at the end of each grading
    period); CalendarError names the periods that have none.
    """
    periods = calendar.school_year.grading_periods
    if not rules:
        planned = planned_days(calendar)
        days = [(period, last_instructional_day_of(planned, period)) for period in periods]
    else:
        _refuse_too_few(rules, calendar)
        days = [(period_of(rule, calendar), day_of(rule, calendar)) for rule in rules]
    reviews = (_review(period, day, calendar) for period, day in days)
    return tuple(sorted(reviews, key=lambda one: (one.on, one.grading_period)))


def _refuse_too_few(rules: Sequence[DayRule], calendar: AcademicCalendar) -> None:
    periods = calendar.school_year.grading_periods
    problems = [
        sentence(
            "review %(number)s counts from grading period %(grading_period)s, "
            "and the school year has %(count)s; count from 1, or from the last "
            "with -1",
            number=number,
            grading_period=rule.grading_period,
            count=len(periods),
        )
        for number, rule in enumerate(rules, 1)
        if not has_period(rule, calendar)
    ]
    if not problems:
        reviewed = [period_of(rule, calendar) for rule in rules]
        problems = [
            sentence(
                "%(period)s (%(begins_on)s to %(ends_on)s) has no data review; add one at its end",
                period=period.title,
                begins_on=str(period.begins_on),
                ends_on=str(period.ends_on),
            )
            for period in periods
            if period not in reviewed
        ]
    if problems:
        raise CalendarError(
            sentence(
                "The data cadence has %(reviews)s data reviews for %(periods)s "
                "grading periods; each grading period needs at least one",
                reviews=len(rules),
                periods=len(periods),
            ),
            problems,
        )


def _review(period: GradingPeriod, day: date, calendar: AcademicCalendar) -> DataReview:
    """The review planned for a day: on the next day of school, when that one was lost."""
    planned = next_instructional_day(planned_days(calendar), day)
    lost = next((one for one in calendar.lost_days if one.day == planned), None)
    if lost is None:
        return DataReview(on=planned, grading_period=period.sourced_id)
    try:
        on = next_instructional_day(calendar, planned)
    except CalendarError:  # the very last days of the year were lost
        on = calendar.instructional_days[-1]
    return DataReview(on=on, grading_period=period.sourced_id, why=why_moved(planned, [lost]))


def window_problems(window: WindowRule, calendar: AcademicCalendar) -> list[str]:
    """What is wrong with a window's days as the rule gives them, before any is moved."""
    unnamed: list[str] = [
        no_period(name, day_rule, calendar)
        for name, day_rule in ((sentence("opens"), window.opens), (sentence("due"), window.due))
        if _fixed(window, calendar) is None and not has_period(day_rule, calendar)
    ]
    if unnamed:
        return unnamed
    return days_out_of_place(*planned_window(window, calendar), calendar)


def _checkpoint(window: WindowRule, grace: int, calendar: AcademicCalendar) -> Checkpoint:
    opens, planned_due = planned_window(window, calendar)
    due = due_date(planned_due, calendar)
    try:
        missing_from = add_instructional_days(calendar, due.on, grace + 1)
    except CalendarError:
        last = calendar.instructional_days[-1]
        raise CalendarError(
            sentence(
                "is due on %(on)s, and its grace of %(grace)s instructional days "
                "leaves no day of the year (last one %(last)s) on which an entry "
                "could be missing; set it due earlier or make the grace shorter",
                on=str(due.on),
                grace=grace,
                last=str(last),
            )
        ) from None
    return Checkpoint(
        key=window.key,
        title=window.title,
        opens_on=next_instructional_day(calendar, opens),
        due_on=due.on,
        missing_from=missing_from,
        why=due.why,
    )


def _fixed(window: WindowRule, calendar: AcademicCalendar) -> AssessmentWindow | None:
    """The dates that the calendar itself gives the window."""
    return next((one for one in calendar.windows if one.checkpoint == window.key), None)


def planned_window(window: WindowRule, calendar: AcademicCalendar) -> tuple[date, date]:
    """The days on which a window is to open and to be due, before any is moved.

    Its grading periods exist (`window_problems`).
    """
    fixed = _fixed(window, calendar)
    if fixed is not None:
        return fixed.opens_on, fixed.due_on
    return day_of(window.opens, calendar), day_of(window.due, calendar)
