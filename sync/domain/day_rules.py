"""Days that a rule names in a calendar, and how a due date moves when school days are lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheet_templates.model import DayRule, PeriodEdge
from sheet_templates.school import AcademicCalendar, GradingPeriod, LostDay
from sheet_templates.sentences import Sentence, ShortDay, sentence, together
from sync.domain.academic_calendar import next_instructional_day, planned_days
from sync.errors import CalendarError


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A due date, and why it is not the planned one."""

    on: date
    why: str = ""


def has_period(rule: DayRule, calendar: AcademicCalendar) -> bool:
    """Whether the year has the grading period that a rule counts from."""
    return 1 <= abs(rule.grading_period) <= len(calendar.school_year.grading_periods)


def no_period(name: str, rule: DayRule, calendar: AcademicCalendar) -> Sentence:
    """What to say of a rule (`name`: opens, due) that counts from a period which is not there."""
    return sentence(
        "%(name)s counts from grading period %(grading_period)s, and the "
        "school year has %(count)s; count from 1, or from the last with -1",
        name=name,
        grading_period=rule.grading_period,
        count=len(calendar.school_year.grading_periods),
    )


def period_of(rule: DayRule, calendar: AcademicCalendar) -> GradingPeriod:
    """The grading period that a rule counts from; it exists."""
    number = rule.grading_period
    return calendar.school_year.grading_periods[number - 1 if number > 0 else number]


def day_of(rule: DayRule, calendar: AcademicCalendar) -> date:
    """The day that a rule names; its grading period exists."""
    period = period_of(rule, calendar)
    edge = period.begins_on if rule.edge is PeriodEdge.START else period.ends_on
    return edge + timedelta(days=rule.days)


def days_out_of_place(opens: date, due: date, calendar: AcademicCalendar) -> list[str]:
    """What is wrong with the days on which something is to open and to be due, as planned."""
    problems: list[str] = []
    if due < opens:
        problems.append(
            sentence(
                "is due on %(due)s, before it opens on %(opens)s; change one of its rules",
                due=str(due),
                opens=str(opens),
            )
        )
    last = planned_days(calendar).instructional_days[-1]
    problems += [
        sentence(
            "%(name)s on %(day)s, after the year's last instructional day "
            "%(last)s; make its days fewer",
            name=name,
            day=str(day),
            last=str(last),
        )
        for name, day in ((sentence("opens"), opens), (sentence("is due"), due))
        if day > last
    ]
    return problems


def due_date(day: date, calendar: AcademicCalendar, *, ends_with_year: bool = False) -> DueDate:
    """The due date planned for a day, moved by each day lost while it was still ahead.

    The days are lost in the order in which they were made known. CalendarError where that leaves
    no day of school for it; what `ends_with_year` is due on its last day of school at the latest.
    """
    as_planned = planned_days(calendar)
    planned = on = next_instructional_day(as_planned, day)
    days = list(as_planned.instructional_days)
    because: list[LostDay] = []
    for lost in sorted(calendar.lost_days, key=lambda one: (one.entered_on, one.day)):
        days.remove(lost.day)
        if on < max(lost.day, lost.entered_on):
            continue
        later = next((day for day in days if day > on), days[-1] if ends_with_year else None)
        if later is None:
            raise CalendarError(
                sentence(
                    "is due on %(on)s, and %(lost)s leaves no instructional day after "
                    "it; add a make-up day",
                    on=str(on),
                    lost=_told(lost),
                )
            )
        if later != on:
            because.append(lost)
        on = later
    return DueDate(on=on, why=why_moved(planned, because) if because else "")


def why_moved(planned: date, because: Sequence[LostDay]) -> Sentence:
    """Why a date is not the planned one, in one sentence."""
    told = [_told(lost) for lost in sorted(because, key=lambda one: one.day)]
    return sentence(
        "Moved from %(day)s: no school on %(days)s.",
        day=ShortDay(planned),
        days=together(told, between="; "),
    )


def _told(lost: LostDay) -> Sentence:
    return sentence("%(day)s (%(why)s)", day=ShortDay(lost.day), why=lost.reason)
