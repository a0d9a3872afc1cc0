"""The places where entries belong: text keys outside, one integer inside."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sqlalchemy import select

from sync.domain.entries import EntryKey
from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.trackers import Tracker

_AT_ONCE = 500  # both engines limit the number of bound values in one statement


def entry_ids(tx: Tx, tracker: Tracker, keys: Collection[EntryKey]) -> dict[EntryKey, int]:
    """The id of each place in the tracker; a new place is written down.

    LookupError for a student whom no roster of the school ever had.
    """
    ids = _stored_ids(tx, tracker, keys)
    missing = [key for key in keys if key not in ids]
    if missing:
        _add(tx, tracker, missing)
        ids = _stored_ids(tx, tracker, keys)
    return {key: ids[key] for key in keys}


def _stored_ids(tx: Tx, tracker: Tracker, keys: Collection[EntryKey]) -> dict[EntryKey, int]:
    """The ids of the students' places in the tracker, also of those that `keys` do not name."""
    places, students = schema.entry, schema.student
    query = select(
        students.c.sourced_id, places.c.checkpoint, places.c.metric, places.c.id
    ).join_from(places, students, places.c.student_id == students.c.id)
    return {
        EntryKey(student=student, checkpoint=checkpoint, metric=metric): place_id
        for some in _batches({key.student for key in keys})
        for student, checkpoint, metric, place_id in tx.execute(
            query.where(
                places.c.tracker_id == tracker.id,
                students.c.school_id == tracker.school_id,
                students.c.sourced_id.in_(some),
            )
        )
    }


def _add(tx: Tx, tracker: Tracker, keys: Sequence[EntryKey]) -> None:
    students = _student_ids(tx, tracker.school_id, {key.student for key in keys})
    owned = {"school_id": tracker.school_id, "tracker_id": tracker.id}
    unknown = sorted({key.student for key in keys} - students.keys())
    if unknown:
        raise LookupError(f"{tracker.public_id}: no roster has the students {', '.join(unknown)}")
    insert_many(
        tx,
        schema.entry,
        shared=owned,
        names=("student_id", "checkpoint", "metric"),
        rows=((students[key.student], key.checkpoint, key.metric) for key in keys),
    )


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
