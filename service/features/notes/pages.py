"""Writing progress notes on pages, reading those on a student, and the restricted ones.

That somebody reads restricted notes is stored before they are shown.
"""

import secrets
from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service.access import Action, OneTracker, Person, WholeSchool, may
from service.features.notes.view import Draft, named, start_of, supports_for
from service.notes import NoteSaid
from service.shell.door import notes, overview, require, require_person, require_student
from service.shell.language import current_speech
from service.student_notes import (
    cells_in_words,
    notes_of_tracker,
    signed,
    supports_of,
    why_not,
    writable,
)
from sync.domain.progress_notes import NoteSays
from sync.errors import NoteError
from sync.store.notes import NewRestrictedNote

note_pages = Blueprint("notes", __name__, template_folder="templates", url_prefix="/notes")
SOURCE = "page"
MOST_NOTES = 100


@note_pages.get("")
def page() -> str:
    """What is due, the groups, and a field to look for a student."""
    person, words = writer(), request.args.get("name", "")
    return render_template(
        "notes/notes.html",
        start=start_of(overview(), person, words, current_speech()),
        words=words,
        done=request.args.get("done", type=int),
        sees_use=may(person, Action.SEE_NOTE_USE, WholeSchool()).allowed,
    )


@note_pages.get("/write")
def form() -> str:
    """The form for the students in the address."""
    person = writer()
    students = _chosen(person, request.args)
    if not students:
        said = current_speech()
        abort(400, said.say("No student is chosen. Choose one or several; nothing was stored."))
    return _form(_draft(person, request.args))


@note_pages.post("/write")
def write() -> Response | tuple[str, int]:
    """Store the note on each student who is ticked; the form again, with what is wrong with it."""
    person, school = writer(), overview()
    draft = _draft(person, request.form)
    said = NoteSaid(
        students=[one.student for one in draft.students if one.student in draft.ticked],
        says=NoteSays(
            noted_on=draft.noted_on,
            support=draft.support,
            seen=draft.seen,
            strengths=draft.strengths,
        ),
        by=person.sourced_id,
        source=SOURCE,
        once=draft.once,
    )
    try:
        kept = notes().write(school, said, current_speech())
    except NoteError as error:
        return _form(_draft(person, request.form, error.problems or (error.reason,))), 400
    return redirect(url_for("notes.page", done=len(kept)), 303)


@note_pages.get("/students/<student>")
def one(student: str) -> str:
    """A student's supports and notes."""
    person, school = require_student(student, Action.SEE_STUDENT), overview()
    tracker = school.tracker_of[student]
    return render_template(
        "notes/student.html",
        student=named(school, student),
        supports=supports_of(school, student),
        notes=notes().last(school, student, MOST_NOTES),
        signed=signed,
        cells_in_words=cells_in_words,
        may_write=may(person, Action.WRITE_NOTE, notes_of_tracker(school, tracker)).allowed,
        person=person,
        may_read_restricted=may(person, Action.RESTRICTED_NOTES, OneTracker(tracker)).allowed,
    )


@note_pages.get("/students/<student>/restricted")
def restricted(student: str) -> str:
    """A student's restricted notes, and a form for another."""
    return _restricted(require_student(student, Action.RESTRICTED_NOTES), student)


@note_pages.post("/students/<student>/restricted")
def write_restricted(student: str) -> Response | tuple[str, int]:
    """Store a restricted note; the form again, with what is wrong with it."""
    person = require_student(student, Action.RESTRICTED_NOTES)
    new = NewRestrictedNote(
        student=student,
        noted_on=day_in(request.form),
        body=request.form.get("body", ""),
        by=person.sourced_id,
        source=SOURCE,
        once=request.form.get("once") or secrets.token_urlsafe(12),
    )
    try:
        notes().write_restricted(overview(), new, current_speech())
    except NoteError as error:
        return _restricted(person, student, error.problems or (error.reason,)), 400
    return redirect(url_for("notes.restricted", student=student), 303)


@note_pages.get("/use")
def use() -> str:
    """Who read and wrote restricted notes; none of their words."""
    require(Action.SEE_NOTE_USE, WholeSchool())
    school = overview()
    return render_template(
        "notes/use.html",
        uses=notes().accesses(),
        names=school.student_names,
        clock=school.kept.clock,
    )


def writer() -> Person:
    """Whoever is signed in, if there is a tracker whose notes they write."""
    person = require_person()
    if not writable(overview(), person):
        said = current_speech()
        why = why_not(overview(), person, said)
        abort(403, why if person.is_known else said.say("You have no role here."))
    return person


def _chosen(person: Person, form: MultiDict[str, str]) -> list[str]:
    """The students that the form names and the person writes on, in the form's order."""
    allowed = frozenset(writable(overview(), person))
    return [one for one in dict.fromkeys(form.getlist("about")) if one in allowed]


def _draft(person: Person, form: MultiDict[str, str], problems: Sequence[str] = ()) -> Draft:
    school, students = overview(), _chosen(person, form)
    is_new = "once" not in form
    return Draft(
        once=form.get("once") or secrets.token_urlsafe(12),
        noted_on=day_in(form),
        students=[named(school, one) for one in students],
        ticked=frozenset(students if is_new else form.getlist("student")),
        supports=supports_for(school, students),
        support=form.get("support", ""),
        seen=form.get("seen", ""),
        strengths=form.get("strengths", ""),
        problems=problems,
    )


def _form(draft: Draft) -> str:
    return render_template("notes/write.html", draft=draft, today=overview().today)


def _restricted(person: Person, student: str, problems: Sequence[str] = ()) -> str:
    school = overview()
    return render_template(
        "notes/restricted.html",
        student=named(school, student),
        notes=notes().read_restricted(student, person.sourced_id, SOURCE),
        person=person,
        once=secrets.token_urlsafe(12),
        body=request.form.get("body", "") if problems else "",
        noted_on=day_in(request.form),
        today=school.today,
        problems=problems,
    )


def day_in(form: MultiDict[str, str]) -> date:
    """The day in the form, today where it has none."""
    text = form.get("noted_on", "")
    if not text:
        return overview().today
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = current_speech()
        abort(400, said.say("The day cannot be read; choose it in the field. Nothing was stored."))
