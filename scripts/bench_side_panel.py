"""The side panel's own way to a card and back, over sockets.

Google's part is done by a local_sheets process, which makes and signs the event; the door stands
in this one. What the browser needs to draw a card is not in it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

import requests
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from service.addon_door import addon_doors, tell_side_panel
from service.bootstrap import Installation
from service.embedded import start_sheets
from service.turns import Turns
from service.works import Works

_PATIENCE = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class SidePanel:
    """The page of one person, beside a spreadsheet of their own."""

    url: str
    session: requests.Session
    file: str
    home: str

    def open(self) -> float:
        """Ask for the first card; how long it took, in milliseconds."""
        body = {"file": self.file, "url": self.home}
        began = time.perf_counter()
        answer = _post(self.session, f"{self.url}/addon/ask", json=body)
        took = 1000 * (time.perf_counter() - began)
        assert answer["steps"], answer
        return took


@contextmanager
def side_panel(installation: Installation, email: str) -> Iterator[SidePanel]:
    """A side panel of this person, at a local server and a door of their own."""
    folder = installation.folder
    folder.write_people([{"email": email, "name": "Somebody", "title": "", "groups": []}])
    with (
        start_sheets(folder.sheets, 0, folder.demo_date()) as sheets,
        requests.Session() as session,
    ):
        session.trust_env = False
        url = sheets.wait_ready()
        with _door(replace(installation, sheets_url=url)):
            session.post(f"{url}/person", data={"email": email}, timeout=_PATIENCE)
            token = _post(session, f"{url}/person/token")["token"]
            headers = {"Authorization": f"Bearer {token}"}
            made = _post(session, f"{url}/v4/spreadsheets", json={}, headers=headers)
            about = session.get(f"{url}/addon", timeout=_PATIENCE).json()
            yield SidePanel(url, session, made["spreadsheetId"], about["home"])


@contextmanager
def _door(installation: Installation) -> Iterator[None]:
    turns = Turns(installation)
    server = make_server("127.0.0.1", 0, Flask("pages"), threaded=True)
    doors: dict[str, Any] = {**addon_doors(turns, Works(turns.run), server.server_port)}
    server.app = DispatcherMiddleware(Flask("pages"), doors)
    tell_side_panel(installation, server.server_port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _post(session: requests.Session, url: str, **sent: Any) -> Any:
    answer = session.post(url, timeout=_PATIENCE, **sent)
    assert answer.status_code == 200, answer.text
    return answer.json()
