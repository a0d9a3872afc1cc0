"""Requests as gspread was recorded to send them, with Google's answers, from `cases/recorded`."""

import json
from typing import Any

import pytest

from tests.local_sheets.cases.recorded import FILES, KINDS, READS, REFUSALS, WRITES, Sent
from tests.local_sheets.wire.cast import Caller

SENT = [pytest.param(sent, id=sent.about) for sent in (*READS, *WRITES, *KINDS, *REFUSALS, *FILES)]


def _named(text: Any, tracker: str) -> Any:
    return json.loads(json.dumps(text).replace("{id}", tracker))


@pytest.mark.parametrize("sent", SENT)
def test_recorded(service: Caller, tracker: str, sent: Sent) -> None:
    if sent.given:
        assert service.batch(tracker, *sent.given).status_code == 200
    path = _named(sent.path, tracker)
    answer = service.call(sent.method, path, sent.body, **sent.query)
    assert answer.status_code == sent.status, answer.text
    found = answer.json()
    if isinstance(sent.answer, str):
        assert found["error"]["status"] == "INVALID_ARGUMENT"
        assert found["error"]["message"].startswith(sent.answer)
        return
    expected = _named(sent.answer, tracker)
    if sent.parts:
        found = {key: value for key, value in found.items() if key in expected}
    assert found == expected


@pytest.mark.parametrize("spelled", ["False", "false", "True", "true"])
def test_a_boolean_may_have_a_capital(service: Caller, tracker: str, spelled: str) -> None:
    """Section 2: gspread sends both spellings of includeGridData."""
    path = f"/v4/spreadsheets/{tracker}"
    (tab,) = service.ok("GET", path, includeGridData=spelled)["sheets"]
    assert ("data" in tab) is (spelled.lower() == "true")


def test_files_are_found_by_the_two_searches_that_gspread_sends(
    service: Caller, tracker: str
) -> None:
    """Section 2: a type in double quotes, alone and with a name."""
    kind = 'mimeType="application/vnd.google-apps.spreadsheet"'
    for q in (kind, kind + " and name = 'Grade 2'"):
        found = service.ok(
            "GET",
            "/drive/v3/files",
            q=q,
            pageSize="1000",
            supportsAllDrives="True",
            includeItemsFromAllDrives="True",
            fields="kind,nextPageToken,files(id,name,createdTime,modifiedTime)",
        )
        assert set(found) == {"kind", "files"}
        (file,) = found["files"]
        assert set(file) == {"id", "name", "createdTime", "modifiedTime"}
        assert file["id"] == tracker


def test_a_csv_is_exported_with_its_type_alone(service: Caller, tracker: str) -> None:
    """Section 2: files.export has no parameter but mimeType, in a shared drive too."""
    service.write(tracker, "A1:B1", [["a", 1]])
    answer = service.call("GET", f"/drive/v3/files/{tracker}/export", mimeType="text/csv")
    assert (answer.status_code, answer.text) == (200, "a,1")
    assert answer.headers["Content-Type"].startswith("text/csv")
