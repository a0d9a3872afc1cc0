"""Which template a school has chosen, who made its versions, and steps between them.

template_step: versions by which a spreadsheet may be drawn yet, as long as a step is not done.
template_past: what a tracker followed before each of its steps; undoing one takes its row away.
"""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from sync.store.columns import moment, same_school, school_id
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

template_author = Table(
    "template_author",
    metadata,
    school_id(),
    Column("key", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("person", Text, nullable=False),
    PrimaryKeyConstraint("school_id", "key", "n"),
    ForeignKeyConstraint(
        ["school_id", "key", "n"],
        ["template_version.school_id", "template_version.key", "template_version.n"],
    ),
)

template_step = Table(
    "template_step",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("n", Integer, nullable=False),  # of a tracker from before, no version that is kept
    PrimaryKeyConstraint("tracker_id", "key", "n"),
    same_school("tracker_id", "tracker"),
    Index(None, "school_id"),
)

template_past = Table(
    "template_past",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("place", Integer, nullable=False),  # among all steps of the school, ascending
    Column("key", Text, nullable=False),
    Column("n", Integer, nullable=False),
    PrimaryKeyConstraint("tracker_id", "place"),
    same_school("tracker_id", "tracker"),
    Index(None, "school_id", "place"),
)
