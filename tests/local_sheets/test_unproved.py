"""What nobody has proved of Google, both ways of each switch (sheets-api 3, 4, 7.2)."""

from typing import Any

import pytest

from local_sheets.errors import PROTECTED, GoogleError
from tests.local_sheets.cases.writing import (
    cells,
    cut,
    g,
    mark,
    protect,
    shift,
    sort,
    under,
)

BOTH_WAYS = pytest.mark.parametrize("on", [True, False])


def marked_rows(desk: Any, tab: int = 0) -> list[int]:
    """The zero-based rows of a tab that metadata hangs on."""
    held = desk.workbook.tabs[tab]
    return [at for at, row in enumerate(held.row_ids) if row in held.row_metadata]


@BOTH_WAYS
@pytest.mark.parametrize("order", ["ASCENDING", "DESCENDING"])
def test_where_a_sort_puts_blanks(make_desk: Any, order: str, *, on: bool) -> None:  # probe 19
    desk = under(make_desk(3, 2), sort_puts_blanks_last=on)
    desk.batch(cells("A1", [["b"], [""], ["a"]]), sort("A1:A3", (0, order)))
    column = [row[0] if row else "" for row in desk.values("A1:A3")["values"]]
    filled = ["a", "b"] if order == "ASCENDING" else ["b", "a"]
    assert column == (filled if on else ["", *filled])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("kind", "area", "where"),
    [
        ("insert", "A2:C3", [4]),
        ("delete", "A1:C1", [1]),
        ("delete", "A3:C3", []),
        ("insert", "A4:C4", [2]),
        ("insert", "A2:B3", [2]),
        ("delete", "A1", [2]),
    ],
    ids=["pushed", "pulled", "gone", "above", "part of a row pushed", "part of a row pulled"],
)
def test_metadata_where_cells_shift(
    make_desk: Any, kind: str, area: str, where: list[int], *, on: bool
) -> None:  # 3.5
    desk = under(make_desk(8, 3), shift_moves_metadata=on)
    rows = [["1", "2", "3"]] * 3
    desk.batch(cells("A1", rows), mark("ROWS", 2), shift(kind, area, "ROWS"))
    assert marked_rows(desk) == (where if on else [2])


@BOTH_WAYS
def test_cells_that_shift_sideways_leave_metadata(make_desk: Any, *, on: bool) -> None:  # 3.5
    desk = under(make_desk(4, 4), shift_moves_metadata=on)
    desk.batch(cells("A1", [["1"]]), mark("ROWS", 0), shift("insert", "A1", "COLUMNS"))
    assert marked_rows(desk) == [0]


@BOTH_WAYS
@pytest.mark.parametrize(
    ("area", "kind", "moves"),
    [
        ("A1:B1", "PASTE_NORMAL", True),
        ("A1", "PASTE_NORMAL", False),
        ("A1:B1", "PASTE_VALUES", False),
    ],
)
def test_metadata_of_cut_rows(
    make_desk: Any, area: str, kind: str, *, on: bool, moves: bool
) -> None:  # 3.5
    desk = under(make_desk(4, 2), cut_moves_metadata=on)
    desk.add_tab("Other", 7, rows=4, columns=2)
    desk.batch(cells("A1", [["1", "2"]]), mark("ROWS", 0), cut(area, 2, 0, kind, sheet=7))
    here, there = marked_rows(desk), marked_rows(desk, 1)
    assert (here, there) == (([], [2]) if on and moves else ([0], []))


@BOTH_WAYS
def test_whether_a_location_shows_the_first_tabs_id(desk: Any, *, on: bool) -> None:  # probe 10
    book = under(desk, location_shows_sheet_zero=on)
    entry = {"metadataId": 5, "metadataKey": "k", "visibility": "DOCUMENT"}
    body = {"developerMetadata": entry | {"location": {"sheetId": 0}}}
    made = book.batch({"createDeveloperMetadata": body}, mark_of_a_row())["replies"]
    expected = {"locationType": "SHEET", **({"sheetId": 0} if on else {})}
    assert made[0]["createDeveloperMetadata"]["developerMetadata"]["location"] == expected
    line = made[1]["createDeveloperMetadata"]["developerMetadata"]["location"]
    assert "sheetId" not in line["dimensionRange"], "recorded"
    read = book.get(fields="sheets.developerMetadata.location")
    assert read["sheets"][0]["developerMetadata"][0]["location"] == expected


def mark_of_a_row() -> dict[str, Any]:
    request = mark("ROWS", 1)
    entry = request["createDeveloperMetadata"]["developerMetadata"]
    return {"createDeveloperMetadata": {"developerMetadata": {**entry, "metadataId": 6}}}


@BOTH_WAYS
def test_whether_a_protection_guards_itself(
    desk: Any, owner: Any, teacher: Any, *, on: bool
) -> None:  # probe 5
    mine = under(desk.seen_by(owner), protections_guard_themselves=on)
    mine.batch(protect({"range": g("B:C"), "editors": {"users": []}}))
    theirs = mine.seen_by(teacher)
    with pytest.raises(GoogleError, match=PROTECTED):
        theirs.batch(cells("B1", [["x"]]))
    gone = {"deleteProtectedRange": {"protectedRangeId": 3}}
    if on:
        with pytest.raises(GoogleError, match=PROTECTED):
            theirs.batch(gone)
    else:
        theirs.batch(gone, cells("B1", [["x"]]))
        assert theirs.values("B1")["values"] == [["x"]]
