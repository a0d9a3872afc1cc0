"""The classes of a school, who is in them and who teaches them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from service.features.roster.checks import Row, rows_of
from service.features.roster.findings import Findings, rows_in_words
from service.features.roster.people import People
from service.features.roster.tables import Table
from sheet_templates.school import Assignment, Enrollment, Role, School, SchoolClass
from sheet_templates.sentences import sentence

TEACHERS = (Role.TEACHER, Role.DOCUMENT_OWNER)
FITTING_ROLES = {
    "student": ("student",),
    "teacher": ("teacher", "administrator", "aide"),
}
"""By role of the enrollment, the roles that its user may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The classes of a school with their children and teachers."""

    classes: tuple[SchoolClass, ...]
    enrollments: tuple[Enrollment, ...]
    assignments: tuple[Assignment, ...]


def read_membership(
    tables: Mapping[str, Table], school: School | None, people: People, findings: Findings
) -> Membership:
    """The school's classes; a class without a teacher is fine.

    A child with a homeroom belongs to it alone; its other classes are left out. Where the bundle
    names no single school, all its classes are checked.
    """
    classes = _classes_of_school(tables["classes"], school, findings)
    rows = _fitting_rows(tables, classes, findings)
    return Membership(
        classes=tuple(
            SchoolClass(sourced_id=row.sourced_id, title=row["title"]) for row in classes.values()
        ),
        enrollments=_enrollments(tables["enrollments"], rows, classes, people, findings),
        assignments=_assignments(tables["enrollments"], rows, people, findings),
    )


def _classes_of_school(table: Table, school: School | None, findings: Findings) -> dict[str, Row]:
    rows = rows_of(table)
    if school is None:
        return {row.sourced_id: row for row in rows}
    others = [row.line for row in rows if row["schoolSourcedId"] != school.sourced_id]
    _notice_lines(
        table,
        others,
        "schoolSourcedId",
        sentence("not of %(school)s", school=school.name),
        findings,
    )
    return {row.sourced_id: row for row in rows if row["schoolSourcedId"] == school.sourced_id}


def _notice_lines(
    table: Table, lines: list[int], column: str, message: str, findings: Findings
) -> None:
    if lines:
        findings.notice(
            table.place(min(lines), column),
            sentence(
                "left out, %(what)s: %(rows)s", what=message, rows=rows_in_words(sorted(lines))
            ),
            sentence("nothing to do if that is right"),
        )


def _fitting_rows(
    tables: Mapping[str, Table], classes: Mapping[str, Row], findings: Findings
) -> list[Row]:
    """The enrollments in the school's classes whose school and role agree with the other files."""
    table = tables["enrollments"]
    roles = {row.sourced_id: row["role"] for row in rows_of(tables["users"])}
    fitting = []
    without_part = []
    for row in rows_of(table):
        if row["classSourcedId"] not in classes:
            continue
        school = classes[row["classSourcedId"]]["schoolSourcedId"]
        if row["schoolSourcedId"] not in {"", school}:
            findings.error(
                table.place(row.line, "schoolSourcedId"),
                sentence(
                    "%(given)s is not the school of %(id)s, which is %(school)s",
                    given=row["schoolSourcedId"],
                    id=row["classSourcedId"],
                    school=str(school),
                ),
                sentence("correct one of the two"),
            )
        if row["role"] not in FITTING_ROLES:
            without_part += [row.line] if row["role"] else []
        elif _role_fits(table, row, roles.get(row["userSourcedId"], ""), findings):
            fitting.append(row)
    what = sentence("a role other than student or teacher gives no class")
    _notice_lines(table, without_part, "role", what, findings)
    return fitting


def _role_fits(table: Table, row: Row, role: str, findings: Findings) -> bool:
    if not role:
        return False  # the user is not there, or its role is no word: told already
    if role in FITTING_ROLES[row["role"]]:
        return True
    findings.error(
        table.place(row.line, "role"),
        sentence(
            "%(id)s is enrolled as %(role)s, and users.csv calls it %(other)s",
            id=row["userSourcedId"],
            role=row["role"],
            other=role,
        ),
        sentence("correct the role in one of the two files"),
    )
    return False


def _enrollments(
    table: Table,
    rows: list[Row],
    classes: Mapping[str, Row],
    people: People,
    findings: Findings,
) -> tuple[Enrollment, ...]:
    known = {student.sourced_id for student in people.students}
    of_children = [
        row for row in rows if row["role"] == "student" and row["userSourcedId"] in known
    ]
    homerooms = {key for key, row in classes.items() if row["classType"] == "homeroom"}
    settled = {row["userSourcedId"] for row in of_children if row["classSourcedId"] in homerooms}
    left_out = [
        row
        for row in of_children
        if row["userSourcedId"] in settled and row["classSourcedId"] not in homerooms
    ]
    what = sentence("another class of a child who has a homeroom")
    _notice_lines(table, [row.line for row in left_out], "classSourcedId", what, findings)
    gone = {row.sourced_id for row in left_out}
    return tuple(
        Enrollment(
            student=row["userSourcedId"],
            school_class=row["classSourcedId"],
            begins_on=_day(row["beginDate"]),
            ends_on=_day(row["endDate"]),
        )
        for row in of_children
        if row.sourced_id not in gone
    )


def _assignments(
    table: Table, rows: list[Row], people: People, findings: Findings
) -> tuple[Assignment, ...]:
    teaching = {one.sourced_id for one in people.staff if one.role in TEACHERS}
    of_teachers = [row for row in rows if row["role"] == "teacher"]
    others = [row.line for row in of_teachers if row["userSourcedId"] not in teaching]
    what = sentence("a teacher who is left out, or whom users.csv calls an aide")
    _notice_lines(table, others, "userSourcedId", what, findings)
    by_class = defaultdict(list)
    for row in of_teachers:
        if row["userSourcedId"] in teaching:
            by_class[row["classSourcedId"]].append(row)
    alone = _made_primary(table, by_class, findings)
    return tuple(
        replace(_assignment(row), is_primary=True) if row.sourced_id in alone else _assignment(row)
        for row in of_teachers
        if row["userSourcedId"] in teaching
    )


def _made_primary(
    table: Table, by_class: Mapping[str, list[Row]], findings: Findings
) -> frozenset[str]:
    """The enrollments of teachers who are alone in a class that names no primary teacher."""
    alone: list[Row] = []
    for school_class, rows in by_class.items():
        teachers = {row["userSourcedId"] for row in rows}
        if any(row["primary"] == "true" for row in rows):
            continue
        if len(teachers) == 1:
            alone += rows
        else:
            findings.notice(
                table.place(min(row.line for row in rows), "primary"),
                sentence(
                    "%(id)s has %(count)s teachers and none is primary; the first by sourcedId, "
                    "%(first)s, answers for it",
                    id=str(school_class),
                    count=len(teachers),
                    first=min(teachers),
                ),
                sentence("write true for the one who does"),
            )
    if alone:
        lines = sorted(row.line for row in alone)
        findings.notice(
            table.place(lines[0], "primary"),
            sentence(
                "the only teacher of a class is taken as its primary one in %(rows)s",
                rows=rows_in_words(lines),
            ),
            sentence("write true"),
        )
    return frozenset(row.sourced_id for row in alone)


def _assignment(row: Row) -> Assignment:
    return Assignment(
        staff_member=row["userSourcedId"],
        school_class=row["classSourcedId"],
        is_primary=row["primary"] == "true",
        begins_on=_day(row["beginDate"]),
        ends_on=_day(row["endDate"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
