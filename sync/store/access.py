"""What was decided about access: ends, stand-ins, groups; and what of it is carried out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from sheet_templates.access_rules import AccessRules, RoleGroup, StandIn
from sheet_templates.school import Role
from sync.domain.scope import Scope
from sync.store import schema, schema_access
from sync.store.engine import Tx

_WHOLE_SCHOOL = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Somebody who has to be out: since `ends_on`, the first day without access."""

    id: int
    email: str
    ends_on: date
    is_stand_in: bool


def access_rules(tx: Tx, scope: Scope, today: date) -> AccessRules:
    """The rules as of a day."""
    ends, stand_ins, groups = (
        schema_access.access_end,
        schema_access.stand_in,
        schema_access.role_group,
    )
    ended = tx.scalars(
        select(ends.c.email).where(
            ends.c.school_id == scope.school_id,
            ends.c.ends_on <= today,
            ends.c.recalled_at.is_(None),
        )
    )
    standing = tx.execute(
        select(stand_ins.c.email, stand_ins.c.name, stand_ins.c.stands_in_for, stand_ins.c.until)
        .where(
            stand_ins.c.school_id == scope.school_id,
            stand_ins.c.until >= today,
            stand_ins.c.ended_at.is_(None),
        )
        .order_by(stand_ins.c.id)
    )
    grouped = tx.execute(
        select(groups.c.role, groups.c.grade, groups.c.address)
        .where(groups.c.school_id == scope.school_id)
        .order_by(groups.c.role, groups.c.grade)
    )
    return AccessRules(
        ended=frozenset(ended),
        stand_ins=tuple(StandIn(**row) for row in standing.mappings()),
        groups=tuple(
            RoleGroup(role=row.role, grade=row.grade or None, address=row.address)
            for row in grouped
        ),
    )


def decide_end(tx: Tx, scope: Scope, email: str, ends_on: date, at: datetime) -> None:
    """Decide that somebody's access ends on a day; a later decision replaces an earlier one."""
    table = schema_access.access_end
    recall_end(tx, scope, email, at)
    values = {"school_id": scope.school_id, "email": email, "ends_on": ends_on, "decided_at": at}
    tx.execute(insert(table).values(values))


def recall_end(tx: Tx, scope: Scope, email: str, at: datetime) -> bool:
    """Take a decision back, whether or not it was carried out; False where there is none."""
    table = schema_access.access_end
    open_one = _open_end(scope) & (table.c.email == email)
    return tx.execute(update(table).where(open_one).values(recalled_at=at)).rowcount > 0


def let_stand_in(tx: Tx, scope: Scope, stand_in: StandIn, at: datetime) -> None:
    """Let somebody stand in for another; the same pair again gets the new last day.

    Who is not on the roster is kept beside those who were: what they write down has an author.
    """
    _keep_guest(tx, scope, stand_in, at)
    table, same = schema_access.stand_in, _is_same(scope, stand_in)
    values = {"until": stand_in.until, "name": stand_in.name, "granted_at": at}
    if tx.execute(update(table).where(same).values(values)).rowcount:
        return
    whose = {"email": stand_in.email, "stands_in_for": stand_in.stands_in_for}
    tx.execute(insert(table).values(school_id=scope.school_id, **whose, **values))


def end_stand_in(tx: Tx, scope: Scope, stand_in: StandIn, at: datetime) -> None:
    """Take it back: nobody was let in by it."""
    same = _is_same(scope, stand_in)
    tx.execute(update(schema_access.stand_in).where(same).values(ended_at=at))


def _is_same(scope: Scope, stand_in: StandIn) -> ColumnElement[bool]:
    """The open row of who stands in for whom."""
    table = schema_access.stand_in
    return (
        (table.c.school_id == scope.school_id)
        & (table.c.email == stand_in.email)
        & (table.c.stands_in_for == stand_in.stands_in_for)
        & table.c.ended_at.is_(None)
    )


def _keep_guest(tx: Tx, scope: Scope, stand_in: StandIn, at: datetime) -> None:
    table = schema.staff_member
    mine = table.c.school_id == scope.school_id
    here = mine & table.c.gone_at.is_(None) & (func.lower(table.c.email) == stand_in.email)
    role = tx.scalar(
        select(table.c.role).where(mine, func.lower(table.c.email) == stand_in.stands_in_for)
    )
    if role is None or tx.scalar(select(table.c.id).where(here)) is not None:
        return
    given, _, family = stand_in.name.rpartition(" ")
    values = {"given_name": given, "family_name": family, "email": stand_in.email, "role": role}
    this = mine & (table.c.sourced_id == stand_in.sourced_id)
    if not tx.execute(update(table).where(this).values(values)).rowcount:
        who = {"school_id": scope.school_id, "sourced_id": stand_in.sourced_id}
        tx.execute(insert(table).values(**who, **values, position=0, gone_at=at))


def set_group(tx: Tx, scope: Scope, role: Role, grade: str | None, address: str | None) -> None:
    """Let a group stand for a role, in a grade or everywhere; None: persons again."""
    table = schema_access.role_group
    this = (
        (table.c.school_id == scope.school_id)
        & (table.c.role == role)
        & (table.c.grade == (grade or _WHOLE_SCHOOL))
    )
    tx.execute(delete(table).where(this))
    if address is not None:
        tx.execute(
            insert(table).values(
                school_id=scope.school_id,
                role=role,
                grade=grade or _WHOLE_SCHOOL,
                address=address,
            )
        )


def due_to_end(tx: Tx, scope: Scope, today: date) -> list[Decision]:
    """Whose access has to be over by now and is not proved to be: ends, and expired stand-ins."""
    ends, stand_ins = schema_access.access_end, schema_access.stand_in
    due = select(ends.c.id, ends.c.email, ends.c.ends_on).where(
        _open_end(scope), ends.c.ends_on <= today, ends.c.proved_at.is_(None)
    )
    expired = select(stand_ins.c.id, stand_ins.c.email, stand_ins.c.until).where(
        stand_ins.c.school_id == scope.school_id,
        stand_ins.c.until < today,
        stand_ins.c.ended_at.is_(None),
    )
    return [
        *(
            Decision(id=row.id, email=row.email, ends_on=row.ends_on, is_stand_in=False)
            for row in tx.execute(due.order_by(ends.c.id))
        ),
        *(
            Decision(id=row.id, email=row.email, ends_on=row.until, is_stand_in=True)
            for row in tx.execute(expired.order_by(stand_ins.c.id))
        ),
    ]


def mark_ended(tx: Tx, decision: Decision, at: datetime) -> None:
    """Say that reading back has proved it."""
    if decision.is_stand_in:
        table = schema_access.stand_in
        tx.execute(update(table).where(table.c.id == decision.id).values(ended_at=at))
        return
    ends = schema_access.access_end
    tx.execute(update(ends).where(ends.c.id == decision.id).values(proved_at=at))


def _open_end(scope: Scope) -> ColumnElement[bool]:
    table = schema_access.access_end
    return (table.c.school_id == scope.school_id) & table.c.recalled_at.is_(None)
