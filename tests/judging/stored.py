"""A history in the store, which is the same however it came to say what it says.

Read by read, replayed from its log into an empty store, with every state read in full once more,
and with all that spares work switched off. At the end somebody says yes to all that waits.
"""

from datetime import timedelta

from sqlalchemy import update

from sheet_templates.school import Roster
from sheet_templates.snapshot import Snapshot
from sync.domain.holds import Verdict
from sync.domain.scope import Scope
from sync.pull import keep_read
from sync.replay import replay
from sync.store.comparison import natural_state
from sync.store.engine import Store, Tx, memory_store
from sync.store.entries import known_values
from sync.store.holds import decide_hold, holds
from sync.store.schema_inputs import tracker_input
from tests.judging.watched import Watched
from tests.sheet_templates.living import OWNER
from tests.store.builders import MONDAY, fresh, make_tracker, save


def stored(
    roster: Roster, watched: Watched, *, times: int = 1, is_spared: bool = True
) -> tuple[Store, Scope]:
    """A store that took in all reads of a history, each so many times, and a yes at the end."""
    store, public_id = memory_store(), watched.expectation.tracker_id
    with store.writing() as tx:
        scope = save(tx, roster)
        make_tracker(tx, scope, public_id)
    last = watched.reads[-1]

    def take(snapshot: Snapshot, day: int) -> None:
        for _ in range(times):
            with store.writing() as tx:
                if not is_spared:
                    _forget(tx)
                tracker, at = fresh(tx, scope, public_id), MONDAY + timedelta(days=day)
                keep_read(tx, scope, tracker, watched.expectation, snapshot, run_id=None, at=at)

    for day, snapshot in enumerate(watched.reads):
        take(snapshot, day)
    with store.writing() as tx:
        assert known_values(tx, fresh(tx, scope, public_id).id) == watched.known.entries
        for one in holds(tx, scope):
            if one.hold.can_be_accepted:
                decide_hold(tx, scope, one.public_id, Verdict.ACCEPTED, OWNER, MONDAY)
    take(last, len(watched.reads))
    return store, scope


def _forget(tx: Tx) -> None:
    """Let no row count as read before: the log says that all reads were judged by other rules."""
    tx.execute(update(tracker_input).values(rules=0))


def check_stored(roster: Roster, watched: Watched) -> None:
    """The store of a history, come to in four ways."""
    store, scope = stored(roster, watched)
    (replayed,) = replay(store, scope)
    assert (replayed.reads, replayed.other_rules) == (len(watched.reads) + 1, 0)
    assert (replayed.is_whole, replayed.differences) == (True, ())
    incremental = natural_state(store)
    assert natural_state(stored(roster, watched, times=2)[0]) == incremental
    assert natural_state(stored(roster, watched, is_spared=False)[0]) == incremental
