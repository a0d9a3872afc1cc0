"""A1 in every form."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_sheets.a1 import locate
from local_sheets.areas import Area, printed
from local_sheets.errors import GoogleError
from local_sheets.workbook import Workbook, new_tab, new_workbook

BOOK = replace(
    new_workbook("x", "Book"),
    tabs=(
        new_tab({"sheetId": 5, "title": "Hidden one", "hidden": True}, rows=10, columns=3),
        new_tab({"sheetId": 0, "title": "Sheet1"}, rows=1000, columns=26),
        new_tab({"sheetId": 7, "title": "D3"}, rows=20, columns=4),
        new_tab({"sheetId": 8, "title": "It's"}, rows=20, columns=4),
        new_tab({"sheetId": 9, "title": "2026"}, rows=20, columns=4),
    ),
    named_ranges=({"name": "Solo", "range": {"endRowIndex": 2, "endColumnIndex": 2}},),
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("sheet1!a1", "Sheet1!A1"),
        ("A1", "Sheet1!A1"),
        ("D4:A1", "Sheet1!A1:D4"),
        ("A1:C", "Sheet1!A1:C1000"),
        ("A2:A", "Sheet1!A2:A1000"),
        ("2:2", "Sheet1!A2:Z2"),
        ("B:B", "Sheet1!B1:B1000"),
        ("$B$2:$C$3", "Sheet1!B2:C3"),
        ("Sheet1!A1:ZZ5000", "Sheet1!A1:Z1000"),
        ("'D3'!A1:D1", "'D3'!A1:D1"),
        ("D3", "Sheet1!D3"),
        ("'D3'", "'D3'!A1:D20"),
        ("'It''s'!B2", "'It''s'!B2"),
        ("2026", "'2026'!A1:D20"),
        ("'Hidden one'!1:1", "'Hidden one'!A1:C1"),
        ("R2C3", "Sheet1!C2"),
        ("R1C1:R2C2", "Sheet1!A1:B2"),
        ("Solo", "Sheet1!A1:B2"),
        ("Sheet1!Solo", "Sheet1!A1:B2"),
    ],
)
def test_a1_is_read_clamped_and_printed_as_google_does(text: str, shown: str) -> None:
    spot = locate(BOOK, text)
    assert printed(spot.tab.title, spot.area) == shown


@pytest.mark.parametrize(
    "text",
    ["'NoSuchSheetHere'!A1:B2", "AAAA1", "A0", "Nobody", "Sheet1!Nobody", "", "'Solo'", "A1:"],
)
def test_what_names_nothing_is_unparsable(text: str) -> None:
    with pytest.raises(GoogleError) as refused:
        locate(BOOK, text)
    assert refused.value.message == f"Unable to parse range: {text}"


def test_range_that_starts_past_the_grid_is_refused() -> None:
    with pytest.raises(GoogleError) as refused:
        locate(BOOK, "Sheet1!A5000:B5001")
    assert refused.value.message == (
        "Range (Sheet1!A5000:B5001) exceeds grid limits. Max rows: 1000, max columns: 26"
    )


@given(
    st.integers(0, 999), st.integers(1, 40), st.integers(0, 25), st.integers(1, 30), st.booleans()
)
def test_printed_areas_are_read_back(
    top: int,
    height: int,
    left: int,
    width: int,
    titled: bool,  # noqa: FBT001
) -> None:
    area = Area(
        sheet_id=0,
        top=top,
        bottom=min(top + height, 1000),
        left=left,
        right=min(left + width, 26),
    )
    text = printed("Sheet1", area)
    book: Workbook = BOOK
    assert locate(book, text if titled else text.partition("!")[2]).area == area
