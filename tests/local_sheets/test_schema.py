"""The schema table equals the installed documents, and refuses in Google's words."""

from pathlib import Path
from typing import Any

import pytest

from local_sheets.errors import GoogleError
from local_sheets.schema import check_reply, check_request
from scripts.make_google_schema import table_text

BATCH = "sheets.spreadsheets.batchUpdate"
UPDATE = "sheets.spreadsheets.values.update"


def test_committed_table_equals_googles_documents() -> None:
    committed = Path("local_sheets/google_schema.json").read_text(encoding="utf-8")
    assert committed == table_text(), "run scripts/make_google_schema.py"


def test_unknown_kind_is_refused_in_googles_words() -> None:
    with pytest.raises(GoogleError) as refused:
        check_request(BATCH, {"requests": [{"noSuchRequest": {}}]})
    text = (
        "Invalid JSON payload received. Unknown name \"noSuchRequest\" at 'requests[0]': "
        "Cannot find field."
    )
    assert refused.value.message == text
    assert refused.value.details[0]["fieldViolations"] == [
        {"field": "requests[0]", "description": text}
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            {"requests": [{"addSheet": {"properties": {"titel": "x"}}}]},
            (
                'Invalid JSON payload received. Unknown name "titel" at '
                "'requests[0].add_sheet.properties': Cannot find field."
            ),
        ),
        (
            {"requests": [{"deleteSheet": {"sheetId": "abc"}}]},
            "Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"abc\"",
        ),
        (
            {"requests": [{"addSheet": {"properties": {"hidden": "yes"}}}]},
            "Invalid value at 'requests[0].add_sheet.properties.hidden' (TYPE_BOOL), \"yes\"",
        ),
    ],
)
def test_wrong_bodies_are_refused_with_their_path(body: dict[str, Any], text: str) -> None:
    with pytest.raises(GoogleError) as refused:
        check_request(BATCH, body)
    assert refused.value.message == text


def test_all_violations_come_at_once() -> None:
    with pytest.raises(GoogleError) as refused:
        check_request(BATCH, {"one": 1, "requests": [{"two": 2}]})
    assert len(refused.value.details[0]["fieldViolations"]) == 2


def test_values_that_are_no_list_are_refused() -> None:  # recorded
    with pytest.raises(GoogleError) as refused:
        check_request(UPDATE, {"values": "X"}, root="data")
    expected = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), "
    assert refused.value.message == expected + '"X"'


def test_null_is_absent_except_inside_values() -> None:
    body = {"majorDimension": None, "range": None, "values": [[None, 1]]}
    assert check_request(UPDATE, body) == {"values": [[None, 1]]}


def test_replies_are_held_to_the_table() -> None:
    assert check_reply(BATCH, {"spreadsheetId": "x", "replies": [{}]}) == []
    assert check_reply(BATCH, {"spreadsheet": "x"}) == [".spreadsheet: unknown field"]
    wrong = {"replies": [{"addSheet": {"properties": {"sheetId": "1"}}}]}
    assert check_reply(BATCH, wrong) == [".replies[0].addSheet.properties.sheetId: '1' is no int32"]
