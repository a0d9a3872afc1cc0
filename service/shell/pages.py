"""The way to each person's own page, out again, and the error pages."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequestKeyError, HTTPException
from werkzeug.wrappers import Response

from service.access import Person
from service.shell.door import entrance, require_person, sign_out, wanted_page
from service.shell.language import current_speech, speak_as_asked
from sheet_templates.errors import TracksheetError
from sheet_templates.school import Role
from sheet_templates.sentences import Sentence, sentence

shell = Blueprint(
    "shell",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@shell.get("/")
def home() -> Response:
    """Everybody's own page: the desk for the document owner, duties for all others."""
    return redirect(home_of(require_person()), 303)


@shell.post("/leave")
def leave() -> Response:
    """Signs out."""
    sign_out()
    return redirect(entrance(), 303)


def home_of(person: Person) -> str:
    """The address of the page that this person asked for before signing in, else of their own."""
    wanted = wanted_page()
    if wanted is not None and wanted != url_for("shell.home"):
        return wanted
    if person.role is Role.DOCUMENT_OWNER:
        return url_for("desk.page")
    if person.leads:
        return url_for("reviews.page")
    return url_for("duties.mine")


def show_errors(app: Flask) -> None:
    """Gives every error a page: what happened, what was kept, what to do."""
    app.register_error_handler(HTTPException, _http_page)
    app.register_error_handler(TracksheetError, _trouble_page)


_WORDS = {
    400: sentence("Something is missing here"),
    403: sentence("This is not open to you"),
    404: sentence("There is no such page"),
    405: sentence("This cannot be done here"),
    409: sentence("This has changed since"),
    413: sentence("This is too large"),
    429: sentence("Too many requests at once"),
    500: sentence("Something went wrong on our side"),
    503: sentence("Not ready yet"),
}
_ANY = sentence("This cannot be done here")
_WHY = {
    429: sentence(
        "Too many requests came from your address in a short time, so this one was turned away. "
        "Nothing was changed. Wait a minute, then go on."
    ),
    404: sentence("The address may be mistyped, or what it showed is gone. Nothing was changed."),
    405: sentence("The page exists, but not for this kind of request. Nothing was changed."),
    413: sentence("What was sent is larger than can be taken here. Nothing was changed."),
    500: sentence(
        "The error was written to the log; nothing of the school was changed by this page. "
        "Try again, and if it stays, show the log to whoever runs Tracksheet."
    ),
}


def _http_page(error: HTTPException) -> Response | tuple[str, int]:
    code = error.code or 500
    if code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    return _error_page(code, _why(error, code), ())


def _why(error: HTTPException, code: int) -> str:
    """What our own page said of it, before what is said of every such error.

    The framework's own words, which are English, are left out.
    """
    said = error.description
    if isinstance(said, Sentence):
        return said
    is_ours = not isinstance(error, BadRequestKeyError) and said != type(error).description
    return _WHY.get(code) or (said if said and is_ours else sentence("Nothing was changed."))


def _trouble_page(error: TracksheetError) -> tuple[str, int]:
    return _error_page(503, error.reason, error.problems)


def _error_page(code: int, why: str, problems: tuple[str, ...]) -> tuple[str, int]:
    said = current_speech() if g.get("overview") else speak_as_asked()
    page = render_template(
        "shell/error.html",
        title=said.tell(_WORDS.get(code, _ANY)),
        why=said.tell(why),
        problems=said.told(problems),
        code=code,
        came_from=_came_from(),
    )
    return page, code


def _came_from() -> str | None:
    """The page of ours that led here, where it is another one: the way back to a form."""
    before = urlsplit(request.referrer or "")
    is_ours = before.netloc == request.host and before.path.startswith("/")
    if not is_ours or before.path.startswith("//") or before.path == request.path:
        return None
    return f"{before.path}?{before.query}" if before.query else before.path
