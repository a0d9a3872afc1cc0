"""Many rows at once: the statement is compiled once, and its values are bound once.

SQLAlchemy prepares each row of an executemany by itself: over tens of thousands of rows that costs
more than the database does. Here values are given and converted column by column, where their
type asks for it at all, and rows are put together in the driver's order.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Compiled, Dialect, Table, insert

from sync.store.engine import Tx

_KINDS_OF_INSERTS = 64


def insert_many(
    tx: Tx,
    table: Table,
    *,
    shared: Mapping[str, Any],
    columns: Mapping[str, Sequence[Any]],
    may_be_there: bool = False,
) -> None:
    """Insert rows given by column: all of `columns` are of one length, `shared` are alike in all.

    The rows are inserted in order, so their own ids ascend. Rows that `may_be_there` already, by
    any key of theirs, are left as they are.
    """
    if not all(columns.values()):
        return
    compiled = _compiled(tx.dialect, table, (*shared, *columns))
    names = compiled.positiontup or [*shared, *columns]  # type: ignore[attr-defined]
    held = [
        repeat(_bound(tx, table, name, [shared[name]])[0])
        if name in shared
        else _bound(tx, table, name, columns[name])
        for name in names
    ]
    rows: Iterable[Any] = zip(*held, strict=False)  # what is shared never ends
    if compiled.positiontup is None:  # type: ignore[attr-defined]
        rows = (dict(zip(names, row, strict=True)) for row in rows)  # a driver that goes by name
    # SQLite and PostgreSQL say this alike.
    tx.exec_driver_sql(f"{compiled}{' ON CONFLICT DO NOTHING' * may_be_there}", list(rows))


@lru_cache(_KINDS_OF_INSERTS)
def _compiled(dialect: Dialect, table: Table, names: tuple[str, ...]) -> Compiled:
    return insert(table).compile(dialect=dialect, column_keys=list(names))


def _bound(tx: Tx, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as the driver takes them."""
    kind = table.c[name].type.dialect_impl(tx.dialect)
    convert = kind.bind_processor(tx.dialect)
    return values if convert is None else [convert(value) for value in values]
