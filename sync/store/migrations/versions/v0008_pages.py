"""Leaders of the school, and the rights that the last look at a tracker showed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add both; leaders come with the next roster, rights with the next look."""
    with op.batch_alter_table("audit_look") as table:
        table.add_column(
            sa.Column("rights", sa.Text(), nullable=False, server_default=sa.text("'[]'"))
        )
    _make_leader()


def _make_leader() -> None:
    op.create_table(
        "leader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("sourced_id", "given_name", "family_name", "email")
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_leader_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader")),
        sa.UniqueConstraint("school_id", "sourced_id", name=op.f("uq_leader_school_id_sourced_id")),
    )
