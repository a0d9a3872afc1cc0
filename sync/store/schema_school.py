"""The tables of the school as its roster gave it.

gone_at: the import that no longer had the row. Nothing is deleted: history points to it.
position: the place in the roster, so that a roster is read back as it was saved.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from sheet_templates.school import Role
from sync.store.columns import enum_type, moment, own_id, partial_index, same_school, school_id
from sync.store.metadata import metadata


def _listed(name: str, *columns: Column[Any]) -> Table:
    """What a roster lists under an id of its own, in an order of its own."""
    return Table(
        name,
        metadata,
        own_id(),
        school_id(),
        Column("sourced_id", Text, nullable=False),
        *columns,
        Column("position", Integer, nullable=False),
        moment("gone_at", nullable=True),
        UniqueConstraint("school_id", "sourced_id"),
        UniqueConstraint("school_id", "id"),
    )


def _full_name() -> tuple[Column[str], Column[str]]:
    return Column("given_name", Text, nullable=False), Column("family_name", Text, nullable=False)


school = Table(
    "school",
    metadata,
    own_id(),
    Column("sourced_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
)

roster_import = Table(
    "roster_import",
    metadata,
    own_id(),
    school_id(),
    Column("sha256", Text, nullable=False),
    moment("at"),
    Index(None, "school_id", "id"),
)

school_year = Table(
    "school_year",
    metadata,
    own_id(),
    school_id(),
    Column("sourced_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("is_current", Boolean, nullable=False),
    UniqueConstraint("school_id", "sourced_id"),
    UniqueConstraint("school_id", "id"),
    CheckConstraint("begins_on <= ends_on", "days_in_order"),
)
partial_index(
    "uq_school_year_current",
    school_year.c.school_id,
    unique=True,
    where="is_current",
)

grading_period = Table(
    "grading_period",
    metadata,
    school_id(),
    Column("school_year_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sourced_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    PrimaryKeyConstraint("school_year_id", "position"),
    same_school("school_year_id", "school_year"),
    CheckConstraint("begins_on <= ends_on", "days_in_order"),
)

instructional_day = Table(
    "instructional_day",
    metadata,
    school_id(),
    Column("school_year_id", Integer, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("school_year_id", "day"),
    same_school("school_year_id", "school_year"),
)

staff_member = _listed(
    "staff_member",
    *_full_name(),
    Column("email", Text, nullable=False),
    Column("role", enum_type(Role, "role"), nullable=False),
)

leader = _listed(
    "leader",
    *_full_name(),
    Column("email", Text, nullable=False),
)

student = _listed(
    "student",
    *_full_name(),
    Column("grade", Text, nullable=False),
)

school_class = _listed(
    "school_class",
    Column("title", Text, nullable=False),
)

enrollment = Table(
    "enrollment",
    metadata,
    own_id(),
    school_id(),
    Column("student_id", Integer, nullable=False),
    Column("school_class_id", Integer, nullable=False),
    Column("begins_on", Date),
    Column("ends_on", Date),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    same_school("student_id", "student"),
    same_school("school_class_id", "school_class"),
    Index(None, "school_id", "student_id"),
)

assignment = Table(
    "assignment",
    metadata,
    own_id(),
    school_id(),
    Column("staff_member_id", Integer, nullable=False),
    Column("school_class_id", Integer, nullable=False),
    Column("is_primary", Boolean, nullable=False),
    Column("begins_on", Date),
    Column("ends_on", Date),
    Column("position", Integer, nullable=False),
    moment("gone_at", nullable=True),
    same_school("staff_member_id", "staff_member"),
    same_school("school_class_id", "school_class"),
    Index(None, "school_id", "staff_member_id"),
)

# A child on a staff member's caseload; gone_at: taken off the list that was imported last.
caseload_spell = Table(
    "caseload_spell",
    metadata,
    own_id(),
    school_id(),
    Column("staff_member_id", Integer, nullable=False),
    Column("student_id", Integer, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
    moment("listed_at"),
    moment("gone_at", nullable=True),
    same_school("staff_member_id", "staff_member"),
    same_school("student_id", "student"),
    CheckConstraint("begins_on <= ends_on", "dates"),
    Index(None, "school_id", "student_id"),
)
