"""Saying a note of one's own anew, or withdrawing it, on pages; of both kinds of notes.

What was said before stays stored. That somebody opened, changed or withdrew a restricted note is
written down.
"""

import secrets
from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, OneTracker, Person, may
from service.features.notes.pages import SOURCE, day_in, writer
from service.features.notes.view import named, supports_for
from service.note_changing import (
    Asked,
    opened_restricted,
    own_note,
    own_restricted,
    revise,
    revise_restricted,
    withdraw,
    withdraw_restricted,
)
from service.shell.door import notes, overview, require_person
from service.shell.language import current_speech
from sync.domain.progress_notes import NoteSays, ProgressNote, RestrictedNote
from sync.errors import NoteError

own_note_pages = Blueprint(
    "own_note", __name__, template_folder="templates", url_prefix="/notes/mine"
)


@own_note_pages.get("/<note>")
def form(note: str) -> str:
    """The note with what it says, to be said anew or withdrawn."""
    found = _own(writer(), note)
    return _form(found, found.says)


@own_note_pages.post("/<note>")
def save(note: str) -> Response | tuple[str, int]:
    """Store what is said now; the form again, with what is wrong with it."""
    person = writer()
    found = _own(person, note)
    says = NoteSays(
        noted_on=day_in(request.form),
        support=request.form.get("support", ""),
        seen=request.form.get("seen", ""),
        strengths=request.form.get("strengths", ""),
    )
    try:
        revise(_asked(person, note), says)
    except NoteError as error:
        return _form(found, says, error.problems or (error.reason,)), 400
    return _to_student(found.student)


@own_note_pages.post("/<note>/withdraw")
def take_back(note: str) -> Response:
    """Withdraw the note."""
    person = writer()
    found = _own(person, note)
    try:
        withdraw(_asked(person, note))
    except NoteError as error:
        abort(409, error.reason)
    return _to_student(found.student)


@own_note_pages.get("/restricted/<note>")
def restricted(note: str) -> str:
    """The restricted note with what it says; that its author opened it is stored before."""
    found = opened_restricted(_asked(_helper(), note))
    if found is None:
        abort(404)
    return _restricted_form(found, found.body)


@own_note_pages.post("/restricted/<note>")
def save_restricted(note: str) -> Response | tuple[str, int]:
    """Store what is said now; the form again, with what is wrong with it."""
    person = _helper()
    found, body = _own_restricted(person, note), request.form.get("body", "")
    try:
        revise_restricted(_asked(person, note), day_in(request.form), body)
    except NoteError as error:
        return _restricted_form(found, body, error.problems or (error.reason,)), 400
    return redirect(url_for("notes.restricted", student=found.student), 303)


@own_note_pages.post("/restricted/<note>/withdraw")
def take_back_restricted(note: str) -> Response:
    """Withdraw the restricted note."""
    person = _helper()
    found = _own_restricted(person, note)
    try:
        withdraw_restricted(_asked(person, note))
    except NoteError as error:
        abort(409, error.reason)
    return redirect(url_for("notes.restricted", student=found.student), 303)


def _own(person: Person, note: str) -> ProgressNote:
    """The person's note; one of somebody else is as unknown as none."""
    found = own_note(notes(), overview(), person, note)
    return found if found is not None else abort(404)


def _own_restricted(person: Person, note: str) -> RestrictedNote:
    found = own_restricted(notes(), overview(), person, note)
    return found if found is not None else abort(404)


def _helper() -> Person:
    """Whoever is signed in, if they write restricted notes in some tracker."""
    person = require_person()
    trackers = (OneTracker(one) for one in person.trackers)
    if not any(may(person, Action.RESTRICTED_NOTES, one).allowed for one in trackers):
        abort(403, may(person, Action.RESTRICTED_NOTES, OneTracker("")).why)
    return person


def _asked(person: Person, note: str) -> Asked:
    return Asked(
        notes=notes(),
        overview=overview(),
        person=person,
        note=note,
        source=SOURCE,
        once=request.form.get("once") or secrets.token_urlsafe(12),
        speech=current_speech(),
    )


def _to_student(student: str) -> Response:
    return redirect(url_for("notes.one", student=student), 303)


def _form(note: ProgressNote, says: NoteSays, problems: Sequence[str] = ()) -> str:
    school = overview()
    supports = supports_for(school, [note.student])
    return render_template(
        "notes/anew.html",
        note=note,
        says=says,
        student=named(school, note.student),
        supports=tuple(dict.fromkeys(filter(None, (*supports, note.support)))),
        once=secrets.token_urlsafe(12),
        today=school.today,
        problems=problems,
    )


def _restricted_form(note: RestrictedNote, body: str, problems: Sequence[str] = ()) -> str:
    school = overview()
    return render_template(
        "notes/restricted_anew.html",
        note=note,
        body=body,
        student=named(school, note.student),
        once=secrets.token_urlsafe(12),
        today=school.today,
        problems=problems,
    )
