"""Who people are to Google, where that is not the address that the roster has."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from sync.domain.scope import Scope
from sync.store import schema, schema_access
from sync.store.engine import Tx


def google_addresses(tx: Tx, scope: Scope) -> Mapping[str, str]:
    """The address at Google by the roster's; both in lower case."""
    table = schema_access.google_address
    query = select(table.c.roster_email, table.c.google_email).where(
        table.c.school_id == scope.school_id
    )
    return {row.roster_email: row.google_email for row in tx.execute(query)}


def keep_google_address(
    tx: Tx, scope: Scope, roster_email: str, google_email: str, at: datetime
) -> None:
    """Say who somebody is to Google from now on; the roster's own address takes the word back.

    Whoever stands in for that person goes on doing so. Who has left or only stood in keeps the
    address under which they wrote, even if it is this one.
    """
    known = google_addresses(tx, scope).get(roster_email, roster_email)
    table = schema_access.google_address
    this = (table.c.school_id == scope.school_id) & (table.c.roster_email == roster_email)
    tx.execute(delete(table).where(this))
    if google_email != roster_email:
        tx.execute(
            insert(table).values(
                school_id=scope.school_id,
                roster_email=roster_email,
                google_email=google_email,
                said_at=at,
            )
        )
    staff, lent = schema.staff_member, schema_access.stand_in
    theirs = (
        (staff.c.email, staff.c.gone_at.is_(None) & (func.lower(staff.c.email) == known)),
        (lent.c.stands_in_for, lent.c.stands_in_for == known),
    )
    for column, mine in theirs:
        here = column.table.c.school_id == scope.school_id
        tx.execute(update(column.table).where(here, mine).values({column: google_email}))
