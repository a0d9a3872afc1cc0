"""A run over a school's trackers: what changed, read side by side, a ledger of outcomes.

One tracker's failure is its own and is written down, also where it is a fault of this program; the
store failing ends the run, and so does Google being out of reach. A nightly run that was broken off
is taken up again the next time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sheet_templates.errors import TracksheetError
from sheet_templates.expectation import Expectation
from sheet_templates.sentences import about, sentence, several, together
from sheet_templates.snapshot import Snapshot
from sync.budget import Budget, metered
from sync.clock import Clock
from sync.domain.decide import Decision
from sync.domain.obstacles import (
    READ_AGAIN,
    Obstacle,
    copy_message,
    healed_message,
    obstacle_message,
)
from sync.domain.scope import Scope
from sync.errors import GoogleError, StoreError, TrackerError
from sync.flight import side_by_side
from sync.google.gateway import Gateway
from sync.obstruction import obstacle_of, refuse_too_large
from sync.pull import Pull
from sync.store.drive_state import note_obstacle, note_read
from sync.store.engine import Store, Tx
from sync.store.kinds import Outcome, RunKind
from sync.store.leases import Lease, give_back, lease_name, renew_lease, take_lease
from sync.store.run_trouble import forget_trouble
from sync.store.runs import close_run, note_outcome, open_run
from sync.store.trackers import Tracker, mark_dirty
from sync.store.trackers import tracker as tracker_of
from sync.tally import Fetched, Tally, is_hopeless, told
from sync.worklist import Task, Worklist

Progress = Callable[[str], None]

IN_FLIGHT = 4  # requests side by side; Google asks for few at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a run did: trackers read, entries whose stored value changed, failures by tracker.

    `checked` of the trackers read belong to the night's rolling seventh. A failure's text names
    its tracker. `drive_requests` are those to Drive besides reading trackers. `notices` are worth
    knowing and no failure: copies of trackers that Drive listed since the last run, and trackers
    that were read again after the run before could not read them.
    """

    trackers_read: int = 0
    checked: int = 0
    changes: int = 0
    drive_requests: int = 0
    failures: Mapping[str, str]
    notices: tuple[str, ...] = ()
    was_done_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A run under way."""

    id: int
    at: datetime
    lease: Lease
    pull: Pull


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """What a run needs; `expectations` are the school's trackers by public id.

    `unknown` says why there is no expectation of some: the program does not know their template.
    `holder` says in the lease which service works on the store; `in_flight` is how many trackers
    are asked for side by side. After `hopeless_in_a_row` trackers without any answer, or with a
    fault of this program in each, the run ends: it is not they who fail.
    """

    store: Store
    gateway: Gateway
    drive_id: str
    scope: Scope
    expectations: Mapping[str, Expectation]
    clock: Clock
    progress: Progress
    budget: Budget
    holder: str
    unknown: Mapping[str, str] = field(default_factory=dict)
    in_flight: int = IN_FLIGHT
    hopeless_in_a_row: int = 3

    @property
    def worklist(self) -> Worklist:
        """What finds the trackers to read."""
        return Worklist(
            store=self.store, gateway=self.gateway, drive_id=self.drive_id, scope=self.scope
        )

    def night(self, night: date) -> SyncReport:
        """The nightly run of that night; nothing when it has been done."""
        return self._run(RunKind.NIGHTLY, night, self._of_tonight)

    def now(self) -> SyncReport:
        """All trackers that changed since they were read."""
        return self._run(RunKind.MANUAL, None, lambda tx, _: self.worklist.changed(tx))

    def all(self) -> SyncReport:
        """All trackers, whether they changed or not."""
        return self._run(RunKind.MANUAL, None, lambda tx, _: self.worklist.everything(tx))

    def one(self, public_id: str) -> SyncReport:
        """That tracker, whether it changed or not; TrackerError when there is none of that id."""
        tracker = self.tracker(public_id)
        return self._run(
            RunKind.MANUAL, None, lambda tx, _: self.worklist.asked(tx, tracker), only=public_id
        )

    def tracker(self, public_id: str) -> Tracker:
        """The tracker with a spreadsheet of that id; TrackerError when there is none."""
        with self.store.reading() as tx:
            found = tracker_of(tx, self.scope, public_id)
        if found is None or found.spreadsheet_id is None:
            raise TrackerError(
                sentence(
                    'There is no provisioned tracker "%(public_id)s"; see `status`.',
                    public_id=public_id,
                )
            )
        return found

    def fetch(self, pull: Pull, task: Task) -> Fetched:
        """Ask Google for the tracker; what goes wrong with it is part of the answer."""
        with metered() as meter:
            try:
                expectation = self.expectation(task.tracker.public_id)
                snapshot = pull.fetch(task.tracker, expectation)
                refuse_too_large(task.tracker, snapshot)
            except GoogleError as error:
                obstacle = obstacle_of(error, self.gateway, task.tracker, self.drive_id)
                return Fetched(error=error, obstacle=obstacle, requests=meter.total)
            except TrackerError as error:
                return Fetched(error=error, requests=meter.total)
            except Exception as fault:  # noqa: BLE001 - the other trackers go on
                return Fetched(error=told(task.tracker, fault), requests=meter.total)
            return Fetched(snapshot=snapshot, requests=meter.total)

    def expectation(self, public_id: str) -> Expectation:
        """What reading the tracker expects; TrackerError where that is not known."""
        expectation = self.expectations.get(public_id)
        if expectation is None:
            no_children = about(
                public_id,
                sentence(
                    "the roster has no children for it any more, so it was not read; its "
                    "entries stay as they were."
                ),
            )
            raise TrackerError(self.unknown.get(public_id, no_children))
        return expectation

    def _of_tonight(self, tx: Tx, run: _Run) -> list[Task]:
        changed = self.worklist.changed(tx)
        return [*changed, *self.worklist.seventh(tx, run.id, run.at, changed)]

    def _run(
        self,
        kind: RunKind,
        night: date | None,
        choose: Callable[[Tx, _Run], list[Task]],
        *,
        only: str | None = None,
    ) -> SyncReport:
        run = self._open(kind, night)
        if run is None:
            return SyncReport(failures={}, was_done_before=True)
        with metered() as meter:
            listed = self.worklist.look()
        with self.store.writing() as tx:
            renew_lease(tx, run.lease, self.clock.now())
            self.worklist.take_over(tx, listed)
            tasks = choose(tx, run)
        obstructed = [
            (self.tracker(public_id), obstacle)
            for public_id, obstacle in listed.obstacles.items()
            if only in {None, public_id}
        ]
        tally = self._work_off(run, tasks, obstructed)
        with self.store.writing() as tx:
            close_run(tx, run.id, self.clock.now())
            forget_trouble(tx, self.scope)
            give_back(tx, run.lease, self.clock.now())
        return SyncReport(
            trackers_read=tally.read,
            checked=tally.checked,
            changes=tally.changes,
            drive_requests=meter.counts["drive"],
            failures=tally.failures,
            notices=(
                *(healed_message(public_id) for public_id in tally.healed),
                *(copy_message(name, file) for file, name in listed.copies.items()),
            ),
        )

    def _open(self, kind: RunKind, night: date | None) -> _Run | None:
        at = self.clock.now()
        with self.store.writing() as tx:
            lease = take_lease(tx, lease_name(self.scope), self.holder, at)
            run_id = open_run(tx, self.scope, kind=kind, night=night, now=at)
            if run_id is None:
                give_back(tx, lease, at)
                return None
        pull = Pull(gateway=self.gateway, scope=self.scope, run_id=run_id, at=at)
        return _Run(id=run_id, at=at, lease=lease, pull=pull)

    def _work_off(
        self, run: _Run, tasks: Sequence[Task], obstructed: Sequence[tuple[Tracker, Obstacle]]
    ) -> Tally:
        tally = Tally()
        for tracker, obstacle in obstructed:
            self._note_failure(run, tally, tracker, obstacle_message(tracker.public_id, obstacle))
        estimate = self.budget.estimate(len(tasks))
        if estimate:
            self.progress(
                several(
                    "%(count)s tracker to read: %(estimate)s",
                    "%(count)s trackers to read: %(estimate)s",
                    len(tasks),
                    estimate=estimate,
                )
            )
        answers = side_by_side(tasks, lambda task: self.fetch(run.pull, task), self.in_flight)
        for number, (task, fetched) in enumerate(answers, start=1):
            self.progress(
                sentence(
                    "reading %(tracker)s (%(number)s of %(whole)s)",
                    tracker=task.tracker.public_id,
                    number=number,
                    whole=len(tasks),
                )
            )
            self._settle(run, tally, task, fetched)
        return tally

    def _settle(self, run: _Run, tally: Tally, task: Task, fetched: Fetched) -> None:
        """Store what was fetched, or write down why there is nothing to store."""
        error = fetched.error
        if fetched.snapshot is not None:
            try:
                decision = self._keep(run, task, fetched.snapshot, fetched.requests)
            except TrackerError as failure:
                error = failure
            except StoreError:
                raise
            except Exception as fault:  # noqa: BLE001 - the other trackers go on
                error = told(task.tracker, fault)
            else:
                tally.take(task, decision)
                return
        assert error is not None, "what is not stored has an error"
        self._give_up(run, tally, task.tracker, error, fetched)

    def _keep(self, run: _Run, task: Task, snapshot: Snapshot, requests: int) -> Decision:
        """The read, its outcome and the renewed lease, all in one transaction.

        A read that finds a tab of entries gone is stored, and counts as failed all the same.
        """
        tracker = task.tracker
        healed = READ_AGAIN if tracker.last_outcome is Outcome.FAILED else None
        with self.store.writing() as tx:
            renew_lease(tx, run.lease, self.clock.now())
            decision = run.pull.keep(tx, tracker, self.expectation(tracker.public_id), snapshot)
            note_read(tx, self.scope, tracker.id, task.listed_version)
            note_outcome(
                tx,
                run.id,
                tracker.id,
                outcome=Outcome.FAILED if decision.errors else Outcome.SYNCED,
                reason=together(decision.errors) or healed,
                requests=requests,
                changes=decision.changes,
                at=self.clock.now(),
            )
        return decision

    def _give_up(
        self,
        run: _Run,
        tally: Tally,
        tracker: Tracker,
        error: TracksheetError,
        fetched: Fetched,
    ) -> None:
        reason = error.reason
        if fetched.obstacle is not None:
            reason = obstacle_message(tracker.public_id, fetched.obstacle)
        elif isinstance(error, GoogleError):
            reason = about(tracker.public_id, error.reason)
        self._note_failure(run, tally, tracker, reason, fetched.requests, fetched.obstacle)
        tally.hopeless = tally.hopeless + 1 if is_hopeless(error) else 0
        if tally.hopeless >= self.hopeless_in_a_row:
            raise error

    def _note_failure(
        self,
        run: _Run,
        tally: Tally,
        tracker: Tracker,
        reason: str,
        requests: int = 0,
        obstacle: Obstacle | None = None,
    ) -> None:
        tally.failures[tracker.public_id] = reason
        with self.store.writing() as tx:
            renew_lease(tx, run.lease, self.clock.now())
            if not tracker.is_dirty and tracker.spreadsheet_id is not None:
                mark_dirty(tx, self.scope, [tracker.spreadsheet_id])  # the next run tries again
            if obstacle is not None:
                note_obstacle(tx, self.scope, tracker.id, obstacle)
            note_outcome(
                tx,
                run.id,
                tracker.id,
                outcome=Outcome.FAILED,
                reason=reason,
                requests=requests,
                changes=0,
                at=self.clock.now(),
            )
