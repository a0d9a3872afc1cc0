"""The entries of a school's trackers, read anew only for those that were read since.

Entries change by reads of their tracker, and where a child is erased: then its log begins anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from sync.domain.entries import EntryKey, EntryValue
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.entries import STANDING, StoredEntry, whole
from sync.store.schema_inputs import log_beginning

_Seen = tuple[int, datetime, datetime | None]
"""The number of a tracker's newest read, when it was, and since when its log begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerEntries:
    """What stands in one tracker, in order of key; `values` are the same by their keys."""

    entries: tuple[StoredEntry, ...]
    values: Mapping[EntryKey, EntryValue]
    newest: _Seen = field(repr=False)


def tracker_entries(
    tx: Tx, scope: Scope, year: int, before: Mapping[str, TrackerEntries]
) -> dict[str, TrackerEntries]:
    """What stands in each tracker of the school year that began in `year`, by public id.

    Of trackers that were read. `before` is what this gave last time, for whatever state; what is
    still so is that very object.
    """
    newest = {
        public_id: (tracker_id, (seq, at, begun_at))
        for public_id, tracker_id, seq, at, begun_at in tx.execute(
            _NEWEST, {"school": scope.school_id, "year": year}
        ).all()
    }
    changed = {
        tracker_id: seen
        for public_id, (tracker_id, seen) in newest.items()
        if public_id not in before or before[public_id].newest != seen
    }
    made = _read(tx, changed)
    return {
        public_id: made[tracker_id] if tracker_id in made else before[public_id]
        for public_id, (tracker_id, _) in newest.items()
    }


def _read(tx: Tx, trackers: Mapping[int, _Seen]) -> dict[int, TrackerEntries]:
    if not trackers:
        return {}
    those = {"those": list(trackers)}
    at = {(tracker_id, seq): when for tracker_id, seq, when in tx.execute(_READS, those).all()}
    found: dict[int, list[StoredEntry]] = {tracker_id: [] for tracker_id in trackers}
    for row in tx.execute(_STANDING_IN_THOSE, those).all():
        student, checkpoint, metric, number, code, a1, typed, said, tracker, tracker_id, seq = row
        found[tracker_id].append(
            StoredEntry(
                key=EntryKey(student, checkpoint, metric),
                value=EntryValue(whole(number), code, a1, typed, said),
                tracker=tracker,
                seen_at=at[tracker_id, seq],
            )
        )
    return {
        tracker_id: TrackerEntries(
            entries=tuple(entries),
            values={one.key: one.value for one in entries},
            newest=trackers[tracker_id],
        )
        for tracker_id, entries in found.items()
    }


# Put together once: that takes longer than to answer them.

_THOSE: BindParameter[Any] = bindparam("those", expanding=True)
_LATER = schema.tracker_read.alias()
_NEWEST = (
    select(
        schema.tracker.c.public_id,
        schema.tracker.c.id,
        schema.tracker_read.c.seq,
        schema.tracker_read.c.at,
        log_beginning.c.at,
    )
    .join_from(schema.tracker, schema.tracker_read)
    .outerjoin(log_beginning, log_beginning.c.tracker_id == schema.tracker.c.id)
    .where(
        schema.tracker.c.school_id == bindparam("school"),
        schema.tracker.c.year_begins == bindparam("year"),
        schema.tracker_read.c.seq
        == select(func.max(_LATER.c.seq))
        .where(_LATER.c.tracker_id == schema.tracker.c.id)
        .scalar_subquery(),
    )
    .order_by(schema.tracker.c.public_id)
)
_READS = select(
    schema.tracker_read.c.tracker_id, schema.tracker_read.c.seq, schema.tracker_read.c.at
).where(schema.tracker_read.c.tracker_id.in_(_THOSE))
_STANDING_IN_THOSE = (
    STANDING.add_columns(
        schema.tracker.c.public_id, schema.tracker.c.id, schema.entry_version.c.from_seq
    )
    .join(schema.tracker, schema.entry_column.c.tracker_id == schema.tracker.c.id)
    .where(schema.tracker.c.id.in_(_THOSE))
    .order_by(
        schema.tracker.c.public_id,
        schema.student.c.sourced_id,
        schema.entry_column.c.checkpoint,
        schema.entry_column.c.metric,
    )
)
