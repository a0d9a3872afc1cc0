"""Push channels: real posts with Google's headers to a listener on this machine."""

import queue
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.local_sheets.wire.cast import TEO, Caller, share

ALL = {"supportsAllDrives": "true"}


class Listener:
    """A small HTTP server that keeps the headers of what is posted to it."""

    def __init__(self) -> None:
        heard: queue.Queue[dict[str, str]] = queue.Queue()

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                heard.put({name.lower(): value for name, value in self.headers.items()})
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Ear)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._heard = heard

    def next(self) -> dict[str, str]:
        return self._heard.get(timeout=60)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    served = Listener()
    yield served
    served.close()


def _watch(caller: Caller, path: str, address: str, **more: Any) -> dict[str, Any]:
    query = more.pop("query", {})
    body = {"id": "c1", "type": "web_hook", "address": address, **more}
    opened: dict[str, Any] = caller.drive("POST", path, body, **query)
    return opened


def test_a_file_tells_what_happened_to_it(
    service: Caller, tracker: str, listener: Listener
) -> None:
    opened = _watch(service, f"files/{tracker}/watch", listener.address, token="secret")
    assert (opened["kind"], opened["id"], opened["token"]) == ("api#channel", "c1", "secret")
    first = listener.next()
    assert (first["x-goog-resource-state"], first["x-goog-message-number"]) == ("sync", "1")
    assert first["x-goog-channel-token"] == "secret"
    assert first["x-goog-resource-id"] == opened["resourceId"]
    ends = parsedate_to_datetime(first["x-goog-channel-expiration"])
    assert abs(ends.timestamp() * 1000 - int(opened["expiration"])) < 1000
    service.write(tracker, "A1", [[1]])
    share(service, tracker, TEO)
    service.drive("PATCH", f"files/{tracker}", {"trashed": True})
    posts = [listener.next() for _ in range(3)]
    told = [(one["x-goog-resource-state"], one.get("x-goog-changed")) for one in posts]
    assert told == [("update", "content"), ("update", "permissions"), ("trash", None)]
    assert [one["x-goog-message-number"] for one in posts] == ["2", "3", "4"]


def test_changes_are_told_to_whoever_may_see_them(
    service: Caller, teo: Caller, tracker: str, listener: Listener
) -> None:
    _watch(teo, "changes/watch", listener.address, query={"pageToken": "1"})
    assert listener.next()["x-goog-resource-state"] == "sync"
    service.write(tracker, "A1", [[1]])  # Teo may not see it yet
    share(service, tracker, TEO)
    post = listener.next()
    assert (post["x-goog-resource-state"], post["x-goog-message-number"]) == ("change", "2")


def test_a_stopped_channel_is_silent_and_others_cannot_stop_it(
    service: Caller, teo: Caller, tracker: str, listener: Listener
) -> None:
    opened = _watch(service, f"files/{tracker}/watch", listener.address)
    listener.next()
    ending = {"id": "c1", "resourceId": opened["resourceId"]}
    assert teo.call("POST", "/drive/v3/channels/stop", ending).status_code == 404
    assert service.call("POST", "/drive/v3/channels/stop", ending).status_code == 204
    assert service.call("POST", "/drive/v3/channels/stop", ending).status_code == 404
    service.write(tracker, "A1", [[1]])
    _watch(service, f"files/{tracker}/watch", listener.address, id="c2")
    assert listener.next()["x-goog-channel-id"] == "c2", "nothing came between"


def test_a_channel_ends_after_an_hour_or_when_asked_but_in_a_day(
    service: Caller, tracker: str, listener: Listener
) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - an expiration is checked against the real clock
    far = str(int((now + timedelta(days=30)).timestamp() * 1000))
    path = f"files/{tracker}/watch"
    day = int(_watch(service, path, listener.address, expiration=far)["expiration"])
    hour = int(_watch(service, path, listener.address, id="c2")["expiration"])
    for given, hours in ((day, 24), (hour, 1)):
        asked = now + timedelta(hours=hours)
        assert abs(given / 1000 - asked.timestamp()) < 60


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"address": "https://example.com/hook"}, "push.webhookUrlUnauthorized"),
        ({"address": "ftp://127.0.0.1/"}, "push.webhookUrlUnauthorized"),
        ({"type": "email"}, "channelUnknown"),
        ({"id": None}, "required"),
        ({"token": "x" * 257}, "badRequest"),
        ({"expiration": "1"}, "badRequest"),
        ({"expiration": "soon"}, "badRequest"),
        ({"payloads": True}, "badRequest"),
    ],
)
def test_a_channel_that_cannot_be_is_refused(
    service: Caller, tracker: str, changes: dict[str, Any], reason: str
) -> None:
    body = {"id": "c1", "type": "web_hook", "address": "http://127.0.0.1:1/", **changes}
    answer = service.call("POST", f"/drive/v3/files/{tracker}/watch", body, **ALL)
    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == reason


def test_an_id_is_one_channel_and_a_deaf_listener_holds_nothing_up(
    service: Caller, tracker: str
) -> None:
    nobody = "http://127.0.0.1:1/"
    _watch(service, f"files/{tracker}/watch", nobody)
    body = {"id": "c1", "type": "web_hook", "address": nobody}
    again = service.call("POST", f"/drive/v3/files/{tracker}/watch", body, **ALL)
    assert again.json()["error"]["errors"][0]["reason"] == "channelIdNotUnique"
    assert service.write(tracker, "A1", [[1]]).status_code == 200
