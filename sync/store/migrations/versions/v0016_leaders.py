"""Leaders are told, too: a letter or a choice is of somebody on the staff or of a leader."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let each row name one of both; those that were there name somebody on the staff."""
    with op.batch_alter_table("leader", recreate="always") as table:
        table.create_unique_constraint(op.f("uq_leader_school_id_id"), ["school_id", "id"])
    for name in ("message", "person_choice"):
        with op.batch_alter_table(name, recreate="always") as table:
            table.alter_column("staff_member_id", existing_type=sa.Integer(), nullable=True)
            table.add_column(sa.Column("leader_id", sa.Integer()), insert_after="staff_member_id")
            table.create_foreign_key(
                op.f(f"fk_{name}_school_id_leader_id"),
                "leader",
                ["school_id", "leader_id"],
                ["school_id", "id"],
            )
            table.create_check_constraint(
                op.f(f"ck_{name}_one_person"), "(staff_member_id IS NULL) <> (leader_id IS NULL)"
            )
    with op.batch_alter_table("person_choice", recreate="always") as table:
        table.create_unique_constraint(op.f("uq_person_choice_leader_id"), ["leader_id"])
