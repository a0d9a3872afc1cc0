"""The tables of the canonical store; the same SQL for SQLite and PostgreSQL.

Each owned row has its school_id, and references between owned rows are composite, so no row can
point into another school. Text keys stand on the outside (sourcedIds, tracker public ids);
inside, rows point to each other by integers. History is kept as versions: from_seq is the read
of that tracker in which a version was first seen, to_seq the first read in which it was no
longer so; the open version has no to_seq (entry versions: STILL).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from sheet_templates.school import Role
from sync.domain.entries import Ending, Weight
from sync.domain.holds import Verdict
from sync.store.columns import (
    STILL,
    Until,
    enum_type,
    moment,
    one_of,
    own_id,
    same_school,
    school_id,
)
from sync.store.kinds import AttemptState, Outcome, RunKind

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

ONE_VALUE = (
    "(number IS NOT NULL AND text IS NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NOT NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NULL AND code IS NOT NULL)"
)

# ---- the school, as its roster gave it -------------------------------------------------------
# gone_at: the import that no longer had the row. Nothing is deleted: history points to it.
# position: the place in the roster, so that a roster is read back as it was saved.

school = Table(
    "school",
    metadata,
    own_id(),
    Column("sourced_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
)

roster_import = Table(
    "roster_import",
    metadata,
    own_id(),
    school_id(),
    Column("sha256", Text, nullable=False),
    moment("at"),
    Index(None, "school_id", "id"),
)

school_year = Table(
    "school_year",
    metadata,
    own_id(),
    school_id(),
    Column("sourced_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("is_current", Boolean, nullable=False),
    UniqueConstraint("school_id", "sourced_id"),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("begins_on <= ends_on", "days_in_order"),
)
Index(
    "uq_school_year_current",
    school_year.c.school_id,
    unique=True,
    sqlite_where=text("is_current"),
    postgresql_where=text("is_current"),
)

grading_period = Table(
    "grading_period",
    metadata,
    school_id(),
    Column("school_year_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sourced_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    PrimaryKeyConstraint("school_year_id", "position"),
    same_school("school_year_id", "school_year"),
    CheckConstraint("begins_on <= ends_on", "days_in_order"),
)

instructional_day = Table(
    "instructional_day",
    metadata,
    school_id(),
    Column("school_year_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("school_year_id", "day"),
    same_school("school_year_id", "school_year"),
)

staff_member = Table(
    "staff_member",
    metadata,
    own_id(),
    school_id(),
    Column("sourced_id", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("role", enum_type(Role, "role"), nullable=False),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    UniqueConstraint("school_id", "sourced_id"),
    UniqueConstraint("school_id", "id"),
)

leader = Table(
    "leader",
    metadata,
    own_id(),
    school_id(),
    Column("sourced_id", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    UniqueConstraint("school_id", "sourced_id"),
    UniqueConstraint("school_id", "id"),
)

student = Table(
    "student",
    metadata,
    own_id(),
    school_id(),
    Column("sourced_id", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    UniqueConstraint("school_id", "sourced_id"),
    UniqueConstraint("school_id", "id"),
)

school_class = Table(
    "school_class",
    metadata,
    own_id(),
    school_id(),
    Column("sourced_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    UniqueConstraint("school_id", "sourced_id"),
    UniqueConstraint("school_id", "id"),
)

enrollment = Table(
    "enrollment",
    metadata,
    own_id(),
    school_id(),
    Column("student_id", Integer, nullable=False),
    Column("school_class_id", Integer, nullable=False),
    Column("begins_on", Date),
    Column("ends_on", Date),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    same_school("student_id", "student"),
    same_school("school_class_id", "school_class"),
    Index(None, "school_id", "student_id"),
)

assignment = Table(
    "assignment",
    metadata,
    own_id(),
    school_id(),
    Column("staff_member_id", Integer, nullable=False),
    Column("school_class_id", Integer, nullable=False),
    Column("is_primary", Boolean, nullable=False),
    Column("begins_on", Date),
    Column("ends_on", Date),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    same_school("staff_member_id", "staff_member"),
    same_school("school_class_id", "school_class"),
    Index(None, "school_id", "staff_member_id"),
)

# A child on a staff member's caseload; gone_at: taken off the list that was imported last.
caseload_spell = Table(
    "caseload_spell",
    metadata,
    own_id(),
    school_id(),
    Column("staff_member_id", Integer, nullable=False),
    Column("student_id", Integer, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
    moment("listed_at"),
    moment("gone_at", nullable=True),
    same_school("staff_member_id", "staff_member"),
    same_school("student_id", "student"),
    CheckConstraint("begins_on <= ends_on", "dates"),
    Index(None, "school_id", "student_id"),
)

# ---- trackers --------------------------------------------------------------------------------

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
Index(
    "uq_apply_attempt_open",
    apply_attempt.c.tracker_id,
    unique=True,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

# What a tracker is drawn from beside the roster: what it holds must stay in it, whom it was opened
# to may have to lose it.

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
Index(
    "uq_document_owner_present",
    document_owner.c.tracker_id,
    unique=True,
    sqlite_where=text("to_at IS NULL"),
    postgresql_where=text("to_at IS NULL"),
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

# ---- runs ------------------------------------------------------------------------------------

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
    Column("reason", Text),
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

# ---- reads: verbatim rows, content-addressed ---------------------------------------------------

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

row_anchor = Table(
    "row_anchor",
    metadata,
    own_id(),
    school_id(),
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
    school_id(),
    Column("row_anchor_id", Integer, nullable=False),
    Column("from_seq", Integer, nullable=False),
    Column("to_seq", Integer),
    Column("sha256", LargeBinary, nullable=False),
    PrimaryKeyConstraint("row_anchor_id", "from_seq"),
    same_school("row_anchor_id", "row_anchor"),
    ForeignKeyConstraint(["school_id", "sha256"], ["blob.school_id", "blob.sha256"]),
    CheckConstraint("to_seq > from_seq", "seqs_in_order"),
)
Index(
    "uq_row_version_open",
    row_version.c.row_anchor_id,
    unique=True,
    sqlite_where=text("to_seq IS NULL"),
    postgresql_where=text("to_seq IS NULL"),
)

# ---- entries and issues ------------------------------------------------------------------------
# entry_column: where entries of one metric at one checkpoint belong, in one tracker. A version says
# what stood there for a child, from which read to which; when they were, and in which run, stands
# with the reads. The author is named where it is proven, and else not known.

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
    CheckConstraint(ONE_VALUE, "one_value"),
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
    Column("message", Text, nullable=False),
    Column("from_seq", Integer, nullable=False),
    Column("to_seq", Integer),
    moment("from_at"),
    moment("to_at", nullable=True),
    Column("readings", Text, nullable=False),
    Column("suggestion", Text),
    Column("weight", enum_type(Weight, "weight"), nullable=False),
    same_school("tracker_id", "tracker"),
    same_school("entry_column_id", "entry_column"),
    same_school("student_id", "student"),
    CheckConstraint("(entry_column_id IS NULL) = (student_id IS NULL)", "whole_entry"),
    CheckConstraint("to_seq > from_seq", "seqs_in_order"),
    CheckConstraint("(to_seq IS NULL) = (to_at IS NULL)", "closed"),
    CheckConstraint("to_at >= from_at", "times_in_order"),
)
Index(
    "ix_cell_issue_open",
    cell_issue.c.tracker_id,
    sqlite_where=text("to_seq IS NULL"),
    postgresql_where=text("to_seq IS NULL"),
)

# ---- who took what out, and who put what back -------------------------------------------------

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
)

# ---- states that wait for somebody's word --------------------------------------------------------
# The blob holds what the read would have changed, and the rows as they stood. to_seq: the first
# read in which it no longer mattered; an accepted one counts until then.

held_state = Table(
    "held_state",
    metadata,
    own_id(),
    school_id(),
    Column("public_id", Text, nullable=False, unique=True),
    Column("tracker_id", Integer, nullable=False),
    Column("tab", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("message", Text, nullable=False),
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
Index(
    "uq_held_state_open",
    held_state.c.tracker_id,
    held_state.c.tab,
    held_state.c.scope,
    unique=True,
    sqlite_where=text("verdict = 'open'"),
    postgresql_where=text("verdict = 'open'"),
)
