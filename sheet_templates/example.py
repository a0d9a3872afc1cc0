"""A school made up to draw a template for, where no school is: its dates mean nothing."""

from datetime import date, timedelta

from sheet_templates.desired.brief import Brief
from sheet_templates.model import Audience, TrackerTemplate
from sheet_templates.school import (
    AcademicCalendar,
    Checkpoint,
    Role,
    School,
    SchoolYear,
    StaffMember,
    Student,
)
from sheet_templates.team import Place, Team

_GRADES = ("02", "03", "01", "04", "05", "KG")
_FIRST_DAY = date(2026, 8, 17)


def example_brief(template: TrackerTemplate) -> Brief:
    """A tracker of this template with all its windows, and one child of each of its grades."""
    grades = _grades(template)
    owner, teacher = _adult("Olga", "Weber", Role.DOCUMENT_OWNER), _adult("Rosa", "Ruiz")
    return Brief(
        tracker_id="example",
        grade=grades[0] if len(grades) == 1 else "",
        school=School(sourced_id="example", name="Example School"),
        calendar=AcademicCalendar(
            school_year=SchoolYear(
                sourced_id="example",
                title="a school year",
                begins_on=_FIRST_DAY,
                ends_on=_FIRST_DAY + timedelta(days=280),
                grading_periods=(),
            ),
            instructional_days=(),
        ),
        template=template,
        checkpoints=_windows(template, grades),
        reviews=(),
        team=Team(document_owner=owner, teachers=(teacher,), intervention_staff=()),
        places=tuple(_place(grade, teacher) for grade in grades),
        service_identity="service@school.example",
        time_zone="UTC",
    )


def _grades(template: TrackerTemplate) -> tuple[str, ...]:
    """Of a team the grade with the most windows; of other files two, for they may mix grades."""

    def missed(grade: str) -> int:
        return sum(grade in window.not_for_grades for window in template.cadence.windows)

    most_first = sorted(_GRADES, key=missed)
    return tuple(most_first[: 1 if template.audience is Audience.TEAM else 2])


def _windows(template: TrackerTemplate, grades: tuple[str, ...]) -> tuple[Checkpoint, ...]:
    return tuple(
        Checkpoint(
            key=window.key,
            title=window.title,
            opens_on=_FIRST_DAY + timedelta(days=28 * number),
            due_on=_FIRST_DAY + timedelta(days=28 * number + 14),
            missing_from=_FIRST_DAY + timedelta(days=28 * number + 21),
        )
        for number, window in enumerate(template.cadence.windows)
        if not window.not_for_grades.issuperset(grades)
    )


def _adult(given: str, family: str, role: Role = Role.TEACHER) -> StaffMember:
    return StaffMember(
        sourced_id=family.lower(),
        given_name=given,
        family_name=family,
        email=f"{family.lower()}@school.example",
        role=role,
    )


def _place(grade: str, teacher: StaffMember) -> Place:
    child = Student(sourced_id=f"st-{grade}", given_name="Ana", family_name="Morales", grade=grade)
    return Place(student=child, enrollment=None, teacher=teacher)
