"""Small schools as OneRoster bundles, for tests that need one; a test may break any row of it.

The ids: district `d-1`, school `s-1`, year `ay-2026` with quarters `ay-2026-q1`..`q4`,
administrator `ad-1`, aides `ai-1` and `ai-2`, classes `cl-1`.. (class n has the n-th grade, begun
again after the last), their teachers `t-1`.., and children `st-<class>-<n>`: `st-1-1` is the first
child of `cl-1`. An enrollment is `e-` and the person's id; a course is `c-` and its grade.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.features.roster.layout import FILES, MANIFEST

Cells = dict[str, str]
Changes = Mapping[tuple[str, str], Mapping[str, str] | None]
"""By file (without .csv) and sourcedId: cells to change, or None to take the row out.

An id that is not there yet makes a new row. In `manifest` the id is the propertyName.
"""
FIRST_DAY, LAST_DAY = "2026-08-17", "2027-05-28"
QUARTERS = (
    (FIRST_DAY, "2026-10-16"),
    ("2026-10-19", "2026-12-18"),
    ("2027-01-05", "2027-03-12"),
    ("2027-03-22", LAST_DAY),
)
SCORE_COLUMNS = ("student", "school", "grade", "class", "teacher", "window", "subject", "score")
GIVEN = ("Ada", "Ben", "Cora", "Dana", "Eli", "Finn", "Gia", "Hana")
FAMILY = ("Abbott", "Bell", "Chen", "Diaz", "Ellis", "Flores", "Gray")
HEADERS = {layout.name: [column.name for column in layout.columns] for layout in FILES} | {
    "manifest": ["propertyName", "value"]
}


@dataclass(frozen=True, slots=True)
class _School:
    """How large a school to invent."""

    classes: int
    students_per_class: int
    grades: Sequence[str]

    def grade_of(self, number: int) -> str:
        return self.grades[(number - 1) % len(self.grades)]

    @property
    def class_numbers(self) -> Iterable[int]:
        return range(1, self.classes + 1)

    def children_of(self, number: int) -> list[str]:
        return [f"st-{number}-{child}" for child in range(1, self.students_per_class + 1)]


def write_bundle(
    path: Path,
    *,
    classes: int = 2,
    students_per_class: int = 4,
    grades: Sequence[str] = ("KG", "01"),
    changes: Changes | None = None,
) -> Path:
    """Write a bulk bundle of one school to `path` and give the path back."""
    tables = _tables(_School(classes, students_per_class, grades))
    for (name, key), cells in (changes or {}).items():
        _change(tables[name], key, cells)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, rows in tables.items():
            member = zipfile.ZipInfo(f"{name}.csv")  # of no time, so that it is the same each time
            bundle.writestr(member, csv_text(HEADERS[name], rows.values()), zipfile.ZIP_DEFLATED)
    return path


def write_scores(
    path: Path,
    bundle: Path,
    *,
    changes: Mapping[tuple[str, str, str], Mapping[str, str] | None] | None = None,
) -> Path:
    """Write the scores that belong to a bundle, every fifth one blank, and give the path back.

    `changes` are by student, window and subject: cells to change, or None to take the row out; a
    key that is not there yet makes a new row.
    """
    rows = {(row["student"], row["window"], row["subject"]): row for row in _scores(bundle)}
    for key, cells in (changes or {}).items():
        if cells is None:
            del rows[key]
        else:
            new = dict(zip(("student", "window", "subject"), key, strict=True))
            rows[key] = rows.get(key, new) | dict(cells)
    path.write_text(csv_text(SCORE_COLUMNS, rows.values()), encoding="utf-8", newline="")
    return path


def edit_member(path: Path, name: str, edit: Callable[[bytes], bytes]) -> Path:
    """Put other bytes into one file of a bundle and give the bundle's path back."""
    members = read_members(path)
    write_members(path, members | {name: edit(members[name])})
    return path


def read_members(path: Path) -> dict[str, bytes]:
    """The bytes of each file in a zip."""
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def write_members(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write a zip of these files and give its path back."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return path


def csv_text(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV with a header; a column that a row does not have is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _change(rows: dict[str, Cells], key: str, cells: Mapping[str, str] | None) -> None:
    if cells is None:
        del rows[key]
    else:
        rows[key] = rows.get(key, {"sourcedId": key}) | dict(cells)


def _tables(school: _School) -> dict[str, dict[str, Cells]]:
    rows: dict[str, list[Cells]] = {
        "orgs": [
            {"sourcedId": "d-1", "name": "District 1", "type": "district"},
            {"sourcedId": "s-1", "name": "School 1", "type": "school", "parentSourcedId": "d-1"},
        ],
        "academicSessions": list(_sessions()),
        "courses": [
            {"sourcedId": f"c-{grade}", "title": f"Grade {grade}", "orgSourcedId": "d-1"}
            for grade in dict.fromkeys(school.grades)
        ],
        "classes": [_class(school, number) for number in school.class_numbers],
        "users": list(_users(school)),
        "enrollments": list(_enrollments(school)),
    }
    rows["demographics"] = [
        {"sourcedId": row["sourcedId"]} for row in rows["users"] if row["role"] == "student"
    ]
    tables = {name: {row["sourcedId"]: row for row in those} for name, those in rows.items()}
    properties = {"manifest.version": "1.0", "oneroster.version": "1.1"}
    properties |= {f"file.{name}": "bulk" for name in rows} | {"file.results": "absent"}
    manifest = {key: {"propertyName": key, "value": said} for key, said in properties.items()}
    return {MANIFEST.removesuffix(".csv"): manifest} | tables


def _sessions() -> Iterator[Cells]:
    year = {"startDate": FIRST_DAY, "endDate": LAST_DAY, "schoolYear": "2027"}
    yield {"sourcedId": "ay-2026", "title": "2026-2027", "type": "schoolYear"} | year
    for number, (begin, end) in enumerate(QUARTERS, 1):
        yield {
            "sourcedId": f"ay-2026-q{number}",
            "title": f"Quarter {number}",
            "type": "gradingPeriod",
            "startDate": begin,
            "endDate": end,
            "parentSourcedId": "ay-2026",
            "schoolYear": "2027",
        }


def _class(school: _School, number: int) -> Cells:
    grade = school.grade_of(number)
    return {
        "sourcedId": f"cl-{number}",
        "title": f"Grade {grade} class {number}",
        "grades": grade,
        "courseSourcedId": f"c-{grade}",
        "classType": "homeroom",
        "schoolSourcedId": "s-1",
        "termSourcedIds": "ay-2026",
    }


def _users(school: _School) -> Iterator[Cells]:
    yield _user("ad-1", "administrator", 0)
    for number in (1, 2):
        yield _user(f"ai-{number}", "aide", number)
    for number in school.class_numbers:
        yield _user(f"t-{number}", "teacher", 10 + number)
        for position, child in enumerate(school.children_of(number)):
            grade = school.grade_of(number)
            yield _user(child, "student", 100 * number + position) | {"grades": grade, "email": ""}


def _user(sourced_id: str, role: str, number: int) -> Cells:
    return {
        "sourcedId": sourced_id,
        "enabledUser": "true",
        "orgSourcedIds": "s-1",
        "role": role,
        "username": sourced_id,
        "givenName": GIVEN[number % len(GIVEN)],
        "familyName": FAMILY[number % len(FAMILY)],
        "email": f"{sourced_id}@school.example",
    }


def _enrollments(school: _School) -> Iterator[Cells]:
    for number in school.class_numbers:
        yield _enrollment(f"t-{number}", number, "teacher") | {"primary": "true"}
        for child in school.children_of(number):
            yield _enrollment(child, number, "student")


def _enrollment(person: str, number: int, role: str) -> Cells:
    return {
        "sourcedId": f"e-{person}",
        "classSourcedId": f"cl-{number}",
        "schoolSourcedId": "s-1",
        "userSourcedId": person,
        "role": role,
        "primary": "false",
        "beginDate": FIRST_DAY,
        "endDate": LAST_DAY,
    }


def _scores(bundle: Path) -> Iterator[Cells]:
    """The scores of the children in a bundle; numbers are invented, inside the Stanford scale."""
    tables = _read_tables(bundle)
    grades = {row["sourcedId"]: row["grades"] for row in tables["users"]}
    by_role = {
        role: [row for row in tables["enrollments"] if row["role"] == role]
        for role in ("teacher", "student")
    }
    teachers = {row["classSourcedId"]: row["userSourcedId"] for row in by_role["teacher"]}
    count = 0
    for row in by_role["student"]:
        grade = grades[row["userSourcedId"]]
        for window in ("fall", "spring") if grade != "KG" else ("spring",):
            for subject in ("math", "reading"):
                count += 1
                yield {
                    "student": row["userSourcedId"],
                    "school": row["schoolSourcedId"],
                    "grade": grade,
                    "class": row["classSourcedId"],
                    "teacher": teachers.get(row["classSourcedId"], ""),
                    "window": window,
                    "subject": subject,
                    "score": "" if count % 5 == 0 else str(400 + 7 * count % 200),
                }


def _read_tables(bundle: Path) -> dict[str, list[Cells]]:
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(content.decode())))
        for name, content in read_members(bundle).items()
    }
