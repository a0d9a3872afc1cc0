"""A whole school as of today, judged once: what every page, report and list is made from."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from service.access import Person
from service.derived import Derived
from service.frame import Frame, FramedTracker, frame_of
from service.kept import Kept
from service.owed import excuse_codes_of
from sheet_templates.access_rules import is_stand_in
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sheet_templates.model import Audience, ExcuseCode, TrackerTemplate
from sheet_templates.school import (
    Checkpoint,
    DataReview,
    Leader,
    Role,
    SchoolClass,
    StaffMember,
    Student,
)
from sheet_templates.subjects import Subject
from sheet_templates.team import Team, document_owner
from sync.domain.completeness import JudgedEntry, judge
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.flags import Flag, missing_flags, unreadable_flags
from sync.domain.milestones_owed import OwedMilestone, milestones_owed
from sync.domain.notes_owed import OwedNote, notes_owed
from sync.domain.telling_people import USUAL, PersonChoice
from sync.duty_round import Owed
from sync.store.trackers import Tracker

Judged = tuple[JudgedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerStanding:
    """One tracker: whose it is, who shares it and when it was last read.

    `stored` is None while provisioning has not begun it; `link` is None until it was read.
    """

    framed: FramedTracker
    stored: Tracker | None
    link: str | None

    @property
    def public_id(self) -> str:
        """What names the tracker for good."""
        return self.framed.public_id

    @property
    def subject(self) -> Subject:
        """Whose tracker it is."""
        return self.framed.subject

    @property
    def team(self) -> Team:
        """Who shares it."""
        return self.framed.team

    @property
    def title(self) -> str:
        """Whose it is, as people say it."""
        return self.subject.title

    def is_worked_in_by(self, people: Collection[str]) -> bool:
        """Whether one of these (sourcedIds) works in it, also a specialist who is not there."""
        if self.subject.audience is Audience.CASELOAD and self.subject.key in people:
            return True
        return any(one.sourced_id in people for one in self.team.everyone)

    @property
    def is_made(self) -> bool:
        """Whether there is a spreadsheet."""
        return self.stored is not None and self.stored.spreadsheet_id is not None

    @property
    def last_read_at(self) -> datetime | None:
        """When the spreadsheet was last read, None if never."""
        return self.stored.last_read_at if self.stored else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A school as of `today`: every expected entry judged, and what needs attention.

    `template` is the school's; each tracker is judged by the one that it follows itself, as its
    duties and its colours are. `judged_in` are the judged entries of each tracker, `notes` the
    progress notes that supports are owed next, `milestones` those of each tracker. Trackers stand
    in the order of the frame. What is worked out of one tracker may be kept in `derived`, which
    outlasts the overview.
    """

    today: date
    kept: Kept
    template: TrackerTemplate
    frame: Frame
    trackers: tuple[TrackerStanding, ...]
    judged_in: Mapping[str, Judged]
    notes: tuple[OwedNote, ...]
    milestones: tuple[OwedMilestone, ...]
    flags: tuple[Flag, ...]
    derived: Derived = field(default_factory=Derived, compare=False, repr=False)

    @property
    def judged(self) -> Judged:
        """The judged entries of all trackers."""
        return tuple(chain.from_iterable(self.judged_in.values()))

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every window of the year."""
        return self.frame.checkpoints

    @property
    def reviews(self) -> tuple[DataReview, ...]:
        """The year's data reviews, in order of time."""
        return self.frame.reviews

    @property
    def students(self) -> Mapping[str, Student]:
        """The children by sourcedId."""
        return self.frame.students

    @property
    def staff(self) -> Mapping[str, StaffMember]:
        """The staff by sourcedId."""
        return self.frame.staff

    @property
    def leaders(self) -> Mapping[str, Leader]:
        """The leaders by sourcedId."""
        return self.frame.leaders

    @property
    def classes(self) -> Mapping[str, SchoolClass]:
        """The classes by sourcedId."""
        return self.frame.classes

    @property
    def tracker_of(self) -> Mapping[str, str]:
        """The public id of each child's tracker."""
        return self.frame.tracker_of

    @property
    def student_names(self) -> Mapping[str, str]:
        """The children as lists have them: "Morales, Ana"."""
        return self.frame.student_names

    @property
    def document_owner(self) -> StaffMember:
        """The one who answers for the school's trackers."""
        return document_owner(self.kept.roster)

    @property
    def opened(self) -> tuple[JudgedEntry, ...]:
        """The expected entries of windows that have opened."""
        return tuple(one for one in self.judged if one.has_opened(self.today))

    @property
    def year_begins(self) -> int:
        """The calendar year in which the school year begins."""
        return self.kept.roster.school_year.begins_on.year

    def grade_of(self, judged: JudgedEntry) -> str:
        """The grade of the child."""
        return self.students[judged.expected.student].grade

    def tracker_with(self, judged: JudgedEntry) -> str:
        """The public id of the tracker that the child stands in."""
        return self.tracker_of[judged.expected.student]

    def metric_title(self, key: str) -> str:
        """A metric as it stands inside a sentence: "reading"."""
        return self.frame.metric_title(key)

    def template_in(self, tracker: str) -> TrackerTemplate:
        """The template that a tracker follows."""
        return self.frame.trackers[tracker].template

    def codes_for(self, students: Iterable[str]) -> tuple[ExcuseCode, ...]:
        """The excuse codes that hold for each of these children; the school's for nobody.

        Each tracker has those of the template that it follows itself.
        """
        trackers = {self.tracker_of[one] for one in students if one in self.tracker_of}
        templates = [self.template_in(one) for one in sorted(trackers)]
        return excuse_codes_of(templates or [self.template])

    def entry_link(self, key: EntryKey) -> str | None:
        """The cell where this entry belongs, as of the last read."""
        return self.kept.places.entry_link(self.tracker_of[key.student], key)

    def judged_for(self, staff_member: str) -> tuple[JudgedEntry, ...]:
        """The expected entries that this person owes."""
        return tuple(one for one in self.judged if one.expected.owed_by == staff_member)

    def choice_of(self, staff_member: str) -> PersonChoice:
        """How this person wants to be told."""
        return self.kept.choices.get(staff_member, USUAL)

    def notes_for(self, staff_member: str) -> tuple[OwedNote, ...]:
        """The progress notes that this person owes next."""
        return tuple(one for one in self.notes if one.owed_by == staff_member)

    def notes_in(self, tracker: str) -> tuple[OwedNote, ...]:
        """The progress notes that supports of one tracker are owed next."""
        return tuple(
            one for one in self.notes if self.tracker_of.get(one.support.student) == tracker
        )

    def milestones_in(self, tracker: str) -> tuple[OwedMilestone, ...]:
        """The milestones of one tracker, whoever owes them, in order of time."""
        return tuple(one for one in self.milestones if one.tracker == tracker)

    def milestones_for(self, staff_member: str) -> tuple[OwedMilestone, ...]:
        """The milestones that this person owes, done or not, in order of time."""
        mine = [one for one in self.milestones if one.owed_by == staff_member]
        return tuple(sorted(mine, key=lambda one: (one.window.due_on, one.window.opens_on)))

    def person(self, sourced_id: str) -> Person:
        """Somebody as access sees them; without a role when the roster does not know them.

        The trackers of whom they stand in for today are shared with them, too, and their duties.
        """
        member, leader = self.staff.get(sourced_id), self.leaders.get(sourced_id)
        if leader is not None:
            return Person(sourced_id=sourced_id, name=leader.name, role=None, leads=True)
        if member is None:
            return Person(sourced_id=sourced_id, name="a visitor", role=None)
        pairs = self.kept.roster.stand_ins
        others = frozenset(person for who, person in pairs if who == sourced_id)
        people = {sourced_id, *others}
        shared = (one.public_id for one in self.trackers if one.is_worked_in_by(people))
        return Person(
            sourced_id=sourced_id,
            name=member.name,
            role=member.role,
            trackers=frozenset(shared),
            stands_in_for=others,
            is_guest=is_stand_in(sourced_id),
        )

    def with_address(self, email: str) -> StaffMember | Leader | None:
        """Who has this address, in any case; nobody where two have it."""
        people: list[StaffMember | Leader] = [*self.staff.values(), *self.leaders.values()]
        found = [one for one in people if one.email.lower() == email.lower()]
        return found[0] if len(found) == 1 else None

    def staff_with(self, role: Role) -> tuple[StaffMember, ...]:
        """The staff members of one role, by family name."""
        having = (member for member in self.staff.values() if member.role is role)
        return tuple(sorted(having, key=lambda one: (one.family_name, one.given_name)))


def overview_of(
    kept: Kept, template: TrackerTemplate, today: date, derived: Derived | None = None
) -> Overview:
    """Judges everything that the store holds of a school; CalendarError from its cadence.

    `derived` keeps from one time to the next what typing does not change.
    """
    derived = derived or Derived()
    frame = derived.get("frame", frame_of, kept.roster, kept.calendar, template, kept.own)
    judged = dict(_judged(kept, frame, today, derived))
    return Overview(
        today=today,
        kept=kept,
        template=template,
        frame=frame,
        trackers=tuple(_standings(kept, frame)),
        judged_in=judged,
        notes=tuple(_notes(kept, frame, today)),
        milestones=tuple(_milestones(kept, frame, today, derived)),
        flags=_flags(kept, frame, judged, derived),
        derived=derived,
    )


def _standings(kept: Kept, frame: Frame) -> Iterator[TrackerStanding]:
    stored = {one.public_id: one for one in kept.trackers}
    for public_id, framed in frame.trackers.items():
        yield TrackerStanding(
            framed=framed,
            stored=stored.get(public_id),
            link=kept.places.tab_link(public_id, STUDENTS_TAB),
        )


def _judged(
    kept: Kept, frame: Frame, today: date, derived: Derived
) -> Iterator[tuple[str, Judged]]:
    """The judged entries of each tracker; those of one in which nothing changed are at hand."""
    issues: dict[str, set[EntryKey]] = {}
    for one in kept.issues:
        if one.issue.key is not None:
            issues.setdefault(one.tracker, set()).add(one.issue.key)
    for public_id, framed in frame.trackers.items():
        there = kept.by_tracker.get(public_id)
        doubted = frozenset(issues.get(public_id, ()))
        excused = kept.excuses.excused(framed.keys, today)
        given = (framed.owed, there.values if there else {}, doubted, today, excused)
        yield public_id, derived.get(("judged", public_id), _judge, *given)


def _judge(
    owed: Owed,
    entries: Mapping[EntryKey, EntryValue],
    issues: frozenset[EntryKey],
    today: date,
    excused: frozenset[EntryKey],
) -> Judged:
    return judge(owed.expected, owed.checkpoints, entries, issues, today, excused)


def _flags(
    kept: Kept, frame: Frame, judged: Mapping[str, Judged], derived: Derived
) -> tuple[Flag, ...]:
    owner = document_owner(kept.roster).sourced_id
    missing = (
        derived.get(
            ("missing", public_id),
            missing_flags,
            *(some, frame.tracker_of, kept.places.only(public_id)),
        )
        for public_id, some in judged.items()
    )
    everything = chain.from_iterable(judged.values())
    unread = unreadable_flags(everything, kept.unreadable, owner, kept.places)
    return (*chain.from_iterable(missing), *unread)


def _notes(kept: Kept, frame: Frame, today: date) -> Iterator[OwedNote]:
    for public_id, framed in frame.trackers.items():
        versions, facts = kept.records.get(public_id, ()), framed.owed.notes
        if versions and facts is not None:
            yield from notes_owed(facts, versions, kept.excuses, today)


def _milestones(kept: Kept, frame: Frame, today: date, derived: Derived) -> Iterator[OwedMilestone]:
    """Those of each tracker; where nothing was said or changed they are at hand."""
    for public_id, framed in frame.trackers.items():
        due, words = framed.owed.milestones, tuple(kept.milestones.get(public_id, ()))
        key = ("milestones", public_id)
        yield from derived.get(key, milestones_owed, *(public_id, due, words, kept.clock, today))
