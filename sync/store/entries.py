"""Typed entries and cell issues: what stands where now, and what stood there before."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, insert, select, update

from sync.domain.entries import CellIssue, EntryKey, EntryValue
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.anchors import entry_ids
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
    """What an entry was from one read of its tracker up to another; the open one has no end."""

    tracker: str
    value: EntryValue
    from_seq: int
    to_seq: int | None
    from_at: datetime
    to_at: datetime | None
    run_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIssue:
    """A cell issue of a tracker that is still there, seen first in a read at `seen_at`."""

    issue: CellIssue
    tracker: str
    seen_at: datetime


def current_entries(tx: Tx, scope: Scope, tracker_id: int | None = None) -> list[StoredEntry]:
    """What stands in the school's trackers, or in one, as of its last read; in order of key."""
    return _entries(tx, _versions(scope, tracker_id).where(schema.entry_version.c.to_seq.is_(None)))


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
    closed: Iterable[EntryKey],
    moved: Mapping[EntryKey, str],
) -> None:
    """Store what the read `seq` changed in the tracker's entries.

    `closed` are no longer there. `opened` are new, or have another value now: the version that
    was open ends with this read. `moved` have the same value in another cell (a1); that is no
    new version. LookupError when something closed or moved has no open version, or a student is
    unknown; both are bugs of the caller.
    """
    gone = list(closed)
    ids = entry_ids(tx, tracker, {*opened, *gone, *moved})
    _expect(len(gone), _end(tx, [ids[key] for key in gone], seq, at), "closed")
    _end(tx, [ids[key] for key in opened], seq, at)
    begun = {"school_id": tracker.school_id, "from_seq": seq, "from_at": at, "run_id": run_id}
    versions = [{"entry_id": ids[key], **begun, **_columns(value)} for key, value in opened.items()]
    if versions:
        tx.execute(insert(schema.entry_version), versions)
    _expect(len(moved), _move(tx, {ids[key]: a1 for key, a1 in moved.items()}), "moved")


def current_issues(tx: Tx, scope: Scope, tracker_id: int | None = None) -> list[StoredIssue]:
    """The cell issues that are still there, by tracker, tab and cell."""
    issues = schema.cell_issue
    mine = issues.c.school_id == scope.school_id
    if tracker_id is not None:
        mine &= issues.c.tracker_id == tracker_id
    return [
        StoredIssue(issue=_issue(row), tracker=row.public_id, seen_at=row.from_at)
        for row in tx.execute(_issues(mine))
    ]


def replace_issues(
    tx: Tx, tracker: Tracker, seq: int, at: datetime, issues: Sequence[CellIssue]
) -> None:
    """Make `issues` the open ones of the tracker, as the read `seq` found them.

    One stays, with the time since when it is known, while the same text breaks the same rule in
    the same row and column; where a cell has no keys, in the same cell. The others end.
    """
    left, found = _stored_issues(tx, tracker), list(issues)
    kept: list[tuple[int, CellIssue]] = []
    # The same cell first: of two rows with one key, each keeps its own.
    for likeness in (_same_cell, _same_place):
        pairs, left, found = _pair_off(left, found, likeness)
        kept += pairs
    _end_issues(tx, left, seq, at)
    _refresh_issues(tx, kept)
    _open_issues(tx, tracker, seq, at, found)


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
    """The value as it was given; a whole number comes back whole, though stored as a double."""
    number = row.number
    if number is not None and number.is_integer() and abs(number) < _WHOLE_BELOW:
        number = int(number)
    return EntryValue(number=number, code=row.code, a1=row.a1, normalised_from=row.normalised_from)


def _end(tx: Tx, entry_ids: Sequence[int], seq: int, at: datetime) -> int:
    """End the open versions of these entries; gives how many had one."""
    table = schema.entry_version
    this = (table.c.entry_id == bindparam("ended")) & table.c.to_seq.is_(None)
    if not entry_ids:
        return 0
    ends = [{"ended": entry_id, "to_seq": seq, "to_at": at} for entry_id in entry_ids]
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


# ---- issues ----------------------------------------------------------------------------------

_StoredIssues = list[tuple[int, CellIssue]]


def _issues(conditions: ColumnElement[bool]) -> Select[Any]:
    """Open issues with the keys of their entries in words, by tracker, tab and cell."""
    issues, trackers = schema.cell_issue, schema.tracker
    places, students = schema.entry, schema.student
    return (
        select(
            issues,
            trackers.c.public_id,
            students.c.sourced_id.label("student"),
            places.c.checkpoint,
            places.c.metric,
        )
        .join_from(issues, trackers, issues.c.tracker_id == trackers.c.id)
        .outerjoin(places, issues.c.entry_id == places.c.id)
        .outerjoin(students, places.c.student_id == students.c.id)
        .where(conditions, issues.c.to_seq.is_(None))
        .order_by(trackers.c.public_id, issues.c.tab, issues.c.a1, issues.c.id)
    )


def _issue(row: Row[Any]) -> CellIssue:
    key = None
    if row.student is not None:
        key = EntryKey(student=row.student, checkpoint=row.checkpoint, metric=row.metric)
    return CellIssue(
        key=key,
        a1=row.a1,
        tab=row.tab,
        row_key=row.row_key,
        column_key=row.column_key,
        rule=row.rule,
        raw=row.raw,
        message=row.message,
    )


def _stored_issues(tx: Tx, tracker: Tracker) -> _StoredIssues:
    query = _issues(schema.cell_issue.c.tracker_id == tracker.id)
    return [(row.id, _issue(row)) for row in tx.execute(query)]


def _same_cell(issue: CellIssue) -> Hashable:
    return issue.a1, _same_place(issue)


def _same_place(issue: CellIssue) -> Hashable:
    """What makes two issues of two reads one: where, which rule, which text."""
    keys = (issue.row_key, issue.column_key)
    place = issue.a1 if None in keys else keys
    return issue.tab, place, issue.rule, issue.raw, issue.key


def _pair_off(
    stored: _StoredIssues, found: Sequence[CellIssue], likeness: Callable[[CellIssue], Hashable]
) -> tuple[_StoredIssues, _StoredIssues, list[CellIssue]]:
    """Pair what is stored with what was found, each at most once; gives the rests, too."""
    waiting: defaultdict[Hashable, _StoredIssues] = defaultdict(list)
    for issue_id, issue in reversed(stored):
        waiting[likeness(issue)].append((issue_id, issue))
    pairs: _StoredIssues = []
    new = []
    for issue in found:
        alike = waiting[likeness(issue)]
        if alike:
            pairs.append((alike.pop()[0], issue))
        else:
            new.append(issue)
    return pairs, [one for rest in waiting.values() for one in rest], new


def _end_issues(tx: Tx, gone: _StoredIssues, seq: int, at: datetime) -> None:
    table = schema.cell_issue
    if gone:
        ends = [{"this_id": issue_id, "to_seq": seq, "to_at": at} for issue_id, _ in gone]
        tx.execute(update(table).where(table.c.id == bindparam("this_id")), ends)


def _refresh_issues(tx: Tx, kept: _StoredIssues) -> None:
    """Say where the issues that stay stand now, and in today's words."""
    table = schema.cell_issue
    if kept:
        words = [
            {"this_id": issue_id, "a1": issue.a1, "message": issue.message}
            for issue_id, issue in kept
        ]
        tx.execute(update(table).where(table.c.id == bindparam("this_id")), words)


def _open_issues(
    tx: Tx, tracker: Tracker, seq: int, at: datetime, issues: Sequence[CellIssue]
) -> None:
    keys = {issue.key for issue in issues if issue.key is not None}
    ids = entry_ids(tx, tracker, keys)
    begun = {
        "school_id": tracker.school_id,
        "tracker_id": tracker.id,
        "from_seq": seq,
        "from_at": at,
    }
    opened = [
        {**begun, **_columns(issue), "entry_id": ids[issue.key] if issue.key else None}
        for issue in issues
    ]
    if opened:
        tx.execute(insert(schema.cell_issue), opened)


def _columns(value: CellIssue | EntryValue) -> dict[str, Any]:
    """The fields that are columns of the same name; an entry's key is stored as its id."""
    return {
        field.name: getattr(value, field.name) for field in fields(value) if field.name != "key"
    }
