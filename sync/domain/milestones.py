"""Milestones of the year: when each is, and who owes it.

A milestone with days of its own moves as a window does. One that follows a window opens on the
first school day after that window's due date and is due some school days later, so it moves with
the window. None leaves the year: a due date after its last day of school, or that lost days would
push there, is on that day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sheet_templates.model import CadenceRule, MilestoneRule, WindowRule
from sheet_templates.school import AcademicCalendar, Checkpoint
from sheet_templates.sentences import about, sentence
from sync.domain.academic_calendar import (
    add_instructional_days,
    next_instructional_day,
    planned_days,
)
from sync.domain.cadence import planned_window, window_problems
from sync.domain.day_rules import (
    DueDate,
    day_of,
    days_out_of_place,
    due_date,
    has_period,
    no_period,
)
from sync.domain.school_calendar import SchoolCalendar
from sync.errors import CalendarError

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone with its dates; it is awaited in its `window` as scores are in theirs."""

    rule: MilestoneRule
    window: Checkpoint


def milestones(rule: CadenceRule, calendar: AcademicCalendar) -> tuple[Milestone, ...]:
    """The milestones of the year, in the rule's order; CalendarError has the problems of all.

    What is wrong with a window is told where windows are (`checkpoints`), and not once more here.
    """
    if not calendar.instructional_days:
        return ()
    problems = [
        about(sentence("milestone %(milestone)s", milestone=one.key), problem)
        for one in rule.milestones
        for problem in _problems(one, rule, calendar)
    ]
    if problems:
        year = calendar.school_year.title
        raise CalendarError(
            sentence("The milestones do not fit the school year %(year)s", year=year), problems
        )
    return tuple(
        _milestone(one, rule, calendar)
        for one in rule.milestones
        if not _follows_nothing(one, rule, calendar)
    )


def milestones_for(
    grade: str, rule: CadenceRule, calendar: AcademicCalendar
) -> tuple[Milestone, ...]:
    """The milestones that a grade has: none after a window that it does not have."""
    without = {window.key for window in rule.windows if grade in window.not_for_grades}
    return tuple(
        one
        for one in milestones(rule, calendar)
        if grade not in one.rule.not_for_grades and one.rule.after not in without
    )


def milestones_of(
    grades: Iterable[str], rule: CadenceRule, calendar: SchoolCalendar
) -> tuple[Milestone, ...]:
    """The milestones of a file with children of these grades, in the rule's order.

    Where two grades have other dates the first one's count: a milestone is one thing to do.
    """
    found: dict[str, Milestone] = {}
    for grade in grades:
        for one in milestones_for(grade, rule, calendar.for_grade(grade)):
            found.setdefault(one.rule.key, one)
    return tuple(found[one.key] for one in rule.milestones if one.key in found)


def _problems(one: MilestoneRule, rule: CadenceRule, calendar: AcademicCalendar) -> Iterator[str]:
    unnamed = [
        no_period(name, day, calendar)
        for name, day in ((sentence("opens"), one.opens), (sentence("due"), one.due))
        if day is not None and not has_period(day, calendar)
    ]
    if unnamed or _follows_nothing(one, rule, calendar):
        yield from unnamed
        return
    try:
        opens, due = _planned(one, rule, calendar)
    except CalendarError as error:
        yield error.reason
        return
    yield from days_out_of_place(opens, due, calendar)


def _planned(
    one: MilestoneRule, rule: CadenceRule, calendar: AcademicCalendar
) -> tuple[date, date]:
    """The days on which it is to open and to be due, before any is moved."""
    if one.after is not None:
        planned = planned_days(calendar)
        over = _planned_end(_followed(one, rule), calendar)
        return over + _ONE_DAY, add_instructional_days(planned, over, one.days or 1)
    assert one.opens, "the linter has seen to it"
    assert one.due, "the linter has seen to it"
    return day_of(one.opens, calendar), _in_year(day_of(one.due, calendar), calendar)


def _in_year(due: date, calendar: AcademicCalendar) -> date:
    """The last day of school for a due date between that and the end of the school year."""
    last = planned_days(calendar).instructional_days[-1]
    return last if last < due <= calendar.school_year.ends_on else due


def _follows_nothing(one: MilestoneRule, rule: CadenceRule, calendar: AcademicCalendar) -> bool:
    """Whether the window that it follows cannot be dated itself."""
    return one.after is not None and bool(window_problems(_followed(one, rule), calendar))


def _planned_end(window: WindowRule, calendar: AcademicCalendar) -> date:
    _, due = planned_window(window, calendar)
    return next_instructional_day(planned_days(calendar), due)


def _followed(one: MilestoneRule, rule: CadenceRule) -> WindowRule:
    """The window that a milestone follows; the linter has seen to it that there is one."""
    return next(window for window in rule.windows if window.key == one.after)


def _milestone(one: MilestoneRule, rule: CadenceRule, calendar: AcademicCalendar) -> Milestone:
    opens, planned_due = _planned(one, rule, calendar)
    if one.after is not None:
        over = due_date(_planned_end(_followed(one, rule), calendar), calendar)
        opens = over.on + _ONE_DAY
    due = due_date(planned_due, calendar, ends_with_year=True)
    window = Checkpoint(
        key=one.key,
        title=one.title,
        opens_on=_opening(opens, due, calendar),
        due_on=due.on,
        missing_from=_missing_from(due, rule.grace_instructional_days, calendar),
        why=due.why,
    )
    return Milestone(rule=one, window=window)


def _opening(day: date, due: DueDate, calendar: AcademicCalendar) -> date:
    """The first day of school from a day on, and no later than it is due."""
    return next((one for one in calendar.instructional_days if day <= one <= due.on), due.on)


def _missing_from(due: DueDate, grace: int, calendar: AcademicCalendar) -> date:
    try:
        return add_instructional_days(calendar, due.on, grace + 1)
    except CalendarError:  # the year ends within the days of grace
        return calendar.instructional_days[-1] + _ONE_DAY
