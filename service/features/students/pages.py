"""A child's page: all that is known of it that its team may know, on one line of time."""

from flask import Blueprint, render_template

from service.access import Action, OneTracker, may
from service.contacts import contacts_link
from service.features.students.view import child_page
from service.shell.door import overview, records, require_student
from service.shell.language import current_speech
from service.student_notes import notes_of_tracker

student_pages = Blueprint("students", __name__, template_folder="templates", url_prefix="/students")


@student_pages.get("/<student>")
def page(student: str) -> str:
    """How the child is doing, and what has been tried."""
    person = require_student(student, Action.SEE_STUDENT)
    school, said = overview(), current_speech()
    tracker = school.tracker_of[student]
    now = {tracker: school.template_in(tracker)}
    record = records().child(student, school.kept.clock, now)
    return render_template(
        "students/student.html",
        child=child_page(school, record, said),
        why=said.tell(may(person, Action.SEE_STUDENT, OneTracker(tracker)).why),
        tracker=tracker,
        contacts=contacts_link(school, person, tracker),
        may_write=may(person, Action.WRITE_NOTE, notes_of_tracker(school, tracker)).allowed,
        may_read_restricted=may(person, Action.RESTRICTED_NOTES, OneTracker(tracker)).allowed,
    )
