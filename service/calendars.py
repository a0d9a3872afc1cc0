"""The school's calendar to begin with: from a roster's year, the country's holidays taken out."""

from collections.abc import Iterable, Iterator

from service.features.roster.public_holidays import named_holidays
from sheet_templates.model import CadenceRule
from sheet_templates.school import SchoolYear
from sheet_templates.sentences import about, sentence
from sync.domain.cadence import checkpoints, data_reviews
from sync.domain.milestones import milestones
from sync.domain.school_calendar import GradeBand, SchoolCalendar, proposed_calendar
from sync.errors import CalendarError


def school_calendar(year: SchoolYear, cadence: CadenceRule, zone: str) -> SchoolCalendar:
    """The calendar that a roster's year gives; CalendarError where the cadence does not fit."""
    calendar = proposed_calendar(year, named_holidays(year.begins_on, year.ends_on), zone)
    check_cadence(calendar, [cadence])
    return calendar


def check_cadence(calendar: SchoolCalendar, cadences: Iterable[CadenceRule]) -> None:
    """Try every window, milestone and review in each band; CalendarError holds all misfits."""
    rules = list(cadences)
    problems = [
        problem
        for band in calendar.bands
        for rule in rules
        for problem in _problems(calendar, band, rule)
    ]
    if problems:
        raise CalendarError(
            sentence(
                "The data cadence does not fit the school year %(calendar)s",
                calendar=calendar.title,
            ),
            problems,
        )


def _problems(calendar: SchoolCalendar, band: GradeBand, rule: CadenceRule) -> Iterator[str]:
    year = calendar.for_band(band)
    for dated in (checkpoints, milestones):
        try:
            dated(rule, year)
        except CalendarError as error:
            yield from (_of(band, calendar, one) for one in error.problems or [error.reason])
    try:
        data_reviews(year, rule.reviews)
    except CalendarError as error:
        yield _of(band, calendar, error.reason)
        yield from (_of(band, calendar, one) for one in error.problems)


def _of(band: GradeBand, calendar: SchoolCalendar, problem: str) -> str:
    return about(band.title, problem) if len(calendar.bands) > 1 else problem
