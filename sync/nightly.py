"""A night of a school: what changed, one read for each changed tracker, a ledger of outcomes.

One tracker's failure is its own and is written down; the store failing ends the run, which is
taken up again the next time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sheet_templates.expectation import Expectation
from sync.clock import Clock
from sync.domain.scope import Scope
from sync.errors import GoogleError, TrackerError
from sync.google.gateway import Gateway
from sync.pull import Pull
from sync.store.engine import Store
from sync.store.kinds import Outcome, RunKind
from sync.store.runs import close_run, note_outcome, open_run
from sync.store.trackers import Tracker, advance_cursor, dirty, drive_cursor, mark_dirty
from sync.store.trackers import tracker as tracker_of

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a run did: trackers read, entries whose stored value changed, failures by tracker.

    A failure's text names its tracker.
    """

    trackers_read: int = 0
    changes: int = 0
    failures: Mapping[str, str]
    was_done_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What a run needs; `expectations` are the school's trackers by public id."""

    store: Store
    gateway: Gateway
    drive_id: str
    scope: Scope
    expectations: Mapping[str, Expectation]
    clock: Clock
    progress: Progress

    def night(self, night: date) -> SyncReport:
        """The nightly run of that night; nothing when it has been done."""
        return self._run(RunKind.NIGHTLY, night, self._changed)

    def now(self) -> SyncReport:
        """All trackers that changed since they were read."""
        return self._run(RunKind.MANUAL, None, self._changed)

    def one(self, public_id: str) -> SyncReport:
        """That tracker, whether it changed or not; TrackerError when there is none of that id."""
        tracker = self._tracker(public_id)
        return self._run(RunKind.MANUAL, None, lambda: [tracker])

    def _run(
        self, kind: RunKind, night: date | None, work: Callable[[], list[Tracker]]
    ) -> SyncReport:
        at = self.clock.now()
        with self.store.writing() as tx:
            run_id = open_run(tx, self.scope, kind=kind, night=night, now=at)
        if run_id is None:
            return SyncReport(failures={}, was_done_before=True)
        pull = Pull(
            store=self.store,
            gateway=self.gateway,
            scope=self.scope,
            run_id=run_id,
            at=at,
        )
        report = self._work_off(pull, work())
        with self.store.writing() as tx:
            close_run(tx, run_id, self.clock.now())
        return report

    def _work_off(self, pull: Pull, todo: list[Tracker]) -> SyncReport:
        changes, failures = 0, {}
        for number, tracker in enumerate(todo, start=1):
            self.progress(f"reading {tracker.public_id} ({number} of {len(todo)})")
            try:
                changes += self._one(pull, tracker)
            except TrackerError as error:
                failures[tracker.public_id] = error.reason
            except GoogleError as error:
                failures[tracker.public_id] = f"{tracker.public_id}: {error.reason}"
            if tracker.public_id in failures:
                reason = failures[tracker.public_id]
                self._note(pull, tracker, Outcome.FAILED, reason, 0)
        return SyncReport(
            trackers_read=len(todo) - len(failures), changes=changes, failures=failures
        )

    def _one(self, pull: Pull, tracker: Tracker) -> int:
        expectation = self.expectations.get(tracker.public_id)
        if expectation is None:
            raise TrackerError(
                f"{tracker.public_id}: the roster has no children of grade {tracker.grade} any "
                "more, so it was not read; its entries stay as they were."
            )
        decision = pull.keep(tracker, expectation, pull.fetch(tracker))
        self._note(pull, tracker, Outcome.SYNCED, None, decision.changes)
        return decision.changes

    def _note(
        self, pull: Pull, tracker: Tracker, outcome: Outcome, reason: str | None, changes: int
    ) -> None:
        with self.store.writing() as tx:
            note_outcome(
                tx,
                pull.run_id,
                tracker.id,
                outcome=outcome,
                reason=reason,
                requests=1,
                changes=changes,
                at=self.clock.now(),
            )

    def _tracker(self, public_id: str) -> Tracker:
        with self.store.reading() as tx:
            found = tracker_of(tx, self.scope, public_id)
        if found is None or found.spreadsheet_id is None:
            raise TrackerError(f"There is no provisioned tracker {public_id!r}; see `status`.")
        return found

    def _changed(self) -> list[Tracker]:
        """What Drive says has changed, marked in the same transaction as the token advances."""
        with self.store.reading() as tx:
            token = drive_cursor(tx, self.drive_id)
        if token is not None:
            changes, next_token = self.gateway.changes(token, self.drive_id)
            with self.store.writing() as tx:
                mark_dirty(tx, self.scope, (change.file_id for change in changes))
                advance_cursor(tx, self.drive_id, next_token)
        with self.store.reading() as tx:
            return dirty(tx, self.scope)
