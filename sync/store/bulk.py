"""Many rows at once: the statement is compiled once, and its values are bound once.

SQLAlchemy prepares each row of an executemany by itself: over tens of thousands of rows that costs
more than the database does. Here values are given and converted column by column, where their
type asks for it at all, and rows are put together in the driver's order, many in one statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import Compiled, Dialect, LargeBinary, Table, insert

from sync.store.engine import Tx

_KINDS_OF_INSERTS = 64
_BOUND = 900  # values in one statement: SQLite takes 999 of them at the least, PostgreSQL more


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
    given += [name for name, values in held.items() if set(values) != {None}]
    compiled = _compiled(tx.dialect, table, tuple(given))
    names = compiled.positiontup or given  # type: ignore[attr-defined]
    # What is shared never ends.
    of_all = (repeat(alike[name]) if name in alike else held[name] for name in names)
    rows: Iterable[Any] = zip(*of_all, strict=False)
    if compiled.positiontup is None:  # type: ignore[attr-defined]
        rows = (dict(zip(names, row, strict=True)) for row in rows)  # a driver that goes by name
    elif not may_be_there:  # those are long contents, which one statement would hold twice
        rows = _many_at_once(tx, str(compiled), rows, len(names))
    rest = list(rows)
    if rest:
        # SQLite and PostgreSQL say this alike.
        tx.exec_driver_sql(f"{compiled}{' ON CONFLICT DO NOTHING' * may_be_there}", rest)


def _many_at_once(
    tx: Tx, statement: str, rows: Iterable[tuple[Any, ...]], width: int
) -> list[tuple[Any, ...]]:
    """Insert rows of that width, as many in a statement as it takes; gives those left over.

    To start a statement takes longer than to insert a row.
    """
    listed = list(rows)
    at_once = _BOUND // width
    whole = len(listed) // at_once * at_once
    if whole:
        one = statement[statement.rindex("(") :]
        values = chain.from_iterable(islice(listed, whole))
        many = statement + f", {one}" * (at_once - 1)
        tx.exec_driver_sql(many, list(zip(*[values] * (at_once * width), strict=True)))
    return listed[whole:]


@lru_cache(_KINDS_OF_INSERTS)
def _compiled(dialect: Dialect, table: Table, names: tuple[str, ...]) -> Compiled:
    return insert(table).compile(dialect=dialect, column_keys=list(names))


def _bound(tx: Tx, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as the driver takes them."""
    kind = table.c[name].type.dialect_impl(tx.dialect)
    convert = kind.bind_processor(tx.dialect)
    if convert is None or isinstance(kind, LargeBinary):  # every driver takes bytes
        return values
    return [convert(value) for value in values]
