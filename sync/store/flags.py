"""Flags as they stand, and every step of their lives."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from sync.domain.flag_life import (
    COLUMN_PROBLEM,
    Condition,
    FlagState,
    HeldFlag,
    KindOfFlag,
    moved,
    reconcile,
)
from sync.domain.moments import Moment
from sync.domain.scope import Scope
from sync.domain.short_ids import short_id
from sync.errors import FlagError
from sync.store import schema, schema_duties
from sync.store.engine import Tx
from sync.store.ids import id_of_tracker

_TABLE = schema_duties.flag
_STEPS = schema_duties.flag_transition
_GONE = "What raised it is gone."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One step of a flag's life; `by_person` is a sourcedId, None where it went by itself."""

    day: date
    at: datetime
    was: FlagState | None
    state: FlagState
    reason: str
    by_person: str | None = None


def keep_conditions(
    tx: Tx,
    scope: Scope,
    kinds: Collection[KindOfFlag],
    conditions: Iterable[Condition],
    moment: Moment,
    trackers: Collection[str] | None = None,
) -> int:
    """Make the flags of these kinds those that the conditions raise; how many came or went.

    A condition that has a flag keeps it, with the words of today. A flag whose condition is gone
    is resolved. Kinds that are not named are left alone, and so are the flags of other trackers
    where `trackers` names some; but a flag about a child goes along to the child's tracker.
    """
    holding = list(conditions)
    named = {(one.kind.key, one.subject) for one in holding}
    there = [
        one
        for one in _held(tx, scope, _OF_KINDS, kinds=[kind.key for kind in kinds])
        if trackers is None or one.tracker in trackers or (one.kind, one.subject) in named
    ]
    result = reconcile(holding, there)
    for one in result.opened:
        _open(tx, scope, one, moment)
    for public_id, one in result.changed.items():
        this = (_TABLE.c.school_id == scope.school_id) & (_TABLE.c.public_id == public_id)
        said = {
            "words": one.words,
            "person": one.person,
            "tracker_id": id_of_tracker(tx, scope, one.tracker),
        }
        tx.execute(update(_TABLE).where(this).values(said))
    for held in result.resolved:
        step = _Step(
            day=moment.today,
            at=moment.at,
            was=held.state,
            state=FlagState.RESOLVED,
            reason=_GONE,
        )
        _move(tx, scope, held, step)
    return len(result.opened) + len(result.resolved)


def flags(tx: Tx, scope: Scope) -> list[HeldFlag]:
    """The flags whose conditions last, excused ones too, by kind and subject."""
    return _held(tx, scope, _LASTING)


def column_problems(tx: Tx, scope: Scope, tracker: str) -> list[HeldFlag]:
    """The flags of columns of a tracker (a public id) that nobody has excused, the first first."""
    return _held(tx, scope, _PROBLEMS_OF_ONE, tracker=tracker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants of a flag, and why; `by` is their sourcedId."""

    to: FlagState
    by: str
    reason: str


def move_flag(
    tx: Tx,
    scope: Scope,
    public_id: str,
    wish: Wish,
    moment: Moment,
) -> HeldFlag:
    """Acknowledge, excuse or reopen a flag for a person; FlagError where that cannot be."""
    found = _held(tx, scope, _ONE, public_id=public_id)
    if not found:
        raise FlagError(f"There is no flag {public_id!r} now; `tracksheet flags` lists all.")
    (held,) = found
    step = _Step(
        day=moment.today,
        at=moment.at,
        was=held.state,
        state=moved(held, wish.to, wish.reason),
        reason=wish.reason,
        by_person=wish.by,
    )
    _move(tx, scope, held, step)
    (after,) = _held(tx, scope, _ONE, public_id=public_id)
    return after


def flag_history(tx: Tx, scope: Scope, public_id: str) -> list[dict[str, Any]]:
    """Every step of a flag's life, the first first; FlagError when there never was one."""
    query = (
        select(
            _STEPS.c.day,
            _STEPS.c.at,
            _STEPS.c.was,
            _STEPS.c.state,
            _STEPS.c.by_person,
            _STEPS.c.reason,
        )
        .join(_TABLE, _STEPS.c.flag_id == _TABLE.c.id)
        .where(_TABLE.c.school_id == scope.school_id, _TABLE.c.public_id == public_id)
        .order_by(_STEPS.c.id)
    )
    steps = [dict(row) for row in tx.execute(query).mappings()]
    if not steps:
        raise FlagError(f"There never was a flag {public_id!r}; `tracksheet flags` lists all.")
    return steps


def _held(tx: Tx, scope: Scope, query: Select[Any], **which: object) -> list[HeldFlag]:
    rows = tx.execute(query, {"school": scope.school_id, **which}).mappings()
    return [HeldFlag(**row) for row in rows]


# Put together once: that takes longer than to answer them.
_LASTING = (
    select(
        _TABLE.c.public_id,
        _TABLE.c.kind,
        _TABLE.c.subject,
        schema.tracker.c.public_id.label("tracker"),
        _TABLE.c.person,
        _TABLE.c.words,
        _TABLE.c.state,
        _TABLE.c.since,
    )
    .outerjoin_from(_TABLE, schema.tracker, _TABLE.c.tracker_id == schema.tracker.c.id)
    .where(_TABLE.c.school_id == bindparam("school"), _TABLE.c.gone_at.is_(None))
    .order_by(_TABLE.c.kind, _TABLE.c.subject)
)
_OF_KINDS = _LASTING.where(_TABLE.c.kind.in_(bindparam("kinds", expanding=True)))
_ONE = _LASTING.where(_TABLE.c.public_id == bindparam("public_id"))
_PROBLEMS_OF_ONE = (
    _LASTING.where(
        _TABLE.c.kind == COLUMN_PROBLEM.key,
        _TABLE.c.state != FlagState.EXCUSED,
        schema.tracker.c.public_id == bindparam("tracker"),
    )
    .order_by(None)
    .order_by(_TABLE.c.since, _TABLE.c.public_id)
)


def _open(tx: Tx, scope: Scope, condition: Condition, moment: Moment) -> None:
    same = (
        (_TABLE.c.school_id == scope.school_id)
        & (_TABLE.c.kind == condition.kind.key)
        & (_TABLE.c.subject == condition.subject)
    )
    number = tx.scalar(select(func.count()).select_from(_TABLE).where(same)) or 0
    made = insert(_TABLE).values(
        school_id=scope.school_id,
        public_id=short_id(condition.kind.key, scope.school_id, condition.subject, number),
        kind=condition.kind.key,
        subject=condition.subject,
        tracker_id=id_of_tracker(tx, scope, condition.tracker),
        person=condition.person,
        words=condition.words,
        state=FlagState.OPEN,
        since=condition.since,
        opened_at=moment.at,
    )
    row_id = tx.execute(made.returning(_TABLE.c.id)).scalar_one()
    opened = _Step(
        day=moment.today, at=moment.at, was=None, state=FlagState.OPEN, reason=condition.words
    )
    _note(tx, scope, row_id, opened)


def _move(tx: Tx, scope: Scope, held: HeldFlag, step: _Step) -> None:
    this = (_TABLE.c.school_id == scope.school_id) & (_TABLE.c.public_id == held.public_id)
    gone = {"gone_at": step.at} if step.state is FlagState.RESOLVED else {}
    changed = update(_TABLE).where(this).values(state=step.state, **gone).returning(_TABLE.c.id)
    _note(tx, scope, tx.execute(changed).scalar_one(), step)


def _note(tx: Tx, scope: Scope, row_id: int, step: _Step) -> None:
    values = {field.name: getattr(step, field.name) for field in fields(step)}
    tx.execute(insert(_STEPS).values(school_id=scope.school_id, flag_id=row_id, **values))
