"""The tables of entries and issues.

entry_column: where entries of one metric at one checkpoint belong, in one tracker. A version says
what stood there for a child, from which read to which; when they were, and in which run, stands
with the reads. The author is named where it is proven, and else not known.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from sync.domain.entries import Ending, Weight
from sync.store.columns import (
    STILL,
    Until,
    enum_type,
    moment,
    one_of,
    own_id,
    partial_index,
    same_school,
    school_id,
)
from sync.store.metadata import metadata
from sync.store.words import Words

_ONE_VALUE = (
    "(number IS NOT NULL AND text IS NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NOT NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NULL AND code IS NOT NULL)"
)

entry_column = Table(
    "entry_column",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("checkpoint", Text, nullable=False),
    Column("metric", Text, nullable=False),
    UniqueConstraint("tracker_id", "checkpoint", "metric"),
    UniqueConstraint("school_id", "id"),
    same_school("tracker_id", "tracker"),
    Index(None, "school_id", "checkpoint", "metric"),
)

entry_version = Table(
    "entry_version",
    metadata,
    Column("school_id", Integer, nullable=False),
    Column("entry_column_id", Integer, nullable=False),
    Column("student_id", Integer, nullable=False),
    Column("from_seq", Integer, nullable=False),
    Column("to_seq", Until, nullable=False),
    Column("number", Double),
    Column("code", Text),
    Column("a1", Text, nullable=False),
    Column("normalised_from", Text),
    Column("text", Text),
    Column("author", Text),
    Column("ending", enum_type(Ending, "ending", is_guarded=False)),
    Column("end_author", Text),
    PrimaryKeyConstraint("entry_column_id", "student_id", "to_seq"),
    same_school("entry_column_id", "entry_column"),
    same_school("student_id", "student"),
    CheckConstraint(_ONE_VALUE, "one_value"),
    one_of("ending", Ending),
    CheckConstraint("to_seq > from_seq", "seqs_in_order"),
    CheckConstraint(
        f"(ending IS NULL AND end_author IS NULL) OR to_seq < {STILL}", "ending_of_the_ended"
    ),
    sqlite_with_rowid=False,
)

cell_issue = Table(
    "cell_issue",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("entry_column_id", Integer),
    Column("student_id", Integer),
    Column("tab", Text, nullable=False),
    Column("row_key", Text),
    Column("column_key", Text),
    Column("a1", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("message", Words, nullable=False),
    Column("from_seq", Integer, nullable=False),
    Column("to_seq", Integer),
    moment("from_at"),
    moment("to_at", nullable=True),
    Column("readings", Text, nullable=False),
    Column("suggestion", Text),
    Column("weight", enum_type(Weight, "weight"), nullable=False),
    Column("line", Text),
    same_school("tracker_id", "tracker"),
    same_school("entry_column_id", "entry_column"),
    same_school("student_id", "student"),
    CheckConstraint("(entry_column_id IS NULL) = (student_id IS NULL)", "whole_entry"),
    CheckConstraint("to_seq > from_seq", "seqs_in_order"),
    CheckConstraint("(to_seq IS NULL) = (to_at IS NULL)", "closed"),
    CheckConstraint("to_at >= from_at", "times_in_order"),
)
partial_index(
    "ix_cell_issue_open",
    cell_issue.c.tracker_id,
    where="to_seq IS NULL",
)
