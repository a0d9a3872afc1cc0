"""A morning at the browser spreadsheet, for everybody who works on one; the API is compared."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.grid_page import PROTECTED, Book, GridPage, area, opened
from tests.local_sheets.wire.cast import AIDA, OLIVIA, TEO, share
from tests.local_sheets.wire.process import Running

pytestmark = pytest.mark.browser

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<style>td {mso-number-format:General; padding-top:1px}</style></head><body>
<!--StartFragment--><table border=0 style='border-collapse:collapse'><col width=64>
<tr height=20><td height=20 class=xl65 align=right style='width:48pt'>91</td></tr>
<tr><td>ABS</td></tr><tr><td align=right>78.5</td></tr><tr><td>two
  words<br>two lines</td></tr></table><!--EndFragment--></body></html>"""
EXCEL_TEXT = '91\r\nABS\r\n78.5\r\n"two words\ntwo lines"\r\n'


@pytest.fixture
def tracker(running: Running) -> Book:
    """A header and names that are locked, and columns for scores."""
    book = Book.make(running, TEO, AIDA)
    names = [
        [f"Child {number}", f"st-{number}", "", "", f"=C{number + 1}+D{number + 1}"]
        for number in range(1, 31)
    ]
    book.type("A1", [["Name", "Id", "Fall", "Spring", "Sum"], *names])
    frozen = {"frozenRowCount": 1, "frozenColumnCount": 2}
    fields = "gridProperties(frozenRowCount,frozenColumnCount)"
    properties = {"sheetId": 0, "gridProperties": frozen}
    book.batch({"updateSheetProperties": {"properties": properties, "fields": fields}})
    book.protect(area(0, 1, 0, 12))
    book.protect(area(0, 60, 0, 2))
    book.protect(area(0, 60, 4, 5))
    return book


def test_scores_typed_after_a_click_are_all_there(browser: Browser, tracker: Book) -> None:
    scores = [str(50 + number) for number in range(25)]
    with opened(browser, tracker, "Teo Teacher") as grid:
        grid.cell("C2").click()
        for score in scores:
            grid.write(score)
            grid.press("Enter")
        assert grid.chosen() == "C27"
        grid.saved()
        assert tracker.column("C2:C26") == scores
        assert [grid.text(f"C{row}") for row in range(2, 27)] == scores
        assert tracker.column("E2:E4") == ["50", "51", "52"]
        expect(grid.cell("E4")).to_have_text("52")


@pytest.mark.slow
def test_the_morning_of_a_teacher(browser: Browser, tracker: Book) -> None:
    with opened(browser, tracker, "Teo Teacher") as grid:
        _types_scores(grid)
        _pastes_a_column(grid)
        _is_refused(grid)


def _types_scores(grid: GridPage) -> None:
    scores = [str(50 + number) for number in range(25)]
    grid.cell("C2").click()
    for score in scores:  # ten keys a second
        grid.write(score, delay=100)
        grid.press("Enter")
    grid.saved()
    assert grid.book.column("C2:C26") == scores


def _pastes_a_column(grid: GridPage) -> None:
    book = grid.book
    grid.copy(EXCEL_TEXT, EXCEL)
    grid.cell("D2").click()
    grid.press("Control+v")
    grid.saved()
    assert book.column("D2:D5") == ["91", "ABS", "78.5", "two words\ntwo lines"]
    expect(grid.cell("D4")).to_have_text("78.5")
    assert book.column("E2:E2") == ["141"]
    grid.press("Control+z")
    grid.saved()
    assert book.values("D2:D6") == []
    expect(grid.cell("D2")).to_have_text("")
    grid.press("Control+y")
    grid.saved()
    assert book.column("D2:D4") == ["91", "ABS", "78.5"]


def _is_refused(grid: GridPage) -> None:
    expect(grid.cell("A5")).to_have_class(re.compile("locked"))
    grid.cell("A5").click()
    grid.write("Somebody else")
    expect(grid.warning()).to_have_text(PROTECTED)
    grid.saved()
    assert grid.text("A5") == "Child 4"
    assert grid.book.column("A5:A5") == ["Child 4"]
    # A block that reaches into a locked column is refused as a whole, by the server.
    grid.page.get_by_role("button", name="Close").click()
    grid.copy("new\t1\t2")
    grid.cell("B6").click()
    grid.press("Control+v")
    expect(grid.warning()).to_have_text(PROTECTED)
    grid.saved()
    assert [grid.text(name) for name in ("B6", "C6")] == ["st-5", "54"]
    assert grid.book.values("B6:C6") == [["st-5", "54"]]


@pytest.mark.slow
def test_the_morning_of_an_aide(browser: Browser, tracker: Book) -> None:
    tracker.batch({"addSheet": {"properties": {"sheetId": 7, "title": "Progress notes"}}})
    tracker.type("'Progress notes'!A1", [["Date", "Student", "What was seen", "Next"]])
    with opened(browser, tracker, "Aida Aide") as grid:
        grid.page.get_by_role("button", name="Progress notes").click()
        grid.cell("A2").click()
        for text in ("9/15/2026", "Child 3", "Reads 40 words, with a finger", "again Friday"):
            grid.write(text)
            grid.press("Tab")
        grid.press("Enter")
        assert grid.chosen() == "A3"
        grid.write("'007")
        grid.press("Enter")
        grid.saved()
        assert tracker.values("'Progress notes'!A2:D3") == [
            ["9/15/2026", "Child 3", "Reads 40 words, with a finger", "again Friday"],
            ["007"],
        ]
        grid.go("C2")
        grid.press("Shift+F2")
        grid.page.get_by_label("Text").fill("asked her mother")
        grid.page.get_by_role("button", name="Keep").click()
        grid.saved()
        noted = tracker.get("sheets.data.rowData.values.note", "'Progress notes'!C2")
        assert noted["sheets"][0]["data"][0]["rowData"][0]["values"][0]["note"] == (
            "asked her mother"
        )
        expect(grid.cell("C2")).to_have_class(re.compile("noted"))
        grid.press("Control+z")
        grid.saved()
        assert "note" not in str(tracker.get("sheets.data.rowData.values.note", "C2"))


@pytest.mark.slow
def test_the_morning_of_an_owner(browser: Browser, running: Running) -> None:
    book = Book.make(running)
    mine = running.caller(OLIVIA)
    made = mine.ok("POST", "/v4/spreadsheets", {"properties": {"title": "Own"}})
    book = Book(running, mine, made["spreadsheetId"])
    share(mine, book.id, TEO)
    book.type("A1", [["Name", "Fall"], ["Ann", "5"]])
    header = {"range": area(0, 1, 0, 26), "editors": {"users": [OLIVIA]}}
    book.batch({"addProtectedRange": {"protectedRange": header}})
    with opened(browser, book, "Olivia Owner") as grid, opened(browser, book, "Teo") as teo:
        expect(teo.cell("B1")).to_have_attribute("aria-readonly", "true")
        expect(grid.cell("B1")).not_to_have_attribute("aria-readonly", "true")
        grid.cell("B1").click()
        grid.press("F2")
        grid.write(" reading")
        grid.press("Enter")
        grid.saved()
        assert book.values("A1:B1") == [["Name", "Fall reading"]]
        expect(teo.cell("B1")).to_have_text("Fall reading")

        grid.page.get_by_role("button", name="Sheet1").dblclick()
        grid.page.get_by_label("Name", exact=True).fill("Students")
        grid.page.get_by_role("button", name="Rename").click()
        grid.saved()
        assert book.get("sheets.properties.title")["sheets"][0]["properties"]["title"] == "Students"
        expect(teo.page.get_by_role("button", name="Students")).to_be_visible(timeout=2000)


def test_an_outsider_has_no_access(browser: Browser, tracker: Book) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{tracker.running.url}/spreadsheets/d/{tracker.id}/edit")
    page.get_by_role("button", name="Charlie Outsider").click()
    expect(page.get_by_role("heading", name="Not shared")).to_be_visible()
    token = page.request.post(f"{tracker.running.url}/person/token").json()["token"]
    answer = page.request.get(
        f"{tracker.running.url}/v4/spreadsheets/{tracker.id}/values/A1",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status == 403
    events = page.request.get(f"{tracker.running.url}/spreadsheets/d/{tracker.id}/events?page=x")
    assert events.status == 403
    context.close()
