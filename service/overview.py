"""A whole school as of today, judged once: what every page, report and list is made from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from service.access import Person
from service.derived import Derived
from service.frame import Frame, Wanted, frame_of
from service.note_facts import notes_facts
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import (
    Checkpoint,
    DataReview,
    Leader,
    Role,
    Roster,
    SchoolClass,
    StaffMember,
    Student,
)
from sheet_templates.subjects import Subject
from sheet_templates.team import Team, document_owner
from sync.domain.completeness import JudgedEntry, judge
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.excuses import Excuses
from sync.domain.flags import Flag, UnreadableCell, missing_flags, unreadable_flags
from sync.domain.notes_owed import OwedNote, notes_owed
from sync.domain.places import CellPlaces
from sync.domain.school_calendar import SchoolCalendar
from sync.domain.supports import RecordVersion
from sync.domain.telling_people import USUAL, PersonChoice
from sync.store.entries import StoredEntry
from sync.store.issues import StoredIssue
from sync.store.tracker_entries import TrackerEntries
from sync.store.trackers import Tracker

Judged = tuple[JudgedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerStanding:
    """One tracker: whose it is, who shares it and when it was last read.

    `stored` is None while provisioning has not begun it; `link` is None until it was read.
    """

    public_id: str
    subject: Subject
    team: Team
    stored: Tracker | None
    link: str | None

    @property
    def title(self) -> str:
        """Whose it is, as people say it."""
        return self.subject.title

    @property
    def is_made(self) -> bool:
        """Whether there is a spreadsheet."""
        return self.stored is not None and self.stored.spreadsheet_id is not None

    @property
    def last_read_at(self) -> datetime | None:
        """When the spreadsheet was last read, None if never."""
        return self.stored.last_read_at if self.stored else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store holds of a school in one consistent state.

    `by_tracker` are the entries, and `records` the rows of supports and progress notes with their
    history, by tracker; `choices` what people chose for themselves; `not_mine` the persons and
    children who, by the person's word, do not belong together.
    """

    roster: Roster
    calendar: SchoolCalendar
    zone: ZoneInfo
    trackers: Sequence[Tracker]
    by_tracker: Mapping[str, TrackerEntries]
    issues: Sequence[StoredIssue]
    excuses: Excuses
    places: CellPlaces
    records: Mapping[str, Sequence[RecordVersion]] = field(default_factory=dict)
    choices: Mapping[str, PersonChoice] = field(default_factory=dict)
    not_mine: frozenset[tuple[str, str]] = frozenset()

    @property
    def entries(self) -> tuple[StoredEntry, ...]:
        """All that stands in the trackers, by tracker and key."""
        return tuple(chain.from_iterable(one.entries for one in self.by_tracker.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A school as of `today`: every expected entry judged, and what needs attention.

    `notes` are the progress notes that supports are owed next.
    `trackers` stand in the order of grades, and of classes in them; lookups are by sourcedId.
    `student_names` are as lists have them: "Morales, Ana".
    """

    today: date
    kept: Kept
    template: TrackerTemplate
    checkpoints: tuple[Checkpoint, ...]
    reviews: tuple[DataReview, ...]
    trackers: tuple[TrackerStanding, ...]
    judged: tuple[JudgedEntry, ...]
    notes: tuple[OwedNote, ...]
    flags: tuple[Flag, ...]
    students: Mapping[str, Student]
    staff: Mapping[str, StaffMember]
    leaders: Mapping[str, Leader]
    classes: Mapping[str, SchoolClass]
    tracker_of: Mapping[str, str]
    student_names: Mapping[str, str]

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
        return next(one.title.lower() for one in self.template.metrics if one.key == key)

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

    def person(self, sourced_id: str) -> Person:
        """Somebody as access sees them; without a role when the roster does not know them."""
        member, leader = self.staff.get(sourced_id), self.leaders.get(sourced_id)
        if leader is not None:
            return Person(sourced_id=sourced_id, name=leader.name, role=None, leads=True)
        if member is None:
            return Person(sourced_id=sourced_id, name="a visitor", role=None)
        shared = (one.public_id for one in self.trackers if member in one.team.everyone)
        return Person(
            sourced_id=sourced_id,
            name=member.name,
            role=member.role,
            trackers=frozenset(shared),
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
    frame = derived.get("frame", frame_of, kept.roster, kept.calendar, template)
    standings = tuple(_standings(kept, frame))
    by_grade = tuple(_judged(kept, frame, today, derived))
    judged = tuple(chain.from_iterable(by_grade))
    return Overview(
        today=today,
        kept=kept,
        template=template,
        checkpoints=frame.checkpoints,
        reviews=frame.reviews,
        trackers=standings,
        judged=judged,
        notes=tuple(_notes(kept, template, standings, today)),
        flags=_flags(kept, frame, by_grade, derived),
        students=frame.students,
        staff=frame.staff,
        leaders=frame.leaders,
        classes=frame.classes,
        tracker_of=frame.tracker_of,
        student_names=frame.student_names,
    )


def _standings(kept: Kept, frame: Frame) -> Iterator[TrackerStanding]:
    stored = {one.public_id: one for one in kept.trackers}
    for public_id, subject, team in frame.subjects:
        yield TrackerStanding(
            public_id=public_id,
            subject=subject,
            team=team,
            stored=stored.get(public_id),
            link=kept.places.tab_link(public_id, STUDENTS_TAB),
        )


def _judged(
    kept: Kept, frame: Frame, today: date, derived: Derived
) -> Iterator[tuple[JudgedEntry, ...]]:
    """The judged entries of each grade; those of a grade in which nothing changed are at hand."""
    entries: dict[EntryKey, EntryValue] = {}
    for those in kept.by_tracker.values():
        entries |= those.values
    issues = frozenset(one.issue.key for one in kept.issues if one.issue.key is not None)
    for at, one in enumerate(frame.wanted):

        def judged(wanted: Wanted, _: object, excused: frozenset[EntryKey], *__: object) -> Judged:
            return judge(wanted.expected, wanted.checkpoints, entries, issues, today, excused)

        values = tuple(map(entries.get, one.keys))
        excused = kept.excuses.excused(one.keys, today)
        yield derived.get(("judged", at), judged, one, values, excused, issues, today)


def _flags(
    kept: Kept, frame: Frame, by_grade: Sequence[Judged], derived: Derived
) -> tuple[Flag, ...]:
    owner = document_owner(kept.roster).sourced_id
    missing = (
        derived.get(("missing", at), missing_flags, judged, frame.tracker_of, kept.places)
        for at, judged in enumerate(by_grade)
    )
    everything = chain.from_iterable(by_grade)
    unread = unreadable_flags(everything, _unreadable(kept), owner, kept.places)
    return (*chain.from_iterable(missing), *unread)


def _notes(
    kept: Kept, template: TrackerTemplate, standings: Sequence[TrackerStanding], today: date
) -> Iterator[OwedNote]:
    owner = document_owner(kept.roster)
    for one in standings:
        versions = kept.records.get(one.public_id, ())
        if not versions:
            continue
        calendar = kept.calendar.for_grade(one.subject.grades[0])
        facts = notes_facts(kept.roster, one.subject, template, calendar, owner)
        if facts is not None:
            yield from notes_owed(facts, versions, kept.excuses, today)


def _unreadable(kept: Kept) -> list[UnreadableCell]:
    return [
        UnreadableCell(
            tracker=one.tracker,
            issue=one.issue,
            since=one.seen_at.astimezone(kept.zone).date(),
        )
        for one in kept.issues
    ]
