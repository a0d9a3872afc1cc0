"""What a tracker should be: its golden picture, its digest, who may edit what."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.features.trackers.briefing import Briefing
from sheet_templates.desired import DesiredTab, DesiredTracker
from sheet_templates.desired.students import FIRST_STUDENT_ROW
from sheet_templates.drawing import Area
from sheet_templates.school import Roster, Student
from sheet_templates.team import document_owner, grades_of, places_of, team_of
from tests.sheet_templates.living import SERVICE, briefing, desired_of
from tests.sheet_templates.rendering import GOLDEN, rendered

REMARK = "if the change is meant: python -m tests.sheet_templates.rendering, then review the diff"


def tab(tracker: DesiredTracker, key: str) -> DesiredTab:
    return next(tab for tab in tracker.tabs if tab.key == key)


def test_the_small_schools_tracker_looks_as_it_was_reviewed(desired: DesiredTracker) -> None:
    assert rendered(desired) == GOLDEN.read_text(encoding="utf-8"), REMARK


def test_the_digest_is_the_same_in_every_run_and_for_any_order_of_the_roster(
    school: Briefing, tmp_path: Path
) -> None:
    again = desired_of(briefing(tmp_path, students_per_class=3))
    assert again.digest() == desired_of(school).digest()
    roster = school.roster
    backwards = replace(
        roster,
        students=roster.students[::-1],
        classes=roster.classes[::-1],
        enrollments=roster.enrollments[::-1],
        assignments=roster.assignments[::-1],
    )
    turned = replace(school, roster=backwards)
    assert desired_of(turned).digest() == desired_of(school).digest()


def _renamed(roster: Roster) -> Roster:
    def change(student: Student) -> Student:
        return replace(student, family_name="Ng") if student.sourced_id == "st-2-1" else student

    return replace(roster, students=tuple(map(change, roster.students)))


def _other_teacher(roster: Roster) -> Roster:
    assignments = tuple(
        replace(a, staff_member="t-1") if a.school_class == "cl-2" else a
        for a in roster.assignments
    )
    return replace(roster, assignments=assignments)


def _left(roster: Roster) -> Roster:
    return replace(roster, students=tuple(s for s in roster.students if s.sourced_id != "st-2-1"))


def test_the_views_of_two_classes_of_one_teacher_are_told_apart(tmp_path: Path) -> None:
    two = briefing(tmp_path, students_per_class=1, grades=("01", "01"))
    titles = [
        [view.title for view in tab(desired_of(one), "students").filter_views][:2]
        for one in (two, replace(two, roster=_other_teacher(two.roster)))
    ]
    assert titles == [
        ["My students: Dana Ellis", "My students: Eli Flores"],
        ["My students: Dana Ellis (cl-1)", "My students: Dana Ellis (cl-2)"],
    ]


@pytest.mark.parametrize("change", [_renamed, _other_teacher, _left])
def test_the_digest_changes_when_the_roster_does(
    school: Briefing, change: Callable[[Roster], Roster]
) -> None:
    changed = replace(school, roster=change(school.roster))
    assert desired_of(changed).digest() != desired_of(school).digest()


def test_the_digest_changes_with_a_date_of_the_template(school: Briefing) -> None:
    cadence = school.template.cadence
    later = replace(cadence.windows[1], due=replace(cadence.windows[1].due, days=-14))
    template = replace(
        school.template, cadence=replace(cadence, windows=(cadence.windows[0], later))
    )
    assert desired_of(replace(school, template=template)).digest() != desired_of(school).digest()


def test_kindergarten_has_no_fall(school: Briefing) -> None:
    columns = {column.key for column in tab(desired_of(school, "KG"), "students").columns}
    scores = {column for column in columns if column.startswith(("fall.", "spring."))}
    scores = {column for column in scores if column.count(".") == 1}
    assert scores == {"spring.reading", "spring.math"}
    assert "fall.reading" in {c.key for c in tab(desired_of(school, "01"), "students").columns}


def _overlap(one: Area, other: Area) -> bool:
    far = 10**9

    def meet(first: int, end: int | None, other_first: int, other_end: int | None) -> bool:
        return max(first, other_first) < min(end or far, other_end or far)

    return meet(one.first_row, one.end_row, other.first_row, other.end_row) and meet(
        one.first_column, one.end_column, other.first_column, other.end_column
    )


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundles")


sizes = st.fixed_dictionaries(
    {
        "classes": st.integers(min_value=1, max_value=4),
        "students_per_class": st.integers(min_value=1, max_value=4),
        "grades": st.sampled_from([("KG",), ("01",), ("KG", "01"), ("02", "01", "KG")]),
    }
)


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(size=sizes)
def test_in_every_school_each_cell_has_one_set_of_editors(
    bundles: Path, size: dict[str, Any]
) -> None:
    school = briefing(bundles, **size)
    keepers = {SERVICE, document_owner(school.roster).email}
    for grade in grades_of(school.roster):
        tracker, team = desired_of(school, grade), team_of(school.roster, grade)
        for one in tracker.tabs:
            for first, second in combinations(one.protections, 2):
                assert not _overlap(first.area, second.area)
            assert all(keepers <= protection.editors for protection in one.protections)
        assert _editors(tab(tracker, "students"), 9) == keepers | {t.email for t in team.teachers}
        assert _editors(tab(tracker, "students"), 0) == keepers
        aides = {person.email for person in team.intervention_staff}
        assert _editors(tab(tracker, "notes"), 2) == keepers | aides
        shared = {permission.email for permission in tracker.permissions}
        for one in tracker.tabs:
            for protection in one.protections:
                assert protection.editors <= shared | {SERVICE}, "share first, protect second"


def _editors(one: DesiredTab, column: int) -> frozenset[str]:
    """Who may edit the last row of a column; also of rows that are added later."""
    row = max(len(one.rows), FIRST_STUDENT_ROW) + 100
    cell = Area(
        sheet_id=one.sheet_id,
        first_row=row,
        end_row=row + 1,
        first_column=column,
        end_column=column + 1,
    )
    (protection,) = (p for p in one.protections if _overlap(p.area, cell))
    return protection.editors


def test_colour_rules_look_at_their_own_tab_only(school: Briefing) -> None:
    for grade in ("KG", "01"):
        for one in desired_of(school, grade).tabs:
            for colour in one.conditional_formats:
                assert "!" not in colour.formula
                assert "INDIRECT" not in colour.formula
                assert colour.area.sheet_id == one.sheet_id


def test_the_marks_of_240_children_fit_a_tab(school: Briefing) -> None:
    child = next(student for student in school.roster.students if student.grade == "01")
    many = tuple(replace(child, sourced_id=f"st-{number:05}") for number in range(240))
    tracker = desired_of(replace(school, roster=replace(school.roster, students=many)))
    assert len(places_of(replace(school.roster, students=many), "01")) == 240
    for one in tracker.tabs:
        marks = [mark for mark in tracker.marks if mark.sheet_id == one.sheet_id]
        assert sum(len(mark.key) + len(mark.value) for mark in marks) < 30_000
        assert len({mark.metadata_id for mark in marks}) == len(marks)
