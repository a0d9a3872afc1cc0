"""Many rows at once: the statement is compiled once, and its values are bound once.

SQLAlchemy prepares each row of an executemany by itself: over tens of thousands of rows that costs
more than the database does. Here values are given and converted column by column, where their
type asks for it at all, and rows are put together in the driver's order, many in one statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import Compiled, Dialect, Float, LargeBinary, Table, insert

from sync.store.engine import Tx
from sync.store.postgresql_rows import add_rows, copy_rows

_KINDS_OF_INSERTS = 64
_BOUND = 900  # values in one statement: SQLite takes 999 of them at the least


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
    # Columns in which nothing stands are left out: to bind what is not there costs as much.
    given = [name for name, value in alike.items() if value is not None]
    given += [name for name, values in held.items() if values.count(None) < len(values)]
    if tx.dialect.name == "postgresql":
        send = add_rows if may_be_there else copy_rows
        send(tx, table, given, _rows(alike, held, given))
        return
    compiled = _compiled(tx.dialect, table, tuple(given))
    rows = list(_rows(alike, held, compiled.positiontup))  # type: ignore[attr-defined]
    if not may_be_there:  # those are long contents, which one statement would hold twice
        rows = _many_at_once(tx, str(compiled), rows, len(given))
    if rows:
        tx.exec_driver_sql(f"{compiled}{' ON CONFLICT DO NOTHING' * may_be_there}", rows)


def _many_at_once(
    tx: Tx, statement: str, rows: list[tuple[Any, ...]], width: int
) -> list[tuple[Any, ...]]:
    """Insert rows of that width, as many in a statement as it takes; gives those left over.

    To start a statement takes longer than to insert a row.
    """
    at_once = _BOUND // width
    whole = len(rows) // at_once * at_once
    if whole:
        one = statement[statement.rindex("(") :]
        values = chain.from_iterable(islice(rows, whole))
        many = statement + f", {one}" * (at_once - 1)
        tx.exec_driver_sql(many, list(zip(*[values] * (at_once * width), strict=True)))
    return rows[whole:]


def _rows(
    alike: Mapping[str, Any], held: Mapping[str, Sequence[Any]], names: Iterable[str]
) -> Iterable[tuple[Any, ...]]:
    """The rows, each in the order of `names`; what is shared never ends."""
    columns = (repeat(alike[name]) if name in alike else held[name] for name in names)
    return zip(*columns, strict=False)


@lru_cache(_KINDS_OF_INSERTS)
def _compiled(dialect: Dialect, table: Table, names: tuple[str, ...]) -> Compiled:
    return insert(table).compile(dialect=dialect, column_keys=list(names))


def _bound(tx: Tx, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as the driver takes them."""
    kind = table.c[name].type.dialect_impl(tx.dialect)
    convert = kind.bind_processor(tx.dialect)
    if convert is None or isinstance(kind, LargeBinary | Float):  # as every driver takes them
        return values
    return [convert(value) for value in values]
