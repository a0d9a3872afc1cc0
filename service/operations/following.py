"""Following up: what the store knows goes into the trackers, each in one go, and is read as stored.

After a sync and the round over duties: status lines, excuses given elsewhere, the window that comes
into view, and whatever else a tracker is behind in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.bootstrap import Installation
from service.features.trackers.apply import TrackerReport
from service.features.trackers.keeping_up import KeepingUp
from service.operations.asked import asked_tracker
from service.operations.duties import go_round
from service.operations.operation import Operation, Options, Progress
from service.operations.trackers import applying, rows
from sheet_templates.columns import ReadProfile
from sheet_templates.expectation import Expectation
from sheet_templates.snapshot import Snapshot
from sync.domain.scope import Scope
from sync.errors import TrackerError
from sync.pull import keep_read
from sync.quota import Urgency
from sync.store.drive_state import note_own_reply
from sync.store.engine import Tx
from sync.store.issues import current_issues
from sync.store.kinds import Outcome
from sync.store.reads import known_rows
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

    What is read before each write is stored as a read, and so is the reply to it: a write may put
    right what people disturbed, and Drive's word of our own change is no reason to read again.
    Where one of them says something new, because the sync could not read the tracker, because
    somebody typed a moment before or because what was put right lets rows be told again, the duties
    are looked at before anything more is written, until nothing new is said: done twice is no more
    than done once. TrackerError, when all have been tried, with every failure.
    """
    keeping_reads = _KeepingReads(installation)
    work = applying(installation, progress, urgency, "follow_up", keeping_reads)
    keeping, asked = KeepingUp(work), None if only is None else frozenset({only})
    done: dict[str, TrackerReport] = {}
    failure: TrackerError | None = None
    for number in range(1, _MOST_ROUNDS + 1):
        keeping_reads.begin(is_last=number == _MOST_ROUNDS)
        try:
            for one in keeping.after_reading() if asked is None else keeping.these(asked):
                if not (one.tracker in done and done[one.tracker].sentences):
                    done[one.tracker] = one  # later rounds only finish it
        except TrackerError as error:
            failure = failure or error
        finally:
            if keeping_reads.news:
                go_round(installation, keeping_reads.news)
        if not keeping_reads.news:
            break
        asked = frozenset(keeping_reads.news)
    if failure is not None:
        raise failure
    return rows(list(done.values()))


def before_reading(installation: Installation, progress: Progress) -> None:
    """Give the trackers the rows and columns that are asked for, where some are to come or go."""
    KeepingUp(applying(installation, progress, Urgency.JOB, "follow_up")).before_reading()


@dataclass(slots=True)
class _KeepingReads:
    """Stores trackers as they read before and after our writes; `news` are those that said more."""

    installation: Installation
    news: set[str] = field(default_factory=set)
    _expectations: Mapping[str, Expectation] = field(init=False)
    _is_last: bool = False

    def __post_init__(self) -> None:
        self._expectations = self.installation.briefing().expectations()

    def begin(self, *, is_last: bool) -> None:
        """Begin a round; in the last one nothing is put off."""
        self.news.clear()
        self._is_last = is_last

    def __call__(self, tracker: Tracker, snapshot: Snapshot) -> bool:
        """Store the tracker as it reads now; whether its next write has to wait for the duties."""
        expectation = self._expectations.get(tracker.public_id)
        if expectation is None or any(tab.profile is ReadProfile.BULK for tab in expectation.tabs):
            return False  # the sync reads large tabs in its own way
        scope = self.installation.scope()
        with self.installation.store.writing() as tx:
            before = _said(tx, scope, tracker, expectation)
            at = self.installation.clock.now()
            decision = keep_read(tx, scope, tracker, expectation, snapshot, run_id=None, at=at)
            is_new = bool(decision.changes) or _said(tx, scope, tracker, expectation) != before
            is_left = tracker.last_outcome is Outcome.FAILED  # the next run reads it, and says so
            if not is_left:
                note_own_reply(tx, scope, tracker.id, is_stored=True)
        if is_new:
            self.news.add(tracker.public_id)
        return is_new and not self._is_last


def _said(
    tx: Tx, scope: Scope, tracker: Tracker, expectation: Expectation
) -> tuple[object, object]:
    """What duties are told by beside entries: records, and what somebody has to see to.

    A row of a tab with entries is none: it has formulas too, which say another thing each day.
    """
    records = {tab.key for tab in expectation.tabs if not tab.entry_columns}
    rows = {
        place: row.digest for place, row in known_rows(tx, tracker).items() if place[0] in records
    }
    return rows, current_issues(tx, scope, tracker.id)


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
