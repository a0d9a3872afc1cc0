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
from sync.store.columns import STILL
from sync.store.engine import Tx
from sync.store.entries import StoredEntry, moments_of_reads, whole

_Row = tuple[str, str, str, str, float | None, str | None, str, str | None, str | None, int, int]


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
    versions, columns = schema.entry_version, schema.entry_column
    students, trackers = schema.student, schema.tracker
    query = (
        select(
            trackers.c.public_id, students.c.sourced_id, columns.c.checkpoint, columns.c.metric,
            versions.c.number, versions.c.code, versions.c.a1, versions.c.normalised_from,
            versions.c.text, columns.c.tracker_id, versions.c.from_seq,
        )
        .join_from(trackers, columns, columns.c.tracker_id == trackers.c.id)
        .join(versions, versions.c.entry_column_id == columns.c.id)
        .join(students, versions.c.student_id == students.c.id)
        .where(trackers.c.school_id == scope.school_id, trackers.c.year_begins == year)
        .where(versions.c.to_seq == STILL)
        .order_by(
            trackers.c.public_id, students.c.sourced_id, columns.c.checkpoint, columns.c.metric
        )
    )  # fmt: skip
    at = moments_of_reads(tx, scope, year=year)
    found: dict[str, TrackerEntries] = {}
    for public_id, group in groupby(tx.execute(query).all(), key=itemgetter(0)):
        rows = tuple(map(tuple, group))
        held = before.get(public_id)
        found[public_id] = held if held is not None and held.rows == rows else _made(rows, at)
    return found


def _made(rows: tuple[_Row, ...], at: Mapping[tuple[int, int], datetime]) -> TrackerEntries:
    entries = tuple(
        StoredEntry(
            key=EntryKey(student, checkpoint, metric),
            value=EntryValue(whole(number), code, a1, typed, said),
            tracker=tracker,
            seen_at=at[tracker_id, seq],
        )
        for tracker, student, checkpoint, metric, number, code, a1, typed, said, *read in rows
        for tracker_id, seq in (read,)
    )
    return TrackerEntries(
        entries=entries, values={one.key: one.value for one in entries}, rows=rows
    )
