"""Following up: what the store knows goes into the trackers, each in one go, and is read as stored.

After a sync and the round over duties: status lines, excuses given elsewhere, the window that comes
into view, and whatever else a tracker is behind in.
"""

from collections.abc import Callable
from typing import Any

from service.bootstrap import Installation
from service.features.trackers.keeping_up import KeepingUp
from service.operations.asked import asked_tracker
from service.operations.duties import go_round
from service.operations.operation import Operation, Options, Progress
from service.operations.trackers import applying, rows
from sheet_templates.columns import ReadProfile
from sheet_templates.snapshot import Snapshot
from sync.pull import Pull
from sync.quota import Urgency
from sync.store.drive_state import note_own_reply
from sync.store.trackers import Tracker


def follow_up(
    installation: Installation,
    progress: Progress,
    urgency: Urgency = Urgency.PERSON_WAITS,
    only: str | None = None,
) -> Any:
    """Bring this year's made trackers up to date; what was done to each that was behind.

    `only` leaves out all trackers but one.

    The reply to each write is stored as a read, so that Drive's word of our own change is no reason
    to read again. What somebody typed a moment before the write is in it, and goes to the duties.
    TrackerError, when all have been tried, with every failure.
    """
    typed = set[str]()
    work = applying(installation, progress, urgency, "follow_up", _storing(installation, typed))
    try:
        keeping = KeepingUp(work)
        return rows(keeping.one(only) if only else keeping.after_reading())
    finally:
        if typed:
            go_round(installation, typed)


def before_reading(installation: Installation, progress: Progress) -> None:
    """Give the trackers the rows and columns that are asked for, where some are to come or go."""
    KeepingUp(applying(installation, progress, Urgency.JOB, "follow_up")).before_reading()


def _storing(installation: Installation, typed: set[str]) -> Callable[[Tracker, Snapshot], None]:
    """Stores a tracker as it reads after our write; `typed` gets those that say something new."""
    scope, expectations = installation.scope(), installation.briefing().expectations()

    def store(tracker: Tracker, snapshot: Snapshot) -> None:
        expectation = expectations.get(tracker.public_id)
        if expectation is None or any(tab.profile is ReadProfile.BULK for tab in expectation.tabs):
            return  # the sync reads large tabs in its own way
        gateway = installation.gateway("follow_up")
        pull = Pull(gateway=gateway, scope=scope, run_id=None, at=installation.clock.now())
        with installation.store.writing() as tx:
            if pull.keep(tx, tracker, expectation, snapshot).changes:
                typed.add(tracker.public_id)
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
