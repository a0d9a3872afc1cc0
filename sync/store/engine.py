"""Opening the store, and its transactions; what is special to a database stands in its module.

One transaction writes at a time, so what it has read stays as it is until it commits. Keep them
short, and every call to Google outside.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from sync.store.database import Database
from sync.store.migrate import migrate
from sync.store.place import StorePlace, StoreUrl
from sync.store.sqlite import memory_database, open_file
from sync.store.table_changes import begin_noting, count_up, listen

Tx = Connection
"""A transaction under way; every function of the store takes one."""

_PATIENCE_MS = 10_000


class Store:
    """The canonical store of one installation."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writers, self._readers = database.writers, database.readers
        self._commits = 0
        listen(database.writers)

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """A transaction that may write: all of it is stored, or, after any error, nothing.

        Waits for its turn; StoreError when another writer keeps the store locked for longer
        than its patience, or when the store cannot be written.
        """
        store = self._database
        with store.turn(), store.telling_trouble(), self._writers.begin() as tx:
            begin_noting(tx)
            yield tx
            count_up(tx)
        self._commits += 1

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A transaction that sees one consistent state; an attempt to write in it is a bug."""
        store = self._database
        with store.turn(), store.telling_trouble(reading=True), self._readers.begin() as tx:
            yield tx

    def version(self) -> Hashable:
        """Another value whenever something was committed since, by this process or another.

        What was read after asking for it holds as long as the value stays the same.
        """
        with self._database.telling_trouble(reading=True):
            return self._commits, self._database.commits()

    def sweep(self) -> bool:
        """Overwrite what deleted rows left behind in the file; False where the server has to.

        StoreError where another program keeps it from being done; nothing stored changes.
        """
        with self._database.telling_trouble():
            return self._database.sweep()

    def close(self) -> None:
        """Close every connection."""
        self._database.close()


def open_store(place: StorePlace, *, patience_ms: int = _PATIENCE_MS) -> Store:
    """Open the store there; make it, or bring its schema up to date.

    A writer waits for another one as long as `patience_ms`. StoreError, with place and remedy:
    the folder cannot be made or written, the file is no database or damaged, the server cannot
    be reached or refuses, another program keeps the store locked, a newer one wrote its schema.
    """
    database = _opened(place, patience_ms)
    try:
        with database.telling_trouble():
            migrate(database)
    except BaseException:
        database.close()
        raise
    return Store(database)


def _opened(place: StorePlace, patience_ms: int) -> Database:
    if isinstance(place, StoreUrl):
        # A school on SQLite needs no driver of PostgreSQL.
        from sync.store.postgresql import open_database  # noqa: PLC0415

        return open_database(place, patience_ms)
    return open_file(place, patience_ms)


def memory_store() -> Store:
    """An empty store in memory with the same schema, for tests and tries.

    It has one connection, so its transactions take turns, also those that only read.
    """
    return Store(memory_database(_PATIENCE_MS))
