"""Bringing the schema of a store up to date: Alembic, run in process."""

from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from sync.errors import StoreError
from sync.store.database import Database
from sync.store.whole_schema import metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaState(StrEnum):
    """How the schema of a store stands to this program's."""

    NOT_MADE = "not made"
    CURRENT = "current"
    BEHIND = "behind"
    NEWER = "newer"


def state_of(revision: str | None) -> SchemaState:
    """How a schema of that revision stands; None is a store that was not made yet."""
    if revision is None:
        return SchemaState.NOT_MADE
    if revision == _head():
        return SchemaState.CURRENT
    return SchemaState.BEHIND if revision in _known() else SchemaState.NEWER


def migrate(database: Database) -> None:
    """Bring the schema to the newest revision, in one transaction.

    A store that is up to date is only read, so opening one never waits for a writer.

    StoreError when a newer program wrote the schema; nothing is changed then.
    """
    with database.readers.connect() as connection:
        if _revision(connection) == _head():
            return
    with database.migrating() as tx:
        revision, tables = _revision(tx), inspect(tx).get_table_names()
        _refuse_a_newer_schema(revision, database.place)
        database.refuse(revision, tables)
        config = Config()
        _scripts(config)
        config.attributes["connection"] = tx
        if tables:
            command.upgrade(config, "head")
        else:  # a new store needs no history; a test holds both ways to the same schema
            metadata.create_all(tx)
            command.stamp(config, "head")


def _scripts(config: Config) -> ScriptDirectory:
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


@cache
def _head() -> str | None:
    """The newest revision; finding it imports every migration."""
    return _scripts(Config()).get_current_head()


def _known() -> set[str]:
    return {script.revision for script in _scripts(Config()).walk_revisions()}


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_a_newer_schema(revision: str | None, place: str) -> None:
    if state_of(revision) is SchemaState.NEWER:
        raise StoreError(
            f"{place} was written by a newer Tracksheet (schema {revision}, "
            f"this program knows up to {_head()}); update the program."
        )
