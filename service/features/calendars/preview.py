"""The dates of a whole year as a person sees them before they count, and what would change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from service.cadence_words import DatedLine, dated_lines
from sheet_templates.dates import long_day
from sheet_templates.model import CadenceRule
from sheet_templates.school import AcademicCalendar, Checkpoint, DataReview
from sheet_templates.sentences import ShortDay, sentence, several
from sync.domain.cadence import checkpoints, data_reviews
from sync.domain.school_calendar import (
    DayType,
    GradeBand,
    SchoolCalendar,
    day_words,
    period_kind,
)

USUAL_DAYS = (160, 190)
"""Instructional days of a year that surprise nobody; about 180 is usual in the United States."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandDate(DatedLine):
    """One date of the year, and the band of grades whose it is."""

    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedDate:
    """A date that another calendar moves; None where it is new, or gone."""

    band: str
    what: str
    was: date | None
    on: date | None
    why: str


def dates_of(calendar: SchoolCalendar, rule: CadenceRule) -> tuple[BandDate, ...]:
    """Every date of the year by band and day; CalendarError where the cadence does not fit."""
    lines = [line for band in calendar.bands for line in _band_lines(calendar, band, rule)]
    order = {band.title: at for at, band in enumerate(calendar.bands)}
    return tuple(sorted(lines, key=lambda one: (order[one.band], one.on, one.what)))


def _band_lines(calendar: SchoolCalendar, band: GradeBand, rule: CadenceRule) -> Iterator[BandDate]:
    year = calendar.for_band(band)
    for line in dated_lines(_windows(band, rule, year), rule, year):
        yield BandDate(band=band.title, on=line.on, what=line.what, why=line.why)


def _windows(band: GradeBand, rule: CadenceRule, year: AcademicCalendar) -> Iterable[Checkpoint]:
    """The windows that some grade of the band has."""
    left_out = {
        window.key
        for window in rule.windows
        if band.grades and band.grades <= window.not_for_grades
    }
    return (point for point in checkpoints(rule, year) if point.key not in left_out)


def moved_dates(
    before: SchoolCalendar, after: SchoolCalendar, rule: CadenceRule
) -> tuple[MovedDate, ...]:
    """What is another date in the calendar `after` than in `before`, in order of time."""
    was = {(one.band, one.what): one for one in dates_of(before, rule)}
    now = {(one.band, one.what): one for one in dates_of(after, rule)}
    moved = [
        MovedDate(
            band=band,
            what=what,
            was=was[band, what].on if (band, what) in was else None,
            on=now[band, what].on if (band, what) in now else None,
            why=now[band, what].why if (band, what) in now else "",
        )
        for band, what in {**was, **now}
        if (band, what) not in was
        or (band, what) not in now
        or was[band, what].on != now[band, what].on
    ]
    return tuple(sorted(moved, key=lambda one: (one.on or one.was or date.min, one.what)))


def remarks_on(calendar: SchoolCalendar, rule: CadenceRule) -> tuple[str, ...]:
    """What a person should look at once more; nothing of it keeps a calendar from counting."""
    return tuple(
        remark
        for band in calendar.bands
        for remark in _remarks(calendar.for_band(band), band, rule)
    )


def _remarks(year: AcademicCalendar, band: GradeBand, rule: CadenceRule) -> Iterator[str]:
    days = len(year.instructional_days)
    if not USUAL_DAYS[0] <= days <= USUAL_DAYS[1]:
        yield several(
            "%(band)s: %(count)s instructional day; about 180 are usual",
            "%(band)s: %(count)s instructional days; about 180 are usual",
            days,
            band=band.title,
        )
    reviews = data_reviews(year, rule.reviews)
    for window in _windows(band, rule, year):
        review = _review_after(year, window, reviews)
        if review is not None and window.due_on >= review.on:
            yield sentence(
                "%(band)s: %(window)s is due %(due)s, and its data review is on %(review)s: it "
                "would meet without the scores",
                band=band.title,
                window=window.title,
                due=ShortDay(window.due_on),
                review=ShortDay(review.on),
            )


def _review_after(
    year: AcademicCalendar, window: Checkpoint, reviews: Iterable[DataReview]
) -> DataReview | None:
    """The review of the grading period in which the window opens."""
    period = next(
        (
            one.sourced_id
            for one in year.school_year.grading_periods
            if one.begins_on <= window.opens_on <= one.ends_on
        ),
        None,
    )
    return next((one for one in reviews if one.grading_period == period), None)


def summary_of(calendar: SchoolCalendar) -> Iterator[str]:
    """The calendar in a few sentences."""
    yield (
        f"{calendar.title}: {long_day(calendar.begins_on)} to {long_day(calendar.ends_on)}, "
        f"on the clock of {calendar.zone}."
    )
    for band in calendar.bands:
        days = len(calendar.for_band(band).instructional_days)
        kind = period_kind(len(band.grading_periods))
        yield f"{band.title}: {kind}, {days} instructional days."
    lost = [one for one in calendar.days if one.kind.is_lost]
    for one in lost:
        yield f"No school on {long_day(one.day)}: {day_words(one)}."
    made_up = [one for one in calendar.days if one.kind is DayType.MAKE_UP]
    for one in made_up:
        yield f"School on {long_day(one.day)}: {day_words(one)}."
