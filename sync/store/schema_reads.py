"""The tables of reads: verbatim rows, content-addressed, and states that wait for a word."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from sync.domain.holds import Verdict
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

tracker_read = Table(
    "tracker_read",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("run_id", Integer),
    moment("at"),
    Column("structure_sha", Text, nullable=False),
    PrimaryKeyConstraint("tracker_id", "seq"),
    same_school("tracker_id", "tracker"),
    same_school("run_id", "run"),
)

blob = Table(
    "blob",
    metadata,
    Column("school_id", ForeignKey("school.id"), nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("zbytes", LargeBinary, nullable=False),
    PrimaryKeyConstraint("school_id", "sha256"),
    CheckConstraint("length(sha256) = 32", "sha256"),
)

# Of rows and their versions there are very many. That their school is there the tracker says, and a
# second reference to it would be asked for each of them.

row_anchor = Table(
    "row_anchor",
    metadata,
    own_id(),
    Column("school_id", Integer, nullable=False),
    Column("tracker_id", Integer, nullable=False),
    Column("tab", Text, nullable=False),
    Column("row_key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("tracker_id", "tab", "row_key"),
    UniqueConstraint("school_id", "id"),
    same_school("tracker_id", "tracker"),
    CheckConstraint("position >= 0", "position"),
)

column_place = Table(
    "column_place",
    metadata,
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("column_key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("tracker_id", "column_key"),
    same_school("tracker_id", "tracker"),
    CheckConstraint("position >= 0", "position"),
)

row_version = Table(
    "row_version",
    metadata,
    Column("school_id", Integer, nullable=False),
    Column("row_anchor_id", Integer, nullable=False),
    Column("from_seq", Integer, nullable=False),
    Column("to_seq", Integer),
    Column("sha256", LargeBinary, nullable=False),
    PrimaryKeyConstraint("row_anchor_id", "from_seq"),
    same_school("row_anchor_id", "row_anchor"),
    ForeignKeyConstraint(["school_id", "sha256"], ["blob.school_id", "blob.sha256"]),
    CheckConstraint("to_seq > from_seq", "seqs_in_order"),
)
partial_index(
    "uq_row_version_open",
    row_version.c.row_anchor_id,
    unique=True,
    where="to_seq IS NULL",
)

# The blob holds what the read would have changed, and the rows as they stood. to_seq: the first
# read in which it no longer mattered; an accepted one counts until then.

held_state = Table(
    "held_state",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("tab", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("message", Words, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("run_id", Integer),
    Column("from_seq", Integer, nullable=False),
    Column("to_seq", Integer),
    moment("from_at"),
    moment("to_at", nullable=True),
    Column("verdict", enum_type(Verdict, "verdict"), nullable=False),
    Column("decided_by", Text),
    moment("decided_at", nullable=True),
    same_school("tracker_id", "tracker"),
    same_school("run_id", "run"),
    ForeignKeyConstraint(["school_id", "sha256"], ["blob.school_id", "blob.sha256"]),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", "decided"),
    CheckConstraint("(to_seq IS NULL) = (to_at IS NULL)", "closed"),
    CheckConstraint("verdict <> 'open' OR to_seq IS NULL", "open_is_open"),
    Index(None, "tracker_id", "from_seq"),
)
partial_index(
    "uq_held_state_open",
    held_state.c.tracker_id,
    held_state.c.tab,
    held_state.c.scope,
    unique=True,
    where="verdict = 'open'",
)
