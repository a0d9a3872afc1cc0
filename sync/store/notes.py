"""Notes written in pages and cards: stored before anything else is done with them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, insert, select

from sheet_templates.identity import row_key
from sheet_templates.sentences import sentence
from sync.domain.moments import SchoolClock
from sync.domain.progress_notes import NoteAccess, NoteSays, ProgressNote, RestrictedNote, as_record
from sync.domain.record_rows import RecordVersion
from sync.domain.scope import Scope
from sync.domain.short_ids import short_id
from sync.errors import NoteError
from sync.store import schema, schema_notes
from sync.store.engine import Tx
from sync.store.ids import id_of, id_of_tracker
from sync.store.kinds import NoteUse
from sync.store.note_changes import changed, restricted_changed

_NOTES, _RESTRICTED = schema_notes.progress_note, schema_notes.restricted_note
_ACCESS = schema_notes.note_access


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A note on one child, for the tab `tab` of the child's tracker (a public id).

    `once` names the asking, which may reach us more than once: of one person's asking there is
    one note for each child.
    """

    student: str
    tracker: str
    tab: str
    says: NoteSays
    by: str
    source: str
    once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRestrictedNote:
    """A note on one child that stays in the service; `once` as in `NewNote`."""

    student: str
    noted_on: date
    body: str
    by: str
    source: str
    once: str


def keep_note(tx: Tx, scope: Scope, new: NewNote, at: datetime) -> ProgressNote:
    """Store a note; the one that is stored, where this asking was answered before.

    NoteError for a child, a person or a tracker that the store does not know.
    """
    ids = _ids(tx, scope, new.student, new.by)
    tracker_id = id_of_tracker(tx, scope, new.tracker)
    if tracker_id is None:
        raise NoteError(
            sentence(
                "The tracker %(tracker)s is not set up yet; nothing was stored.",
                tracker=new.tracker,
            )
        )
    public_id = short_id("note", scope.school_id, new.by, new.once, new.student)
    if not _is_there(tx, _NOTES.c.public_id == public_id):
        tx.execute(
            insert(_NOTES).values(
                public_id=public_id,
                tracker_id=tracker_id,
                tab=new.tab,
                row_key=row_key(new.tracker, new.tab, "written", public_id),
                noted_on=new.says.noted_on,
                support=new.says.support,
                seen=new.says.seen,
                strengths=new.says.strengths,
                source=new.source,
                recorded_at=at,
                **ids,
            )
        )
    (kept,) = _notes(tx, scope, _WITH_ID, public_id=public_id)
    return kept


def written_notes(tx: Tx, scope: Scope) -> list[ProgressNote]:
    """All notes of the school that were written in pages and cards, the newest first.

    Withdrawn ones are among them.
    """
    return _notes(tx, scope, _ALL)


def written_on(tx: Tx, scope: Scope, student: str) -> list[ProgressNote]:
    """The notes on a child that were written in pages and cards, likewise."""
    return _notes(tx, scope, _OF_CHILD, student=student)


def waiting_records(
    tx: Tx, scope: Scope, tabs: Collection[str], clock: SchoolClock, only: int | None
) -> Mapping[str, list[RecordVersion]]:
    """The notes that no read has found in a spreadsheet yet, as rows of `tabs`, by tracker."""
    found: dict[str, list[RecordVersion]] = {}
    query = _WAITING if only is None else _WAITING_IN_ONE
    for note in reversed(_notes(tx, scope, query, tabs=list(tabs), only=only)):
        if not note.is_withdrawn:
            found.setdefault(note.tracker, []).append(as_record(note, note.student, clock))
    return found


def keep_restricted(tx: Tx, scope: Scope, new: NewRestrictedNote, at: datetime) -> RestrictedNote:
    """Store a restricted note and that it was written; once, as `keep_note` does."""
    ids = _ids(tx, scope, new.student, new.by)
    public_id = short_id("restricted", scope.school_id, new.by, new.once, new.student)
    if not _is_there(tx, _RESTRICTED.c.public_id == public_id):
        tx.execute(
            insert(_RESTRICTED).values(
                public_id=public_id,
                noted_on=new.noted_on,
                body=new.body,
                source=new.source,
                recorded_at=at,
                **ids,
            )
        )
        _log(tx, ids, NoteUse.WROTE, 1, new.source, at)
    (kept,) = _restricted(tx, scope, _RESTRICTED.c.public_id == public_id)
    return kept


def read_restricted(
    tx: Tx, scope: Scope, *, student: str, by: str, source: str, at: datetime
) -> list[RestrictedNote]:
    """A child's restricted notes, the newest first; that `by` read them is written down.

    Withdrawn ones are not among them.
    """
    ids = _ids(tx, scope, student, by)
    every = _restricted(tx, scope, _RESTRICTED.c.student_id == ids["student_id"])
    found = [one for one in every if not one.is_withdrawn]
    _log(tx, ids, NoteUse.READ, len(found), source, at)
    return found


def note_accesses(tx: Tx, scope: Scope, most: int) -> list[NoteAccess]:
    """Who read and wrote restricted notes, the latest first; none of their words."""
    people, students = schema.staff_member, schema.student
    query = (
        select(
            _ACCESS.c.at,
            people.c.sourced_id.label("who"),
            _name().label("name"),
            students.c.sourced_id.label("student"),
            _ACCESS.c.what,
            _ACCESS.c.notes,
            _ACCESS.c.source,
        )
        .join_from(_ACCESS, people, _ACCESS.c.staff_member_id == people.c.id)
        .join(students, _ACCESS.c.student_id == students.c.id)
        .where(_ACCESS.c.school_id == scope.school_id)
        .order_by(_ACCESS.c.id.desc())
        .limit(most)
    )
    return [NoteAccess(**{**row, "what": str(row["what"])}) for row in tx.execute(query).mappings()]


def note_of(tx: Tx, scope: Scope, public_id: str) -> ProgressNote | None:
    """The note of that id; None for one that is not there or was withdrawn."""
    found = _notes(tx, scope, _WITH_ID, public_id=public_id)
    return next((one for one in found if not one.is_withdrawn), None)


def restricted_of(tx: Tx, scope: Scope, public_id: str) -> RestrictedNote | None:
    """The restricted note of that id, likewise. Who is shown it must be written down first."""
    found = _restricted(tx, scope, _RESTRICTED.c.public_id == public_id)
    return next((one for one in found if not one.is_withdrawn), None)


def log_use(
    tx: Tx, scope: Scope, note: RestrictedNote, what: NoteUse, *, source: str, at: datetime
) -> None:
    """Write down what its author did with a restricted note."""
    _log(tx, _ids(tx, scope, note.student, note.by), what, 1, source, at)


def _notes(tx: Tx, scope: Scope, query: Select[Any], **which: object) -> list[ProgressNote]:
    rows = tx.execute(query, {"school": scope.school_id, **which}).mappings()
    return changed(tx, scope, [ProgressNote(**row) for row in rows])


def _written() -> Select[Any]:
    trackers = schema.tracker
    return (
        _told(_NOTES)
        .add_columns(
            trackers.c.public_id.label("tracker"),
            _NOTES.c.tab,
            _NOTES.c.row_key,
            _NOTES.c.support,
            _NOTES.c.seen,
            _NOTES.c.strengths,
            _seen().label("was_seen"),
        )
        .join(trackers, _NOTES.c.tracker_id == trackers.c.id)
        .where(_NOTES.c.school_id == bindparam("school"))
        .order_by(_NOTES.c.id.desc())
    )


def _seen() -> ColumnElement[bool]:
    """Whether a read has found the note's row."""
    anchors = schema.row_anchor
    return exists().where(
        anchors.c.tracker_id == _NOTES.c.tracker_id,
        anchors.c.tab == _NOTES.c.tab,
        anchors.c.row_key == _NOTES.c.row_key,
    )


def _restricted(tx: Tx, scope: Scope, *where: ColumnElement[bool]) -> list[RestrictedNote]:
    query = (
        _told(_RESTRICTED)
        .add_columns(_RESTRICTED.c.body)
        .where(_RESTRICTED.c.school_id == scope.school_id, *where)
        .order_by(_RESTRICTED.c.id.desc())
    )
    found = [RestrictedNote(**row) for row in tx.execute(query).mappings()]
    return restricted_changed(tx, scope, found)


def _told(table: Any) -> Select[Any]:
    """What notes of both kinds have in common: about whom, by whom, of when."""
    people, students = schema.staff_member, schema.student
    return (
        select(
            table.c.public_id,
            students.c.sourced_id.label("student"),
            people.c.sourced_id.label("by"),
            _name().label("author"),
            table.c.noted_on,
            table.c.source,
            table.c.recorded_at,
        )
        .join_from(table, students, table.c.student_id == students.c.id)
        .join(people, table.c.staff_member_id == people.c.id)
    )


def _name() -> ColumnElement[str]:
    people = schema.staff_member
    return people.c.given_name + " " + people.c.family_name


def _is_there(tx: Tx, where: ColumnElement[bool]) -> bool:
    return bool(tx.scalar(select(exists().where(where))))


def _ids(tx: Tx, scope: Scope, student: str, person: str) -> dict[str, int]:
    """The keys that every row about a child by a person has; NoteError names what is unknown."""
    student_id = id_of(tx, scope, schema.student, student)
    person_id = id_of(tx, scope, schema.staff_member, person)
    unknown = []
    if student_id is None:
        unknown.append(sentence('The roster has no child "%(child)s".', child=student))
    if person_id is None:
        unknown.append(sentence('The roster has no staff member "%(person)s".', person=person))
    if student_id is None or person_id is None:
        raise NoteError(sentence("The note was not stored"), unknown)
    return {
        "school_id": scope.school_id,
        "student_id": student_id,
        "staff_member_id": person_id,
    }


def _log(
    tx: Tx, ids: Mapping[str, int], what: NoteUse, notes: int, source: str, at: datetime
) -> None:
    tx.execute(insert(_ACCESS).values(what=what, notes=notes, source=source, at=at, **ids))


_ALL = _written()  # put together once: that takes longer than to answer it
_WITH_ID = _ALL.where(_NOTES.c.public_id == bindparam("public_id"))
_OF_CHILD = _ALL.where(schema.student.c.sourced_id == bindparam("student"))
_WAITING = _ALL.where(_NOTES.c.tab.in_(bindparam("tabs", expanding=True)), ~_seen())
_WAITING_IN_ONE = _WAITING.where(_NOTES.c.tracker_id == bindparam("only"))
