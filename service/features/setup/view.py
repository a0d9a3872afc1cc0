"""What setting up says before anything is written: who, when, and which trackers; no framework."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service import wording
from service.cadence_words import DatedLine, dated_lines
from service.overview import Overview, TrackerStanding
from sheet_templates.school import AcademicCalendar, StaffMember
from sync.domain.cadence import checkpoints_for
from sync.domain.school_calendar import SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTracker:
    """One tracker: whether it is made, who shares it in which role."""

    standing: TrackerStanding
    state: str
    roles: tuple[tuple[str, tuple[StaffMember, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandDates:
    """All dates of one band of grades, in order of time."""

    title: str
    days: int
    lines: tuple[DatedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The whole page."""

    answer: str
    template: str
    trackers: tuple[SetTracker, ...]
    bands: tuple[BandDates, ...]


def setup_of(overview: Overview) -> Setup:
    """The page as of the overview's day."""
    unmade = [one.title for one in overview.trackers if not one.is_made]
    made = len(overview.trackers) - len(unmade)
    return Setup(
        answer=_answer(unmade, made),
        template=overview.template.title,
        trackers=tuple(_tracker(one) for one in overview.trackers),
        bands=tuple(_bands(overview, overview.kept.calendar)),
    )


def _answer(unmade: list[str], made: int) -> str:
    if unmade:
        return (
            f"{wording.counted(len(unmade), 'tracker')} to make: {wording.listed(unmade)}. "
            "See the plan, then apply it."
        )
    said = wording.counted(made, "tracker is", "trackers are")
    return f"{said} made. The plan says what has changed since."


def _tracker(standing: TrackerStanding) -> SetTracker:
    team = standing.team
    return SetTracker(
        standing=standing,
        state="made" if standing.is_made else "to be made",
        roles=(
            ("Document owner", (team.document_owner,)),
            ("Teachers", tuple(team.teachers)),
            ("Intervention staff", tuple(team.intervention_staff)),
        ),
    )


def _bands(overview: Overview, calendar: SchoolCalendar) -> Iterator[BandDates]:
    for band in calendar.bands:
        grades = dict.fromkeys(
            grade
            for one in overview.trackers
            for grade in one.subject.grades
            if not band.grades or grade in band.grades
        )
        if grades:
            year = calendar.for_band(band)
            lines = sorted(_lines(overview, grades, year), key=lambda one: (one.on, one.what))
            yield BandDates(title=band.title, days=len(year.instructional_days), lines=tuple(lines))


def _lines(
    overview: Overview, grades: Iterable[str], year: AcademicCalendar
) -> Iterator[DatedLine]:
    rule = overview.template.cadence
    points = {point: None for grade in grades for point in checkpoints_for(grade, rule, year)}
    return dated_lines(points, rule, year)
