"""What the store asks of the kind of database that it stands on."""

from collections.abc import Hashable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine

READING = "tracksheet_reading"
"""The execution option of connections whose transactions only read."""


class Database(Protocol):
    """One kind of database, opened: SQLite or PostgreSQL.

    A transaction of `writers` begins when no other one writes, in this process or another, and
    sees all that was committed before; one of `readers` sees one state and waits for nobody.
    """

    @property
    def place(self) -> str:
        """What it is called in errors."""

    @property
    def writers(self) -> Engine:
        """Connections that may write."""

    @property
    def readers(self) -> Engine:
        """Connections that only read; an attempt to write with one is an error."""

    def turn(self) -> AbstractContextManager[object]:
        """Held around each transaction, where the connections of this process take turns."""

    def telling_trouble(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """Turn what a person can put right into a StoreError with the place and the remedy.

        Everything else passes unchanged: a broken constraint or a wrong statement is our bug.
        """

    def migrating(self) -> AbstractContextManager[Connection]:
        """A write transaction in which tables may be made anew."""

    def refuse(self, revision: str | None, tables: list[str]) -> None:
        """StoreError for a schema that this kind of database cannot bring up to date."""

    def commits(self) -> Hashable:
        """Another value whenever another process committed something since."""

    def sweep(self) -> bool:
        """Overwrite what deleted rows left behind in the file; no transaction may be under way.

        False where the database has to be told by somebody else. StoreError where another program
        is in the way: try again.
        """

    def close(self) -> None:
        """Close every connection."""
