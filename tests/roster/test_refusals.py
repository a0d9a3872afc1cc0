"""What forbids an import: every rule, broken alone and broken together."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.features.roster.oneroster import read_bundle
from sync.errors import RosterError
from tests.school_bundles import Changes, edit_member, read_members, write_bundle, write_members


def problems_of(path: Path) -> list[str]:
    with pytest.raises(RosterError) as refused:
        read_bundle(path)
    assert str(path) in refused.value.reason
    return list(refused.value.problems)


BROKEN_ROWS: list[tuple[Changes, str, str]] = [
    (
        {("enrollments", "e-st-1-1"): {"classSourcedId": "cl-9"}},
        "enrollments.csv, line 3, classSourcedId",
        '"cl-9" is not in classes.csv',
    ),
    (
        {("enrollments", "e-st-1-1"): {"userSourcedId": "st-9"}},
        "enrollments.csv, line 3, userSourcedId",
        '"st-9" is not in users.csv',
    ),
    (
        {("users", "st-1-2"): {"agentSourcedIds": "ad-1, nobody"}},
        "users.csv, line 7, agentSourcedIds",
        '"nobody" is not in users.csv',
    ),
    (
        {("users", "st-1-2"): {"orgSourcedIds": "s-1,s-2"}},
        "users.csv, line 7, orgSourcedIds",
        '"s-2" is not in orgs.csv',
    ),
    (
        {("classes", "cl-1"): {"termSourcedIds": "ay-2026,ay-2025"}},
        "classes.csv, line 2, termSourcedIds",
        '"ay-2025" is not in academicSessions.csv',
    ),
    (
        {("demographics", "st-9-9"): {}},
        "demographics.csv, line 10, sourcedId",
        '"st-9-9" is not in users.csv',
    ),
    (
        {("users", "t-1"): {"role": "janitor"}},
        "users.csv, line 5, role",
        '"janitor" is not a word of OneRoster here',
    ),
    (
        {("enrollments", "e-t-1"): {"role": "boss"}},
        "enrollments.csv, line 2, role",
        '"boss" is not a word',
    ),
    (
        {("enrollments", "e-t-1"): {"role": "student"}},
        "enrollments.csv, line 2, role",
        "t-1 is enrolled as student, and users.csv calls it teacher",
    ),
    (
        {("enrollments", "e-t-1"): {"primary": "yes"}},
        "enrollments.csv, line 2, primary",
        "write one of true, false",
    ),
    (
        {("users", "st-2-1"): {"familyName": ""}},
        "users.csv, line 11, familyName",
        "is empty",
    ),
    (
        {("enrollments", "e-st-1-1"): {"beginDate": "8/17/2026"}},
        "enrollments.csv, line 3, beginDate",
        '"8/17/2026" is not a date in ISO form',
    ),
    (
        {("enrollments", "e-st-1-1"): {"endDate": "2027-02-30"}},
        "enrollments.csv, line 3, endDate",
        "write it as YYYY-MM-DD",
    ),
    (
        {("enrollments", "e-st-1-1"): {"endDate": "2026-08-01"}},
        "enrollments.csv, line 3, beginDate",
        "2026-08-17 is after endDate",
    ),
    (
        {("enrollments", "e-st-1-1"): {"schoolSourcedId": "d-1"}},
        "enrollments.csv, line 3, schoolSourcedId",
        "d-1 is not the school of cl-1, which is s-1",
    ),
    (
        {("users", "t-1"): {"email": ""}},
        "users.csv, line 5, email",
        "the teacher t-1 has no e-mail address",
    ),
    (
        {("users", "t-1"): {"email": "t one at school"}},
        "users.csv, line 5, email",
        "no e-mail address",
    ),
    (
        {("users", "t-2"): {"email": "T-1@School.example"}},
        "users.csv, line 10, email",
        "the teacher t-2 has the address of t-1 in line 5",
    ),
    (
        {("users", "ad-1"): None},
        "users.csv, role",
        "School 1 (s-1) has no administrator with an enabled account",
    ),
    (
        {("users", "ad-1"): {"enabledUser": "false"}},
        "users.csv, role",
        "School 1 (s-1) has no administrator with an enabled account",
    ),
    (
        {("users", "st-1-1"): {"grades": "KG,01"}},
        "users.csv, line 6, grades",
        "the child st-1-1 has 2 grades (KG, 01)",
    ),
    (
        {("users", "st-1-1"): {"grades": "Grade 2"}},
        "users.csv, line 6, grades",
        '"Grade 2" is no grade',
    ),
    (
        {("academicSessions", "ay-2026"): None}
        | {("academicSessions", f"ay-2026-q{n}"): {"parentSourcedId": ""} for n in (1, 2, 3, 4)}
        | {("classes", f"cl-{n}"): {"termSourcedIds": "ay-2026-q1"} for n in (1, 2)},
        "academicSessions.csv",
        "has no session of type schoolYear",
    ),
    (
        {("academicSessions", f"ay-2026-q{n}"): None for n in (1, 2, 3, 4)},
        "academicSessions.csv",
        "the school year 2026-2027 has no session of type gradingPeriod",
    ),
    (
        {("academicSessions", "ay-2026-q2"): {"startDate": "2026-10-16"}},
        "academicSessions.csv, line 4, startDate",
        "Quarter 2 begins on 2026-10-16, before Quarter 1 ends on 2026-10-16",
    ),
    (
        {("academicSessions", "ay-2026-q4"): {"endDate": "2027-05-29"}},
        "academicSessions.csv, line 6",
        "Quarter 4 (2027-03-22 to 2027-05-29) leaves the school year (2026-08-17 to 2027-05-28)",
    ),
    (
        {("orgs", "s-1"): {"type": "department"}},
        "orgs.csv",
        "has no organisation of type school",
    ),
    (
        {("orgs", "s-2"): {"name": "School 2", "type": "school"}}
        | {("users", "st-1-1"): {"orgSourcedIds": "s-2"}},
        "orgs.csv",
        "2 schools have children in this bundle: School 1 (s-1), School 2 (s-2)",
    ),
    (
        {("users", "t-1"): {"status": "gone"}},
        "users.csv, line 5, status",
        '"gone" is not a word',
    ),
    (
        {("manifest", "oneroster.version"): None},
        "manifest.csv, oneroster.version",
        "does not say which version of OneRoster",
    ),
    (
        {("manifest", "file.users"): {"value": "perhaps"}},
        "manifest.csv, file.users",
        "write bulk, delta or absent",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "place", "words"), BROKEN_ROWS)
def test_one_broken_rule_is_one_problem_with_its_place(
    changes: Changes, place: str, words: str, tmp_path: Path
) -> None:
    (problem,) = problems_of(write_bundle(tmp_path / "school.zip", changes=changes))
    assert problem.startswith(f"{place}: ")
    assert words in problem


def test_all_problems_come_at_once_in_order_of_file_and_row(tmp_path: Path) -> None:
    changes: Changes = {
        ("enrollments", "e-st-2-1"): {"classSourcedId": "cl-9"},
        ("enrollments", "e-st-1-1"): {"beginDate": "soon"},
        ("users", "t-2"): {"email": ""},
        ("users", "t-1"): {"role": "janitor"},
        ("orgs", "d-1"): {"name": ""},
    }
    places = [
        problem.partition(":")[0]
        for problem in problems_of(write_bundle(tmp_path / "school.zip", changes=changes))
    ]
    assert places == [
        "orgs.csv, line 2, name",
        "users.csv, line 5, role",
        "users.csv, line 10, email",
        "enrollments.csv, line 3, beginDate",
        "enrollments.csv, line 8, classSourcedId",
    ]


def test_a_cycle_of_parents_is_found(tmp_path: Path) -> None:
    changes: Changes = {("orgs", "d-1"): {"parentSourcedId": "s-1"}}
    problems = problems_of(write_bundle(tmp_path / "school.zip", changes=changes))
    assert [problem.partition(":")[0] for problem in problems] == [
        f"orgs.csv, line {line}, parentSourcedId" for line in (2, 3)
    ]
    assert "d-1 is its own ancestor by way of s-1, d-1" in problems[0]


def test_two_school_years_without_classes_to_choose_by_are_refused(tmp_path: Path) -> None:
    year = {"title": "2027-2028", "type": "schoolYear", "startDate": "2027-08-16"}
    changes: Changes = {
        ("academicSessions", "ay-2027"): year | {"endDate": "2028-05-26", "schoolYear": "2028"},
        ("classes", "cl-1"): {"termSourcedIds": "ay-2027"},
    }
    (problem,) = problems_of(write_bundle(tmp_path / "school.zip", changes=changes))
    assert "has 2 school years, and classes are in 2 of them: ay-2026, ay-2027" in problem


BROKEN_BYTES: list[tuple[str, Callable[[bytes], bytes], str, str]] = [
    (
        "enrollments.csv",
        lambda content: content + content.splitlines(keepends=True)[1],
        "enrollments.csv, line 12, sourcedId",
        '"e-t-1" stands already in line 2',
    ),
    (
        "users.csv",
        lambda content: content.replace(b"Bell", b"B\xe9ll", 1),
        "users.csv, line 3",
        "is not UTF-8 here",
    ),
    (
        "users.csv",
        lambda content: content.replace(b",Bell,", b",Bell, the younger,", 1),
        "users.csv, line 3",
        "has 19 cells, the header has 18",
    ),
    (
        "courses.csv",
        lambda content: content + b'c-9,,,,"Grade 9',
        "courses.csv, line 4",
        "the rows from here on cannot be read",
    ),
    ("courses.csv", lambda _: b"", "courses.csv", "is empty"),
    (
        "classes.csv",
        lambda content: content.replace(b"location", b"title", 1),
        "classes.csv, line 1, title",
        "the column stands 2 times in the header",
    ),
    (
        "users.csv",
        lambda content: content.replace(b"givenName", b"firstName", 1),
        "users.csv, line 1, givenName",
        "the column is missing",
    ),
    (
        "manifest.csv",
        lambda content: content + b"file.users\n",
        "manifest.csv, line 12",
        "has 1 cell instead of a propertyName and a value",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "edit", "place", "words"), BROKEN_BYTES)
def test_a_file_that_is_broken_as_text_is_one_problem(
    name: str, edit: Callable[[bytes], bytes], place: str, words: str, tmp_path: Path
) -> None:
    path = edit_member(write_bundle(tmp_path / "school.zip"), name, edit)
    (problem,) = problems_of(path)
    assert problem.startswith(f"{place}: ")
    assert words in problem


def test_lines_are_counted_through_line_breaks_inside_cells(tmp_path: Path) -> None:
    changes: Changes = {
        ("users", "ad-1"): {"middleName": "two\nlines"},
        ("users", "t-1"): {"role": "janitor"},
    }
    (problem,) = problems_of(write_bundle(tmp_path / "school.zip", changes=changes))
    assert problem.startswith("users.csv, line 6, role: ")


@pytest.mark.parametrize("name", ["orgs", "academicSessions", "classes", "users", "enrollments"])
def test_a_needed_file_that_is_not_there_is_told_once(name: str, tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    members = read_members(path)
    del members[f"{name}.csv"]
    (problem,) = problems_of(write_members(path, members))
    assert problem.startswith(f"{name}.csv: is not in the zip, though the manifest calls it bulk")


def test_a_bundle_without_a_manifest_is_refused(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    members = read_members(path)
    del members["manifest.csv"]
    (problem,) = problems_of(write_members(path, members))
    assert problem.startswith("manifest.csv: is not in the zip")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({("manifest", "oneroster.version"): {"value": "1.0"}}, "a OneRoster 1.0 bundle"),
        ({("manifest", "file.users"): {"value": "delta"}}, "no rows of an earlier bundle"),
    ],
)
def test_other_kinds_of_bundle_are_refused_in_one_sentence(
    changes: Changes, words: str, tmp_path: Path
) -> None:
    broken_too: Changes = {("users", "t-1"): {"role": "janitor"}}
    path = write_bundle(tmp_path / "school.zip", changes={**changes, **broken_too})
    with pytest.raises(RosterError) as refused:
        read_bundle(path)
    assert words in refused.value.reason
    assert refused.value.problems == ()
