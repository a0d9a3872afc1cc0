"""What is known of a child's supports and notes, and of whom somebody writes notes. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.access import Action, Person, WholeSchool, may
from service.note_facts import notes_facts
from service.overview import Overview, TrackerStanding
from sync.domain.notes_owed import giver_of
from sync.domain.progress_notes import ProgressNote
from sync.domain.supports import Note, Support, notes_in, supports_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNote:
    """A note as people read it.

    `author` is as the row says it; `is_proven` says that the author wrote it in a page or card and
    so is known, `was_changed` that somebody has changed it in the spreadsheet since.
    """

    on: date
    support: str
    seen: str
    strengths: str
    author: str
    is_proven: bool
    was_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The children who get the same support from the same person; children by name."""

    what: str
    giver: str
    students: tuple[str, ...]


def signed(note: ShownNote) -> str:
    """Who wrote a note, and whose word that is."""
    if not note.is_proven:
        return f"By {note.author}, as the spreadsheet says." if note.author else "By nobody named."
    changed = " Changed in the spreadsheet since." if note.was_changed else ""
    return f"Written by {note.author}.{changed}"


def last_notes(
    overview: Overview, student: str, written: Sequence[ProgressNote]
) -> tuple[ShownNote, ...]:
    """The notes on a child, the latest first; `written` are those from pages and cards."""
    rule, tracker = overview.template.cadence.notes, overview.tracker_of.get(student)
    if rule is None or tracker is None:
        return ()
    proven = {one.row_key: one for one in written}
    notes = notes_in(overview.kept.records.get(tracker, ()), rule)
    mine = [one for one in notes if one.student == student]
    mine.sort(key=lambda one: one.on, reverse=True)
    return tuple(_shown(one, proven.get(one.key)) for one in mine)


def supports_of(overview: Overview, student: str) -> tuple[Support, ...]:
    """The supports that a child gets today, by what they are."""
    tracker = overview.tracker_of.get(student, "")
    mine = (one for one in _active(overview, tracker) if one.student == student)
    return tuple(sorted(mine, key=lambda one: one.what.casefold()))


def groups_of(overview: Overview, person: Person) -> tuple[Group, ...]:
    """Whom this person supports, by support; the document owner sees everybody's."""
    sees_all = may(person, Action.SEE_SCHOOL, WholeSchool()).allowed
    found: dict[tuple[str, str], tuple[str, dict[str, None]]] = {}
    for standing in overview.trackers:
        for support in _active(overview, standing.public_id):
            giver = _giver(overview, standing, support)
            if (sees_all or giver == person.sourced_id) and support.student in overview.tracker_of:
                key = (support.what.casefold(), giver)
                found.setdefault(key, (support.what, {}))[1][support.student] = None
    groups = (
        Group(what=what, giver=giver, students=tuple(students))
        for (_, giver), (what, students) in found.items()
    )
    return tuple(sorted(groups, key=lambda one: (one.what.casefold(), one.giver)))


def _active(overview: Overview, tracker: str) -> Iterator[Support]:
    rule = overview.template.cadence.notes
    if rule is None:
        return
    for support in supports_in(overview.kept.records.get(tracker, ()), rule):
        if support.is_active_on(overview.today):
            yield support


def _giver(overview: Overview, standing: TrackerStanding, support: Support) -> str:
    calendar = overview.kept.calendar.for_grade(standing.subject.grades[0])
    owner = overview.document_owner
    facts = notes_facts(overview.kept.roster, standing.subject, overview.template, calendar, owner)
    assert facts is not None, "there are supports by the rule only"
    return giver_of(facts, support.who)


def _shown(note: Note, proven: ProgressNote | None) -> ShownNote:
    return ShownNote(
        on=note.on,
        support=note.support,
        seen=note.seen,
        strengths=note.strengths,
        author=proven.author if proven else note.author,
        is_proven=proven is not None,
        was_changed=proven is not None and _differs(note, proven),
    )


def _differs(note: Note, written: ProgressNote) -> bool:
    there = (note.on, note.support, note.seen, note.strengths)
    return there != (written.noted_on, written.support, written.seen, written.strengths)
