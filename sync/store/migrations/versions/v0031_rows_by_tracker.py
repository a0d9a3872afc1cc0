"""A row's school is there if its tracker is: it is not asked for a second time."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the second reference to the school; rows stay as they were."""
    for name in ("row_anchor", "row_version"):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_school_id"), type_="foreignkey")
