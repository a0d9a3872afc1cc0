"""Authors say their notes anew or withdraw them; what was said before stays stored.

A progress note's row follows by the planner as long as it says what its author wrote. Once people
have changed it in the spreadsheet it is theirs: then it is put right there, and here it is refused.
"""

from dataclasses import dataclass, replace
from datetime import date

from service.access import Action, OneTracker, Person, may
from service.notes import (
    Notes,
    problems_in,
    refused,
    restricted_problems,
    scope_of,
    tidied,
    tidied_note,
)
from service.overview import Overview
from service.speech import ENGLISH, Speech
from service.student_notes import last_notes, notes_of_tracker
from sync.domain.progress_notes import NoteSays, ProgressNote, RestrictedNote
from sync.errors import NoteError
from sync.store.kinds import NoteUse
from sync.store.note_changes import (
    NoteChange,
    Once,
    RestrictedChange,
    is_kept,
    keep_change,
    keep_restricted_change,
)
from sync.store.notes import log_use, note_of, restricted_of, written_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a change of the note `note` (a public id), from where, and in which language.

    `once` names the asking, which may reach us more than once and is answered alike each time.
    """

    notes: Notes
    overview: Overview
    person: Person
    note: str
    source: str
    once: str
    speech: Speech = ENGLISH


def own_note(
    notes: Notes, overview: Overview, person: Person, public_id: str
) -> ProgressNote | None:
    """The note if this person may say it anew: they wrote it, may still write, and it is theirs."""
    with notes.store.reading() as tx:
        found = note_of(tx, scope_of(tx), public_id)
        written = written_on(tx, scope_of(tx), found.student) if found else []
    if found is None or found.by != person.sourced_id or found.tracker not in overview.judged_in:
        return None  # also one of an earlier year, whose tracker is closed
    if not may(person, Action.WRITE_NOTE, notes_of_tracker(overview, found.tracker)).allowed:
        return None
    for shown in last_notes(overview, found.student, written):
        if shown.written and shown.written.public_id == public_id:
            return found if shown.may_be_said_anew_by(person) else None
    return None


def own_restricted(
    notes: Notes, overview: Overview, person: Person, public_id: str
) -> RestrictedNote | None:
    """The restricted note if this person wrote it and may still read those of the student."""
    with notes.store.reading() as tx:
        found = restricted_of(tx, scope_of(tx), public_id)
    if found is None or found.by != person.sourced_id:
        return None
    tracker = OneTracker(overview.tracker_of.get(found.student, ""))
    return found if may(person, Action.RESTRICTED_NOTES, tracker).allowed else None


def opened_restricted(asked: Asked) -> RestrictedNote | None:
    """The same to be shown; that its author reads it is stored before."""
    found = own_restricted(asked.notes, asked.overview, asked.person, asked.note)
    if found is not None:
        with asked.notes.store.writing() as tx:
            at = asked.notes.now()
            log_use(tx, scope_of(tx), found, NoteUse.READ, source=asked.source, at=at)
    return found


def revise(asked: Asked, says: NoteSays) -> None:
    """Store what the author says now; NoteError names all that is wrong, and stores nothing."""
    now = tidied_note(says)
    note = _own(asked)
    if note is None:
        return
    problems = list(problems_in(asked.overview, now, asked.speech))
    if problems:
        raise refused(problems, asked.speech)
    if now != note.says:
        _keep(asked, note, now, is_withdrawn=False)


def withdraw(asked: Asked) -> None:
    """Withdraw a note of one's own; NoteError where it is none. The store keeps it."""
    note = _own(asked)
    if note is not None:
        _keep(asked, note, note.says, is_withdrawn=True)


def revise_restricted(asked: Asked, noted_on: date, body: str) -> None:
    """Store what the author says now, and that they did; NoteError as above."""
    now, note = tidied(body), _own_restricted(asked)
    if note is None:
        return
    problems = list(restricted_problems(asked.overview, now, noted_on, asked.speech))
    if problems:
        raise refused(problems, asked.speech)
    if (now, noted_on) != (note.body, note.noted_on):
        said = replace(note, body=now, noted_on=noted_on)
        _keep_restricted(asked, said, NoteUse.REVISED)


def withdraw_restricted(asked: Asked) -> None:
    """Withdraw a restricted note of one's own, and write down that it was done."""
    note = _own_restricted(asked)
    if note is not None:
        _keep_restricted(asked, note, NoteUse.WITHDREW)


def _own(asked: Asked) -> ProgressNote | None:
    """The person's note; None where this asking was answered before."""
    note = own_note(asked.notes, asked.overview, asked.person, asked.note)
    if note is None:
        _answered(asked)
    return note


def _own_restricted(asked: Asked) -> RestrictedNote | None:
    note = own_restricted(asked.notes, asked.overview, asked.person, asked.note)
    if note is None:
        _answered(asked)
    return note


def _answered(asked: Asked) -> None:
    """NoteError unless it is the same asking once more, as of a note that it has withdrawn."""
    with asked.notes.store.reading() as tx:
        if is_kept(tx, scope_of(tx), _once(asked)):
            return
    raise _not_yours(asked)


def _not_yours(asked: Asked) -> NoteError:
    return NoteError(
        asked.speech.say(
            "This note is not yours to change: it is withdrawn, somebody else wrote it, or it was "
            "changed in the spreadsheet and is put right there."
        )
    )


def _once(asked: Asked) -> Once:
    return Once(note=asked.note, by=asked.person.sourced_id, asking=asked.once)


def _keep(asked: Asked, note: ProgressNote, says: NoteSays, *, is_withdrawn: bool) -> None:
    change = NoteChange(
        once=_once(asked), says=says, is_withdrawn=is_withdrawn, source=asked.source
    )
    with asked.notes.store.writing() as tx:
        scope = scope_of(tx)
        if note_of(tx, scope, asked.note) is None and not is_kept(tx, scope, change.once):
            raise _not_yours(asked)  # withdrawn since it was looked at, as in another tab
        keep_change(tx, scope, change, asked.notes.now())
    asked.notes.follow(note.tracker)


def _keep_restricted(asked: Asked, says: RestrictedNote, use: NoteUse) -> None:
    change = RestrictedChange(
        once=_once(asked),
        noted_on=says.noted_on,
        body=says.body,
        is_withdrawn=use is NoteUse.WITHDREW,
        source=asked.source,
    )
    with asked.notes.store.writing() as tx:
        scope, at = scope_of(tx), asked.notes.now()
        if restricted_of(tx, scope, asked.note) is None and not is_kept(tx, scope, change.once):
            raise _not_yours(asked)
        if keep_restricted_change(tx, scope, change, at):
            log_use(tx, scope, says, use, source=asked.source, at=at)
