"""The building blocks of the schema: column types and the columns that most tables share."""

from datetime import UTC, datetime
from enum import Enum as PythonEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    TypeDecorator,
    text,
)

_LONGEST_ENUM_VALUE = 32

STILL = 2**31 - 1
"""Stands in SQL for the end of what is still so (`Until`)."""


class AwareDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Naive ones are refused: nobody could say later which zone was meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any zone into UTC; ValueError for a moment without a zone."""
        del dialect
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no zone; the store takes aware moments only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as aware UTC; SQLite itself keeps no zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Until(TypeDecorator[int]):
    """The read in which a version was no longer so; None, in the database STILL, for the open one.

    A number in its place lets the end be part of the primary key: that alone then says that no
    more than one version is open, where a column that may be null takes an index of its own.
    In conditions it is compared with STILL.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int:
        """None is STILL."""
        del dialect
        return STILL if value is None else value

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        """STILL is None."""
        del dialect
        return None if value == STILL else value


def enum_type(members: type[PythonEnum], name: str, *, is_guarded: bool = True) -> Enum:
    """A text column that holds the values of a closed set, guarded by a CHECK on both engines.

    The column is wider than today's values, so that a new one needs no wider column. A table of
    very many rows takes `one_of` for a guard.
    """
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=is_guarded,
        length=_LONGEST_ENUM_VALUE,
        values_callable=lambda those: [str(member.value) for member in those],
    )


def one_of(column: str, members: type[PythonEnum]) -> CheckConstraint:
    """The guard of a closed set, for tables of very many rows.

    SQLite makes a table for the list of each IN (...) anew for every row that is inserted: three
    of them cost more than the row and its indexes.
    """
    said = " OR ".join(f"{column} = '{member.value}'" for member in members)
    return CheckConstraint(said, name=column)


def own_id() -> Column[int]:
    """The integer that stands for the row inside the store; it never leaves it."""
    return Column("id", Integer, primary_key=True)


def school_id() -> Column[int]:
    """The school that owns the row."""
    return Column("school_id", ForeignKey("school.id"), nullable=False)


def public_id() -> Column[str]:
    """What the row is called outside of the store."""
    return Column("public_id", Text, nullable=False, unique=True)


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A column for an aware moment."""
    return Column(name, AwareDateTime, nullable=nullable)


def same_school(column: str, table: str) -> ForeignKeyConstraint:
    """A reference that can only point to a row of the same school."""
    return ForeignKeyConstraint(["school_id", column], [f"{table}.school_id", f"{table}.id"])


def one_person() -> CheckConstraint:
    """A row is of somebody on the staff or of a leader, and of one of them only."""
    return CheckConstraint("(staff_member_id IS NULL) <> (leader_id IS NULL)", "one_person")


def partial_index(name: str, *columns: Column[Any], where: str, unique: bool = False) -> Index:
    """An index over the rows of which `where` is true, the same on each kind of database."""
    only = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=only, postgresql_where=only)
