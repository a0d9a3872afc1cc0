"""The tables of the calendar: numbered versions, each whole and never changed once published.

A version without published_at is the draft of its school year; there is one at most.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from sync.domain.school_calendar import DayType
from sync.store.columns import enum_type, moment, own_id, partial_index, same_school, school_id
from sync.store.metadata import metadata

calendar_version = Table(
    "calendar_version",
    metadata,
    own_id(),
    school_id(),
    Column("school_year_id", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("zone", Text, nullable=False),
    Column("why", Text, nullable=False),
    moment("made_at"),
    moment("published_at", nullable=True),
    same_school("school_year_id", "school_year"),
    UniqueConstraint("school_id", "id"),
    UniqueConstraint("school_year_id", "n"),
    CheckConstraint("begins_on <= ends_on", "days_in_order"),
)
partial_index(
    "uq_calendar_version_draft",
    calendar_version.c.school_year_id,
    unique=True,
    where="published_at IS NULL",
)

calendar_band = Table(
    "calendar_band",
    metadata,
    school_id(),
    Column("calendar_version_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("grades", Text, nullable=False),  # codes with commas between; empty for all others
    PrimaryKeyConstraint("calendar_version_id", "position"),
    same_school("calendar_version_id", "calendar_version"),
)

calendar_period = Table(
    "calendar_period",
    metadata,
    school_id(),
    Column("calendar_version_id", Integer, nullable=False),
    Column("band", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sourced_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    PrimaryKeyConstraint("calendar_version_id", "band", "position"),
    ForeignKeyConstraint(
        ["calendar_version_id", "band"],
        ["calendar_band.calendar_version_id", "calendar_band.position"],
    ),
    CheckConstraint("begins_on <= ends_on", "days_in_order"),
)

calendar_window = Table(
    "calendar_window",
    metadata,
    school_id(),
    Column("calendar_version_id", Integer, nullable=False),
    Column("band", Integer, nullable=False),
    Column("checkpoint", Text, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    PrimaryKeyConstraint("calendar_version_id", "band", "checkpoint"),
    ForeignKeyConstraint(
        ["calendar_version_id", "band"],
        ["calendar_band.calendar_version_id", "calendar_band.position"],
    ),
    CheckConstraint("opens_on <= due_on", "days_in_order"),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    school_id(),
    Column("calendar_version_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", enum_type(DayType, "kind"), nullable=False),
    Column("title", Text, nullable=False),
    Column("entered_on", Date),
    PrimaryKeyConstraint("calendar_version_id", "day"),
    same_school("calendar_version_id", "calendar_version"),
)
