"""The school of a folder: who is in it, its year and its instructional days."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Table, insert, select, update

from sheet_templates.school import (
    AcademicCalendar,
    Assignment,
    Enrollment,
    GradingPeriod,
    Leader,
    Roster,
    School,
    SchoolClass,
    SchoolYear,
    StaffMember,
    Student,
)
from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.errors import RosterError
from sync.store import schema
from sync.store.caseloads import caseloads
from sync.store.engine import Tx
from sync.store.roster_merge import merge_people, merge_year

Value = TypeVar("Value", GradingPeriod, StaffMember, Leader, Student, SchoolClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRow:
    """The school as the store knows it; `zone` is an IANA name, the one its nights follow."""

    id: int
    sourced_id: str
    name: str
    zone: str

    @property
    def scope(self) -> Scope:
        """The scope that holds everything of this school."""
        return Scope(school_id=self.id)


def school(tx: Tx) -> SchoolRow | None:
    """The school of this folder; None before the first roster."""
    found = tx.execute(select(schema.school)).mappings().one_or_none()
    return None if found is None else SchoolRow(**found)


def save_roster(
    tx: Tx,
    roster: Roster,
    instructional_days: Sequence[date],
    *,
    zone: str,
    sha256: str,
    at: datetime,
) -> Scope:
    """Store the roster as the present state of the school; the bundle's digest is `sha256`.

    Rows are met again by sourcedId. Who or what the roster no longer has is marked gone at `at`
    and stays, because entries point to it; who comes back is present again. RosterError when
    the folder holds another school.
    """
    school_id = _the_school(tx, roster.school, zone)
    merge_year(tx, school_id, roster.school_year, instructional_days)
    merge_people(tx, school_id, roster, at)
    tx.execute(insert(schema.roster_import).values(school_id=school_id, sha256=sha256, at=at))
    return Scope(school_id=school_id)


def roster(tx: Tx, scope: Scope) -> Roster:
    """The roster as the last import gave it, in the same order, and the caseloads."""
    return Roster(
        school=_school(tx, scope),
        school_year=_current_year(tx, scope),
        staff=_present(tx, scope, schema.staff_member, StaffMember),
        students=_present(tx, scope, schema.student, Student),
        classes=_present(tx, scope, schema.school_class, SchoolClass),
        enrollments=_enrollments(tx, scope),
        assignments=_assignments(tx, scope),
        leaders=_present(tx, scope, schema.leader, Leader),
        caseloads=caseloads(tx, scope),
    )


def students_ever(tx: Tx, scope: Scope) -> tuple[Student, ...]:
    """Every child whom a roster of the school ever had; those who left as they were last."""
    table = schema.student
    query = (
        select(*_columns(table, Student))
        .where(table.c.school_id == scope.school_id)
        .order_by(table.c.gone_at.is_not(None), table.c.position)
    )
    return tuple(Student(**row) for row in tx.execute(query).mappings())


def names_by_address(tx: Tx, scope: Scope) -> dict[str, str]:
    """What everybody who ever was on the staff is called, by address in lower case."""
    table = schema.staff_member
    query = select(table.c.email, table.c.given_name, table.c.family_name).where(
        table.c.school_id == scope.school_id
    )
    return {row.email.lower(): f"{row.given_name} {row.family_name}" for row in tx.execute(query)}


def school_year(tx: Tx) -> SchoolYear | None:
    """The current school year of the folder's school; None before the first roster."""
    known = school(tx)
    return None if known is None else _current_year(tx, known.scope)


def calendar(tx: Tx, scope: Scope) -> AcademicCalendar:
    """The current school year and its days, as the roster gave them at its import."""
    days = (
        select(schema.instructional_day.c.day)
        .join(schema.school_year)
        .where(_is_current(scope))
        .order_by(schema.instructional_day.c.day)
    )
    return AcademicCalendar(
        school_year=_current_year(tx, scope), instructional_days=tuple(tx.scalars(days))
    )


def _the_school(tx: Tx, given: School, zone: str) -> int:
    """The id of the folder's school, made if the folder is empty; refuses another school."""
    there = school(tx)
    values = {"sourced_id": given.sourced_id, "name": given.name, "zone": zone}
    if there is None:
        made = tx.execute(insert(schema.school).values(values).returning(schema.school.c.id))
        return int(made.scalar_one())
    refuse_another_school(there, given)
    # The zone is the calendar's, once there is one: a roster does not move it.
    named = {"sourced_id": given.sourced_id, "name": given.name}
    tx.execute(update(schema.school).values(named).where(schema.school.c.id == there.id))
    return there.id


def refuse_another_school(there: SchoolRow, given: School) -> None:
    """RosterError when the roster is not of the school that the folder holds."""
    if there.sourced_id != given.sourced_id:
        raise RosterError(
            sentence(
                "This folder holds the school %(there)s (%(sourced_id)s); the "
                "roster is of %(given)s (%(given_id)s). Choose another data "
                "folder for it.",
                there=there.name,
                sourced_id=there.sourced_id,
                given=given.name,
                given_id=given.sourced_id,
            )
        )


def _school(tx: Tx, scope: Scope) -> School:
    table = schema.school
    query = select(table.c.sourced_id, table.c.name).where(table.c.id == scope.school_id)
    return School(**tx.execute(query).mappings().one())


def _is_current(scope: Scope) -> ColumnElement[bool]:
    years = schema.school_year
    return (years.c.school_id == scope.school_id) & years.c.is_current


def _current_year(tx: Tx, scope: Scope) -> SchoolYear:
    years, periods = schema.school_year, schema.grading_period
    year = tx.execute(select(years).where(_is_current(scope))).one()
    query = (
        select(*_columns(periods, GradingPeriod))
        .where(periods.c.school_year_id == year.id)
        .order_by(periods.c.position)
    )
    return SchoolYear(
        sourced_id=year.sourced_id,
        title=year.title,
        begins_on=year.begins_on,
        ends_on=year.ends_on,
        grading_periods=tuple(GradingPeriod(**row) for row in tx.execute(query).mappings()),
    )


def _present(tx: Tx, scope: Scope, table: Table, kind: type[Value]) -> tuple[Value, ...]:
    """The rows of `table` that the roster still has, as values of `kind`."""
    query = (
        select(*_columns(table, kind))
        .where(table.c.school_id == scope.school_id, table.c.gone_at.is_(None))
        .order_by(table.c.position)
    )
    return tuple(kind(**row) for row in tx.execute(query).mappings())


def _columns(table: Table, kind: type[Value]) -> list[Column[Any]]:
    """The columns that hold the fields of `kind`, named as they are."""
    return [table.c[field.name] for field in fields(kind)]


def _enrollments(tx: Tx, scope: Scope) -> tuple[Enrollment, ...]:
    table, students, classes = schema.enrollment, schema.student, schema.school_class
    query = (
        select(
            students.c.sourced_id.label("student"),
            classes.c.sourced_id.label("school_class"),
            table.c.begins_on,
            table.c.ends_on,
        )
        .join_from(table, students, table.c.student_id == students.c.id)
        .join(classes, table.c.school_class_id == classes.c.id)
        .where(table.c.school_id == scope.school_id, table.c.gone_at.is_(None))
        .order_by(table.c.position)
    )
    return tuple(Enrollment(**row) for row in tx.execute(query).mappings())


def _assignments(tx: Tx, scope: Scope) -> tuple[Assignment, ...]:
    table, staff, classes = schema.assignment, schema.staff_member, schema.school_class
    query = (
        select(
            staff.c.sourced_id.label("staff_member"),
            classes.c.sourced_id.label("school_class"),
            table.c.is_primary,
            table.c.begins_on,
            table.c.ends_on,
        )
        .join_from(table, staff, table.c.staff_member_id == staff.c.id)
        .join(classes, table.c.school_class_id == classes.c.id)
        .where(table.c.school_id == scope.school_id, table.c.gone_at.is_(None))
        .order_by(table.c.position)
    )
    return tuple(Assignment(**row) for row in tx.execute(query).mappings())
