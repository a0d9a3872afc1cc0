"""Who may do what, and why: one pure function whose answer is no unless a rule says yes."""

from dataclasses import dataclass
from enum import Enum

from sheet_templates.school import Role


class Action(Enum):
    """What somebody asks for; the value completes "may ..."."""

    SEE_SCHOOL = "see the whole school's completeness"
    SEE_DUTIES = "see what a person owes"
    SEE_TRACKER = "see how a tracker stands"
    SEE_LETTERS = "read what a person is told by mail"
    DECIDE_LETTERS = "decide which letters go out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at the door; `role` is None for an outsider.

    `trackers` are the public ids of the trackers that are shared with them.
    """

    sourced_id: str
    name: str
    role: Role | None
    trackers: frozenset[str] = frozenset()


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
class OneTracker:
    """One tracker, by its public id."""

    tracker: str


Subject = WholeSchool | DutiesOf | LettersOf | OneTracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Yes or no, and the reason as a sentence that the person can be shown."""

    allowed: bool
    why: str


def may(person: Person, action: Action, subject: Subject) -> Decision:
    """Whether `person` may do `action` to `subject`.

    In this order: who has no role gets nothing; the document owner gets everything of the
    school; everybody sees their own duties and letters and the trackers shared with them; the
    rest is no.
    """
    if person.role is None:
        return _no(
            "You have no role at this school, so there is nothing here for you to see. "
            "If you should have one, ask the school's document owner."
        )
    if person.role is Role.DOCUMENT_OWNER:
        return _yes("You are the document owner of this school's trackers.")
    match action, subject:
        case Action.SEE_DUTIES, DutiesOf(person=owner):
            return _own(person, owner, "duties")
        case Action.SEE_LETTERS, LettersOf(person=owner):
            return _own(person, owner, "letters")
        case Action.SEE_TRACKER, OneTracker(tracker=tracker):
            return _shared_tracker(person, tracker)
        case _:
            return _no(_FOR_THE_OWNER.get(action, "Only the document owner may."))


_FOR_THE_OWNER = {
    Action.SEE_SCHOOL: "Only the document owner sees the whole school.",
    Action.DECIDE_LETTERS: "Only the document owner decides which letters go out.",
}


def _own(person: Person, owner: str, what: str) -> Decision:
    if person.sourced_id == owner:
        return _yes(f"These are your own {what}.")
    return _no(f"You see your own {what}; only the document owner sees those of others.")


def _shared_tracker(person: Person, tracker: str) -> Decision:
    if tracker in person.trackers:
        return _yes("This tracker is shared with you.")
    return _no("This tracker is not shared with you; ask the document owner if it should be.")


def _yes(why: str) -> Decision:
    return Decision(allowed=True, why=why)


def _no(why: str) -> Decision:
    return Decision(allowed=False, why=why)
