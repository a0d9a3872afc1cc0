"""What people of the school say of how it collects data; every answering is kept as it was."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from sync.domain.self_checks import Level
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

self_check = Table(
    "self_check",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("staff_member_id", Integer),
    Column("leader_id", Integer),
    Column("version", Integer, nullable=False),
    Column("answered_on", Date, nullable=False),
    moment("recorded_at"),
    same_school("staff_member_id", "staff_member"),
    same_school("leader_id", "leader"),
    one_person(),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("version > 0", "version"),
)

self_check_answer = Table(
    "self_check_answer",
    metadata,
    own_id(),
    school_id(),
    Column("self_check_id", Integer, nullable=False),
    Column("statement", Text, nullable=False),
    Column("level", enum_type(Level, "level")),
    Column("comment", Text, nullable=False),
    same_school("self_check_id", "self_check"),
    UniqueConstraint("self_check_id", "statement"),
    CheckConstraint("level IS NOT NULL OR comment <> ''", "says_something"),
    Index(None, "school_id"),
)
