"""What an author says anew in a note, or that it is withdrawn; the note itself stays as it was."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NOTES = ("progress_note", "restricted_note")


def upgrade() -> None:
    """Make a table of changes for each kind of note, and let the ledger name the new uses."""
    for name in _NOTES:
        with op.batch_alter_table(name, recreate="always") as table:
            table.create_unique_constraint(op.f(f"uq_{name}_school_id_id"), ["school_id", "id"])
    said = [sa.Column(name, sa.Text(), nullable=False) for name in ("support", "seen", "strengths")]
    _make_changes("progress_note", said, "seen")
    _make_changes("restricted_note", [sa.Column("body", sa.Text(), nullable=False)], "body")
    with op.batch_alter_table("note_access", recreate="always") as table:
        table.drop_constraint(op.f("ck_note_access_what"), type_="check")
        table.create_check_constraint(
            op.f("ck_note_access_what"), "what IN ('read', 'wrote', 'revised', 'withdrew')"
        )


def _make_changes(note: str, said: list[sa.Column[str]], needed: str) -> None:
    table = f"{note}_change"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column(f"{note}_id", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        *said,
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", AwareDateTime(), nullable=False),
        sa.CheckConstraint(f"{needed} <> ''", name=op.f(f"ck_{table}_says_something")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f(f"fk_{table}_school_id")),
        sa.ForeignKeyConstraint(
            ["school_id", f"{note}_id"],
            [f"{note}.school_id", f"{note}.id"],
            name=op.f(f"fk_{table}_school_id_{note}_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )
    op.create_index(op.f(f"ix_{table}_{note}_id"), table, [f"{note}_id"])
