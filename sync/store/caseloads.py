"""Whose students are on whose caseload: the list that was imported last, and what it was before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from sheet_templates.school import CaseloadSpell
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.ids import ids_of


def caseloads(tx: Tx, scope: Scope) -> tuple[CaseloadSpell, ...]:
    """The spells of the list as it stands, by child and day; also those that are over."""
    return tuple(_stored(tx, scope))


def keep_caseloads(tx: Tx, scope: Scope, spells: Sequence[CaseloadSpell], at: datetime) -> None:
    """Make these the spells; what is not among them is marked gone and stays in the store.

    Their people are those of the roster as stored.
    """
    table, stored = schema.caseload_spell, _stored(tx, scope)
    gone = [row_id for spell, row_id in stored.items() if spell not in set(spells)]
    if gone:
        tx.execute(update(table).where(table.c.id.in_(gone)).values(gone_at=at))
    staff, students = (
        ids_of(tx, scope.school_id, one) for one in (schema.staff_member, schema.student)
    )
    new = [
        {
            "school_id": scope.school_id,
            "staff_member_id": staff[spell.staff_member],
            "student_id": students[spell.student],
            "begins_on": spell.begins_on,
            "ends_on": spell.ends_on,
            "listed_at": at,
        }
        for spell in spells
        if spell not in stored
    ]
    if new:
        tx.execute(insert(table), new)


def _stored(tx: Tx, scope: Scope) -> dict[CaseloadSpell, int]:
    table, staff, students = schema.caseload_spell, schema.staff_member, schema.student
    query = (
        select(
            table.c.id,
            staff.c.sourced_id.label("staff_member"),
            students.c.sourced_id.label("student"),
            table.c.begins_on,
            table.c.ends_on,
        )
        .join_from(table, staff, table.c.staff_member_id == staff.c.id)
        .join(students, table.c.student_id == students.c.id)
        .where(table.c.school_id == scope.school_id, table.c.gone_at.is_(None))
        .order_by(students.c.sourced_id, table.c.begins_on)
    )
    return {
        CaseloadSpell(
            staff_member=row.staff_member,
            student=row.student,
            begins_on=row.begins_on,
            ends_on=row.ends_on,
        ): row.id
        for row in tx.execute(query)
    }
