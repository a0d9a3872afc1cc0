"""Excusing a score: the form, and what becomes of it when it is sent.

Stored first and in our store only; the spreadsheet follows by the plan. A click that Google sends
twice is stored once: the form carries a name for it.
"""

import secrets
from collections.abc import Iterator

from service import wording
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
    Turn,
    bold,
)
from service.features.addon.home import home
from service.features.addon.student import entries_of, excusable
from sheet_templates.school import Student
from sync.errors import ExcuseError
from sync.store.excuses import GivenExcuse

LONGEST_REASON = 300
_ALL_SCORES = "all"
_ONCE = "once"


def form(asking: Asking) -> Answer:
    """What can be excused for the child, by this person."""
    return Show(_form(asking, asking.student(), secrets.token_urlsafe(12)))


def give(asking: Asking) -> Answer:
    """Store the excuse as the form says it; the form again where it says something impossible."""
    student, event = asking.student(), asking.event
    once = event.parameters.get(_ONCE) or secrets.token_urlsafe(12)
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
    problems = tuple(_problems(given))
    if problems:
        return Turn(_form(asking, student, once, problems))
    try:
        made = asking.addon.excuse(given)
    except ExcuseError as error:
        return Turn(_form(asking, student, once, error.problems or (error.reason,)))
    return Done(home(asking.afresh()), f"Excused as {made.code}. A score typed later outweighs it.")


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
            "You excuse scores that you owe; those of others are for them, or for the document "
            "owner. Nothing was stored."
        )


def _problems(given: GivenExcuse) -> Iterator[str]:
    if len(given.reason) > LONGEST_REASON:
        yield f"The reason has {len(given.reason)} characters; {LONGEST_REASON} is the most."
    if given.until_day is not None and given.until_day < given.from_day:
        yield (
            f"It would end on {wording.long_day(given.until_day)}, before today. Choose a later "
            "day, or none."
        )


def _form(asking: Asking, student: Student, once: str, problems: tuple[str, ...] = ()) -> Card:
    entries = excusable(asking, entries_of(asking, student))
    if not entries:
        raise NotAllowedError("There is no score of this student that you could excuse.")
    windows = {
        one.expected.checkpoint: f"{one.checkpoint.title}, due "
        f"{wording.long_day(one.checkpoint.due_on)}"
        for one in entries
    }
    metrics = dict.fromkeys(one.expected.metric for one in entries)
    codes = asking.school.template.excuse_codes
    handle = asking.addon.handle(student.sourced_id)
    save = Ask(
        path="excuse/give",
        parameters={"student": handle, _ONCE: once},
        required=("window", "metric", "code"),
    )
    return Card(
        name="excuse",
        title="Excuse a score",
        sections=(
            Section(
                widgets=(
                    Paragraph(bold(asking.school.student_names[student.sourced_id])),
                    *(Paragraph(one) for one in problems),
                    Choice(name="window", label="Window", items=tuple(windows.items())),
                    Choice(
                        name="metric",
                        label="Score",
                        items=(
                            (_ALL_SCORES, "All scores of the window"),
                            *((key, asking.school.metric_title(key)) for key in metrics),
                        ),
                    ),
                    Choice(
                        name="code",
                        label="Why there is no score",
                        items=tuple((one.code, f"{one.code}: {one.meaning}") for one in codes),
                    ),
                    TextField(
                        name="reason",
                        label="Reason",
                        hint="In a few words; the team can read it",
                        longest=LONGEST_REASON,
                    ),
                    DayField(name="until", label="Through (for good without a day)"),
                    Buttons((Button(text="Excuse", on_click=save, is_main=True),)),
                ),
            ),
        ),
    )
