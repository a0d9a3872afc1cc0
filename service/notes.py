"""Writing a note: what pages and cards say is checked here, stored, and only then carried further.

A progress note goes into the spreadsheet by the planner, in its turn; a restricted one never
leaves the service.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from service.overview import Overview
from service.speech import ENGLISH, Speech
from service.student_notes import ShownNote, last_notes, notes_tab
from sync.domain.progress_notes import NoteAccess, NoteSays, ProgressNote, RestrictedNote
from sync.domain.scope import Scope
from sync.errors import NoteError
from sync.store.engine import Store, Tx
from sync.store.notes import (
    NewNote,
    NewRestrictedNote,
    keep_note,
    keep_restricted,
    note_accesses,
    read_restricted,
    written_on,
)
from sync.store.school import school

LONGEST_SEEN = 2_000
LONGEST_STRENGTHS = 1_000
LONGEST_RESTRICTED = 5_000
MOST_STUDENTS = 30
MOST_ACCESSES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSaid:
    """A progress note as somebody says it, on one student or on several (by sourcedId).

    `once` names the asking, which may reach us more than once.
    """

    students: Sequence[str]
    says: NoteSays
    by: str
    source: str
    once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The notes of the school in one store.

    `now` is the real time; `follow` brings a tracker (by public id) up to date with what is
    stored, later and elsewhere.
    """

    store: Store
    now: Callable[[], datetime]
    follow: Callable[[str], None]

    def write(
        self, overview: Overview, said: NoteSaid, speech: Speech = ENGLISH
    ) -> tuple[ProgressNote, ...]:
        """Store one note for each student; NoteError names all that is wrong, and stores nothing.

        It names it in the language of `speech`. Whether the person may is asked before; whether
        the spreadsheet has it is another matter.
        """
        students = tuple(dict.fromkeys(said.students))
        said = replace(said, students=students, says=tidied_note(said.says))
        problems = list(_problems(overview, said, speech))
        if problems:
            raise refused(problems, speech)
        with self.store.writing() as tx:
            scope, at = scope_of(tx), self.now()
            kept = [keep_note(tx, scope, one, at) for one in _each(overview, said)]
        for tracker in dict.fromkeys(one.tracker for one in kept):
            self.follow(tracker)
        return tuple(kept)

    def last(self, overview: Overview, student: str, most: int) -> tuple[ShownNote, ...]:
        """The latest notes on a child, however they came; none of the restricted ones."""
        with self.store.reading() as tx:
            written = written_on(tx, scope_of(tx), student)
        return last_notes(overview, student, written)[:most]

    def write_restricted(
        self, overview: Overview, new: NewRestrictedNote, speech: Speech = ENGLISH
    ) -> RestrictedNote:
        """Store a restricted note and who wrote it; NoteError as above."""
        body = tidied(new.body)
        problems = list(restricted_problems(overview, body, new.noted_on, speech))
        if problems:
            raise refused(problems, speech)
        kept = NewRestrictedNote(
            student=new.student,
            noted_on=new.noted_on,
            body=body,
            by=new.by,
            source=new.source,
            once=new.once,
        )
        with self.store.writing() as tx:
            return keep_restricted(tx, scope_of(tx), kept, self.now())

    def read_restricted(self, student: str, by: str, source: str) -> list[RestrictedNote]:
        """A child's restricted notes; that they were read is stored before they are shown."""
        with self.store.writing() as tx:
            at = self.now()
            return read_restricted(tx, scope_of(tx), student=student, by=by, source=source, at=at)

    def accesses(self) -> list[NoteAccess]:
        """Who read and wrote restricted notes of late, the latest first."""
        with self.store.reading() as tx:
            return note_accesses(tx, scope_of(tx), MOST_ACCESSES)


def tidied(text: str) -> str:
    """A text as it is kept: its line ends as one character, nothing that cannot be seen or stored.

    What joins and directs other characters (emoji, right-to-left text) stays.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    sound = lines.encode("utf-8", "replace").decode()
    return "".join(c for c in sound if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def one_line(text: str) -> str:
    """A text as it is kept where it stands on one line."""
    return " ".join(tidied(text).split())


def tidied_note(says: NoteSays) -> NoteSays:
    """What a note says, as it is kept."""
    return NoteSays(
        noted_on=says.noted_on,
        support=one_line(says.support),
        seen=tidied(says.seen),
        strengths=tidied(says.strengths),
    )


def _each(overview: Overview, said: NoteSaid) -> Iterator[NewNote]:
    for student in said.students:
        tab = notes_tab(overview, overview.tracker_of[student])
        assert tab is not None, "that is among the problems"
        yield NewNote(
            student=student,
            tracker=overview.tracker_of[student],
            tab=tab.key,
            says=said.says,
            by=said.by,
            source=said.source,
            once=said.once,
        )


def refused(problems: Sequence[str], speech: Speech = ENGLISH) -> NoteError:
    """A note that cannot be stored, with all that is wrong with it."""
    return NoteError(
        speech.say("The note cannot be stored as it is; nothing was stored"), list(problems)
    )


def _problems(overview: Overview, said: NoteSaid, speech: Speech) -> Iterator[str]:
    known = (overview.tracker_of[one] for one in said.students if one in overview.tracker_of)
    if any(notes_tab(overview, tracker) is None for tracker in known):
        yield speech.say(
            "The school's template has no tab of progress notes with the column 'seen'; whoever "
            "looks after the template can add it."
        )
    yield from _student_problems(overview, said.students, speech)
    yield from problems_in(overview, said.says, speech)


def problems_in(overview: Overview, says: NoteSays, speech: Speech = ENGLISH) -> Iterator[str]:
    """What is wrong with the words and the day of a note, whomever it is on."""
    if not says.seen:
        yield speech.say("What was seen is empty; write a sentence.")
    yield from _too_long(speech.say("What was seen"), says.seen, LONGEST_SEEN, speech)
    yield from _too_long(speech.say("Strengths"), says.strengths, LONGEST_STRENGTHS, speech)
    yield from _day_problems(overview, says.noted_on, speech)


def restricted_problems(
    overview: Overview, body: str, day: date, speech: Speech = ENGLISH
) -> Iterator[str]:
    """What is wrong with a restricted note whose body was tidied."""
    if not body:
        yield speech.say("The note is empty; write a sentence.")
    yield from _too_long(speech.say("The note"), body, LONGEST_RESTRICTED, speech)
    yield from _day_problems(overview, day, speech)


def _student_problems(overview: Overview, students: Sequence[str], speech: Speech) -> Iterator[str]:
    if not students:
        yield speech.say("Nobody is chosen; choose one student or several.")
    if len(students) > MOST_STUDENTS:
        yield speech.say(
            "%(count)s students are chosen; %(most)s is the most at a time.",
            count=speech.number(len(students)),
            most=MOST_STUDENTS,
        )
    unknown = [one for one in students if one not in overview.tracker_of]
    if unknown:
        yield speech.say("No tracker has %(students)s.", students=", ".join(unknown))


def _too_long(what: str, text: str, longest: int, speech: Speech) -> Iterator[str]:
    if len(text) > longest:
        yield speech.say(
            "%(what)s has %(count)s characters; %(most)s is the most.",
            what=what,
            count=speech.number(len(text)),
            most=speech.number(longest),
        )


def _day_problems(overview: Overview, day: date, speech: Speech) -> Iterator[str]:
    if day > overview.today:
        yield speech.say(
            "%(day)s is still to come; choose the day on which it was seen.", day=speech.day(day)
        )
    first = overview.kept.roster.school_year.begins_on
    if day < first:
        yield speech.say(
            "%(day)s is before this school year, which began on %(first)s.",
            day=speech.day(day),
            first=speech.day(first),
        )


def scope_of(tx: Tx) -> Scope:
    """The school whose notes these are."""
    known = school(tx)
    assert known is not None, "only a school has notes"
    return known.scope
