"""What the pages of notes show, out of the overview. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.access import Action, Person, WholeSchool, may
from service.overview import Overview
from service.speech import Speech
from service.student_notes import Group, due_notes, named_like, own_groups, supports_of, writable
from service.to_do import TO_DO
from sync.domain.notes_owed import OwedNote


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStudent:
    """A student as lists have them."""

    student: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A note that is owed by now."""

    student: NamedStudent
    support: str
    owed: OwedNote


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A group with whoever gives the support; `number` names it on this page."""

    number: int
    what: str
    giver: str
    students: tuple[NamedStudent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The first page: what is due, the groups, and whoever was looked for.

    `of_others` are the notes that others in the school have left to write, for whoever answers for
    them.
    """

    answer: str
    of_others: int
    due: tuple[Due, ...]
    groups: tuple[GroupLine, ...]
    found: tuple[NamedStudent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A note as it is being written, with what is wrong with it."""

    once: str
    noted_on: date
    students: Sequence[NamedStudent]
    ticked: frozenset[str]
    supports: tuple[str, ...]
    support: str = ""
    seen: str = ""
    strengths: str = ""
    problems: Sequence[str] = ()


def start_of(overview: Overview, person: Person, words: str, said: Speech) -> Start:
    """What this person writes notes on."""
    owed = due_notes(overview, person)
    return Start(
        answer=_answer(owed, said),
        of_others=_left_by_others(overview, person),
        due=tuple(
            Due(student=named(overview, one.support.student), support=one.support.what, owed=one)
            for one in owed
        ),
        groups=tuple(
            _line(overview, number, one)
            for number, one in enumerate(own_groups(overview, person), start=1)
        ),
        found=tuple(
            named(overview, one) for one in named_like(overview, writable(overview, person), words)
        ),
    )


def named(overview: Overview, student: str) -> NamedStudent:
    """A student by sourcedId."""
    return NamedStudent(student=student, name=overview.student_names[student])


def supports_for(overview: Overview, students: Sequence[str]) -> tuple[str, ...]:
    """What the students get today, each support once, in people's words."""
    every = (one.what for student in students for one in supports_of(overview, student))
    return tuple(sorted({what for what in every if what}, key=str.casefold))


def _answer(owed: Sequence[OwedNote], said: Speech) -> str:
    if not owed:
        return said.say("You owe no progress note today.")
    return said.several(
        "%(count)s progress note is due, by %(day)s.",
        "%(count)s progress notes are due, the first by %(day)s.",
        len(owed),
        day=said.day(owed[0].window.due_on),
    )


def _left_by_others(overview: Overview, person: Person) -> int:
    if not may(person, Action.SEE_SCHOOL, WholeSchool()).allowed:
        return 0
    return sum(one.state in TO_DO and one.owed_by != person.sourced_id for one in overview.notes)


def _line(overview: Overview, number: int, group: Group) -> GroupLine:
    giver = overview.staff.get(group.giver)
    return GroupLine(
        number=number,
        what=group.what,
        giver=giver.name if giver else "",
        students=tuple(named(overview, one) for one in group.students),
    )
