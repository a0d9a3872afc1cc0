"""Opening the store: one SQLite file, its connections and its transactions.

SQLite's own rules stand here and nowhere else. Writers begin with BEGIN IMMEDIATE: a plain BEGIN
that reads and then writes fails with "database is locked" in spite of any timeout. Keep them
short, and every call to Google outside.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    PoolProxiedConnection,
    StaticPool,
    create_engine,
    event,
)

from sync.errors import StoreError
from sync.store.migrate import migrate
from sync.store.table_changes import begin_noting, count_up, listen
from sync.store.trouble import telling_trouble
from sync.store.whole_schema import metadata

Tx = Connection
"""A transaction under way; every function of the store takes one."""

_READING = "tracksheet_reading"
_BUSY_TIMEOUT_MS = 10_000


class Store:
    """The canonical store of one data folder."""

    def __init__(
        self,
        engine: Engine,
        place: str,
        turn: AbstractContextManager[object],
        path: Path | None = None,
    ) -> None:
        self._writers = engine
        self._path = path
        self._watcher: sqlite3.Connection | None = None
        self._watching = RLock()
        self._commits = self._watchers = 0
        self._readers = engine.execution_options(**{_READING: True})
        self._place = place
        self._turn = turn

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """A transaction that may write: all of it is stored, or, after any error, nothing.

        Waits for its turn; StoreError when another writer keeps the store locked for longer
        than the busy timeout, or when the file cannot be written.
        """
        with self._turn, telling_trouble(self._place), self._writers.begin() as tx:
            begin_noting(tx)
            yield tx
            count_up(tx)
        self._commits += 1

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A transaction that sees one consistent state; an attempt to write in it is a bug."""
        with self._turn, telling_trouble(self._place, reading=True), self._readers.begin() as tx:
            yield tx

    def version(self) -> tuple[int, ...]:
        """Another value whenever something was committed since, by this process or another.

        What was read after asking for it holds as long as the value stays the same.
        """
        if self._path is None:
            return (self._commits,)
        with self._watching, telling_trouble(self._place, reading=True):
            if self._watcher is None:
                # A connection that never writes: only so does it count the commits of all others.
                self._watcher = sqlite3.connect(
                    f"{self._path.resolve().as_uri()}?mode=rw", uri=True, check_same_thread=False
                )
                self._watchers += 1
            (seen,) = self._watcher.execute("PRAGMA data_version").fetchone()
        return self._commits, self._watchers, int(seen)

    def close(self) -> None:
        """Close every connection; SQLite then folds the write-ahead log into the file."""
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self._writers.dispose()


def open_store(path: Path, *, busy_timeout_ms: int = _BUSY_TIMEOUT_MS) -> Store:
    """Open the store in the file `path`; make it, or bring its schema up to date.

    StoreError, with path and remedy: the folder cannot be made or written, the file is no
    database or damaged, another program keeps it locked, a newer program wrote its schema.
    """
    _make_folder(path.parent)
    with telling_trouble(str(path)):
        _keep_write_ahead_log(path, busy_timeout_ms)
        engine = create_engine(URL.create("sqlite", database=str(path)))
        _follow_our_rules(engine, busy_timeout_ms)
        try:
            migrate(engine.execution_options(**{_READING: True}), engine, path)
        except BaseException:
            engine.dispose()
            raise
    return Store(engine, str(path), nullcontext(), path)


def memory_store() -> Store:
    """An empty store in memory with the same schema, for tests and tries.

    It has one connection, so its transactions take turns, also those that only read.
    """
    engine = _engine_in_memory()
    _follow_our_rules(engine, _BUSY_TIMEOUT_MS)
    with closing(engine.raw_connection()) as connection:
        _driver(connection).deserialize(_empty_store())
    return Store(engine, "the store in memory", RLock())


@cache
def _empty_store() -> bytes:
    """The file of a store without rows: copying it is cheaper than making each table anew."""
    engine = _engine_in_memory()
    metadata.create_all(engine)
    with closing(engine.raw_connection()) as connection:
        return _driver(connection).serialize()


def _engine_in_memory() -> Engine:
    return create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )


def _driver(connection: PoolProxiedConnection) -> sqlite3.Connection:
    driver = connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {folder} cannot be made ({error.strerror}); "
            "give this account the right to make it, or choose another."
        ) from error


def _keep_write_ahead_log(path: Path, busy_timeout_ms: int) -> None:
    """Switch the file to a write-ahead log; the file remembers it for every later connection.

    Where several programs make one file at the same time, SQLite answers "locked" at once
    instead of waiting for the timeout, so this waits by itself.
    """
    patience = busy_timeout_ms / 1000
    give_up_at = monotonic() + patience
    with closing(sqlite3.connect(path, timeout=patience)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > give_up_at:
                    raise
                sleep(0.01)
            else:
                return


def _follow_our_rules(engine: Engine, busy_timeout_ms: int) -> None:
    """Set the pragmas of each new connection, and the way each transaction begins."""
    listen(engine)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _: object) -> None:
        # The driver must not begin transactions by itself; `begin` below does.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(tx: Connection) -> None:
        reading = tx.get_execution_options().get(_READING, False)
        tx.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
        tx.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
