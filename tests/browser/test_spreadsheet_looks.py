"""What the API says of a cell's look is what the browser spreadsheet draws."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.grid_page import Book, GridPage, Json, area, opened
from tests.local_sheets.wire.cast import TEO
from tests.local_sheets.wire.process import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def book(running: Running) -> Book:
    return Book.make(running, TEO, rows=80, columns=30)


@pytest.fixture
def grid(browser: Browser, book: Book) -> Iterator[GridPage]:
    with opened(browser, book, "Teo Teacher") as page:
        yield page


def css(cell: Locator, name: str) -> str:
    return str(cell.evaluate("(cell, name) => getComputedStyle(cell)[name]", name))


def formatted(where: Json, **shape: object) -> Json:
    fields = ",".join(f"userEnteredFormat.{name}" for name in shape)
    return {"repeatCell": {"range": where, "cell": {"userEnteredFormat": shape}, "fields": fields}}


def test_formats_colours_and_alignment(book: Book, grid: GridPage) -> None:
    book.type("A1", [["0.256", "2026-09-15", "bold", "right", "1234.5", "50%"]])
    book.batch(
        formatted(area(0, 1, 0, 1), numberFormat={"type": "PERCENT", "pattern": "0.0%"}),
        formatted(area(0, 1, 1, 2), numberFormat={"type": "DATE", "pattern": "d mmm yyyy"}),
        formatted(
            area(0, 1, 2, 3),
            textFormat={"bold": True, "italic": True, "strikethrough": True},
            backgroundColor={"red": 1, "green": 0.8, "blue": 0.6},
        ),
        formatted(area(0, 1, 3, 4), horizontalAlignment="RIGHT"),
        formatted(area(0, 1, 4, 5), numberFormat={"type": "NUMBER", "pattern": "#,##0.00"}),
    )
    expect(grid.cell("A1")).to_have_text("25.6%")
    expect(grid.cell("B1")).to_have_text("15 Sep 2026")
    expect(grid.cell("E1")).to_have_text("1,234.50")
    expect(grid.cell("F1")).to_have_text("50%")
    bold = grid.cell("C1")
    assert css(bold, "fontWeight") == "700"
    assert css(bold, "fontStyle") == "italic"
    assert "line-through" in css(bold, "textDecorationLine")
    assert css(bold, "backgroundColor") == "rgb(255, 204, 153)"
    assert css(grid.cell("D1"), "justifyContent") == "flex-end"
    assert css(grid.cell("E1"), "justifyContent") == "flex-end"


def test_rule_colours_follow_what_is_typed(book: Book, grid: GridPage) -> None:
    condition = {"type": "NUMBER_LESS", "values": [{"userEnteredValue": "40"}]}
    look = {"backgroundColor": {"red": 1, "green": 0.8, "blue": 0.8}, "textFormat": {"bold": True}}
    rule = {
        "ranges": [area(0, 9, 0, 1)],
        "booleanRule": {"condition": condition, "format": look},
    }
    book.batch({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    grid.cell("A1").click()
    for text in ("39", "40"):
        grid.write(text)
        grid.press("Enter")
    grid.saved()
    expect(grid.cell("A1")).to_have_css("background-color", "rgb(255, 204, 204)")
    expect(grid.cell("A1")).to_have_css("font-weight", "700")
    expect(grid.cell("A2")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_merged_cells_are_one_and_are_passed_by_one_step(book: Book, grid: GridPage) -> None:
    book.type("B2", [["title"]])
    book.batch({"mergeCells": {"range": area(1, 3, 1, 4), "mergeType": "MERGE_ALL"}})
    expect(grid.cell("C2")).to_be_hidden()
    box = grid.cell("B2").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (300, 42)
    grid.cell("A2").click()
    grid.press("ArrowRight", "ArrowRight")
    assert grid.chosen() == "E2"
    grid.press("ArrowLeft", "ArrowDown")
    assert grid.chosen() == "B4"
    grid.go("A2:B2")
    assert grid.chosen() == "A2:D3"


def test_notes_are_marked_shown_and_read(book: Book, grid: GridPage) -> None:
    book.type("A1", [["Fall"]])
    cell = {"note": "What: reading\nWho: class teachers"}
    book.batch({"repeatCell": {"range": area(0, 1, 0, 1), "cell": cell, "fields": "note"}})
    expect(grid.cell("A1")).to_have_class(re.compile("noted"))
    grid.cell("B1").click()
    expect(grid.page.locator("#note")).to_be_hidden()
    grid.press("ArrowLeft")
    expect(grid.page.locator("#note")).to_have_text("What: reading\nWho: class teachers")
    label = grid.page.locator("#field").get_attribute("aria-label")
    assert label == "A1. Fall. Note: What: reading\nWho: class teachers"
    # On the cell that a tab opens on it would lie over what people came for.
    book.batch({"addSheet": {"properties": {"sheetId": 7, "title": "Other"}}})
    for tab in ("Other", "Sheet1"):
        grid.page.get_by_role("button", name=tab, exact=True).click()
        expect(grid.page.get_by_role("button", name=tab, exact=True)).to_have_attribute(
            "aria-current", "true"
        )
        expect(grid.page.locator("#note")).to_be_hidden()
    grid.cell("A1").click()
    expect(grid.page.locator("#note")).to_be_visible()


def test_frozen_rows_and_columns_stay(book: Book, grid: GridPage) -> None:
    book.type("A1", [[f"h{column}" for column in range(30)]])
    book.type("A2", [[f"r{row}"] for row in range(79)])
    properties = {
        "sheetId": 0,
        "gridProperties": {"frozenRowCount": 1, "frozenColumnCount": 1},
    }
    fields = "gridProperties(frozenRowCount,frozenColumnCount)"
    book.batch({"updateSheetProperties": {"properties": properties, "fields": fields}})
    grid.go("AA70")
    expect(grid.cell("AA70")).to_be_in_viewport()
    expect(grid.cell("A70")).to_be_in_viewport()
    expect(grid.cell("AA1")).to_be_in_viewport()
    before = grid.cell("A1").bounding_box()
    grid.page.mouse.move(600, 400)
    grid.page.mouse.wheel(-300, -500)
    expect(grid.cell("A40")).to_be_in_viewport()
    assert grid.cell("A1").bounding_box() == before


def test_hidden_lines_sizes_and_groups(book: Book, grid: GridPage) -> None:
    book.type("A1", [[f"c{column}" for column in range(8)]])

    def lines(dimension: str, start: int, end: int) -> Json:
        return {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}

    def sized(where: Json, **properties: object) -> Json:
        change = {"range": where, "properties": properties, "fields": ",".join(properties)}
        return {"updateDimensionProperties": change}

    book.batch(
        sized(lines("ROWS", 2, 4), hiddenByUser=True),
        sized(lines("COLUMNS", 0, 1), pixelSize=180),
        sized(lines("ROWS", 1, 2), pixelSize=50),
        {"addDimensionGroup": {"range": lines("COLUMNS", 3, 6)}},
    )
    expect(grid.cell("A3")).to_have_count(0)
    expect(grid.cell("A5")).to_be_visible()
    box = grid.cell("A2").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (180, 50)
    grid.cell("A2").click()
    grid.press("ArrowDown")
    assert grid.chosen() == "A5"
    fold = grid.page.get_by_role("button", name="Columns D to F")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(grid.cell("D1")).to_have_count(0)
    expect(fold).to_have_attribute("aria-expanded", "false")
    groups = book.get("sheets.columnGroups")["sheets"][0]["columnGroups"]
    assert groups[0]["collapsed"] is True
    fold.click()
    expect(grid.cell("D1")).to_be_visible()


def test_long_texts_run_on_over_blank_cells_only(book: Book, grid: GridPage) -> None:
    long = "a text that is much longer than its cell"
    book.type("A1", [[long], [long, "full"], [long]])
    book.batch(formatted(area(2, 3, 0, 1), wrapStrategy="WRAP"))
    expect(grid.cell("A1").locator(".run")).to_be_visible()
    expect(grid.cell("A2").locator(".run")).to_have_count(0)
    expect(grid.cell("A3")).to_have_class(re.compile("wrap"))
    box = grid.cell("A3").bounding_box()
    assert box is not None
    assert box["height"] > 40, "a row that nobody sized grows with a wrapped text"


def test_a_filter_view_hides_and_sorts_for_its_user_alone(browser: Browser, book: Book) -> None:
    book.type("A1", [["Name", "Score"], ["Bo", 3], ["Ann", 1], ["Cy", ""], ["Di", 2]])
    view = {
        "filterViewId": 5,
        "title": "With a score",
        "range": area(0, 6, 0, 2),
        "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}],
        "filterSpecs": [{"columnIndex": 1, "filterCriteria": {"condition": {"type": "NOT_BLANK"}}}],
    }
    book.batch({"addFilterView": {"filter": view}})
    with opened(browser, book, "Teo Teacher", "#gid=0&fvid=5") as grid:
        expect(grid.page.locator("#filtered")).to_contain_text("With a score")
        boxes = {name: grid.cell(name).bounding_box() for name in ("A3", "A2", "A5")}
        tops = [box["y"] for box in boxes.values() if box]
        assert tops == sorted(tops)
        assert len(tops) == 3
        expect(grid.cell("A4")).to_have_count(0)
        grid.cell("B3").click()  # Ann, the first one shown
        for score in ("11", "13", "12"):
            grid.write(score)
            grid.press("Enter")
        grid.saved()
        assert book.values("A2:B5") == [["Bo", "13"], ["Ann", "11"], ["Cy"], ["Di", "12"]]
        grid.page.get_by_role("button", name="Show all rows").click()
        expect(grid.cell("A4")).to_be_visible()
        grid.page.get_by_role("button", name="Data", exact=True).click()
        grid.page.get_by_role("menuitemcheckbox", name="Filter view: With a score").click()
        expect(grid.cell("A4")).to_have_count(0)
        assert "fvid=5" in grid.page.url


def test_links_lead_to_their_cell(browser: Browser, book: Book) -> None:
    book.type("A1", [[number] for number in range(1, 81)])
    book.batch({"addSheet": {"properties": {"sheetId": 9, "title": "Other's"}}})
    book.type("'Other''s'!C3", [["here"]])
    with opened(browser, book, "Teo", "?gid=0&range=A70#gid=0&range=A70") as grid:
        expect(grid.cell("A70")).to_be_in_viewport()
        assert grid.chosen() == "A70"
        grid.page.evaluate("() => { location.hash = 'gid=9&range=C3' }")
        expect(grid.cell("C3")).to_have_text("here")
        expect(grid.page.get_by_label("Name box")).to_have_value("C3")
        grid.go("Sheet1!A5:B6")
        assert grid.chosen() == "A5:B6"
        assert grid.text("A5") == "5"
        grid.page.get_by_label("Name box").fill("nonsense")
        grid.page.get_by_label("Name box").press("Enter")
        expect(grid.warning()).to_contain_text("nonsense is no cell or range")


def test_protected_cells_say_so_before_one_types(book: Book, grid: GridPage) -> None:
    hole = area(2, 4, 1, 3)
    book.protect({"sheetId": 0})
    (held,) = book.get("sheets.protectedRanges")["sheets"][0]["protectedRanges"]
    change = {"protectedRangeId": held["protectedRangeId"], "unprotectedRanges": [hole]}
    book.batch({"updateProtectedRange": {"protectedRange": change, "fields": "unprotectedRanges"}})
    expect(grid.cell("A1")).to_have_attribute("aria-readonly", "true")
    expect(grid.cell("B3")).not_to_have_attribute("aria-readonly", "true")
    expect(grid.cell("B5")).to_have_attribute("aria-readonly", "true")
    grid.cell("A1").click()
    expect(grid.page.locator("#lock")).to_be_visible()
    expect(grid.page.get_by_label("Formula bar")).not_to_be_editable()
    grid.cell("B3").click()
    expect(grid.page.locator("#lock")).to_be_hidden()


def test_who_may_only_read_sees_that(browser: Browser, running: Running) -> None:
    book = Book.make(running)
    book.type("A1", [["seen"]])
    from_drive = f"files/{book.id}/permissions"
    body = {"type": "user", "role": "reader", "emailAddress": TEO}
    book.service.drive("POST", from_drive, body, sendNotificationEmail="false")
    with opened(browser, book, "Teo Teacher") as grid:
        expect(grid.cell("A1")).to_have_text("seen")
        expect(
            grid.page.get_by_text("You may read this spreadsheet, not change it.")
        ).to_be_visible()
        grid.cell("B1").click()
        grid.write("x")
        expect(grid.warning()).to_have_text("You may read this spreadsheet, not change it.")
        grid.page.get_by_role("button", name="Insert", exact=True).click()
        expect(grid.page.get_by_role("menuitem", name="1 row above")).to_be_disabled()
