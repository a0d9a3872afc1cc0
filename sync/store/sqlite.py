"""The store on SQLite: one file, its connections, and how its transactions begin.

Writers begin with BEGIN IMMEDIATE: a plain BEGIN that reads and then writes fails with "database
is locked" in spite of any timeout.
"""

import sqlite3
from collections.abc import Hashable, Iterator
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

from sheet_templates.sentences import sentence
from sync.errors import StoreError
from sync.store.database import READING
from sync.store.sqlite_trouble import telling_trouble
from sync.store.whole_schema import metadata


class SqliteDatabase:
    """A file, or a database in memory with one connection."""

    def __init__(self, engine: Engine, path: Path | None, patience_ms: int) -> None:
        self.writers = engine
        self.readers = engine.execution_options(**{READING: True})
        self.place = "the store in memory" if path is None else str(path)
        self._turn = RLock() if path is None else nullcontext()
        self._path = path
        self._patience_ms = patience_ms
        self._watcher: sqlite3.Connection | None = None
        self._watching = RLock()
        self._watchers = 0

    def turn(self) -> AbstractContextManager[object]:
        """In memory, transactions share one connection."""
        return self._turn

    def telling_trouble(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """See `Database`."""
        return telling_trouble(self.place, reading=reading)

    def commits(self) -> Hashable:
        """How many there were, as SQLite counts those of the file; one in memory has no others."""
        if self._path is None:
            return None
        with self._watching:
            if self._watcher is None:
                # A connection that never writes: only so does it count the commits of all others.
                self._watcher = _connected(self._path, "rw", check_same_thread=False)
                self._watchers += 1
            (seen,) = self._watcher.execute("PRAGMA data_version").fetchone()
        return self._watchers, int(seen)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A write transaction in which a table may be dropped and made again under its name.

        With foreign keys on, dropping the old table would delete what refers to it. SQLite takes
        the pragma only outside a transaction, so it goes to the driver before one begins, and the
        references are checked before the commit.
        """
        with self.writers.connect() as connection:
            driver = _driver(connection.connection)
            driver.execute("PRAGMA foreign_keys = OFF")
            try:
                with connection.begin():
                    yield connection
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                    assert not broken, f"a migration broke references: {broken}"
            finally:
                driver.execute("PRAGMA foreign_keys = ON")

    def refuse(self, revision: str | None, tables: list[str]) -> None:
        """Any older file can be brought up to date."""

    def sweep(self) -> bool:
        """Write the file anew from what is in it, and empty the write-ahead log.

        Both may hold pages from before: freed ones in the file, older states in the log.
        """
        if self._path is None:
            return True
        with closing(_connected(self._path, "rw")) as connection:
            connection.execute(f"PRAGMA busy_timeout = {self._patience_ms}")
            connection.execute("VACUUM")
            (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise StoreError(
                sentence(
                    "%(path)s is being read by another program, so bytes of what was erased are "
                    "left in it. End the other program, then run `tracksheet erase --sweep`.",
                    path=str(self._path),
                )
            )
        return True

    def close(self) -> None:
        """Close every connection; SQLite then folds the write-ahead log into the file."""
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self.writers.dispose()


def revision_in(path: Path) -> str | None:
    """The revision of the file's schema; nothing is changed. StoreError: it is no database."""
    try:
        with closing(_connected(path, "ro")) as connection:
            has = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            made = connection.execute(has).fetchone()
            row = made and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(
            sentence(
                "%(path)s cannot be read as a store (%(error)s).", path=str(path), error=str(error)
            )
        ) from error
    return str(row[0]) if row else None


def _connected(path: Path, mode: str, *, check_same_thread: bool = True) -> sqlite3.Connection:
    """A connection of that mode to a file that is there, whatever its folders are called."""
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, check_same_thread=check_same_thread)


def open_file(path: Path, patience_ms: int) -> SqliteDatabase:
    """The database in the file `path`, made if need be; StoreError where it cannot be."""
    _make_folder(path.parent)
    with telling_trouble(str(path)):
        _keep_write_ahead_log(path, patience_ms)
    # What is stored is about children: a bug's traceback names the statement, and none of them.
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
    _follow_our_rules(engine, patience_ms)
    return SqliteDatabase(engine, path, patience_ms)


def memory_database(patience_ms: int) -> SqliteDatabase:
    """A database in memory that has every table."""
    engine = _engine_in_memory()
    _follow_our_rules(engine, patience_ms)
    with closing(engine.raw_connection()) as connection:
        _driver(connection).deserialize(_empty_store())
    return SqliteDatabase(engine, None, patience_ms)


@cache
def _empty_store() -> bytes:
    """The file of a store without rows: copying it is cheaper than making each table anew."""
    engine = _engine_in_memory()
    metadata.create_all(engine)
    with closing(engine.raw_connection()) as connection:
        return _driver(connection).serialize()


def _engine_in_memory() -> Engine:
    return create_engine(
        "sqlite://",
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )


def _driver(connection: PoolProxiedConnection) -> sqlite3.Connection:
    driver = connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            sentence(
                "The data folder %(folder)s cannot be made (%(error)s); give this "
                "account the right to make it, or choose another.",
                folder=str(folder),
                error=str(error.strerror),
            )
        ) from error


def _keep_write_ahead_log(path: Path, patience_ms: int) -> None:
    """Switch the file to a write-ahead log; the file remembers it for every later connection.

    Where several programs make one file at the same time, SQLite answers "locked" at once
    instead of waiting for the timeout, so this waits by itself.
    """
    patience = patience_ms / 1000
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


def _follow_our_rules(engine: Engine, patience_ms: int) -> None:
    """Set the pragmas of each new connection, and the way each transaction begins."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _: object) -> None:
        # The driver must not begin transactions by itself; `begin` below does.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {patience_ms}")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(tx: Connection) -> None:
        reading = tx.get_execution_options().get(READING, False)
        tx.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
        tx.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
