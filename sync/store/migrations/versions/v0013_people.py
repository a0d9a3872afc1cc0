"""People: how each wants to be told, and which children they said are not theirs."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_LETTERS = ("as needed", "weekly", "never")


def upgrade() -> None:
    """Make the two tables; nothing that was there before changes."""
    op.create_table(
        "person_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("letters", _letters(), nullable=False),
        sa.Column("feed_sha256", sa.Text()),
        sa.CheckConstraint("length(feed_sha256) = 64", name=op.f("ck_person_choice_feed_digest")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_person_choice_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_person_choice_school_id_staff_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_choice")),
        sa.UniqueConstraint("feed_sha256", name=op.f("uq_person_choice_feed_sha256")),
        sa.UniqueConstraint("staff_member_id", name=op.f("uq_person_choice_staff_member_id")),
    )
    op.create_table(
        "not_mine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("said_at", AwareDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_not_mine_school_id")),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_not_mine_school_id_staff_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_not_mine_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_mine")),
        sa.UniqueConstraint(
            "staff_member_id", "student_id", name=op.f("uq_not_mine_staff_member_id_student_id")
        ),
    )
    op.create_index(op.f("ix_not_mine_school_id"), "not_mine", ["school_id"])


def _letters() -> sa.Enum:
    return sa.Enum(*_LETTERS, name="letters", native_enum=False, create_constraint=True, length=32)
