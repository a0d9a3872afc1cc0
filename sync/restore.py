"""Putting a tracker's entries back as they were at a moment, as a person's explicit act.

In order: the tracker is read and stored as it is now, so that nothing typed since is lost; what
would be written is compared with that and shown; on "yes" the spreadsheet is read once more and
compared with what was shown; then one write, addressed by the rows' marks, whose reply must say
what was asked for; then the tracker is read and stored again. The store remembers who did it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sheet_templates.expectation import Expectation
from sync.domain.putting_back import PutBack, put_back
from sync.errors import TrackerError
from sync.nightly import Sync
from sync.pull import Pull
from sync.putting import store_what_is_there, write_cells
from sync.store.entries import as_of, current_entries
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """What a restore would write; `digest` is what a person says yes to."""

    tracker: Tracker
    expectation: Expectation
    content: PutBack

    @property
    def sentences(self) -> list[str]:
        """The cells, in words."""
        return self.content.sentences(self.expectation)

    @property
    def digest(self) -> str:
        """A digest of what would be written and what it would replace."""
        return hashlib.sha256("\n".join(self.sentences).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """What putting back needs: a sync of the school."""

    sync: Sync

    def plan(self, public_id: str, moment: datetime) -> RestorePlan:
        """Read and store the tracker as it is, and say what would be written back."""
        store_what_is_there(self.sync, public_id)
        return self._planned(public_id, moment)

    def carry_out(self, public_id: str, moment: datetime, *, who: str, agreed: str) -> RestorePlan:
        """Write back what was agreed to; TrackerError when it has changed since it was shown."""
        planned = self._planned(public_id, moment)
        if planned.digest != agreed:
            raise TrackerError(
                f"{public_id} has changed since this was shown, so nothing was written. "
                "Look at it again."
            )
        if planned.content.cells:
            write_cells(self.sync, planned.tracker, planned.content, as_of=moment, who=who)
        return planned

    def _planned(self, public_id: str, moment: datetime) -> RestorePlan:
        sync, tracker = self.sync, self.sync.tracker(public_id)
        expectation = sync.expectations[public_id]
        pull = Pull(gateway=sync.gateway, scope=sync.scope, run_id=0, at=sync.clock.now())
        snapshot = pull.fetch(tracker, expectation)
        with sync.store.reading() as tx:
            then = {e.key: e.value for e in as_of(tx, sync.scope, moment) if e.tracker == public_id}
            now = {e.key: e.value for e in current_entries(tx, sync.scope, tracker.id)}
            decision = pull.judge(tx, tracker, expectation, snapshot)
        if decision.changes:
            raise TrackerError(
                f"{public_id} is being edited at this moment, so nothing was written. "
                "Try again when nobody types in it."
            )
        content = put_back(expectation, snapshot, then, now)
        return RestorePlan(tracker=tracker, expectation=expectation, content=content)
