"""The rows of the bundle that the roster was made of, for deltas to be laid over."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; a school from before keeps none until its next bulk bundle."""
    op.create_table(
        "roster_bundle",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("as_of", AwareDateTime()),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_roster_bundle_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_roster_bundle")),
    )
    op.create_table(
        "bundle_row",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sourced_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["roster_bundle.school_id"], name=op.f("fk_bundle_row_school_id")
        ),
        sa.PrimaryKeyConstraint("school_id", "file", "sourced_id", name=op.f("pk_bundle_row")),
    )
