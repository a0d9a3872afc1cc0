"""What follows from roster, calendar and templates alone, so that typing does not change it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from service.owed import Own, owed_in
from sheet_templates.identity import tracker_id
from sheet_templates.model import Metric, TrackerTemplate
from sheet_templates.school import (
    Checkpoint,
    DataReview,
    Leader,
    Roster,
    SchoolClass,
    StaffMember,
    Student,
)
from sheet_templates.subjects import Subject, subjects_of, team_for
from sheet_templates.team import Team, grades_of
from sync.domain.cadence import checkpoints_for, data_reviews
from sync.domain.completeness import key_of
from sync.domain.entries import EntryKey
from sync.domain.milestones import Milestone, milestones_for
from sync.domain.school_calendar import SchoolCalendar
from sync.duty_round import Owed

_USUAL = Own()


@dataclass(frozen=True, slots=True, kw_only=True)
class FramedTracker:
    """One tracker: whose it is, what is owed in it by the template that it follows.

    `keys` are those of the expected entries, in the same order.
    """

    public_id: str
    subject: Subject
    team: Team
    template: TrackerTemplate
    owed: Owed
    keys: tuple[EntryKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What follows from roster, calendar and templates alone, so that typing does not change it.

    `trackers` stand in the order of grades, and of classes in them. `metrics`, by key,
    `checkpoints` and `milestones` are those of the school's template, then what a tracker that
    tries another version has besides. Lookups are by sourcedId; `student_names` are as lists have
    them: "Morales, Ana".
    """

    trackers: Mapping[str, FramedTracker]
    metrics: Mapping[str, Metric]
    checkpoints: tuple[Checkpoint, ...]
    reviews: tuple[DataReview, ...]
    milestones: tuple[Milestone, ...]
    students: Mapping[str, Student]
    staff: Mapping[str, StaffMember]
    leaders: Mapping[str, Leader]
    classes: Mapping[str, SchoolClass]
    tracker_of: Mapping[str, str]
    student_names: Mapping[str, str]

    def metric_title(self, key: str) -> str:
        """A metric as it stands inside a sentence: "reading"; its key where no template has it.

        Excuses and unreadable cells outlive the metric that they are of.
        """
        known = self.metrics.get(key)
        return known.title.lower() if known else key


def frame_of(
    roster: Roster, calendar: SchoolCalendar, template: TrackerTemplate, own: Mapping[str, Own]
) -> Frame:
    """The frame of a school year; CalendarError from a template's cadence.

    `template` is the school's; `own` is what trackers have of their own, by public id.
    """
    school, begins = roster.school.sourced_id, roster.school_year.begins_on.year
    trackers = {
        public_id: _framed(roster, calendar, template, public_id, subject, own)
        for subject in subjects_of(roster, template.audience)
        for public_id in (tracker_id(school, begins, subject.key),)
    }
    return Frame(
        trackers=trackers,
        metrics=_metrics(template, trackers.values()),
        checkpoints=_windows(roster, calendar, template, trackers.values()),
        reviews=_reviews(roster, calendar, template),
        milestones=_milestones(roster, calendar, template, trackers.values()),
        students={one.sourced_id: one for one in roster.students},
        staff={one.sourced_id: one for one in roster.staff},
        leaders={one.sourced_id: one for one in roster.leaders},
        classes={one.sourced_id: one for one in roster.classes},
        tracker_of={child: key for key, one in trackers.items() for child in one.subject.students},
        student_names=_names(roster),
    )


def _metrics(template: TrackerTemplate, trackers: Iterable[FramedTracker]) -> Mapping[str, Metric]:
    found: dict[str, Metric] = {}
    for each in (template, *(one.template for one in trackers)):
        for one in each.metrics:
            found.setdefault(one.key, one)
    return found


def _framed(
    roster: Roster,
    calendar: SchoolCalendar,
    template: TrackerTemplate,
    public_id: str,
    subject: Subject,
    own: Mapping[str, Own],
) -> FramedTracker:
    its = own.get(public_id, _USUAL)
    followed = its.template or template
    owed = owed_in(roster, subject, calendar, followed, its)
    return FramedTracker(
        public_id=public_id,
        subject=subject,
        team=team_for(roster, subject),
        template=followed,
        owed=owed,
        keys=tuple(map(key_of, owed.expected)),
    )


def _names(roster: Roster) -> Mapping[str, str]:
    """Each child as "Morales, Ana"; two of one name are told apart by their ids."""
    plain = {one.sourced_id: f"{one.family_name}, {one.given_name}" for one in roster.students}
    times = Counter(plain.values())
    return {
        student: name if times[name] == 1 else f"{name} ({student})"
        for student, name in plain.items()
    }


def _windows(
    roster: Roster,
    calendar: SchoolCalendar,
    template: TrackerTemplate,
    trackers: Iterable[FramedTracker],
) -> tuple[Checkpoint, ...]:
    """Every window of the year, in the template's order; one a band where their dates differ."""
    grades = [
        checkpoints_for(grade, template.cadence, calendar.for_grade(grade))
        for grade in grades_of(roster)
    ]
    points = dict.fromkeys(
        point for those in (*grades, *(one.owed.checkpoints for one in trackers)) for point in those
    )
    order = {window.key: at for at, window in enumerate(template.cadence.windows)}
    return tuple(sorted(points, key=lambda point: order.get(point.key, len(order))))


def _milestones(
    roster: Roster,
    calendar: SchoolCalendar,
    template: TrackerTemplate,
    trackers: Iterable[FramedTracker],
) -> tuple[Milestone, ...]:
    """Every milestone of the year, in order of time; one a band where their dates differ."""
    found = [
        one
        for grade in grades_of(roster)
        for one in milestones_for(grade, template.cadence, calendar.for_grade(grade))
    ]
    tried = [due.milestone for one in trackers for due in one.owed.milestones]
    order = {one.key: at for at, one in enumerate(template.cadence.milestones)}

    def place(one: Milestone) -> tuple[date, int]:
        return one.window.due_on, order.get(one.rule.key, len(order))

    return tuple(sorted(dict.fromkeys([*found, *tried]), key=place))


def _reviews(
    roster: Roster, calendar: SchoolCalendar, template: TrackerTemplate
) -> tuple[DataReview, ...]:
    """The data reviews of all grades, each once, in order of time."""
    found = {
        review
        for grade in grades_of(roster)
        for review in data_reviews(calendar.for_grade(grade), template.cadence.reviews)
    }
    return tuple(sorted(found, key=lambda review: (review.on, review.grading_period)))
