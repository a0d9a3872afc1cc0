"""The table of the input log: what each tracker's state was made from, in order."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from sync.domain.holds import Verdict
from sync.store.columns import enum_type, moment, same_school, school_id
from sync.store.metadata import metadata


def _content(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["school_id", name], ["blob.school_id", "blob.sha256"])


# A read (seq and three contents) or a person's word on a held state (hold, verdict, decided_by).
# row_names: the digests of the read's rows, which are contents of their own.

tracker_input = Table(
    "tracker_input",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    moment("at"),
    Column("rules", Integer, nullable=False),
    Column("run_id", Integer),
    Column("seq", Integer),
    Column("expectation", LargeBinary),
    Column("structure", LargeBinary),
    Column("row_names", LargeBinary),
    Column("hold", Text),
    Column("verdict", enum_type(Verdict, "verdict")),
    Column("decided_by", Text),
    PrimaryKeyConstraint("tracker_id", "n"),
    same_school("tracker_id", "tracker"),
    same_school("run_id", "run"),
    _content("expectation"),
    _content("structure"),
    _content("row_names"),
    CheckConstraint("n > 0", "number"),
    CheckConstraint("(seq IS NULL) <> (hold IS NULL)", "read_or_word"),
    CheckConstraint(
        "(seq IS NULL) = (row_names IS NULL) AND (seq IS NULL) = (structure IS NULL) "
        "AND (seq IS NULL) = (expectation IS NULL)",
        "whole_read",
    ),
    CheckConstraint("(hold IS NULL) = (verdict IS NULL)", "whole_word"),
)

# Where a log begins anew: the reads up to `seq` are no longer in it, for they told of a child that
# was erased. content: what they had left behind, without that child (zlib).

log_beginning = Table(
    "log_beginning",
    metadata,
    school_id(),
    Column("tracker_id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    moment("at"),
    Column("content", LargeBinary, nullable=False),
    same_school("tracker_id", "tracker"),
    CheckConstraint("seq >= 0", "seq"),
)
