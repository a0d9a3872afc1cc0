"""Who people are to Google, where that is not the address that the roster has."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing that was there before changes."""
    op.create_table(
        "google_address",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("roster_email", sa.Text(), nullable=False),
        sa.Column("google_email", sa.Text(), nullable=False),
        sa.Column("said_at", AwareDateTime(), nullable=False),
        sa.CheckConstraint("roster_email <> google_email", name=op.f("ck_google_address_another")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_google_address_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", "roster_email", name=op.f("pk_google_address")),
        sa.UniqueConstraint(
            "school_id", "google_email", name=op.f("uq_google_address_school_id_google_email")
        ),
    )
