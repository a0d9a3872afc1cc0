"""Rows are kept with a plain cell as its value alone."""

import json
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


def upgrade() -> None:
    """Say every kept row the shorter way; what it says stays the same, so no version ends."""
    _change("row_version", _row)
    _change("held_state", _hold)


def _change(table: str, shorter: Callable[[bytes], bytes]) -> None:
    """Put other contents in the place of those that rows of this table name."""
    store = op.get_bind()
    query = sa.text(
        f"SELECT DISTINCT school_id, sha256, zbytes FROM {table} "  # noqa: S608 - our own names
        "JOIN blob USING (school_id, sha256)"
    )
    changed = list(_changed(store.execute(query).all(), shorter))
    if not changed:
        return
    made = "INSERT INTO blob VALUES (:school, :now, :zbytes) ON CONFLICT DO NOTHING"
    named = f"UPDATE {table} SET sha256 = :now WHERE school_id = :school AND sha256 = :was"  # noqa: S608
    gone = "DELETE FROM blob WHERE school_id = :school AND sha256 = :was"
    op.create_index("of_this_change", table, ["school_id", "sha256"])
    for statement in (made, named, gone):
        store.execute(sa.text(statement), changed)
    op.drop_index("of_this_change", table)


def _changed(held: Any, shorter: Callable[[bytes], bytes]) -> Iterator[dict[str, Any]]:
    for school, was, zbytes in held:
        content = zlib.decompress(zbytes)
        other = shorter(content)
        if other != content:
            now = sha256(other).digest()
            yield {"school": school, "was": was, "now": now, "zbytes": zlib.compress(other, 1)}


def _row(content: bytes) -> bytes:
    cells = json.loads(content)
    said = (f"{_json(name)}: {_json(_plain(cell))}" for name, cell in cells.items())
    return f"{{{', '.join(said)}}}".encode()


def _hold(content: bytes) -> bytes:
    """A state that waits for a word holds the rows of its tab."""
    held = json.loads(content)
    held["rows"] = [
        [key, position, _row(cells.encode()).decode()] for key, position, cells in held["rows"]
    ]
    return _json(held).encode()


def _plain(cell: Any) -> Any:
    """The value of a cell in which nothing else stands, shown as it is."""
    entered = cell.get("entered", {})
    value = entered.get("numberValue", entered.get("stringValue"))
    is_plain = value not in {None, ""} and "note" not in cell and cell.get("shown") == _shown(value)
    return value if is_plain else cell


def _shown(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else orjson.dumps(value).decode()
