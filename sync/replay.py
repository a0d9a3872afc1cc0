"""The input log played into an empty store: what comes of it must be what is stored.

A proof that nothing but what people typed and said made the store what it is. Reads that were
judged under earlier rules may come out otherwise; they are counted, and the differences named.
Where a child was erased the log begins anew: what earlier reads had left behind is taken as given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.domain.rules import RULES
from sync.domain.scope import Scope
from sync.pull import keep_read
from sync.store.engine import Store, Tx, memory_store
from sync.store.holds import decide_hold
from sync.store.inputs import LoggedRead, LoggedWord, logged
from sync.store.log_beginnings import Beginning, beginning_of, restore_beginning
from sync.store.packing import unpack_expectation, unpack_snapshot
from sync.store.replaying import copy_given, differences
from sync.store.trackers import Tracker, trackers
from sync.store.trackers import tracker as tracker_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One tracker, replayed: how many reads and words, and what came out otherwise.

    `other_rules` are the reads that were judged under other rules than today's. `is_whole`: the
    log reaches back to the tracker's first read, or to where it begins anew since `begun_at`;
    without that nothing is compared.
    """

    tracker: str
    reads: int
    words: int
    other_rules: int
    is_whole: bool
    begun_at: datetime | None = None
    differences: tuple[str, ...]


def replay(store: Store, scope: Scope, public_id: str | None = None) -> Iterator[Replayed]:
    """Replay all trackers of the school that were ever read, or one."""
    with store.reading() as old:
        for tracker in trackers(old, scope):
            if public_id in {None, tracker.public_id} and tracker.last_read_at is not None:
                yield _replayed(old, scope, tracker)


def _replayed(old: Tx, scope: Scope, tracker: Tracker) -> Replayed:
    log, begun = list(logged(old, tracker)), beginning_of(old, tracker)
    reads = [one for one in log if isinstance(one, LoggedRead)]
    is_whole = _is_whole(reads, begun)
    return Replayed(
        tracker=tracker.public_id,
        reads=len(reads),
        words=len(log) - len(reads),
        other_rules=sum(one.rules != RULES for one in reads),
        is_whole=is_whole,
        begun_at=begun.at if begun else None,
        differences=_compared(old, scope, tracker, begun, log) if is_whole else (),
    )


def _is_whole(reads: Sequence[LoggedRead], begun: Beginning | None) -> bool:
    if begun is None:
        return bool(reads) and reads[0].seq == 1
    return not reads or reads[0].seq == begun.seq + 1


def _compared(
    old: Tx,
    scope: Scope,
    tracker: Tracker,
    begun: Beginning | None,
    log: Iterable[LoggedRead | LoggedWord],
) -> tuple[str, ...]:
    """How the store differs from what comes of the log in an empty one, in words."""
    scratch = memory_store()
    with scratch.writing() as new:
        copy_given(old, new)
        if begun is not None:
            restore_beginning(new, tracker, begun)
    for one in log:
        with scratch.writing() as new:
            _take(new, scope, tracker.public_id, one)
    with scratch.reading() as new:
        found = tuple(
            f"{name}: {less} rows are stored and were not replayed, {more} were replayed and "
            "are not stored"
            for name, less, more in differences(old, new, tracker)
        )
    scratch.close()
    return found


def _take(new: Tx, scope: Scope, public_id: str, one: LoggedRead | LoggedWord) -> None:
    if isinstance(one, LoggedWord):
        decide_hold(new, scope, one.hold, one.verdict, one.decided_by or "", one.at)
        return
    tracker = tracker_of(new, scope, public_id)
    assert tracker is not None, "the replay has every tracker of the store"
    packed = one.snapshot
    snapshot = unpack_snapshot(packed.structure, packed.names, packed.rows)
    expectation = unpack_expectation(one.expectation)
    keep_read(new, scope, tracker, expectation, snapshot, run_id=one.run_id, at=one.at)
