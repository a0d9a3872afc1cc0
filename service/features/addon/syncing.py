"""Work begun from the panel, in the background: a sync, a repair; looked at again with a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from service.access import Action, WholeSchool
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Buttons,
    Card,
    Paragraph,
    Section,
    Show,
    Turn,
    bold,
)
from service.features.addon.paths import SYNC_LOOK
from service.features.addon.progress import asked_work, first_lines, going_on
from service.overview import TrackerStanding
from service.speech import Speech
from service.works import Job, Outcome, Work, WorkState
from sheet_templates.sentences import Sentence, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What is said of one kind of work: its card's title, and how it stands."""

    title: Sentence
    running: Sentence
    done: Sentence
    failed: Sentence


_SYNC = _Words(
    title=sentence("Sync"),
    running=sentence("The sync is going on."),
    done=sentence("The sync is done."),
    failed=sentence("The sync broke off."),
)
_REPAIR = _Words(
    title=sentence("Repair"),
    running=sentence("The repair is going on."),
    done=sentence("The repair is done."),
    failed=sentence("The repair broke off."),
)
_WORDS = {"sync": _SYNC, "audit_repair": _REPAIR}


def begin(asking: Asking) -> Answer:
    """Read what has changed, or the one tracker that the click names, for the document owner.

    Whoever clicks again gets the same sync.
    """
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    named = _named(asking)
    options = {"tracker": named.public_id} if named else {}
    title = asking.said.say("Reading what has changed")
    if named:
        title = asking.said.say("Reading %(tracker)s", tracker=named.title)
    return _begin(asking, "sync", options, title, named)


def repair(asking: Asking) -> Answer:
    """Put sharing and locks of the tracker right as far as nobody's yes is needed for it."""
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    named = asking.tracker()
    if named is None:
        raise NotAllowedError(asking.said.say("This tracker is not there any more."))
    options = {"tracker": named.public_id, "agreed": []}
    title = asking.said.say("Repairing the sharing of %(tracker)s", tracker=named.title)
    return _begin(asking, "audit_repair", options, title, named)


def look(asking: Asking) -> Answer:
    """How the work stands by now."""
    work = asked_work(asking)
    return Turn(_card(work, asking.said) if work else _gone(asking.said))


def _named(asking: Asking) -> TrackerStanding | None:
    """The tracker that the click is about, None for all; refused where there is none such."""
    named = asking.tracker()
    if named is None and "tracker" in asking.event.parameters:
        raise NotAllowedError(asking.said.say("This tracker is not there any more."))
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
        tell=partial(_told_sync if operation == "sync" else _told_repair, said=asking.said),
    )
    return Show(_card(asking.addon.works.begin(job, asking.person.sourced_id), asking.said))


def _told_sync(done: Any, said: Speech) -> Outcome:
    changed = said.several("%(count)s value changed", "%(count)s values changed", done["changes"])
    return Outcome(
        answer=said.several(
            "%(changed)s, in %(count)s tracker that had something new.",
            "%(changed)s, in %(count)s trackers that had something new.",
            done["trackers_read"],
            changed=changed,
        )
    )


def _told_repair(done: Any, said: Speech) -> Outcome:
    made = said.several("%(count)s repair made.", "%(count)s repairs made.", done["repaired"])
    left = len(done["findings"])
    rest = said.say("Everything is as it should be, as Google answers now.")
    if left:
        rest = said.several("%(count)s thing is left.", "%(count)s things are left.", left)
    return Outcome(answer=f"{made} {rest}")


def _card(work: Work, said: Speech) -> Card:
    words = _WORDS.get(work.job.operation, _SYNC)
    if work.outcome is None:
        headline = said.tell(words.running)
        return _drawn(said.tell(words.title), *going_on(work, headline, SYNC_LOOK, said))
    headline = words.done if work.state is WorkState.DONE else words.failed
    told = said.told(line for part in work.outcome.parts for line in part.lines)
    return _drawn(
        said.tell(words.title),
        Paragraph(bold(said.tell(headline))),
        Paragraph(said.tell(work.outcome.answer)),
        *first_lines(told, partial(_more, said=said)),
    )


def _more(count: int, said: Speech) -> str:
    return said.several(
        "%(count)s more; the page of runs has them all.",
        "%(count)s more; the page of runs has them all.",
        count,
    )


def _drawn(title: str, *widgets: Paragraph | Buttons) -> Card:
    return Card(name="sync", title=title, sections=(Section(widgets=widgets),))


def _gone(said: Speech) -> Card:
    text = said.say("This sync ended long ago, or the service was restarted since.")
    return _drawn(said.tell(_SYNC.title), Paragraph(text))
