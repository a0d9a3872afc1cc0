"""Entries by column and child, one row each; when they were seen stands with the reads."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STILL = 2**31 - 1
_ONE_VALUE = (
    "(number IS NOT NULL AND text IS NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NOT NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NULL AND code IS NOT NULL)"
)
_ENDINGS = ("changed", "cleared", "doubted")


def upgrade() -> None:
    """Move every version and every issue over; the places that named them go."""
    _make_entry_column()
    op.execute(
        "INSERT INTO entry_column (school_id, tracker_id, checkpoint, metric) "
        "SELECT DISTINCT school_id, tracker_id, checkpoint, metric FROM entry "
        "ORDER BY tracker_id, checkpoint, metric"
    )
    _move_versions()
    _move_issues()
    op.drop_table("entry")


def _make_entry_column() -> None:
    op.create_table(
        "entry_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_entry_column_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_entry_column_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_column")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_entry_column_school_id_id")),
        sa.UniqueConstraint(
            "tracker_id",
            "checkpoint",
            "metric",
            name=op.f("uq_entry_column_tracker_id_checkpoint_metric"),
        ),
    )
    op.create_index(
        op.f("ix_entry_column_school_id_checkpoint_metric"),
        "entry_column",
        ["school_id", "checkpoint", "metric"],
    )


def _move_versions() -> None:
    op.drop_index("uq_entry_version_open", "entry_version")
    op.rename_table("entry_version", "old_version")
    said = " OR ".join(f"ending = '{word}'" for word in _ENDINGS)
    op.create_table(
        "entry_version",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("entry_column_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.Double()),
        sa.Column("code", sa.Text()),
        sa.Column("a1", sa.Text(), nullable=False),
        sa.Column("normalised_from", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("author", sa.Text()),
        sa.Column("ending", sa.String(32)),
        sa.Column("end_author", sa.Text()),
        sa.CheckConstraint(_ONE_VALUE, name=op.f("ck_entry_version_one_value")),
        sa.CheckConstraint(said, name=op.f("ck_entry_version_ending")),
        sa.CheckConstraint("to_seq > from_seq", name=op.f("ck_entry_version_seqs_in_order")),
        sa.CheckConstraint(
            f"(ending IS NULL AND end_author IS NULL) OR to_seq < {_STILL}",
            name=op.f("ck_entry_version_ending_of_the_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "entry_column_id"],
            ["entry_column.school_id", "entry_column.id"],
            name=op.f("fk_entry_version_school_id_entry_column_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_entry_version_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint(
            "entry_column_id", "student_id", "to_seq", name=op.f("pk_entry_version")
        ),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO entry_version SELECT old.school_id, c.id, entry.student_id, old.from_seq, "  # noqa: S608
        f"coalesce(old.to_seq, {_STILL}), old.number, old.code, old.a1, old.normalised_from, "
        "old.text, old.author, old.ending, old.end_author FROM old_version old "
        "JOIN entry ON entry.id = old.entry_id "
        "JOIN entry_column c ON c.tracker_id = entry.tracker_id "
        "AND c.checkpoint = entry.checkpoint AND c.metric = entry.metric "
        "ORDER BY c.id, entry.student_id, old.from_seq"
    )
    op.drop_table("old_version")


def _move_issues() -> None:
    with op.batch_alter_table("cell_issue", recreate="always") as table:
        table.add_column(sa.Column("entry_column_id", sa.Integer()))
        table.add_column(sa.Column("student_id", sa.Integer()))
    op.execute(
        "UPDATE cell_issue SET (entry_column_id, student_id) = ("
        "SELECT c.id, entry.student_id FROM entry JOIN entry_column c "
        "ON c.tracker_id = entry.tracker_id AND c.checkpoint = entry.checkpoint "
        "AND c.metric = entry.metric WHERE entry.id = cell_issue.entry_id) "
        "WHERE entry_id IS NOT NULL"
    )
    with op.batch_alter_table("cell_issue", recreate="always") as table:
        table.drop_constraint(op.f("fk_cell_issue_school_id_entry_id"), type_="foreignkey")
        table.drop_column("entry_id")
        for column, referred in (("entry_column_id", "entry_column"), ("student_id", "student")):
            table.create_foreign_key(
                op.f(f"fk_cell_issue_school_id_{column}"),
                referred,
                ["school_id", column],
                ["school_id", "id"],
            )
        table.create_check_constraint(
            op.f("ck_cell_issue_whole_entry"), "(entry_column_id IS NULL) = (student_id IS NULL)"
        )
