"""Writing a progress note: the form, and what becomes of it when it is sent.

Stored first; the spreadsheet follows by the plan. One note on a group lands on each of its students
who stayed ticked, and a click that Google sends twice is stored once: the form carries a name
for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.access import Action
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Card,
    Choice,
    DayField,
    Done,
    Paragraph,
    Show,
    TextField,
    Tick,
    Turn,
    Widget,
    bold,
    harmless,
)
from service.features.addon.forms import Form
from service.features.addon.home import home
from service.features.addon.note_ways import group_handle
from service.notes import LONGEST_SEEN, LONGEST_STRENGTHS, MOST_STUDENTS, NoteSaid
from service.speech import Speech
from service.student_notes import notes_of_tracker, own_groups, supports_of
from sync.domain.progress_notes import NoteSays
from sync.errors import NoteError

SAVE = "note/save"
NO_SUPPORT = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """Whom the note is about: `students` by sourcedId, and the support where that is given."""

    parameters: dict[str, str]
    students: Sequence[str]
    what: str | None = None

    @property
    def is_group(self) -> bool:
        return self.what is not None


def form(asking: Asking) -> Answer:
    """The form for one student, or for a group in which each can be left out."""
    return Show(_form(asking, _about(asking), asking.once))


def save(asking: Asking) -> Answer:
    """Store the note as the form says it; the form again, with all that is wrong with it."""
    about, event = _about(asking), asking.event
    once = asking.once
    said = NoteSaid(
        students=_ticked(asking, about),
        says=NoteSays(
            noted_on=event.days.get("on", asking.school.today),
            support=_support(asking, about),
            seen=event.text("seen"),
            strengths=event.text("strengths"),
        ),
        by=asking.person.sourced_id,
        source="add-on",
        once=once,
    )
    try:
        kept = asking.addon.notes.write(asking.school, said, asking.said)
    except NoteError as error:
        return Turn(_form(asking, about, once, error.problems or (error.reason,)))
    return Done(home(asking.afresh()), _saved(asking.said, about, len(kept)))


def _saved(said: Speech, about: _About, count: int) -> str:
    if not about.is_group:
        return said.say("Your note is saved. It goes into the spreadsheet by itself.")
    return said.several(
        "Your note on %(count)s student is saved. It goes into the spreadsheet by itself.",
        "Your note on %(count)s students is saved. It goes into the spreadsheet by itself.",
        count,
    )


def _about(asking: Asking) -> _About:
    """Whom the click names, if the person may write on them."""
    named = asking.event.parameters.get("group")
    if named is None:
        student = asking.student().sourced_id
        tracker = asking.school.tracker_of[student]
        asking.require(Action.WRITE_NOTE, notes_of_tracker(asking.school, tracker))
        handle = asking.addon.handle(student)
        return _About(parameters={"student": handle}, students=(student,))
    for group in own_groups(asking.school, asking.person):
        if group_handle(asking, group) == named:
            return _About(parameters={"group": named}, students=group.students, what=group.what)
    raise NotAllowedError(
        asking.said.say(
            "This group is not there any more: its support has ended, or somebody else gives it."
        )
    )


def _ticked(asking: Asking, about: _About) -> tuple[str, ...]:
    if not about.is_group:
        return tuple(about.students)
    ticked = asking.event.texts
    return tuple(one for one in about.students if _box(asking, one) in ticked)


def _box(asking: Asking, student: str) -> str:
    return f"student-{asking.addon.handle(student)}"


def _support(asking: Asking, about: _About) -> str:
    """The support in words: the group's, or the one that was chosen among the student's."""
    if about.what is not None:
        return about.what
    return chosen_support(asking, about.students[0])


def _form(asking: Asking, about: _About, once: str, problems: Sequence[str] = ()) -> Card:
    return Form(
        name="note-form",
        title=asking.said.say("Progress note"),
        about=_whom(asking, about),
        fields=(
            *(() if about.is_group else support_choice(asking, about.students[0])),
            *note_fields(asking),
        ),
        send=SAVE,
        parameters=about.parameters,
        once=once,
        required=("seen",),
        button=asking.said.say("Save"),
    ).card(problems)


def note_fields(asking: Asking, says: NoteSays | None = None) -> tuple[Widget, ...]:
    """The fields of a note's words and day, filled with what it says already."""
    say = asking.said.say
    return (
        TextField(
            name="seen",
            label=say("What was seen"),
            hint=say("What you saw and heard, not what you conclude from it"),
            longest=LONGEST_SEEN,
            value=says.seen if says else "",
        ),
        TextField(
            name="strengths",
            label=say("Strengths seen"),
            hint=say("What went well, and can be built on"),
            longest=LONGEST_STRENGTHS,
            value=says.strengths if says else "",
        ),
        DayField(
            name="on", label=say("Seen on"), value=says.noted_on if says else asking.school.today
        ),
    )


def _whom(asking: Asking, about: _About) -> tuple[Widget, ...]:
    names = asking.school.student_names
    if not about.is_group:
        return (Paragraph(bold(names[about.students[0]])),)
    shown = about.students[:MOST_STUDENTS]
    boxes = (Tick(name=_box(asking, one), text=names[one]) for one in shown)
    others = len(about.students) - len(shown)
    more = asking.said.several(
        "%(count)s more student: a note is on %(most)s at most.",
        "%(count)s more students: a note is on %(most)s at most.",
        others,
        most=MOST_STUDENTS,
    )
    return (
        Paragraph(bold(about.what or asking.said.say("Support without a name"))),
        *boxes,
        *((Paragraph(more),) if others else ()),
    )


def support_choice(asking: Asking, student: str, chosen: str | None = None) -> tuple[Choice, ...]:
    """The supports of one student; the words are people's, so no sign of markup stands in them.

    `chosen` is what a note names already, if it does.
    """
    supports = supports_of(asking.school, student)
    say = asking.said.say
    nameless = say("Support without a name")
    items = [(one.key, harmless(one.what) or nameless) for one in supports]
    items.append((NO_SUPPORT, say("No support in particular")))
    if chosen is not None:
        named = next((one.key for one in supports if one.what == chosen), None)
        if named is None and chosen:
            items.append((AS_BEFORE, harmless(chosen)))
        first = named or (AS_BEFORE if chosen else NO_SUPPORT)
        items.sort(key=lambda one: one[0] != first)
    if len(items) == 1:
        return ()
    return (Choice(name="support", label=say("Support"), items=tuple(items)),)


AS_BEFORE = "as-before"
"""Chooses the support that the note names, which the student does not get any more."""


def chosen_support(asking: Asking, student: str, before: str = "") -> str:
    """The support in words that was chosen among the student's; none for anything else."""
    chosen = asking.event.text("support")
    known = {one.key: one.what for one in supports_of(asking.school, student)}
    return known.get(chosen, before if chosen == AS_BEFORE else "")
