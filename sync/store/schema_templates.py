"""The template that a school has chosen for its trackers."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Table, Text

from sync.store.columns import moment, school_id
from sync.store.metadata import metadata

template_choice = Table(
    "template_choice",
    metadata,
    school_id(),
    Column("key", Text, nullable=False),
    Column("n", Integer, nullable=False),
    moment("chosen_at"),
    PrimaryKeyConstraint("school_id"),
    ForeignKeyConstraint(
        ["school_id", "key", "n"],
        ["template_version.school_id", "template_version.key", "template_version.n"],
    ),
)
