"""Calendar versions, duties with their changes, excuses, and flags with their life."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table; those that others refer to come first."""
    _make_calendar_version()
    _make_duty()
    _make_excuse()
    _make_flag()
    _make_calendar_band()
    _make_calendar_day()
    _make_duty_change()
    _make_flag_transition()
    _make_calendar_period()
    _make_calendar_window()


def _make_calendar_version() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("school_year_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_calendar_version_days_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "school_year_id"],
            ["school_year.school_id", "school_year.id"],
            name=op.f("fk_calendar_version_school_id_school_year_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_calendar_version_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_calendar_version_school_id_id")),
        sa.UniqueConstraint(
            "school_year_id", "n", name=op.f("uq_calendar_version_school_year_id_n")
        ),
    )
    op.create_index(
        "uq_calendar_version_draft",
        "calendar_version",
        ["school_year_id"],
        unique=True,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )


def _make_duty() -> None:
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer()),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("column_group", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("missing_from", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not open",
                "open",
                "late",
                "missing",
                "unreadable",
                "complete",
                "excused",
                "not owed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("cell_issues", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "entries + excused + cell_issues <= expected", name=op.f("ck_duty_counts")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "school_class_id"],
            ["school_class.school_id", "school_class.id"],
            name=op.f("fk_duty_school_id_school_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_duty_school_id_staff_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_duty_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_duty_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_duty_school_id_id")),
    )
    op.create_index(
        op.f("ix_duty_school_id_next_at"), "duty", ["school_id", "next_at"], unique=False
    )
    op.create_index(op.f("ix_duty_staff_member_id"), "duty", ["staff_member_id"], unique=False)
    op.create_index(
        "uq_duty_of_class",
        "duty",
        ["tracker_id", "staff_member_id", "checkpoint", "column_group", "school_class_id"],
        unique=True,
        sqlite_where=sa.text("school_class_id IS NOT NULL"),
        postgresql_where=sa.text("school_class_id IS NOT NULL"),
    )
    op.create_index(
        "uq_duty_without_class",
        "duty",
        ["tracker_id", "staff_member_id", "checkpoint", "column_group"],
        unique=True,
        sqlite_where=sa.text("school_class_id IS NULL"),
        postgresql_where=sa.text("school_class_id IS NULL"),
    )


def _make_excuse() -> None:
    op.create_table(
        "excuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text()),
        sa.Column("metric", sa.Text()),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_excuse_days_in_order")),
        sa.CheckConstraint("recorded_at <= withdrawn_at", name=op.f("ck_excuse_times_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_excuse_school_id_staff_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_excuse_school_id_student_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_excuse_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuse")),
        sa.UniqueConstraint("public_id", name=op.f("uq_excuse_public_id")),
    )
    op.create_index(op.f("ix_excuse_student_id"), "excuse", ["student_id"], unique=False)


def _make_flag() -> None:
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("tracker_id", sa.Integer()),
        sa.Column("person", sa.Text()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "acknowledged",
                "excused",
                "resolved",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state <> 'resolved' OR gone_at IS NOT NULL", name=op.f("ck_flag_resolved_is_gone")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_flag_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_flag_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("public_id", name=op.f("uq_flag_public_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_flag_school_id_id")),
    )
    op.create_index(
        "uq_flag_there",
        "flag",
        ["school_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("gone_at IS NULL"),
        postgresql_where=sa.text("gone_at IS NULL"),
    )


def _make_calendar_band() -> None:
    op.create_table(
        "calendar_band",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("calendar_version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("grades", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "calendar_version_id"],
            ["calendar_version.school_id", "calendar_version.id"],
            name=op.f("fk_calendar_band_school_id_calendar_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_calendar_band_school_id")
        ),
        sa.PrimaryKeyConstraint("calendar_version_id", "position", name=op.f("pk_calendar_band")),
    )


def _make_calendar_day() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("calendar_version_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "instructional day",
                "late arrival or early dismissal",
                "make-up day",
                "teacher only day",
                "holiday",
                "non-instructional day",
                "weather day",
                "emergency day",
                "strike",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("entered_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["school_id", "calendar_version_id"],
            ["calendar_version.school_id", "calendar_version.id"],
            name=op.f("fk_calendar_day_school_id_calendar_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_calendar_day_school_id")
        ),
        sa.PrimaryKeyConstraint("calendar_version_id", "day", name=op.f("pk_calendar_day")),
    )


def _make_duty_change() -> None:
    op.create_table(
        "duty_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "was",
            sa.Enum(
                "not open",
                "open",
                "late",
                "missing",
                "unreadable",
                "complete",
                "excused",
                "not owed",
                name="was",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
        ),
        sa.Column(
            "state",
            sa.Enum(
                "not open",
                "open",
                "late",
                "missing",
                "unreadable",
                "complete",
                "excused",
                "not owed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("cell_issues", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "duty_id"],
            ["duty.school_id", "duty.id"],
            name=op.f("fk_duty_change_school_id_duty_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_duty_change_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_change")),
    )
    op.create_index(
        op.f("ix_duty_change_duty_id_day"), "duty_change", ["duty_id", "day"], unique=False
    )


def _make_flag_transition() -> None:
    op.create_table(
        "flag_transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "was",
            sa.Enum(
                "open",
                "acknowledged",
                "excused",
                "resolved",
                name="was",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "acknowledged",
                "excused",
                "resolved",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_person", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "flag_id"],
            ["flag.school_id", "flag.id"],
            name=op.f("fk_flag_transition_school_id_flag_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_flag_transition_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_transition")),
    )
    op.create_index(
        op.f("ix_flag_transition_flag_id"), "flag_transition", ["flag_id"], unique=False
    )


def _make_calendar_period() -> None:
    op.create_table(
        "calendar_period",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("calendar_version_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_calendar_period_days_in_order")),
        sa.ForeignKeyConstraint(
            ["calendar_version_id", "band"],
            ["calendar_band.calendar_version_id", "calendar_band.position"],
            name=op.f("fk_calendar_period_calendar_version_id_band"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_calendar_period_school_id")
        ),
        sa.PrimaryKeyConstraint(
            "calendar_version_id", "band", "position", name=op.f("pk_calendar_period")
        ),
    )


def _make_calendar_window() -> None:
    op.create_table(
        "calendar_window",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("calendar_version_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint("opens_on <= due_on", name=op.f("ck_calendar_window_days_in_order")),
        sa.ForeignKeyConstraint(
            ["calendar_version_id", "band"],
            ["calendar_band.calendar_version_id", "calendar_band.position"],
            name=op.f("fk_calendar_window_calendar_version_id_band"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_calendar_window_school_id")
        ),
        sa.PrimaryKeyConstraint(
            "calendar_version_id", "band", "checkpoint", name=op.f("pk_calendar_window")
        ),
    )
