"""Drive's batch endpoint: many calls in one multipart body, each answered for itself."""

from typing import Any

import pytest
from googleapiclient.http import BatchHttpRequest, HttpRequest

from local_sheets.wire import App
from tests.local_sheets.wire.cast import TEO, Caller, share


class Bridge:
    """httplib2's interface, as google-api-python-client calls it, over a session of requests."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def request(self, uri: str, method: str, body: Any = None, headers: Any = None) -> Any:
        sent = self._caller.session.request(method, uri, data=body, headers=headers)
        answered: Any = _Answer({name.lower(): value for name, value in sent.headers.items()})
        answered.status, answered.reason = sent.status_code, sent.reason
        return answered, sent.content


class _Answer(dict[str, str]):
    status: int
    reason: str


def _send(caller: Caller, calls: list[tuple[str, str]]) -> list[Any]:
    """What google-api-python-client makes of a batch: bodies, or the errors it raises."""
    found: list[Any] = []

    def keep(_id: str, reply: Any, error: Any) -> None:
        found.append(reply if error is None else error.resp.status)

    batch = BatchHttpRequest(callback=keep, batch_uri=caller.base + "/batch/drive/v3")
    bridge = Bridge(caller)
    for method, path in calls:
        uri = caller.base + "/drive/v3/" + path
        batch.add(HttpRequest(bridge, lambda _resp, body: body, uri, method=method))
    batch.execute(http=bridge)
    return found


def test_googles_client_sends_a_batch_and_finds_each_answer(
    app: App, service: Caller, tracker: str
) -> None:
    given = share(service, tracker, TEO)["id"]
    before = app.log.report(0)["last"]
    replies = _send(
        service,
        [
            ("GET", "about?fields=user"),
            ("GET", "files/nothing"),
            ("DELETE", f"files/{tracker}/permissions/{given}?supportsAllDrives=true"),
        ],
    )
    assert "Local service" in str(replies[0])
    assert replies[1] == 404
    listed = service.drive("GET", f"files/{tracker}/permissions")["permissions"]
    assert given not in [one["id"] for one in listed]
    entries = app.log.report(before)["entries"]
    assert [one["status"] for one in entries][:3] == [200, 404, 204], "each counts for itself"


def _post(caller: Caller, parts: list[str], kind: str = "multipart/mixed; boundary=b") -> Any:
    body = "".join(f"--b\r\nContent-Type: application/http\r\n\r\n{part}\r\n" for part in parts)
    url = caller.base + "/batch/drive/v3"
    return caller.session.post(url, data=body + "--b--\r\n", headers={"Content-Type": kind})


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ([], "multipart/mixed; boundary=b"),
        (["GET /drive/v3/about?fields=user HTTP/1.1\r\n"] * 101, "multipart/mixed; boundary=b"),
        (["nonsense"], "multipart/mixed; boundary=b"),
        (["POST /batch/drive/v3 HTTP/1.1\r\n"], "multipart/mixed; boundary=b"),
        (["GET /v4/spreadsheets/x HTTP/1.1\r\n"], "multipart/mixed; boundary=b"),
        (["GET /drive/v3/about HTTP/1.1\r\n"], "application/json"),
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(
    service: Caller, parts: list[str], kind: str
) -> None:
    answer = _post(service, parts, kind)
    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "badRequest"


def test_a_part_has_the_rights_of_its_own_token(service: Caller, teo: Caller, tracker: str) -> None:
    teo.ok("GET", "/drive/v3/about", fields="user")
    token = teo.session.credentials.token  # type: ignore[attr-defined]
    call = f"GET /drive/v3/files/{tracker}?supportsAllDrives=true HTTP/1.1\r\n"
    answer = _post(service, [call, call + f"Authorization: Bearer {token}\r\n"])
    assert answer.text.count("HTTP/1.1 200 OK") == 1
    assert answer.text.count("HTTP/1.1 404 NOT FOUND") == 1
