"""Which entries are expected, and who owes them."""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from service.features.roster.oneroster import read_bundle
from service.features.roster.public_holidays import federal_holidays
from sheet_templates.library import shipped_template
from sheet_templates.school import Assignment, Checkpoint, Enrollment, Role, Roster
from sync.domain.academic_calendar import academic_calendar
from sync.domain.cadence import checkpoints_for
from sync.domain.expected import ExpectedEntry, expected_entries
from tests.other_schools import make_school
from tests.school_bundles import write_bundle

DEMO = Path(__file__).parents[2] / "scripts" / "demo_data"
FALL = Checkpoint(
    key="fall",
    title="Fall",
    opens_on=date(2026, 8, 31),
    due_on=date(2026, 9, 25),
    missing_from=date(2026, 10, 5),
)


def owed_by_grade(roster: Roster) -> dict[str, tuple[ExpectedEntry, ...]]:
    template = shipped_template()
    year = roster.school_year
    calendar = academic_calendar(year, federal_holidays(year.begins_on, year.ends_on))
    owner = next(one.sourced_id for one in roster.staff if one.role is Role.DOCUMENT_OWNER)
    return {
        grade: expected_entries(
            roster,
            grade,
            template.metrics,
            checkpoints_for(grade, template.cadence, calendar),
            owner,
        )
        for grade in sorted({student.grade for student in roster.students})
    }


@pytest.fixture(scope="module")
def demo() -> dict[str, tuple[ExpectedEntry, ...]]:
    return owed_by_grade(read_bundle(DEMO / "star_school7.zip").roster)


def listed(scores: Path) -> Counter[tuple[str, ...]]:
    """What a scores file expects: student, class, teacher, window, subject."""
    with scores.open(encoding="utf-8", newline="") as lines:
        return Counter(
            (row["student"], row["class"], row["teacher"], row["window"], row["subject"])
            for row in csv.DictReader(lines)
        )


def owed(by_grade: Mapping[str, tuple[ExpectedEntry, ...]]) -> Counter[tuple[str | None, ...]]:
    return Counter(
        (one.student, one.school_class, one.owed_by, one.checkpoint, one.metric)
        for entries in by_grade.values()
        for one in entries
    )


def test_the_demo_school_expects_what_its_scores_file_lists(
    demo: Mapping[str, tuple[ExpectedEntry, ...]],
) -> None:
    assert owed(demo) == listed(DEMO / "star_school7_scores.csv")
    assert {grade: len(entries) for grade, entries in demo.items()} == {
        "KG": 250,
        "01": 488,
        "02": 480,
        "03": 464,
    }


@pytest.mark.parametrize(
    ("school", "grades"), [("76", {"KG"}), ("37", {"KG", "01"}), ("77", {"01", "02", "03"})]
)
def test_a_school_with_other_grades_expects_its_own_scores(
    school: str, grades: set[str], extra_data: Path, tmp_path: Path
) -> None:
    bundle, scores = make_school(extra_data, school, tmp_path)
    read = read_bundle(bundle)
    by_grade = owed_by_grade(read.roster)
    assert read.notices == ()
    assert set(by_grade) == grades
    assert owed(by_grade) == listed(scores)


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    return read_bundle(write_bundle(tmp_path / "school.zip", grades=("01",))).roster


def in_fall(roster: Roster) -> dict[str, tuple[str | None, str]]:
    """Each child that owes a reading score in fall, with its class and who owes it."""
    reading = [one for one in shipped_template().metrics if one.key == "reading"]
    return {
        one.student: (one.school_class, one.owed_by)
        for one in expected_entries(roster, "01", reading, (FALL,), "ad-1")
    }


def with_enrollments(roster: Roster, student: str, *enrollments: Enrollment) -> Roster:
    others = [one for one in roster.enrollments if one.student != student]
    return replace(roster, enrollments=(*others, *enrollments))


def enrollment(school_class: str, begins_on: date | None, ends_on: date | None) -> Enrollment:
    return Enrollment(
        student="st-1-1", school_class=school_class, begins_on=begins_on, ends_on=ends_on
    )


def test_a_child_owes_from_the_day_it_came_to_the_day_it_left(roster: Roster) -> None:
    due = FALL.due_on
    for begins_on, ends_on, owes in (
        (due, None, True),
        (None, due, True),
        (None, None, True),
        (date(2026, 9, 26), None, False),
        (None, date(2026, 9, 24), False),
    ):
        changed = with_enrollments(roster, "st-1-1", enrollment("cl-1", begins_on, ends_on))
        assert ("st-1-1" in in_fall(changed)) is owes


def test_a_child_counts_for_its_class_on_the_due_date(roster: Roster) -> None:
    moved = with_enrollments(
        roster,
        "st-1-1",
        enrollment("cl-1", None, date(2026, 9, 24)),
        enrollment("cl-2", date(2026, 9, 25), None),
    )
    assert in_fall(moved)["st-1-1"] == ("cl-2", "t-2")


def test_a_child_between_two_classes_is_the_document_owners(roster: Roster) -> None:
    between = with_enrollments(
        roster,
        "st-1-1",
        enrollment("cl-1", None, date(2026, 9, 20)),
        enrollment("cl-2", date(2026, 9, 30), None),
    )
    assert in_fall(between)["st-1-1"] == (None, "ad-1")
    assert in_fall(with_enrollments(roster, "st-1-1"))["st-1-1"] == (None, "ad-1")


def assignment(teacher: str, *, is_primary: bool, begins_on: date | None = None) -> Assignment:
    return Assignment(
        staff_member=teacher,
        school_class="cl-1",
        is_primary=is_primary,
        begins_on=begins_on,
        ends_on=None,
    )


@pytest.mark.parametrize(
    ("assignments", "owed_by"),
    [
        ((), "ad-1"),
        ((assignment("t-2", is_primary=True), assignment("t-1", is_primary=False)), "t-2"),
        ((assignment("t-2", is_primary=False), assignment("t-1", is_primary=False)), "t-1"),
        (
            (
                assignment("t-1", is_primary=True, begins_on=date(2026, 9, 26)),
                assignment("t-2", is_primary=False),
            ),
            "t-2",
        ),
    ],
)
def test_the_teacher_of_the_due_date_owes_it(
    assignments: tuple[Assignment, ...], owed_by: str, roster: Roster
) -> None:
    changed = replace(roster, assignments=assignments)
    assert in_fall(changed)["st-1-1"] == ("cl-1", owed_by)
    if not assignments:
        assert set(in_fall(changed).values()) == {("cl-1", "ad-1"), ("cl-2", "ad-1")}


def test_another_grade_expects_nothing_of_a_child(roster: Roster) -> None:
    metrics = shipped_template().metrics
    assert expected_entries(roster, "02", metrics, (FALL,), "ad-1") == ()


def test_entries_come_by_student_checkpoint_and_metric(roster: Roster) -> None:
    metrics = shipped_template().metrics
    spring = replace(FALL, key="spring")
    entries = expected_entries(roster, "01", metrics, (FALL, spring), "ad-1")
    assert [(one.student, one.checkpoint, one.metric) for one in entries] == [
        (student.sourced_id, checkpoint, metric)
        for student in roster.students
        for checkpoint in ("fall", "spring")
        for metric in ("reading", "math")
    ]
