"""Nobody is named as a tracker's only editor: Google does not say so reliably."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop what was never filled: a tracker's editors, and the word for an only one."""
    op.drop_table("tracker_editor")
    with op.batch_alter_table("entry_version", recreate="always") as table:
        for column in ("certainty", "end_certainty"):
            guard = op.f(f"ck_entry_version_{column}")
            table.drop_constraint(guard, type_="check")
            said = " OR ".join(f"{column} = '{value}'" for value in ("proven", "not known"))
            table.create_check_constraint(guard, said)
