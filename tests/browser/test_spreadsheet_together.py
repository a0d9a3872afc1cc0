"""Two people at one spreadsheet, each in a browser of their own."""

import re
from collections.abc import Callable
from time import monotonic

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests.browser.grid_page import Book, area, opened
from tests.local_sheets.wire.cast import AIDA, TEO
from tests.local_sheets.wire.process import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def book(running: Running) -> Book:
    made = Book.make(running, TEO, AIDA, rows=40, columns=10)
    made.type("A1", [[row, f"=A{row}*2"] for row in range(1, 11)])
    return made


def test_what_one_types_the_other_sees_where_they_are(browser: Browser, book: Book) -> None:
    with opened(browser, book, "Teo") as teo, opened(browser, book, "Aida") as aida:
        aida.cell("D5").click()
        aida.write("half a wo")
        teo.cell("A3").click()
        teo.write("30")
        teo.press("Enter")
        expect(aida.cell("A3")).to_have_text("30")
        expect(aida.cell("B3")).to_have_text("60")
        aida.write("rd")
        assert aida.chosen() == "D5"
        aida.press("Enter")
        aida.saved()
        assert book.values("D5") == [["half a word"]]
        expect(teo.cell("D5")).to_have_text("half a word")


def test_rows_inserted_above_take_ones_place_along(browser: Browser, book: Book) -> None:
    with opened(browser, book, "Teo") as teo, opened(browser, book, "Aida") as aida:
        aida.cell("A7").click()
        teo.cell_menu("A2", "Insert 1 row above")
        expect(aida.page.get_by_label("Name box")).to_have_value("A8")
        expect(aida.cell("A8")).to_have_text("7")
        aida.write("70")
        aida.press("Enter")
        aida.saved()
        assert book.column("A7:A9") == ["6", "70", "8"]
        teo.press("Control+z")
        teo.saved()
        assert book.column("A6:A8") == ["6", "70", "8"]
        expect(aida.cell("A7")).to_have_text("70")


def test_names_and_places_of_others_show_and_go(browser: Browser, book: Book) -> None:
    with opened(browser, book, "Teo") as teo:
        expect(teo.page.locator("#alsohere")).to_be_hidden()
        with opened(browser, book, "Aida") as aida:
            expect(teo.page.locator("#people")).to_have_text("Aida Aide")
            aida.cell("C4").click()
            expect(teo.cell("C4")).to_have_attribute("data-guest", "Aida Aide")
            aida.press("ArrowDown")
            expect(teo.cell("C5")).to_have_attribute("data-guest", "Aida Aide")
            expect(teo.cell("C4")).not_to_have_attribute("data-guest", re.compile("."))
        expect(teo.page.locator("#alsohere")).to_be_hidden(timeout=10_000)


def test_a_lock_that_comes_while_one_types_sends_the_value_back(
    browser: Browser, book: Book
) -> None:
    with opened(browser, book, "Teo") as teo:
        teo.cell("A3").click()
        teo.write("33")
        book.protect(area(0, 40, 0, 1))
        expect(teo.cell("A3")).to_have_attribute("aria-readonly", "true")
        teo.press("Enter")
        expect(teo.warning()).to_contain_text("protected cell")
        teo.saved()
        assert teo.text("A3") == "3"
        assert book.values("A3") == [["3"]]


def test_access_that_ends_is_said(browser: Browser, book: Book) -> None:
    found = book.service.drive("GET", f"files/{book.id}/permissions", fields="*")["permissions"]
    (teos,) = (one["id"] for one in found if one.get("emailAddress") == TEO)
    with opened(browser, book, "Teo") as teo:
        book.service.drive("DELETE", f"files/{book.id}/permissions/{teos}")
        expect(teo.warning()).to_contain_text("no longer")


def test_an_edit_while_the_events_are_lost_is_seen_when_they_are_back(
    browser: Browser, book: Book
) -> None:
    with opened(browser, book, "Teo") as teo:
        teo.page.context.set_offline(True)
        book.type("A3", [[333]])
        teo.page.context.set_offline(False)
        expect(teo.cell("A3")).to_have_text("333")
        expect(teo.cell("B3")).to_have_text("666")
        teo.problems.clear()  # the lost connection was the point


@pytest.mark.parametrize(
    "asked", ["protectedRanges", "rowMetadata"], ids=["frame of the tabs", "lines of a tab"]
)
def test_a_change_that_comes_while_one_reads_is_read_too(
    browser: Browser, book: Book, asked: str
) -> None:
    with opened(browser, book, "Teo") as teo:
        told: list[str] = []
        events = teo.page.context.new_cdp_session(teo.page)
        events.send("Network.enable")
        events.on("Network.eventSourceMessageReceived", lambda one: told.append(one["eventName"]))
        held: list[tuple[Route, APIResponse]] = []

        def hold(route: Route) -> None:
            held.append((route, route.fetch()))

        teo.page.route(re.compile(f"fields=[^&]*{asked}"), hold, times=1)
        book.protect({"sheetId": 0})
        until(teo.page, lambda: held)
        (one,) = book.get("sheets.protectedRanges")["sheets"][0]["protectedRanges"]
        shape = {
            "protectedRangeId": one["protectedRangeId"],
            "unprotectedRanges": [area(2, 4, 1, 3)],
        }
        row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 5, "endIndex": 6}
        hidden = {"range": row, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
        before = told.count("changed")
        book.batch(
            {"updateProtectedRange": {"protectedRange": shape, "fields": "unprotectedRanges"}},
            {"updateDimensionProperties": hidden},
        )
        until(teo.page, lambda: told.count("changed") > before)
        for route, answer in held:
            route.fulfill(response=answer)
        expect(teo.cell("A3")).to_have_attribute("aria-readonly", "true")
        expect(teo.cell("B3")).not_to_have_attribute("aria-readonly", "true")
        expect(teo.cell("A6")).to_have_count(0)


def test_what_is_typed_while_a_tab_is_being_read_is_meant_for_it(
    browser: Browser, book: Book
) -> None:
    book.batch({"addSheet": {"properties": {"sheetId": 7, "title": "Progress notes"}}})
    with opened(browser, book, "Teo") as teo:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        teo.page.route(re.compile("fields=[^&]*rowMetadata"), hold, times=1)
        teo.page.get_by_role("button", name="Progress notes").click()
        until(teo.page, lambda: held)
        expect(teo.cell("A3")).to_have_text("")
        teo.cell("B2").click()
        teo.write("one")
        teo.press("Tab")
        teo.write("Chi")
        for route in held:
            route.continue_()
        teo.write("ld 3")
        teo.press("Enter")
        teo.saved()
        assert teo.chosen() == "B3"
        assert book.values("'Progress notes'!B2:C2") == [["one", "Child 3"]]
        assert book.values("B2:C2") == [["4"]]


def until(page: Page, holds: Callable[[], object]) -> None:
    """Let a page live until something that only its events bring about holds."""
    began = monotonic()
    while not holds():
        assert monotonic() - began < 60, "it never came"
        page.wait_for_timeout(20)
