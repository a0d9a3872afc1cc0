"""Many rows at once on PostgreSQL: by COPY, or as arrays where some may be there already.

Both in the binary format: as text, contents would be written out as hexadecimal and read again.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from sync.store.postgresql_trouble import quote_nothing
from sync.store.table_changes import note_changed

_AT_ONCE = 5_000  # rows in one statement, so that none holds too much memory


def copy_rows(
    tx: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Append rows, in order; an error where one is there already."""
    driver = tx.connection.driver_connection
    assert driver is not None
    statement = f"COPY {table.name} ({_listed(names)}) FROM STDIN (FORMAT BINARY)"
    with (
        _as_of_a_statement(tx, statement),
        driver.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        copy.set_types(_types(tx, table, names))
        write = copy.write_row
        for row in rows:
            write(row)
    note_changed(tx, table.name)  # a COPY passes by what hears statements


@contextmanager
def _as_of_a_statement(tx: Connection, statement: str) -> Iterator[None]:
    """Raise the driver's own errors as those of any other statement are raised."""
    driver = tx.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        quote_nothing(error)
        gone = tx.dialect.is_disconnect(error, tx.connection.dbapi_connection, None)
        raise DBAPIError.instance(
            statement,
            None,
            error,
            driver.Error,
            connection_invalidated=gone,
            dialect=tx.dialect,
        ) from error


def add_rows(
    tx: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert the rows that are not there yet, by any key of theirs."""
    arrays = ", ".join(f"%b::{kind}[]" for kind in _types(tx, table, names))
    statement = (
        f"INSERT INTO {table.name} ({_listed(names)}) "  # noqa: S608 - names of our own schema
        f"SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"
    )
    for some in _batches(rows):
        tx.exec_driver_sql(statement, tuple(map(list, zip(*some, strict=True))))


def _types(tx: Connection, table: Table, names: Sequence[str]) -> list[str]:
    """What the driver calls the columns' types: as in SQL, but without a length."""
    said = (table.c[name].type.compile(tx.dialect) for name in names)
    return [kind.partition("(")[0].lower() for kind in said]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
