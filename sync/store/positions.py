"""Where rows and score columns stood when a tracker was last read; no part of its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, insert, select

from sync.domain.scope import Scope
from sync.store import schema
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
    owned = {"school_id": tracker.school_id, "tracker_id": tracker.id}
    places = [{**owned, "column_key": key, "position": at} for key, at in columns.items()]
    if places:
        tx.execute(insert(table), places)


_PLACES = select(schema.column_place.c.column_key, schema.column_place.c.position).where(
    schema.column_place.c.tracker_id == bindparam("tracker")
)


def positions(tx: Tx, scope: Scope, tab: str, year: int) -> dict[str, Positions]:
    """Where the rows of a tab and the score columns stand, by public id.

    Of every tracker that was read, of the school year that began in `year`.
    """
    trackers, anchors, columns = schema.tracker, schema.row_anchor, schema.column_place
    mine = (trackers.c.school_id == scope.school_id) & (trackers.c.year_begins == year)
    found: dict[str, Positions] = {}
    rows = (
        select(trackers.c.public_id, anchors.c.row_key, anchors.c.position)
        .join_from(trackers, anchors, anchors.c.tracker_id == trackers.c.id)
        .where(mine, anchors.c.tab == tab)
    )
    for public_id, key, at in tx.execute(rows).all():
        found.setdefault(public_id, Positions()).rows[key] = at
    lines = (
        select(trackers.c.public_id, columns.c.column_key, columns.c.position)
        .join_from(trackers, columns, columns.c.tracker_id == trackers.c.id)
        .where(mine)
    )
    for public_id, key, at in tx.execute(lines).all():
        found.setdefault(public_id, Positions()).columns[key] = at
    return found
