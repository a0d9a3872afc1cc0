"""What decides about the progress notes of a grade's tracker, out of roster and template."""

from sheet_templates.model import TrackerTemplate
from sheet_templates.school import AcademicCalendar, Roster, StaffMember
from sheet_templates.team import students_in, team_of
from sync.domain.notes_owed import NotesFacts


def notes_facts(
    roster: Roster,
    grade: str,
    template: TrackerTemplate,
    calendar: AcademicCalendar,
    owner: StaffMember,
) -> NotesFacts | None:
    """What decides about the progress notes of a grade's tracker; None where none are owed."""
    rule = template.cadence.notes
    if rule is None:
        return None
    team = team_of(roster, grade)
    return NotesFacts(
        rule=rule,
        calendar=calendar,
        grace=template.cadence.grace_instructional_days,
        people=team.everyone,
        helpers=team.intervention_staff,
        owner=owner.sourced_id,
        students=students_in(roster, grade),
        enrollments=roster.enrollments,
    )
