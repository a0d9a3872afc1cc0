"""Typed entries: what stands where now, and what stood there before."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from sync.domain.authors import NOBODY_KNOWN, Author
from sync.domain.entries import Ending, EntryKey, EntryValue
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.anchors import add_places, stored_ids
from sync.store.bulk import insert_many
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVersion:
    """What an entry was from one read of its tracker up to another; the open one has no end.

    `author` and `ended_by` are who made the edits that the reads found, as far as that is known;
    `ending` says why it stands no more.
    """

    tracker: str
    value: EntryValue
    from_seq: int
    to_seq: int | None
    from_at: datetime
    to_at: datetime | None
    run_id: int | None
    author: Author
    ending: Ending | None
    ended_by: Author | None


def current_entries(
    tx: Tx, scope: Scope, tracker_id: int | None = None, *, year: int | None = None
) -> list[StoredEntry]:
    """What stands in the school's trackers, or in one, as of its last read; in order of key.

    `year` leaves out the trackers of school years that began in another one.
    """
    query = _versions(scope, tracker_id).where(schema.entry_version.c.to_seq.is_(None))
    if year is not None:
        query = query.where(schema.tracker.c.year_begins == year)
    return _entries(tx, query)


def known_values(tx: Tx, tracker_id: int) -> dict[EntryKey, EntryValue]:
    """What stands in a tracker as of its last read, by place: what a new read is compared with."""
    versions, places, students = schema.entry_version, schema.entry, schema.student
    query = (
        select(
            students.c.sourced_id,
            places.c.checkpoint,
            places.c.metric,
            versions.c.number,
            versions.c.code,
            versions.c.a1,
            versions.c.normalised_from,
            versions.c.text,
        )
        .join_from(places, versions, versions.c.entry_id == places.c.id)
        .join(students, places.c.student_id == students.c.id)
        .where(places.c.tracker_id == tracker_id, versions.c.to_seq.is_(None))
    )
    return {
        EntryKey(student, checkpoint, metric): EntryValue(whole(number), code, a1, typed, said)
        for student, checkpoint, metric, number, code, a1, typed, said in tx.execute(query).all()
    }


def as_of(tx: Tx, scope: Scope, at: datetime) -> list[StoredEntry]:
    """What was known to stand there at that moment: seen by then and not yet seen gone."""
    versions = schema.entry_version
    not_ended = versions.c.to_at.is_(None) | (at < versions.c.to_at)
    return _entries(tx, _versions(scope).where(versions.c.from_at <= at, not_ended))


def entry_history(tx: Tx, scope: Scope, key: EntryKey) -> list[EntryVersion]:
    """All that ever stood at this place, oldest first; over all trackers, if a child moved."""
    places, students, versions = schema.entry, schema.student, schema.entry_version
    query = _versions(scope).where(
        students.c.sourced_id == key.student,
        places.c.checkpoint == key.checkpoint,
        places.c.metric == key.metric,
    )
    in_time = query.order_by(None).order_by(
        versions.c.from_at, schema.tracker.c.public_id, versions.c.from_seq
    )
    return [
        EntryVersion(
            tracker=row.public_id,
            value=_value(row),
            from_seq=row.from_seq,
            to_seq=row.to_seq,
            from_at=row.from_at,
            to_at=row.to_at,
            run_id=row.run_id,
            author=Author(email=row.author, certainty=row.certainty),
            ending=row.ending,
            ended_by=(
                Author(email=row.end_author, certainty=row.end_certainty)
                if row.end_certainty
                else None
            ),
        )
        for row in tx.execute(in_time)
    ]


def apply_entries(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    tracker: Tracker,
    seq: int,
    run_id: int | None,
    at: datetime,
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
    stored = stored_ids(tx, tracker, opened.keys() | closed.keys() | moved.keys())
    gone = {stored[key]: ending for key, ending in closed.items() if key in stored}
    by = {stored[key]: author for key, author in authors.items() if key in stored}
    _expect(len(closed), _end(tx, gone, seq, at, by), "closed")
    changed = {stored[key]: Ending.CHANGED for key in opened if key in stored}
    _end(tx, changed, seq, at, by)
    ids = stored | add_places(tx, tracker, [key for key in opened if key not in stored])
    for author, entered in _by_author(opened, authors).items():
        values = list(entered.values())
        insert_many(
            tx,
            schema.entry_version,
            shared={
                "school_id": tracker.school_id,
                "from_seq": seq,
                "from_at": at,
                "run_id": run_id,
                "author": author.email,
                "certainty": author.certainty,
            },
            columns={
                "entry_id": [ids[key] for key in entered],
                "number": [value.number for value in values],
                "text": [value.text for value in values],
                "code": [value.code for value in values],
                "a1": [value.a1 for value in values],
                "normalised_from": [value.normalised_from for value in values],
            },
        )
    places = {stored[key]: a1 for key, a1 in moved.items() if key in stored}
    _expect(len(moved), _move(tx, places), "moved")


def _by_author(
    opened: Mapping[EntryKey, EntryValue], authors: Mapping[EntryKey, Author]
) -> dict[Author, Mapping[EntryKey, EntryValue]]:
    """The values by who entered them; nearly always one group, of nobody known."""
    if not authors:
        return {NOBODY_KNOWN: opened}
    groups: defaultdict[Author, dict[EntryKey, EntryValue]] = defaultdict(dict)
    for key, value in opened.items():
        groups[authors.get(key, NOBODY_KNOWN)][key] = value
    return dict(groups)


def _versions(scope: Scope, tracker_id: int | None = None) -> Select[Any]:
    """Versions of entries with their keys in words, in order of key."""
    versions, places = schema.entry_version, schema.entry
    students, trackers = schema.student, schema.tracker
    query = (
        select(
            versions,
            trackers.c.public_id,
            students.c.sourced_id.label("student"),
            places.c.checkpoint,
            places.c.metric,
        )
        .join_from(versions, places, versions.c.entry_id == places.c.id)
        .join(students, places.c.student_id == students.c.id)
        .join(trackers, places.c.tracker_id == trackers.c.id)
        .where(places.c.school_id == scope.school_id)
        .order_by(trackers.c.public_id, students.c.sourced_id, places.c.checkpoint, places.c.metric)
    )
    return query if tracker_id is None else query.where(places.c.tracker_id == tracker_id)


def _entries(tx: Tx, query: Select[Any]) -> list[StoredEntry]:
    return [
        StoredEntry(
            key=EntryKey(student=row.student, checkpoint=row.checkpoint, metric=row.metric),
            value=_value(row),
            tracker=row.public_id,
            seen_at=row.from_at,
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
    endings: Mapping[int, Ending],
    seq: int,
    at: datetime,
    by: Mapping[int, Author],
) -> int:
    """End the open versions of these entries; gives how many had one."""
    table = schema.entry_version
    this = (table.c.entry_id == bindparam("ended")) & table.c.to_seq.is_(None)
    if not endings:
        return 0
    ends = [
        {
            "ended": entry_id,
            "to_seq": seq,
            "to_at": at,
            "ending": ending,
            "end_author": author.email,
            "end_certainty": author.certainty,
        }
        for entry_id, ending in endings.items()
        for author in (by.get(entry_id, NOBODY_KNOWN),)
    ]
    return tx.execute(update(table).where(this), ends).rowcount


def _move(tx: Tx, cells: Mapping[int, str]) -> int:
    table = schema.entry_version
    this = (table.c.entry_id == bindparam("moved")) & table.c.to_seq.is_(None)
    if not cells:
        return 0
    moves = [{"moved": entry_id, "a1": a1} for entry_id, a1 in cells.items()]
    return tx.execute(update(table).where(this), moves).rowcount


def _expect(wanted: int, done: int, what: str) -> None:
    if done != wanted:
        raise LookupError(f"{wanted - done} of {wanted} entries to be {what} are not open")
