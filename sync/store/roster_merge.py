"""Laying a new roster over the one that is stored: added, changed, back again, gone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Table, bindparam, delete, insert, select, update

from sheet_templates.school import (
    Assignment,
    Enrollment,
    GradingPeriod,
    Leader,
    Roster,
    SchoolClass,
    SchoolYear,
    StaffMember,
    Student,
)
from sync.store import schema
from sync.store.engine import Tx
from sync.store.ids import ids_of

Named = GradingPeriod | StaffMember | Leader | Student | SchoolClass


def merge_year(tx: Tx, school_id: int, year: SchoolYear, days: Sequence[date]) -> None:
    """Make `year` the current one, with its grading periods and these instructional days."""
    year_id = _current_year_id(tx, school_id, year)
    key = {"school_id": school_id, "school_year_id": year_id}
    periods = [
        {**key, "position": position, **_fields(period)}
        for position, period in enumerate(year.grading_periods)
    ]
    _replace_in_year(tx, schema.grading_period, year_id, periods)
    _replace_in_year(tx, schema.instructional_day, year_id, [{**key, "day": day} for day in days])


def merge_people(tx: Tx, school_id: int, roster: Roster, at: datetime) -> None:
    """Make the roster's people, classes and who belongs where the present ones."""
    merge = _Merge(tx=tx, school_id=school_id, at=at)
    staff = merge.members(schema.staff_member, roster.staff)
    students = merge.members(schema.student, roster.students)
    classes = merge.members(schema.school_class, roster.classes)
    enrollments = [_enrollment_row(one, students, classes) for one in roster.enrollments]
    assignments = [_assignment_row(one, staff, classes) for one in roster.assignments]
    merge.members(schema.leader, roster.leaders)
    merge.ties(schema.enrollment, enrollments)
    merge.ties(schema.assignment, assignments)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merge:
    """One import under way: whose rows it lays over, and when."""

    tx: Tx
    school_id: int
    at: datetime

    def members(
        self, table: Table, values: Iterable[StaffMember | Leader | Student | SchoolClass]
    ) -> dict[str, int]:
        """Merge people or classes, which are met again by sourcedId; gives each one's row id."""
        self._merge(table, ("sourced_id",), [_fields(value) for value in values])
        return ids_of(self.tx, self.school_id, table)

    def ties(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Merge enrollments or assignments, which have no id: any difference makes another one.

        So an enrollment that was given an end is a new row, and the open one is marked gone.
        """
        self._merge(table, tuple(rows[0]) if rows else (), rows)

    def _merge(self, table: Table, key: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add what is new, write over what differs, mark as gone what `rows` no longer have."""
        stored = self._stored(table, key)
        added: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for position, row in enumerate(rows):
            wanted = {**row, "position": position, "gone_at": None}
            same = stored[tuple(row[name] for name in key)]
            if not same:
                added.append({"school_id": self.school_id, **wanted})
                continue
            there = same.pop()
            if any(there[name] != value for name, value in wanted.items()):
                changed.append({"this_id": there["id"], **wanted})
        left = [there for same in stored.values() for there in same]
        gone = [there["id"] for there in left if there["gone_at"] is None]
        self._write(table, added, changed, gone)

    def _stored(self, table: Table, key: tuple[str, ...]) -> defaultdict[Any, list[RowMapping]]:
        """What is stored by its key; the present row last, for it is met before the gone ones."""
        stored = defaultdict(list)
        query = (
            select(table)
            .where(table.c.school_id == self.school_id)
            .order_by(table.c.gone_at.is_(None), table.c.id)
        )
        for row in self.tx.execute(query).mappings():
            stored[tuple(row[name] for name in key)].append(row)
        return stored

    def _write(
        self,
        table: Table,
        added: Sequence[Mapping[str, Any]],
        changed: Sequence[Mapping[str, Any]],
        gone: Sequence[int],
    ) -> None:
        this = update(table).where(table.c.id == bindparam("this_id"))
        if added:
            self.tx.execute(insert(table), added)
        if changed:
            self.tx.execute(this, changed)
        if gone:
            self.tx.execute(this, [{"this_id": row_id, "gone_at": self.at} for row_id in gone])


def _fields(value: Named) -> dict[str, Any]:
    """The value's fields by name; the columns have the same names."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _enrollment_row(
    one: Enrollment, students: Mapping[str, int], classes: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "student_id": students[one.student],
        "school_class_id": classes[one.school_class],
        "begins_on": one.begins_on,
        "ends_on": one.ends_on,
    }


def _assignment_row(
    one: Assignment, staff: Mapping[str, int], classes: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "staff_member_id": staff[one.staff_member],
        "school_class_id": classes[one.school_class],
        "is_primary": one.is_primary,
        "begins_on": one.begins_on,
        "ends_on": one.ends_on,
    }


def _current_year_id(tx: Tx, school_id: int, year: SchoolYear) -> int:
    """The id of `year`, made or brought up to date, and no other year current beside it."""
    years = schema.school_year
    mine = years.c.school_id == school_id
    this = mine & (years.c.sourced_id == year.sourced_id)
    values = {
        "title": year.title,
        "begins_on": year.begins_on,
        "ends_on": year.ends_on,
        "is_current": True,
    }
    tx.execute(update(years).values(is_current=False).where(mine))
    if tx.execute(update(years).values(values).where(this)).rowcount == 0:
        key = {"school_id": school_id, "sourced_id": year.sourced_id}
        tx.execute(insert(years).values(key | values))
    return int(tx.execute(select(years.c.id).where(this)).scalar_one())


def _replace_in_year(tx: Tx, table: Table, year_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.execute(delete(table).where(table.c.school_year_id == year_id))
    if rows:
        tx.execute(insert(table), rows)
