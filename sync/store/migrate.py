"""Bringing the schema of a store's file up to date: Alembic, run in process."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from sync.errors import StoreError
from sync.store.whole_schema import metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(StrEnum):
    """How a file's schema stands to this program's."""

    CURRENT = "current"
    BEHIND = "behind"
    NEWER = "newer"


def schema_state(path: Path) -> SchemaState:
    """How the schema of the file stands; nothing is changed. StoreError: it is no database."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            has = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            made = connection.execute(has).fetchone()
            row = made and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path} cannot be read as a store ({error}).") from error
    revision = row[0] if row else None
    if revision == _head():
        return SchemaState.CURRENT
    scripts = _scripts(Config())
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState.BEHIND if revision is None or revision in known else SchemaState.NEWER


def _scripts(config: Config) -> ScriptDirectory:
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def migrate(readers: Engine, writers: Engine, path: Path) -> None:
    """Bring the schema of the file `path` to the newest revision, in one transaction.

    A file that is up to date is only read, so opening one never waits for a writer.

    StoreError when a newer program wrote the schema; nothing is changed then.
    """
    with readers.connect() as connection:
        if _revision(connection) == _head():
            return
    config = Config()
    scripts = _scripts(config)
    with _rebuilding_tables(writers) as tx:
        _refuse_a_newer_schema(scripts, _revision(tx), path)
        config.attributes["connection"] = tx
        if inspect(tx).get_table_names():
            command.upgrade(config, "head")
        else:  # a new file needs no history; a test holds both ways to the same schema
            metadata.create_all(tx)
            command.stamp(config, "head")


@cache
def _head() -> str | None:
    """The newest revision; finding it imports every migration."""
    return _scripts(Config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_a_newer_schema(scripts: ScriptDirectory, revision: str | None, path: Path) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreError(
            f"{path} was written by a newer Tracksheet (schema {revision}, "
            f"this program knows up to {scripts.get_current_head()}); update the program."
        )


@contextmanager
def _rebuilding_tables(writers: Engine) -> Iterator[Connection]:
    """A write transaction in which a table may be dropped and made again under its name.

    With foreign keys on, dropping the old table would delete what refers to it. SQLite takes
    the pragma only outside a transaction, so it goes to the driver before one begins, and the
    references are checked before the commit.
    """
    with writers.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                assert not broken, f"a migration broke references: {broken}"
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
