"""The staff and the children of a school, out of a bundle's users."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.features.roster.checks import Row, rows_of, split_ids
from service.features.roster.findings import Findings, line_in_words, rows_in_words, shown
from service.features.roster.grades import NAMED, grade_code
from service.features.roster.tables import Table
from sheet_templates.school import Leader, Role, School, StaffMember, Student
from sheet_templates.sentences import sentence

ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
ROLES = {
    "teacher": Role.TEACHER,
    "aide": Role.INTERVENTION_STAFF,
    "administrator": Role.DOCUMENT_OWNER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who of a school a tracker knows, in order of their ids."""

    staff: tuple[StaffMember, ...]
    students: tuple[Student, ...]
    leaders: tuple[Leader, ...]


def read_people(tables: Mapping[str, Table], school: School | None, findings: Findings) -> People:
    """The school's staff with access and its children with a grade.

    The first administrator by sourcedId is the document owner, the others are leaders. A child
    whose account is disabled is still a child of the school (OneRoster 1.1: the row is active,
    system access is curtailed).
    Where the bundle names no single school, everybody in it is checked.
    """
    users = tables["users"]
    rows = _of_school(tables, school, findings)
    _notice_left_out_roles(users, rows, findings)
    staff = _with_access(users, [row for row in rows if row["role"] in ROLES], findings)
    staff, leaders = _with_one_owner(users, staff, school, findings)
    _check_addresses(users, staff, findings)
    children = [row for row in rows if row["role"] == "student"]
    return People(
        staff=tuple(_staff_member(row) for row in staff),
        students=tuple(_students(users, children, findings)),
        leaders=tuple(_leader(row) for row in leaders),
    )


def _of_school(tables: Mapping[str, Table], school: School | None, findings: Findings) -> list[Row]:
    """The users who belong to the school by their organisations or by an enrollment."""
    if school is None:
        return rows_of(tables["users"])
    users, enrollments = tables["users"], tables["enrollments"].frame
    here = enrollments["schoolSourcedId"] == school.sourced_id
    enrolled = frozenset(enrollments.loc[here, "userSourcedId"])
    rows: list[Row] = []
    others: list[Row] = []
    for row in rows_of(users):
        belongs = school.sourced_id in split_ids(row["orgSourcedIds"])
        (rows if belongs or row.sourced_id in enrolled else others).append(row)
    others = [row for row in others if row["orgSourcedIds"]]
    _notice_rows(
        users, others, "orgSourcedIds", sentence("not of %(school)s", school=school.name), findings
    )
    return rows


def _notice_rows(
    users: Table, rows: Iterable[Row], column: str, message: str, findings: Findings
) -> None:
    lines = sorted(row.line for row in rows)
    if lines:
        findings.notice(
            users.place(lines[0], column),
            sentence("left out, %(what)s: %(rows)s", what=message, rows=rows_in_words(lines)),
            sentence("nothing to do if that is right"),
        )


def _notice_left_out_roles(users: Table, rows: list[Row], findings: Findings) -> None:
    left_out = defaultdict(list)
    for row in rows:
        if row["role"] and row["role"] != "student" and row["role"] not in ROLES:
            left_out[row["role"]].append(row)
    for role, those in left_out.items():
        _notice_rows(
            users,
            those,
            "role",
            sentence("as %(role)s without a part in trackers", role=role),
            findings,
        )


def _with_access(users: Table, staff: list[Row], findings: Findings) -> list[Row]:
    disabled = [row for row in staff if row["enabledUser"] == "false"]
    _notice_rows(
        users, disabled, "enabledUser", sentence("staff with a disabled account"), findings
    )
    return [row for row in staff if row["enabledUser"] != "false"]


def _with_one_owner(
    users: Table, staff: list[Row], school: School | None, findings: Findings
) -> tuple[list[Row], list[Row]]:
    """Who works with trackers, with one document owner, and the administrators besides them."""
    if school is None:
        return staff, []
    administrators = [row for row in staff if row["role"] == "administrator"]
    if not administrators:
        findings.error(
            users.place(None, "role"),
            sentence(
                "%(school)s (%(id)s) has no administrator with an enabled account",
                school=school.name,
                id=school.sourced_id,
            ),
            sentence("add the one who is to own the trackers, with the role administrator"),
        )
    others = administrators[1:]
    leaders = [row for row in others if ADDRESS.fullmatch(row["email"])]
    nameless = [row for row in others if row not in leaders]
    _notice_rows(
        users, nameless, "email", sentence("administrators without an e-mail address"), findings
    )
    if leaders:
        lines = sorted(row.line for row in leaders)
        findings.notice(
            users.place(lines[0], "role"),
            sentence(
                "administrators besides %(owner)s, who owns the trackers, see the leaders' page "
                "and no child: %(rows)s",
                owner=administrators[0].sourced_id,
                rows=rows_in_words(lines),
            ),
            sentence("nothing to do if that is right"),
        )
    return [row for row in staff if row not in others], leaders


def _check_addresses(users: Table, staff: list[Row], findings: Findings) -> None:
    first: dict[str, Row] = {}
    for row in sorted(staff, key=lambda one: one.line):
        address = row["email"].casefold()
        place = users.place(row.line, "email")
        who = sentence("the %(role)s %(id)s", role=row["role"], id=row.sourced_id)
        if not address:
            findings.error(
                place,
                sentence("%(who)s has no e-mail address", who=who),
                sentence("fill in the Google address"),
            )
        elif not ADDRESS.fullmatch(address):
            findings.error(
                place,
                sentence('%(who)s has "%(text)s", no e-mail address', who=who, text=row["email"]),
                sentence("write name@domain"),
            )
        elif address in first:
            other = first[address]
            findings.error(
                place,
                sentence(
                    "%(who)s has the address of %(other)s %(where)s (%(email)s)",
                    who=who,
                    other=other.sourced_id,
                    where=line_in_words(other.line),
                    email=row["email"],
                ),
                sentence("give each person an address of their own"),
            )
        first.setdefault(address, row)


def _staff_member(row: Row) -> StaffMember:
    return StaffMember(
        sourced_id=row.sourced_id,
        given_name=row["givenName"],
        family_name=row["familyName"],
        email=row["email"].lower(),
        role=ROLES[row["role"]],
    )


def _leader(row: Row) -> Leader:
    return Leader(
        sourced_id=row.sourced_id,
        given_name=row["givenName"],
        family_name=row["familyName"],
        email=row["email"].lower(),
    )


def _students(users: Table, children: list[Row], findings: Findings) -> Iterable[Student]:
    _notice_disabled_children(users, children, findings)
    respelled: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row in children:
        grade = _grade(users, row, findings)
        if grade is None:
            continue
        if grade != row["grades"]:
            respelled[row["grades"], grade].append(row.line)
        yield Student(
            sourced_id=row.sourced_id,
            given_name=row["givenName"],
            family_name=row["familyName"],
            grade=grade,
        )
    for (written, grade), lines in respelled.items():
        findings.notice(
            users.place(min(lines), "grades"),
            sentence(
                '"%(word)s" in %(rows)s is read as %(right)s',
                word=written,
                rows=rows_in_words(sorted(lines)),
                right=grade,
            ),
            sentence("write %(right)s", right=grade),
        )


def _notice_disabled_children(users: Table, children: list[Row], findings: Findings) -> None:
    lines = sorted(row.line for row in children if row["enabledUser"] == "false")
    if lines:
        findings.notice(
            users.place(lines[0], "enabledUser"),
            sentence("kept, children with a disabled account: %(rows)s", rows=rows_in_words(lines)),
            sentence("take a child's row out when it has left the school"),
        )


def _grade(users: Table, row: Row, findings: Findings) -> str | None:
    """The child's grade code; None, with a finding, where it has none or several."""
    place = users.place(row.line, "grades")
    written = split_ids(row["grades"])
    if not written:
        findings.notice(
            place,
            sentence("the child %(id)s has no grade and gets no tracker", id=row.sourced_id),
            sentence("fill in its grade"),
        )
        return None
    if len(written) > 1:
        findings.error(
            place,
            sentence(
                "the child %(id)s has %(count)s grades (%(grades)s)",
                id=row.sourced_id,
                count=len(written),
                grades=shown(written),
            ),
            sentence("leave the one whose tracker it belongs to"),
        )
        return None
    code = grade_code(written[0])
    if code is None:
        findings.error(
            place,
            sentence('"%(text)s" is no grade', text=written[0]),
            sentence("write one of %(words)s (CEDS)", words=", ".join(NAMED)),
        )
    return code
