"""Syncing from the panel: begun in the background, looked at again with a button."""

from typing import Any

from service import wording
from service.access import Action, WholeSchool, WorkOf
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Paragraph,
    Section,
    Show,
    Turn,
    bold,
)
from service.works import Job, Outcome, Work, WorkState


def begin(asking: Asking) -> Answer:
    """Read what has changed, for the document owner; whoever clicks again gets the same sync."""
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    job = Job(
        operation="sync",
        options={},
        title="Reading what has changed",
        back=f"{asking.addon.settings.public_url}/desk",
        tell=_told,
    )
    return Show(_card(asking.addon.works.begin(job, asking.person.sourced_id)))


def look(asking: Asking) -> Answer:
    """How the sync stands by now."""
    work = asking.addon.works.find(asking.event.parameters.get("work", ""))
    asking.require(Action.SEE_WORK, WorkOf(work.by if work else ""))
    return Turn(_card(work) if work else _GONE)


def _told(done: Any) -> Outcome:
    read = wording.counted(done["trackers_read"], "tracker")
    changes = wording.counted(done["changes"], "value")
    return Outcome(answer=f"{changes} changed, in {read} that had something new.")


def _card(work: Work) -> Card:
    if work.outcome is None:
        again = Ask(path="sync/look", parameters={"work": work.public_id})
        return _sync(
            Paragraph(bold("The sync is going on.")),
            Paragraph(work.said),
            Paragraph("You may leave; it goes on by itself."),
            Buttons((Button(text="Look again", on_click=again, is_main=True),)),
        )
    said = "The sync is done." if work.state is WorkState.DONE else "The sync broke off."
    lines = [line for part in work.outcome.parts for line in part.lines]
    return _sync(
        Paragraph(bold(said)),
        *(Paragraph(line) for line in (work.outcome.answer, *lines[:_MOST_LINES])),
        *([Paragraph(_more(lines))] if len(lines) > _MOST_LINES else []),
    )


_MOST_LINES = 10


def _more(lines: list[str]) -> str:
    return f"{wording.number(len(lines) - _MOST_LINES)} more; the page of runs has them all."


def _sync(*widgets: Paragraph | Buttons) -> Card:
    return Card(name="sync", title="Sync", sections=(Section(widgets=widgets),))


_GONE = _sync(Paragraph("This sync is long over, or the service was started anew since."))
