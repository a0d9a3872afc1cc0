"""The rows of the bundle that a school's roster was made of."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Table, Text

from sync.store.columns import moment, school_id
from sync.store.schema import metadata

roster_bundle = Table(
    "roster_bundle",
    metadata,
    school_id(),
    Column("version", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    moment("as_of", nullable=True),
    PrimaryKeyConstraint("school_id"),
)

bundle_row = Table(
    "bundle_row",
    metadata,
    Column("school_id", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("sourced_id", Text, nullable=False),
    Column("person", Text),  # whom it is about, so that what is kept of one person can be found
    Column("cells", Text, nullable=False),
    PrimaryKeyConstraint("school_id", "file", "sourced_id"),
    ForeignKeyConstraint(["school_id"], ["roster_bundle.school_id"]),
)
