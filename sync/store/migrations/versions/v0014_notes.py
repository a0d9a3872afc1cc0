"""Notes written in pages and cards, restricted notes, and who read or wrote these."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables; nothing that was there before changes."""
    op.create_table(
        "progress_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", AwareDateTime(), nullable=False),
        sa.CheckConstraint("seen <> ''", name=op.f("ck_progress_note_says_something")),
        _same_school("progress_note", "tracker"),
        *_about("progress_note"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_progress_note_public_id")),
        sa.UniqueConstraint(
            "tracker_id", "tab", "row_key", name=op.f("uq_progress_note_tracker_id_tab_row_key")
        ),
    )
    op.create_index(op.f("ix_progress_note_school_id"), "progress_note", ["school_id"])
    op.create_table(
        "restricted_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", AwareDateTime(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_restricted_note_says_something")),
        *_about("restricted_note"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restricted_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_restricted_note_public_id")),
    )
    op.create_index(op.f("ix_restricted_note_student_id"), "restricted_note", ["student_id"])
    op.create_table(
        "note_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("at", AwareDateTime(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("what", _what(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("notes >= 0", name=op.f("ck_note_access_notes")),
        *_about("note_access"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_access")),
    )
    op.create_index(op.f("ix_note_access_school_id_at"), "note_access", ["school_id", "at"])


def _about(table: str) -> list[sa.ForeignKeyConstraint]:
    """Whose school it is, and the child and the person of it."""
    school = sa.ForeignKeyConstraint(
        ["school_id"], ["school.id"], name=op.f(f"fk_{table}_school_id")
    )
    return [school, _same_school(table, "student"), _same_school(table, "staff_member")]


def _same_school(table: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", f"{other}_id"],
        [f"{other}.school_id", f"{other}.id"],
        name=op.f(f"fk_{table}_school_id_{other}_id"),
    )


def _what() -> sa.Enum:
    return sa.Enum(
        "read", "wrote", name="what", native_enum=False, create_constraint=True, length=32
    )
