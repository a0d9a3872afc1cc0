"""Many rows at once on SQLite: as many in one statement as it takes.

To start a statement takes longer than to insert a row, and to bind a value that is alike in all
rows as long as to bind another one, so those are bound once for a statement.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Table

_BOUND = 900  # values in one statement: SQLite takes 999 of them at the least


def insert_rows(
    tx: Connection,
    table: Table,
    alike: Mapping[str, Any],
    held: Mapping[str, Sequence[Any]],
    *,
    may_be_there: bool,
) -> None:
    """Insert rows given by column, in order; those that `may_be_there` already are left alone."""
    names = ", ".join(f'"{name}"' for name in (*alike, *held))
    insert = f"INSERT INTO {table.name} ({names}) VALUES "  # noqa: S608 - names of our own schema
    shared = [f"?{number}" for number in range(1, len(alike) + 1)]
    row = f"({', '.join([*shared, *['?'] * len(held)])})"
    unless = " ON CONFLICT DO NOTHING" if may_be_there else ""
    values = chain.from_iterable(zip(*held.values(), strict=True))
    first, width = tuple(alike.values()), len(held)
    # Those that may be there are contents: several in one statement would be copied once more.
    at_once = 1 if may_be_there else (_BOUND - len(first)) // width
    whole, rest = divmod(len(next(iter(held.values()))), at_once)
    if whole:
        many = insert + ", ".join([row] * at_once) + unless
        some = islice(values, whole * at_once * width)
        tx.exec_driver_sql(many, list(_together(first, some, at_once * width)))
    if rest:
        tx.exec_driver_sql(insert + row + unless, list(_together(first, values, width)))


def _together(
    first: tuple[Any, ...], values: Iterable[Any], width: int
) -> Iterator[tuple[Any, ...]]:
    """So many of the values each, after those that all have."""
    rest = iter(values)
    return (first + some for some in zip(*[rest] * width, strict=True))
