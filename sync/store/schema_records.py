"""The tables of who took what out, and who put what back."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text

from sync.store.columns import moment, own_id, same_school, school_id
from sync.store.metadata import metadata

access_log = Table(
    "access_log",
    metadata,
    own_id(),
    school_id(),
    moment("at"),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("has_names", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
    CheckConstraint("rows >= 0", "rows"),
    Index(None, "school_id", "at"),
)

restoration = Table(
    "restoration",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    moment("as_of"),
    Column("who", Text, nullable=False),
    moment("begun_at"),
    moment("ended_at", nullable=True),
    Column("cells", Text, nullable=False),
    same_school("tracker_id", "tracker"),
    CheckConstraint("ended_at >= begun_at", "times_in_order"),
    Index(None, "tracker_id", "begun_at"),
)
