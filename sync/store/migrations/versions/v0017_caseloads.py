"""Whose students are on whose caseload, with dates."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nothing that was there before changes."""
    op.create_table(
        "caseload_spell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("listed_at", AwareDateTime(), nullable=False),
        sa.Column("gone_at", AwareDateTime()),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_caseload_spell_dates")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_caseload_spell_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "staff_member_id"],
            ["staff_member.school_id", "staff_member.id"],
            name=op.f("fk_caseload_spell_school_id_staff_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "student_id"],
            ["student.school_id", "student.id"],
            name=op.f("fk_caseload_spell_school_id_student_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caseload_spell")),
    )
    op.create_index(
        op.f("ix_caseload_spell_school_id_student_id"),
        "caseload_spell",
        ["school_id", "student_id"],
    )
