"""Writing a progress note: the form, and what becomes of it when it is sent.

Stored first; the spreadsheet follows by the plan. One note on a group lands on each of its students
who stayed ticked, and a click that Google sends twice is stored once: the form carries a name
for it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Choice,
    DayField,
    Done,
    Paragraph,
    Section,
    Show,
    TextField,
    Tick,
    Turn,
    Widget,
    bold,
    harmless,
)
from service.features.addon.home import home
from service.features.addon.note_ways import group_handle, may_write
from service.notes import LONGEST_SEEN, LONGEST_STRENGTHS, MOST_STUDENTS, NoteSaid
from service.speech import Speech
from service.student_notes import own_groups, supports_of
from sync.errors import NoteError

SAVE = "note/save"
_ONCE, _NO_SUPPORT = "once", "none"


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
    return Show(_form(asking, _about(asking), secrets.token_urlsafe(12)))


def save(asking: Asking) -> Answer:
    """Store the note as the form says it; the form again, with all that is wrong with it."""
    about, event = _about(asking), asking.event
    once = event.parameters.get(_ONCE) or secrets.token_urlsafe(12)
    said = NoteSaid(
        students=_ticked(asking, about),
        noted_on=event.days.get("on", asking.school.today),
        support=_support(asking, about),
        seen=event.text("seen"),
        strengths=event.text("strengths"),
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
        if not may_write(asking, student):
            raise NotAllowedError(
                asking.said.say("Progress notes on this student are written by others.")
            )
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
    chosen = asking.event.text("support")
    known = {one.key: one.what for one in supports_of(asking.school, about.students[0])}
    return known.get(chosen, "")


def _form(asking: Asking, about: _About, once: str, problems: Sequence[str] = ()) -> Card:
    say = asking.said.say
    save_it = Ask(path=SAVE, parameters={**about.parameters, _ONCE: once}, required=("seen",))
    return Card(
        name="note-form",
        title=say("Progress note"),
        sections=(
            Section(widgets=(*_whom(asking, about), *(Paragraph(one) for one in problems))),
            Section(
                widgets=(
                    *_choice(asking, about),
                    TextField(
                        name="seen",
                        label=say("What was seen"),
                        hint=say("What you saw and heard, not what you conclude from it"),
                        longest=LONGEST_SEEN,
                    ),
                    TextField(
                        name="strengths",
                        label=say("Strengths seen"),
                        hint=say("What went well, and can be built on"),
                        longest=LONGEST_STRENGTHS,
                    ),
                    DayField(name="on", label=say("Seen on"), value=asking.school.today),
                    Buttons((Button(text=say("Save"), on_click=save_it, is_main=True),)),
                )
            ),
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


def _choice(asking: Asking, about: _About) -> tuple[Choice, ...]:
    """The supports of one student; the words are people's, so no sign of markup stands in them."""
    if about.is_group:
        return ()
    supports = supports_of(asking.school, about.students[0])
    if not supports:
        return ()
    say = asking.said.say
    nameless = say("Support without a name")
    items = [(one.key, harmless(one.what) or nameless) for one in supports]
    items.append((_NO_SUPPORT, say("No support in particular")))
    return (Choice(name="support", label=say("Support"), items=tuple(items)),)
