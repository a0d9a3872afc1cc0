"""Who is signed in, and the one place where a page asks whether they may."""

from typing import Any, TypeVar

from flask import abort, current_app, g, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException

from service.access import Action, OneTracker, Person, Subject, may
from service.answer_links import AnswerLinks
from service.letters import Letters
from service.notes import Notes
from service.overview import Overview
from service.people import People
from service.reading import SchoolReader
from service.records import Records
from service.template_files import TemplateFiles
from service.uploads import Uploads
from service.works import Works
from sheet_templates.sentences import sentence

Part = TypeVar("Part")

_NO_SCHOOL = sentence("There is no school here yet. Import one: tracksheet roster import ZIP")
_PERSON_KEY = "person"
_WANTED_KEY = "wanted"
READER = "tracksheet-reader"
LETTERS = "tracksheet-letters"
RECORDS = "tracksheet-records"
WORKS = "tracksheet-works"
UPLOADS = "tracksheet-uploads"
PEOPLE = "tracksheet-people"
ANSWER_LINKS = "tracksheet-answer-links"
NOTES = "tracksheet-notes"
TEMPLATES = "tracksheet-templates"
ENTRANCE = "tracksheet-entrance"


def entrance() -> str:
    """The address where people come in: the choice of person, or the sign-in with Google."""
    return url_for(current_app.extensions[ENTRANCE])


def _part(name: str, kind: type[Part]) -> Part:
    """What the app was made with under this name."""
    found = current_app.extensions[name]
    assert isinstance(found, kind)
    return found


def reader() -> SchoolReader:
    """The reader that the app was made with."""
    return _part(READER, SchoolReader)


def letters() -> Letters:
    """The school's letters."""
    return _part(LETTERS, Letters)


def records() -> Records:
    """What the store holds of trackers besides entries."""
    return _part(RECORDS, Records)


def works() -> Works:
    """The work that pages began."""
    return _part(WORKS, Works)


def uploads() -> Uploads:
    """The files that somebody sent."""
    return _part(UPLOADS, Uploads)


def people() -> People:
    """What people of the school chose for themselves."""
    return _part(PEOPLE, People)


def answer_links() -> AnswerLinks:
    """What reads the links with which people answer letters."""
    return _part(ANSWER_LINKS, AnswerLinks)


def notes() -> Notes:
    """What keeps notes and gives them back."""
    return _part(NOTES, Notes)


def template_files() -> TemplateFiles:
    """The templates that can be named."""
    return _part(TEMPLATES, TemplateFiles)


def overview() -> Overview:
    """The school of this request, read once; 503 while there is none."""
    found = known_overview()
    if found is None:
        abort(503, _NO_SCHOOL)
    return found


def known_overview() -> Overview | None:
    """The school of this request, read once; None while there is none."""
    if "overview" not in g:
        g.overview = reader().overview()
    found = g.overview
    assert found is None or isinstance(found, Overview)
    return found


def sign_in(sourced_id: str, *, is_permanent: bool = False) -> None:
    """Begins a new session for this person; nothing of the old one is kept.

    A permanent one outlasts the browser and ends after the app's session lifetime. Only the page
    that they asked for before they were known is remembered.
    """
    wanted = session.get(_WANTED_KEY)
    session.clear()
    if wanted is not None:
        session[_WANTED_KEY] = wanted
    session[_PERSON_KEY] = sourced_id
    session.permanent = is_permanent


def sign_out() -> None:
    """Ends the session."""
    session.clear()


def signed_in() -> Person | None:
    """Who is signed in, with the role that the roster gives them today."""
    sourced_id = session.get(_PERSON_KEY)
    if not isinstance(sourced_id, str):
        return None
    school = known_overview()
    return school.person(sourced_id) if school else None


def require_person(*, come_back: bool = False) -> Person:
    """Who is signed in; a visitor whom nobody knows yet is sent to the entrance.

    With `come_back` they are sent on to this page when they have signed in.
    """
    person = signed_in()
    if person is None:
        if come_back and request.method == "GET":
            session[_WANTED_KEY] = request.path
        raise _Elsewhere
    return person


def wanted_page() -> str | None:
    """The page of ours that was asked for before anybody was signed in; told once."""
    wanted = session.pop(_WANTED_KEY, None)
    return wanted if isinstance(wanted, str) else None


def require(action: Action, subject: Subject) -> Person:
    """Who is signed in, if they may; else a 403 page with the reason."""
    person = require_person()
    decision = may(person, action, subject)
    if not decision.allowed:
        abort(403, decision.why)
    return person


def require_student(student: str, action: Action) -> Person:
    """Who is signed in, if they may; a student of another school is as unknown as none."""
    require_person()
    tracker = overview().tracker_of.get(student)
    if tracker is None:
        abort(404)
    return require(action, OneTracker(tracker))


class _Elsewhere(HTTPException):
    """Answers with a redirect to the entrance."""

    code = 303

    def get_response(self, *_: object, **__: object) -> Any:
        """The redirect."""
        return redirect(entrance(), 303)
