"""Duties as they stand, every change of them, and when the next one changes by itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, select, update

from sheet_templates.school import Checkpoint
from sync.domain.duties import (
    Duty,
    DutyChange,
    DutyCounts,
    DutyKey,
    DutyState,
    HeldDuty,
    changes_of,
)
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.moments import Moment
from sync.domain.scope import Scope
from sync.store import schema, schema_duties
from sync.store.columns import STILL
from sync.store.engine import Tx
from sync.store.ids import ids_of
from sync.store.trackers import Tracker

_TABLE = schema_duties.duty
_CHANGES = schema_duties.duty_change


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyOnDay:
    """A duty as it stood on a school day: the change that was the last one by then."""

    key: DutyKey
    title: str
    due_on: date
    state: DutyState
    since: date
    counts: DutyCounts
    reason: str


def keep_duties(
    tx: Tx, tracker: Tracker, duties: Sequence[Duty], moment: Moment
) -> tuple[DutyChange, ...]:
    """Make `duties` the tracker's, and write down what changed since they were last kept.

    LookupError for a class or a person whom no roster of the school ever had.
    """
    held = _held(tx, _query().where(_TABLE.c.tracker_id == tracker.id))
    now = {one.key: one for one in duties}
    changes = {
        key: changes_of(held[key].duty if key in held else None, now.get(key), moment.today)
        for key in (*now, *(key for key in held if key not in now))
    }
    new = [now[key] for key in now if key not in held]
    ids = {key: one.id for key, one in held.items()} | _add(tx, tracker, new, moment)
    _write(
        tx,
        [
            _row(now.get(key), changes[key], held[key], moment)
            for key in held
            if changes[key] or _moves(now.get(key), held[key], moment)
        ],
    )
    written = tuple(change for some in changes.values() for change in some)
    _note(tx, tracker.school_id, ids, written, moment.at)
    return written


def entered(tx: Tx, tracker: Tracker) -> dict[EntryKey, EntryValue]:
    """What stands in a tracker now, without when it came and how it was typed.

    A round over one tracker spends most of its time here, so no more is read than it needs.
    """
    columns, students, versions = schema.entry_column, schema.student, schema.entry_version
    query = (
        select(
            students.c.sourced_id,
            columns.c.checkpoint,
            columns.c.metric,
            versions.c.number,
            versions.c.text,
            versions.c.code,
            versions.c.a1,
        )
        .join_from(columns, versions, versions.c.entry_column_id == columns.c.id)
        .join(students, versions.c.student_id == students.c.id)
        .where(columns.c.tracker_id == tracker.id, versions.c.to_seq == STILL)
    )
    return {
        EntryKey(student=student, checkpoint=checkpoint, metric=metric): EntryValue(
            number=number, text=text, code=code, a1=a1
        )
        for student, checkpoint, metric, number, text, code, a1 in tx.execute(query)
    }


def trackers_due(tx: Tx, scope: Scope, moment: Moment) -> list[str]:
    """The public ids of the trackers with a duty whose next moment has come."""
    trackers = schema.tracker
    query = (
        select(trackers.c.public_id)
        .join_from(_TABLE, trackers, _TABLE.c.tracker_id == trackers.c.id)
        .where(_TABLE.c.school_id == scope.school_id)
        .where(_TABLE.c.next_at <= moment.starts(moment.today))
        .distinct()
        .order_by(trackers.c.public_id)
    )
    return list(tx.scalars(query))


def held_duties(tx: Tx, scope: Scope, only: Collection[str] | None = None) -> list[HeldDuty]:
    """The duties of the school as they were last kept, also those not owed any more.

    `only` are the public ids of the trackers that are asked for; None means all.
    """
    query = _query().where(_mine(scope))
    if only is not None:
        query = query.where(schema.tracker.c.public_id.in_(only))
    return [one.duty for one in _held(tx, query).values()]


def duties_on(tx: Tx, scope: Scope, day: date) -> list[DutyOnDay]:
    """How every duty stood at the end of a school day, as it was known then."""
    latest = (
        select(func.max(_CHANGES.c.id))
        .where(_CHANGES.c.school_id == scope.school_id, _CHANGES.c.day <= day)
        .group_by(_CHANGES.c.duty_id)
    )
    query = (
        _keyed(
            _TABLE.c.title,
            _CHANGES.c.due_on,
            _CHANGES.c.state,
            _CHANGES.c.day,
            *(_CHANGES.c[name] for name in _COUNTS),
            _CHANGES.c.reason,
        )
        .join(_CHANGES, _CHANGES.c.duty_id == _TABLE.c.id)
        .where(_CHANGES.c.id.in_(latest))
    )
    return [
        DutyOnDay(
            key=_key(row),
            title=row.title,
            due_on=row.due_on,
            state=row.state,
            since=row.day,
            counts=_counts(row),
            reason=row.reason,
        )
        for row in tx.execute(query)
    ]


def kept_since(tx: Tx, scope: Scope) -> date | None:
    """The first school day of which the duties are known; None before the first round."""
    query = select(func.min(_CHANGES.c.day)).where(_CHANGES.c.school_id == scope.school_id)
    first: date | None = tx.scalar(query)
    return first


_COUNTS = ("expected", "entries", "excused", "cell_issues")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """A stored duty with its id and the next moment that is written for it."""

    id: int
    duty: HeldDuty
    next_at: datetime | None


def _mine(scope: Scope) -> Any:
    return _TABLE.c.school_id == scope.school_id


def _keyed(*columns: Any) -> Select[Any]:
    """A query for these columns and the parts of a duty's key, in words, in order of the key."""
    trackers, staff, classes = schema.tracker, schema.staff_member, schema.school_class
    return (
        select(
            trackers.c.public_id.label("tracker"),
            classes.c.sourced_id.label("school_class"),
            staff.c.sourced_id.label("person"),
            _TABLE.c.checkpoint,
            _TABLE.c.column_group,
            *columns,
        )
        .join_from(_TABLE, trackers, _TABLE.c.tracker_id == trackers.c.id)
        .join(staff, _TABLE.c.staff_member_id == staff.c.id)
        .outerjoin(classes, _TABLE.c.school_class_id == classes.c.id)
        .order_by(trackers.c.public_id, _TABLE.c.opens_on, _TABLE.c.id)
    )


def _query() -> Select[Any]:
    names = ("id", "title", "opens_on", "missing_from", "why", "since", "next_at", *_COUNTS)
    return _keyed(*(_TABLE.c[name] for name in (*names, "due_on", "state")))


def _held(tx: Tx, query: Select[Any]) -> dict[DutyKey, _Stored]:
    return {_key(row): _stored(row) for row in tx.execute(query)}


def _stored(row: Row[Any]) -> _Stored:
    window = Checkpoint(
        key=row.checkpoint,
        title=row.title,
        opens_on=row.opens_on,
        due_on=row.due_on,
        missing_from=row.missing_from,
        why=row.why,
    )
    return _Stored(
        id=row.id,
        duty=HeldDuty(
            key=_key(row), window=window, counts=_counts(row), state=row.state, since=row.since
        ),
        next_at=row.next_at,
    )


def _key(row: Row[Any]) -> DutyKey:
    return DutyKey(
        tracker=row.tracker,
        school_class=row.school_class,
        person=row.person,
        checkpoint=row.checkpoint,
        column_group=row.column_group,
    )


def _counts(row: Row[Any]) -> DutyCounts:
    return DutyCounts(
        expected=row.expected,
        entries=row.entries,
        excused=row.excused,
        cell_issues=row.cell_issues,
    )


def _add(tx: Tx, tracker: Tracker, new: Sequence[Duty], moment: Moment) -> dict[DutyKey, int]:
    if not new:
        return {}
    classes = _ids(tx, tracker, schema.school_class, {one.key.school_class for one in new})
    people = _ids(tx, tracker, schema.staff_member, {one.key.person for one in new})
    rows = [
        {
            "school_id": tracker.school_id,
            "tracker_id": tracker.id,
            "school_class_id": classes[one.key.school_class] if one.key.school_class else None,
            "staff_member_id": people[one.key.person],
            "checkpoint": one.key.checkpoint,
            "column_group": one.key.column_group,
            "since": moment.today,
            **_values(one, moment),
        }
        for one in new
    ]
    made = tx.execute(
        insert(_TABLE).returning(_TABLE.c.id, sort_by_parameter_order=True), rows
    ).scalars()
    return {one.key: row_id for one, row_id in zip(new, made, strict=True)}


def _ids(tx: Tx, tracker: Tracker, table: Any, names: Collection[str | None]) -> dict[str, int]:
    """The row ids of people or classes, also of those who have gone."""
    found = ids_of(tx, tracker.school_id, table)
    unknown = sorted(name for name in names if name is not None and name not in found)
    if unknown:
        raise LookupError(f"{tracker.public_id}: no roster has {', '.join(unknown)}")
    return found


def _values(duty: Duty, moment: Moment) -> dict[str, Any]:
    """What the store holds of a duty beside its key and the day of its last change."""
    return {
        "title": duty.window.title,
        "opens_on": duty.window.opens_on,
        "due_on": duty.window.due_on,
        "missing_from": duty.window.missing_from,
        "why": duty.window.why,
        "state": duty.state,
        **{name: getattr(duty.counts, name) for name in _COUNTS},
        "next_at": _starts(duty, moment),
    }


def _moves(duty: Duty | None, held: _Stored, moment: Moment) -> bool:
    """Whether the next moment of a duty is another, though nothing else changed."""
    return _starts(duty, moment) != held.next_at


def _starts(duty: Duty | None, moment: Moment) -> datetime | None:
    """When the duty changes by itself."""
    return None if duty is None or duty.next_on is None else moment.starts(duty.next_on)


def _row(
    duty: Duty | None, changes: Sequence[DutyChange], held: _Stored, moment: Moment
) -> dict[str, Any]:
    window = held.duty.window
    values = (
        _values(duty, moment)
        if duty
        else {
            "title": window.title,
            "opens_on": window.opens_on,
            "due_on": window.due_on,
            "missing_from": window.missing_from,
            "why": window.why,
            "state": DutyState.NOT_OWED,
            **dict.fromkeys(_COUNTS, 0),
            "next_at": None,
        }
    )
    since = changes[-1].day if changes else held.duty.since
    return {"this_id": held.id, "since": since, **values}


def _write(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(update(_TABLE).where(_TABLE.c.id == bindparam("this_id")), rows)


def _note(
    tx: Tx,
    school_id: int,
    ids: Mapping[DutyKey, int],
    changes: Iterable[DutyChange],
    at: datetime,
) -> None:
    rows = [
        {
            "school_id": school_id,
            "duty_id": ids[change.key],
            "day": change.day,
            "at": at,
            "was": change.was,
            "state": change.state,
            **{name: getattr(change.counts, name) for name in _COUNTS},
            "due_on": change.due_on,
            "reason": change.reason,
        }
        for change in changes
    ]
    if rows:
        tx.execute(insert(_CHANGES), rows)
