"""Why a run did not come to its end, until one does."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing that was there before changes."""
    op.create_table(
        "run_trouble",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_run_trouble_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_run_trouble")),
    )
