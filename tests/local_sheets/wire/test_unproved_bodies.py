"""Bodies and limits that nobody has proved, both ways of each switch, over the wire."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from local_sheets import clock
from local_sheets.wire import create_app
from tests.local_sheets.cases.writing import g, protect
from tests.local_sheets.wire.cast import (
    SCOPES,
    SPREADSHEET,
    TEO,
    URL,
    Caller,
    new_tracker,
    session_for,
)
from tests.wsgi_adapter import WsgiAdapter

Serve = Callable[..., Callable[..., Caller]]
BOTH_WAYS = pytest.mark.parametrize("on", [True, False])
SHEETS = "/v4/spreadsheets/"


@pytest.fixture
def serve(folder: Path, request: pytest.FixtureRequest) -> Serve:
    """Serve the folder under other switches; gives the callers."""

    def served(**switches: Any) -> Callable[..., Caller]:
        app = create_app(folder, switches=switches)
        request.addfinalizer(app.close)
        return lambda subject=None, scopes=SCOPES: Caller(
            session=session_for(app, folder, subject, scopes)
        )

    return served


def _strange(served: Callable[..., Caller], path: str) -> requests.Response:
    """A call with a token that nobody gave."""
    known: Any = served().session
    plain = requests.Session()
    plain.mount(URL, known.get_adapter(URL))
    return plain.get(URL + path, headers={"Authorization": "Bearer made-up"})


def _tracker(service: Caller) -> str:
    return new_tracker(service, service.drive("GET", "drives")["drives"][0]["id"])


@BOTH_WAYS
def test_details_of_401_and_403_at_sheets(serve: Serve, *, on: bool) -> None:
    served = serve(errors_have_details=on)
    expired = _strange(served, SHEETS + "x")
    assert (expired.status_code, "details" in expired.json()["error"]) == (401, on)
    assert ("WWW-Authenticate" in expired.headers) is on
    reading = served(None, ("https://www.googleapis.com/auth/spreadsheets.readonly",))
    refused = reading.write(_tracker(served()), "A1", [[1]])
    details = refused.json()["error"].get("details", [{}])
    assert refused.status_code == 403
    assert (details[0].get("reason") == "ACCESS_TOKEN_SCOPE_INSUFFICIENT") is on


@BOTH_WAYS
def test_a_project_without_the_sheets_api(serve: Serve, *, on: bool) -> None:
    service = serve(sheets_api_enabled=on)()
    tracker = _tracker(service)
    answer = service.call("GET", SHEETS + tracker)
    assert answer.status_code == (200 if on else 403)
    if not on:
        error = answer.json()["error"]
        assert error["message"].startswith("Google Sheets API has not been used in project ")
        assert error["details"][0]["reason"] == "SERVICE_DISABLED"


@BOTH_WAYS
def test_reasons_of_drives_refusals(serve: Serve, *, on: bool) -> None:
    served = serve(drive_errors_give_reasons=on)
    answers = [served().call("GET", "/drive/v3/files/none"), _strange(served, "/drive/v3/about")]
    for answer, status in zip(answers, ("NOT_FOUND", "UNAUTHENTICATED"), strict=True):
        error = answer.json()["error"]
        assert (error["code"], "errors" in error) == (answer.status_code, on)
        assert error.get("status") == (None if on else status)


@BOTH_WAYS
def test_descriptions_of_the_token_endpoint(folder: Path, *, on: bool) -> None:
    app = create_app(folder, switches={"token_errors_describe": on})
    try:
        plain = requests.Session()
        plain.mount(URL, WsgiAdapter(app))
        answer = plain.post(URL + "/token", data={"grant_type": "magic"})
    finally:
        app.close()
    assert answer.status_code == 400
    said = answer.json()
    assert said["error"] == "unsupported_grant_type"
    assert ("error_description" in said) is on


@pytest.mark.parametrize(("most", "status"), [(2, 200), (1, 400)])
def test_the_size_of_a_batch(serve: Serve, most: int, status: int) -> None:
    service = serve(most_calls_in_batch=most)()
    part = "--b\r\nContent-Type: application/http\r\n\r\nGET /drive/v3/about?fields=user\r\n\r\n"
    body = part * 2 + "--b--\r\n"
    headers = {"Content-Type": "multipart/mixed; boundary=b"}
    answer = service.session.post(URL + "/batch/drive/v3", data=body, headers=headers)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("most", "codes"), [(0, [200, 200, 200]), (2, [200, 200, 403])])
def test_sharing_has_a_limit_or_none(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, most: int, codes: list[int]
) -> None:
    service = serve(sharing_writes_an_hour=most)()
    tracker = _tracker(service)
    path = f"/drive/v3/files/{tracker}/permissions"

    def shared(role: str) -> requests.Response:
        body = {"type": "user", "role": role, "emailAddress": TEO}
        return service.call("POST", path, body, supportsAllDrives="true")

    answers = [shared(role) for role in ("reader", "commenter", "writer")]
    assert [one.status_code for one in answers] == codes
    if most:
        assert answers[-1].json()["error"]["errors"][0]["reason"] == "sharingRateLimitExceeded"
        later = clock.now() + timedelta(minutes=61)
        monkeypatch.setattr(clock, "now", lambda: later)
        service.session.credentials.refresh(service.session._auth_request)  # type: ignore[attr-defined]
        assert shared("writer").status_code == 200


@pytest.mark.parametrize(
    ("switch", "path", "asked", "minutes"),
    [
        ("channel_minutes=5", "files/{}/watch", None, 5),
        ("channel_minutes=120", "files/{}/watch", None, 120),
        ("longest_file_channel_hours=2", "files/{}/watch", 72, 120),
        ("longest_file_channel_hours=1", "files/{}/watch", 72, 60),
        ("longest_changes_channel_hours=1", "changes/watch", 72, 60),
        ("longest_changes_channel_hours=50", "changes/watch", 72, 3000),
    ],
)
def test_how_long_channels_live(
    serve: Serve, switch: str, path: str, asked: int | None, minutes: int
) -> None:
    name, _, value = switch.partition("=")
    service = serve(**{name: int(value)})()
    body: dict[str, Any] = {"id": "c", "type": "web_hook", "address": "http://127.0.0.1:9/x"}
    if asked:
        until = clock.now() + timedelta(hours=asked)
        body["expiration"] = str(int(until.timestamp() * 1000))
    opened = service.drive("POST", path.format(_tracker(service)), body, pageToken="1")
    left = datetime.fromtimestamp(int(opened["expiration"]) / 1000, clock.now().tzinfo)
    assert abs((left - clock.now()).total_seconds() - minutes * 60) < 60


@BOTH_WAYS
def test_what_a_copy_keeps_of_protections(serve: Serve, *, on: bool) -> None:
    service = serve(copy_keeps_protections=on, strict_service_accounts=False)()
    made = service.drive("POST", "files", {"mimeType": SPREADSHEET})["id"]
    whole = {"addProtectedRange": {"protectedRange": {"range": {}, "protectedRangeId": 9}}}
    service.batch(made, protect({"range": g("B:B"), "editors": {"users": []}}), whole)
    copy = service.drive("POST", f"files/{made}/copy", {})["id"]
    shown = service.ok("GET", SHEETS + copy, fields="sheets.protectedRanges.protectedRangeId")
    ids = {one["protectedRangeId"] for one in shown["sheets"][0]["protectedRanges"]}
    assert ids == ({3, 9} if on else {9})


def test_a_scope_of_add_ons_opens_no_method(serve: Serve) -> None:
    served = serve()
    tracker = _tracker(served())
    only = served(None, ("https://www.googleapis.com/auth/spreadsheets.currentonly",))
    assert only.call("GET", SHEETS + tracker).status_code == 403


def test_a_folder_is_no_document_for_sheets(service: Caller, drive_id: str) -> None:
    body = {"mimeType": "application/vnd.google-apps.folder", "parents": [drive_id]}
    folder_id = service.drive("POST", "files", body)["id"]
    error = service.call("GET", SHEETS + folder_id).json()["error"]
    assert (error["code"], error["status"]) == (400, "FAILED_PRECONDITION")


def test_an_aborted_write_is_a_fault_that_changes_nothing(
    service: Caller, control: Caller, tracker: str
) -> None:
    control.ok("POST", "/local/faults", {"status": 409, "route": "PUT *"})
    refused = service.write(tracker, "A1", [[1]])
    assert refused.json()["error"] == {
        "code": 409,
        "status": "ABORTED",
        "message": "The operation was aborted.",
    }
    assert service.values(tracker, "A1") == []
    assert service.write(tracker, "A1", [[1]]).status_code == 200
