"""The routes of the browser spreadsheet, beside the API that its page talks to."""

from typing import Any, Protocol
from urllib.parse import urlencode

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from local_sheets import clock
from local_sheets.access import may_write, role_on
from local_sheets.addon.host import Host
from local_sheets.browser.key_table import KEYS
from local_sheets.browser.rooms import Rooms, Visitor
from local_sheets.browser.stream import Stream, last_write
from local_sheets.clock import Moment
from local_sheets.directory import Directory, Person
from local_sheets.errors import PROTECTED, forbidden, unauthenticated
from local_sheets.oauth import SHEETS_WRITE, Tokens
from local_sheets.sheets_routes import readable, stored_workbook
from local_sheets.storage import Storage
from local_sheets.whois import current_person, is_from_here

#: Scripts and requests of this very server, and nothing else (beside what all pages have).
OWN_SCRIPTS = "script-src 'self'; connect-src 'self'; "
_SCOPE = frozenset({"https://www.googleapis.com/auth/spreadsheets"}) & SHEETS_WRITE
_LONGEST = 200


class Served(Protocol):
    """What the browser spreadsheet shows."""

    storage: Storage
    directory: Directory
    tokens: Tokens
    rooms: Rooms
    addon: Host

    @property
    def moment(self) -> Moment:
        """The day and time that spreadsheets believe in."""


def browser_pages(served: Served) -> Blueprint:
    """The blueprint: the page, its token, its events, and where its reader stands."""
    pages = Blueprint(
        "browser",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static/browser",
    )
    desk = _Desk(served)
    for ending in ("", "/edit", "/view"):
        pages.add_url_rule(f"/spreadsheets/d/<file_id>{ending}", "open" + ending, desk.page)
    pages.add_url_rule("/spreadsheets/d/<file_id>/events", "events", desk.events)
    pages.add_url_rule("/spreadsheets/d/<file_id>/place", "place", desk.place, methods=["POST"])
    pages.add_url_rule("/person/token", "token", desk.token, methods=["POST"])
    return pages


class _Desk:
    """The views, over what is served."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def page(self, file_id: str) -> AnyResponse | str:
        """The spreadsheet; whoever has not said who they are is asked first."""
        person = current_person(self._served.directory)
        if person is None:
            return redirect("/?" + urlencode({"next": request.full_path}), 303)
        storage = self._served.storage
        file, _ = readable(storage, file_id, person)
        seq = last_write(storage, file.id)  # before the cells: later writes are then told of
        workbook = stored_workbook(storage, file.id)
        g.policy = OWN_SCRIPTS
        boot = {
            "fileId": file.id,
            "name": person.name,
            "mayWrite": may_write(role_on(file, storage.shelf, person)),
            "seq": seq,
            "protected": PROTECTED,
            "addon": self._served.addon.is_there,
            "tabs": [
                {"sheetId": tab.sheet_id, "title": tab.title}
                for tab in workbook.tabs
                if not tab.hidden
            ],
        }
        return render_template(
            "spreadsheet.html",
            boot=boot,
            person=person,
            key_table=KEYS,
            title=workbook.properties["title"],
            plain=_plain_address(file.id),
        )

    def token(self) -> dict[str, Any]:
        """A token of the chosen person for the API, as sign-in would give it."""
        if not is_from_here():
            raise forbidden("This request belongs to another site.")
        person = self._person()
        return {"token": self._served.tokens.issue(person.email, _SCOPE, clock.now())}

    def events(self, file_id: str) -> Response:
        """Server-sent events for one page (see stream.py)."""
        person = self._person()
        readable(self._served.storage, file_id, person)
        stream = Stream(
            source=self._served,
            file_id=file_id,
            page=request.args.get("page", "")[:_LONGEST],
            visitor=Visitor(email=person.email, name=person.name),
            check=lambda: self._still_readable(file_id, person),
        )
        return Response(stream.events(), content_type="text/event-stream")

    def place(self, file_id: str) -> tuple[str, int]:
        """Note which cell a page has chosen, or that it is gone (without a cell)."""
        if not is_from_here():
            raise forbidden("This request belongs to another site.")
        person = self._person()
        page = request.form.get("page", "")
        cell = request.form.get("cell", "")[:_LONGEST]
        if not cell:
            self._served.rooms.leave(file_id, page, person.email)
            return "", 204
        moved = Visitor(
            email=person.email,
            name=person.name,
            sheet_id=request.form.get("sheetId", 0, int),
            cell=cell,
        )
        self._served.rooms.move(file_id, page, moved)
        return "", 204

    def _person(self) -> Person:
        person = current_person(self._served.directory)
        if person is None:
            raise unauthenticated()
        return person

    def _still_readable(self, file_id: str, person: Person) -> None:
        now = self._served.directory.people().person(person.email)
        if now is None:
            raise unauthenticated()
        readable(self._served.storage, file_id, now)


def _plain_address(file_id: str) -> str:
    """The page without script, with the query and the anchor of this one."""
    asked = {name: request.args[name] for name in ("gid", "range") if name in request.args}
    place = urlencode(asked, safe=":")
    return f"/spreadsheets/d/{file_id}/htmlview" + (f"?{place}#{place}" if place else "")
