"""Many rows at once: the statement is compiled once, and its values are bound once.

SQLAlchemy prepares each row of an executemany by itself: over tens of thousands of rows that costs
more than the database does. Here what all rows share is converted once, and only what differs is
converted row by row, where its type asks for it at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert

from sync.store.engine import Tx

_Convert = Callable[[Any], Any]


def insert_many(
    tx: Tx, table: Table, *, shared: Mapping[str, Any], names: Sequence[str], rows: Iterable[Any]
) -> None:
    """Insert rows: `names` are the columns of each tuple in `rows`, `shared` are alike in all."""
    columns = [*shared, *names]
    compiled = insert(table).compile(dialect=tx.dialect, column_keys=columns)
    order = compiled.positiontup
    same = [_convert(tx, table, name)(value) for name, value in shared.items()]
    converts = [_convert(tx, table, name) for name in names]
    changes = [at for at, convert in enumerate(converts) if convert is not _as_it_is]
    prepared = [(*same, *_converted(row, converts, changes)) for row in rows]
    if not prepared:
        return
    if order is None:  # a driver that takes its values by name
        tx.exec_driver_sql(
            str(compiled), [dict(zip(columns, one, strict=True)) for one in prepared]
        )
        return
    places = [columns.index(name) for name in order]
    if places != list(range(len(columns))):
        prepared = [tuple(one[at] for at in places) for one in prepared]
    tx.exec_driver_sql(str(compiled), prepared)


def _converted(row: Sequence[Any], converts: Sequence[_Convert], changes: Sequence[int]) -> Any:
    if not changes:
        return row
    cells = list(row)
    for at in changes:
        cells[at] = converts[at](cells[at])
    return cells


def _as_it_is(value: Any) -> Any:
    return value


def _convert(tx: Tx, table: Table, name: str) -> _Convert:
    """What turns a value of the column into one for the driver."""
    kind = table.c[name].type.dialect_impl(tx.dialect)
    return kind.bind_processor(tx.dialect) or _as_it_is
