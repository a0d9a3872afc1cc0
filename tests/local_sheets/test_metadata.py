"""Developer metadata: shape, search, budget, what it follows."""

from typing import Any

import pytest

from local_sheets import sheets_api as api
from local_sheets.errors import GoogleError

Json = dict[str, Any]


def entry(key: str, value: str, location: Json, **more: Any) -> Json:
    body = {
        "metadataKey": key,
        "metadataValue": value,
        "visibility": "DOCUMENT",
        "location": location,
        **more,
    }
    return {"createDeveloperMetadata": {"developerMetadata": body}}


def line(index: int, dimension: str = "ROWS", sheet_id: int = 0) -> Json:
    bounds = {"dimension": dimension, "startIndex": index, "endIndex": index + 1}
    return {"dimensionRange": {"sheetId": sheet_id, **bounds}}


def lookup(**fields: Any) -> Json:
    return {"developerMetadataLookup": fields}


@pytest.fixture
def marked(desk: Any) -> Any:
    """Rows 1 and 2 and column B of the first tab, both tabs and the spreadsheet are marked."""
    desk.add_tab("Other", 5)
    desk.batch(
        entry("rid", "one", line(1), metadataId=11),
        entry("rid", "two", line(2), metadataId=12),
        entry("cid", "b", line(1, "COLUMNS"), metadataId=13),
        entry("tab", "first", {"sheetId": 0}, metadataId=14),
        entry("tab", "other", {"sheetId": 5}, metadataId=15),
        entry("book", "x", {"spreadsheet": True}, metadataId=16),
        entry("rid", "far", line(0, sheet_id=5), metadataId=17),
    )
    return desk


def found(desk: Any, query: Any, *filters: Json) -> list[int]:
    reply = api.metadata_search(desk.workbook, query, {"dataFilters": list(filters)}, desk.editor)
    matches = reply.get("matchedDeveloperMetadata", [])
    return [match["developerMetadata"]["metadataId"] for match in matches]


def test_created_entry_comes_back_with_id_and_location(desk: Any) -> None:  # 3.1, 3.2
    reply = desk.batch(entry("rid", "one", line(3)))
    shown = reply["replies"][0]["createDeveloperMetadata"]["developerMetadata"]
    assert shown.pop("metadataId") > 0
    assert shown == {
        "metadataKey": "rid",
        "metadataValue": "one",
        "visibility": "DOCUMENT",
        "location": {
            "locationType": "ROW",
            "dimensionRange": {"dimension": "ROWS", "startIndex": 3, "endIndex": 4},
        },
    }


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (
            {"dimensionRange": {"dimension": "ROWS", "startIndex": 0, "endIndex": 2}},
            "DimensionRange must represent a single row or column",
        ),
        (
            {"dimensionRange": {"dimension": "ROWS", "startIndex": 0}},
            "DimensionRange must specify both a startIndex and an endIndex",
        ),
        ({"spreadsheet": True, "sheetId": 0}, "exactly one of"),
        ({}, "exactly one of"),
        ({"sheetId": 99}, "No grid with id: 99"),
    ],
)
def test_location_is_one_row_column_tab_or_the_spreadsheet(
    desk: Any, location: Json, text: str
) -> None:  # 3.1
    with pytest.raises(GoogleError) as refused:
        desk.batch(entry("k", "v", location))
    assert text in refused.value.message


def test_taken_id_is_refused(marked: Any) -> None:  # 3.1
    with pytest.raises(GoogleError, match="ID 11 already exists"):
        marked.batch(entry("k", "v", line(5), metadataId=11))


def test_thirty_thousand_characters_fit_on_a_tab(desk: Any) -> None:  # 2.2
    desk.batch(*[entry("k", "v" * 9_999, line(at)) for at in range(3)])
    with pytest.raises(GoogleError, match="limit is 30000"):
        desk.batch(entry("k", "", line(4)))
    desk.batch(entry("k", "v" * 29_999, {"spreadsheet": True}))


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ([lookup()], [16, 14, 11, 12, 13, 15, 17]),
        ([lookup(metadataKey="rid")], [11, 12, 17]),
        ([lookup(metadataKey="rid", metadataValue="two")], [12]),
        ([lookup(locationType="COLUMN")], [13]),
        ([lookup(metadataLocation={"sheetId": 5})], [15, 17]),
        (
            [
                lookup(
                    metadataLocation={"sheetId": 5},
                    locationMatchingStrategy="EXACT_LOCATION",
                )
            ],
            [15],
        ),
        ([lookup(metadataId=12), lookup(metadataKey="rid")], [12, 11, 17]),
        ([{"gridRange": {"startRowIndex": 2, "endRowIndex": 3}}], [14, 12, 13]),
        ([{"a1Range": "A3"}], [14, 12]),
        ([lookup(metadataKey="nope")], []),
    ],
)
def test_lookups_find_what_google_finds(
    marked: Any, make_query: Any, filters: list[Json], ids: list[int]
) -> None:  # 3.3
    got = found(marked, make_query(), *filters)
    assert sorted(got) == sorted(ids)
    assert len(got) == len(set(got))


def test_intersecting_the_spreadsheet_is_refused(marked: Any, make_query: Any) -> None:  # 3.3
    wrong = lookup(
        metadataLocation={"spreadsheet": True}, locationMatchingStrategy="INTERSECTING_LOCATION"
    )
    with pytest.raises(GoogleError) as refused:
        found(marked, make_query(), wrong)
    assert refused.value.message == (
        "DeveloperMetadataLookup.spreadsheet is true, "
        "but locationMatchingStrategy was specified as INTERSECTING"
    )


@pytest.mark.parametrize("start", [5_000, -1])
def test_range_filter_outside_the_grid_is_refused(marked: Any, make_query: Any, start: int) -> None:
    with pytest.raises(GoogleError, match="exceeds grid limits"):
        found(marked, make_query(), {"gridRange": {"startRowIndex": start}})


def test_entry_by_id_or_404(marked: Any, make_query: Any) -> None:  # 3.2
    assert api.metadata_get(marked.workbook, 11, make_query(), marked.editor)["metadataId"] == 11
    with pytest.raises(GoogleError) as refused:
        api.metadata_get(marked.workbook, 99, make_query(), marked.editor)
    assert (refused.value.code, refused.value.message) == (
        404,
        "No developer metadata with ID 99",
    )


def test_entry_can_be_renamed_and_moved(marked: Any, make_query: Any) -> None:  # 3.2
    change = {
        "dataFilters": [lookup(metadataId=11)],
        "developerMetadata": {"metadataValue": "uno", "location": line(7)},
        "fields": "metadataValue,location",
    }
    reply = marked.batch({"updateDeveloperMetadata": change})
    moved = reply["replies"][0]["updateDeveloperMetadata"]["developerMetadata"][0]
    assert moved["metadataValue"] == "uno"
    assert moved["location"]["dimensionRange"]["startIndex"] == 7
    assert found(marked, make_query(), {"a1Range": "8:8"}) == [14, 11, 13]


def test_deleted_entries_are_reported(marked: Any, make_query: Any) -> None:  # 3.2
    gone = {"dataFilter": lookup(metadataKey="rid")}
    reply = marked.batch({"deleteDeveloperMetadata": gone})
    listed = reply["replies"][0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]
    assert [one["metadataId"] for one in listed] == [11, 12, 17]
    assert found(marked, make_query(), lookup(metadataKey="rid")) == []
    assert marked.batch({"deleteDeveloperMetadata": gone})["replies"] == [
        {"deleteDeveloperMetadata": {}}
    ]


def test_rows_are_written_by_their_metadata(marked: Any, make_query: Any) -> None:  # 3.4
    top = {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    marked.batch({"insertDimension": {"range": top}})
    body = {
        "valueInputOption": "RAW",
        "data": [
            {"dataFilter": lookup(metadataId=12), "values": [["second", None, "c"]]},
            {"dataFilter": lookup(metadataId=99), "values": [["nobody"]]},
        ],
    }
    done = api.values_batch_update_by_data_filter(
        marked.workbook, make_query(), body, marked.editor
    )
    assert marked.keep("values.batchUpdateByDataFilter", done) == {
        "spreadsheetId": "spreadsheet-1",
        "totalUpdatedRows": 1,
        "totalUpdatedColumns": 2,
        "totalUpdatedCells": 2,
        "totalUpdatedSheets": 1,
        "responses": [
            {
                "updatedRange": "Sheet1!A4:C4",
                "updatedRows": 1,
                "updatedColumns": 2,
                "updatedCells": 2,
                "dataFilter": lookup(metadataId=12),
            }
        ],
    }
    assert marked.values("A4:C4")["values"] == [["second", "", "c"]]


def test_values_larger_than_the_matched_row_are_refused(marked: Any, make_query: Any) -> None:
    part = {"dataFilter": lookup(metadataId=11), "values": [[1], [2]]}
    body = {"valueInputOption": "RAW", "data": [part]}
    with pytest.raises(GoogleError) as refused:
        api.values_batch_update_by_data_filter(marked.workbook, make_query(), body, marked.editor)
    assert refused.value.message == (
        "Invalid data[0]: Requested writing within range [Sheet1!A2:Z2], "
        "but tried writing to row [3]"
    )


def test_whole_rows_are_read_by_their_metadata(marked: Any, make_query: Any) -> None:  # 3.4
    marked.put("A2", [["one"]])
    body = {"dataFilters": [lookup(metadataId=11), lookup(metadataValue="one")]}
    got = api.values_batch_get_by_data_filter(marked.workbook, make_query(), body, marked.editor)
    reply = marked.sent("spreadsheets.values.batchGetByDataFilter", got)
    assert reply["valueRanges"] == [
        {
            "valueRange": {
                "range": "Sheet1!A2:Z2",
                "majorDimension": "ROWS",
                "values": [["one"]],
            },
            "dataFilters": body["dataFilters"],
        }
    ]


def test_metadata_shows_where_google_shows_it(marked: Any) -> None:  # 3.4
    shown = marked.get(
        fields=(
            "developerMetadata.metadataId,sheets(developerMetadata(metadataId,location),"
            "data(rowMetadata.developerMetadata(metadataKey,metadataValue)))"
        ),
        ranges="Sheet1!A1:A4",
    )
    assert shown["developerMetadata"] == [{"metadataId": 16}]
    first = shown["sheets"][0]
    assert first["developerMetadata"] == [{"metadataId": 14, "location": {"locationType": "SHEET"}}]
    assert first["data"] == [
        {
            "rowMetadata": [
                {},
                {"developerMetadata": [{"metadataKey": "rid", "metadataValue": "one"}]},
                {"developerMetadata": [{"metadataKey": "rid", "metadataValue": "two"}]},
                {},
            ]
        }
    ]


def test_entry_goes_with_its_row(marked: Any, make_query: Any) -> None:  # 3.5
    lines = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    marked.batch({"deleteDimension": {"range": lines}})
    assert found(marked, make_query(), lookup(metadataKey="rid")) == [12, 17]
    assert found(marked, make_query(), {"a1Range": "A2"}) == [14, 12]
