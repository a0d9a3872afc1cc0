"""Who can be told something: people of the staff, and leaders; of each row it is one of both.

A person is named by sourcedId. Who is in both lists, having changed from one to the other, is met
where the roster has them now.
"""

from sqlalchemy import ColumnElement, FromClause, Table, func, select

from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx

STAFF, LEADER = "staff_member_id", "leader_id"


def whose(tx: Tx, scope: Scope, person: str) -> dict[str, int | None]:
    """The columns of a row that is this person's; LookupError for one whom no roster ever had."""
    found: dict[str, int] = {}
    present: set[str] = set()
    for column, table in ((STAFF, schema.staff_member), (LEADER, schema.leader)):
        mine = (table.c.school_id == scope.school_id) & (table.c.sourced_id == person)
        row = tx.execute(select(table.c.id, table.c.gone_at).where(mine)).one_or_none()
        if row is not None:
            found[column] = row.id
            if row.gone_at is None:
                present.add(column)
    if not found:
        raise LookupError(f"no roster has the person {person}")
    best = next((one for one in (STAFF, LEADER) if one in present), next(iter(found)))
    return {STAFF: None, LEADER: None, best: found[best]}


def with_people(table: Table) -> FromClause:
    """The table with the people of its rows; `person` is then who each is of."""
    staff, leaders = schema.staff_member, schema.leader
    return table.outerjoin(staff, table.c[STAFF] == staff.c.id).outerjoin(
        leaders, table.c[LEADER] == leaders.c.id
    )


def person() -> ColumnElement[str]:
    """The sourcedId of a row's person."""
    return func.coalesce(schema.staff_member.c.sourced_id, schema.leader.c.sourced_id)
