"""Excusing a score: the form, and what becomes of it when it is sent.

Stored first and in our store only; the spreadsheet follows by the plan. A click that Google sends
twice is stored once: the form carries a name for it.
"""

from collections.abc import Iterator

from service.excusing import LONGEST_REASON
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
    Turn,
    bold,
)
from service.features.addon.forms import Form
from service.features.addon.home import home
from service.features.addon.student import entries_of, excusable
from service.speech import Speech
from sheet_templates.school import Student
from sync.errors import ExcuseError
from sync.store.excuses import GivenExcuse

_ALL_SCORES = "all"


def form(asking: Asking) -> Answer:
    """What can be excused for the child, by this person."""
    return Show(_form(asking, asking.student(), asking.once))


def give(asking: Asking) -> Answer:
    """Store the excuse as the form says it; the form again where it says something impossible."""
    student, event = asking.student(), asking.event
    once = asking.once
    metric = event.text("metric")
    given = GivenExcuse(
        student=student.sourced_id,
        checkpoint=event.text("window"),
        metric=None if metric in {"", _ALL_SCORES} else metric,
        code=event.text("code"),
        reason=event.text("reason"),
        by=asking.person.sourced_id,
        source="add-on",
        from_day=asking.school.today,
        until_day=event.days.get("until"),
        once=once,
    )
    _require(asking, student, given)
    problems = tuple(_problems(given, asking.said))
    if problems:
        return Turn(_form(asking, student, once, problems))
    try:
        made = asking.addon.excuse(given)
    except ExcuseError as error:
        return Turn(_form(asking, student, once, error.problems or (error.reason,)))
    toast = asking.said.say(
        "Excused as %(code)s. A score typed later outweighs it.", code=made.code
    )
    return Done(home(asking.afresh()), toast)


def _require(asking: Asking, student: Student, given: GivenExcuse) -> None:
    """Whatever the form says: every score that is excused must be the person's to excuse."""
    meant = [
        one
        for one in entries_of(asking, student)
        if one.expected.checkpoint == given.checkpoint
        and given.metric in {None, one.expected.metric}
    ]
    if not meant or not all(asking.may_excuse(one.expected.owed_by) for one in meant):
        raise NotAllowedError(
            asking.said.say(
                "You can excuse only scores that you owe; those of others are for them, or for "
                "the document owner. Nothing was stored."
            )
        )


def _problems(given: GivenExcuse, said: Speech) -> Iterator[str]:
    if len(given.reason) > LONGEST_REASON:
        yield said.say(
            "The reason has %(count)s characters; %(most)s is the most.",
            count=len(given.reason),
            most=LONGEST_REASON,
        )
    if given.until_day is not None and given.until_day < given.from_day:
        yield said.say(
            "It would end on %(day)s, before today. Choose a later day, or none.",
            day=said.day(given.until_day),
        )


def _form(asking: Asking, student: Student, once: str, problems: tuple[str, ...] = ()) -> Card:
    say = asking.said.say
    entries = excusable(asking, entries_of(asking, student))
    if not entries:
        raise NotAllowedError(say("There is no score of this student that you could excuse."))
    windows = {
        one.expected.checkpoint: say(
            "%(window)s, due %(day)s",
            window=one.checkpoint.title,
            day=asking.said.day(one.checkpoint.due_on),
        )
        for one in entries
    }
    metrics = dict.fromkeys(one.expected.metric for one in entries)
    codes = asking.school.codes_for([student.sourced_id])
    return Form(
        name="excuse",
        title=say("Excuse a score"),
        about=(Paragraph(bold(asking.school.student_names[student.sourced_id])),),
        fields=(
            Choice(name="window", label=say("Window"), items=tuple(windows.items())),
            Choice(
                name="metric",
                label=say("Score"),
                items=(
                    (_ALL_SCORES, say("All scores of the window")),
                    *((key, asking.school.metric_title(key)) for key in metrics),
                ),
            ),
            Choice(
                name="code",
                label=say("Why there is no score"),
                items=tuple((one.code, f"{one.code}: {one.meaning}") for one in codes),
            ),
            TextField(
                name="reason",
                label=say("Reason"),
                hint=say("In a few words; the team can read it"),
                longest=LONGEST_REASON,
            ),
            DayField(name="until", label=say("Through (for good without a day)")),
        ),
        send="excuse/give",
        parameters={"student": asking.addon.handle(student.sourced_id)},
        once=once,
        required=("window", "metric", "code"),
        button=say("Excuse"),
    ).card(problems)
