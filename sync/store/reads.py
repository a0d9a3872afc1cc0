"""Reads of trackers: what people own, kept verbatim, row by row, with its history.

Rows are content-addressed: a row's digest says whether it changed, equal contents are stored
once, and one edit stores one row.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import bindparam, case, insert, select, update

from sheet_templates.sentences import sentence
from sync.domain.entries import VerbatimRow
from sync.errors import StoreError
from sync.store import schema
from sync.store.blobs import add_blobs
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.trackers import Tracker

RowPlace = tuple[str, str]
"""The tab's key and the row's key."""


def store_read(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    tracker: Tracker,
    *,
    run_id: int | None,
    dirty_seq_seen: int,
    at: datetime,
    structure_sha: str,
    rows: Sequence[VerbatimRow],
    stopped: Collection[str] = (),
    known: Mapping[RowPlace, "KnownRow"] | None = None,
) -> int:
    """Store a complete read of the tracker's people-owned rows; gives the read's number.

    Numbers count up from 1 for each tracker. A row that `rows` do not have has vanished: its
    version ends, its history stays. A row that only stands elsewhere gets no new version. Rows of
    tabs in `stopped` stay as they were.
    `known` are the rows that were there before, if they were asked for already.
    `dirty_seq_seen` is the tracker's dirty_seq from before the spreadsheet was fetched: if
    Drive told of a change since, the tracker stays dirty.

    ValueError when two rows of a tab bear the same key; StoreError when `at` lies before the
    last read, for then the clock went back and the history would not be true.
    """
    seq = _open_read(tx, tracker, run_id, at, structure_sha)
    seen = {(row.tab, row.row_key): row for row in rows}
    if len(seen) < len(rows):
        raise ValueError(f"{tracker.public_id}: two rows of one tab bear the same key")
    known = known_rows(tx, tracker) if known is None else known
    new = [row for place, row in seen.items() if place not in known]
    if new:
        _add_anchors(tx, tracker, new)
        known = known_rows(tx, tracker)
    known = {place: row for place, row in known.items() if place[0] not in stopped}
    _store_versions(tx, tracker, seq, known, seen)
    _store_positions(tx, known, seen)
    _note_read(tx, tracker, dirty_seq_seen, at)
    return seq


def rows_by_tab(known: Mapping[RowPlace, "KnownRow"]) -> dict[str, frozenset[str]]:
    """The keys of the rows that held something in the last read, by tab."""
    found: dict[str, set[str]] = {}
    for (tab, row_key), row in known.items():
        if row.digest is not None:
            found.setdefault(tab, set()).add(row_key)
    return {tab: frozenset(keys) for tab, keys in found.items()}


class KnownRow(NamedTuple):
    """A row that was there before: its anchor, its last place, the digest of what it holds."""

    anchor_id: int
    position: int
    digest: bytes | None


def _open_read(
    tx: Tx, tracker: Tracker, run_id: int | None, at: datetime, structure_sha: str
) -> int:
    last = tx.execute(_NEWEST, {"tracker": tracker.id}).one_or_none()
    if last is not None and at < last.at:
        raise StoreError(
            sentence(
                "%(public_id)s was read at %(last)s, which lies after now "
                "(%(now)s): this computer's clock went back. Put it right "
                "and sync again.",
                public_id=tracker.public_id,
                last=last.at.isoformat(),
                now=at.isoformat(),
            )
        )
    seq = 1 if last is None else last.seq + 1
    values = {"tracker_id": tracker.id, "seq": seq, "run_id": run_id, "at": at}
    owned = {"school_id": tracker.school_id, "structure_sha": structure_sha}
    tx.execute(insert(schema.tracker_read), values | owned)
    return int(seq)


# Statements that each read asks are put together once: that takes longer than to answer them.

_NEWEST = (
    select(schema.tracker_read.c.seq, schema.tracker_read.c.at)
    .where(schema.tracker_read.c.tracker_id == bindparam("tracker"))
    .order_by(schema.tracker_read.c.seq.desc())
    .limit(1)
)
_KNOWN_ROWS = (
    select(
        schema.row_anchor.c.tab,
        schema.row_anchor.c.row_key,
        schema.row_anchor.c.id,
        schema.row_anchor.c.position,
        schema.row_version.c.sha256,
    )
    .join_from(
        schema.row_anchor,
        schema.row_version,
        (schema.row_version.c.row_anchor_id == schema.row_anchor.c.id)
        & schema.row_version.c.to_seq.is_(None),
        isouter=True,
    )
    .where(schema.row_anchor.c.tracker_id == bindparam("tracker"))
)
_NOTE_READ = (
    update(schema.tracker)
    .where(schema.tracker.c.id == bindparam("this"))
    .values(
        last_read_at=bindparam("at"),
        read_seq=case(
            (schema.tracker.c.read_seq < bindparam("seen"), bindparam("seen")),
            else_=schema.tracker.c.read_seq,
        ),
    )
)
_END = (
    update(schema.row_version)
    .where(
        schema.row_version.c.row_anchor_id == bindparam("anchor"),
        schema.row_version.c.to_seq.is_(None),
    )
    .values(to_seq=bindparam("end"))
)


def known_rows(tx: Tx, tracker: Tracker) -> dict[RowPlace, KnownRow]:
    """The rows that any read of the tracker has found, and what they held in the last one."""
    found = tx.execute(_KNOWN_ROWS, {"tracker": tracker.id}).all()
    return {
        (tab, row_key): KnownRow(anchor_id, position, digest)
        for tab, row_key, anchor_id, position, digest in found
    }


def _add_anchors(tx: Tx, tracker: Tracker, rows: Iterable[VerbatimRow]) -> None:
    ordered = sorted(rows, key=lambda row: (row.tab, row.position))
    insert_many(
        tx,
        schema.row_anchor,
        shared={"school_id": tracker.school_id, "tracker_id": tracker.id},
        columns={
            "tab": [row.tab for row in ordered],
            "row_key": [row.row_key for row in ordered],
            "position": [row.position for row in ordered],
        },
    )


def _store_versions(
    tx: Tx,
    tracker: Tracker,
    seq: int,
    known: Mapping[RowPlace, KnownRow],
    seen: Mapping[RowPlace, VerbatimRow],
) -> None:
    """End the versions of rows that changed or vanished, begin those of changed and new ones."""
    digests = {place: sha256(row.cells).digest() for place, row in seen.items()}
    changed = [place for place, digest in digests.items() if known[place].digest != digest]
    vanished = [place for place in known if place not in seen]
    _end_versions(
        tx, seq, [known[p].anchor_id for p in changed + vanished if known[p].digest is not None]
    )
    add_blobs(tx, tracker.school_id, {digests[place]: seen[place].cells for place in changed})
    _begin_versions(
        tx, tracker.school_id, seq, {known[place].anchor_id: digests[place] for place in changed}
    )


def _end_versions(tx: Tx, seq: int, anchor_ids: Sequence[int]) -> None:
    if anchor_ids:
        tx.execute(_END, [{"anchor": anchor_id, "end": seq} for anchor_id in anchor_ids])


def _begin_versions(tx: Tx, school_id: int, seq: int, digests: Mapping[int, bytes]) -> None:
    insert_many(
        tx,
        schema.row_version,
        shared={"school_id": school_id, "from_seq": seq},
        columns={"row_anchor_id": list(digests), "sha256": list(digests.values())},
    )


def _store_positions(
    tx: Tx, known: Mapping[RowPlace, KnownRow], seen: Mapping[RowPlace, VerbatimRow]
) -> None:
    """Note where rows stand now; it is no part of their history."""
    table = schema.row_anchor
    moved = [
        {"anchor": known[place].anchor_id, "position": row.position}
        for place, row in seen.items()
        if known[place].position != row.position
    ]
    if moved:
        tx.execute(update(table).where(table.c.id == bindparam("anchor")), moved)


def _note_read(tx: Tx, tracker: Tracker, dirty_seq_seen: int, at: datetime) -> None:
    """Say up to which change the tracker was read; never less than was said before."""
    tx.execute(_NOTE_READ, {"this": tracker.id, "at": at, "seen": dirty_seq_seen})
