"""The pages for people: who are you, your spreadsheets, one spreadsheet without script.

The spreadsheet itself is in the package `browser`.

There are no passwords: the server listens on loopback only, and whoever sits at the machine may
look through anybody's eyes. Every page shows what the chosen person may see, read through the
same functions as the API.
"""

import secrets
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from flask import Flask, g, redirect, render_template, request, session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from local_sheets import sheets_api
from local_sheets.access import may_write, role_on
from local_sheets.addon.routes import addon_routes
from local_sheets.browser.routes import OWN_SCRIPTS, browser_pages
from local_sheets.browser.routes import Served as Browsed
from local_sheets.calls import Editor, Query
from local_sheets.directory import Person
from local_sheets.drive_model import SPREADSHEET, DriveFile
from local_sheets.errors import GoogleError
from local_sheets.json_text import plain
from local_sheets.local_errors import LocalServerError
from local_sheets.sheets_routes import readable, stored_workbook
from local_sheets.table_view import FIELDS, make_table, parse_area
from local_sheets.whois import current_person, is_from_here
from local_sheets.workbook import Workbook

#: Named unlike any other app's on this host: cookies are shared between ports.
COOKIE = "local_sheets_person"
_LARGEST_FORM = 100_000


class Served(Browsed, Protocol):
    """What the pages show: spreadsheets, and where this server is."""

    url: str


def create_pages(served: Served, secret: str) -> Flask:
    """The Flask app of the pages; `secret` signs its one cookie."""
    pages = Flask("local_sheets")
    pages.secret_key = secret
    pages.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
    )
    desk = _Desk(served)
    pages.add_url_rule("/", "start", desk.start)
    pages.add_url_rule("/person", "choose", desk.choose, methods=["POST"])
    pages.add_url_rule("/person/forget", "forget", desk.forget, methods=["POST"])
    pages.add_url_rule("/spreadsheets/d/<file_id>/htmlview", "table", desk.table)
    pages.register_blueprint(browser_pages(served))
    pages.register_blueprint(addon_routes(served))
    pages.before_request(_new_nonce)
    pages.after_request(_protect)
    pages.register_error_handler(HTTPException, _failed)
    pages.register_error_handler(GoogleError, desk.refused)
    pages.register_error_handler(LocalServerError, _broken)
    return pages


def tab_link(file_id: str, sheet_id: int, cells: str = "", *, page: str = "edit") -> str:
    """A link to a tab or cells, for this server (query) and in Google's own form (fragment)."""
    place = urlencode({"gid": sheet_id} | ({"range": cells} if cells else {}), safe=":")
    return f"/spreadsheets/d/{file_id}/{page}?{place}#{place}"


class _Desk:
    """The views, over what is served."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def start(self) -> str:
        person = current_person(self._served.directory)
        listed = self._served.directory.people().by_email.values()
        people = sorted((p for p in listed if not p.is_service), key=lambda p: (p.title, p.name))
        if person is None:
            wanted = request.args.get("next", "")
            g.policy = OWN_SCRIPTS
            return render_template("who.html", people=people, next=wanted)
        return render_template("files.html", person=person, files=self._files(person))

    def choose(self) -> Response | tuple[str, int]:
        if not is_from_here():
            return _message("Refused", "This form belongs to another site.", 403)
        person = self._served.directory.people().person(request.form.get("email", ""))
        if person is None:
            return _message("Nobody", "There is no such person in people.json.", 400)
        session["email"] = person.email
        return redirect(_local_path(request.form.get("next", "")), 303)

    def forget(self) -> Response | tuple[str, int]:
        if not is_from_here():
            return _message("Refused", "This form belongs to another site.", 403)
        session.clear()
        return redirect("/", 303)

    def table(self, file_id: str) -> Response | str:
        person = current_person(self._served.directory)
        if person is None:
            path = request.full_path
            return redirect("/?" + urlencode({"next": path}), 303)
        shelf = self._served.storage.shelf
        file, editor = readable(self._served.storage, file_id, person)
        writes = may_write(role_on(file, shelf, person))
        workbook = stored_workbook(self._served.storage, file.id)
        return render_template(
            "table.html",
            person=person,
            may_write=writes,
            **self._tab(workbook, editor, may_write=writes),
        )

    def refused(self, error: GoogleError) -> tuple[str, int]:
        person = current_person(self._served.directory)
        name = person.name if person else "This person"
        if error.code == 403:
            return _message("Not shared", f"{name} may not read this spreadsheet.", 403)
        if error.code == 404:
            return _message("Not found", "There is no such spreadsheet.", 404)
        return _message("Refused", error.message, error.code)

    def _tab(self, workbook: Workbook, editor: Editor, *, may_write: bool) -> dict[str, Any]:
        tabs = [tab for tab in workbook.tabs if not tab.hidden]
        asked = request.args.get("gid", "")
        chosen = next((tab for tab in tabs if str(tab.sheet_id) == asked), tabs[0])
        title = "'" + chosen.title.replace("'", "''") + "'"
        moment = self._served.moment
        parameters = {"ranges": [title], "fields": [FIELDS]}
        query = Query(parameters=parameters, today=moment.today, now=moment.now)
        shown = plain(sheets_api.get_spreadsheet(workbook, query, editor))
        cells = request.args.get("range", "")
        area = parse_area(cells)
        anchor = f"gid={chosen.sheet_id}&range={cells}"
        table = make_table(shown["sheets"][0], area, anchor, may_write=may_write)
        file_id = workbook.spreadsheet_id
        links = [
            (tab.title, tab_link(file_id, tab.sheet_id, page="htmlview"), tab is chosen)
            for tab in tabs
        ]
        return {
            "title": shown["properties"]["title"],
            "tab": chosen.title,
            "links": links,
            "table": table,
        }

    def _files(self, person: Person) -> list[tuple[DriveFile, str]]:
        shelf = self._served.storage.shelf
        seen = [
            file
            for file in shelf.files.values()
            if file.mime_type == SPREADSHEET
            and not file.trashed
            and role_on(file, shelf, person) is not None
        ]
        ordered = sorted(seen, key=lambda file: (file.name.casefold(), file.id))
        return [(file, f"/spreadsheets/d/{file.id}/edit") for file in ordered]


def _local_path(path: str) -> str:
    """Where to go after choosing: only ever a path of this server."""
    parts = urlsplit(path)
    plain = not parts.scheme and not parts.netloc and path.startswith("/")
    return path if plain and "\\" not in path and not path.startswith("//") else "/"


def _message(heading: str, text: str, status: int) -> tuple[str, int]:
    return render_template("message.html", heading=heading, text=text), status


def _failed(error: HTTPException) -> tuple[str, int]:
    return _message(error.name, error.description or "", error.code or 500)


def _broken(error: LocalServerError) -> tuple[str, int]:
    return _message("The local server needs repair", str(error), 500)


def _new_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _protect(response: Response) -> Response:
    targets = g.get("form_targets", "'self'")  # browsers hold redirects of a form to this too
    policy = (
        f"default-src 'none'; style-src 'self' 'nonce-{g.nonce}'; img-src 'self'; "
        f"{g.get('policy', '')}form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not "no-referrer": browsers then call the origin of our own forms "null".
    response.headers["Referrer-Policy"] = "same-origin"
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response
