"""Which trackers a run reads, and why: what Drive reports, a night's seventh, or what is asked for.

Drive's page of changes is taken over in one transaction: the trackers it names become dirty, and
the page token moves on. A tracker is clean again only with the stored read of a fetch that began
after it was marked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sync.domain.changes import LastRead, Verdict, sort_out
from sync.domain.obstacles import Obstacle
from sync.domain.scope import Scope
from sync.google.gateway import NONCE, Change, Gateway, shared_drive_in
from sync.store.drive_state import (
    DriveState,
    drive_states,
    note_listed,
    note_obstacle,
    states_of_files,
)
from sync.store.engine import Store, Tx
from sync.store.runs import checked_in, done_in, note_checked
from sync.store.trackers import (
    Tracker,
    advance_cursor,
    bearers,
    dirty,
    drive_cursor,
    mark_dirty,
    tracker,
    trackers,
)

NIGHTS_FOR_ALL = 7
_READ_TODAY = timedelta(hours=12)


class Cause(StrEnum):
    """Why a run reads a tracker."""

    CHANGED = "changed"
    CHECKED = "checked"  # the rolling seventh
    ASKED = "asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A tracker to read; `listed_version` is the version that Drive listed before the fetch."""

    tracker: Tracker
    cause: Cause
    listed_version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What Drive reported: the verdict by file, the obstacles by tracker, the next page token.

    `states` are the trackers that Drive named and those that are obstructed, as they were known
    before, by file. `copies` are files that somebody made as a copy of a tracker, with the
    tracker's public id.
    """

    states: Mapping[str, DriveState]
    verdict: Verdict
    obstacles: dict[str, Obstacle]
    token: str | None
    copies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """Finds what there is to read in one school."""

    store: Store
    gateway: Gateway
    drive_id: str
    scope: Scope

    def look(self) -> Listed:
        """What Drive reports since the last time; stores nothing.

        One request for each thousand changes, and one for each tracker that is obstructed or gone:
        it may have been moved, or be there again, and Drive need not list that.
        """
        with self.store.reading() as tx:
            token = drive_cursor(tx, self.drive_id)
        if token is None:
            return Listed(states={}, verdict=Verdict(), obstacles={}, token=None)
        changes, next_token = self.gateway.changes(token, self.drive_id)
        with self.store.reading() as tx:
            states = states_of_files(tx, self.scope, {change.file_id for change in changes})
            copies = self._copies(tx, changes, states)
        verdict = self._verdict(changes, states)
        obstacles = {states[file].public_id: what for file, what in verdict.obstacles.items()}
        return Listed(
            states=states,
            verdict=verdict,
            obstacles=obstacles,
            token=next_token,
            copies=copies,
        )

    def _verdict(self, changes: Iterable[Change], states: Mapping[str, DriveState]) -> Verdict:
        news = {change.file_id: change.news for change in changes if change.file_id in states}
        obstructed = {file: state for file, state in states.items() if state.obstacle is not None}
        for file in sorted(obstructed.keys() | {f for f, one in news.items() if one.is_gone}):
            news[file] = self.gateway.news_of(file)
        known = {
            file: LastRead() if file in obstructed else state.last_read
            for file, state in states.items()
        }
        return sort_out(news.values(), known, shared_drive_in(self.drive_id))

    def _copies(
        self, tx: Tx, changes: Iterable[Change], states: Mapping[str, DriveState]
    ) -> dict[str, str]:
        """Files that bear a tracker's nonce and are not that tracker, with its public id."""
        marked = {
            one.file_id: one.app_properties[NONCE]
            for one in changes
            if one.app_properties.get(NONCE)
            and one.file_id not in states
            and not (one.removed or one.trashed)
        }
        names = bearers(tx, self.scope, set(marked.values()))
        return {file: names[nonce] for file, nonce in marked.items() if nonce in names}

    def take_over(self, tx: Tx, listed: Listed) -> None:
        """Mark what is to be read and move the page token on, in this one transaction."""
        if listed.token is None:
            return
        states, verdict = listed.states, listed.verdict
        mark_dirty(tx, self.scope, verdict.to_read)
        versions = {states[file].tracker_id: to for file, to in verdict.to_read.items()}
        note_listed(tx, self.scope, versions)
        for file, obstacle in verdict.obstacles.items():
            note_obstacle(tx, self.scope, states[file].tracker_id, obstacle)
        advance_cursor(tx, self.drive_id, listed.token)

    def changed(self, tx: Tx) -> list[Task]:
        """The trackers that nobody has read since they changed; none that cannot be read."""
        return self._tasks(tx, dirty(tx, self.scope), Cause.CHANGED)

    def would_change(self, tx: Tx, listed: Listed) -> list[Task]:
        """What `changed` would be after `take_over`; nothing is stored."""
        reported = {
            tracker.public_id: replace(tracker, dirty_seq=tracker.dirty_seq + 1)
            for tracker in trackers(tx, self.scope)
            if tracker.spreadsheet_id in listed.verdict.to_read
        }
        waiting = {tracker.public_id: tracker for tracker in dirty(tx, self.scope)} | reported
        left = [one for name, one in sorted(waiting.items()) if name not in listed.obstacles]
        return self._tasks(tx, left, Cause.CHANGED)

    def everything(self, tx: Tx) -> list[Task]:
        """All trackers that have a spreadsheet that can be read."""
        made = [one for one in trackers(tx, self.scope) if one.spreadsheet_id and not one.closed_at]
        return self._tasks(tx, made, Cause.ASKED)

    def asked(self, tx: Tx, asked: Tracker) -> list[Task]:
        """That tracker, unless something stands in the way of reading it.

        As it is now: a change that this run took over is seen by this run's read.
        """
        now = tracker(tx, self.scope, asked.public_id)
        return self._tasks(tx, [asked if now is None else now], Cause.ASKED)

    def seventh(self, tx: Tx, run_id: int, at: datetime, among: Sequence[Task]) -> list[Task]:
        """The seventh of all trackers whose last read lies farthest back, besides `among`.

        Within seven nights each one is read, also if Drive never reports it. A night that was
        broken off goes on with the same ones.
        """
        chosen = checked_in(tx, run_id)
        if not chosen:
            chosen = self._oldest(tx, at, {task.tracker.id for task in among})
            note_checked(tx, self.scope, run_id, sorted(chosen))
        left = chosen - done_in(tx, run_id) - {task.tracker.id for task in among}
        return [
            replace(task, cause=Cause.CHECKED)
            for task in self.everything(tx)
            if task.tracker.id in left
        ]

    def _oldest(self, tx: Tx, at: datetime, besides: set[int]) -> set[int]:
        readable = [task.tracker for task in self.everything(tx)]
        resting = [
            one
            for one in readable
            if one.id not in besides
            and (one.last_read_at is None or at - one.last_read_at > _READ_TODAY)
        ]
        resting.sort(key=lambda one: one.last_read_at or datetime.min.replace(tzinfo=at.tzinfo))
        return {one.id for one in resting[: -(-len(readable) // NIGHTS_FOR_ALL)]}

    def _tasks(self, tx: Tx, found: Sequence[Tracker], cause: Cause) -> list[Task]:
        states = self._states(tx, found)
        return [
            Task(tracker=one, cause=cause, listed_version=states[one.public_id].listed_version)
            for one in found
            if states[one.public_id].obstacle is None
        ]

    def _states(self, tx: Tx, found: Sequence[Tracker]) -> dict[str, DriveState]:
        states = drive_states(tx, self.scope, {one.id for one in found})
        return {state.public_id: state for state in states.values()}
