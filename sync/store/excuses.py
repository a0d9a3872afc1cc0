"""Excuses given outside the cells: every word is kept, also one that was withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from sheet_templates.sentences import sentence
from sync.domain.excuses import Excuse
from sync.domain.scope import Scope
from sync.domain.short_ids import short_id
from sync.errors import ExcuseError
from sync.store import schema, schema_duties
from sync.store.engine import Tx
from sync.store.ids import id_of

_TABLE = schema_duties.excuse


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenExcuse:
    """An excuse as somebody gives it; people and children by sourcedId.

    `once` names the asking where it may reach us more than once, as a click that is sent again:
    the same person's word under the same name is stored once.
    """

    student: str
    checkpoint: str | None
    metric: str | None
    code: str
    reason: str
    by: str
    source: str
    from_day: date
    until_day: date | None
    once: str | None = None


def give_excuse(tx: Tx, scope: Scope, given: GivenExcuse, at: datetime) -> Excuse:
    """Store an excuse; ExcuseError for a child or person whom the roster does not know.

    Gives what was stored then where this asking was answered before (`GivenExcuse.once`).
    """
    student_id = _id_of(tx, scope, schema.student, given.student, sentence("child"))
    person_id = _id_of(tx, scope, schema.staff_member, given.by, sentence("staff member"))
    if given.until_day is not None and given.until_day < given.from_day:
        raise ExcuseError(
            sentence(
                "The excuse would end on %(until_day)s, before it begins on %(from_day)s.",
                until_day=given.until_day,
                from_day=given.from_day,
            )
        )
    public_id = _new_id(tx, scope, given, student_id)
    there = _excuses(tx, _query(scope).where(_TABLE.c.public_id == public_id))
    if there:
        return there[0]
    tx.execute(
        insert(_TABLE).values(
            school_id=scope.school_id,
            public_id=public_id,
            student_id=student_id,
            checkpoint=given.checkpoint,
            metric=given.metric,
            code=given.code,
            reason=given.reason,
            staff_member_id=person_id,
            source=given.source,
            from_day=given.from_day,
            until_day=given.until_day,
            recorded_at=at,
        )
    )
    (made,) = _excuses(tx, _query(scope).where(_TABLE.c.public_id == public_id))
    return made


def _new_id(tx: Tx, scope: Scope, given: GivenExcuse, student_id: int) -> str:
    if given.once is not None:
        return short_id("excuse once", scope.school_id, given.by, given.once)
    number = len(_excuses(tx, _query(scope).where(_TABLE.c.student_id == student_id)))
    return short_id("excuse", scope.school_id, given.student, number)


def withdraw_excuse(tx: Tx, scope: Scope, public_id: str, at: datetime) -> Excuse:
    """Take an excuse back; ExcuseError when there is none of that id, or it is withdrawn."""
    this = (_TABLE.c.school_id == scope.school_id) & (_TABLE.c.public_id == public_id)
    standing = this & _TABLE.c.withdrawn_at.is_(None)
    if not tx.execute(update(_TABLE).where(standing).values(withdrawn_at=at)).rowcount:
        raise ExcuseError(
            sentence(
                "There is no excuse '%(public_id)s' that stands; `tracksheet excuses list` has "
                "all.",
                public_id=public_id,
            )
        )
    (withdrawn,) = _excuses(tx, _query(scope).where(this))
    return withdrawn


def excuses(tx: Tx, scope: Scope) -> list[Excuse]:
    """All excuses of the school, in the order in which they were given."""
    return _excuses(tx, _query(scope))


def standing_excuses(tx: Tx, scope: Scope) -> list[Excuse]:
    """The excuses that nobody withdrew; whether one counts on a day is its own affair."""
    return _excuses(tx, _query(scope).where(_TABLE.c.withdrawn_at.is_(None)))


def excuses_on(tx: Tx, scope: Scope, student: str) -> list[Excuse]:
    """The excuses of a student (sourcedId), also withdrawn ones, in the order of their giving."""
    return _excuses(tx, _query(scope).where(schema.student.c.sourced_id == student))


def _query(scope: Scope) -> Select[Any]:
    students, staff = schema.student, schema.staff_member
    return (
        select(
            _TABLE.c.public_id,
            students.c.sourced_id.label("student"),
            _TABLE.c.checkpoint,
            _TABLE.c.metric,
            _TABLE.c.code,
            _TABLE.c.reason,
            staff.c.sourced_id.label("by"),
            _TABLE.c.source,
            _TABLE.c.from_day,
            _TABLE.c.until_day,
            _TABLE.c.recorded_at,
            _TABLE.c.withdrawn_at,
        )
        .join_from(_TABLE, students, _TABLE.c.student_id == students.c.id)
        .join(staff, _TABLE.c.staff_member_id == staff.c.id)
        .where(_TABLE.c.school_id == scope.school_id)
        .order_by(_TABLE.c.id)
    )


def _excuses(tx: Tx, query: Select[Any]) -> list[Excuse]:
    return [Excuse(**row) for row in tx.execute(query).mappings()]


def _id_of(tx: Tx, scope: Scope, table: Any, sourced_id: str, what: str) -> int:
    found = id_of(tx, scope, table, sourced_id)
    if found is None:
        raise ExcuseError(
            sentence(
                "The roster has no %(what)s '%(sourced_id)s'; give the id of one it has.",
                what=what,
                sourced_id=sourced_id,
            )
        )
    return found
