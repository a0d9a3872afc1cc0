"""The tables of people's access beside the roster, and of the audit that reads it back."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from sheet_templates.school import Role
from sync.store.columns import enum_type, moment, own_id, partial_index, same_school, school_id
from sync.store.metadata import metadata
from sync.store.words import Words

# ---- people's access, beside the roster ----------------------------------------------------------
# Addresses in lower case. recalled_at: the decision was taken back. proved_at, ended_at: reading
# back has shown that nothing is left.

access_end = Table(
    "access_end",
    metadata,
    own_id(),
    school_id(),
    Column("email", Text, nullable=False),
    Column("ends_on", Date, nullable=False),
    moment("decided_at"),
    moment("proved_at", nullable=True),
    moment("recalled_at", nullable=True),
)
partial_index(
    "uq_access_end_open",
    access_end.c.school_id,
    access_end.c.email,
    unique=True,
    where="recalled_at IS NULL",
)

stand_in = Table(
    "stand_in",
    metadata,
    own_id(),
    school_id(),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("stands_in_for", Text, nullable=False),
    Column("until", Date, nullable=False),
    moment("granted_at"),
    moment("ended_at", nullable=True),
    CheckConstraint("email <> stands_in_for", "another"),
)
partial_index(
    "uq_stand_in_open",
    stand_in.c.school_id,
    stand_in.c.email,
    stand_in.c.stands_in_for,
    unique=True,
    where="ended_at IS NULL",
)

role_group = Table(
    "role_group",
    metadata,
    school_id(),
    Column("role", enum_type(Role, "role"), nullable=False),
    Column("grade", Text, nullable=False),  # empty: the whole school
    Column("address", Text, nullable=False),
    PrimaryKeyConstraint("school_id", "role", "grade"),
)

# roster_email: the address that the roster has; google_email: who that person is to Google.
google_address = Table(
    "google_address",
    metadata,
    school_id(),
    Column("roster_email", Text, nullable=False),
    Column("google_email", Text, nullable=False),
    moment("said_at"),
    PrimaryKeyConstraint("school_id", "roster_email"),
    UniqueConstraint("school_id", "google_email"),
    CheckConstraint("roster_email <> google_email", "another"),
)

# ---- the audit of sharing and protections --------------------------------------------------------
# rights: who has what, as read back, as JSON.
# not_before: the look before, at which it was not there; none where the first look found it.

audit_look = Table(
    "audit_look",
    metadata,
    school_id(),
    Column("tracker_id", Integer, primary_key=True, autoincrement=False),
    moment("at"),
    Column("rights", Text, nullable=False, server_default=text("'[]'")),
    same_school("tracker_id", "tracker"),
)

audit_night = Table(
    "audit_night",
    metadata,
    school_id(),
    Column("night", Date, nullable=False),
    moment("at"),
    PrimaryKeyConstraint("school_id", "night"),
)

audit_finding = Table(
    "audit_finding",
    metadata,
    own_id(),
    school_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sentence", Words, nullable=False),
    Column("repair", Text, nullable=False),
    moment("not_before", nullable=True),
    moment("first_seen_at"),
    moment("gone_at", nullable=True),
    same_school("tracker_id", "tracker"),
)
partial_index(
    "uq_audit_finding_open",
    audit_finding.c.tracker_id,
    audit_finding.c.key,
    unique=True,
    where="gone_at IS NULL",
)
