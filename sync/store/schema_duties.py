"""The tables of duties, excuses, milestones and flags: how each stands, and every change of it.

`day` is the school day that a change belongs to, `at` the moment at which it was written down:
they differ where a demo has a date of its own, and where no run came by on the day itself.
"""

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

from sync.domain.duties import DutyState
from sync.domain.flag_life import FlagState
from sync.domain.milestones_owed import Said
from sync.store.columns import (
    enum_type,
    moment,
    own_id,
    partial_index,
    public_id,
    same_school,
    school_id,
)
from sync.store.metadata import metadata
from sync.store.words import Words

duty = Table(
    "duty",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("school_class_id", Integer),
    Column("staff_member_id", Integer, nullable=False),
    Column("checkpoint", Text, nullable=False),
    Column("column_group", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("missing_from", Date, nullable=False),
    Column("why", Text, nullable=False),
    Column("state", enum_type(DutyState, "state"), nullable=False),
    Column("expected", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("cell_issues", Integer, nullable=False),
    Column("since", Date, nullable=False),
    moment("next_at", nullable=True),
    same_school("tracker_id", "tracker"),
    same_school("school_class_id", "school_class"),
    same_school("staff_member_id", "staff_member"),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("entries + excused + cell_issues <= expected", "counts"),
    Index(None, "school_id", "next_at"),
    Index(None, "staff_member_id"),
)
_KEY = (duty.c.tracker_id, duty.c.staff_member_id, duty.c.checkpoint, duty.c.column_group)
partial_index(
    "uq_duty_of_class",
    *_KEY,
    duty.c.school_class_id,
    unique=True,
    where="school_class_id IS NOT NULL",
)
partial_index(
    "uq_duty_without_class",
    *_KEY,
    unique=True,
    where="school_class_id IS NULL",
)

duty_change = Table(
    "duty_change",
    metadata,
    own_id(),
    school_id(),
    Column("duty_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    moment("at"),
    Column("was", enum_type(DutyState, "was")),
    Column("state", enum_type(DutyState, "state"), nullable=False),
    Column("expected", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("cell_issues", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    same_school("duty_id", "duty"),
    Index(None, "duty_id", "day"),
)

excuse = Table(
    "excuse",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("student_id", Integer, nullable=False),
    Column("checkpoint", Text),
    Column("metric", Text),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("staff_member_id", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date),
    moment("recorded_at"),
    moment("withdrawn_at", nullable=True),
    same_school("student_id", "student"),
    same_school("staff_member_id", "staff_member"),
    CheckConstraint("from_day <= until_day", "days_in_order"),
    CheckConstraint("recorded_at <= withdrawn_at", "times_in_order"),
    Index(None, "student_id"),
)

milestone_word = Table(
    "milestone_word",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("milestone", Text, nullable=False),
    Column("school_class_id", Integer),
    Column("staff_member_id", Integer, nullable=False),
    Column("said", enum_type(Said, "said"), nullable=False),
    Column("note", Text, nullable=False),
    Column("said_by_id", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("day", Date, nullable=False),
    moment("said_at"),
    same_school("tracker_id", "tracker"),
    same_school("school_class_id", "school_class"),
    same_school("staff_member_id", "staff_member"),
    same_school("said_by_id", "staff_member"),
    Index(None, "tracker_id"),
)

flag = Table(
    "flag",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("tracker_id", Integer),
    Column("person", Text),
    Column("words", Words, nullable=False),
    Column("state", enum_type(FlagState, "state"), nullable=False),
    Column("since", Date, nullable=False),
    moment("opened_at"),
    moment("gone_at", nullable=True),
    same_school("tracker_id", "tracker"),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("state <> 'resolved' OR gone_at IS NOT NULL", "resolved_is_gone"),
)
partial_index(
    "uq_flag_there",
    flag.c.school_id,
    flag.c.kind,
    flag.c.subject,
    unique=True,
    where="gone_at IS NULL",
)

flag_transition = Table(
    "flag_transition",
    metadata,
    own_id(),
    school_id(),
    Column("flag_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    moment("at"),
    Column("was", enum_type(FlagState, "was")),
    Column("state", enum_type(FlagState, "state"), nullable=False),
    Column("by_person", Text),
    Column("reason", Text, nullable=False),
    same_school("flag_id", "flag"),
    Index(None, "flag_id"),
)
