"""What each tracker followed before a step to another version of a template."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of steps from before nobody knows what they led away from."""
    op.create_table(
        "template_past",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_template_past_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_template_past_school_id_tracker_id"),
        ),
        sa.PrimaryKeyConstraint("tracker_id", "place", name=op.f("pk_template_past")),
    )
    op.create_index(
        op.f("ix_template_past_school_id_place"), "template_past", ["school_id", "place"]
    )
