"""Who made a template's version on the page, and from which one a tracker is on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; of versions from before nobody knows the author."""
    op.create_table(
        "template_author",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_template_author_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "key", "n"],
            ["template_version.school_id", "template_version.key", "template_version.n"],
            name=op.f("fk_template_author_school_id_key_n"),
        ),
        sa.PrimaryKeyConstraint("school_id", "key", "n", name=op.f("pk_template_author")),
    )
    op.create_table(
        "template_step",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_template_step_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_template_step_school_id_tracker_id"),
        ),
        sa.PrimaryKeyConstraint("tracker_id", "key", "n", name=op.f("pk_template_step")),
    )
    op.create_index(op.f("ix_template_step_school_id"), "template_step", ["school_id"])
