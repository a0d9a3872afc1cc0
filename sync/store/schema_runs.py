"""The tables of runs, of what Drive said, and of who is at work on the store."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from sync.store.columns import enum_type, moment, own_id, same_school, school_id
from sync.store.kinds import Outcome, RunKind
from sync.store.metadata import metadata
from sync.store.words import Words

run = Table(
    "run",
    metadata,
    own_id(),
    school_id(),
    Column("kind", enum_type(RunKind, "kind"), nullable=False),
    Column("night", Date),
    moment("now"),
    moment("resumed_at", nullable=True),
    moment("finished_at", nullable=True),
    UniqueConstraint("school_id", "night"),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("(kind = 'nightly') = (night IS NOT NULL)", "night"),
)

run_tracker = Table(
    "run_tracker",
    metadata,
    school_id(),
    Column("run_id", Integer, nullable=False),
    Column("tracker_id", Integer, nullable=False),
    Column("outcome", enum_type(Outcome, "outcome"), nullable=False),
    Column("reason", Words),
    Column("requests", Integer, nullable=False),
    Column("changes", Integer, nullable=False),
    moment("at"),
    PrimaryKeyConstraint("run_id", "tracker_id"),
    same_school("run_id", "run"),
    same_school("tracker_id", "tracker"),
    CheckConstraint("outcome <> 'failed' OR reason IS NOT NULL", "failed_says_why"),
    CheckConstraint("requests >= 0 AND changes >= 0", "counts"),
    Index(None, "tracker_id", "run_id"),
)

# Trackers that a night read although nothing was reported of them: the rolling seventh.

run_check = Table(
    "run_check",
    metadata,
    school_id(),
    Column("run_id", Integer, nullable=False),
    Column("tracker_id", Integer, nullable=False),
    PrimaryKeyConstraint("run_id", "tracker_id"),
    same_school("run_id", "run"),
    same_school("tracker_id", "tracker"),
)

drive_cursor = Table(
    "drive_cursor",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("token", Text, nullable=False),
)

# What Drive said of a tracker's file. has_own_reply: the state after our own latest write is
# stored as a read.

drive_state = Table(
    "drive_state",
    metadata,
    school_id(),
    Column("tracker_id", Integer, primary_key=True, autoincrement=False),
    Column("listed_version", BigInteger),
    Column("read_version", BigInteger),
    Column("has_own_reply", Boolean, nullable=False),
    Column("obstacle", Text),
    same_school("tracker_id", "tracker"),
)

# One program at a time works on a store; who takes the lease over gets the next fencing number.

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("fencing", Integer, nullable=False),
    moment("taken_at"),
    moment("until"),
    CheckConstraint("fencing > 0", "fencing"),
)

# Why the last run did not come to its end; gone when one does.

run_trouble = Table(
    "run_trouble",
    metadata,
    Column("school_id", Integer, ForeignKey("school.id"), primary_key=True),
    Column("words", Words, nullable=False),
    moment("at"),
)
