"""Putting a tracker's entries back as they were at a moment, as a person's explicit act.

In order: the tracker is read and stored as it is now, so that nothing typed since is lost; what
would be written is compared with that and shown; on "yes" the spreadsheet is read once more and
compared with what was shown; then one write, addressed by the rows' marks, whose reply must say
what was asked for; then the tracker is read and stored again. The store remembers who did it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sheet_templates.edits import Plan
from sheet_templates.expectation import Expectation
from sheet_templates.requests import marked_values
from sync.domain.putting_back import BackCell, PutBack, put_back
from sync.domain.telling import shown
from sync.errors import TrackerError
from sync.google.gateway import Json
from sync.nightly import Sync
from sync.pull import Pull
from sync.store.drive_state import note_own_reply
from sync.store.entries import as_of, current_entries
from sync.store.history import begin_restoration, end_restoration
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
        self._store_what_is_there(public_id)
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
            self._write(planned, moment, who)
            self._store_what_is_there(public_id)
            self._note_that_it_is_stored(planned.tracker)
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

    def _write(self, planned: RestorePlan, moment: datetime, who: str) -> None:
        sync, tracker, cells = self.sync, planned.tracker, planned.content.cells
        with sync.store.writing() as tx:
            restoration = begin_restoration(
                tx,
                sync.scope,
                tracker_id=tracker.id,
                as_of=moment,
                who=who,
                at=sync.clock.now(),
                cells=[(one.cell, shown(one.before), shown(one.after)) for one in cells],
            )
            note_own_reply(tx, sync.scope, tracker.id, is_stored=False)
        assert tracker.spreadsheet_id is not None, "only adopted trackers are planned for"
        rows = planned.content.rows()
        replies = sync.gateway.write_marked(
            tracker.spreadsheet_id, marked_values(Plan(marked=tuple(rows)))
        )
        _check(tracker, cells, replies)
        with sync.store.writing() as tx:
            end_restoration(tx, restoration, sync.clock.now())

    def _store_what_is_there(self, public_id: str) -> None:
        report = self.sync.one(public_id)
        if report.failures:
            raise TrackerError(
                f"{public_id} cannot be restored: it could not be read.",
                list(report.failures.values()),
            )

    def _note_that_it_is_stored(self, tracker: Tracker) -> None:
        with self.sync.store.writing() as tx:
            note_own_reply(tx, self.sync.scope, tracker.id, is_stored=True)


def _check(tracker: Tracker, cells: Sequence[BackCell], replies: Sequence[Json]) -> None:
    """TrackerError when the reply does not say what was to be written."""
    asked = list(dict.fromkeys(one.spot.metadata_id for one in cells))
    stands = [one.get("values", [[]])[0] for one in replies]
    rows = dict(zip(asked, stands, strict=False))
    wrong = [one.cell for one in cells if not _says(rows.get(one.spot.metadata_id, ()), one)]
    if wrong:
        raise TrackerError(
            f"{tracker.public_id}: Google's reply does not show what was written in "
            f"{', '.join(wrong)}. Sync it and look at it again."
        )


def _says(values: Sequence[object], cell: BackCell) -> bool:
    column = cell.spot.column
    said = values[column] if column < len(values) else ""
    return said == ("" if cell.typed is None else cell.typed)
