"""Rows, columns and tabs by menu: done as the API says, refused where Google refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.grid_page import PROTECTED, Book, GridPage, area, opened
from tests.local_sheets.wire.cast import TEO
from tests.local_sheets.wire.process import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def book(running: Running) -> Book:
    made = Book.make(running, TEO, rows=20, columns=8)
    made.type("A1", [[f"{row}.{column}" for column in "abcd"] for row in range(1, 7)])
    made.type("F2", [["=A2&B2"]])
    return made


@pytest.fixture
def grid(browser: Browser, book: Book) -> Iterator[GridPage]:
    with opened(browser, book, "Teo Teacher") as page:
        yield page


def column_a(book: Book) -> list[str]:
    return book.column("A1:A20")


def test_rows_are_inserted_deleted_and_come_back(book: Book, grid: GridPage) -> None:
    before = book.formulas("A1:H20")
    grid.cell_menu("A2", "Insert 1 row above")
    grid.saved()
    assert column_a(book) == ["1.a", "", "2.a", "3.a", "4.a", "5.a", "6.a"]
    expect(grid.cell("A3")).to_have_text("2.a")
    assert grid.chosen() == "A3", "the chosen cell stays the same one"
    assert book.formulas("F3") == [["=A3&B3"]]
    grid.press("Control+z")
    grid.saved()
    assert book.formulas("A1:H20") == before
    grid.go("A2:A3")
    grid.cell_menu("A2", "Delete these rows")
    grid.saved()
    assert column_a(book) == ["1.a", "4.a", "5.a", "6.a"]
    grid.press("Control+z")
    grid.saved()
    assert book.formulas("A1:H20") == before
    expect(grid.cell("F2")).to_have_text("2.a2.b")


def test_columns_are_inserted_moved_and_hidden(book: Book, grid: GridPage) -> None:
    grid.page.locator(".letter", has_text="B").click(button="right")
    grid.page.get_by_role("menuitem", name="Insert 1 column left").click()
    grid.saved()
    assert book.values("A1:E1") == [["1.a", "", "1.b", "1.c", "1.d"]]
    grid.press("Control+z")
    grid.saved()
    grid.go("B1")
    grid.cell_menu("B1", "Move this column right")
    grid.saved()
    assert book.values("A1:D1") == [["1.a", "1.c", "1.b", "1.d"]]
    grid.press("Control+z")
    grid.saved()
    assert book.values("A1:D1") == [["1.a", "1.b", "1.c", "1.d"]]
    grid.cell_menu("C1", "Hide this column")
    grid.saved()
    expect(grid.cell("C1")).to_have_count(0)
    lines = book.get("sheets.data.columnMetadata.hiddenByUser")["sheets"][0]["data"][0]
    assert [bool(one) for one in lines["columnMetadata"][:4]] == [False, False, True, False]
    grid.go("B1:D1")
    grid.cell_menu("B1", "Show hidden columns here")
    grid.saved()
    expect(grid.cell("C1")).to_have_text("1.c")


def test_rows_are_sorted_and_unsorted(book: Book, grid: GridPage) -> None:
    before = book.formulas("A1:H20")
    grid.go("A1:D6")
    grid.menu("Data", "Sort Z to A by this column")
    grid.saved()
    assert column_a(book) == [f"{row}.a" for row in range(6, 0, -1)]
    grid.press("Control+z")
    grid.saved()
    assert book.formulas("A1:H20") == before


def test_a_size_is_pulled_and_kept(book: Book, grid: GridPage) -> None:
    box = grid.page.locator(".letter", has_text="B").bounding_box()
    assert box is not None
    grid.page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 5)
    grid.page.mouse.down()
    grid.page.mouse.move(box["x"] + 159, box["y"] + 5)
    grid.page.mouse.up()
    grid.saved()
    lines = book.get("sheets.data.columnMetadata.pixelSize")["sheets"][0]["data"][0]
    assert lines["columnMetadata"][1] == {"pixelSize": 159}
    grid.press("Control+z")
    grid.saved()
    lines = book.get("sheets.data.columnMetadata.pixelSize")["sheets"][0]["data"][0]
    assert lines["columnMetadata"][1] == {"pixelSize": 100}


def test_tabs_are_added_renamed_duplicated_hidden_and_deleted(book: Book, grid: GridPage) -> None:
    def titles() -> list[tuple[str, bool]]:
        shown = book.get("sheets.properties(title,hidden)")["sheets"]
        return [
            (one["properties"]["title"], one["properties"].get("hidden", False)) for one in shown
        ]

    def menu(tab: str, item: str) -> None:
        grid.page.get_by_role("button", name=tab, exact=True).click(button="right")
        grid.page.get_by_role("menuitem", name=item).click()

    grid.page.get_by_role("button", name="Add a tab").click()
    expect(grid.page.get_by_role("button", name="Sheet2")).to_be_visible()
    menu("Sheet2", "Rename")
    grid.page.get_by_label("Name", exact=True).fill("Notes")
    grid.page.get_by_role("button", name="Rename").click()
    expect(grid.page.get_by_role("button", name="Notes")).to_be_visible()
    menu("Sheet1", "Duplicate")
    expect(grid.page.get_by_role("button", name="Copy of Sheet1")).to_be_visible()
    menu("Copy of Sheet1", "Hide")
    expect(grid.page.get_by_role("button", name="Copy of Sheet1")).to_have_count(0)
    grid.saved()
    assert sorted(titles()) == [("Copy of Sheet1", True), ("Notes", False), ("Sheet1", False)]
    menu("Notes", "Delete")
    grid.page.get_by_role("button", name="Delete", exact=True).click()
    expect(grid.page.get_by_role("button", name="Notes")).to_have_count(0)
    assert ("Notes", False) not in titles()


@pytest.mark.parametrize(
    ("item", "at"),
    [
        ("Insert 1 row below", "A2"),
        ("Delete this row", "A2"),
        ("Delete this column", "B2"),
        ("Move this row down", "A2"),
        ("Sort A to Z by this column", "A2"),
    ],
)
def test_what_google_refuses_is_refused_in_its_words(
    book: Book, grid: GridPage, item: str, at: str
) -> None:
    book.protect(area(0, 20, 0, 2))
    expect(grid.cell("A1")).to_have_attribute("aria-readonly", "true")
    before: Any = book.formulas("A1:H20")
    grid.cell_menu(at, item)
    expect(grid.warning()).to_have_text(PROTECTED)
    grid.saved()
    assert book.formulas("A1:H20") == before
    assert grid.text("A2") == "2.a"


def test_formats_by_menu_and_key(book: Book, grid: GridPage) -> None:
    grid.go("A1:B2")
    grid.press("Control+b")
    grid.menu("Format", "Percent 12.34%")
    grid.page.get_by_role("button", name="Ground colour").click()
    grid.page.get_by_role("menuitem", name="Green").click()
    grid.saved()
    shape = "textFormat.bold,numberFormat,backgroundColorStyle"
    fields = f"sheets.data.rowData.values.userEnteredFormat({shape})"
    rows = book.get(fields, "A1:C2")["sheets"][0]["data"][0]["rowData"]
    first = rows[0]["values"][0]["userEnteredFormat"]
    assert first["textFormat"]["bold"] is True
    assert first["numberFormat"] == {"type": "PERCENT", "pattern": "0.00%"}
    assert round(first["backgroundColorStyle"]["rgbColor"]["green"] * 255) == 234
    assert rows[1]["values"][1]["userEnteredFormat"] == first
    assert "userEnteredFormat" not in (rows[0]["values"] + [{}, {}])[2]
    grid.press("Control+z", "Control+z", "Control+z")
    grid.saved()
    rows = book.get(fields, "A1:C2")["sheets"][0]["data"][0].get("rowData", [])
    assert "bold" not in str(rows)


def test_freezing_and_merging_by_menu(book: Book, grid: GridPage) -> None:
    grid.go("B2")
    grid.menu("View", "Freeze up to row 2")
    grid.saved()
    properties = book.get("sheets.properties.gridProperties")["sheets"][0]["properties"]
    assert properties["gridProperties"]["frozenRowCount"] == 2
    expect(grid.page.locator(".head #cell-A2")).to_be_visible()
    grid.go("A4:B5")
    grid.menu("Format", "Merge the chosen cells")
    grid.saved()
    assert len(book.get("sheets.merges")["sheets"][0]["merges"]) == 1
    grid.menu("Format", "Part merged cells")
    grid.saved()
    assert "merges" not in str(book.get("sheets.merges"))
