"""States that wait for somebody's word: kept aside, decided, and settled by the next read."""

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from sheet_templates.identity import row_key
from sync.domain.holds import Hold, Verdict, unpacked
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.blobs import add_blobs, drop_unused
from sync.store.engine import Tx
from sync.store.inputs import log_word
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHold:
    """A held state: its id as people name it, its tracker, what it holds and what became of it."""

    public_id: str
    tracker: str
    hold: Hold
    seen_at: datetime
    verdict: Verdict
    decided_by: str | None
    decided_at: datetime | None


def holds(tx: Tx, scope: Scope, *, only_open: bool = True) -> list[StoredHold]:
    """The school's held states, oldest first: those that wait, or all there ever were."""
    query = _WAITING if only_open else _OF_SCHOOL
    return [_stored(row) for row in tx.execute(query, {"school": scope.school_id})]


def hold(tx: Tx, scope: Scope, public_id: str) -> StoredHold | None:
    """The held state with this id."""
    which = {"school": scope.school_id, "public_id": public_id}
    row = tx.execute(_ONE, which).one_or_none()
    return None if row is None else _stored(row)


def decide_hold(
    tx: Tx, scope: Scope, public_id: str, verdict: Verdict, by: str, at: datetime
) -> None:
    """Write down what somebody said of a held state; LookupError when it does not wait for it."""
    table = schema.held_state
    this = (table.c.school_id == scope.school_id) & (table.c.public_id == public_id)
    values = {"verdict": verdict, "decided_by": by, "decided_at": at}
    decided = update(table).where(this, table.c.verdict == Verdict.OPEN).values(values)
    if tx.execute(decided).rowcount != 1:
        raise LookupError(f"no open hold {public_id}")
    log_word(tx, scope, public_id, verdict, by, at)


def unsettled(tx: Tx, scope: Scope, tracker: Tracker) -> list[StoredHold]:
    """The tracker's states that wait, and those decided that no read has settled; oldest first."""
    which = {"school": scope.school_id, "tracker": tracker.id}
    return [_stored(row) for row in tx.execute(_UNSETTLED, which)]


def replace_holds(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    tracker: Tracker,
    seq: int,
    run_id: int | None,
    at: datetime,
    *,
    found: Iterable[Hold],
    stopped: Collection[str],
) -> None:
    """Make `found` the states of the tracker that wait, as the read `seq` found them.

    One that is found again waits on under its id, wherever its rows stand now. What the
    spreadsheet no longer says is over; what was decided is settled, unless its tab was stopped
    before that could take effect.
    """
    wanted = {(one.tab, one.scope): one for one in found}
    which = {"school": tracker.school_id, "tracker": tracker.id}
    for row in tx.execute(_UNSETTLED, which).all():
        one = wanted.get((row.tab, row.scope))
        if row.verdict is not Verdict.OPEN:
            if row.tab not in stopped:
                _end(tx, row.id, seq, at, row.verdict)
        elif one is not None and one.digest() == _stored(row).hold.digest():
            _find_again(tx, tracker, row, one)
            del wanted[row.tab, row.scope]
        else:
            _end(tx, row.id, seq, at, Verdict.GONE if one is None else Verdict.REPLACED)
    _open(tx, tracker, seq, run_id, at, list(wanted.values()))


# Put together once: that takes longer than to answer them.
_OF_SCHOOL = (
    select(schema.held_state, schema.tracker.c.public_id.label("tracker"), schema.blob.c.zbytes)
    .join_from(
        schema.held_state, schema.tracker, schema.held_state.c.tracker_id == schema.tracker.c.id
    )
    .join(
        schema.blob,
        (schema.blob.c.school_id == schema.held_state.c.school_id)
        & (schema.blob.c.sha256 == schema.held_state.c.sha256),
    )
    .where(schema.held_state.c.school_id == bindparam("school"))
    .order_by(schema.held_state.c.from_at, schema.held_state.c.id)
)
_WAITING = _OF_SCHOOL.where(schema.held_state.c.verdict == Verdict.OPEN)
_ONE = _OF_SCHOOL.where(schema.held_state.c.public_id == bindparam("public_id"))
_UNSETTLED = _OF_SCHOOL.where(
    schema.held_state.c.tracker_id == bindparam("tracker"),
    schema.held_state.c.to_seq.is_(None),
)


def _stored(row: Row[Any]) -> StoredHold:
    held = unpacked(
        zlib.decompress(row.zbytes),
        tab=row.tab,
        scope=row.scope,
        rule=row.rule,
        message=row.message,
    )
    return StoredHold(
        public_id=row.public_id,
        tracker=row.tracker,
        hold=held,
        seen_at=row.from_at,
        verdict=row.verdict,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _find_again(tx: Tx, tracker: Tracker, row: Row[Any], found: Hold) -> None:
    """Say where what waits stands now, and in today's words."""
    content = found.packed()
    table, digest = schema.held_state, sha256(content).digest()
    if (digest, found.message) != (row.sha256, row.message):
        add_blobs(tx, tracker.school_id, {digest: content})
        values = {"sha256": digest, "message": found.message}
        tx.execute(update(table).where(table.c.id == row.id).values(values))
        drop_unused(tx, tracker.school_id, row.sha256)


def _end(tx: Tx, hold_id: int, seq: int, at: datetime, verdict: Verdict) -> None:
    table = schema.held_state
    values = {"to_seq": seq, "to_at": at, "verdict": verdict}
    tx.execute(update(table).where(table.c.id == hold_id).values(values))


def _open(
    tx: Tx, tracker: Tracker, seq: int, run_id: int | None, at: datetime, new: list[Hold]
) -> None:
    if not new:
        return
    packed = [one.packed() for one in new]
    digests = [sha256(content).digest() for content in packed]
    add_blobs(tx, tracker.school_id, dict(zip(digests, packed, strict=True)))
    begun = {
        "school_id": tracker.school_id,
        "tracker_id": tracker.id,
        "run_id": run_id,
        "from_seq": seq,
        "from_at": at,
        "verdict": Verdict.OPEN,
    }
    rows = [
        begun
        | {
            "public_id": row_key(tracker.public_id, "hold", one.tab, one.scope, str(seq)),
            "tab": one.tab,
            "scope": one.scope,
            "rule": one.rule,
            "message": one.message,
            "sha256": digest,
        }
        for one, digest in zip(new, digests, strict=True)
    ]
    tx.execute(insert(schema.held_state), rows)
