"""The browser spreadsheet by keyboard, for screen readers, enlarged, and on a phone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.grid_page import Book, GridPage, area, opened
from tests.local_sheets.wire.cast import AIDA, TEO
from tests.local_sheets.wire.process import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AXE = Path(__file__).with_name("vendor") / "axe.min.js"


@pytest.fixture
def book(running: Running) -> Book:
    """All that a tracker has: locks, notes, choices, boxes, merged cells, groups, tabs."""
    made = Book.make(running, TEO, AIDA, rows=60, columns=20)
    made.type("A1", [["Last", "First", "Fall", "Level", "Talk"], ["Park", "Ann", 51, "ABS", True]])
    made.protect(area(0, 60, 0, 2))
    listed = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "ABS"}]}
    column = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 6, "endIndex": 9}
    note = {"cell": {"note": "What: reading"}, "fields": "note"}
    made.batch(
        {"repeatCell": {"range": area(0, 1, 2, 3), **note}},
        {
            "setDataValidation": {
                "range": area(1, 9, 3, 4),
                "rule": {"condition": listed, "showCustomUi": True},
            }
        },
        {
            "setDataValidation": {
                "range": area(1, 9, 4, 5),
                "rule": {"condition": {"type": "BOOLEAN"}},
            }
        },
        {"mergeCells": {"range": area(10, 12, 2, 5), "mergeType": "MERGE_ALL"}},
        {"addDimensionGroup": {"range": column}},
        {"addSheet": {"properties": {"sheetId": 7, "title": "Notes"}}},
    )
    return made


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found: Any = page.evaluate("() => axe.run()")
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]


@pytest.fixture
def grid(browser: Browser, book: Book) -> Iterator[GridPage]:
    """A low window, since axe looks at each cell; with somebody else's cell in it."""
    with (
        opened(browser, book, "Aida Aide") as aida,
        opened(browser, book, "Teo Teacher", height=330) as teo,
    ):
        aida.cell("F3").click()
        expect(teo.cell("F3")).to_have_attribute("data-guest", "Aida Aide")
        yield teo


def _types(grid: GridPage) -> None:
    grid.cell("C2").click()
    grid.write("5")


def _is_refused(grid: GridPage) -> None:
    grid.cell("A2").click()
    grid.write("x")
    expect(grid.warning()).to_contain_text("protected")


def _chooses(grid: GridPage) -> None:
    grid.go("D2")
    grid.press("Alt+ArrowDown")
    expect(grid.page.get_by_role("option", name="ABS")).to_be_visible()


STATES: dict[str, Callable[[GridPage], None]] = {
    "ready": lambda grid: grid.press("ArrowDown"),
    "typing": _types,
    "refused": _is_refused,
    "choosing": _chooses,
    "menu": lambda grid: grid.cell("C1").click(button="right"),
    "finding": lambda grid: grid.press("Control+f"),
    "note": lambda grid: grid.press("ArrowRight", "ArrowRight", "Shift+F2"),
    "keys": lambda grid: grid.press("Control+/"),
}


@pytest.mark.parametrize("state", STATES)
def test_no_rule_of_axe_fails(grid: GridPage, state: str) -> None:
    STATES[state](grid)
    assert violations(grid.page) == []


def test_the_first_page_and_the_plain_table_pass_axe_too(browser: Browser, book: Book) -> None:
    with opened(browser, book, "Teo Teacher") as grid:
        for path in ("/", f"/spreadsheets/d/{book.id}/htmlview"):
            grid.page.goto(book.running.url + path)
            assert violations(grid.page) == [], path
        grid.page.goto(book.running.url)
        grid.page.get_by_role("button", name="Choose another person").click()
        assert violations(grid.page) == []


def test_a_score_is_entered_by_keys_alone(browser: Browser, book: Book) -> None:
    with opened(browser, book, "Teo Teacher") as grid:
        expect(grid.page.locator("#field")).to_be_focused()
        grid.press("ArrowDown", "ArrowRight", "ArrowRight")
        field = grid.page.locator("#field")
        expect(field).to_have_attribute("aria-label", "C2. 51")
        expect(field).to_have_attribute("aria-activedescendant", "cell-C2")
        grid.write("77")
        grid.press("Enter")
        grid.press("ArrowLeft")
        expect(field).to_have_attribute("aria-label", "B3. blank. Locked")
        grid.press("Shift+F10")
        expect(grid.page.get_by_role("menuitem").first).to_be_focused()
        grid.press("ArrowDown", "Escape")
        grid.saved()
        assert book.values("C2") == [["77"]]


def test_f6_and_shortcuts_lead_out_of_the_cells_and_back(browser: Browser, book: Book) -> None:
    with opened(browser, book, "Teo Teacher") as grid:
        field = grid.page.locator("#field")
        expect(field).to_be_focused()
        grid.press("F6")
        expect(grid.page.get_by_label("Formula bar")).to_be_focused()
        grid.press("F6")
        expect(grid.page.get_by_role("button", name="Edit", exact=True)).to_be_focused()
        grid.press("F6")
        expect(grid.page.get_by_role("button", name="Sheet1")).to_be_focused()
        grid.press("F6")
        expect(field).to_be_focused()
        grid.press("Control+Shift+PageDown")
        expect(grid.page.get_by_role("grid", name="Cells of Notes")).to_be_visible()


def test_cells_have_roles_names_and_places(browser: Browser, book: Book) -> None:
    with opened(browser, book, "Teo Teacher") as grid:
        shown = grid.page.get_by_role("grid", name="Cells of Sheet1")
        expect(shown).to_have_attribute("aria-rowcount", "61")
        expect(shown.get_by_role("columnheader", name="C", exact=True)).to_be_visible()
        expect(shown.get_by_role("rowheader", name="2", exact=True)).to_be_visible()
        cell = shown.get_by_role("gridcell", name="51")
        expect(cell).to_have_attribute("aria-colindex", "4")
        expect(shown.get_by_role("gridcell", name="Fall Note: What: reading")).to_be_visible()
        grid.go("C2:C3")
        expect(shown.locator("[aria-selected=true]")).to_have_count(2)


def test_at_200_percent_all_is_in_reach(browser: Browser, book: Book) -> None:
    """A window of 1280 x 800 at 200 % is one of 640 x 400."""
    context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    grid = GridPage(context.new_page(), book).open("Teo Teacher")
    for role, name in [("button", "Edit"), ("button", "Sheet1"), ("textbox", "Name box")]:
        expect(grid.page.get_by_role(role, name=name, exact=True)).to_be_in_viewport()  # type: ignore[arg-type]
    grid.cell("C2").click()
    grid.write("66")
    grid.press("Enter")
    grid.saved()
    assert book.values("C2") == [["66"]]
    size = grid.page.evaluate("() => [document.body.scrollWidth, document.body.scrollHeight]")
    assert json.dumps(size) == "[640, 400]", "the page itself does not scroll"
    context.close()


def test_a_phone_reads_and_types_a_score(browser: Browser, book: Book) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    grid = GridPage(context.new_page(), book).open("Teo Teacher")
    field = grid.page.locator("#field")
    expect(field).to_have_attribute("inputmode", "none")
    grid.cell("C2").tap()
    assert grid.chosen() == "C2"
    grid.cell("C2").tap()
    expect(field).to_have_attribute("inputmode", "text")
    expect(field).to_have_value("51")
    field.fill("58")
    grid.press("Enter")
    grid.saved()
    assert book.values("C2") == [["58"]]
    assert grid.page.evaluate("() => document.body.scrollWidth") == 360
    assert violations(grid.page) == []
    context.close()
