"""What people say of how the school collects data."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make a table of answerings and one of their answers."""
    _make_checks()
    _make_answers()


def _make_checks() -> None:
    op.create_table(
        "self_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("staff_member_id", sa.Integer()),
        sa.Column("leader_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", AwareDateTime(), nullable=False),
        sa.CheckConstraint(
            "(staff_member_id IS NULL) <> (leader_id IS NULL)",
            name=op.f("ck_self_check_one_person"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_self_check_version")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_self_check_school_id")),
        *(
            sa.ForeignKeyConstraint(
                ["school_id", f"{who}_id"],
                [f"{who}.school_id", f"{who}.id"],
                name=op.f(f"fk_self_check_school_id_{who}_id"),
            )
            for who in ("staff_member", "leader")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check")),
        sa.UniqueConstraint("public_id", name=op.f("uq_self_check_public_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_self_check_school_id_id")),
    )


def _make_answers() -> None:
    op.create_table(
        "self_check_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("self_check_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=32)),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "level IN ('not yet', 'partly', 'mostly', 'fully', 'does not apply')",
            name=op.f("ck_self_check_answer_level"),
        ),
        sa.CheckConstraint(
            "level IS NOT NULL OR comment <> ''",
            name=op.f("ck_self_check_answer_says_something"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_self_check_answer_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "self_check_id"],
            ["self_check.school_id", "self_check.id"],
            name=op.f("fk_self_check_answer_school_id_self_check_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_check_answer")),
        sa.UniqueConstraint(
            "self_check_id", "statement", name=op.f("uq_self_check_answer_self_check_id_statement")
        ),
    )
    op.create_index(op.f("ix_self_check_answer_school_id"), "self_check_answer", ["school_id"])
