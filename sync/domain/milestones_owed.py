"""Milestones that are owed: by whom in each tracker, what was said of them, how they stand.

As with progress notes each is a duty of its own. The document owner owes one, the teacher of each
class one (who has the class on the due date), each of the intervention staff one. What people say
is "done" or "not this time" with a reason; the latest word counts, and all are kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sheet_templates.roles import Role
from sheet_templates.school import Assignment, Checkpoint, Enrollment
from sync.domain.completeness import EntryState, blank_state
from sync.domain.duties import MILESTONE, Duty, DutyCounts, DutyKey, next_change, state_on
from sync.domain.expected import by_student, class_on, is_there, owners_of_classes
from sync.domain.milestones import Milestone
from sync.domain.moments import SchoolClock
from sync.domain.short_ids import short_id

LONGEST_NOTE = 300
"""Characters of what was decided, or why not, that people add to what they say."""


class Said(StrEnum):
    """What somebody says of a milestone; the value is the word of it."""

    DONE = "done"
    NOT_THIS_TIME = "not this time"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerPeople:
    """Who works in a tracker, by sourcedId, and whose children it has.

    `grade_of` gives each child's grade. `specialist` is whose caseload it is, `school_class` whose
    class's file; None where it is neither.
    """

    owner: str
    helpers: Sequence[str]
    grade_of: Mapping[str, str]
    enrollments: Sequence[Enrollment]
    assignments: Sequence[Assignment]
    specialist: str | None = None
    school_class: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Since when a tracker asks for milestones: it was made, and its template came to have them.

    `added_at` gives for a milestone's key when the first version that has it came to the school.
    """

    made_at: datetime
    added_at: Mapping[str, datetime]

    def since(self, milestone: str) -> datetime:
        """The moment from which the milestone is asked for."""
        return max(self.made_at, self.added_at.get(milestone, self.made_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMilestone:
    """A milestone that one person (sourcedId) owes, of one class where teachers owe it.

    It is asked for since the moment `asked_at`; what was due before is nobody's debt.
    """

    milestone: Milestone
    owed_by: str
    asked_at: datetime
    school_class: str | None = None

    @property
    def window(self) -> Checkpoint:
        """When it is awaited."""
        return self.milestone.window

    @property
    def slot(self) -> tuple[str, str | None, str | None]:
        """What a word is about: it stays where another person has come to owe the same."""
        is_each = self.milestone.rule.who is Role.INTERVENTION_STAFF
        return self.window.key, self.school_class, self.owed_by if is_each else None

    def key_in(self, tracker: str) -> DutyKey:
        """The duty that it is."""
        return DutyKey(
            tracker=tracker,
            school_class=self.school_class,
            person=self.owed_by,
            checkpoint=self.window.key,
            column_group=MILESTONE,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneWord:
    """What somebody (`by`) said of the milestone that a person owes or owed; all by sourcedId.

    `note` is what was decided, or why not; `source` the way it came; `day` the school day.
    """

    milestone: str
    school_class: str | None
    person: str
    said: Said
    note: str
    by: str
    source: str
    day: date
    at: datetime

    def is_about(self, due: DueMilestone) -> bool:
        """Whether it speaks of this one."""
        key, school_class, person = due.slot
        mine = (self.milestone, self.school_class) == (key, school_class)
        return mine and person in {None, self.person}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedMilestone:
    """A milestone of a tracker as of a day; `words` are all that was said of it, the first first.

    A word that was taken back is among them, and so is the taking back.
    """

    tracker: str
    due: DueMilestone
    words: tuple[MilestoneWord, ...]
    state: EntryState

    @property
    def window(self) -> Checkpoint:
        """When it is awaited."""
        return self.due.window

    @property
    def owed_by(self) -> str:
        """Who owes it, by sourcedId."""
        return self.due.owed_by

    @property
    def public_id(self) -> str:
        """What names it in addresses of pages."""
        return short_id("milestone", self.due.key_in(self.tracker).subject)

    @property
    def word(self) -> MilestoneWord | None:
        """The word that stands; None where nobody said any, or it was taken back."""
        last = self.words[-1] if self.words else None
        return None if last is None or last.said is Said.TAKEN_BACK else last


def due_milestones(
    of_grades: Mapping[str, Iterable[Milestone]], people: TrackerPeople, asked: Asked
) -> tuple[DueMilestone, ...]:
    """Who owes what in a tracker, in order of time; `of_grades` are the milestones by grade.

    Where two grades of a file have other dates the first one's count. Nobody owes a milestone on
    whose due date none of its children is there.
    """
    found: dict[str, Milestone] = {}
    grades: dict[str, set[str]] = {}
    for grade, those in of_grades.items():
        for one in those:
            found.setdefault(one.window.key, one)
            grades.setdefault(one.window.key, set()).add(grade)
    due = [
        DueMilestone(
            milestone=one,
            owed_by=person,
            asked_at=asked.since(key),
            school_class=school_class,
        )
        for key, one in found.items()
        for school_class, person in _owing(one, grades[key], people)
    ]
    return tuple(sorted(due, key=lambda one: (one.window.due_on, one.window.opens_on)))


def milestones_owed(
    tracker: str,
    due: Iterable[DueMilestone],
    words: Sequence[MilestoneWord],
    clock: SchoolClock,
    today: date,
) -> tuple[OwedMilestone, ...]:
    """The milestones of a tracker as of today; `words` are those said in it, the first first."""
    return tuple(
        _owed(tracker, one, words, today)
        for one in due
        if clock.day(one.asked_at) <= one.window.due_on
    )


def milestone_duties(owed: Iterable[OwedMilestone], today: date) -> tuple[Duty, ...]:
    """The milestones as duties of their tracker."""
    return tuple(_duty(one, today) for one in owed)


def _owing(
    one: Milestone, grades: set[str], people: TrackerPeople
) -> Iterator[tuple[str | None, str]]:
    """The class, if that matters, and the person, of each who owes a milestone."""
    day, enrolled = one.window.due_on, by_student(people.enrollments)
    there = [
        child
        for child, grade in people.grade_of.items()
        if grade in grades and is_there(enrolled[child], day)
    ]
    if not there:
        return
    if one.rule.who is Role.DOCUMENT_OWNER:
        yield None, people.owner
    elif one.rule.who is Role.INTERVENTION_STAFF:
        yield from ((None, person) for person in people.helpers or (people.owner,))
    elif people.specialist is not None:
        yield None, people.specialist
    else:
        own = people.school_class
        classes = {own} if own else {class_on(enrolled[child], day) for child in there}
        teachers = owners_of_classes(people.assignments, day, people.owner)
        for school_class in sorted(classes, key=lambda name: name or ""):
            yield school_class, teachers.get(school_class, people.owner)


def _owed(
    tracker: str, due: DueMilestone, words: Sequence[MilestoneWord], today: date
) -> OwedMilestone:
    mine = tuple(one for one in words if one.is_about(due))
    said = mine[-1].said if mine else None
    match said:
        case Said.DONE:
            state = EntryState.PRESENT
        case Said.NOT_THIS_TIME:
            state = EntryState.EXCUSED
        case _:
            state = blank_state(due.window, today)
    return OwedMilestone(tracker=tracker, due=due, words=mine, state=state)


def _duty(owed: OwedMilestone, today: date) -> Duty:
    counts = DutyCounts(
        expected=1,
        entries=int(owed.state is EntryState.PRESENT),
        excused=int(owed.state is EntryState.EXCUSED),
        cell_issues=0,
    )
    return Duty(
        key=owed.due.key_in(owed.tracker),
        window=owed.window,
        counts=counts,
        state=state_on(counts, owed.window, today),
        next_on=next_change(counts, owed.window, today),
    )
