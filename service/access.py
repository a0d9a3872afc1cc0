"""Who may do what, and why: one pure function whose answer is no unless a rule says yes."""

from dataclasses import dataclass
from enum import Enum

from sheet_templates.school import Role
from sheet_templates.sentences import Sentence, listed, sentence


class Action(Enum):
    """What somebody asks for; the value completes "may ..."."""

    SEE_SCHOOL = "see the whole school's completeness"
    SEE_DUTIES = "see what a person owes"
    SEE_TRACKER = "see how a tracker stands"
    SEE_LETTERS = "read what a person is told by mail"
    DECIDE_LETTERS = "decide which letters go out"
    SEE_RUNS = "see what the sync did"
    SEE_REVIEWS = "see whether the data reviews will stand"
    SELF_CHECK = "say, and read, how well the school collects data"
    CHANGE_TRACKER = "have a tracker read or changed"
    CHANGE_SCHOOL = "change the roster and set trackers up"
    SEE_WORK = "see how work goes on"
    SEE_STUDENT = "see how a student of a tracker is doing"
    EXCUSE = "excuse a score that a person owes"
    ENTER = "enter a score that a person owes"
    SETTLE = "say of a milestone that a person owes how it went"
    ANSWER = "answer a letter about what a person owes"
    CHOOSE = "choose how a person is told"
    WRITE_NOTE = "write a progress note into a tracker"
    RESTRICTED_NOTES = "read and write restricted notes on a tracker's students"
    SEE_NOTE_USE = "see who read and wrote restricted notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at the door; `role` is None for an outsider, and for one who `leads` the school.

    `trackers` are the public ids of the trackers that are shared with them, `stands_in_for` whose
    work they do today (sourcedIds). An `is_guest` stands in for somebody and is not on the roster.
    """

    sourced_id: str
    name: str
    role: Role | None
    trackers: frozenset[str] = frozenset()
    leads: bool = False
    stands_in_for: frozenset[str] = frozenset()
    is_guest: bool = False

    @property
    def is_known(self) -> bool:
        """Whether they have a part in the school."""
        return self.role is not None or self.leads

    @property
    def title(self) -> str:
        """What they are to the school, in a word; empty for an outsider."""
        return self.role.value if self.role else "leader" if self.leads else ""


@dataclass(frozen=True, slots=True)
class WholeSchool:
    """Everything of the school."""


@dataclass(frozen=True, slots=True)
class DutiesOf:
    """What one person owes."""

    person: str


@dataclass(frozen=True, slots=True)
class LettersOf:
    """What one person is told by mail."""

    person: str


@dataclass(frozen=True, slots=True)
class WorkOf:
    """Work that one person began on a page."""

    person: str


@dataclass(frozen=True, slots=True)
class OneTracker:
    """One tracker, by its public id."""

    tracker: str


@dataclass(frozen=True, slots=True)
class ChoicesOf:
    """How one person is told."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesIn:
    """The progress notes of one tracker, whose template lets `writers` write them.

    Without writers pages and cards take none; `typed_into` is the title of the tab in which they
    are kept instead, empty where the spreadsheet has none.
    """

    tracker: str
    writers: frozenset[Role]
    typed_into: str = ""


Subject = WholeSchool | DutiesOf | LettersOf | ChoicesOf | WorkOf | OneTracker | NotesIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Yes or no, and the reason as a sentence that the person can be shown."""

    allowed: bool
    why: Sentence


def may(person: Person, action: Action, subject: Subject) -> Decision:
    """Whether `person` may do `action` to `subject`.

    In this order: who has no part gets nothing; where a tracker takes no notes nobody writes any;
    restricted notes are for those who support the students, and for nobody else, not even the
    document owner nor a guest; the document owner gets everything else of the school; leaders see
    whether reviews will stand, answer how the school collects data, and see their own letters and
    choices; everybody sees their own duties,
    letters and work and the trackers shared with them, does the duties of whom they stand in for,
    and writes the notes that their role writes; the rest is no.
    """
    if not person.is_known:
        return _no(
            sentence(
                "You have no role at this school, so there is nothing here for you to see. "
                "If you should have one, ask the school's document owner."
            )
        )
    barred = _barred(person, action, subject)
    if barred is not None:
        return _no(barred)
    if action is Action.RESTRICTED_NOTES:
        return _restricted(person, subject)
    if person.role is Role.DOCUMENT_OWNER:
        return _yes(sentence("You are the document owner of this school's trackers."))
    if person.leads:
        return _leading(person, action, subject)
    return _working(person, action, subject)


def _barred(person: Person, action: Action, subject: Subject) -> Sentence | None:
    """Why nobody may, or no guest."""
    if isinstance(subject, NotesIn) and not subject.writers:
        return _kept_elsewhere(subject)
    return _NO_GUESTS.get(action) if person.is_guest else None


_NO_GUESTS = {
    Action.RESTRICTED_NOTES: sentence(
        "You stand in for somebody and are not on this school's staff list. Restricted notes are "
        "read and written by its own intervention staff."
    ),
}


def _working(person: Person, action: Action, subject: Subject) -> Decision:
    """The same for teachers and intervention staff."""
    match subject:
        case OneTracker(tracker=tracker) if action in {Action.SEE_TRACKER, Action.SEE_STUDENT}:
            return _shared_tracker(person, tracker)
        case NotesIn() if action is Action.WRITE_NOTE:
            return _notes(person, subject)
        case (
            DutiesOf(person=owner)
            | LettersOf(person=owner)
            | ChoicesOf(person=owner)
            | WorkOf(person=owner)
        ):
            return _own(person, owner, action)
        case _:
            return _no(_FOR_THE_OWNER.get(action, _OWNER_ONLY))


_OWNER_ONLY = sentence("Only the document owner may do this.")
_FOR_THE_OWNER = {
    Action.SEE_SCHOOL: sentence("Only the document owner sees the whole school."),
    Action.DECIDE_LETTERS: sentence("Only the document owner decides which letters go out."),
    Action.SEE_RUNS: sentence("Only the document owner sees what the sync did."),
    Action.SEE_REVIEWS: sentence("Only the school's leaders and the document owner see this page."),
    Action.SELF_CHECK: sentence("Only the school's leaders and the document owner see this page."),
    Action.CHANGE_TRACKER: sentence(
        "Only the document owner has trackers read or changed from here."
    ),
    Action.SEE_NOTE_USE: sentence("Only the document owner sees who read restricted notes."),
    Action.CHANGE_SCHOOL: sentence(
        "Only the document owner changes the roster and sets trackers up."
    ),
}


_OWN = {
    Action.SEE_DUTIES: sentence("duties"),
    Action.EXCUSE: sentence("duties"),
    Action.ENTER: sentence("duties"),
    Action.SETTLE: sentence("duties"),
    Action.ANSWER: sentence("duties"),
    Action.SEE_LETTERS: sentence("letters"),
    Action.CHOOSE: sentence("choices"),
    Action.SEE_WORK: sentence("work"),
}


_FOR_ANOTHER = frozenset({Action.SEE_DUTIES, Action.ENTER, Action.EXCUSE, Action.SETTLE})
"""What a stand-in does in the place of somebody; letters and choices are nobody else's."""


_FOR_LEADERS = frozenset({Action.SEE_REVIEWS, Action.SELF_CHECK})


def _leading(person: Person, action: Action, subject: Subject) -> Decision:
    if action in _FOR_LEADERS:
        return _yes(sentence("You lead this school."))
    match subject:
        case LettersOf(person=owner) | ChoicesOf(person=owner):
            return _own(person, owner, action)
    return _no(
        sentence("Leaders see whether the data reviews will stand, and nothing about a child.")
    )


def _own(person: Person, owner: str, action: Action) -> Decision:
    what = _OWN.get(action)
    if what is None:
        return _no(_OWNER_ONLY)
    if person.sourced_id == owner:
        return _yes(sentence("These are your own %(things)s.", things=what))
    if owner in person.stands_in_for and action in _FOR_ANOTHER:
        return _yes(sentence("You stand in for the person who owes this."))
    return _no(
        sentence(
            "You see your own %(things)s; only the document owner sees those of others.",
            things=what,
        )
    )


def _shared_tracker(person: Person, tracker: str) -> Decision:
    if tracker in person.trackers:
        return _yes(sentence("This tracker is shared with you."))
    return _no(
        sentence("This tracker is not shared with you; ask the document owner if it should be.")
    )


def _restricted(person: Person, subject: Subject) -> Decision:
    if person.role is not Role.INTERVENTION_STAFF or not isinstance(subject, OneTracker):
        return _no(
            sentence(
                "Restricted notes are read and written by the intervention staff who support the "
                "student. The document owner sees who did, and none of the words."
            )
        )
    return _shared_tracker(person, subject.tracker)


def _notes(person: Person, notes: NotesIn) -> Decision:
    if person.role not in notes.writers:
        writers = listed([_WRITERS[role] for role in Role if role in notes.writers])
        return _no(sentence("Progress notes in this tracker are written by %(who)s.", who=writers))
    return _shared_tracker(person, notes.tracker)


def _kept_elsewhere(notes: NotesIn) -> Sentence:
    if notes.typed_into:
        return sentence(
            "This tracker takes no progress notes here. They are typed into the tab %(tab)s of its "
            "spreadsheet.",
            tab=notes.typed_into,
        )
    return sentence(
        "This tracker takes no progress notes. Ask the school's document owner where they are kept."
    )


_WRITERS = {
    Role.TEACHER: sentence("teachers"),
    Role.INTERVENTION_STAFF: sentence("intervention staff"),
    Role.DOCUMENT_OWNER: sentence("the document owner"),
}


def _yes(why: Sentence) -> Decision:
    return Decision(allowed=True, why=why)


def _no(why: Sentence) -> Decision:
    return Decision(allowed=False, why=why)
