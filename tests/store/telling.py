"""Whom a store tells of, found without knowing any rule: by walking every column of every table.

What is packed is unpacked, as far down as it goes.
"""

import base64
import binascii
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import LargeBinary, Text, select, type_coerce

from sheet_templates.school import Student
from sync.store.engine import Store, Tx
from sync.store.whole_schema import metadata

Said = Mapping[str, Any]
"""A row by column, as the database has it."""

MOVING = frozenset(
    {"tracker_input", "log_beginning", "blob", "table_change", "access_log", "unswept"}
)
"""Tables that an erasure changes for everybody; the rest of a store stays as it was."""


def all_rows(store: Store) -> dict[str, list[Said]]:
    """Every row of every table; of a content that is referred to, what it says stands there."""
    with store.reading() as tx:
        return all_rows_in(tx)


def all_rows_in(tx: Tx) -> dict[str, list[Said]]:
    """The same within a transaction."""
    contents = {row["sha256"]: zlib.decompress(row["zbytes"]) for row in _rows(tx, "blob")}
    return {
        name: [
            {key: contents.get(value, value) for key, value in row.items()}
            if name != "blob"
            else row
            for row in _rows(tx, name)
        ]
        for name in metadata.tables
    }


def tells_of(row: Said, child: Student) -> bool:
    """Whether a row has the child's id or whole name anywhere, or both names in cells."""
    said = " \n".join(_texts(list(row.values()))).casefold()
    given, family = child.given_name.casefold(), child.family_name.casefold()
    whole = (child.sourced_id.casefold(), f"{given} {family}", f"{family}, {given}")
    return any(one in said for one in whole) or all(f'"{one}"' in said for one in (given, family))


def tables_telling_of(store: Store, child: Student) -> list[str]:
    """The tables that have the child in any row."""
    return [
        name for name, rows in all_rows(store).items() if any(tells_of(row, child) for row in rows)
    ]


def lost(before: dict[str, list[Said]], after: dict[str, list[Said]]) -> Iterator[tuple[str, Said]]:
    """The rows that were there and are no more, but for tables that move for everybody."""
    for name, rows in before.items():
        if name not in MOVING:
            gone = Counter(map(_frozen, rows)) - Counter(map(_frozen, after[name]))
            yield from ((name, dict(row)) for row in gone.elements())


def _frozen(row: Said) -> tuple[tuple[str, Any], ...]:
    return tuple(row.items())


def _rows(tx: Tx, name: str) -> list[dict[str, Any]]:
    table = metadata.tables[name]
    raw = [
        one if isinstance(one.type, LargeBinary) else type_coerce(one, Text).label(one.name)
        for one in table.c
    ]
    return [dict(row) for row in tx.execute(select(*raw)).mappings()]


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, whatever they are packed in."""
    match value:
        case bytes():
            with suppress(zlib.error):
                value = zlib.decompress(value)
            yield from _texts(value.decode(errors="replace"))
        case str():
            yield value
            with suppress(ValueError):
                if value[:1] in {"{", "["}:
                    yield from _texts(json.loads(value))
            with suppress(ValueError, binascii.Error, UnicodeError):
                yield base64.b64decode(value, validate=True).decode()
        case dict():
            for name, one in value.items():
                yield from _texts(name)
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
        case _:
            yield str(value)
