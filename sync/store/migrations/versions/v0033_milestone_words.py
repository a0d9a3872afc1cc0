"""What people say of the milestones of the year."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_SAID = ("done", "not this time", "taken back")


def upgrade() -> None:
    """Make the table; nobody was asked before."""
    op.create_table(
        "milestone_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column(
            "said",
            sa.Enum(*_SAID, name="said", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_milestone_word_school_id")
        ),
        *(_same_school(column, table) for column, table in _REFERENCES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_word")),
    )
    op.create_index(op.f("ix_milestone_word_tracker_id"), "milestone_word", ["tracker_id"])


_REFERENCES = (
    ("tracker_id", "tracker"),
    ("school_class_id", "school_class"),
    ("staff_member_id", "staff_member"),
    ("said_by_id", "staff_member"),
)


def _same_school(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column],
        [f"{table}.school_id", f"{table}.id"],
        name=op.f(f"fk_milestone_word_school_id_{column}"),
    )
