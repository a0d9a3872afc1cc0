"""Whom and what trackers are of: members, addresses, document owners, template versions, ends."""

import sqlalchemy as sa
from alembic import op

from sync.store.columns import AwareDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; a tracker of today is of the year that its public id names, and open."""
    _extend_tracker()
    _make_template_version()
    _make_tracker_member()
    _make_tracker_share()
    _make_document_owner()
    _make_minted_rows()


def _extend_tracker() -> None:
    with op.batch_alter_table("tracker") as table:
        table.add_column(sa.Column("closed_at", AwareDateTime()))
        table.add_column(sa.Column("year_begins", sa.Integer()))
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT tracker.id, tracker.public_id, school.sourced_id FROM tracker "
            "JOIN school ON school.id = tracker.school_id"
        )
    ).all()
    for row in rows:
        year = row.public_id.removeprefix(f"{row.sourced_id}.").split(".")[0]
        connection.execute(
            sa.text("UPDATE tracker SET year_begins = :year WHERE id = :id"),
            {"year": int(year), "id": row.id},
        )
    with op.batch_alter_table("tracker") as table:
        table.alter_column("year_begins", existing_type=sa.Integer(), nullable=False)


def _school(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f(f"fk_{name}_school_id"))


def _same_school(name: str, column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column],
        [f"{table}.school_id", f"{table}.id"],
        name=op.f(f"fk_{name}_school_id_{column}"),
    )


def _make_template_version() -> None:
    op.create_table(
        "template_version",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("added_at", AwareDateTime(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_template_version_number")),
        _school("template_version"),
        sa.PrimaryKeyConstraint("school_id", "key", "n", name=op.f("pk_template_version")),
    )


def _make_tracker_member() -> None:
    name = "tracker_member"
    op.create_table(
        name,
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("school_class", sa.Text()),
        sa.Column("begins_on", sa.Date()),
        sa.Column("left_on", sa.Date()),
        _same_school(name, "student_id", "student"),
        _same_school(name, "tracker_id", "tracker"),
        _school(name),
        sa.PrimaryKeyConstraint("tracker_id", "student_id", name=op.f(f"pk_{name}")),
    )


def _make_tracker_share() -> None:
    name = "tracker_share"
    op.create_table(
        name,
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        _same_school(name, "tracker_id", "tracker"),
        _school(name),
        sa.PrimaryKeyConstraint("tracker_id", "email", name=op.f(f"pk_{name}")),
    )


def _make_document_owner() -> None:
    name = "document_owner"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("staff_member_id", sa.Integer(), nullable=False),
        sa.Column("from_at", AwareDateTime(), nullable=False),
        sa.Column("to_at", AwareDateTime()),
        sa.CheckConstraint("to_at >= from_at", name=op.f(f"ck_{name}_times_in_order")),
        _same_school(name, "staff_member_id", "staff_member"),
        _same_school(name, "tracker_id", "tracker"),
        _school(name),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(
        "uq_document_owner_present",
        name,
        ["tracker_id"],
        unique=True,
        sqlite_where=sa.text("to_at IS NULL"),
        postgresql_where=sa.text("to_at IS NULL"),
    )


def _make_minted_rows() -> None:
    name = "minted_rows"
    op.create_table(
        name,
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.CheckConstraint("made >= 0", name=op.f(f"ck_{name}_made")),
        _same_school(name, "tracker_id", "tracker"),
        _school(name),
        sa.PrimaryKeyConstraint("tracker_id", "tab", name=op.f(f"pk_{name}")),
    )
