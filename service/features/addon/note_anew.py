"""Saying a note of one's own anew, or withdrawing it; of both kinds of notes.

What was said before stays stored. That somebody opened, changed or withdrew a restricted note is
written down.
"""

from collections.abc import Sequence

from service.access import Person
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Done,
    Paragraph,
    Section,
    Show,
    Turn,
    bold,
)
from service.features.addon.forms import ONCE, Form
from service.features.addon.home import home
from service.features.addon.note import chosen_support, note_fields, support_choice
from service.features.addon.paths import NOTE_ANEW, RESTRICTED_ANEW
from service.features.addon.restricted import SOURCE, restricted_fields
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
from service.notes import Notes
from service.overview import Overview
from sync.domain.progress_notes import NoteSays, ProgressNote, RestrictedNote
from sync.errors import NoteError

SAVE, WITHDRAW = f"{NOTE_ANEW}/save", f"{NOTE_ANEW}/withdraw"
SAVE_RESTRICTED, WITHDRAW_RESTRICTED = f"{RESTRICTED_ANEW}/save", f"{RESTRICTED_ANEW}/withdraw"


def form(asking: Asking) -> Answer:
    """The note with what it says, to be said anew or withdrawn."""
    return Show(_card(asking, _own(asking)))


def save(asking: Asking) -> Answer:
    """Store what is said now; the form again, with all that is wrong with it."""
    event, note = asking.event, own_note(*_whose(asking))
    says = NoteSays(
        noted_on=event.days.get("on", note.noted_on if note else asking.school.today),
        support=chosen_support(asking, note.student, note.support) if note else "",
        seen=event.text("seen"),
        strengths=event.text("strengths"),
    )
    try:
        revise(_asked(asking), says)
    except NoteError as error:
        if note is None:
            raise
        return Turn(_card(asking, note, error.problems))
    say = asking.said.say
    return _done(asking, say("Your note is changed. The spreadsheet follows by itself."))


def take_back(asking: Asking) -> Answer:
    """Withdraw the note; one click that comes twice is answered alike."""
    withdraw(_asked(asking))
    return _done(asking, asking.said.say("Your note is withdrawn. Its row is emptied by itself."))


def restricted_form(asking: Asking) -> Answer:
    """The restricted note with what it says; that its author opened it is stored before."""
    note = opened_restricted(_asked(asking))
    if note is None:
        raise NotAllowedError(_not_yours(asking))
    return Show(_restricted_card(asking, note))


def save_restricted(asking: Asking) -> Answer:
    """Store what is said now; the form again, with all that is wrong with it."""
    event, note = asking.event, own_restricted(*_whose(asking))
    noted_on = event.days.get("on", note.noted_on if note else asking.school.today)
    try:
        revise_restricted(_asked(asking), noted_on, event.text("body"))
    except NoteError as error:
        if note is None:
            raise
        return Turn(_restricted_card(asking, note, error.problems))
    return _done(asking, asking.said.say("The restricted note is changed."))


def take_back_restricted(asking: Asking) -> Answer:
    """Withdraw the restricted note, which is written down."""
    withdraw_restricted(_asked(asking))
    return _done(asking, asking.said.say("The restricted note is withdrawn."))


def _own(asking: Asking) -> ProgressNote:
    note = own_note(*_whose(asking))
    if note is None:
        raise NotAllowedError(_not_yours(asking))
    return note


def _card(asking: Asking, note: ProgressNote, problems: Sequence[str] = ()) -> Card:
    say = asking.said.say
    gone = say(
        "It leaves the lists, and its row in the spreadsheet is emptied. Tracksheet keeps what it "
        "said."
    )
    return Form(
        name="note-anew",
        title=say("Your progress note"),
        about=(Paragraph(bold(asking.school.student_names.get(note.student, ""))),),
        fields=(
            *support_choice(asking, note.student, note.support),
            *note_fields(asking, note.says),
        ),
        send=SAVE,
        parameters={"note": note.public_id},
        once=asking.once,
        required=("seen",),
        button=say("Save"),
        more=(_withdrawing(asking, WITHDRAW, note.public_id, gone),),
    ).card(problems)


def _restricted_card(asking: Asking, note: RestrictedNote, problems: Sequence[str] = ()) -> Card:
    say = asking.said.say
    gone = say("Nobody reads it from then on. Tracksheet keeps what it said.")
    return Form(
        name="restricted-anew",
        title=say("Your restricted note"),
        about=(Paragraph(bold(asking.school.student_names.get(note.student, ""))),),
        fields=restricted_fields(asking, note),
        send=SAVE_RESTRICTED,
        parameters={"note": note.public_id},
        once=asking.once,
        required=("body",),
        button=say("Save"),
        more=(_withdrawing(asking, WITHDRAW_RESTRICTED, note.public_id, gone),),
    ).card(problems)


def _withdrawing(asking: Asking, path: str, note: str, gone: str) -> Section:
    """The way to withdraw a note, with what that does; its own asking, so never a saved one's."""
    parameters = {"note": note, ONCE: f"{asking.once}-withdraw"}
    button = Button(
        text=asking.said.say("Withdraw it"), on_click=Ask(path=path, parameters=parameters)
    )
    return Section(
        header=asking.said.say("No note at all"), widgets=(Paragraph(gone), Buttons((button,)))
    )


def _whose(asking: Asking) -> tuple[Notes, Overview, Person, str]:
    named = asking.event.parameters.get("note", "")
    return asking.addon.notes, asking.school, asking.person, named


def _asked(asking: Asking) -> Asked:
    notes, overview, person, note = _whose(asking)
    return Asked(
        notes=notes,
        overview=overview,
        person=person,
        note=note,
        source=SOURCE,
        once=asking.once,
        speech=asking.said,
    )


def _done(asking: Asking, toast: str) -> Answer:
    return Done(home(asking.afresh()), toast)


def _not_yours(asking: Asking) -> str:
    return asking.said.say(
        "This note is not yours to change: it is withdrawn, somebody else wrote it, or it was "
        "changed in the spreadsheet and is put right there."
    )
