"""The input log: each read of a tracker as it was judged, and each word on what was held."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from sheet_templates.snapshot import Snapshot
from sync.domain.holds import Verdict
from sync.domain.rules import RULES
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.blobs import add_blobs, blobs
from sync.store.engine import Tx
from sync.store.packing import PackedRead, PackedSnapshot, row_names
from sync.store.schema_inputs import tracker_input
from sync.store.trackers import Tracker

_WHOLES = ("expectation", "structure", "row_names")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRead:
    """A read, its number and moment, and what it was judged from."""

    at: datetime
    rules: int
    run_id: int | None
    seq: int
    expectation: bytes
    snapshot: PackedSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedWord:
    """What somebody said of a held state."""

    at: datetime
    rules: int
    hold: str
    verdict: Verdict
    decided_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRead:
    """What the newest read in a tracker's log was judged from, by digests.

    `is_newest`: nobody has said a word on a held state since.
    """

    rules: int
    is_newest: bool
    digests: Mapping[str, bytes]
    rows: Sequence[bytes]

    def same_rows(self, snapshot: Snapshot, read: PackedRead) -> dict[int, frozenset[int]]:
        """The rows from 0, by sheet id, that would be judged from the same cells as they were.

        None where anything else would be judged otherwise: rules, expectation, lines, merges.
        """
        wholes = all(
            self.digests[name] == read.digests[name] for name in ("expectation", "structure")
        )
        if not (wholes and self.is_newest and self.rules == RULES):
            return {}
        same, names = {}, row_names(read.snapshot.names)
        begin = 0
        for tab in snapshot.tabs:
            end = begin + len(tab.cells)
            pairs = zip(self.rows[begin:end], names[begin:end], strict=True)
            same[tab.sheet_id] = frozenset(at for at, (was, now) in enumerate(pairs) if was == now)
            begin = end
        return same


def last_read(tx: Tx, tracker: Tracker) -> LastRead | None:
    """The newest read in the tracker's log; None where there is none."""
    newest = tx.execute(_NEWEST_READ, {"tracker": tracker.id}).mappings().one_or_none()
    if newest is None:
        return None
    names = newest["row_names"]
    return LastRead(
        rules=newest["rules"],
        is_newest=newest["n"] == newest["last"],
        digests={name: newest[name] for name in _WHOLES},
        rows=row_names(blobs(tx, tracker.school_id, [names])[names]),
    )


def log_read(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    tracker: Tracker,
    *,
    seq: int,
    run_id: int | None,
    at: datetime,
    read: PackedRead,
    last: LastRead | None,
) -> None:
    """Add the read `seq` to the tracker's log; what the `last` one had is not packed again."""
    known = {*last.digests.values(), *last.rows} if last else set[bytes]()
    snapshot = read.snapshot
    wholes = (read.expectation, snapshot.structure, snapshot.names)
    found = {**snapshot.rows, **dict(zip(read.digests.values(), wholes, strict=True))}
    add_blobs(tx, tracker.school_id, {one: found[one] for one in found.keys() - known})
    held = {"run_id": run_id, "seq": seq, **read.digests}
    _add(tx, tracker.school_id, tracker.id, at, held)


def log_word(
    tx: Tx, scope: Scope, hold: str, verdict: Verdict, by: str | None, at: datetime
) -> None:
    """Add what somebody said of a held state to its tracker's log."""
    table = schema.held_state
    this = (table.c.school_id == scope.school_id) & (table.c.public_id == hold)
    tracker_id = tx.execute(select(table.c.tracker_id).where(this)).scalar_one()
    said = {"hold": hold, "verdict": verdict, "decided_by": by}
    _add(tx, scope.school_id, tracker_id, at, said)


def logged(tx: Tx, tracker: Tracker) -> Iterator[LoggedRead | LoggedWord]:
    """The tracker's log from its beginning."""
    query = select(tracker_input).where(tracker_input.c.tracker_id == tracker.id)
    for row in tx.execute(query.order_by(tracker_input.c.n)).mappings().all():
        if row["seq"] is None:
            word = {name: row[name] for name in LoggedWord.__slots__}
            yield LoggedWord(**word)
        else:
            yield _read(tx, tracker.school_id, row)


def _read(tx: Tx, school_id: int, row: Any) -> LoggedRead:
    held = blobs(tx, school_id, [row[name] for name in _WHOLES])
    expectation, structure, names = (held[row[name]] for name in _WHOLES)
    return LoggedRead(
        at=row["at"],
        rules=row["rules"],
        run_id=row["run_id"],
        seq=row["seq"],
        expectation=expectation,
        snapshot=PackedSnapshot(
            structure=structure,
            names=names,
            rows=blobs(tx, school_id, set(row_names(names))),
        ),
    )


def _add(tx: Tx, school_id: int, tracker_id: int, at: datetime, values: dict[str, Any]) -> None:
    held = {
        "school_id": school_id,
        "tracker_id": tracker_id,
        "n": (tx.scalar(_NEWEST_N, {"tracker": tracker_id}) or 0) + 1,
        "at": at,
        "rules": RULES,
    }
    tx.execute(insert(tracker_input), held | values)


_MINE = tracker_input.c.tracker_id == bindparam("tracker")
_NEWEST_N = select(func.max(tracker_input.c.n)).where(_MINE)
_NEWEST_READ = (
    select(tracker_input, _NEWEST_N.scalar_subquery().label("last"))
    .where(_MINE, tracker_input.c.seq.is_not(None))
    .order_by(tracker_input.c.n.desc())
    .limit(1)
)
