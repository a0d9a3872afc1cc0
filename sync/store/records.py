"""Rows of tabs of records with their history: when each was first seen, and what it said."""

import json
import zlib
from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import select

from sync.domain.scope import Scope
from sync.domain.supports import RecordVersion
from sync.store import schema
from sync.store.engine import Tx
from sync.store.notes import waiting_records
from sync.store.trackers import Tracker


def record_versions(
    tx: Tx,
    scope: Scope,
    tabs: Collection[str],
    zone: ZoneInfo,
    only: Tracker | None = None,
    *,
    year: int | None = None,
) -> dict[str, list[RecordVersion]]:
    """All that the rows of these tabs ever held, by tracker; a row's versions in order of time.

    Notes from pages and cards that no read has found there yet are among them, as they will read.
    `only` leaves out all trackers but one, `year` those of school years that began in another one.
    Days are those of `zone`.
    """
    anchors, versions, blobs = schema.row_anchor, schema.row_version, schema.blob
    trackers, reads = schema.tracker, schema.tracker_read
    same_blob = (blobs.c.school_id == versions.c.school_id) & (blobs.c.sha256 == versions.c.sha256)
    first = (reads.c.tracker_id == anchors.c.tracker_id) & (reads.c.seq == versions.c.from_seq)
    query = (
        select(
            trackers.c.public_id,
            anchors.c.tab,
            anchors.c.row_key,
            reads.c.at,
            versions.c.to_seq,
            blobs.c.zbytes,
        )
        .join_from(anchors, versions, versions.c.row_anchor_id == anchors.c.id)
        .join(blobs, same_blob)
        .join(reads, first)
        .join(trackers, anchors.c.tracker_id == trackers.c.id)
        .where(anchors.c.school_id == scope.school_id, anchors.c.tab.in_(tabs))
        .order_by(anchors.c.position, anchors.c.id, versions.c.from_seq)
    )
    if only is not None:
        query = query.where(anchors.c.tracker_id == only.id)
    if year is not None:
        query = query.where(trackers.c.year_begins == year)
    found: dict[str, list[RecordVersion]] = {}
    for row in tx.execute(query):
        version = RecordVersion(
            tab=row.tab,
            row_key=row.row_key,
            seen_on=row.at.astimezone(zone).date(),
            is_there=row.to_seq is None,
            cells=json.loads(zlib.decompress(row.zbytes)),
        )
        found.setdefault(row.public_id, []).append(version)
    waiting = waiting_records(tx, scope, tabs, zone, only.id if only else None)
    for tracker, notes in waiting.items():
        found.setdefault(tracker, []).extend(notes)
    return found
