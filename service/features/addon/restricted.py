"""Restricted notes on a student: read and written here and on the pages, never in a spreadsheet.

That somebody read them is stored before they are shown.
"""

import secrets
from collections.abc import Iterator, Sequence

from service.access import Action, OneTracker
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    DayField,
    Done,
    Paragraph,
    Section,
    Show,
    Text,
    TextField,
    Turn,
    bold,
    lines,
)
from service.features.addon.home import home
from service.notes import LONGEST_RESTRICTED
from service.speech import Speech
from sheet_templates.school import Student
from sync.domain.progress_notes import RestrictedNote
from sync.errors import NoteError
from sync.store.notes import NewRestrictedNote

PATH, SAVE = "restricted", "restricted/save"
MOST_SHOWN = 10
_ONCE, _SOURCE = "once", "add-on"


def may_read(asking: Asking, student: str) -> bool:
    """Whether the person reads and writes restricted notes on this student."""
    return asking.may(Action.RESTRICTED_NOTES, OneTracker(asking.school.tracker_of[student]))


def look(asking: Asking) -> Answer:
    """The latest restricted notes on the student, and a form for another."""
    student = _student(asking)
    return Show(_card(asking, student, secrets.token_urlsafe(12)))


def save(asking: Asking) -> Answer:
    """Store the note as the form says it; the form again, with all that is wrong with it."""
    student, event = _student(asking), asking.event
    once = event.parameters.get(_ONCE) or secrets.token_urlsafe(12)
    new = NewRestrictedNote(
        student=student.sourced_id,
        noted_on=event.days.get("on", asking.school.today),
        body=event.text("body"),
        by=asking.person.sourced_id,
        source=_SOURCE,
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
    notes = asking.addon.notes.read_restricted(
        student.sourced_id, asking.person.sourced_id, _SOURCE
    )
    handle = asking.addon.handle(student.sourced_id)
    save_it = Ask(path=SAVE, parameters={"student": handle, _ONCE: once}, required=("body",))
    say = asking.said.say
    said = say("Only intervention staff of this tracker read these. That you did is written down.")
    return Card(
        name="restricted",
        title=say("Restricted notes"),
        sections=(
            Section(
                widgets=(
                    Paragraph(bold(asking.school.student_names[student.sourced_id])),
                    Paragraph(said),
                    *(Paragraph(one) for one in problems),
                    *(Paragraph(one) for one in _told(notes, asking.said)),
                )
            ),
            Section(
                header=say("Write one"),
                widgets=(
                    TextField(
                        name="body",
                        label=say("Restricted note"),
                        hint=say("It stays in Tracksheet and goes into no spreadsheet"),
                        longest=LONGEST_RESTRICTED,
                    ),
                    DayField(name="on", label=say("Of"), value=asking.school.today),
                    Buttons((Button(text=say("Save"), on_click=save_it, is_main=True),)),
                ),
            ),
        ),
    )


def _told(notes: Sequence[RestrictedNote], said: Speech) -> Iterator[Text]:
    if not notes:
        yield said.say("There are none on this student.")
    for one in notes[:MOST_SHOWN]:
        yield lines(bold(said.day(one.noted_on)), one.body, one.author)
    if len(notes) > MOST_SHOWN:
        yield said.say(
            "The latest %(shown)s of %(count)s; the page of the student has them all.",
            shown=MOST_SHOWN,
            count=said.number(len(notes)),
        )
