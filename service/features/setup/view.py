"""What setting up says before anything is written: who, when, and which trackers; no framework."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.cadence_words import DatedLine, dated_lines
from service.overview import Overview, TrackerStanding
from service.speech import Speech
from service.works import Part
from sheet_templates.school import AcademicCalendar, StaffMember
from sync.domain.cadence import checkpoints_for
from sync.domain.school_calendar import SchoolCalendar
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTracker:
    """One tracker: whether it is made, and who shares it, role by role."""

    standing: TrackerStanding
    state: str
    people: tuple[tuple[StaffMember, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandDates:
    """All dates of one band of grades, in order of time."""

    title: str
    days: int
    lines: tuple[DatedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTracker:
    """A tracker of a school year that is over; `closed` is when it was made read-only."""

    public_id: str
    link: str
    closed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The whole page; `roles` are the roles by which each tracker's people stand."""

    answer: str
    template: str
    roles: tuple[str, ...]
    trackers: tuple[SetTracker, ...]
    bands: tuple[BandDates, ...]
    earlier: tuple[EarlierTracker, ...]


def setup_of(overview: Overview, said: Speech, earlier: Iterable[Tracker] = ()) -> Setup:
    """The page as of the overview's day; `earlier` are the trackers of years before."""
    unmade = [one.title for one in overview.trackers if not one.is_made]
    made = len(overview.trackers) - len(unmade)
    return Setup(
        answer=_answer(unmade, made, said),
        template=overview.template.title,
        roles=(said.say("Document owner"), said.say("Teachers"), said.say("Intervention staff")),
        trackers=tuple(_tracker(one, said) for one in overview.trackers),
        bands=tuple(_bands(overview, overview.kept.calendar, said)),
        earlier=tuple(_earlier(overview, earlier, said)),
    )


def _earlier(
    overview: Overview, trackers: Iterable[Tracker], said: Speech
) -> Iterator[EarlierTracker]:
    for one in trackers:
        if one.spreadsheet_id is not None:
            yield EarlierTracker(
                public_id=one.public_id,
                link=overview.kept.places.spreadsheet_link(one.spreadsheet_id),
                closed=said.moment(one.closed_at, overview.kept.clock) if one.closed_at else None,
            )


def steps_of(
    reports: Iterable[Mapping[str, Any]], titles: Mapping[str, str], said: Speech
) -> tuple[Part, ...]:
    """What is or would be done to each tracker, as an operation reports it, and what cannot be."""
    made = (
        Part(
            title=titles.get(one["tracker"], one["tracker"]),
            lines=(
                *said.told(one["steps"]),
                *(
                    said.say("cannot be done: %(why)s", why=said.tell(why))
                    for why in one["refused"]
                ),
            ),
        )
        for one in reports
    )
    return tuple(part for part in made if part.lines)


def _answer(unmade: list[str], made: int, said: Speech) -> str:
    if unmade:
        return said.several(
            "%(count)s tracker to make: %(titles)s. See the plan, then apply it.",
            "%(count)s trackers to make: %(titles)s. See the plan, then apply it.",
            len(unmade),
            titles=said.listed(unmade),
        )
    return said.several(
        "%(count)s tracker is made. The plan says what has changed since.",
        "%(count)s trackers are made. The plan says what has changed since.",
        made,
    )


def _tracker(standing: TrackerStanding, said: Speech) -> SetTracker:
    team = standing.team
    return SetTracker(
        standing=standing,
        state=said.say("made") if standing.is_made else said.say("to be made"),
        people=((team.document_owner,), tuple(team.teachers), tuple(team.intervention_staff)),
    )


def _bands(overview: Overview, calendar: SchoolCalendar, said: Speech) -> Iterator[BandDates]:
    for band in calendar.bands:
        grades = dict.fromkeys(
            grade
            for one in overview.trackers
            for grade in one.subject.grades
            if not band.grades or grade in band.grades
        )
        if grades:
            year = calendar.for_band(band)
            lines = sorted(_lines(overview, grades, year, said), key=lambda one: (one.on, one.what))
            yield BandDates(title=band.title, days=len(year.instructional_days), lines=tuple(lines))


def _lines(
    overview: Overview, grades: Iterable[str], year: AcademicCalendar, said: Speech
) -> Iterator[DatedLine]:
    rule = overview.template.cadence
    points = {point: None for grade in grades for point in checkpoints_for(grade, rule, year)}
    for line in dated_lines(points, rule, year):
        yield replace(line, what=said.tell(line.what), why=said.tell(line.why))
