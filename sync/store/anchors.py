"""The places where entries belong: text keys outside, integers inside."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import bindparam, select

from sync.domain.entries import EntryKey
from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.trackers import Tracker

_AT_ONCE = 500  # both engines limit the number of bound values in one statement

Metric = tuple[str, str]
"""A checkpoint and a metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The integers of a tracker's columns and children; `fresh` are columns made just now."""

    columns: dict[Metric, int]
    students: dict[str, int]
    fresh: frozenset[Metric]

    def of(self, key: EntryKey) -> tuple[int, int]:
        """Column and child of an entry."""
        return self.columns[key[1:]], self.students[key.student]


def places(tx: Tx, tracker: Tracker, metrics: Iterable[Metric], children: Iterable[str]) -> Places:
    """The places of entries of these columns and children in the tracker.

    A column that is new is written down. LookupError for a student whom no roster of the school
    ever had.
    """
    wanted, named = dict.fromkeys(metrics), set(children)
    if not wanted:
        return Places(columns={}, students={}, fresh=frozenset())
    students, columns = _student_ids(tx, tracker, named), _column_ids(tx, tracker)
    fresh = [one for one in wanted if one not in columns]
    if fresh:
        insert_many(
            tx,
            schema.entry_column,
            shared={"school_id": tracker.school_id, "tracker_id": tracker.id},
            columns={
                "checkpoint": [checkpoint for checkpoint, _ in fresh],
                "metric": [metric for _, metric in fresh],
            },
        )
        columns = _column_ids(tx, tracker)
    return Places(columns=columns, students=students, fresh=frozenset(fresh))


def _column_ids(tx: Tx, tracker: Tracker) -> dict[Metric, int]:
    found = tx.execute(_COLUMNS, {"tracker": tracker.id})
    return {(checkpoint, metric): column for checkpoint, metric, column in found}


_COLUMNS = select(
    schema.entry_column.c.checkpoint, schema.entry_column.c.metric, schema.entry_column.c.id
).where(schema.entry_column.c.tracker_id == bindparam("tracker"))
_STUDENTS = select(schema.student.c.sourced_id, schema.student.c.id).where(
    schema.student.c.school_id == bindparam("school"),
    schema.student.c.sourced_id.in_(bindparam("names", expanding=True)),
)


def _student_ids(tx: Tx, tracker: Tracker, sourced_ids: Collection[str]) -> dict[str, int]:
    found = {
        sourced_id: student
        for some in _batches(sourced_ids)
        for sourced_id, student in tx.execute(
            _STUDENTS, {"school": tracker.school_id, "names": some}
        )
    }
    unknown = sorted(set(sourced_ids) - found.keys())
    if unknown:
        raise LookupError(f"{tracker.public_id}: no roster has the students {', '.join(unknown)}")
    return found


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(values))
    while some := list(islice(rest, _AT_ONCE)):
        yield some
