"""Texts as entries, authors, endings, suggested readings, and states that wait for a word."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ONE_VALUE = (
    "(number IS NOT NULL AND text IS NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NOT NULL AND code IS NULL) OR "
    "(number IS NULL AND text IS NULL AND code IS NOT NULL)"
)


def upgrade() -> None:
    """Add what the judgement needs; every author so far is not known, every issue a doubt."""
    _widen_entry_version()
    _widen_cell_issue()
    _make_held_state()
    _make_tracker_editor()


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(
        *values, name=op.f(f"ck_{name}"), native_enum=False, create_constraint=True, length=32
    )


def _certainty(name: str) -> sa.Enum:
    return _words(name, "proven", "only editor", "not known")


def _widen_entry_version() -> None:
    with op.batch_alter_table("entry_version", recreate="always") as table:
        table.add_column(sa.Column("text", sa.Text()))
        table.add_column(sa.Column("author", sa.Text()))
        table.add_column(
            sa.Column(
                "certainty",
                _certainty("entry_version_certainty"),
                nullable=False,
                server_default="not known",
            )
        )
        table.add_column(
            sa.Column("ending", _words("entry_version_ending", "changed", "cleared", "doubted"))
        )
        table.add_column(sa.Column("end_author", sa.Text()))
        table.add_column(sa.Column("end_certainty", _certainty("entry_version_end_certainty")))
        table.drop_constraint(op.f("ck_entry_version_number_or_code"), type_="check")
        table.create_check_constraint(op.f("ck_entry_version_one_value"), _ONE_VALUE)
        table.create_check_constraint(
            op.f("ck_entry_version_author_if_known"),
            "(author IS NULL) = (certainty = 'not known')",
        )
    with op.batch_alter_table("entry_version", recreate="always") as table:
        table.alter_column("certainty", server_default=None)


def _widen_cell_issue() -> None:
    with op.batch_alter_table("cell_issue", recreate="always") as table:
        table.add_column(sa.Column("readings", sa.Text(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("suggestion", sa.Text()))
        table.add_column(
            sa.Column(
                "weight",
                _words("cell_issue_weight", "noted", "quarantined", "stopped"),
                nullable=False,
                server_default="quarantined",
            )
        )
    with op.batch_alter_table("cell_issue", recreate="always") as table:
        table.alter_column("readings", server_default=None)
        table.alter_column("weight", server_default=None)


def _make_held_state() -> None:
    verdicts = ("open", "accepted", "put back", "gone", "replaced")
    op.create_table(
        "held_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("run_id", sa.Integer()),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer()),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True)),
        sa.Column("verdict", _words("held_state_verdict", *verdicts), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_held_state_decided")
        ),
        sa.CheckConstraint("(to_seq IS NULL) = (to_at IS NULL)", name=op.f("ck_held_state_closed")),
        sa.CheckConstraint(
            "verdict <> 'open' OR to_seq IS NULL", name=op.f("ck_held_state_open_is_open")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_held_state_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "run_id"],
            ["run.school_id", "run.id"],
            name=op.f("fk_held_state_school_id_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "sha256"],
            ["blob.school_id", "blob.sha256"],
            name=op.f("fk_held_state_school_id_sha256"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_held_state_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_state")),
        sa.UniqueConstraint("public_id", name=op.f("uq_held_state_public_id")),
    )
    op.create_index(
        op.f("ix_held_state_tracker_id_from_seq"), "held_state", ["tracker_id", "from_seq"]
    )
    op.create_index(
        "uq_held_state_open",
        "held_state",
        ["tracker_id", "tab", "scope"],
        unique=True,
        sqlite_where=sa.text("verdict = 'open'"),
        postgresql_where=sa.text("verdict = 'open'"),
    )


def _make_tracker_editor() -> None:
    op.create_table(
        "tracker_editor",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "tracker_id"],
            ["tracker.school_id", "tracker.id"],
            name=op.f("fk_tracker_editor_school_id_tracker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_tracker_editor_school_id")
        ),
        sa.PrimaryKeyConstraint("tracker_id", "email", name=op.f("pk_tracker_editor")),
    )
