"""The input log: each read of a tracker as it was judged, and each word on what was held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select

from sync.domain.holds import Verdict
from sync.domain.rules import RULES
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.blobs import add_blobs, blobs
from sync.store.engine import Tx
from sync.store.packing import PackedSnapshot, row_names
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


def log_read(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    tracker: Tracker,
    *,
    seq: int,
    run_id: int | None,
    at: datetime,
    expectation: bytes,
    snapshot: PackedSnapshot,
) -> None:
    """Add the read `seq` to the tracker's log; what the read before had is not packed again."""
    wholes = (expectation, snapshot.structure, snapshot.names)
    held = {name: sha256(whole).digest() for name, whole in zip(_WHOLES, wholes, strict=True)}
    known = _known_to_last(tx, tracker)
    found = {**snapshot.rows, **dict(zip(held.values(), wholes, strict=True))}
    add_blobs(tx, tracker.school_id, {one: found[one] for one in found.keys() - known})
    _add(tx, tracker.school_id, tracker.id, at, {"run_id": run_id, "seq": seq} | held)


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


def _known_to_last(tx: Tx, tracker: Tracker) -> set[bytes]:
    """The digests of all that the newest read in the log was judged from."""
    query = (
        select(*(tracker_input.c[name] for name in _WHOLES))
        .where(tracker_input.c.tracker_id == tracker.id, tracker_input.c.seq.is_not(None))
        .order_by(tracker_input.c.n.desc())
        .limit(1)
    )
    newest = tx.execute(query).one_or_none()
    if newest is None:
        return set()
    names = blobs(tx, tracker.school_id, [newest.row_names])[newest.row_names]
    return {*newest, *row_names(names)}


def _add(tx: Tx, school_id: int, tracker_id: int, at: datetime, values: dict[str, Any]) -> None:
    last = select(func.max(tracker_input.c.n)).where(tracker_input.c.tracker_id == tracker_id)
    held = {
        "school_id": school_id,
        "tracker_id": tracker_id,
        "n": (tx.scalar(last) or 0) + 1,
        "at": at,
        "rules": RULES,
    }
    tx.execute(insert(tracker_input).values(held | values))
