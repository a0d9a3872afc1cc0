"""What could not be taken of a row or column without a key has a name that goes along with it."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; the next read of each tracker fills it."""
    # SQLite writes the table anew, so that it reads as a new store's; PostgreSQL alters it.
    recreate: Literal["always", "never"] = (
        "always" if op.get_bind().dialect.name == "sqlite" else "never"
    )
    with op.batch_alter_table("cell_issue", recreate=recreate) as table:
        table.add_column(sa.Column("line", sa.Text()))
