"""Typed entries: what stands where now, and what stood there before."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, repeat
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from sync.domain.authors import NOBODY_KNOWN, Author, Certainty
from sync.domain.entries import Ending, EntryKey, EntryValue
from sync.domain.entry_columns import FoundColumn, columns_of
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.anchors import Places, places
from sync.store.bulk import insert_many
from sync.store.columns import STILL
from sync.store.engine import Tx
from sync.store.trackers import Tracker

_WHOLE_BELOW = 2**53  # up to here a double tells every whole number from the next


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry of a tracker, seen first in a read at `seen_at`."""

    key: EntryKey
    value: EntryValue
    tracker: str
    seen_at: datetime


def current_entries(
    tx: Tx, scope: Scope, tracker_id: int | None = None, *, year: int | None = None
) -> list[StoredEntry]:
    """What stands in the school's trackers, or in one, as of its last read; in order of key.

    `year` leaves out the trackers of school years that began in another one.
    """
    query = _versions(scope, tracker_id).where(schema.entry_version.c.to_seq == STILL)
    if year is not None:
        query = query.where(schema.tracker.c.year_begins == year)
    return _entries(tx, scope, query)


def known_values(tx: Tx, tracker_id: int, student: str | None = None) -> dict[EntryKey, EntryValue]:
    """What stands in a tracker as of its last read, or of one child there, by place."""
    which = {"tracker": tracker_id, "student": student}
    found = tx.execute(_STANDING_THERE if student is None else _STANDING_OF_ONE, which).all()
    return {
        EntryKey(child, checkpoint, metric): EntryValue(whole(number), code, a1, typed, said)
        for child, checkpoint, metric, number, code, a1, typed, said in found
    }


class StandingEntries(Mapping[EntryKey, EntryValue]):
    """What stands in a tracker, by place, read child by child as far as it is asked for.

    As long as its transaction lasts it is the same as all of it at once.
    """

    def __init__(self, tx: Tx, tracker_id: int) -> None:
        self._tx, self._tracker_id = tx, tracker_id
        self._children: dict[str, dict[EntryKey, EntryValue]] = {}

    @cached_property
    def _all(self) -> dict[EntryKey, EntryValue]:
        return known_values(self._tx, self._tracker_id)

    def __getitem__(self, key: EntryKey) -> EntryValue:
        child = self._children.get(key.student)
        if child is None:
            child = known_values(self._tx, self._tracker_id, key.student)
            self._children[key.student] = child
        return child[key]

    def __iter__(self) -> Iterator[EntryKey]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __bool__(self) -> bool:
        return self._tx.execute(_ANY_STANDING, {"tracker": self._tracker_id}).first() is not None


STANDING = (
    select(
        schema.student.c.sourced_id,
        schema.entry_column.c.checkpoint,
        schema.entry_column.c.metric,
        schema.entry_version.c.number,
        schema.entry_version.c.code,
        schema.entry_version.c.a1,
        schema.entry_version.c.normalised_from,
        schema.entry_version.c.text,
    )
    .join_from(
        schema.entry_column,
        schema.entry_version,
        schema.entry_version.c.entry_column_id == schema.entry_column.c.id,
    )
    .join(schema.student, schema.entry_version.c.student_id == schema.student.c.id)
    .where(schema.entry_version.c.to_seq == STILL)
)
"""What stands, in all trackers: student, checkpoint and metric, and then the value."""

_STANDING_THERE = STANDING.where(schema.entry_column.c.tracker_id == bindparam("tracker"))
_STANDING_OF_ONE = _STANDING_THERE.where(schema.student.c.sourced_id == bindparam("student"))
_ANY_STANDING = _STANDING_THERE.with_only_columns(schema.entry_column.c.id).limit(1)


def as_of(tx: Tx, scope: Scope, at: datetime) -> list[StoredEntry]:
    """What was known to stand there at that moment: seen by then and not yet seen gone."""
    first, end = FIRST_SEEN.c.at, SEEN_GONE.c.at
    query = with_moments(_versions(scope)).where(first <= at, end.is_(None) | (at < end))
    return _entries(tx, scope, query)


def apply_entries(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    tracker: Tracker,
    seq: int,
    *,
    opened: Mapping[EntryKey, EntryValue],
    closed: Mapping[EntryKey, Ending],
    moved: Mapping[EntryKey, str],
    authors: Mapping[EntryKey, Author] = MappingProxyType({}),
) -> None:
    """Store what the read `seq` changed in the tracker's entries.

    `closed` are no longer there, and why. `opened` are new, or have another value now: the version
    that was open ends with this read. `moved` have the same value in another cell (a1); that is no
    new version. `authors` made the edits of which that is known. LookupError when something
    closed or moved has no open version, or a student is unknown; both are bugs of the caller.
    """
    there = _places(tx, tracker, columns_of(opened), [*closed, *moved])
    names = {key: author.email for key, author in authors.items()}
    _expect(len(closed), _end(tx, there, closed, seq, names), "closed")
    if len(there.fresh) < len(there.columns):
        known = (key for key in opened if key[1:] not in there.fresh)
        _end(tx, there, dict.fromkeys(known, Ending.CHANGED), seq, names)
    for author, entered in _by_author(opened, names).items():
        begun = {
            "school_id": tracker.school_id,
            "from_seq": seq,
            "to_seq": None,
            "author": author,
        }
        _begin(tx, there, columns_of(entered), begun)
    _expect(len(moved), _move(tx, there, moved), "moved")


def _places(
    tx: Tx, tracker: Tracker, columns: Sequence[FoundColumn], others: Collection[EntryKey]
) -> Places:
    """The places of all that is found in columns, and of others besides."""
    metrics = [(column.checkpoint, column.metric) for column in columns]
    children = chain.from_iterable(column.student for column in columns)
    return places(
        tx,
        tracker,
        chain(metrics, (key[1:] for key in others)),
        chain(children, (key.student for key in others)),
    )


def _begin(tx: Tx, there: Places, columns: Sequence[FoundColumn], begun: Mapping[str, Any]) -> None:
    """Open versions of these entries; `begun` is alike in all."""
    ids = (
        repeat(there.columns[column.checkpoint, column.metric], len(column.student))
        for column in columns
    )
    children = chain.from_iterable(column.student for column in columns)
    held: dict[str, Sequence[Any]] = {
        "entry_column_id": list(chain.from_iterable(ids)),
        "student_id": list(map(there.students.__getitem__, children)),
    }
    for name in ("number", "text", "code", "a1", "normalised_from"):
        held[name] = list(chain.from_iterable(getattr(column, name) for column in columns))
    insert_many(tx, schema.entry_version, shared=begun, columns=held)


def _by_author(
    opened: Mapping[EntryKey, EntryValue], names: Mapping[EntryKey, str | None]
) -> dict[str | None, Mapping[EntryKey, EntryValue]]:
    """The values by who entered them; nearly always one group, of nobody known."""
    if not names:
        return {None: opened} if opened else {}
    groups: defaultdict[str | None, dict[EntryKey, EntryValue]] = defaultdict(dict)
    for key, value in opened.items():
        groups[names.get(key)][key] = value
    return dict(groups)


# ---- when a version was first seen, and first seen gone ------------------------------------------


def moments_of_reads(
    tx: Tx, scope: Scope, *, year: int | None = None
) -> dict[tuple[int, int], datetime]:
    """When each of the school's trackers was read, by tracker and the read's number.

    `year` leaves out the trackers of school years that began in another one.
    """
    query = _READS if year is None else _READS_OF_YEAR
    found = tx.execute(query, {"school": scope.school_id, "year": year}).all()
    return {(tracker_id, seq): at for tracker_id, seq, at in found}


_READS = select(
    schema.tracker_read.c.tracker_id, schema.tracker_read.c.seq, schema.tracker_read.c.at
).where(schema.tracker_read.c.school_id == bindparam("school"))
_READS_OF_YEAR = _READS.where(
    schema.tracker_read.c.tracker_id.in_(
        select(schema.tracker.c.id).where(
            schema.tracker.c.school_id == bindparam("school"),
            schema.tracker.c.year_begins == bindparam("year"),
        )
    )
)


FIRST_SEEN, SEEN_GONE = (schema.tracker_read.alias(name) for name in ("first_seen", "seen_gone"))


def with_moments(query: Select[Any]) -> Select[Any]:
    """The query over entry versions with the reads FIRST_SEEN and SEEN_GONE beside each."""
    versions, columns = schema.entry_version, schema.entry_column
    begun = (FIRST_SEEN.c.tracker_id == columns.c.tracker_id) & (
        FIRST_SEEN.c.seq == versions.c.from_seq
    )
    gone = (SEEN_GONE.c.tracker_id == columns.c.tracker_id) & (SEEN_GONE.c.seq == versions.c.to_seq)
    return query.join(FIRST_SEEN, begun).outerjoin(SEEN_GONE, gone)


def author_of(email: str | None) -> Author:
    """Who made an edit: the one who is named is proven."""
    return Author(email=email, certainty=Certainty.PROVEN) if email else NOBODY_KNOWN


def _versions(scope: Scope, tracker_id: int | None = None) -> Select[Any]:
    """Versions of entries with their keys in words, in order of key."""
    versions, columns = schema.entry_version, schema.entry_column
    students, trackers = schema.student, schema.tracker
    query = (
        select(
            versions,
            columns.c.tracker_id,
            trackers.c.public_id,
            students.c.sourced_id.label("student"),
            columns.c.checkpoint,
            columns.c.metric,
        )
        .join_from(versions, columns, versions.c.entry_column_id == columns.c.id)
        .join(students, versions.c.student_id == students.c.id)
        .join(trackers, columns.c.tracker_id == trackers.c.id)
        .where(columns.c.school_id == scope.school_id)
        .order_by(
            trackers.c.public_id, students.c.sourced_id, columns.c.checkpoint, columns.c.metric
        )
    )
    return query if tracker_id is None else query.where(columns.c.tracker_id == tracker_id)


def _entries(tx: Tx, scope: Scope, query: Select[Any]) -> list[StoredEntry]:
    at = moments_of_reads(tx, scope)
    return [
        StoredEntry(
            key=EntryKey(student=row.student, checkpoint=row.checkpoint, metric=row.metric),
            value=_value(row),
            tracker=row.public_id,
            seen_at=at[row.tracker_id, row.from_seq],
        )
        for row in tx.execute(query)
    ]


def _value(row: Row[Any]) -> EntryValue:
    return EntryValue(
        number=whole(row.number),
        text=row.text,
        code=row.code,
        a1=row.a1,
        normalised_from=row.normalised_from,
    )


def whole(number: float | None) -> float | None:
    """The number as it was given; a whole one comes back whole, though stored as a double."""
    if number is not None and number.is_integer() and abs(number) < _WHOLE_BELOW:
        return int(number)
    return number


def _end(
    tx: Tx,
    there: Places,
    endings: Mapping[EntryKey, Ending],
    seq: int,
    names: Mapping[EntryKey, str | None],
) -> int:
    """End the open versions of these entries; gives how many had one."""
    if not endings:
        return 0
    ends = [
        {**_open(there, key), "to_seq": seq, "ending": ending, "end_author": names.get(key)}
        for key, ending in endings.items()
    ]
    return tx.execute(update(schema.entry_version).where(*_THIS), ends).rowcount


def _move(tx: Tx, there: Places, cells: Mapping[EntryKey, str]) -> int:
    if not cells:
        return 0
    moves = [{**_open(there, key), "a1": a1} for key, a1 in cells.items()]
    return tx.execute(update(schema.entry_version).where(*_THIS), moves).rowcount


_THIS = (
    schema.entry_version.c.entry_column_id == bindparam("this_column"),
    schema.entry_version.c.student_id == bindparam("this_student"),
    schema.entry_version.c.to_seq == STILL,
)


def _open(there: Places, key: EntryKey) -> dict[str, int]:
    column, student = there.of(key)
    return {"this_column": column, "this_student": student}


def _expect(wanted: int, done: int, what: str) -> None:
    if done != wanted:
        raise LookupError(f"{wanted - done} of {wanted} entries to be {what} are not open")
