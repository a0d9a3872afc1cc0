"""The input log: each read of a tracker as it was judged, and each word on what was held."""

import zlib
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
    """Add the read `seq` to the tracker's log. Rows that the read before had are not sent again."""
    wholes = (expectation, snapshot.structure, snapshot.names)
    names = [sha256(whole).digest() for whole in wholes]
    known = _rows_of_last(tx, tracker.id)
    new = {name: row for name, row in snapshot.rows.items() if name not in known}
    add_blobs(tx, tracker.school_id, new | dict(zip(names, wholes, strict=True)))
    held = dict(zip(("expectation", "structure", "row_names"), names, strict=True))
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
    wholes = ("expectation", "structure", "row_names")
    held = blobs(tx, school_id, [row[name] for name in wholes])
    expectation, structure, names = (held[row[name]] for name in wholes)
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


def _rows_of_last(tx: Tx, tracker_id: int) -> set[bytes]:
    table = schema.blob
    same = (table.c.school_id == tracker_input.c.school_id) & (
        table.c.sha256 == tracker_input.c.row_names
    )
    newest = (
        select(table.c.zbytes)
        .join_from(tracker_input, table, same)
        .where(tracker_input.c.tracker_id == tracker_id, tracker_input.c.seq.is_not(None))
        .order_by(tracker_input.c.n.desc())
        .limit(1)
    )
    packed = tx.scalar(newest)
    return set() if packed is None else set(row_names(zlib.decompress(packed)))


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
