"""What a sync would store, without storing anything: the same reads, the same judgement."""

from dataclasses import dataclass

from sheet_templates.sentences import sentence
from sheet_templates.snapshot import Snapshot
from sync.domain.obstacles import obstacle_message
from sync.domain.telling import tell
from sync.errors import TrackerError
from sync.flight import side_by_side
from sync.nightly import Sync
from sync.pull import Pull
from sync.store.entries import current_entries
from sync.worklist import Listed, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """One tracker: what a sync would change, sentence by sentence, or why it cannot be read."""

    tracker: str
    sentences: tuple[str, ...] = ()
    failure: str | None = None


def preview(sync: Sync, public_id: str | None = None, *, full: bool = False) -> list[Foretold]:
    """What a sync would do now: of what changed, of all trackers, or of one.

    Reads Google as the sync would; neither the store nor the page token of Drive is touched.
    """
    listed = sync.worklist.look()
    tasks = _tasks(sync, listed, public_id, full=full)
    told = [
        Foretold(tracker=name, failure=obstacle_message(name, obstacle))
        for name, obstacle in sorted(listed.obstacles.items())
        if public_id in {None, name}
    ]
    pull = Pull(gateway=sync.gateway, scope=sync.scope, run_id=0, at=sync.clock.now())
    for task, fetched in side_by_side(tasks, lambda one: sync.fetch(pull, one), sync.in_flight):
        sync.progress(sentence("looking at %(tracker)s", tracker=task.tracker.public_id))
        if fetched.snapshot is None:
            reason = fetched.error.reason if fetched.error else sentence("it cannot be read")
            told.append(Foretold(tracker=task.tracker.public_id, failure=reason))
        else:
            told.append(_foretell(sync, pull, task, fetched.snapshot))
    return sorted(told, key=lambda one: one.tracker)


def _tasks(sync: Sync, listed: Listed, public_id: str | None, *, full: bool) -> list[Task]:
    worklist = sync.worklist
    asked = sync.tracker(public_id) if public_id is not None else None
    with sync.store.reading() as tx:
        if asked is not None:
            return worklist.asked(tx, asked)
        return worklist.everything(tx) if full else worklist.would_change(tx, listed)


def _foretell(sync: Sync, pull: Pull, task: Task, snapshot: Snapshot) -> Foretold:
    name = task.tracker.public_id
    try:
        expectation = sync.expectation(name)
        with sync.store.reading() as tx:
            known = {e.key: e.value for e in current_entries(tx, sync.scope, task.tracker.id)}
            decision = pull.judge(tx, task.tracker, expectation, snapshot)
    except TrackerError as error:
        return Foretold(tracker=name, failure=error.reason)
    return Foretold(tracker=name, sentences=tuple(tell(decision, known, expectation)))
