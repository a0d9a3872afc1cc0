"""Each read asks what people had written into its tracker since the last one."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; nothing that was there before changes."""
    op.create_index(
        op.f("ix_restoration_tracker_id_begun_at"), "restoration", ["tracker_id", "begun_at"]
    )
