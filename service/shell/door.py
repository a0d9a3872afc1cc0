"""Who is signed in, and the one place where a page asks whether they may."""

from typing import Any

from flask import abort, current_app, g, redirect, session, url_for
from werkzeug.exceptions import HTTPException

from service.access import Action, Person, Subject, may
from service.letters import Letters
from service.overview import Overview
from service.reading import SchoolReader
from service.records import Records
from service.uploads import Uploads
from service.works import Works

_PERSON_KEY = "person"
READER = "tracksheet-reader"
LETTERS = "tracksheet-letters"
RECORDS = "tracksheet-records"
WORKS = "tracksheet-works"
UPLOADS = "tracksheet-uploads"
ENTRANCE = "tracksheet-entrance"


def entrance() -> str:
    """The address where people come in: the choice of person, or the sign-in with Google."""
    return url_for(current_app.extensions[ENTRANCE])


def reader() -> SchoolReader:
    """The reader that the app was made with."""
    found = current_app.extensions[READER]
    assert isinstance(found, SchoolReader)
    return found


def letters() -> Letters:
    """The school's letters."""
    found = current_app.extensions[LETTERS]
    assert isinstance(found, Letters)
    return found


def records() -> Records:
    """What the store holds of trackers besides entries."""
    found = current_app.extensions[RECORDS]
    assert isinstance(found, Records)
    return found


def works() -> Works:
    """The work that pages began."""
    found = current_app.extensions[WORKS]
    assert isinstance(found, Works)
    return found


def uploads() -> Uploads:
    """The files that somebody sent."""
    found = current_app.extensions[UPLOADS]
    assert isinstance(found, Uploads)
    return found


def overview() -> Overview:
    """The school of this request, read once; 503 while there is none."""
    found = known_overview()
    if found is None:
        abort(503, "There is no school here yet. Import one: tracksheet roster import ZIP")
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

    A permanent one outlasts the browser and ends after the app's session lifetime.
    """
    session.clear()
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


def require_person() -> Person:
    """Who is signed in; a visitor whom nobody knows yet is sent to the entrance."""
    person = signed_in()
    if person is None:
        raise _Elsewhere
    return person


def require(action: Action, subject: Subject) -> Person:
    """Who is signed in, if they may; else a 403 page with the reason."""
    person = require_person()
    decision = may(person, action, subject)
    if not decision.allowed:
        abort(403, decision.why)
    return person


class _Elsewhere(HTTPException):
    """Answers with a redirect to the entrance."""

    code = 303

    def get_response(self, *_: object, **__: object) -> Any:
        """The redirect."""
        return redirect(entrance(), 303)
