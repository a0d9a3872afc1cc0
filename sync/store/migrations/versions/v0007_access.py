"""People's access beside the roster, and the audit of sharing and protections."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing that was there before changes."""
    _make_access_end()
    _make_stand_in()
    _make_role_group()
    _make_audit_look()
    _make_audit_night()
    _make_audit_finding()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _school_id() -> sa.Column[int]:
    return sa.Column("school_id", sa.Integer(), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _school(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f(f"fk_{table}_school_id"))


def _tracker(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", "tracker_id"],
        ["tracker.school_id", "tracker.id"],
        name=op.f(f"fk_{table}_school_id_tracker_id"),
    )


def _one_open(table: str, columns: list[str], end: str) -> None:
    only = sa.text(f"{end} IS NULL")
    op.create_index(
        f"uq_{table}_open", table, columns, unique=True, sqlite_where=only, postgresql_where=only
    )


def _make_access_end() -> None:
    op.create_table(
        "access_end",
        _id(),
        _school_id(),
        _text("email"),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _moment("decided_at"),
        _moment("proved_at", nullable=True),
        _moment("recalled_at", nullable=True),
        _school("access_end"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_end")),
    )
    _one_open("access_end", ["school_id", "email"], "recalled_at")


def _make_stand_in() -> None:
    op.create_table(
        "stand_in",
        _id(),
        _school_id(),
        _text("email"),
        _text("name"),
        _text("stands_in_for"),
        sa.Column("until", sa.Date(), nullable=False),
        _moment("granted_at"),
        _moment("ended_at", nullable=True),
        sa.CheckConstraint("email <> stands_in_for", name=op.f("ck_stand_in_another")),
        _school("stand_in"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    _one_open("stand_in", ["school_id", "email", "stands_in_for"], "ended_at")


def _make_role_group() -> None:
    role = sa.Enum(
        "teacher",
        "intervention staff",
        "document owner",
        name="role",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "role_group",
        _school_id(),
        sa.Column("role", role, nullable=False),
        _text("grade"),
        _text("address"),
        _school("role_group"),
        sa.PrimaryKeyConstraint("school_id", "role", "grade", name=op.f("pk_role_group")),
    )


def _make_audit_look() -> None:
    op.create_table(
        "audit_look",
        _school_id(),
        sa.Column("tracker_id", sa.Integer(), autoincrement=False, nullable=False),
        _moment("at"),
        _tracker("audit_look"),
        _school("audit_look"),
        sa.PrimaryKeyConstraint("tracker_id", name=op.f("pk_audit_look")),
    )


def _make_audit_night() -> None:
    op.create_table(
        "audit_night",
        _school_id(),
        sa.Column("night", sa.Date(), nullable=False),
        _moment("at"),
        _school("audit_night"),
        sa.PrimaryKeyConstraint("school_id", "night", name=op.f("pk_audit_night")),
    )


def _make_audit_finding() -> None:
    op.create_table(
        "audit_finding",
        _id(),
        _school_id(),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        _text("key"),
        _text("kind"),
        _text("sentence"),
        _text("repair"),
        _moment("not_before", nullable=True),
        _moment("first_seen_at"),
        _moment("gone_at", nullable=True),
        _tracker("audit_finding"),
        _school("audit_finding"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_finding")),
    )
    _one_open("audit_finding", ["tracker_id", "key"], "gone_at")
