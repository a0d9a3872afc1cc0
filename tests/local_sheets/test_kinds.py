"""The table of kinds is whole: each is Google's, and each says what it touches."""

from typing import Any

import pytest

from local_sheets.errors import GoogleError
from local_sheets.holders import HOLDERS, RULES
from local_sheets.kinds.table import KINDS
from local_sheets.protection import NOTHING, PROTECTIONS
from local_sheets.schema import fields_of

TOUCH_NOTHING = {
    "updateSpreadsheetProperties",
    "addSheet",
    "addProtectedRange",  # any editor of the file may add one
    "createDeveloperMetadata",
    "updateDeveloperMetadata",
    "deleteDeveloperMetadata",
    "duplicateSheet",
    "addNamedRange",
    # filters and their views show and hide, they change no cell
    *("setBasicFilter", "clearBasicFilter", "addFilterView", "updateFilterView"),
    *("deleteFilterView", "duplicateFilterView"),
    # comments are open to every editor of the file
    *("insertComment", "addCommentReply", "updateCommentPost", "deleteComment"),
    "deleteCommentReply",
}


def test_every_kind_is_one_of_googles() -> None:
    assert set(KINDS) <= set(fields_of("sheets", "Request"))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_only_named_kinds_touch_nothing_that_can_be_protected(name: str) -> None:
    silent = KINDS[name].footprint.__name__ == "<lambda>"
    assert silent == (name in TOUCH_NOTHING)
    if silent:
        assert KINDS[name].footprint(None) is NOTHING  # type: ignore[arg-type]


def test_every_holder_of_ranges_goes_through_a_reshape() -> None:
    assert {PROTECTIONS, RULES} <= set(HOLDERS)


def test_spreadsheet_properties_change_by_their_mask(desk: Any) -> None:
    change = {"title": "New", "locale": "en_GB", "timeZone": "America/Chicago"}
    desk.batch({"updateSpreadsheetProperties": {"properties": change, "fields": "title,timeZone"}})
    shown = desk.get(fields="properties(title,locale,timeZone)")["properties"]
    assert shown == {"title": "New", "locale": "en_US", "timeZone": "America/Chicago"}
    with pytest.raises(GoogleError, match="title cannot be empty"):
        desk.batch({"updateSpreadsheetProperties": {"properties": {}, "fields": "title"}})


def test_deleted_frozen_rows_are_no_longer_frozen(desk: Any) -> None:
    frozen = {"sheetId": 0, "gridProperties": {"frozenRowCount": 3}}
    fields = "gridProperties.frozenRowCount"
    desk.batch({"updateSheetProperties": {"properties": frozen, "fields": fields}})
    lines = {"dimension": "ROWS", "startIndex": 1, "endIndex": 5}
    desk.batch({"deleteDimension": {"range": lines}})
    shown = desk.get(fields="sheets.properties.gridProperties.frozenRowCount")
    assert shown["sheets"][0]["properties"]["gridProperties"] == {"frozenRowCount": 1}


def test_renamed_tab_keeps_its_cells_and_needs_a_free_title(desk: Any) -> None:
    desk.add_tab("Other", 5)
    desk.put("Other!A1", [["kept"]])
    rename = {"properties": {"sheetId": 5, "title": "SHEET1"}, "fields": "title"}
    with pytest.raises(GoogleError, match="already exists"):
        desk.batch({"updateSheetProperties": rename})
    rename["properties"] = {"sheetId": 5, "title": "It's new"}
    desk.batch({"updateSheetProperties": rename})
    assert desk.values("'It''s new'!A1")["range"] == "'It''s new'!A1"


def test_tab_colour_shows_under_both_names(desk: Any) -> None:
    red = {"properties": {"sheetId": 0, "tabColor": {"red": 1}}, "fields": "tabColor"}
    desk.batch({"updateSheetProperties": red})
    shown = desk.get(fields="sheets.properties(tabColor,tabColorStyle)")["sheets"][0]
    assert shown["properties"] == {
        "tabColor": {"red": 1},
        "tabColorStyle": {"rgbColor": {"red": 1}},
    }
