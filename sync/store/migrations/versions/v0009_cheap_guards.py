"""The guards of closed sets on entry versions, written so that SQLite checks them cheaply."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_CERTAINTIES = ("proven", "only editor", "not known")
_ENDINGS = ("changed", "cleared", "doubted")


def upgrade() -> None:
    """State the same sets as before; every row that was right stays right."""
    with op.batch_alter_table("entry_version", recreate="always") as table:
        for column, values in (
            ("certainty", _CERTAINTIES),
            ("ending", _ENDINGS),
            ("end_certainty", _CERTAINTIES),
        ):
            guard = op.f(f"ck_entry_version_{column}")
            table.drop_constraint(guard, type_="check")
            said = " OR ".join(f"{column} = '{value}'" for value in values)
            table.create_check_constraint(guard, said)
