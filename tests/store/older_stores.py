"""Stores of older schemas with a row in each of their tables."""

import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    StaticPool,
    Table,
    create_engine,
    insert,
    inspect,
    select,
)

from sync.store import migrations

Row = Mapping[str, object]

ROW, HELD = b"{}", b'{"rows": []}'  # contents of a kept row, and of a state that is held
_AT = datetime(2026, 9, 14, 3, tzinfo=UTC)
_SAID: Row = {
    # What a guard of the table wants otherwise than its column's type.
    "apply_attempt.closed_at": _AT,
    "apply_attempt.state": "applied",
    "drive_channel.token_sha256": "f" * 64,
    "duty.cell_issues": 0,
    "duty.entries": 0,
    "duty.excused": 0,
    "entry_version.number": 512.0,
    "entry_version.to_at": _AT,
    "entry_version.to_seq": 2,
    "held_state.sha256": sha256(HELD).digest(),
    "held_state.verdict": "open",
    "message.staff_member_id": 1,
    "message.state": "queued",
    "message.tries": 0,
    "person_choice.staff_member_id": 1,
    "milestone_word.said": "done",
    "run.kind": "manual",
    "school.sourced_id": "maple.2",
    "self_check.staff_member_id": 1,
    "tracker.public_id": "maple.2.2026.02",
    "tracker_input.seq": 1,
    "kind": "holiday",
    "letters": "weekly",
    "outcome": "synced",
    "role": "teacher",
    "state": "open",
    "weight": "noted",
    "what": "read",
    # What need not be there, and says more.
    "cell_issue.entry_id": 1,
    "duty.school_class_id": 1,
    "expectation": sha256(ROW).digest(),
    "row_names": sha256(ROW).digest(),
    "structure": sha256(ROW).digest(),
}
_BY_TYPE = {
    BigInteger: 1,
    Boolean: True,
    DateTime: _AT,
    Date: date(2026, 9, 14),
    Integer: 1,
    LargeBinary: sha256(ROW).digest(),
}


def revisions() -> list[str]:
    """The revisions of the schema, the oldest first."""
    scripts = ScriptDirectory.from_config(_config())
    return [one.revision for one in scripts.walk_revisions()][::-1]


def upgrade(connection: sqlite3.Connection, revision: str) -> None:
    """Bring a file to an older revision, as an older program did."""
    config = _config()
    with on_file(connection).begin() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, revision)


def on_file(connection: sqlite3.Connection) -> Engine:
    """An engine on that one connection."""
    return create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)


def _config() -> Config:
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def fill(tx: Connection) -> dict[str, list[Row]]:
    """Put a row into each empty table, all of them about the same few things."""
    empty = [name for name in inspect(tx).get_table_names() if not _holds_something(tx, name)]
    metadata = MetaData()
    metadata.reflect(tx, only=empty, resolve_fks=False)
    filled = {}
    # An older SQLite file is filled without asking for what rows refer to.
    in_order = tx.dialect.name == "postgresql"
    for table in metadata.sorted_tables if in_order else metadata.tables.values():
        filled[table.name] = _rows(table)
        tx.execute(insert(table), filled[table.name])
    return filled


def _holds_something(tx: Connection, table: str) -> bool:
    return tx.exec_driver_sql(f"SELECT 1 FROM {table} LIMIT 1").first() is not None


def _rows(table: Table) -> list[Row]:
    row = dict(_values(table))
    if table.name != "blob":
        return [row]
    contents = (ROW, HELD)
    return [
        row | {"sha256": sha256(one).digest(), "zbytes": zlib.compress(one)} for one in contents
    ]


def _values(table: Table) -> Iterator[tuple[str, object]]:
    for column in table.columns:
        place = f"{table.name}.{column.name}"
        place = place if place in _SAID else column.name
        if place in _SAID:
            yield column.name, _SAID[place]
        elif not column.nullable and column.server_default is None:
            kinds = (value for kind, value in _BY_TYPE.items() if isinstance(column.type, kind))
            yield column.name, next(kinds, column.name)
        elif column.primary_key:
            yield column.name, 1


def changed(tx: Connection, kept: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """The tables, of those still there, whose rows no longer say all that they said."""
    for name in sorted(kept.keys() & set(inspect(tx).get_table_names())):
        table = Table(name, MetaData(), autoload_with=tx, resolve_fks=False)
        columns = [column for column in table.columns if column.name in kept[name][0]]
        found = sorted(repr(list(map(_utc, row))) for row in tx.execute(select(*columns)))
        said = sorted(repr([_utc(row[one.name]) for one in columns]) for row in kept[name])
        if found != said:
            yield f"{name}: {said} became {found}"


def _utc(value: object) -> object:
    """A moment without its zone, which SQLite does not keep."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        return value
    return value.astimezone(UTC).replace(tzinfo=None)
