"""Around a run: what Drive said of files, leases, the rolling seventh, extracts, restorations."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing that was there before changes."""
    _make_drive_state()
    _make_lease()
    _make_run_check()
    _make_access_log()
    _make_restoration()


def _school(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f(f"fk_{name}_school_id"))


def _same_school(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column],
        [f"{table}.school_id", f"{table}.id"],
        name=op.f(f"fk_{name}_school_id_{column}"),
    )


def _make_drive_state() -> None:
    name = "drive_state"
    op.create_table(
        name,
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("listed_version", sa.BigInteger()),
        sa.Column("read_version", sa.BigInteger()),
        sa.Column("has_own_reply", sa.Boolean(), nullable=False),
        sa.Column("obstacle", sa.Text()),
        _same_school(name, "tracker_id", "tracker"),
        _school(name),
        sa.PrimaryKeyConstraint("tracker_id", name=op.f(f"pk_{name}")),
    )


def _make_lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fencing", sa.Integer(), nullable=False),
        sa.Column("taken_at", AwareDateTime(), nullable=False),
        sa.Column("until", AwareDateTime(), nullable=False),
        sa.CheckConstraint("fencing > 0", name=op.f("ck_lease_fencing")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def _make_run_check() -> None:
    name = "run_check"
    op.create_table(
        name,
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        _same_school(name, "run_id", "run"),
        _same_school(name, "tracker_id", "tracker"),
        _school(name),
        sa.PrimaryKeyConstraint("run_id", "tracker_id", name=op.f(f"pk_{name}")),
    )


def _make_access_log() -> None:
    name = "access_log"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("at", AwareDateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("has_names", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint("rows >= 0", name=op.f(f"ck_{name}_rows")),
        _school(name),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_school_id_at"), name, ["school_id", "at"])


def _make_restoration() -> None:
    name = "restoration"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("as_of", AwareDateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("begun_at", AwareDateTime(), nullable=False),
        sa.Column("ended_at", AwareDateTime()),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.CheckConstraint("ended_at >= begun_at", name=op.f(f"ck_{name}_times_in_order")),
        _same_school(name, "tracker_id", "tracker"),
        _school(name),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
