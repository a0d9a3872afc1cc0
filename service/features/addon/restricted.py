"""Restricted notes on a student: read and written here and on the pages, never in a spreadsheet.

That somebody read them is stored before they are shown.
"""

from collections.abc import Iterator, Sequence

from service.access import Action, OneTracker
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Card,
    DayField,
    Done,
    Paragraph,
    Row,
    Show,
    TextField,
    Turn,
    Widget,
    bold,
    lines,
)
from service.features.addon.forms import Form
from service.features.addon.home import home
from service.features.addon.paths import RESTRICTED_ANEW
from service.notes import LONGEST_RESTRICTED
from sheet_templates.school import Student
from sync.domain.progress_notes import RestrictedNote
from sync.errors import NoteError
from sync.store.notes import NewRestrictedNote

PATH, SAVE = "restricted", "restricted/save"
MOST_SHOWN = 10
SOURCE = "add-on"


def may_read(asking: Asking, student: str) -> bool:
    """Whether the person reads and writes restricted notes on this student."""
    return asking.may(Action.RESTRICTED_NOTES, OneTracker(asking.school.tracker_of[student]))


def look(asking: Asking) -> Answer:
    """The latest restricted notes on the student, and a form for another."""
    student = _student(asking)
    return Show(_card(asking, student, asking.once))


def save(asking: Asking) -> Answer:
    """Store the note as the form says it; the form again, with all that is wrong with it."""
    student, event = _student(asking), asking.event
    once = asking.once
    new = NewRestrictedNote(
        student=student.sourced_id,
        noted_on=event.days.get("on", asking.school.today),
        body=event.text("body"),
        by=asking.person.sourced_id,
        source=SOURCE,
        once=once,
    )
    try:
        asking.addon.notes.write_restricted(asking.school, new, asking.said)
    except NoteError as error:
        return Turn(_card(asking, student, once, error.problems or (error.reason,)))
    toast = asking.said.say("The restricted note is saved. It goes into no spreadsheet.")
    return Done(home(asking), toast)


def _student(asking: Asking) -> Student:
    student = asking.student()
    tracker = asking.school.tracker_of[student.sourced_id]
    asking.require(Action.RESTRICTED_NOTES, OneTracker(tracker))
    return student


def _card(asking: Asking, student: Student, once: str, problems: Sequence[str] = ()) -> Card:
    notes = asking.addon.notes.read_restricted(student.sourced_id, asking.person.sourced_id, SOURCE)
    say = asking.said.say
    said = say("Only intervention staff of this tracker read these. That you did is written down.")
    return Form(
        name="restricted",
        title=say("Restricted notes"),
        about=(
            Paragraph(bold(asking.school.student_names[student.sourced_id])),
            Paragraph(said),
            *_told(asking, notes),
        ),
        header=say("Write one"),
        fields=restricted_fields(asking),
        send=SAVE,
        parameters={"student": asking.addon.handle(student.sourced_id)},
        once=once,
        required=("body",),
        button=say("Save"),
    ).card(problems)


def restricted_fields(asking: Asking, note: RestrictedNote | None = None) -> tuple[Widget, ...]:
    """The fields of a restricted note, filled with what it says already."""
    say = asking.said.say
    return (
        TextField(
            name="body",
            label=say("Restricted note"),
            hint=say("It stays in Tracksheet and goes into no spreadsheet"),
            longest=LONGEST_RESTRICTED,
            value=note.body if note else "",
        ),
        DayField(
            name="on", label=say("Date"), value=note.noted_on if note else asking.school.today
        ),
    )


def _told(asking: Asking, notes: Sequence[RestrictedNote]) -> Iterator[Widget]:
    """The latest notes; each of one's own leads to where it is said anew."""
    said = asking.said
    if not notes:
        yield Paragraph(said.say("There are none on this student."))
    for one in notes[:MOST_SHOWN]:
        is_own = one.by == asking.person.sourced_id
        again = said.say("changed on %(day)s", day=_day(asking, one)) if one.changed_at else ""
        anew = Ask(path=RESTRICTED_ANEW, parameters={"note": one.public_id})
        yield Row(
            text=lines(bold(said.day(one.noted_on)), one.body, one.author, again),
            button=Button(text=said.say("Change"), on_click=anew) if is_own else None,
        )
    if len(notes) > MOST_SHOWN:
        yield Paragraph(
            said.say(
                "The latest %(shown)s of %(count)s; the page of the student has them all.",
                shown=MOST_SHOWN,
                count=said.number(len(notes)),
            )
        )


def _day(asking: Asking, note: RestrictedNote) -> str:
    at = note.changed_at or note.recorded_at
    return asking.said.day(asking.school.kept.clock.day(at))
