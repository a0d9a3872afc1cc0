"""What follows from roster, calendar and template alone, so that typing does not change it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheet_templates.identity import tracker_id
from sheet_templates.model import Audience, TrackerTemplate
from sheet_templates.school import (
    AcademicCalendar,
    Checkpoint,
    DataReview,
    Leader,
    Roster,
    SchoolClass,
    StaffMember,
    Student,
)
from sheet_templates.subjects import Subject, subjects_of, team_for
from sheet_templates.team import Team, document_owner, grades_of
from sync.domain.cadence import checkpoints_for, data_reviews
from sync.domain.caseloads import owed_on_caseloads
from sync.domain.completeness import key_of
from sync.domain.entries import EntryKey
from sync.domain.expected import ExpectedEntry, expected_entries
from sync.domain.school_calendar import SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a grade owes: its windows, its expected entries and, in the same order, their keys."""

    checkpoints: tuple[Checkpoint, ...]
    expected: tuple[ExpectedEntry, ...]
    keys: tuple[EntryKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What follows from roster, calendar and template alone, so that typing does not change it.

    `subjects` are whose trackers there are, with their public ids and their teams.
    """

    subjects: tuple[tuple[str, Subject, Team], ...]
    wanted: tuple[Wanted, ...]
    checkpoints: tuple[Checkpoint, ...]
    reviews: tuple[DataReview, ...]
    students: Mapping[str, Student]
    staff: Mapping[str, StaffMember]
    leaders: Mapping[str, Leader]
    classes: Mapping[str, SchoolClass]
    tracker_of: Mapping[str, str]
    student_names: Mapping[str, str]


def frame_of(roster: Roster, calendar: SchoolCalendar, template: TrackerTemplate) -> Frame:
    """The frame of a school year; CalendarError from the template's cadence."""
    years = {grade: calendar.for_grade(grade) for grade in grades_of(roster)}
    windows = {
        grade: checkpoints_for(grade, template.cadence, year) for grade, year in years.items()
    }
    school, begins = roster.school.sourced_id, roster.school_year.begins_on.year
    subjects = tuple(
        (tracker_id(school, begins, one.key), one, team_for(roster, one))
        for one in subjects_of(roster, template.audience)
    )
    return Frame(
        subjects=subjects,
        wanted=tuple(_wanted(roster, template, grade, points) for grade, points in windows.items()),
        checkpoints=_windows(template, windows),
        reviews=_reviews(template, years.values()),
        students={one.sourced_id: one for one in roster.students},
        staff={one.sourced_id: one for one in roster.staff},
        leaders={one.sourced_id: one for one in roster.leaders},
        classes={one.sourced_id: one for one in roster.classes},
        tracker_of={
            child: public_id for public_id, subject, _ in subjects for child in subject.students
        },
        student_names=_names(roster),
    )


def _names(roster: Roster) -> Mapping[str, str]:
    """Each child as "Morales, Ana"; two of one name are told apart by their ids."""
    plain = {one.sourced_id: f"{one.family_name}, {one.given_name}" for one in roster.students}
    times = Counter(plain.values())
    return {
        student: name if times[name] == 1 else f"{name} ({student})"
        for student, name in plain.items()
    }


def _wanted(
    roster: Roster, template: TrackerTemplate, grade: str, points: tuple[Checkpoint, ...]
) -> Wanted:
    owner = document_owner(roster).sourced_id
    expected = expected_entries(roster, grade, template.metrics, points, owner)
    if template.audience is Audience.CASELOAD:
        expected = tuple(owed_on_caseloads(roster, expected, points, owner))
    return Wanted(checkpoints=points, expected=expected, keys=tuple(map(key_of, expected)))


def _windows(
    template: TrackerTemplate, windows: Mapping[str, tuple[Checkpoint, ...]]
) -> tuple[Checkpoint, ...]:
    """Every window of the year, in the template's order; one a band where their dates differ."""
    dated = {
        (window.key, point): None
        for window in template.cadence.windows
        for points in windows.values()
        for point in points
        if point.key == window.key
    }
    return tuple(point for _, point in dated)


def _reviews(
    template: TrackerTemplate, years: Iterable[AcademicCalendar]
) -> tuple[DataReview, ...]:
    """The data reviews of all grades, each once, in order of time."""
    found = {review for year in years for review in data_reviews(year, template.cadence.reviews)}
    return tuple(sorted(found, key=lambda review: (review.on, review.grading_period)))
