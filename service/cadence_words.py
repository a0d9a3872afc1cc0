"""The dates of a school's data cadence as people read them before they count. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sheet_templates.model import CadenceRule
from sheet_templates.school import AcademicCalendar, Checkpoint
from sheet_templates.sentences import sentence
from sync.domain.cadence import data_reviews
from sync.domain.milestones import milestones


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedLine:
    """One date of the year: what happens, and why the date is another than planned."""

    on: date
    what: str
    why: str


def dated_lines(
    points: Iterable[Checkpoint], rule: CadenceRule, year: AcademicCalendar
) -> Iterator[DatedLine]:
    """Three dates of each window, two of each milestone, one of each data review.

    CalendarError of the milestones and the reviews.
    """
    dated = tuple(points)
    for point in dated:
        yield DatedLine(
            on=point.opens_on, what=sentence("%(window)s opens", window=point.title), why=""
        )
        yield DatedLine(
            on=point.due_on, what=sentence("%(window)s is due", window=point.title), why=point.why
        )
        missing = sentence("%(window)s: blank is missing", window=point.title)
        yield DatedLine(on=point.missing_from, what=missing, why="")
    yield from _milestones({point.key for point in dated}, rule, year)
    periods = {one.sourced_id: one.title for one in year.school_year.grading_periods}
    for review in data_reviews(year, rule.reviews):
        what = sentence("%(period)s review", period=periods[review.grading_period])
        yield DatedLine(on=review.on, what=what, why=review.why)


def _milestones(
    windows: Collection[str], rule: CadenceRule, year: AcademicCalendar
) -> Iterator[DatedLine]:
    """Those that stand for themselves, and those that follow one of these windows."""
    for one in milestones(rule, year):
        if one.rule.after is not None and one.rule.after not in windows:
            continue
        opens = sentence("%(milestone)s: can be done", milestone=one.window.title)
        yield DatedLine(on=one.window.opens_on, what=opens, why="")
        due = sentence("%(milestone)s is due", milestone=one.window.title)
        yield DatedLine(on=one.window.due_on, what=due, why=one.window.why)
