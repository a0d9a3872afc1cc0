"""Whom a progress note is about: a group that somebody supports, or one student, found by name."""

from service.access import Action
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Paragraph,
    Row,
    Section,
    Show,
    TextField,
    Turn,
    Widget,
    bold,
    lines,
    page_of,
)
from service.signs import SIGNS
from service.speech_in_templates import state_word
from service.student_notes import (
    Group,
    due_notes,
    named_like,
    notes_of_tracker,
    own_groups,
    why_not,
    writable,
)
from sync.domain.notes_owed import OwedNote

FORM, CHOOSE, FIND = "note/form", "note", "note/find"
_LONGEST_NAME = 80


def choose(asking: Asking) -> Answer:
    """The groups of the person, ten a page, and a field for anybody else."""
    require_any(asking)
    say = asking.said.say
    rows = [
        Row(text=_named(asking, one), on_click=_to_group(asking, one))
        for one in own_groups(asking.school, asking.person)
    ]
    groups = page_of(
        rows,
        asking.event.number("page"),
        Ask(path=CHOOSE),
        say("groups"),
        say("No support that is active today names you. Look for a student by name."),
        asking.said,
    )
    find = Ask(path=FIND, required=("name",))
    card = Card(
        name="note",
        title=say("Progress note"),
        sections=(
            Section(header=say("On a group you support"), widgets=groups),
            Section(
                header=say("On one student"),
                widgets=(
                    TextField(
                        name="name",
                        label=say("Name or id"),
                        hint=say("A part of it is enough"),
                        longest=_LONGEST_NAME,
                        is_long=False,
                    ),
                    Buttons((Button(text=say("Find"), on_click=find, is_main=True),)),
                ),
            ),
        ),
    )
    return Turn(card) if "page" in asking.event.parameters else Show(card)


def find(asking: Asking) -> Answer:
    """The students of the person's trackers whose name or id has all the words."""
    require_any(asking)
    say = asking.said.say
    names = asking.school.student_names
    found = named_like(asking.school, writable_by(asking), asking.event.text("name"))
    rows = [Row(text=names[student], on_click=to_student(asking, student)) for student in found]
    shown = rows[:MOST_FOUND]
    fit = say("%(count)s students fit; type more of the name.", count=asking.said.number(len(rows)))
    none = Paragraph(say("No student of your trackers fits. Check the spelling, or type the id."))
    widgets = (*shown, *((Paragraph(fit),) if len(rows) > len(shown) else ())) if rows else (none,)
    title = say("Progress note")
    return Show(Card(name="note-find", title=title, sections=(Section(widgets=widgets),)))


MOST_FOUND = 10
ON_HOME = 5


def notes_section(asking: Asking) -> tuple[Widget, ...]:
    """The notes that the person owes by now, each a way to its form, and the way to any other.

    Empty for whoever writes none.
    """
    if not writable_by(asking):
        return ()
    write = Button(text=asking.said.say("Write a note"), on_click=Ask(path=CHOOSE))
    return (*due_rows(asking), Buttons((write,)))


def due_rows(asking: Asking, tracker: str | None = None) -> tuple[Widget, ...]:
    """The first notes that the person owes by now, each a way to its form, and how many there are.

    In one tracker (a public id) where it is named.
    """
    names, tracker_of = asking.school.student_names, asking.school.tracker_of
    owed = [
        one
        for one in due_notes(asking.school, asking.person)
        if tracker is None or tracker_of.get(one.support.student) == tracker
    ]
    rows = (
        Row(
            text=lines(bold(names[one.support.student]), _wanted(asking, one)),
            on_click=to_student(asking, one.support.student),
        )
        for one in owed[:ON_HOME]
    )
    more = asking.said.say(
        "%(count)s notes are due; the first %(shown)s stand here.",
        count=asking.said.number(len(owed)),
        shown=ON_HOME,
    )
    return (*rows, *((Paragraph(more),) if len(owed) > ON_HOME else ()))


def _wanted(asking: Asking, owed: OwedNote) -> str:
    """Of which support, and how the note stands: "! Phonics: late, due Monday 24 May 2027"."""
    return asking.said.say(
        "%(sign)s %(support)s: %(state)s, due %(day)s",
        sign=SIGNS[owed.state],
        support=owed.support.what or asking.said.say("Support"),
        state=state_word(owed.state, asking.said),
        day=asking.said.day(owed.window.due_on),
    )


def to_student(asking: Asking, student: str) -> Ask:
    """The way to the form for one student."""
    return Ask(path=FORM, parameters={"student": asking.addon.handle(student)})


def may_write(asking: Asking, student: str) -> bool:
    """Whether the person writes progress notes on this student."""
    tracker = asking.school.tracker_of[student]
    return asking.may(Action.WRITE_NOTE, notes_of_tracker(asking.school, tracker))


def writable_by(asking: Asking) -> tuple[str, ...]:
    """The students on whom the person writes notes, by sourcedId."""
    return writable(asking.school, asking.person)


def require_any(asking: Asking) -> None:
    """NotAllowedError with the reason for whoever writes notes in no tracker."""
    if not writable_by(asking):
        raise NotAllowedError(why_not(asking.school, asking.person, asking.said))


def group_handle(asking: Asking, group: Group) -> str:
    """What a group is called in a card's parameters."""
    return asking.addon.handle(f"group {group.giver} {group.what.casefold()}")


def _to_group(asking: Asking, group: Group) -> Ask:
    return Ask(path=FORM, parameters={"group": group_handle(asking, group)})


def _named(asking: Asking, group: Group) -> str:
    giver = asking.school.staff.get(group.giver)
    is_own = group.giver == asking.person.sourced_id
    said = asking.said
    by = "" if is_own or giver is None else said.say("given by %(name)s", name=giver.name)
    what = group.what or said.say("Support without a name")
    students = said.several("%(count)s student", "%(count)s students", len(group.students))
    return lines(bold(what), students, by)
