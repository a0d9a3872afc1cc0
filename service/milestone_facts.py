"""What milestones a tracker has and who owes each, out of roster, calendar and template."""

from sheet_templates.access_rules import is_stand_in
from sheet_templates.model import Audience, TrackerTemplate
from sheet_templates.school import Roster, StaffMember
from sheet_templates.subjects import NO_CLASS, Subject, enrollments_in, team_for
from sync.domain.milestones import milestones_for
from sync.domain.milestones_owed import Asked, DueMilestone, TrackerPeople, due_milestones
from sync.domain.school_calendar import SchoolCalendar


def due_in(
    roster: Roster,
    subject: Subject,
    calendar: SchoolCalendar,
    template: TrackerTemplate,
    asked: Asked | None,
    owner: StaffMember,
) -> tuple[DueMilestone, ...]:
    """The milestones of a tracker, each with who owes it; CalendarError from their rules.

    None of a tracker that was not made yet (`asked` is None): it asks for nothing.
    """
    if asked is None or not template.cadence.milestones:
        return ()
    of_grades = {
        grade: milestones_for(grade, template.cadence, calendar.for_grade(grade))
        for grade in subject.grades
    }
    return due_milestones(of_grades, _people(roster, subject, owner), asked)


def _people(roster: Roster, subject: Subject, owner: StaffMember) -> TrackerPeople:
    is_class = subject.audience is Audience.CLASS and subject.key != NO_CLASS
    return TrackerPeople(
        owner=owner.sourced_id,
        helpers=_helpers(roster, subject),
        grade_of={
            one.sourced_id: one.grade
            for one in roster.students
            if one.sourced_id in subject.students
        },
        enrollments=enrollments_in(roster, subject),
        assignments=roster.assignments,
        specialist=subject.key if subject.audience is Audience.CASELOAD else None,
        school_class=subject.key if is_class else None,
    )


def _helpers(roster: Roster, subject: Subject) -> tuple[str, ...]:
    """The intervention staff of the tracker; who stands in for one of them owes nothing anew."""
    there = {one.sourced_id for one in roster.staff}
    lent = {who for who, person in roster.stand_ins if is_stand_in(who) and person in there}
    staff = team_for(roster, subject).intervention_staff
    return tuple(one.sourced_id for one in staff if one.sourced_id not in lent)
