"""The choice of people, the way to each person's own page, and the error pages."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from service.access import Person
from service.overview import Overview
from service.shell.door import known_overview, overview, require_person, sign_in, sign_out
from sheet_templates.errors import TracksheetError
from sheet_templates.school import Role, StaffMember

VISITOR = "visitor"

shell = Blueprint(
    "shell",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """People one can be, under one heading."""

    title: str
    people: tuple[StaffMember, ...]


@shell.get("/")
def home() -> Response:
    """Everybody's own page: the desk for the document owner, duties for all others."""
    return redirect(home_of(require_person()), 303)


@shell.get("/who")
def who() -> str:
    """The choice of people; a demo on one machine has no passwords."""
    school = known_overview()
    return render_template("shell/who.html", groups=choices(school) if school else ())


@shell.post("/who")
def choose() -> Response:
    """Signs in the person that was chosen; the one who has no role is called a visitor."""
    chosen = request.form.get("person", "")
    if chosen != VISITOR and chosen not in overview().staff:
        abort(403, "Nobody of that name works at this school. Choose somebody from the list.")
    sign_in(chosen)
    return redirect(home_of(overview().person(chosen)), 303)


@shell.post("/leave")
def leave() -> Response:
    """Signs out."""
    sign_out()
    return redirect(url_for("shell.who"), 303)


def home_of(person: Person) -> str:
    """The address of this person's own page."""
    if person.role is Role.DOCUMENT_OWNER:
        return url_for("desk.page")
    return url_for("duties.mine")


def choices(school: Overview) -> tuple[ChoiceGroup, ...]:
    """The staff in groups: owner, the teachers of each grade, aides, teachers without a class."""
    teachers = school.staff_with(Role.TEACHER)
    groups = [ChoiceGroup(title="Document owner", people=school.staff_with(Role.DOCUMENT_OWNER))]
    left = list(teachers)
    for standing in school.trackers:
        here = tuple(one for one in left if one in standing.team.teachers)
        left = [one for one in left if one not in here]
        groups.append(ChoiceGroup(title=f"{standing.title} teachers", people=here))
    aides = school.staff_with(Role.INTERVENTION_STAFF)
    groups.append(ChoiceGroup(title="Intervention staff", people=aides))
    groups.append(ChoiceGroup(title="Teachers without a class", people=tuple(left)))
    return tuple(group for group in groups if group.people)


def show_errors(app: Flask) -> None:
    """Gives every error a page: what happened, what was kept, what to do."""
    app.register_error_handler(HTTPException, _http_page)
    app.register_error_handler(TracksheetError, _trouble_page)


_WORDS = {
    403: "This is not open to you",
    404: "There is no such page",
    405: "This cannot be done here",
    500: "Something went wrong on our side",
    503: "Not ready yet",
}
_WHY = {
    404: "The address may be mistyped, or what it showed is gone. Nothing was changed.",
    405: "The page exists, but not for this kind of request. Nothing was changed.",
    500: "The error was written to the log; nothing of the school was changed by this page. "
    "Try again, and if it stays, show the log to whoever runs Tracksheet.",
}


def _http_page(error: HTTPException) -> Response | tuple[str, int]:
    code = error.code or 500
    if code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    why = _WHY.get(code) or error.description or "Nothing was changed."
    return _error_page(code, why, ())


def _trouble_page(error: TracksheetError) -> tuple[str, int]:
    return _error_page(503, error.reason, error.problems)


def _error_page(code: int, why: str, problems: tuple[str, ...]) -> tuple[str, int]:
    title = _WORDS.get(code) or HTTPStatus(code).phrase
    page = render_template("shell/error.html", title=title, why=why, problems=problems, code=code)
    return page, code
