"""Following up: what the store knows goes into the trackers, each in one go, and is read as stored.

After a sync and the round over duties: status lines, excuses given elsewhere, the window that comes
into view, and whatever else a tracker is behind in.
"""

from collections.abc import Callable
from typing import Any

from service.bootstrap import Installation
from service.features.trackers.apply import TrackerReport
from service.features.trackers.keeping_up import KeepingUp
from service.operations.asked import asked_tracker
from service.operations.duties import go_round
from service.operations.operation import Operation, Options, Progress
from service.operations.trackers import applying, rows
from sheet_templates.columns import ReadProfile
from sheet_templates.snapshot import Snapshot
from sync.errors import TrackerError
from sync.pull import Pull
from sync.quota import Urgency
from sync.store.drive_state import note_own_reply
from sync.store.issues import current_issues
from sync.store.trackers import Tracker

_MOST_ROUNDS = 4  # somebody may type before each of our writes; the next night goes on from there


def follow_up(
    installation: Installation,
    progress: Progress,
    urgency: Urgency = Urgency.PERSON_WAITS,
    only: str | None = None,
) -> Any:
    """Bring this year's made trackers up to date; what was done to each that was behind.

    `only` leaves out all trackers but one.

    The reply to each write is stored as a read, so that Drive's word of our own change is no reason
    to read again. Where it says something new, because somebody typed a moment before or because
    what was put right lets rows be told again, the duties are looked at and the tracker is written
    to once more, until nothing new is said: done twice is no more than done once. TrackerError,
    when all have been tried, with every failure.
    """
    news = set[str]()
    work = applying(installation, progress, urgency, "follow_up", _storing(installation, news))
    keeping, asked = KeepingUp(work), None if only is None else frozenset({only})
    done: dict[str, TrackerReport] = {}
    failure: TrackerError | None = None
    for _ in range(_MOST_ROUNDS):
        news.clear()
        try:
            for one in keeping.after_reading() if asked is None else keeping.these(asked):
                done.setdefault(one.tracker, one)  # later rounds only finish it
        except TrackerError as error:
            failure = failure or error
        finally:
            if news:
                go_round(installation, news)
        if not news:
            break
        asked = frozenset(news)
    if failure is not None:
        raise failure
    return rows(list(done.values()))


def before_reading(installation: Installation, progress: Progress) -> None:
    """Give the trackers the rows and columns that are asked for, where some are to come or go."""
    KeepingUp(applying(installation, progress, Urgency.JOB, "follow_up")).before_reading()


def _storing(installation: Installation, news: set[str]) -> Callable[[Tracker, Snapshot], None]:
    """Stores a tracker as it reads after our write; `news` gets those that say something new."""
    scope, expectations = installation.scope(), installation.briefing().expectations()

    def store(tracker: Tracker, snapshot: Snapshot) -> None:
        expectation = expectations.get(tracker.public_id)
        if expectation is None or any(tab.profile is ReadProfile.BULK for tab in expectation.tabs):
            return  # the sync reads large tabs in its own way
        gateway = installation.gateway("follow_up")
        pull = Pull(gateway=gateway, scope=scope, run_id=None, at=installation.clock.now())
        with installation.store.writing() as tx:
            before = current_issues(tx, scope, tracker.id)
            decision = pull.keep(tx, tracker, expectation, snapshot)
            if decision.changes or current_issues(tx, scope, tracker.id) != before:
                news.add(tracker.public_id)
            note_own_reply(tx, scope, tracker.id, is_stored=True)

    return store


def _follow_up(installation: Installation, options: Options, progress: Progress) -> Any:
    """Write what is known into the tracker `tracker`, or all that are made; what was done."""
    return follow_up(installation, progress, only=asked_tracker(installation, options))


def _follow_note(installation: Installation, options: Options, progress: Progress) -> Any:
    """Settle the duty that a stored note of `tracker` answers, and write the note there."""
    tracker = asked_tracker(installation, options)
    go_round(installation, {tracker} if tracker else None)
    return follow_up(installation, progress, only=tracker)


OPERATIONS = {
    "follow_up": Operation(work=_follow_up, changes_store=True, needs_sheets=True),
    "follow_note": Operation(work=_follow_note, changes_store=True, needs_sheets=True),
}
