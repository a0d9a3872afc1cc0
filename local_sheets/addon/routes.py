"""The routes of the side panel: what the add-on is, a click, a yes, a picture. JSON, for the page.

They go by the same cookie as the page: whoever was chosen in this browser is who clicks.
"""

from typing import Any, Protocol

from flask import Blueprint, Response, jsonify, request

from local_sheets.addon.events import Asked
from local_sheets.addon.host import Host, described
from local_sheets.addon.reading import AddOnError, Fields
from local_sheets.directory import Directory, Person
from local_sheets.drive_model import DriveFile
from local_sheets.errors import GoogleError
from local_sheets.sheets_routes import readable
from local_sheets.storage import Storage
from local_sheets.whois import current_person, is_from_here


class Served(Protocol):
    """What the panel stands beside."""

    storage: Storage
    directory: Directory
    addon: Host


def addon_routes(served: Served) -> Blueprint:
    """The blueprint, below /addon."""
    routes = Blueprint("addon", __name__, url_prefix="/addon")
    desk = _Desk(served)
    routes.add_url_rule("", "look", desk.look)
    routes.add_url_rule("/image", "image", desk.image)
    for name, view in (("ask", desk.ask), ("scopes", desk.scopes), ("file", desk.file)):
        routes.add_url_rule(f"/{name}", name, view, methods=["POST"])
    routes.register_error_handler(AddOnError, _troubled)
    routes.register_error_handler(GoogleError, _refused)
    return routes


class _Desk:
    """The views."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def look(self) -> dict[str, Any]:
        """The add-on as its deployment describes it."""
        person = self._person()
        return described(self._served.addon.look(), person)

    def image(self) -> Response:
        """A picture of the add-on's own."""
        self._person()
        found = self._served.addon.picture(request.args.get("url", ""))
        return Response(found.body, content_type=found.content_type)

    def ask(self) -> dict[str, Any]:
        """A click, or the panel that opens: asks the add-on and gives its answer."""
        person, body, problems = self._sent()
        file = self._file(body, person)
        parameters, inputs = body.anything("parameters"), body.anything("inputs")
        if not all(isinstance(one, str) for one in parameters.values()):
            body.problem("has a parameter that is no text")
        asked = Asked(
            url=body.text("url", is_needed=True),
            parameters=parameters,
            inputs=inputs,
            locale=body.text("locale"),
            zone=body.text("zone"),
            offset=body.number("offset"),
        )
        _check(body, problems)
        return self._served.addon.ask(person, file, asked).as_json()

    def scopes(self) -> dict[str, Any]:
        """The person says yes to what the add-on asked for."""
        person, body, problems = self._sent()
        wanted = body.texts("scopes")
        _check(body, problems)
        self._served.addon.allow(person, wanted)
        return {}

    def file(self) -> dict[str, Any]:
        """The person lets the add-on know which file is open."""
        person, body, problems = self._sent()
        file = self._file(body, person)
        _check(body, problems)
        return {"next": self._served.addon.grant_file(person, file.id)}

    def _sent(self) -> tuple[Person, Fields, list[str]]:
        if not is_from_here():
            raise AddOnError("This request belongs to another site.", 403)
        problems: list[str] = []
        content = request.get_json(silent=True)
        return self._person(), Fields(content, "the request", problems), problems

    def _file(self, body: Fields, person: Person) -> DriveFile:
        file, _ = readable(self._served.storage, body.text("file"), person)
        return file

    def _person(self) -> Person:
        person = current_person(self._served.directory)
        if person is None:
            raise AddOnError("Choose again who you are: reload this page.", 401)
        return person


def _check(body: Fields, problems: list[str]) -> None:
    body.end()
    if problems:
        raise AddOnError("; ".join(problems), 400)


def _troubled(error: AddOnError) -> Response:
    return _said(str(error), error.status)


def _refused(error: GoogleError) -> Response:
    return _said(error.message, error.code)


def _said(words: str, status: int) -> Response:
    answer = jsonify(error=words)
    answer.status_code = status
    return answer
