"""Who answers for each tracker: exactly one person at all times, and since when."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select, update

from sheet_templates.school import StaffMember
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.ids import id_of
from sync.store.trackers import Tracker


def owners(tx: Tx, scope: Scope) -> Mapping[int, StaffMember]:
    """The document owner of each tracker, by the tracker's id, also one whom no roster has."""
    table, staff = schema.document_owner, schema.staff_member
    query = (
        select(
            table.c.tracker_id,
            staff.c.sourced_id,
            staff.c.given_name,
            staff.c.family_name,
            staff.c.email,
            staff.c.role,
        )
        .join_from(table, staff, table.c.staff_member_id == staff.c.id)
        .where(table.c.school_id == scope.school_id, table.c.to_at.is_(None))
    )
    return {
        row["tracker_id"]: StaffMember(**{k: v for k, v in row.items() if k != "tracker_id"})
        for row in tx.execute(query).mappings()
    }


def hand_over(tx: Tx, tracker: Tracker, to: str, at: datetime) -> None:
    """Make the staff member with the sourcedId `to` the tracker's document owner from `at` on.

    The one before ends in the same transaction; handing over to the present one changes nothing.
    LookupError for somebody whom no roster ever had.
    """
    table = schema.document_owner
    new = id_of(tx, Scope(school_id=tracker.school_id), schema.staff_member, to)
    if new is None:
        raise LookupError(f"no roster has the staff member {to}")
    present = (table.c.tracker_id == tracker.id) & table.c.to_at.is_(None)
    if tx.scalar(select(table.c.staff_member_id).where(present)) == new:
        return
    tx.execute(update(table).where(present).values(to_at=at))
    tx.execute(
        insert(table).values(
            school_id=tracker.school_id, tracker_id=tracker.id, staff_member_id=new, from_at=at
        )
    )
