"""Which tables a transaction asks and which it changes, as the statements themselves say.

Nobody has to remember to tell: every statement passes here. A commit counts up each table that it
changed, in the store, so that other processes see it too.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event, select, text

from sync.store.schema_changes import table_change
from sync.store.whole_schema import metadata

_ASKED, _CHANGED = "tracksheet_asked", "tracksheet_changed"
_CHANGES = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_STATEMENTS = 1024
_COUNT_UP = text(
    "INSERT INTO table_change (name, n) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET n = table_change.n + 1"
)


def listen(engine: Engine) -> None:
    """Note from now on, for each connection, what its statements ask and change."""

    @event.listens_for(engine, "before_cursor_execute")
    def note(tx: Connection, _cursor: object, statement: str, *_: Any) -> None:
        info = tx.info
        changed = _changed_by(statement) if _CHANGED in info else None
        if changed is not None:
            info[_CHANGED].add(changed)
        if info.get(_ASKED) is not None:
            info[_ASKED] |= _named_in(statement)


def begin_noting(tx: Connection) -> None:
    """Forget what an earlier transaction of this connection changed."""
    tx.info[_CHANGED] = set()


def note_changed(tx: Connection, table: str) -> None:
    """Count the table among those changed, where no statement names it."""
    tx.info[_CHANGED].add(table)


def count_up(tx: Connection) -> None:
    """Count up the tables that the transaction has changed; the last thing before its commit."""
    changed = sorted(tx.info.pop(_CHANGED))
    if changed:
        tx.execute(_COUNT_UP, [{"name": name} for name in changed])


def counts(tx: Connection) -> dict[str, int]:
    """How often each table was changed; one that never was is not in it."""
    query = select(table_change.c.name, table_change.c.n)
    return {name: n for name, n in tx.execute(query).all()}  # noqa: C416 - rows are no tuples


@contextmanager
def tables_asked(tx: Connection) -> Iterator[set[str]]:
    """The tables that statements name meanwhile; an outer one hears nothing of it."""
    outer = tx.info.get(_ASKED)
    tx.info[_ASKED] = asked = set[str]()
    try:
        yield asked
    finally:
        tx.info[_ASKED] = outer


def note_asked(tx: Connection, tables: Iterable[str]) -> None:
    """Count these among the tables asked, as if a statement had named them."""
    if tx.info.get(_ASKED) is not None:
        tx.info[_ASKED].update(tables)


@lru_cache(_STATEMENTS)
def _changed_by(statement: str) -> str | None:
    found = _CHANGES.match(statement)
    return found.group(1) if found else None


@lru_cache(_STATEMENTS)
def _named_in(statement: str) -> frozenset[str]:
    """Every word that is a table's name; one too many makes nothing untrue."""
    return frozenset(_WORD.findall(statement)) & metadata.tables.keys()
