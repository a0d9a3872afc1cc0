"""One tracker, one pass: fetch -> parse -> decide -> store. Decides nothing itself.

    gateway.read | parse_snapshot | decide(known) | store in one transaction

One read request, one transaction; the read clears the tracker's dirty mark only if no change was
reported since it was fetched.
"""

from dataclasses import dataclass
from datetime import datetime

from sheet_templates.bulk import BULK_FIELDS, parse_bulk, reads_agree, tab_ranges
from sheet_templates.columns import ReadProfile
from sheet_templates.expectation import Expectation
from sheet_templates.nightly import parse_nightly
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import NIGHTLY_FIELDS, Snapshot
from sync.domain.authors import authors_of
from sync.domain.decide import Decision, decide
from sync.domain.scope import Scope
from sync.errors import TrackerError
from sync.google.gateway import Gateway
from sync.store.engine import Tx
from sync.store.entries import apply_entries
from sync.store.history import written_since
from sync.store.holds import replace_holds
from sync.store.inputs import log_read
from sync.store.issues import replace_issues
from sync.store.kinds import Outcome
from sync.store.knowing import Before, before
from sync.store.packing import PackedRead, pack_read
from sync.store.positions import keep_columns
from sync.store.reads import store_read
from sync.store.trackers import Tracker

_MOST_TRIES = 2  # somebody may move a column between the two reads of a large file


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What reading trackers needs; `at` is the one moment of the run, `run_id` None outside one."""

    gateway: Gateway
    scope: Scope
    run_id: int | None
    at: datetime

    def fetch(self, tracker: Tracker, expectation: Expectation) -> Snapshot:
        """What the tracker says now; touches no store, so several may be fetched side by side."""
        assert tracker.spreadsheet_id is not None, "only adopted trackers are read"
        if any(tab.profile is ReadProfile.BULK for tab in expectation.tabs):
            return self._in_two_reads(tracker, tracker.spreadsheet_id, expectation)
        return parse_nightly(self.gateway.read_bytes(tracker.spreadsheet_id, NIGHTLY_FIELDS))

    def _in_two_reads(
        self, tracker: Tracker, spreadsheet_id: str, expectation: Expectation
    ) -> Snapshot:
        for _ in range(_MOST_TRIES):
            structure = self.gateway.read(spreadsheet_id, BULK_FIELDS)
            values = self.gateway.read_values(spreadsheet_id, tab_ranges(structure))
            snapshot = parse_bulk(structure, values)
            if reads_agree(snapshot, expectation):
                return snapshot
        raise TrackerError(
            sentence(
                "%(tracker)s: its columns do not stand where their hidden keys (the first row) "
                "say. Undo the last change of columns in the spreadsheet (File, Version history); "
                "until then its entries stay as they were.",
                tracker=tracker.public_id,
            )
        )

    def judge(
        self, tx: Tx, tracker: Tracker, expectation: Expectation, snapshot: Snapshot
    ) -> Decision:
        """What the snapshot changes, given what is stored; stores nothing."""
        read = pack_read(expectation, snapshot)
        known = before(tx, self.scope, tracker, snapshot, read).known
        return decide(expectation, snapshot, known)

    def keep(
        self, tx: Tx, tracker: Tracker, expectation: Expectation, snapshot: Snapshot
    ) -> Decision:
        """Store what the snapshot says; what it changed.

        Where the decision has errors, the run has failed for this tracker, though all is stored.
        """
        return keep_read(
            tx, self.scope, tracker, expectation, snapshot, run_id=self.run_id, at=self.at
        )


def keep_read(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    scope: Scope,
    tracker: Tracker,
    expectation: Expectation,
    snapshot: Snapshot,
    *,
    run_id: int | None,
    at: datetime,
) -> Decision:
    """Store what the snapshot says, and log what it was judged from; what it changed.

    Nothing but what is given here and what earlier reads and words left behind has a say in it,
    so that the log, replayed, makes the same store.
    """
    read = pack_read(expectation, snapshot)
    earlier = before(tx, scope, tracker, snapshot, read)
    decision = decide(expectation, snapshot, earlier.known)
    keep_decision(tx, scope, tracker, decision, read, earlier, run_id=run_id, at=at)
    return decision


def keep_decision(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    scope: Scope,
    tracker: Tracker,
    decision: Decision,
    read: PackedRead,
    earlier: Before,
    *,
    run_id: int | None,
    at: datetime,
) -> None:
    """Store what was decided of a read, and the read itself in the log.

    Where a run has failed to read the tracker, it stays marked as changed until a run has read it.
    """
    is_left = run_id is None and tracker.last_outcome is Outcome.FAILED
    seq = store_read(
        tx,
        tracker,
        run_id=run_id,
        dirty_seq_seen=tracker.read_seq if is_left else tracker.dirty_seq,
        at=at,
        structure_sha=decision.structure_sha,
        rows=decision.rows,
        stopped=decision.stopped,
        known=earlier.rows,
    )
    log_read(tx, tracker, seq=seq, run_id=run_id, at=at, read=read, last=earlier.last)
    apply_entries(
        tx,
        tracker,
        seq,
        opened=decision.opened,
        closed=decision.closed,
        moved=decision.moved,
        authors=authors_of(decision.opened, decision.closed, written_since(tx, scope, tracker, at)),
    )
    keep_columns(tx, tracker, decision.columns)
    replace_issues(tx, tracker, seq, at, decision.issues, decision.stopped)
    if decision.holds or earlier.waits:
        replace_holds(
            tx,
            tracker,
            seq,
            run_id,
            at,
            found=decision.holds,
            stopped=decision.stopped,
        )
