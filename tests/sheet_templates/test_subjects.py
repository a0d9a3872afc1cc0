"""Whose trackers a school has, by the audience of its template."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from service.features.trackers.briefing import Briefing, rules_for
from sheet_templates.access_rules import AccessRules, RoleGroup
from sheet_templates.model import Audience
from sheet_templates.roles import Role
from sheet_templates.school import CaseloadSpell, Enrollment
from sheet_templates.subjects import (
    enrollments_in,
    places_in,
    subject_keys,
    subject_of,
    team_for,
)
from sheet_templates.team import team_of
from sync.domain.cadence import checkpoints_of
from sync.domain.caseloads import owed_on_caseloads
from sync.domain.expected import expected_entries
from sync.domain.school_calendar import GradeBand
from sync.errors import CalendarError
from tests.sheet_templates.living import briefing


@pytest.fixture(scope="module")
def four_classes(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    folder: Path = tmp_path_factory.mktemp("four")
    return briefing(folder, classes=4, students_per_class=2, grades=("KG", "01"))


def test_a_team_reads_a_grade_and_a_class_only_itself(four_classes: Briefing) -> None:
    roster = four_classes.roster
    assert subject_keys(roster, Audience.TEAM) == ("KG", "01")
    assert subject_keys(roster, Audience.CLASS) == ("cl-1", "cl-3", "cl-2", "cl-4")
    grade = team_for(roster, subject_of(roster, Audience.TEAM, "01"))
    one = team_for(roster, subject_of(roster, Audience.CLASS, "cl-2"))
    assert [person.sourced_id for person in grade.teachers] == ["t-2", "t-4"]
    assert [person.sourced_id for person in one.teachers] == ["t-2"]
    assert one.intervention_staff == grade.intervention_staff


def test_a_class_that_a_child_has_left_gives_its_teacher_no_other_file(
    four_classes: Briefing,
) -> None:
    roster = four_classes.roster
    latest = Enrollment(
        student="st-2-1",
        school_class="cl-4",
        begins_on=roster.school_year.begins_on.replace(year=2027),
        ends_on=None,
    )
    moved = replace(roster, enrollments=(*roster.enrollments, latest))
    there = subject_of(moved, Audience.CLASS, "cl-4")
    assert "st-2-1" in there.students
    assert [person.sourced_id for person in team_for(moved, there).teachers] == ["t-4"]


def test_a_group_of_a_grades_teachers_reads_no_class_file(four_classes: Briefing) -> None:
    teachers = RoleGroup(role=Role.TEACHER, grade="01", address="grade1@school.example")
    aides = RoleGroup(role=Role.INTERVENTION_STAFF, grade=None, address="aides@school.example")
    rules = AccessRules(groups=(teachers, aides))
    roster = four_classes.roster
    grade, one = (
        subject_of(roster, Audience.TEAM, "01"),
        subject_of(roster, Audience.CLASS, "cl-2"),
    )
    assert rules_for(rules, grade).groups == (teachers, aides)
    assert rules_for(rules, one).groups == (aides,)


def test_grades_that_share_a_file_must_share_their_dates(four_classes: Briefing) -> None:
    calendar, rule = four_classes.calendar, four_classes.template.cadence
    shared = checkpoints_of(("KG", "01"), rule, calendar)
    assert [point.key for point in shared] == ["fall", "spring"], "all that one of them has"
    (band,) = calendar.bands
    first, *rest = band.grading_periods
    shorter = replace(
        band.grading_periods[-1], ends_on=band.grading_periods[-1].ends_on.replace(day=3)
    )
    apart = replace(
        calendar,
        bands=(
            GradeBand(
                key="k",
                title="K",
                grades=frozenset({"KG"}),
                grading_periods=(first, *rest[:-1], shorter),
            ),
            band,
        ),
    )
    with pytest.raises(CalendarError, match="has other dates in grade 01 than in KG"):
        checkpoints_of(("KG", "01"), rule, apart)


def spell(person: str, child: str, begins: date, ends: date | None = None) -> CaseloadSpell:
    return CaseloadSpell(staff_member=person, student=child, begins_on=begins, ends_on=ends)


def test_a_caseload_is_read_by_its_specialist_and_owed_while_a_child_is_on_it(
    four_classes: Briefing,
) -> None:
    october, december, january = date(2026, 10, 1), date(2026, 12, 18), date(2027, 1, 5)
    roster = replace(
        four_classes.roster,
        caseloads=(
            spell("ai-1", "st-2-1", october, december),
            spell("ai-1", "st-1-1", october, december),
            spell("ai-2", "st-1-1", january),
            spell("gone", "st-4-1", october),
        ),
    )
    assert subject_keys(four_classes.roster, Audience.CASELOAD) == ()
    assert sorted(subject_keys(roster, Audience.CASELOAD)) == ["ai-1", "ai-2", "gone"]
    one, two, gone = (
        subject_of(roster, Audience.CASELOAD, key) for key in ("ai-1", "ai-2", "gone")
    )
    assert [set(one.students), set(two.students)] == [{"st-2-1"}, {"st-1-1"}], "where each was last"
    team = team_for(roster, two)
    assert {person.sourced_id for person in team.everyone} == {"ad-1", "ai-2"}
    assert {person.sourced_id for person in team_for(roster, gone).everyone} == {"ad-1"}
    (place,) = places_in(roster, one)
    assert (place.begins_on, place.ends_on) == (october, december)
    assert place.teacher == team_of(roster, "01").by_class["cl-2"][0], "of the class, as ever"
    (enrolled,) = enrollments_in(roster, one)
    assert (enrolled.begins_on, enrolled.ends_on) == (october, december)
    points = four_classes.windows(one, four_classes.template)
    wanted = expected_entries(roster, "KG", four_classes.template.metrics, points, "ad-1")
    owed = owed_on_caseloads(roster, wanted, points, "ad-1")
    assert {(entry.student, entry.checkpoint, entry.owed_by) for entry in owed} == {
        ("st-1-1", point.key, "ai-1" if point.due_on <= december else "ai-2")
        for point in points
        if october <= point.due_on
    }


def test_no_group_reads_a_caseload(four_classes: Briefing) -> None:
    aides = RoleGroup(role=Role.INTERVENTION_STAFF, grade=None, address="aides@school.example")
    roster = replace(four_classes.roster, caseloads=(spell("ai-1", "st-2-1", date(2026, 10, 1)),))
    subject = subject_of(roster, Audience.CASELOAD, "ai-1")
    assert rules_for(AccessRules(groups=(aides,)), subject).groups == ()
