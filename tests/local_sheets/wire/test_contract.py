"""The hook that holds every answer to Google's schema sees what is wrong."""

import pytest

from tests.local_sheets.wire.contract import method_called, what_is_wrong


@pytest.mark.parametrize(
    ("verb", "path", "name"),
    [
        ("GET", "/v4/spreadsheets/1x", "sheets.spreadsheets.get"),
        ("GET", "/v4/spreadsheets/1x/values/'A/B'!A1:C", "sheets.spreadsheets.values.get"),
        ("GET", "/v4/spreadsheets/1x/values:batchGet", "sheets.spreadsheets.values.batchGet"),
        ("POST", "/v4/spreadsheets/1x/values/A1:append", "sheets.spreadsheets.values.append"),
        ("PATCH", "/drive/v3/files/1x", "drive.files.update"),
        ("GET", "/drive/v3/changes/startPageToken", "drive.changes.getStartPageToken"),
        ("GET", "/drive/v3/files/generateIds", "drive.files.generateIds"),
        ("PUT", "/drive/v3/files/1x", None),
        ("POST", "/token", None),
    ],
)
def test_a_request_means_one_method(verb: str, path: str, name: str | None) -> None:
    assert method_called(verb, path) == name


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"title": "x"}', ".title: unknown field"),
        (b'{"spreadsheetId": 7}', ".spreadsheetId: 7 is no string"),
        (b'{"sheets": [{"properties": {"index": "0"}}]}', "index: '0' is no int32"),
        (b'{"sheets": [{"properties": {"sheetType": "ROUND"}}]}', "'ROUND' is not in the enum"),
        (b'{"sheets": null}', ".sheets: not a list"),
    ],
)
def test_an_answer_that_google_could_not_send_is_seen(body: bytes, problem: str) -> None:
    (wrong,) = what_is_wrong("GET", "/v4/spreadsheets/1x", 200, body)
    assert problem in wrong
