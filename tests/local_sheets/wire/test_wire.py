"""The HTTP of the server: JSON, gzip, bad input, hosts, the log, faults, controls."""

import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
import requests
from werkzeug.test import Client

from local_sheets import wire
from local_sheets.wire import App
from tests.local_sheets.wire.cast import TEO, URL, Caller, share


def _counts(control: Caller) -> dict[tuple[str, str, str], int]:
    totals: dict[tuple[str, str, str], int] = {}
    for count in control.ok("GET", "/local/requests")["counters"]:
        key = (count["label"], count["api"], count["person"])
        totals[key] = totals.get(key, 0) + count["count"]
    return totals


def test_answers_are_pretty_unless_asked_otherwise(service: Caller, tracker: str) -> None:
    path = f"/v4/spreadsheets/{tracker}/values/A1"
    pretty = service.call("GET", path)
    assert pretty.text.startswith('{\n  "range"')
    assert pretty.text.endswith("}\n")
    assert pretty.headers["Content-Type"] == "application/json; charset=UTF-8"
    compact = service.call("GET", path, prettyPrint="false", alt="json")
    assert compact.text == '{"range":"Sheet1!A1","majorDimension":"ROWS"}'


def test_large_answers_are_gzipped_for_those_who_take_it(service: Caller, tracker: str) -> None:
    service.write(tracker, "A1", [["x" * 100] * 20])
    path = f"{URL}/v4/spreadsheets/{tracker}/values/A1:T1"
    plain = service.session.get(path, headers={"Accept-Encoding": "identity"})
    packed = service.session.get(path, headers={"Accept-Encoding": "gzip"}, stream=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.raw.read(decode_content=False)) == plain.content


def test_a_range_may_be_written_in_any_percent_encoding(service: Caller, tracker: str) -> None:
    rename = "/v4/spreadsheets/" + tracker + ":batchUpdate"
    title = "Math/Reading: 50% 'now'?"
    body = {
        "requests": [
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 0, "title": title},
                    "fields": "title",
                }
            }
        ]
    }
    service.ok("POST", rename, body)
    a1 = quote("'Math/Reading: 50% ''now''?'!A1", safe="")
    assert service.write(tracker, a1, [["here"]]).status_code == 200
    assert service.values(tracker, a1) == [["here"]]


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"a":', b"[" * 5000, b'{"values":[["\\ud800"]]}', b"nonsense", b"NaN"],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/v4/spreadsheets/{}/values/A1"), ("POST", "/drive/v3/files")],
)
def test_malformed_json_is_a_400(
    service: Caller, tracker: str, body: bytes, method: str, path: str
) -> None:
    url = URL + path.format(tracker) + "?valueInputOption=RAW"
    response = service.session.request(method, url, data=body)
    assert response.status_code == 400, response.text
    assert response.json()["error"]["code"] == 400


@pytest.mark.parametrize("body", [[], 1, "x", None, {"values": 5}, {"values": [5]}, {"nope": 1}])
def test_wrong_shapes_never_end_in_a_500(service: Caller, tracker: str, body: Any) -> None:
    for method, path in (
        ("PUT", f"/v4/spreadsheets/{tracker}/values/A1?valueInputOption=RAW"),
        ("POST", f"/v4/spreadsheets/{tracker}:batchUpdate"),
        ("POST", f"/v4/spreadsheets/{tracker}/values:batchUpdateByDataFilter"),
        ("PATCH", f"/drive/v3/files/{tracker}?supportsAllDrives=true"),
        ("POST", f"/drive/v3/files/{tracker}/permissions?supportsAllDrives=true"),
    ):
        response = service.session.request(method, URL + path, data=orjson.dumps(body))
        assert response.status_code < 500, (path, response.text)


def test_deep_nesting_in_a_mask_is_a_400(service: Caller, tracker: str) -> None:
    deep = "a(" * 3000 + "b" + ")" * 3000
    assert service.call("GET", f"/v4/spreadsheets/{tracker}", fields=deep).status_code == 400
    response = service.call("GET", "/drive/v3/files", fields=deep)
    assert response.status_code == 400
    assert "errors" in response.json()["error"]


def test_a_wrong_mask_at_drive_is_in_drives_style(service: Caller) -> None:
    response = service.call("GET", "/drive/v3/files", fields="files(id")
    assert response.status_code == 400
    assert response.json()["error"]["errors"][0]["reason"] == "invalidParameter"


def test_a_body_over_the_limit_is_413(
    service: Caller, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LARGEST_BODY", 1000)
    response = service.write(tracker, "A1", [["x" * 2000]])
    assert response.status_code == 413
    assert response.headers["Connection"] == "close"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:8766", ""]
)
def test_another_host_header_gets_nothing(app: App, host: str) -> None:
    client = Client(app)
    for path in ("/", "/token", "/v4/spreadsheets/x", "/local/requests"):
        response = client.get(path, headers={"Host": host})
        assert (response.status_code, b"people" in response.data) == (421, False)


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_our_own_hosts_are_welcome(app: App, host: str) -> None:
    assert Client(app).get("/", headers={"Host": host}).status_code == 200


def test_unknown_paths_of_sheets_are_404(service: Caller, tracker: str) -> None:
    for method, path in (
        ("GET", "/v4/nonsense"),
        ("DELETE", f"/v4/spreadsheets/{tracker}"),
        ("POST", f"/v4/spreadsheets/{tracker}:nonsense"),
    ):
        assert service.call(method, path, {}).status_code == 404, path


def test_the_log_counts_by_label_api_and_person(
    service: Caller, teo: Caller, control: Caller, tracker: str
) -> None:
    share(service, tracker, TEO)
    before = control.ok("GET", "/local/requests")["last"]
    teo.session.headers["x-local-label"] = "edit"
    teo.write(tracker, "A1", [[1]])
    teo.write(tracker, "A2", [[2]])
    teo.values(tracker, "A1")
    counts = _counts(control)
    assert counts["edit", "sheets_write", TEO] == 2
    assert counts["edit", "sheets_read", TEO] == 1
    entries = control.ok("GET", "/local/requests", after=before)["entries"]
    assert [(e["api"], e["person"], e["label"], e["status"]) for e in entries] == [
        ("token", "", "", 200),
        ("sheets_write", TEO, "edit", 200),
        ("sheets_write", TEO, "edit", 200),
        ("sheets_read", TEO, "edit", 200),
    ]
    assert entries[1]["path"] == f"/v4/spreadsheets/{tracker}/values/A1"


def test_a_refusal_is_logged_with_its_status(
    outsider: Caller, control: Caller, tracker: str
) -> None:
    outsider.write(tracker, "A1", [[1]])
    assert control.ok("GET", "/local/requests")["entries"][-1]["status"] == 403


def test_controls_need_their_token(app: App, service: Caller, folder: Path) -> None:
    for path in ("/local/requests", "/local/faults"):
        assert service.call("GET", path).status_code == 401
    stored = json.loads((folder / "local.json").read_text())
    assert stored["control_token"] == app.control_token
    assert stored["url"] == URL
    assert (folder / "local.json").stat().st_mode & 0o777 == 0o600


def test_local_json_is_taken_away_at_a_clean_stop(app: App, folder: Path) -> None:
    app.close()
    assert not (folder / "local.json").exists()


@pytest.mark.parametrize(
    ("status", "google"), [(429, "RESOURCE_EXHAUSTED"), (503, "UNAVAILABLE"), (500, "INTERNAL")]
)
def test_an_injected_status_meets_the_right_requests_so_often(
    service: Caller, control: Caller, tracker: str, status: int, google: str
) -> None:
    fault = {"api": "sheets_write", "status": status, "after": 1, "count": 2}
    control.ok("POST", "/local/faults", fault)
    answers = [service.write(tracker, "A1", [[number]]) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, status, status, 200]
    assert answers[1].json()["error"]["status"] == google
    assert service.values(tracker, "A1") == [["3"]]


def test_a_fault_by_label_and_route_leaves_others_alone(
    service: Caller, teo: Caller, control: Caller, tracker: str
) -> None:
    share(service, tracker, TEO)
    fault = {"label": "sync", "route": "GET /v4/*", "status": 503, "count": None}
    control.ok("POST", "/local/faults", fault)
    service.session.headers["x-local-label"] = "sync"
    path = f"/v4/spreadsheets/{tracker}"
    assert [service.call("GET", path).status_code for _ in range(3)] == [503, 503, 503]
    assert teo.call("GET", path).status_code == 200
    control.ok("DELETE", "/local/faults")
    assert service.call("GET", path).status_code == 200


def test_at_drive_a_429_has_drives_style(service: Caller, control: Caller) -> None:
    control.ok("POST", "/local/faults", {"api": "drive", "status": 429})
    response = service.call("GET", "/drive/v3/files")
    error = response.json()["error"]
    assert (response.status_code, error["errors"][0]["reason"]) == (429, "rateLimitExceeded")


def test_a_delay_is_suffered(service: Caller, control: Caller, tracker: str) -> None:
    control.ok("POST", "/local/faults", {"route": "GET /v4/*", "latency": 0.2})
    response = service.call("GET", f"/v4/spreadsheets/{tracker}")
    assert response.status_code == 200
    assert response.elapsed.total_seconds() >= 0.2


@pytest.mark.parametrize(("drop", "found"), [("before", []), ("after", [["typed"]])])
def test_a_dropped_connection_comes_before_or_after_the_write(
    service: Caller, control: Caller, tracker: str, drop: str, found: list[list[str]]
) -> None:
    control.ok("POST", "/local/faults", {"route": "PUT *", "drop": drop})
    with pytest.raises(requests.ConnectionError):
        service.write(tracker, "A1", [["typed"]])
    assert service.values(tracker, "A1") == found
    statuses = [e["status"] for e in control.ok("GET", "/local/requests")["entries"]]
    assert 0 in statuses, "the log shows it without a status"


@pytest.mark.parametrize(
    "fault",
    [{"status": 418}, {"drop": "later"}, {"api": "mail"}, {"nope": 1}, {"count": -1}, [], 3],
)
def test_a_fault_that_makes_no_sense_is_refused(control: Caller, fault: Any) -> None:
    response = control.call("POST", "/local/faults", fault)
    assert response.status_code == 400
    assert "cannot be injected" in response.json()["error"]["message"]


def test_a_broken_people_file_is_named_and_the_server_lives(
    service: Caller, tracker: str, folder: Path
) -> None:
    (folder / "people.json").write_text('{"people": [{"email": "x"}, {"name": 5}]}')
    response = service.call("GET", f"/v4/spreadsheets/{tracker}")
    assert response.status_code == 500
    message = response.json()["error"]["message"]
    for part in (str(folder / "people.json"), "people[0].email", "people[1].name", "Write it as"):
        assert part in message
    (folder / "people.json").write_text('{"people": []}')
    assert service.call("GET", f"/v4/spreadsheets/{tracker}").status_code == 200


def test_a_bug_of_ours_is_googles_500_with_a_traceback_in_the_log(
    app: App, service: Caller, tracker: str, caplog: pytest.LogCaptureFixture
) -> None:
    app.storage.close()  # what the method then meets is nothing that a client did
    response = service.write(tracker, "A1", [[1]])
    assert response.status_code == 500
    assert response.json()["error"]["message"] == "Internal error encountered."
    assert caplog.records[-1].exc_info is not None


@pytest.mark.parametrize(
    ("charset", "encoding", "status"),
    [
        ("UTF-8", "utf-8", 200),
        ("", "utf-8", 200),
        ("ISO-8859-1", "latin-1", 400),
        ("UTF-16", "utf-16", 400),
        ("no-such-charset", "utf-8", 200),
    ],
)
def test_a_body_is_utf_8_whatever_its_charset_says(
    service: Caller, tracker: str, charset: str, encoding: str, status: int
) -> None:
    body = '{"values": [["Zoë"]]}'.encode(encoding)
    header = "application/json" + (f"; charset={charset}" if charset else "")
    answer = service.session.put(
        f"{URL}/v4/spreadsheets/{tracker}/values/A1?valueInputOption=RAW",
        data=body,
        headers={"Content-Type": header},
    )
    assert answer.status_code == status
    if status == 200:
        assert service.values(tracker, "A1") == [["Zoë"]]
    else:
        assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")
        assert service.values(tracker, "A1") == []
