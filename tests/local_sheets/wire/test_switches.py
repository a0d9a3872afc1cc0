"""Assumptions about Google: where they are set, what a wrong one says, what some of them do."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from local_sheets import clock
from local_sheets.local_errors import LocalServerError
from local_sheets.server import main
from local_sheets.switch_settings import read_switches, switch_option, with_switches
from local_sheets.switches import DEFAULTS, Switches, switch_notes
from local_sheets.wire import create_app
from tests.local_sheets.cases.writing import g, mark, protect, view
from tests.local_sheets.wire.cast import (
    AIDA,
    AIDES,
    OUTSIDER,
    SCOPES,
    SPREADSHEET,
    TEO,
    Caller,
    new_tracker,
    session_for,
    share,
)

Callers = Callable[..., Caller]
Serve = Callable[..., Callers]
READ_ONLY = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
BOTH_WAYS = pytest.mark.parametrize("on", [True, False])


@pytest.fixture
def serve(folder: Path, request: pytest.FixtureRequest) -> Serve:
    """Serve the folder under other switches; gives the callers."""

    def served(**switches: Any) -> Callers:
        app = create_app(folder, switches=switches)
        request.addfinalizer(app.close)
        return lambda subject, scopes=SCOPES: Caller(
            session=session_for(app, folder, subject, scopes)
        )

    return served


def test_every_switch_says_what_it_means_and_where_it_comes_from() -> None:
    for note in switch_notes():
        assert note.meaning.endswith("."), note
        assert note.source, note


def test_the_file_sets_switches_and_the_caller_stands_above_it(folder: Path) -> None:
    (folder / "switches.json").write_text(json.dumps({"quotas": True, "version_lag_seconds": 14}))
    app = create_app(folder, switches={"version_lag_seconds": 3})
    app.close()
    assert app.switches == Switches(quotas=True, version_lag_seconds=3)


def test_a_folder_without_the_file_has_the_defaults(tmp_path: Path) -> None:
    assert read_switches(tmp_path) == DEFAULTS


def test_all_wrong_switches_are_named_at_once() -> None:
    wrong = {"quota": True, "quotas": 1, "version_lag_seconds": True}
    with pytest.raises(LocalServerError) as refused:
        with_switches(DEFAULTS, wrong, "switches.json")
    text = str(refused.value)
    assert text.startswith("switches.json: there is no switch 'quota'; quotas must be true or")
    assert "version_lag_seconds must be a whole number from 0, not True" in text
    assert "The switches are channel_minutes, copy_keeps_protections, " in text


@pytest.mark.parametrize("text", ["{", "[]", '{"version_lag_seconds": -1}'])
def test_a_broken_file_stops_the_start_and_names_itself(folder: Path, text: str) -> None:
    (folder / "switches.json").write_text(text)
    with pytest.raises(LocalServerError, match=r"switches\.json"):
        create_app(folder)


@pytest.mark.parametrize(
    ("text", "value"), [("a=true", True), ("a=False", False), ("a=14", 14), ("a=x", "x")]
)
def test_a_switch_of_the_command_line_is_typed(text: str, value: Any) -> None:
    assert switch_option(text) == ("a", value)


def test_the_command_refuses_a_switch_that_there_is_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", "0", "--data-dir", str(folder), "--switch", "speed=3"]) == 2
    assert "there is no switch 'speed'" in capsys.readouterr().err


@pytest.mark.parametrize(("ignore_case", "status"), [(True, 200), (False, 400)])
def test_titles_of_tabs_match_in_any_case_or_not(
    serve: Serve,
    *,
    ignore_case: bool,
    status: int,
) -> None:
    teo = serve(tab_titles_ignore_case=ignore_case)(TEO)
    made = teo.drive("POST", "files", {"mimeType": SPREADSHEET})
    for _ in range(2):  # as just made, and as kept
        path = f"/v4/spreadsheets/{made['id']}/values/sheet1!A1"
        assert teo.call("GET", path).status_code == status
        assert teo.write(made["id"], "Sheet1!A1", [[1]]).status_code == 200


@pytest.mark.parametrize(("bypass", "status"), [(True, 200), (False, 400)])
def test_content_managers_bypass_protections_or_not(
    serve: Serve,
    *,
    bypass: bool,
    status: int,
) -> None:
    callers = serve(organizers_bypass_protections=bypass)
    service, teo = callers(None), callers(TEO)
    tracker = new_tracker(service, service.drive("GET", "drives")["drives"][0]["id"])
    share(service, tracker, TEO)
    protection = {"range": {"sheetId": 0}, "editors": {"users": [TEO]}}
    made = teo.batch(tracker, {"addProtectedRange": {"protectedRange": protection}})
    assert made.status_code == 200, made.text
    assert service.write(tracker, "A1", [[1]]).status_code == status


def test_without_the_strict_rule_a_service_account_owns_its_files(serve: Serve) -> None:
    service = serve(strict_service_accounts=False)(None)
    made = service.drive("POST", "files", {"mimeType": SPREADSHEET})
    assert service.drive("GET", f"files/{made['id']}", fields="ownedByMe") == {"ownedByMe": True}


def test_drive_learns_of_an_edit_only_after_the_lag(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers = serve(version_lag_seconds=14)
    service = callers(None)
    drive_id = service.drive("GET", "drives")["drives"][0]["id"]
    tracker, other = new_tracker(service, drive_id), new_tracker(service, drive_id)
    fields = "version,modifiedTime"
    before = service.drive("GET", f"files/{tracker}", fields=fields)
    start = service.drive("GET", "changes/startPageToken")["startPageToken"]
    service.write(tracker, "A1", [[1]])
    share(service, other, TEO)
    listing = {"includeItemsFromAllDrives": "true"}
    assert service.drive("GET", f"files/{tracker}", fields=fields) == before
    page = service.drive("GET", "changes", pageToken=start, **listing)
    assert [one["fileId"] for one in page["changes"]] == [other], "Drive's own work shows at once"
    again = service.drive("GET", "changes/startPageToken")["startPageToken"]
    later = clock.now() + timedelta(seconds=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert service.drive("GET", f"files/{tracker}", fields="version") == {"version": "2"}
    for token in (page["newStartPageToken"], again):
        late = service.drive("GET", "changes", pageToken=token, **listing)
        assert tracker in [one["fileId"] for one in late["changes"]]


def tracker_of(service: Caller) -> str:
    return new_tracker(service, service.drive("GET", "drives")["drives"][0]["id"])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("stranger", "field"), [(OUTSIDER, "users"), ("new@school.example", "users"), (AIDES, "groups")]
)
def test_editors_of_a_protection_need_access_or_not(
    serve: Serve, stranger: str, field: str, *, on: bool
) -> None:
    service = serve(protected_editors_need_access=on)(None)
    tracker = tracker_of(service)
    me = service.drive("GET", "about", fields="user")["user"]["emailAddress"]
    share(service, tracker, TEO)
    body = protect({"range": g("B:B"), "editors": {"users": [me, TEO.upper()]}})
    assert service.batch(tracker, body).status_code == 200
    editors = {"users": [me], "groups": []}
    editors[field].append(stranger)
    mask = {"protectedRange": {"protectedRangeId": 3, "editors": editors}, "fields": "editors"}
    changed = service.batch(tracker, {"updateProtectedRange": mask})
    assert changed.status_code == (400 if on else 200), changed.text
    if on:
        assert f"is not shared with these editors: {stranger}." in changed.text
        grant = {"type": field.removesuffix("s"), "role": "writer", "emailAddress": stranger}
        path = f"files/{tracker}/permissions"
        if stranger != "new@school.example":
            service.drive("POST", path, grant, sendNotificationEmail="false")
            assert service.batch(tracker, {"updateProtectedRange": mask}).status_code == 200


def test_a_member_of_a_group_with_access_has_access(serve: Serve) -> None:
    service = serve(protected_editors_need_access=True)(None)
    tracker = tracker_of(service)
    me = service.drive("GET", "about", fields="user")["user"]["emailAddress"]
    grant = {"type": "group", "role": "writer", "emailAddress": AIDES}
    path = f"files/{tracker}/permissions"
    service.drive("POST", path, grant, sendNotificationEmail="false")
    body = protect({"range": g("B:B"), "editors": {"users": [me, AIDA]}})
    assert service.batch(tracker, body).status_code == 200


@BOTH_WAYS
def test_readers_save_filter_views_or_not(serve: Serve, *, on: bool) -> None:
    callers = serve(readers_save_filter_views=on)
    service, teo, stranger = callers(None), callers(TEO), callers(OUTSIDER)
    tracker = tracker_of(service)
    share(service, tracker, TEO, "reader")
    assert teo.batch(tracker, view("A1:B2")).status_code == (200 if on else 403)
    shown = service.ok("GET", f"/v4/spreadsheets/{tracker}", fields="sheets.filterViews.range")
    assert ("filterViews" in shown["sheets"][0]) is on
    assert stranger.batch(tracker, view("A1:B2")).status_code == 403
    assert teo.batch(tracker, {"deleteFilterView": {}}, mark("ROWS", 1)).status_code == 403
    assert teo.write(tracker, "A1", [[1]]).status_code == 403


@BOTH_WAYS
def test_a_readonly_scope_shows_metadata_or_not(serve: Serve, *, on: bool) -> None:
    callers = serve(readonly_scope_shows_metadata=on)
    service, reading = callers(None), callers(None, READ_ONLY)
    tracker = tracker_of(service)
    service.batch(tracker, mark("ROWS", 1))
    fields = "sheets(properties.sheetId,data.rowMetadata.developerMetadata.metadataKey)"
    path = f"/v4/spreadsheets/{tracker}"
    assert '"rid"' in service.call("GET", path, fields=fields).text
    read = reading.call("GET", path, fields=fields)
    assert (read.status_code, '"rid"' in read.text) == (200, on)


@BOTH_WAYS
def test_drive_hides_what_is_not_shared_or_not(serve: Serve, *, on: bool) -> None:
    callers = serve(drive_hides_files=on)
    service, stranger = callers(None), callers(OUTSIDER)
    path = "/drive/v3/files/" + tracker_of(service)
    answer = stranger.call("GET", path, supportsAllDrives="true")
    reason = answer.json()["error"]["errors"][0]["reason"]
    wanted = (404, "notFound") if on else (403, "insufficientFilePermissions")
    assert (answer.status_code, reason) == wanted
    assert stranger.call("GET", "/drive/v3/files/none").status_code == 404


def ruled(area: str, kind: str, *values: str, strict: bool = True) -> dict[str, Any]:
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    rule = {"condition": condition, "strict": strict}
    return {"setDataValidation": {"range": g(area), "rule": rule}}


WRITTEN = [
    ("A1", "yes", True),
    ("A1", "maybe", False),
    ("A1", "=1+1", True),
    ("A1", "", True),
    ("B1", True, True),
    ("B1", "TRUE?", False),
    ("C1", 10, True),
    ("C1", 11, False),
    ("C1", "ten", False),
    ("D1", "fox", True),
    ("D1", "owl", False),
    ("F1", "anything", True),
    ("G1", "anything", True),
]


@BOTH_WAYS
def test_strict_rules_refuse_values_or_not(serve: Serve, *, on: bool) -> None:
    service = serve(strict_rules_refuse_writes=on)(None)
    tracker = tracker_of(service)
    assert service.write(tracker, "E2", [["cat"], ["fox"]]).status_code == 200
    rules = [
        ruled("A1", "ONE_OF_LIST", "yes", "no"),
        ruled("B1", "BOOLEAN"),
        ruled("C1", "NUMBER_BETWEEN", "1", "10"),
        ruled("D1", "ONE_OF_RANGE", "=$E$2:$E"),
        ruled("F1", "ONE_OF_LIST", "yes", strict=False),
    ]
    assert service.batch(tracker, *rules).status_code == 200
    for a1, value, allowed in WRITTEN:
        path = f"/v4/spreadsheets/{tracker}/values/{a1}"
        body = {"values": [[value]]}
        answer = service.call("PUT", path, body, valueInputOption="USER_ENTERED")
        assert (answer.status_code == 200) is (allowed or not on), (a1, value, answer.text)
    cell = {"userEnteredValue": {"stringValue": "perhaps"}}
    repeated = {"range": g("A1"), "cell": cell, "fields": "userEnteredValue"}
    answer = service.batch(tracker, {"repeatCell": repeated})
    assert answer.status_code == (400 if on else 200)
    assert ("cell A1 of tab 'Sheet1' violates" in answer.text) is on
