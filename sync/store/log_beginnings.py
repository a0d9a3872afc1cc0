"""Where a tracker's input log begins anew, because earlier reads told of a child that was erased.

What those reads had left behind, without that child, is kept in their place: a replay takes it as
given, and plays what was read and said since.
"""

import base64
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from sync.store import schema
from sync.store.blobs import add_blobs, blobs
from sync.store.columns import AwareDateTime
from sync.store.engine import Tx
from sync.store.schema_inputs import log_beginning, tracker_input
from sync.store.trackers import Tracker
from sync.store.words import Words

_ANCHORED, _COLUMNED = schema.row_version, schema.entry_version
_MADE_BY_READS = (
    schema.tracker_read,
    schema.column_place,
    schema.row_anchor,
    _ANCHORED,
    schema.entry_column,
    _COLUMNED,
    schema.cell_issue,
    schema.held_state,
)
"""The tables that reads and words fill, each after those that it refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A log that begins after the read `seq`, since `at`."""

    seq: int
    at: datetime
    content: bytes


def begin_log_anew(tx: Tx, tracker: Tracker, at: datetime) -> None:
    """Throw the tracker's log away and keep in its place what the store says of the tracker now."""
    mine = tracker_input.c.tracker_id == tracker.id
    tx.execute(delete(tracker_input).where(mine))
    tx.execute(delete(log_beginning).where(log_beginning.c.tracker_id == tracker.id))
    reads = schema.tracker_read
    seq = tx.scalar(select(func.max(reads.c.seq)).where(reads.c.tracker_id == tracker.id))
    if seq is None:
        return
    tx.execute(
        insert(log_beginning).values(
            school_id=tracker.school_id,
            tracker_id=tracker.id,
            seq=seq,
            at=at,
            content=zlib.compress(_state(tx, tracker)),
        )
    )


def beginning_of(tx: Tx, tracker: Tracker) -> Beginning | None:
    """Where the tracker's log begins anew; None where it reaches back as far as it ever did."""
    table = log_beginning
    query = select(table.c.seq, table.c.at, table.c.content).where(table.c.tracker_id == tracker.id)
    row = tx.execute(query).mappings().one_or_none()
    return None if row is None else Beginning(**row)


def restore_beginning(tx: Tx, tracker: Tracker, beginning: Beginning) -> None:
    """Put what was kept into a store that has the school, and nothing of this tracker yet."""
    kept = json.loads(zlib.decompress(beginning.content))
    contents = {base64.b64decode(name): base64.b64decode(c) for name, c in kept["blobs"].items()}
    add_blobs(tx, tracker.school_id, contents)
    for table in _MADE_BY_READS:
        rows = [_unpacked(table, row) for row in kept[table.name]]
        if rows:
            tx.execute(insert(table), rows)
    last = select(schema.tracker_read.c.at).where(
        schema.tracker_read.c.tracker_id == tracker.id,
        schema.tracker_read.c.seq == beginning.seq,
    )
    mine = schema.tracker.c.id == tracker.id
    tx.execute(update(schema.tracker).where(mine).values(last_read_at=tx.scalar(last)))


def _state(tx: Tx, tracker: Tracker) -> bytes:
    """All that reads and words have left behind of a tracker, as JSON."""
    rows = {table.name: _rows(tx, table, tracker) for table in _MADE_BY_READS}
    used = {row["sha256"] for name in ("row_version", "held_state") for row in rows[name]}
    contents = blobs(tx, tracker.school_id, used)
    state: dict[str, Any] = {
        name: [{key: _packed(value) for key, value in row.items()} for row in those]
        for name, those in rows.items()
    }
    state["blobs"] = {_text(name): _text(content) for name, content in contents.items()}
    return json.dumps(state, ensure_ascii=False).encode()


def _rows(tx: Tx, table: Table, tracker: Tracker) -> list[dict[str, Any]]:
    said = (
        type_coerce(one, Text).label(one.name) if isinstance(one.type, Words) else one
        for one in table.c
    )
    query = select(*said).where(_of(table, tracker)).order_by(*table.primary_key.columns)
    return [dict(row) for row in tx.execute(query).mappings()]


def _of(table: Table, tracker: Tracker) -> ColumnElement[bool]:
    if table is _ANCHORED:
        anchors = schema.row_anchor
        mine = select(anchors.c.id).where(anchors.c.tracker_id == tracker.id)
        return table.c.row_anchor_id.in_(mine)
    if table is _COLUMNED:
        columns = schema.entry_column
        mine = select(columns.c.id).where(columns.c.tracker_id == tracker.id)
        return table.c.entry_column_id.in_(mine)
    return table.c.tracker_id == tracker.id


def _packed(value: object) -> object:
    match value:
        case bytes():
            return {"bytes": _text(value)}
        case datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case _:
            return value


def _unpacked(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: object, value: Any) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"])
    if value is not None and isinstance(kind, AwareDateTime):
        return datetime.fromisoformat(value)
    members = getattr(kind, "enum_class", None)
    return value if members is None or value is None else members(value)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
