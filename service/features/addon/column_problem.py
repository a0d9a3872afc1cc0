"""Saying that a column is a problem: which one and why, for the document owner (D19)."""

from service.access import Action, OneTracker
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Card,
    Choice,
    Done,
    Paragraph,
    Show,
    TextField,
    Turn,
)
from service.features.addon.forms import Form
from service.features.addon.home import home
from service.notes import tidied
from sync.store.column_problems import ColumnProblem

PATH, SAY = "column", "column/say"
LONGEST = 300


def form(asking: Asking) -> Answer:
    """The columns of the person's trackers, and why."""
    return Show(_form(asking, asking.once))


def say(asking: Asking) -> Answer:
    """Keep what is said; the form again, where it names no column or says nothing."""
    once = asking.once
    reason = tidied(asking.event.text("reason"))
    tracker, _, column = asking.event.text("column").partition("|")
    if f"{tracker}|{column}" not in _columns(asking) or not 0 < len(reason) <= LONGEST:
        problem = asking.said.say(
            "Choose a column and say why, in at most %(most)s characters.", most=LONGEST
        )
        return Turn(_form(asking, once, problem))
    window, _, metric = column.partition(".")
    asking.addon.people.say_problem(
        asking.school,
        ColumnProblem(
            tracker=tracker,
            checkpoint=window,
            metric=metric,
            by=asking.person.sourced_id,
            reason=" ".join(reason.split()),
            once=once,
        ),
    )
    toast = asking.said.say("Noted. It is on the tracker's page and among the flags.")
    return Done(home(asking), toast)


def _columns(asking: Asking) -> dict[str, str]:
    """What can be meant: window and score of each tracker that is shared with the person."""
    school = asking.school
    mine = [
        one
        for one in school.trackers
        if one.is_made and asking.may(Action.SEE_TRACKER, OneTracker(one.public_id))
    ]
    titles = {point.key: point.title for point in school.checkpoints}
    return {
        f"{one.public_id}|{window.key}.{metric.key}": (
            f"{asking.titles[one.public_id]}, "
            f"{titles.get(window.key, window.title)} {metric.title.lower()}"
        )
        for one in mine
        for window in one.framed.template.cadence.windows
        for metric in one.framed.template.metrics_in(window.key)
    }


def _form(asking: Asking, once: str, problem: str = "") -> Card:
    columns, say = _columns(asking), asking.said.say
    if not columns:
        raise NotAllowedError(say("No tracker that is shared with you has a spreadsheet yet."))
    more = say(
        "The first %(most)s of %(count)s columns; of the others, speak to the document owner.",
        most=MOST,
        count=len(columns),
    )
    return Form(
        name="column",
        title=say("A column is a problem"),
        fields=(
            Choice(name="column", label=say("Column"), items=tuple(columns.items())[:MOST]),
            *((Paragraph(more),) if len(columns) > MOST else ()),
            TextField(
                name="reason",
                label=say("What is the problem?"),
                hint=say("Without any student's name: the document owner reads it"),
                longest=LONGEST,
            ),
        ),
        send=SAY,
        parameters={},
        once=once,
        required=("column", "reason"),
        button=say("Report it"),
    ).card((problem,) if problem else ())


MOST = 100
"""Google takes no more choices in a list."""
