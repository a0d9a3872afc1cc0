"""Writing the likely readings of doubtful cells into a tracker, as a person's explicit act.

In order: the tracker is read; only what still stands as it was shown is written, addressed by the
rows' marks; the reply must say what was asked for; then the tracker is read and stored again. The
store remembers who said yes.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sync.domain.decide import USUAL_LOCALE
from sync.domain.mending import mending
from sync.domain.putting_back import put_back
from sync.nightly import Sync
from sync.pull import Pull
from sync.putting import write_cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What was written, cell by cell, and what was left as it is, both in words."""

    written: tuple[str, ...]
    left: tuple[str, ...]


def mend(sync: Sync, public_id: str, agreed: Collection[str], *, who: str) -> Mended:
    """Write what `agreed` (ids of issues) stands for, for the person `who`; what came of it."""
    tracker, expectation = sync.tracker(public_id), sync.expectation(public_id)
    at = sync.clock.now()
    pull = Pull(gateway=sync.gateway, scope=sync.scope, run_id=0, at=at)
    snapshot = pull.fetch(tracker, expectation)
    with sync.store.reading() as tx:
        decision = pull.judge(tx, tracker, expectation, snapshot)
    wanted = mending(expectation, agreed, decision.doubts, snapshot.locale or USUAL_LOCALE)
    content = put_back(expectation, snapshot, wanted.after, wanted.before)
    if content.cells:
        write_cells(sync, tracker, content, as_of=at, who=who)
    written = tuple(content.sentences(expectation))
    return Mended(written=written, left=(*wanted.left, *content.homeless))
