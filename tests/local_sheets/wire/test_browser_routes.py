"""The browser spreadsheet's own routes: the page, its token, its events, who is there."""

import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from werkzeug.test import Client, TestResponse

from local_sheets.wire import App
from tests.local_sheets.wire.cast import OUTSIDER, TEO, URL, Caller, new_tracker, share
from tests.local_sheets.wire.process import Running, close, start

pytestmark = pytest.mark.slow


class Visitor:
    """A browser without JavaScript, of one person."""

    def __init__(self, app: App, email: str) -> None:
        self.client = Client(app)
        self.post("/person", email=email)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=URL)

    def post(self, path: str, origin: str = URL, **form: Any) -> TestResponse:
        return self.client.post(path, base_url=URL, data=form, headers={"Origin": origin})


@pytest.fixture
def shared(service: Caller, tracker: str) -> str:
    share(service, tracker, TEO)
    service.write(tracker, "A1:B1", [["</script><b>", "x"]])
    return tracker


def test_the_page_holds_no_cells_and_runs_no_foreign_script(app: App, shared: str) -> None:
    page = Visitor(app, TEO).get(f"/spreadsheets/d/{shared}/edit?gid=0&range=B2")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert "</script><b>" not in page.text
    assert " style=" not in page.text
    assert re.findall(r"(?:src|href)=\"(?!/)[^\"]+", page.text) == []
    boot = json.loads(re.findall(r'id="boot">(.*?)</script>', page.text)[0])
    assert boot["mayWrite"] is True
    assert boot["tabs"] == [{"sheetId": 0, "title": "Sheet1"}]
    assert boot["seq"] > 0


def test_without_script_it_leads_to_the_plain_table(app: App, shared: str) -> None:
    page = Visitor(app, TEO).get(f"/spreadsheets/d/{shared}/edit?gid=0&range=B2")
    (leads,) = re.findall(
        r'<noscript><meta http-equiv="refresh" content="0; url=([^"]+)"', page.text
    )
    assert leads.replace("&amp;", "&") == (
        f"/spreadsheets/d/{shared}/htmlview?gid=0&range=B2#gid=0&range=B2"
    )


def test_the_token_is_the_persons_own_and_for_spreadsheets_only(app: App, shared: str) -> None:
    teo = Visitor(app, TEO)
    token = teo.post("/person/token").get_json()["token"]

    def read(path: str, token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return teo.client.get(path, base_url=URL, headers=headers).status_code

    assert read(f"/v4/spreadsheets/{shared}/values/A1", token) == 200
    assert read("/drive/v3/files", token) == 403
    other = Visitor(app, OUTSIDER).post("/person/token").get_json()["token"]
    assert read(f"/v4/spreadsheets/{shared}/values/A1", other) == 403


def test_nobody_and_other_sites_get_no_token(app: App) -> None:
    assert Client(app).post("/person/token", base_url=URL).status_code == 401
    assert Visitor(app, TEO).post("/person/token", origin="http://evil.example").status_code == 403


def test_another_host_is_refused(app: App, shared: str) -> None:
    client = Client(app)
    for path in (f"/spreadsheets/d/{shared}/edit", f"/spreadsheets/d/{shared}/events"):
        assert client.get(path, base_url="http://evil.example").status_code == 421
    assert client.post("/person/token", base_url="http://evil.example").status_code == 421


def test_places_are_told_from_here_only(app: App, shared: str) -> None:
    place = f"/spreadsheets/d/{shared}/place"
    teo = Visitor(app, TEO)
    assert teo.post(place, page="p", cell="B2", sheetId=0).status_code == 204
    assert teo.post(place, origin="http://evil.example", page="p").status_code == 403
    assert Client(app).post(place, base_url=URL).status_code == 401


@pytest.fixture
def running(folder: Any) -> Iterator[Running]:
    started = start(folder)
    yield started
    close(started)


class Listener:
    """The events of one page, as they come."""

    def __init__(self, running: Running, file_id: str, email: str, page: str) -> None:
        self.session = requests.Session()
        self.session.post(f"{running.url}/person", data={"email": email}, timeout=60)
        url = f"{running.url}/spreadsheets/d/{file_id}/events"
        self.answer = self.session.get(url, params={"page": page}, stream=True, timeout=60)
        self.lines = self.answer.iter_lines(chunk_size=1, decode_unicode=True)

    def next(self, wanted: str) -> Any:
        """The content of the next event of a name."""
        name = ""
        for line in self.lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name == wanted:
                return json.loads(line.removeprefix("data: "))
        pytest.fail(f"no event {wanted} came")


@pytest.fixture
def file_id(running: Running) -> str:
    service = running.caller(None)
    drive_id = service.drive("GET", "drives")["drives"][0]["id"]
    made = new_tracker(service, drive_id)
    share(service, made, TEO)
    return made


def test_events_tell_of_writes(running: Running, file_id: str) -> None:
    service = running.caller(None)
    teo = Listener(running, file_id, TEO, "one")
    assert teo.next("hello")["seq"] > 0
    wrote = threading.Thread(target=service.write, args=(file_id, "B3", [[5]]))
    wrote.start()
    changed = teo.next("changed")
    assert changed["tabs"] == {"0": {"rows": [[2, 3]]}}
    assert changed["structure"] is False
    wrote.join()


def test_events_tell_who_else_is_there_and_where(running: Running, file_id: str) -> None:
    place = f"{running.url}/spreadsheets/d/{file_id}/place"
    teo = Listener(running, file_id, TEO, "one")
    assert teo.next("people") == []
    other = Listener(running, file_id, TEO, "two")
    (there,) = teo.next("people")
    assert (there["name"], there["page"]) == ("Teo Teacher", "two")
    other.session.post(place, data={"page": "two", "cell": "C7", "sheetId": "0"}, timeout=60)
    assert teo.next("people")[0]["cell"] == "C7"
    other.session.post(place, data={"page": "two"}, timeout=60)
    assert teo.next("people") == []


def test_events_end_with_the_right_to_read(running: Running, file_id: str) -> None:
    service = running.caller(None)
    teo = Listener(running, file_id, TEO, "one")
    teo.next("people")
    found = service.drive("GET", f"files/{file_id}/permissions")["permissions"]
    (own,) = (one["id"] for one in found if one["role"] == "writer")
    service.drive("DELETE", f"files/{file_id}/permissions/{own}")
    assert teo.next("gone") == {}
    assert teo.session.get(teo.answer.url, timeout=60).status_code == 403


def test_open_pages_do_not_keep_the_server_from_ending(running: Running, file_id: str) -> None:
    Listener(running, file_id, TEO, "one").next("people")
    assert running.end() == 0
