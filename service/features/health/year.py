"""The school year of one tracker as a line: windows, grace, reviews, today. Pure."""

from dataclasses import dataclass
from datetime import date

from service.overview import Overview, TrackerStanding
from service.speech import Speech
from service.to_do import windows_of
from sheet_templates.school import Checkpoint, DataReview
from sync.domain.cadence import data_reviews
from sync.domain.completeness import Completeness, completeness

LENGTH = 1000
"""How long the line is drawn, in units of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedWindow:
    """A window of the tracker, how far it has come, and where on the line it lies.

    `begins`, `due` and `ends` are places on the line; the days of grace lie between the last two.
    """

    window: Checkpoint
    counts: Completeness
    begins: int
    due: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedReview:
    """A data review, its grading period, and where on the line it lies."""

    review: DataReview
    period: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The first day of a month, for the eye."""

    name: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """The line; `today` is None outside the year. `told` says the drawing in a sentence."""

    windows: tuple[DatedWindow, ...]
    reviews: tuple[DatedReview, ...]
    months: tuple[Month, ...]
    today: int | None
    told: str


def year_line(overview: Overview, standing: TrackerStanding, said: Speech) -> YearLine:
    """The year of the tracker's grades as of the overview's day."""
    grades = standing.subject.grades
    year = overview.kept.calendar.for_grade(grades[0])
    begins, ends = year.school_year.begins_on, year.school_year.ends_on

    def at(day: date) -> int:
        inside = min(max(day, begins), ends)
        return round(LENGTH * (inside - begins).days / max(1, (ends - begins).days))

    mine = overview.judged_in[standing.public_id]
    judged = {point.key: entries for point, entries in windows_of(overview.frame, mine)}
    windows = tuple(
        DatedWindow(
            window=point,
            counts=completeness(judged.get(point.key, ())),
            begins=at(point.opens_on),
            due=at(point.due_on),
            ends=at(point.missing_from),
        )
        for point in standing.framed.owed.checkpoints
    )
    titles = {one.sourced_id: one.title for one in year.school_year.grading_periods}
    reviews = tuple(
        DatedReview(review=one, period=titles[one.grading_period], at=at(one.on))
        for one in data_reviews(year, standing.framed.template.cadence.reviews)
    )
    return YearLine(
        windows=windows,
        reviews=reviews,
        months=tuple(Month(name=said.month_name(day), at=at(day)) for day in _months(begins, ends)),
        today=at(overview.today) if begins <= overview.today <= ends else None,
        told=_told(overview, begins, ends, said),
    )


def _months(begins: date, ends: date) -> list[date]:
    first = (begins.year, begins.month)
    count = (ends.year - begins.year) * 12 + ends.month - begins.month
    found = [
        date(first[0] + (first[1] - 1 + n) // 12, (first[1] - 1 + n) % 12 + 1, 1)
        for n in range(count + 1)
    ]
    return [day for day in found if day >= begins]


def _told(overview: Overview, begins: date, ends: date, said: Speech) -> str:
    return said.say(
        "The school year from %(first)s to %(last)s with its windows and data reviews, as the "
        "table below lists them; today is %(today)s.",
        first=said.day(begins),
        last=said.day(ends),
        today=said.day(overview.today),
    )
