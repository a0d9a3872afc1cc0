"""What Drive said of each tracker's file: its version, what stands in the way of reading it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, insert, select, update

from sync.domain.changes import LastRead
from sync.domain.obstacles import Obstacle
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveState:
    """One tracker's file: the version that Drive listed last, and the one that was read."""

    tracker_id: int
    public_id: str
    spreadsheet_id: str
    listed_version: int | None
    last_read: LastRead
    obstacle: Obstacle | None


_FEW = 500


def drive_states(
    tx: Tx, scope: Scope, among: Collection[int] | None = None
) -> dict[str, DriveState]:
    """All trackers that have a spreadsheet, by its id; of a few, where their ids are given."""
    query = _query(scope)
    if among is not None and len(among) <= _FEW:
        query = query.where(schema.tracker.c.id.in_(among))
    return _by_file(tx, query.order_by(schema.tracker.c.public_id))


def states_of_files(tx: Tx, scope: Scope, files: Collection[str]) -> dict[str, DriveState]:
    """The trackers among these files, and all trackers in whose way something stands, by file."""
    asked = sorted(files)
    found = _by_file(tx, _query(scope).where(schema.drive_state.c.obstacle.is_not(None)))
    for at in range(0, len(asked), _FEW):
        these = schema.tracker.c.spreadsheet_id.in_(asked[at : at + _FEW])
        found |= _by_file(tx, _query(scope).where(these))
    return found


def _query(scope: Scope) -> Select[Any]:
    trackers, states = schema.tracker, schema.drive_state
    return (
        select(
            trackers.c.id,
            trackers.c.public_id,
            trackers.c.spreadsheet_id,
            states.c.listed_version,
            states.c.read_version,
            states.c.has_own_reply,
            states.c.obstacle,
        )
        .join_from(trackers, states, states.c.tracker_id == trackers.c.id, isouter=True)
        .where(trackers.c.school_id == scope.school_id, trackers.c.spreadsheet_id.is_not(None))
    )


def _by_file(tx: Tx, query: Select[Any]) -> dict[str, DriveState]:
    return {
        row.spreadsheet_id: DriveState(
            tracker_id=row.id,
            public_id=row.public_id,
            spreadsheet_id=row.spreadsheet_id,
            listed_version=row.listed_version,
            last_read=LastRead(version=row.read_version, has_own_reply=bool(row.has_own_reply)),
            obstacle=Obstacle(row.obstacle) if row.obstacle else None,
        )
        for row in tx.execute(query).all()
    }


def note_listed(tx: Tx, scope: Scope, versions: Mapping[int, int | None]) -> None:
    """Drive listed these trackers, at these versions, as files that can be read."""
    for tracker_id, version in versions.items():
        _set(tx, scope, tracker_id, listed_version=version, obstacle=None, has_own_reply=False)


def note_obstacle(tx: Tx, scope: Scope, tracker_id: int, obstacle: Obstacle | None) -> None:
    """Say what stands in the way of reading the tracker; None: nothing does."""
    _set(tx, scope, tracker_id, obstacle=obstacle)


def note_own_reply(tx: Tx, scope: Scope, tracker_id: int, *, is_stored: bool) -> None:
    """Say whether the state after our latest write to the tracker is stored as a read.

    False before any write is sent, in a transaction of its own; True with the read itself.
    """
    _set(tx, scope, tracker_id, has_own_reply=is_stored)


def note_read(tx: Tx, scope: Scope, tracker_id: int, listed_before: int | None) -> None:
    """A read was stored that was fetched after Drive had listed version `listed_before`.

    It holds at least that version; never less is said than before. Nothing stands in the way.
    """
    _set(tx, scope, tracker_id, obstacle=None)
    table = schema.drive_state
    if listed_before is not None:
        older = table.c.read_version.is_(None) | (table.c.read_version < listed_before)
        this = (table.c.tracker_id == tracker_id) & older
        tx.execute(update(table).where(this).values(read_version=listed_before))


def _set(tx: Tx, scope: Scope, tracker_id: int, **values: Any) -> None:
    table = schema.drive_state
    if tx.execute(update(table).where(table.c.tracker_id == tracker_id).values(values)).rowcount:
        return
    keys = {"school_id": scope.school_id, "tracker_id": tracker_id}
    tx.execute(insert(table).values(keys | {"has_own_reply": False} | values))
