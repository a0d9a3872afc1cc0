"""The places where entries belong: text keys outside, one integer inside."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sqlalchemy import func, select

from sync.domain.entries import EntryKey
from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.trackers import Tracker

_AT_ONCE = 500  # both engines limit the number of bound values in one statement


def entry_ids(tx: Tx, tracker: Tracker, keys: Collection[EntryKey]) -> dict[EntryKey, int]:
    """The id of each place in the tracker, of others too; a new place is written down.

    LookupError for a student whom no roster of the school ever had.
    """
    ids = stored_ids(tx, tracker, keys)
    return ids | add_places(tx, tracker, [key for key in keys if key not in ids])


def stored_ids(tx: Tx, tracker: Tracker, keys: Collection[EntryKey]) -> dict[EntryKey, int]:
    """The ids of the students' places in the tracker, also of those that `keys` do not name."""
    places, students = schema.entry, schema.student
    query = select(
        students.c.sourced_id, places.c.checkpoint, places.c.metric, places.c.id
    ).join_from(places, students, places.c.student_id == students.c.id)
    return {
        EntryKey(student, checkpoint, metric): place_id
        for some in _batches({key.student for key in keys})
        for student, checkpoint, metric, place_id in tx.execute(
            query.where(
                places.c.tracker_id == tracker.id,
                students.c.school_id == tracker.school_id,
                students.c.sourced_id.in_(some),
            )
        ).all()
    }


def add_places(tx: Tx, tracker: Tracker, keys: Sequence[EntryKey]) -> dict[EntryKey, int]:
    """Write down places that the tracker does not have yet; gives their ids.

    LookupError for a student whom no roster of the school ever had.
    """
    if not keys:
        return {}
    students = _student_ids(tx, tracker.school_id, {key.student for key in keys})
    unknown = sorted({key.student for key in keys} - students.keys())
    if unknown:
        raise LookupError(f"{tracker.public_id}: no roster has the students {', '.join(unknown)}")
    table = schema.entry
    last = tx.scalar(select(func.max(table.c.id))) or 0
    insert_many(
        tx,
        table,
        shared={"school_id": tracker.school_id, "tracker_id": tracker.id},
        columns={
            "student_id": [students[key.student] for key in keys],
            "checkpoint": [key.checkpoint for key in keys],
            "metric": [key.metric for key in keys],
        },
    )
    added = (
        select(table.c.id)
        .where(table.c.tracker_id == tracker.id, table.c.id > last)
        .order_by(table.c.id)
    )
    return dict(zip(keys, tx.scalars(added).all(), strict=True))


def _student_ids(tx: Tx, school_id: int, sourced_ids: Collection[str]) -> dict[str, int]:
    table = schema.student
    query = select(table.c.sourced_id, table.c.id).where(table.c.school_id == school_id)
    return {
        row.sourced_id: row.id
        for some in _batches(sourced_ids)
        for row in tx.execute(query.where(table.c.sourced_id.in_(some)))
    }


def _batches(values: Collection[str]) -> Iterator[list[str]]:
    rest = iter(sorted(values))
    while some := list(islice(rest, _AT_ONCE)):
        yield some
