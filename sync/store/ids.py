"""The integers that stand for people, children, classes and trackers inside the store."""

from sqlalchemy import Table, select

from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx


def id_of(tx: Tx, scope: Scope, table: Table, sourced_id: str) -> int | None:
    """Who or what has that sourcedId, also where it has gone; None where no roster ever had it."""
    query = select(table.c.id).where(
        table.c.school_id == scope.school_id, table.c.sourced_id == sourced_id
    )
    found: int | None = tx.scalar(query)
    return found


def ids_of(tx: Tx, school_id: int, table: Table) -> dict[str, int]:
    """All of a table by sourcedId, also those that have gone."""
    query = select(table.c.sourced_id, table.c.id).where(table.c.school_id == school_id)
    return {row.sourced_id: row.id for row in tx.execute(query)}


def id_of_tracker(tx: Tx, scope: Scope, public_id: str | None) -> int | None:
    """The tracker with that public id; None where there is none."""
    table = schema.tracker
    query = select(table.c.id).where(
        table.c.school_id == scope.school_id, table.c.public_id == public_id
    )
    found: int | None = tx.scalar(query)
    return found
