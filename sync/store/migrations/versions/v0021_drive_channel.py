"""The push channels that are open at Google."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing that was there before changes."""
    op.create_table(
        "drive_channel",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("drive_id", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Text()),
        sa.Column("opened_at", AwareDateTime(), nullable=False),
        sa.Column("expires_at", AwareDateTime(), nullable=False),
        sa.Column("heard_at", AwareDateTime()),
        sa.CheckConstraint("length(token_sha256) = 64", name=op.f("ck_drive_channel_token_digest")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_drive_channel_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive_channel")),
    )
    op.create_index(op.f("ix_drive_channel_school_id"), "drive_channel", ["school_id"])
