"""The tables of trackers, and of what they are drawn from beside the roster.

What a tracker holds must stay in it; whom it was opened to may have to lose it.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from sync.store.columns import enum_type, moment, own_id, partial_index, same_school, school_id
from sync.store.kinds import AttemptState
from sync.store.metadata import metadata

tracker = Table(
    "tracker",
    metadata,
    own_id(),
    school_id(),
    Column("public_id", Text, nullable=False, unique=True),
    Column("grade", Text, nullable=False),
    Column("template_key", Text, nullable=False),
    Column("template_version", Integer, nullable=False),
    Column("nonce", Text, nullable=False, unique=True),
    Column("changes_token", Text),
    Column("spreadsheet_id", Text, unique=True),
    Column("desired_sha", Text),
    Column("dirty_seq", Integer, nullable=False),
    Column("read_seq", Integer, nullable=False),
    moment("intended_at"),
    moment("adopted_at", nullable=True),
    moment("provisioned_at", nullable=True),
    moment("last_read_at", nullable=True),
    moment("closed_at", nullable=True),
    Column("year_begins", Integer, nullable=False),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("0 <= read_seq AND read_seq <= dirty_seq", "read_not_ahead"),
    CheckConstraint("(spreadsheet_id IS NULL) = (adopted_at IS NULL)", "adopted"),
    CheckConstraint("(desired_sha IS NULL) = (provisioned_at IS NULL)", "provisioned"),
)

apply_attempt = Table(
    "apply_attempt",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("plan_sha", Text, nullable=False),
    Column("state", enum_type(AttemptState, "state"), nullable=False),
    moment("opened_at"),
    moment("closed_at", nullable=True),
    same_school("tracker_id", "tracker"),
    CheckConstraint("(state = 'open') = (closed_at IS NULL)", "closed"),
)
partial_index(
    "uq_apply_attempt_open",
    apply_attempt.c.tracker_id,
    unique=True,
    where="state = 'open'",
)

template_version = Table(
    "template_version",
    metadata,
    school_id(),
    Column("key", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", Text, nullable=False),
    moment("added_at"),
    PrimaryKeyConstraint("school_id", "key", "n"),
    CheckConstraint("n > 0", "number"),
)

tracker_member = Table(
    "tracker_member",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("student_id", Integer, nullable=False),
    Column("school_class", Text),
    Column("begins_on", Date),
    Column("left_on", Date),
    PrimaryKeyConstraint("tracker_id", "student_id"),
    same_school("tracker_id", "tracker"),
    same_school("student_id", "student"),
)

tracker_share = Table(
    "tracker_share",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("email", Text, nullable=False),
    PrimaryKeyConstraint("tracker_id", "email"),
    same_school("tracker_id", "tracker"),
)

document_owner = Table(
    "document_owner",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("staff_member_id", Integer, nullable=False),
    moment("from_at"),
    moment("to_at", nullable=True),
    same_school("tracker_id", "tracker"),
    same_school("staff_member_id", "staff_member"),
    CheckConstraint("to_at >= from_at", "times_in_order"),
)
partial_index(
    "uq_document_owner_present",
    document_owner.c.tracker_id,
    unique=True,
    where="to_at IS NULL",
)

minted_rows = Table(
    "minted_rows",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("tab", Text, nullable=False),
    Column("made", Integer, nullable=False),
    PrimaryKeyConstraint("tracker_id", "tab"),
    same_school("tracker_id", "tracker"),
    CheckConstraint("made >= 0", "made"),
)
