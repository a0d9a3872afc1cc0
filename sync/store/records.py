"""Rows of tabs of records with their history: when each was first seen, and what it said."""

import zlib
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from sync.domain.moments import SchoolClock
from sync.domain.reading import kept_cells
from sync.domain.record_rows import RecordVersion
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.notes import waiting_records
from sync.store.trackers import Tracker


def record_versions(
    tx: Tx,
    scope: Scope,
    tabs: Collection[str],
    clock: SchoolClock,
    only: Tracker | None = None,
    *,
    year: int | None = None,
) -> dict[str, list[RecordVersion]]:
    """All that the rows of these tabs ever held, by tracker; a row's versions in order of time.

    Notes from pages and cards that no read has found there yet are among them, as they will read.
    `only` leaves out all trackers but one, `year` those of school years that began in another one.
    Days are those of `clock`.
    """
    which = {"tracker_id": only and only.id, "year_begins": year}
    asked = {name: value for name, value in which.items() if value is not None}
    query = _versions(frozenset(asked))
    found: dict[str, list[RecordVersion]] = {}
    for row in tx.execute(query, {"school": scope.school_id, "tabs": list(tabs), **asked}):
        version = RecordVersion(
            tab=row.tab,
            row_key=row.row_key,
            seen_on=clock.day(row.at),
            is_there=row.to_seq is None,
            cells=kept_cells(zlib.decompress(row.zbytes)),
        )
        found.setdefault(row.public_id, []).append(version)
    waiting = waiting_records(tx, scope, tabs, clock, only.id if only else None)
    for tracker, notes in waiting.items():
        found.setdefault(tracker, []).extend(notes)
    return found


@cache  # to put it together takes longer than to answer it
def _versions(asked: frozenset[str]) -> Select[Any]:
    """The query, with what narrows it down: the tracker's id, the year it began in."""
    anchors, versions, blobs = schema.row_anchor, schema.row_version, schema.blob
    trackers, reads = schema.tracker, schema.tracker_read
    same_blob = (blobs.c.school_id == versions.c.school_id) & (blobs.c.sha256 == versions.c.sha256)
    first = (reads.c.tracker_id == anchors.c.tracker_id) & (reads.c.seq == versions.c.from_seq)
    narrowing = {"tracker_id": anchors.c.tracker_id, "year_begins": trackers.c.year_begins}
    return (
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
        .where(
            anchors.c.school_id == bindparam("school"),
            anchors.c.tab.in_(bindparam("tabs", expanding=True)),
            *(narrowing[name] == bindparam(name) for name in asked),
        )
        .order_by(anchors.c.position, anchors.c.id, versions.c.from_seq)
    )
