"""Work begun from the panel, in the background: a sync, a repair; looked at again with a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service import wording
from service.access import Action, WholeSchool, WorkOf
from service.features.addon.asking import Asking, NotAllowedError
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
from service.features.addon.paths import SYNC_LOOK
from service.overview import TrackerStanding
from service.works import Job, Outcome, Work, WorkState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What is said of one kind of work: its card's title, and how it stands."""

    title: str
    running: str
    done: str
    failed: str


_SYNC = _Words(
    title="Sync",
    running="The sync is going on.",
    done="The sync is done.",
    failed="The sync broke off.",
)
_REPAIR = _Words(
    title="Repair",
    running="The repair is going on.",
    done="The repair is done.",
    failed="The repair broke off.",
)
_WORDS = {"sync": _SYNC, "audit_repair": _REPAIR}


def begin(asking: Asking) -> Answer:
    """Read what has changed, or the one tracker that the click names, for the document owner.

    Whoever clicks again gets the same sync.
    """
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    named = _named(asking)
    options = {"tracker": named.public_id} if named else {}
    title = f"Reading {named.title}" if named else "Reading what has changed"
    return _begin(asking, "sync", options, title, named)


def repair(asking: Asking) -> Answer:
    """Put sharing and locks of the tracker right as far as nobody's yes is needed for it."""
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    named = asking.tracker()
    if named is None:
        raise NotAllowedError("This tracker is not there any more.")
    options = {"tracker": named.public_id, "agreed": []}
    return _begin(asking, "audit_repair", options, f"Repairing the doors of {named.title}", named)


def look(asking: Asking) -> Answer:
    """How the work stands by now."""
    work = asking.addon.works.find(asking.event.parameters.get("work", ""))
    asking.require(Action.SEE_WORK, WorkOf(work.by if work else ""))
    return Turn(_card(work) if work else _GONE)


def _named(asking: Asking) -> TrackerStanding | None:
    """The tracker that the click is about, None for all; refused where there is none such."""
    named = asking.tracker()
    if named is None and "tracker" in asking.event.parameters:
        raise NotAllowedError("This tracker is not there any more.")
    return named


def _begin(
    asking: Asking,
    operation: str,
    options: Mapping[str, Any],
    title: str,
    named: TrackerStanding | None,
) -> Answer:
    page = f"/trackers/{named.public_id}" if named else "/desk"
    job = Job(
        operation=operation,
        options=options,
        title=title,
        back=f"{asking.addon.settings.public_url}{page}",
        tell=_told_sync if operation == "sync" else _told_repair,
    )
    return Show(_card(asking.addon.works.begin(job, asking.person.sourced_id)))


def _told_sync(done: Any) -> Outcome:
    read = wording.counted(done["trackers_read"], "tracker")
    changes = wording.counted(done["changes"], "value")
    return Outcome(answer=f"{changes} changed, in {read} that had something new.")


def _told_repair(done: Any) -> Outcome:
    repaired = wording.counted(done["repaired"], "repair")
    left = len(done["findings"])
    if not left:
        return Outcome(answer=f"{repaired} made; everything is as it should be.")
    verb = "is" if left == 1 else "are"
    return Outcome(answer=f"{repaired} made; {wording.counted(left, 'thing')} {verb} left.")


def _card(work: Work) -> Card:
    words = _WORDS.get(work.job.operation, _SYNC)
    if work.outcome is None:
        again = Ask(path=SYNC_LOOK, parameters={"work": work.public_id})
        return _drawn(
            words,
            Paragraph(bold(words.running)),
            Paragraph(work.said),
            Paragraph("You may leave; it goes on by itself."),
            Buttons((Button(text="Look again", on_click=again, is_main=True),)),
        )
    said = words.done if work.state is WorkState.DONE else words.failed
    lines = [line for part in work.outcome.parts for line in part.lines]
    return _drawn(
        words,
        Paragraph(bold(said)),
        *(Paragraph(line) for line in (work.outcome.answer, *lines[:_MOST_LINES])),
        *([Paragraph(_more(lines))] if len(lines) > _MOST_LINES else []),
    )


_MOST_LINES = 10


def _more(lines: list[str]) -> str:
    return f"{wording.number(len(lines) - _MOST_LINES)} more; the page of runs has them all."


def _drawn(words: _Words, *widgets: Paragraph | Buttons) -> Card:
    return Card(name="sync", title=words.title, sections=(Section(widgets=widgets),))


_GONE = _drawn(_SYNC, Paragraph("This sync is long over, or the service was started anew since."))
