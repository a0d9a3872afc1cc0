"""What nobody has proved of Google, both ways of each switch."""

from typing import Any

import pytest

from local_sheets import sheets_api as api
from local_sheets.calls import Written
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
def test_where_a_sort_puts_blanks(make_desk: Any, order: str, *, on: bool) -> None:
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
def test_whether_a_location_shows_the_first_tabs_id(desk: Any, *, on: bool) -> None:
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
) -> None:
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


@BOTH_WAYS
def test_what_a_non_editor_gets_who_changes_a_protection(
    desk: Any, owner: Any, teacher: Any, *, on: bool
) -> None:
    mine = under(desk.seen_by(owner), protection_change_is_forbidden=on)
    mine.batch(protect({"range": g("B:C"), "editors": {"users": []}}))
    theirs = mine.seen_by(teacher)
    with pytest.raises(GoogleError) as refused:
        theirs.batch({"deleteProtectedRange": {"protectedRangeId": 3}})
    assert refused.value.code == (403 if on else 400)
    with pytest.raises(GoogleError, match=PROTECTED):
        theirs.batch(cells("B1", [["x"]]))


@BOTH_WAYS
def test_whether_protected_writes_name_their_place(
    desk: Any, owner: Any, teacher: Any, make_query: Any, *, on: bool
) -> None:
    mine = under(desk.seen_by(owner), protected_writes_name_place=on)
    mine.batch(protect({"range": g("B:C"), "editors": {"users": []}}))
    theirs = mine.seen_by(teacher)
    with pytest.raises(GoogleError) as refused:
        theirs.batch(cells("A1", [["x"]]), cells("B1", [["x"]]))
    assert refused.value.message.startswith("Invalid requests[1].updateCells: ") is on
    body = {"valueInputOption": "RAW", "data": [{"range": "B1", "values": [[1]]}]}
    with pytest.raises(GoogleError) as refused:
        api.values_batch_update(theirs.workbook, make_query(), body, theirs.editor)
    assert refused.value.message == ("Invalid data[0]: " if on else "") + PROTECTED
    with pytest.raises(GoogleError, match=r"^Invalid requests\[0\]"):
        theirs.batch({"deleteSheet": {"sheetId": 99}})


@pytest.mark.parametrize(("most", "allowed"), [(0, 4), (3, 3)])
def test_how_many_protections_there_may_be(desk: Any, owner: Any, most: int, allowed: int) -> None:
    mine = under(desk.seen_by(owner), most_protected_ranges=most)
    one = {"addProtectedRange": {"protectedRange": {"range": g("A1")}}}
    mine.batch(*[one] * allowed)
    if most:
        with pytest.raises(GoogleError, match="more than 3 protected ranges"):
            mine.batch(one)


@BOTH_WAYS
def test_which_ids_named_ranges_get(desk: Any, *, on: bool) -> None:
    book = under(desk, named_range_ids_are_numbers=on)
    named = [{"addNamedRange": {"namedRange": {"name": n, "range": g("A1")}}} for n in ("a_", "b_")]
    replies = book.batch(*named)["replies"]
    ids = {one["addNamedRange"]["namedRange"]["namedRangeId"] for one in replies}
    assert len(ids) == 2
    assert all(one.isdigit() is on for one in ids)
    book.batch(*({"deleteNamedRange": {"namedRangeId": one}} for one in ids))


@BOTH_WAYS
@pytest.mark.parametrize("order", ["ASCENDING", "DESCENDING"])
def test_whether_a_sort_keeps_equal_rows_in_order(make_desk: Any, order: str, *, on: bool) -> None:
    desk = under(make_desk(4, 2), sort_keeps_equal_rows=on)
    desk.batch(cells("A1", [[1, "a"], [1, "b"], [1, "c"]]), sort("A1:B3", (0, order)))
    expected = [["a"], ["b"], ["c"]]
    assert desk.values("B1:B3")["values"] == (expected if on else expected[::-1])


@BOTH_WAYS
def test_whether_an_empty_list_shows(desk: Any, make_query: Any, *, on: bool) -> None:
    book = under(desk, empty_lists_shown=on)
    none = {"developerMetadataLookup": {"metadataKey": "none"}}
    filters = {"dataFilters": [none]}
    write = {"valueInputOption": "RAW", "data": [{"dataFilter": none, "values": [[1]]}]}
    calls: dict[str, tuple[Any, dict[str, Any]]] = {
        "matchedDeveloperMetadata": (api.metadata_search, filters),
        "valueRanges": (api.values_batch_get_by_data_filter, filters),
        "responses": (api.values_batch_update_by_data_filter, write),
        "clearedRanges": (api.values_batch_clear_by_data_filter, filters),
        "sheets": (api.get_by_data_filter, filters),
    }
    for name, (method, body) in calls.items():
        answer = method(book.workbook, make_query(), body, book.editor)
        reply: dict[str, Any] = answer.reply if isinstance(answer, Written) else answer
        assert (reply.get(name), name in reply) == (([], True) if on else (None, False))


def located(desk: Any, locale: str) -> Any:
    change = {"properties": {"locale": locale}, "fields": "locale"}
    desk.batch({"updateSpreadsheetProperties": change})
    return desk


@BOTH_WAYS
def test_whether_typed_numbers_bring_their_formats(desk: Any, *, on: bool) -> None:
    book = under(desk, typed_numbers_bring_formats=on)
    book.put("A1", [["50%", "1,234.5", "9:30 AM", "$100.15", "2026-09-05"]], "USER_ENTERED")
    fields = "sheets.data.rowData.values(userEnteredValue,userEnteredFormat.numberFormat.type)"
    row = book.get(fields=fields)["sheets"][0]["data"][0]["rowData"][0]["values"]
    numbers = [cell["userEnteredValue"]["numberValue"] for cell in row]
    assert numbers == [0.5, 1234.5, 9.5 / 24, 100.15, 46270]
    types = [cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") for cell in row]
    assert types == [*(["PERCENT", "NUMBER", "TIME"] if on else [None] * 3), "CURRENCY", "DATE"]


@BOTH_WAYS
def test_whether_the_locale_orders_dates(desk: Any, *, on: bool) -> None:
    book = located(under(desk, locale_orders_dates=on), "de_DE")
    book.put("A1", [["1/2/2026", "1.2.2026"]], "USER_ENTERED")
    shown = book.values("A1:B1", valueRenderOption="UNFORMATTED_VALUE")["values"][0]
    february, january_second = 46054, 46024
    assert shown == ([february, february] if on else [january_second, "1.2.2026"])


@BOTH_WAYS
def test_whether_the_locale_has_a_decimal_comma(desk: Any, *, on: bool) -> None:
    book = located(under(desk, locale_decimal_marks=on), "de_DE")
    book.put("A1", [["1,5", "=SUM(1,5;2)", "=A1", "1.234,5"]], "USER_ENTERED")
    assert book.values("A1:D1")["values"][0] == (
        ["1,5", "3,5", "1,5", "1.234,5"] if on else ["1,5", "8", "1,5", "1.234,5"]
    )
    raw = book.values("A1:D1", valueRenderOption="UNFORMATTED_VALUE")["values"][0]
    assert raw == ([1.5, 3.5, 1.5, 1234.5] if on else ["1,5", 8, "1,5", "1.234,5"])
