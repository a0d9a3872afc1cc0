"""The input log: what each tracker's state was made from. It begins with the next read."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_VERDICTS = ("open", "accepted", "put back", "gone", "replaced")
_WHOLE = (
    "(seq IS NULL) = (row_names IS NULL) AND (seq IS NULL) = (structure IS NULL) "
    "AND (seq IS NULL) = (expectation IS NULL)"
)


def upgrade() -> None:
    """Make the table."""
    verdict = sa.Enum(
        *_VERDICTS,
        name=op.f("ck_tracker_input_verdict"),
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "tracker_input",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("tracker_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer()),
        sa.Column("seq", sa.Integer()),
        sa.Column("expectation", sa.LargeBinary()),
        sa.Column("structure", sa.LargeBinary()),
        sa.Column("row_names", sa.LargeBinary()),
        sa.Column("hold", sa.Text()),
        sa.Column("verdict", verdict),
        sa.Column("decided_by", sa.Text()),
        sa.PrimaryKeyConstraint("tracker_id", "n", name=op.f("pk_tracker_input")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_tracker_input_school_id")
        ),
        _same_school("tracker_id", "tracker"),
        _same_school("run_id", "run"),
        _content("expectation"),
        _content("structure"),
        _content("row_names"),
        sa.CheckConstraint("n > 0", name=op.f("ck_tracker_input_number")),
        sa.CheckConstraint(
            "(seq IS NULL) <> (hold IS NULL)", name=op.f("ck_tracker_input_read_or_word")
        ),
        sa.CheckConstraint(_WHOLE, name=op.f("ck_tracker_input_whole_read")),
        sa.CheckConstraint(
            "(hold IS NULL) = (verdict IS NULL)", name=op.f("ck_tracker_input_whole_word")
        ),
    )


def _same_school(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column],
        [f"{table}.school_id", f"{table}.id"],
        name=op.f(f"fk_tracker_input_school_id_{column}"),
    )


def _content(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["school_id", column],
        ["blob.school_id", "blob.sha256"],
        name=op.f(f"fk_tracker_input_school_id_{column}"),
    )
