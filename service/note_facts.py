"""What decides about the progress notes of a tracker, out of roster and template."""

from sheet_templates.model import TrackerTemplate
from sheet_templates.school import AcademicCalendar, Roster, StaffMember
from sheet_templates.subjects import Subject, enrollments_in, team_for
from sync.domain.notes_owed import NotesFacts


def notes_facts(
    roster: Roster,
    subject: Subject,
    template: TrackerTemplate,
    calendar: AcademicCalendar,
    owner: StaffMember,
) -> NotesFacts | None:
    """What decides about the progress notes of a tracker; None where none are owed."""
    rule = template.cadence.notes
    if rule is None:
        return None
    team = team_for(roster, subject)
    return NotesFacts(
        rule=rule,
        calendar=calendar,
        grace=template.cadence.grace_instructional_days,
        people=team.everyone,
        helpers=team.intervention_staff,
        owner=owner.sourced_id,
        students=subject.students,
        enrollments=enrollments_in(roster, subject),
    )
