"""Many rows at once, each kind of database in its own way.

SQLAlchemy prepares each row of an executemany by itself: over tens of thousands of rows that costs
more than the database does. Here values are given and converted column by column, where their
type asks for it at all.
"""

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Float, LargeBinary, Table

from sync.store.engine import Tx
from sync.store.postgresql_rows import add_rows, copy_rows
from sync.store.sqlite_rows import insert_rows


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
    alike = {name: _bound(tx, table, name, [value])[0] for name, value in shared.items()}
    held = {name: _bound(tx, table, name, values) for name, values in columns.items()}
    # What stands nowhere is left out: to bind nothing takes as long as to bind a value.
    alike = {name: value for name, value in alike.items() if value is not None}
    held = {name: values for name, values in held.items() if not _is_empty(values)}
    assert held, f"rows of {table.name} that say nothing of their own"
    if tx.dialect.name == "postgresql":
        rows = zip(*map(repeat, alike.values()), *held.values(), strict=False)
        send = add_rows if may_be_there else copy_rows
        send(tx, table, [*alike, *held], rows)
    else:
        insert_rows(tx, table, alike, held, may_be_there=may_be_there)


def _is_empty(values: Sequence[Any]) -> bool:
    return values[0] is None and values.count(None) == len(values)


def _bound(tx: Tx, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as the driver takes them."""
    kind = table.c[name].type.dialect_impl(tx.dialect)
    convert = kind.bind_processor(tx.dialect)
    if convert is None or isinstance(kind, LargeBinary | Float):  # as every driver takes them
        return values
    return [convert(value) for value in values]
