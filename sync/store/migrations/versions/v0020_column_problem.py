"""What people say is amiss with a column."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing that was there before changes."""
    op.create_table(
        "column_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", AwareDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_column_problem_says_something")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_column_problem_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_column_problem_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_column_problem_school_id_staff_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_problem")),
        sa.UniqueConstraint("public_id", name=op.f("uq_column_problem_public_id")),
    )
    op.create_index(op.f("ix_column_problem_school_id"), "column_problem", ["school_id"])
