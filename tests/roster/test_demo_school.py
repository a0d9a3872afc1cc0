"""The demo school's bundle, and bundles of others, read as they are."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from service.features.roster.oneroster import read_bundle
from sheet_templates.school import Role
from sync.errors import RosterError

DEMO = Path(__file__).parents[2] / "scripts" / "demo_data" / "star_school7.zip"


def test_the_demo_school_is_read_and_its_principal_named_as_a_leader() -> None:
    read = read_bundle(DEMO)
    (notice,) = read.notices
    assert notice.message.startswith("administrators besides ad-7, who owns the trackers, see the")
    assert read.sha256 == hashlib.sha256(DEMO.read_bytes()).hexdigest()
    roster = read.roster
    assert (roster.school.sourced_id, roster.school.name) == ("s-7", "School 7 (rural)")
    assert len(roster.students) == len(roster.enrollments) == 483
    assert len(roster.classes) == len(roster.assignments) == 26
    assert all(one.is_primary for one in roster.assignments)
    by_role = {role: [one for one in roster.staff if one.role is role] for role in Role}
    assert {role: len(those) for role, those in by_role.items()} == {
        Role.TEACHER: 26,
        Role.INTERVENTION_STAFF: 2,
        Role.DOCUMENT_OWNER: 1,
    }
    assert by_role[Role.DOCUMENT_OWNER][0].name == "Della Carter"
    assert [one.name for one in roster.leaders] == ["Nora Lane"]


def test_the_demo_school_has_four_quarters_and_four_grades() -> None:
    roster = read_bundle(DEMO).roster
    assert [period.title for period in roster.school_year.grading_periods] == [
        f"Quarter {number}" for number in (1, 2, 3, 4)
    ]
    grades = [student.grade for student in roster.students]
    assert {grade: grades.count(grade) for grade in sorted(set(grades))} == {
        "01": 122,
        "02": 120,
        "03": 116,
        "KG": 125,
    }


@pytest.mark.parametrize(
    "name", ["star_district11.zip", pytest.param("star_state.zip", marks=pytest.mark.slow)]
)
def test_a_bundle_of_several_schools_is_refused_by_their_names(name: str, extra_data: Path) -> None:
    with pytest.raises(RosterError) as refused:
        read_bundle(extra_data / "oneroster" / name)
    (problem,) = refused.value.problems
    assert "schools have children in this bundle" in problem
    assert "School 15 (inner) (s-15)" in problem
    assert "School 20 (suburb) (s-20)" in problem


def test_a_delta_bundle_without_one_before_it_is_refused_in_one_sentence(extra_data: Path) -> None:
    with pytest.raises(RosterError, match="Import a bulk bundle of the whole school first"):
        read_bundle(extra_data / "oneroster" / "catalyst" / "oneroster_test_data.zip")


def test_a_rule_breaking_bundle_of_1_2_is_refused_at_its_own_files(extra_data: Path) -> None:
    with pytest.raises(RosterError) as refused:
        read_bundle(extra_data / "oneroster" / "catalyst" / "v1p2_full_dataset.zip")
    assert any(one.startswith("roles.csv") for one in refused.value.problems)


def test_a_rule_breaking_bundle_is_refused_with_all_in_order(extra_data: Path) -> None:
    with pytest.raises(RosterError) as refused:
        read_bundle(extra_data / "oneroster" / "catalyst" / "Test_full_data_set.zip")
    places = [problem.partition(":")[0] for problem in refused.value.problems]
    assert places == [
        "orgs.csv",
        "orgs.csv, line 2, parentSourcedId",
        "academicSessions.csv",
        "academicSessions.csv, line 3, parentSourcedId",
        "academicSessions.csv, line 6, parentSourcedId",
        "enrollments.csv, line 3, role",
        "enrollments.csv, line 5, classSourcedId",
        "enrollments.csv, line 6, classSourcedId",
        "enrollments.csv, line 7, classSourcedId",
    ]


def test_staff_without_addresses_are_told_even_where_no_school_is_named(extra_data: Path) -> None:
    with pytest.raises(RosterError) as refused:
        read_bundle(extra_data / "oneroster" / "catalyst" / "Test_minimal_data_set.zip")
    without = [problem for problem in refused.value.problems if "no e-mail address" in problem]
    assert [problem.partition(":")[0] for problem in without] == [
        "users.csv, line 2, email",
        "users.csv, line 5, email",
    ]


def test_two_schools_of_loose_files_are_refused_with_their_rows(
    extra_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "oat.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for file in sorted((extra_data / "oneroster" / "oat").glob("*.csv")):
            bundle.write(file, file.name)
    with pytest.raises(RosterError) as refused:
        read_bundle(path)
    problems = refused.value.problems
    assert "School 1 (12345), School 2 (54321)" in problems[0]
    assert [problem.partition(":")[0] for problem in problems[2:]] == [
        f"classes.csv, line {line}, termSourcedIds" for line in (2, 3, 4)
    ]
