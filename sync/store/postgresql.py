"""The store on PostgreSQL: its connections, and how its transactions begin.

A writing transaction first takes a lock of the whole database, so that one writes at a time, as on
SQLite: what it reads after that stays as it is until it commits. Statements see what is committed
when they begin (READ COMMITTED): a snapshot of the transaction would be taken before the wait.
A reading one sees one state (REPEATABLE READ, READ ONLY) and waits for nobody.
"""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Enum,
    ExceptionContext,
    String,
    Text,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler
from sqlalchemy.ext.compiler import compiles

from sync.errors import StoreError
from sync.store.database import READING
from sync.store.place import StoreUrl
from sync.store.postgresql_trouble import quote_nothing, telling_trouble
from sync.store.schema_changes import table_change

FIRST_REVISION = "0026"
"""The first schema that any store on PostgreSQL had; migrations up to it know SQLite only.

Those after it run on both: `recreate="always"` is for SQLite, on PostgreSQL it would lose the
sequences of ids; the default makes a table anew where the database cannot alter it.
"""

DRIVER = "postgresql+psycopg"
_OLDEST = 15
_ONE_WRITER = 0x7261636B73686574  # any number of our own; it stands in pg_locks
_PATIENCE_MS = 10_000
_REACHED_IN_S = 10
_HUNG_MS = 300_000  # a program that stands still in a transaction loses it, and so the lock


class PostgresqlDatabase:
    """A database on a server."""

    def __init__(self, engine: Engine, url: StoreUrl) -> None:
        self.writers = engine
        self.readers = engine.execution_options(
            **{READING: True}, isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._quick = engine.execution_options(**{READING: True}, isolation_level="AUTOCOMMIT")
        self.place = str(url)

    def turn(self) -> AbstractContextManager[object]:
        """The server has writers wait for each other."""
        return nullcontext()

    def telling_trouble(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """See `Database`."""
        return telling_trouble(self.place, reading=reading)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A write transaction; PostgreSQL alters tables as they stand."""
        with self.writers.begin() as tx:
            yield tx

    def refuse(self, revision: str | None, tables: list[str]) -> None:
        """StoreError for tables of somebody else's, and for a schema that never was here."""
        if tables and revision is None:
            raise StoreError(
                f"{self.place} holds other tables ({', '.join(sorted(tables)[:3])}); "
                "give Tracksheet a database of its own."
            )
        if revision is not None and revision < FIRST_REVISION:
            raise StoreError(
                f"{self.place} has the schema {revision}, and Tracksheet runs on PostgreSQL since "
                f"{FIRST_REVISION}; give it an empty database."
            )

    def commits(self) -> Hashable:
        """The sum of all changes of tables: each commit that changed something counts one up."""
        with self._quick.connect() as connection:
            changes: int | None = connection.scalar(_CHANGES)
        return changes

    def sweep(self) -> bool:
        """The server's own VACUUM FULL, which locks every table: for whoever runs the server."""
        return False

    def close(self) -> None:
        """Close every connection."""
        self.writers.dispose()


_CHANGES = select(func.sum(table_change.c.n))


def open_database(url: StoreUrl, patience_ms: int) -> PostgresqlDatabase:
    """The database there; StoreError where it cannot be reached, or is not fit for a store."""
    engine = _engine(url, patience_ms)
    database = PostgresqlDatabase(engine, url)
    try:
        with database.telling_trouble(), database.readers.connect() as connection:
            _refuse_an_unfit_one(connection, database.place)
    except BaseException:
        engine.dispose()
        raise
    return database


def revision_on(url: StoreUrl) -> str | None:
    """The revision of the schema there; nothing is changed. StoreError: it cannot be read."""
    database = open_database(url, _PATIENCE_MS)
    try:
        with database.telling_trouble(), database.readers.connect() as connection:
            table = connection.scalar(select(func.to_regclass("alembic_version")))
            found = table and connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            return found.scalar() if found else None
    finally:
        database.close()


def _engine(url: StoreUrl, patience_ms: int) -> Engine:
    try:
        engine = create_engine(
            make_url(url.text).set(drivername=DRIVER),
            pool_pre_ping=True,  # a server that was started again is met again
            hide_parameters=True,  # as for SQLite
            connect_args={
                "connect_timeout": _REACHED_IN_S,
                "client_encoding": "utf8",
                "application_name": "tracksheet",
                "options": (
                    f"-c timezone=UTC -c lock_timeout={patience_ms} "
                    f"-c idle_in_transaction_session_timeout={_HUNG_MS}"
                ),
            },
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            f"{url} needs PostgreSQL's driver ({error.name}); "
            "pip install -r requirements-postgresql.txt"
        ) from error

    @event.listens_for(engine, "begin")
    def begin(tx: Connection) -> None:
        if not tx.get_execution_options().get(READING, False):
            tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")

    @event.listens_for(engine, "handle_error")
    def shorten(context: ExceptionContext) -> None:
        quote_nothing(context.original_exception, context.sqlalchemy_exception)

    return engine


def _refuse_an_unfit_one(connection: Connection, place: str) -> None:
    version = str(connection.exec_driver_sql("SHOW server_version").scalar())
    if int(version.split(".", maxsplit=1)[0]) < _OLDEST:
        raise StoreError(f"{place} is of PostgreSQL {version}; {_OLDEST} or newer is needed.")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        raise StoreError(
            f"{place} keeps text as {encoding}, which has no place for every name; make it anew "
            "with ENCODING 'UTF8' TEMPLATE template0."
        )


@compiles(Text, "postgresql")
def _text(kind: Text, compiler: PGTypeCompiler, **given: Any) -> str:
    """Columns of text are sorted by code point, as SQLite does, wherever the server stands."""
    return compiler.visit_text(kind, **given) + _by_code_point(given)


@compiles(Enum, "postgresql")
def _enum(kind: Enum, compiler: PGTypeCompiler, **given: Any) -> str:
    said: str = compiler.visit_enum(kind, **given)  # type: ignore[no-untyped-call]
    return said + _by_code_point(given)


@compiles(String, "postgresql")
def _string(kind: String, compiler: PGTypeCompiler, **given: Any) -> str:
    """What an enum is called in a migration."""
    return compiler.visit_string(kind, **given) + _by_code_point(given)


def _by_code_point(given: Mapping[str, Any]) -> str:
    column = given.get("type_expression")
    is_ours = isinstance(column, Column) and column.table.name != "alembic_version"
    return ' COLLATE "C"' if is_ours else ""
