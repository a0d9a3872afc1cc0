"""The desk's one page."""

from flask import Blueprint, render_template

from service.access import Action, WholeSchool
from service.features.desk.view import desk_of
from service.shell.door import overview, records, require
from service.shell.language import current_speech

desk = Blueprint("desk", __name__, template_folder="templates")


@desk.get("/desk")
def page() -> str:
    """What needs the document owner today."""
    require(Action.SEE_SCHOOL, WholeSchool())
    school = overview()
    desk = desk_of(school, records().trouble(), current_speech())
    return render_template("desk/desk.html", desk=desk, school=school)
