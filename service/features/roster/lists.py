"""A plain list of children (CSV or Excel) laid over the present roster: who is in which class.

The list says the children, their classes and their teachers. The school, its year and all other
adults stay as they are.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from service.features.roster.findings import Finding, Findings, Place
from service.features.roster.grades import NAMED, grade_code
from service.features.roster.plain_lists import lines_of, refuse
from service.features.roster.roster_import import RosterImport
from sheet_templates.school import (
    Assignment,
    Enrollment,
    Roster,
    SchoolClass,
    Student,
)
from sheet_templates.sentences import sentence
from sync.errors import RosterError

COLUMNS = ("student id", "family name", "given name", "grade", "class", "teacher e-mail")
"""The header of a list, in any order and case; further columns are left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One child of the list, on its line."""

    line: int
    student: Student
    title: str
    teacher: str


def read_list(
    path: Path,
    present: Roster | None,
    today: date,
    addresses: Mapping[str, str] = MappingProxyType({}),
) -> RosterImport:
    """The roster that the list makes of the present one; RosterError holds all its problems.

    A teacher is named by the address at Google, or by the roster's where `addresses` says that it
    is another one. A child who is new in a class is enrolled from `today` on; nobody owes for the
    time before.
    """
    if present is None:
        raise RosterError(
            sentence(
                "%(file)s is a list of children. The school, its year and its adults come in a "
                "OneRoster bundle; import one first.",
                file=path.name,
            )
        )
    content = path.read_bytes()
    findings = Findings()
    staff = {one.email.lower(): one.sourced_id for one in present.staff}
    staff |= {of_roster: staff[one] for of_roster, one in addresses.items() if one in staff}
    rows = _rows(path, content, findings, staff)
    refuse(path, findings)
    notices: tuple[Finding, ...] = findings.notices
    made = _laid_over(present, rows, staff, today)
    return RosterImport(roster=made, notices=notices, sha256=hashlib.sha256(content).hexdigest())


def _rows(path: Path, content: bytes, findings: Findings, staff: Mapping[str, str]) -> list[_Row]:
    lines = lines_of(path, content, findings)
    header = [cell.strip().casefold() for cell in lines[0][1]] if lines else []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        findings.error(
            Place(path.name, 1),
            sentence("there is no column %(names)s", names=", ".join(missing)),
            sentence("name it in the header"),
        )
        return []
    first: dict[str, int] = {}
    rows = []
    for number, cells in lines[1:]:
        said = {name: cells[header.index(name)].strip() for name in COLUMNS}
        key = said["student id"]
        if key in first:
            findings.error(
                Place(path.name, number, "student id"),
                sentence("%(id)s stands in line %(line)s already", id=key, line=first[key]),
                sentence("leave one row for each child"),
            )
        first.setdefault(key, number)
        row = _row(Place(path.name, number), number, said, findings, staff)
        if row is not None:
            rows.append(row)
    return rows


def _row(
    place: Place, number: int, said: Mapping[str, str], findings: Findings, staff: Mapping[str, str]
) -> _Row | None:
    for name in COLUMNS:
        if not said[name]:
            findings.error(
                replace(place, column=name), sentence("is empty"), sentence("fill it in")
            )
    grade = grade_code(said["grade"])
    if said["grade"] and grade is None:
        findings.error(
            replace(place, column="grade"),
            sentence('"%(text)s" is no grade', text=said["grade"]),
            sentence("write one of %(words)s", words=", ".join(NAMED)),
        )
    teacher = said["teacher e-mail"].lower()
    if teacher and teacher not in staff:
        findings.error(
            replace(place, column="teacher e-mail"),
            sentence("%(email)s is nobody's address in the present roster", email=teacher),
            sentence("correct it, or import a OneRoster bundle that has this person"),
        )
    if grade is None:
        return None
    student = Student(
        sourced_id=said["student id"],
        given_name=said["given name"],
        family_name=said["family name"],
        grade=grade,
    )
    return _Row(line=number, student=student, title=said["class"], teacher=teacher)


def _laid_over(present: Roster, rows: list[_Row], staff: Mapping[str, str], today: date) -> Roster:
    ids = {one.title.casefold(): one.sourced_id for one in present.classes}
    classes = {one.sourced_id: one for one in present.classes}
    for row in rows:
        made = ids.setdefault(row.title.casefold(), f"list-{row.title.casefold()}")
        classes.setdefault(made, SchoolClass(sourced_id=made, title=row.title))
    begun = {(one.student, one.school_class): one for one in present.enrollments}
    return replace(
        present,
        students=tuple(sorted((row.student for row in rows), key=lambda one: one.sourced_id)),
        classes=tuple(sorted(classes.values(), key=lambda one: one.sourced_id)),
        enrollments=tuple(
            begun.get((row.student.sourced_id, school_class))
            or Enrollment(
                student=row.student.sourced_id,
                school_class=school_class,
                begins_on=today,
                ends_on=None,
            )
            for row in sorted(rows, key=lambda one: one.student.sourced_id)
            for school_class in (ids[row.title.casefold()],)
        ),
        assignments=_assignments(present, rows, ids, staff, today),
    )


def _assignments(
    present: Roster,
    rows: list[_Row],
    ids: Mapping[str, str],
    staff: Mapping[str, str],
    today: date,
) -> tuple[Assignment, ...]:
    """The present ones, and those that the list has anew: theirs is the class then."""
    wanted = dict.fromkeys((staff[row.teacher], ids[row.title.casefold()]) for row in rows)
    known = {(one.staff_member, one.school_class) for one in present.assignments}
    new = [pair for pair in wanted if pair not in known]
    taken = {school_class for _, school_class in new}
    return (
        *(
            replace(one, is_primary=one.is_primary and one.school_class not in taken)
            for one in present.assignments
        ),
        *(
            Assignment(
                staff_member=person,
                school_class=school_class,
                is_primary=True,
                begins_on=today,
                ends_on=None,
            )
            for person, school_class in new
        ),
    )
