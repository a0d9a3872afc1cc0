"""Cell issues: what could not be taken as it is, since when, and what is said about it."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, insert, select, update

from sync.domain.entries import CellIssue, EntryKey, Weight
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.anchors import places
from sync.store.engine import Tx
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIssue:
    """A cell issue of a tracker that is still there, seen first in a read at `seen_at`."""

    issue: CellIssue
    tracker: str
    seen_at: datetime


def current_issues(
    tx: Tx, scope: Scope, tracker_id: int | None = None, *, year: int | None = None
) -> list[StoredIssue]:
    """What somebody has to see to and is still there, by tracker, tab and cell.

    `year` leaves out the trackers of school years that began in another one.
    """
    if tracker_id is not None:
        return _current(tx, scope, _TO_SEE_TO_IN_ONE, tracker=tracker_id)
    if year is not None:
        return _current(tx, scope, _TO_SEE_TO_OF_YEAR, year=year)
    return _current(tx, scope, _TO_SEE_TO)


def replace_issues(
    tx: Tx,
    tracker: Tracker,
    seq: int,
    at: datetime,
    issues: Sequence[CellIssue],
    stopped: Collection[str] = (),
) -> None:
    """Make `issues` the open ones of the tracker, as the read `seq` found them.

    One stays, with the time since when it is known, while the same text breaks the same rule in
    the same row and column; where these have no keys, in the line in which the same is typed, else
    in the same cell. The others end, but for those of tabs in `stopped`: of these the read says
    nothing but that they are stopped.
    """
    left = [
        (issue_id, issue)
        for issue_id, issue in _stored_issues(tx, tracker)
        if issue.tab not in stopped or issue.weight is Weight.STOPPED
    ]
    found = list(issues)
    kept: list[tuple[int, CellIssue]] = []
    # The same cell first: of two rows with one key, each keeps its own.
    for likeness in (_same_cell, _same_place):
        pairs, left, found = _pair_off(left, found, likeness)
        kept += pairs
    _end_issues(tx, left, seq, at)
    _refresh_issues(tx, kept)
    _open_issues(tx, tracker, seq, at, found)


def _current(tx: Tx, scope: Scope, query: Select[Any], **which: object) -> list[StoredIssue]:
    return [
        StoredIssue(issue=_issue(row), tracker=row.public_id, seen_at=row.from_at)
        for row in tx.execute(query, {"school": scope.school_id, **which})
    ]


_StoredIssues = list[tuple[int, CellIssue]]


def _issues(conditions: ColumnElement[bool]) -> Select[Any]:
    """Open issues with the keys of their entries in words, by tracker, tab and cell."""
    issues, trackers = schema.cell_issue, schema.tracker
    columns, students = schema.entry_column, schema.student
    return (
        select(
            issues,
            trackers.c.public_id,
            students.c.sourced_id.label("student"),
            columns.c.checkpoint,
            columns.c.metric,
        )
        .join_from(issues, trackers, issues.c.tracker_id == trackers.c.id)
        .outerjoin(columns, issues.c.entry_column_id == columns.c.id)
        .outerjoin(students, issues.c.student_id == students.c.id)
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
        readings=tuple(json.loads(row.readings)),
        suggestion=row.suggestion,
        weight=row.weight,
        line=row.line,
    )


def _stored_issues(tx: Tx, tracker: Tracker) -> _StoredIssues:
    found = tx.execute(_OPEN, {"tracker": tracker.id})
    return [(row.id, _issue(row)) for row in found]


# Put together once: that takes longer than to answer them.
_OPEN = _issues(schema.cell_issue.c.tracker_id == bindparam("tracker"))
_IN_ONE = schema.cell_issue.c.tracker_id == bindparam("tracker")
_OF_YEAR = schema.tracker.c.year_begins == bindparam("year")
_OF_SCHOOL = _issues(schema.cell_issue.c.school_id == bindparam("school"))
_TO_SEE_TO = _OF_SCHOOL.where(schema.cell_issue.c.weight != Weight.NOTED)
_TO_SEE_TO_IN_ONE, _TO_SEE_TO_OF_YEAR = _TO_SEE_TO.where(_IN_ONE), _TO_SEE_TO.where(_OF_YEAR)


def _same_cell(issue: CellIssue) -> Hashable:
    return issue.a1, _same_place(issue)


def _same_place(issue: CellIssue) -> Hashable:
    """What makes two issues of two reads one: where, which rule, which text."""
    keys = (issue.row_key, issue.column_key)
    place = keys if any(keys) else issue.line or issue.a1
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
        words = [{"this_id": issue_id, **_columns(issue)} for issue_id, issue in kept]
        tx.execute(update(table).where(table.c.id == bindparam("this_id")), words)


def _open_issues(
    tx: Tx, tracker: Tracker, seq: int, at: datetime, issues: Sequence[CellIssue]
) -> None:
    if not issues:
        return
    keys = [issue.key for issue in issues if issue.key is not None]
    there = places(tx, tracker, [key[1:] for key in keys], [key.student for key in keys])
    begun = {
        "school_id": tracker.school_id,
        "tracker_id": tracker.id,
        "from_seq": seq,
        "from_at": at,
    }
    opened = []
    for issue in issues:
        column, student = there.of(issue.key) if issue.key else (None, None)
        place = {"entry_column_id": column, "student_id": student}
        opened.append({**begun, **_columns(issue), **place})
    tx.execute(insert(schema.cell_issue), opened)


def _columns(issue: CellIssue) -> dict[str, Any]:
    """The fields that are columns of the same name; an entry's key is stored as its id."""
    held = {
        field.name: getattr(issue, field.name) for field in fields(issue) if field.name != "key"
    }
    return held | {"readings": json.dumps(issue.readings, ensure_ascii=False)}
