"""The first schema: school and roster, trackers, runs, reads, entries, cell issues."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table; those that others refer to come first."""
    _make_drive_cursor()
    _make_school()
    _make_blob()
    _make_roster_import()
    _make_run()
    _make_school_class()
    _make_school_year()
    _make_staff_member()
    _make_student()
    _make_tracker()
    _make_apply_attempt()
    _make_assignment()
    _make_enrollment()
    _make_entry()
    _make_grading_period()
    _make_instructional_day()
    _make_row_anchor()
    _make_run_tracker()
    _make_tracker_read()
    _make_cell_issue()
    _make_entry_version()
    _make_row_version()
    _make_column_place()


def _make_drive_cursor() -> None:
    op.create_table(
        "drive_cursor",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_drive_cursor")),
    )


def _make_school() -> None:
    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("sourced_id", name=op.f("uq_school_sourced_id")),
    )


def _make_blob() -> None:
    op.create_table(
        "blob",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("zbytes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sha256) = 32", name=op.f("ck_blob_sha256")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_blob_school_id")),
        sa.PrimaryKeyConstraint("school_id", "sha256", name=op.f("pk_blob")),
    )


def _make_roster_import() -> None:
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_roster_import_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_index(op.f("ix_roster_import_school_id_id"), "roster_import", ["school_id", "id"])


def _make_run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "nightly",
                "manual",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("night", sa.Date()),
        sa.Column("now", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(kind = 'nightly') = (night IS NOT NULL)", name=op.f("ck_run_night")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_run_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_run_school_id_id")),
        sa.UniqueConstraint("school_id", "night", name=op.f("uq_run_school_id_night")),
    )


def _make_school_class() -> None:
    op.create_table(
        "school_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_class_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_class")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_school_class_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "sourced_id", name=op.f("uq_school_class_school_id_sourced_id")
        ),
    )


def _make_school_year() -> None:
    op.create_table(
        "school_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_school_year_days_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_year_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_year")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_school_year_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "sourced_id", name=op.f("uq_school_year_school_id_sourced_id")
        ),
    )
    op.create_index(
        "uq_school_year_current",
        "school_year",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )


def _make_staff_member() -> None:
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "teacher",
                "intervention staff",
                "document owner",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_staff_member_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_staff_member_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "sourced_id", name=op.f("uq_staff_member_school_id_sourced_id")
        ),
    )


def _make_student() -> None:
    op.create_table(
        "student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_student_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_student_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "sourced_id", name=op.f("uq_student_school_id_sourced_id")
        ),
    )


def _make_tracker() -> None:
    op.create_table(
        "tracker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("template_key", sa.Text(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("changes_token", sa.Text()),
        sa.Column("spreadsheet_id", sa.Text()),
        sa.Column("desired_sha", sa.Text()),
        sa.Column("dirty_seq", sa.Integer(), nullable=False),
        sa.Column("read_seq", sa.Integer(), nullable=False),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True)),
        sa.Column("provisioned_at", sa.DateTime(timezone=True)),
        sa.Column("last_read_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(desired_sha IS NULL) = (provisioned_at IS NULL)", name=op.f("ck_tracker_provisioned")
        ),
        sa.CheckConstraint(
            "(spreadsheet_id IS NULL) = (adopted_at IS NULL)", name=op.f("ck_tracker_adopted")
        ),
        sa.CheckConstraint(
            "0 <= read_seq AND read_seq <= dirty_seq", name=op.f("ck_tracker_read_not_ahead")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_tracker_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker")),
        sa.UniqueConstraint("nonce", name=op.f("uq_tracker_nonce")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tracker_public_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_tracker_school_id_id")),
        sa.UniqueConstraint("spreadsheet_id", name=op.f("uq_tracker_spreadsheet_id")),
    )


def _make_apply_attempt() -> None:
    op.create_table(
        "apply_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("plan_sha", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "applied",
                "failed",
                "unknown",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at IS NULL)", name=op.f("ck_apply_attempt_closed")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_apply_attempt_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_apply_attempt_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apply_attempt")),
    )
    op.create_index(
        "uq_apply_attempt_open",
        "apply_attempt",
        ["tracker_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _make_assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("begins_on", sa.Date()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["school_id", "school_class_id"],
            ["school_class.school_id", "school_class.id"],
            name=op.f("fk_assignment_school_id_school_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_assignment_school_id_staff_member_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_assignment_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(
        op.f("ix_assignment_school_id_staff_member_id"),
        "assignment",
        ["school_id", "staff_member_id"],
    )


def _make_enrollment() -> None:
    op.create_table(
        "enrollment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["school_id", "school_class_id"],
            ["school_class.school_id", "school_class.id"],
            name=op.f("fk_enrollment_school_id_school_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_enrollment_school_id_student_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrollment_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment")),
    )
    op.create_index(
        op.f("ix_enrollment_school_id_student_id"), "enrollment", ["school_id", "student_id"]
    )


def _make_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_entry_school_id_student_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_entry_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_entry_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_entry_school_id_id")),
        sa.UniqueConstraint(
            "tracker_id",
            "student_id",
            "checkpoint",
            "metric",
            name=op.f("uq_entry_tracker_id_student_id_checkpoint_metric"),
        ),
    )
    op.create_index(
        op.f("ix_entry_student_id_checkpoint_metric"),
        "entry",
        ["student_id", "checkpoint", "metric"],
    )


def _make_grading_period() -> None:
    op.create_table(
        "grading_period",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_grading_period_days_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "school_year_id"],
            ["school_year.school_id", "school_year.id"],
            name=op.f("fk_grading_period_school_id_school_year_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_grading_period_school_id")
        ),
        sa.PrimaryKeyConstraint("school_year_id", "position", name=op.f("pk_grading_period")),
    )


def _make_instructional_day() -> None:
    op.create_table(
        "instructional_day",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "school_year_id"],
            ["school_year.school_id", "school_year.id"],
            name=op.f("fk_instructional_day_school_id_school_year_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_instructional_day_school_id")
        ),
        sa.PrimaryKeyConstraint("school_year_id", "day", name=op.f("pk_instructional_day")),
    )


def _make_row_anchor() -> None:
    op.create_table(
        "row_anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_row_anchor_position")),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_row_anchor_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_row_anchor_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_anchor")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_row_anchor_school_id_id")),
        sa.UniqueConstraint(
            "tracker_id", "tab", "row_key", name=op.f("uq_row_anchor_tracker_id_tab_row_key")
        ),
    )


def _make_run_tracker() -> None:
    op.create_table(
        "run_tracker",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "synced",
                "unchanged",
                "failed",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text()),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'failed' OR reason IS NOT NULL", name=op.f("ck_run_tracker_failed_says_why")
        ),
        sa.CheckConstraint("requests >= 0 AND changes >= 0", name=op.f("ck_run_tracker_counts")),
        sa.ForeignKeyConstraint(
            ["school_id", "run_id"],
            ["run.school_id", "run.id"],
            name=op.f("fk_run_tracker_school_id_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_run_tracker_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_run_tracker_school_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "tracker_id", name=op.f("pk_run_tracker")),
    )
    op.create_index(
        op.f("ix_run_tracker_tracker_id_run_id"), "run_tracker", ["tracker_id", "run_id"]
    )


def _make_tracker_read() -> None:
    op.create_table(
        "tracker_read",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("structure_sha", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "run_id"],
            ["run.school_id", "run.id"],
            name=op.f("fk_tracker_read_school_id_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_tracker_read_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_tracker_read_school_id")
        ),
        sa.PrimaryKeyConstraint("tracker_id", "seq", name=op.f("pk_tracker_read")),
    )


def _make_cell_issue() -> None:
    op.create_table(
        "cell_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer()),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text()),
        sa.Column("column_key", sa.Text()),
        sa.Column("a1", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer()),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(to_seq IS NULL) = (to_at IS NULL)", name=op.f("ck_cell_issue_closed")),
        sa.CheckConstraint("to_at >= from_at", name=op.f("ck_cell_issue_times_in_order")),
        sa.CheckConstraint("to_seq > from_seq", name=op.f("ck_cell_issue_seqs_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "entry_id"],
            ["entry.school_id", "entry.id"],
            name=op.f("fk_cell_issue_school_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_cell_issue_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_cell_issue_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_issue")),
    )
    op.create_index(
        "ix_cell_issue_open",
        "cell_issue",
        ["tracker_id"],
        unique=False,
        sqlite_where=sa.text("to_seq IS NULL"),
        postgresql_where=sa.text("to_seq IS NULL"),
    )


def _make_entry_version() -> None:
    op.create_table(
        "entry_version",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer()),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True)),
        sa.Column("number", sa.Double()),
        sa.Column("code", sa.Text()),
        sa.Column("a1", sa.Text(), nullable=False),
        sa.Column("normalised_from", sa.Text()),
        sa.Column("run_id", sa.Integer()),
        sa.CheckConstraint(
            "(number IS NULL) <> (code IS NULL)", name=op.f("ck_entry_version_number_or_code")
        ),
        sa.CheckConstraint(
            "(to_seq IS NULL) = (to_at IS NULL)", name=op.f("ck_entry_version_closed")
        ),
        sa.CheckConstraint("to_at >= from_at", name=op.f("ck_entry_version_times_in_order")),
        sa.CheckConstraint("to_seq > from_seq", name=op.f("ck_entry_version_seqs_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "entry_id"],
            ["entry.school_id", "entry.id"],
            name=op.f("fk_entry_version_school_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "run_id"],
            ["run.school_id", "run.id"],
            name=op.f("fk_entry_version_school_id_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_entry_version_school_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "from_seq", name=op.f("pk_entry_version")),
    )
    op.create_index(
        "uq_entry_version_open",
        "entry_version",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("to_seq IS NULL"),
        postgresql_where=sa.text("to_seq IS NULL"),
    )


def _make_row_version() -> None:
    op.create_table(
        "row_version",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("row_anchor_id", sa.Integer(), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer()),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("to_seq > from_seq", name=op.f("ck_row_version_seqs_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "row_anchor_id"],
            ["row_anchor.school_id", "row_anchor.id"],
            name=op.f("fk_row_version_school_id_row_anchor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "sha256"],
            ["blob.school_id", "blob.sha256"],
            name=op.f("fk_row_version_school_id_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_row_version_school_id")
        ),
        sa.PrimaryKeyConstraint("row_anchor_id", "from_seq", name=op.f("pk_row_version")),
    )
    op.create_index(
        "uq_row_version_open",
        "row_version",
        ["row_anchor_id"],
        unique=True,
        sqlite_where=sa.text("to_seq IS NULL"),
        postgresql_where=sa.text("to_seq IS NULL"),
    )


def _make_column_place() -> None:
    op.create_table(
        "column_place",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("column_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_column_place_position")),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_column_place_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_column_place_school_id")
        ),
        sa.PrimaryKeyConstraint("tracker_id", "column_key", name=op.f("pk_column_place")),
    )
