"""What people have said: how they want to be told, what is not theirs, which column is amiss."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint

from sync.domain.telling_people import LettersWanted
from sync.store.columns import (
    enum_type,
    moment,
    one_person,
    own_id,
    public_id,
    same_school,
    school_id,
)
from sync.store.metadata import metadata

person_choice = Table(
    "person_choice",
    metadata,
    own_id(),
    school_id(),
    Column("staff_member_id", Integer),
    Column("leader_id", Integer),
    Column("language", Text, nullable=False),
    Column("letters", enum_type(LettersWanted, "letters"), nullable=False),
    Column("feed_sha256", Text, unique=True),
    same_school("staff_member_id", "staff_member"),
    same_school("leader_id", "leader"),
    one_person(),
    UniqueConstraint("staff_member_id"),
    UniqueConstraint("leader_id"),
    CheckConstraint("length(feed_sha256) = 64", "feed_digest"),
)

not_mine = Table(
    "not_mine",
    metadata,
    own_id(),
    school_id(),
    Column("staff_member_id", Integer, nullable=False),
    Column("student_id", Integer, nullable=False),
    moment("said_at"),
    same_school("staff_member_id", "staff_member"),
    same_school("student_id", "student"),
    UniqueConstraint("staff_member_id", "student_id"),
    Index(None, "school_id"),
)

column_problem = Table(
    "column_problem",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("checkpoint", Text, nullable=False),
    Column("metric", Text, nullable=False),
    Column("staff_member_id", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    moment("said_at"),
    same_school("tracker_id", "tracker"),
    same_school("staff_member_id", "staff_member"),
    CheckConstraint("reason <> ''", "says_something"),
    Index(None, "school_id"),
)
