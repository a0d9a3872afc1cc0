"""Where rows and score columns stood when a tracker was last read; no part of its history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, select

from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """One tracker as last read: rows by row key, score columns by key, all from 0."""

    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)


def keep_columns(tx: Tx, tracker: Tracker, columns: Mapping[str, int]) -> None:
    """Note where the score columns stand now; one that is gone has no place."""
    table = schema.column_place
    found = tx.execute(_PLACES, {"tracker": tracker.id})
    held: dict[str, int] = {key: at for key, at in found}  # noqa: C416 - rows are no tuples
    if held == dict(columns):
        return
    tx.execute(delete(table).where(table.c.tracker_id == tracker.id))
    insert_many(
        tx,
        table,
        shared={"school_id": tracker.school_id, "tracker_id": tracker.id},
        columns={"column_key": list(columns), "position": list(columns.values())},
    )


_PLACES = select(schema.column_place.c.column_key, schema.column_place.c.position).where(
    schema.column_place.c.tracker_id == bindparam("tracker")
)


def positions(tx: Tx, tab: str, trackers: Collection[int]) -> dict[str, Positions]:
    """Where the rows of a tab and the score columns stand, by public id.

    Of those of these trackers, by their ids in the store, that were read.
    """
    found: dict[str, Positions] = {}
    if not trackers:
        return found
    which = {"trackers": list(trackers), "tab": tab}
    for public_id, key, at in tx.execute(_ROWS, which).all():
        found.setdefault(public_id, Positions()).rows[key] = at
    for public_id, key, at in tx.execute(_COLUMNS, which).all():
        found.setdefault(public_id, Positions()).columns[key] = at
    return found


# Put together once: that takes longer than to answer them.
_MINE = schema.tracker.c.id.in_(bindparam("trackers", expanding=True))
_ROWS = (
    select(schema.tracker.c.public_id, schema.row_anchor.c.row_key, schema.row_anchor.c.position)
    .join_from(
        schema.tracker, schema.row_anchor, schema.row_anchor.c.tracker_id == schema.tracker.c.id
    )
    .where(_MINE, schema.row_anchor.c.tab == bindparam("tab"))
)
_COLUMNS = (
    select(
        schema.tracker.c.public_id, schema.column_place.c.column_key, schema.column_place.c.position
    )
    .join_from(
        schema.tracker, schema.column_place, schema.column_place.c.tracker_id == schema.tracker.c.id
    )
    .where(_MINE)
)
