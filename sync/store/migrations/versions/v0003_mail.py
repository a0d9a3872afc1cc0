"""The outbox: letters, and what became of them."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = ("held", "queued", "sending", "sent", "unknown", "refused", "kept", "withdrawn")


def upgrade() -> None:
    """Make the table; nothing that was there before changes."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("state", _states(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("made_at", AwareDateTime(), nullable=False),
        sa.Column("due_at", AwareDateTime(), nullable=False),
        sa.Column("tried_at", AwareDateTime()),
        sa.Column("ended_at", AwareDateTime()),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_message_tries")),
        sa.CheckConstraint("(tries = 0) = (tried_at IS NULL)", name=op.f("ck_message_tried")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_message_school_id")),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_message_school_id_staff_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
        sa.UniqueConstraint(
            "school_id", "dedupe_key", name=op.f("uq_message_school_id_dedupe_key")
        ),
    )
    op.create_index(
        op.f("ix_message_school_id_state_due_at"), "message", ["school_id", "state", "due_at"]
    )


def _states() -> sa.Enum:
    return sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32)
