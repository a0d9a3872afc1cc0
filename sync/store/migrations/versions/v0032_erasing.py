"""Erasing a child: where a tracker's log begins anew, and whether bytes are left in the file."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables; nothing that was there before changes."""
    op.create_table(
        "log_beginning",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", AwareDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_log_beginning_seq")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_log_beginning_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_log_beginning_school_id_tracker_id"),
        ),
        sa.PrimaryKeyConstraint("tracker_id", name=op.f("pk_log_beginning")),
    )
    op.create_table(
        "unswept",
        sa.Column("school_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_unswept_school_id")),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_unswept")),
    )
