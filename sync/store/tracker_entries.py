"""The entries of a school's trackers, made anew only for those in which something has changed.

Told by the rows themselves: what was read before is used again where every value is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select

from sync.domain.entries import EntryKey, EntryValue
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.entries import StoredEntry, whole

_Row = tuple[str, str, str, str, float | None, str | None, str, str | None, str | None, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerEntries:
    """What stands in one tracker, in order of key; `values` are the same by their keys."""

    entries: tuple[StoredEntry, ...]
    values: Mapping[EntryKey, EntryValue]
    rows: tuple[_Row, ...] = field(repr=False)


def tracker_entries(
    tx: Tx, scope: Scope, year: int, before: Mapping[str, TrackerEntries]
) -> dict[str, TrackerEntries]:
    """What stands in each tracker of the school year that began in `year`, by public id.

    `before` is what this gave last time, for whatever state; what is still so is that very object.
    """
    versions, places = schema.entry_version, schema.entry
    students, trackers = schema.student, schema.tracker
    query = (
        select(
            trackers.c.public_id, students.c.sourced_id, places.c.checkpoint, places.c.metric,
            versions.c.number, versions.c.code, versions.c.a1, versions.c.normalised_from,
            versions.c.text, versions.c.from_at,
        )
        .join_from(trackers, places, places.c.tracker_id == trackers.c.id)
        .join(versions, versions.c.entry_id == places.c.id)
        .join(students, places.c.student_id == students.c.id)
        .where(trackers.c.school_id == scope.school_id, trackers.c.year_begins == year)
        .where(versions.c.to_seq.is_(None))
        .order_by(trackers.c.public_id, students.c.sourced_id, places.c.checkpoint, places.c.metric)
    )  # fmt: skip
    found: dict[str, TrackerEntries] = {}
    for public_id, group in groupby(tx.execute(query).all(), key=itemgetter(0)):
        rows = tuple(map(tuple, group))
        held = before.get(public_id)
        found[public_id] = held if held is not None and held.rows == rows else _made(rows)
    return found


def _made(rows: tuple[_Row, ...]) -> TrackerEntries:
    entries = tuple(
        StoredEntry(
            key=EntryKey(student, checkpoint, metric),
            value=EntryValue(whole(number), code, a1, typed, said),
            tracker=tracker,
            seen_at=at,
        )
        for tracker, student, checkpoint, metric, number, code, a1, typed, said, at in rows
    )
    return TrackerEntries(
        entries=entries, values={one.key: one.value for one in entries}, rows=rows
    )
