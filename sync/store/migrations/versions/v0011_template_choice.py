"""The template that a school has chosen."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; a school without a row goes on with what most of its trackers follow."""
    op.create_table(
        "template_choice",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("chosen_at", AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_template_choice_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "key", "n"],
            ["template_version.school_id", "template_version.key", "template_version.n"],
            name=op.f("fk_template_choice_school_id_key_n"),
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_template_choice")),
    )
