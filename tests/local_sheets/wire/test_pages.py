"""The pages for people: choosing who one is, one's files, a spreadsheet without script."""

import re
from html import unescape

import pytest
from werkzeug.test import Client, TestResponse

from local_sheets.areas import letters as column_letters
from local_sheets.pages import tab_link
from local_sheets.table_view import parse_area
from local_sheets.wire import App
from tests.local_sheets.wire.cast import AIDA, OLIVIA, OUTSIDER, TEO, URL, Caller, share

HOST = {"Host": "127.0.0.1:8765"}


class Browser:
    """A browser without JavaScript."""

    def __init__(self, app: App) -> None:
        self.client = Client(app)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=URL)

    def post(self, path: str, origin: str | None = URL, **form: str) -> TestResponse:
        headers = {"Origin": origin} if origin else {}
        return self.client.post(path, base_url=URL, data=form, headers=headers)

    def be(self, email: str) -> "Browser":
        assert self.post("/person", email=email).status_code == 303
        return self


@pytest.fixture
def browser(app: App) -> Browser:
    return Browser(app)


@pytest.fixture
def shared(service: Caller, tracker: str) -> str:
    """A tracker with some cells that Teo may write and Olivia may read."""
    share(service, tracker, TEO)
    share(service, tracker, OLIVIA, "reader")
    service.write(tracker, "A1:C2", [["Name", "Score", "<b>Note</b>"], ["Ann & Bo", 12, "x"]])
    return tracker


def _cells(page: TestResponse) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)
    return [[unescape(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows[1:]]


def _shown(page: TestResponse) -> list[list[str]]:
    cells = [[text for text in row if text] for row in _cells(page)]
    return [row for row in cells if row]


def test_the_first_page_asks_who_one_is(browser: Browser) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    for email in (OLIVIA, TEO, AIDA, OUTSIDER):
        assert f'value="{email}"' in page.text
    assert "gserviceaccount" not in page.text, "a program is nobody to be"


def test_choosing_sets_a_cookie_of_its_own_name(browser: Browser) -> None:
    cookie = browser.post("/person", email=TEO).headers["Set-Cookie"]
    assert cookie.startswith("local_sheets_person=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_one_sees_ones_own_files_only(browser: Browser, shared: str) -> None:
    assert shared in browser.be(TEO).get("/").text
    browser.post("/person/forget")
    page = browser.be(OUTSIDER).get("/")
    assert shared not in page.text
    assert "Nothing is shared with Charlie Outsider" in page.text


def test_a_link_leads_through_the_choice_to_the_table(browser: Browser, shared: str) -> None:
    link = f"/spreadsheets/d/{shared}/edit?gid=0&range=B2"
    there = browser.get(link)
    assert there.status_code == 303
    page = browser.get(there.headers["Location"])
    wanted = unescape(re.findall(r'name="next" value="([^"]*)"', page.text)[0])
    assert browser.post("/person", email=TEO, next=wanted).headers["Location"] == link


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_the_choice_never_leads_away(browser: Browser, path: str) -> None:
    assert browser.post("/person", email=TEO, next=path).headers["Location"] == "/"


def test_a_form_of_another_site_chooses_nobody(browser: Browser) -> None:
    assert browser.post("/person", origin="http://evil.example", email=TEO).status_code == 403
    assert "Who are you?" in browser.get("/").text


def test_a_forged_cookie_is_nobody(browser: Browser) -> None:
    browser.client.set_cookie("local_sheets_person", "eyJlbWFpbCI6IngifQ.x.y", domain="127.0.0.1")
    assert "Who are you?" in browser.get("/").text


def test_the_table_shows_and_escapes_what_stands_there(browser: Browser, shared: str) -> None:
    page = browser.be(TEO).get(f"/spreadsheets/d/{shared}/htmlview")
    assert _shown(page) == [["Name", "Score", "<b>Note</b>"], ["Ann & Bo", "12", "x"]]
    assert "<b>Note" not in page.text
    for part in (
        '<html lang="en">',
        "<caption>Grade 2, tab Sheet1</caption>",
        '<th scope="col">A</th>',
        '<th scope="row">1</th>',
    ):
        assert part in page.text


def test_an_outsider_and_a_stranger_file_get_clear_pages(browser: Browser, shared: str) -> None:
    browser.be(OUTSIDER)
    page = browser.get(f"/spreadsheets/d/{shared}/htmlview")
    assert (page.status_code, "Charlie Outsider may not read" in page.text) == (403, True)
    assert "Ann" not in page.text
    assert browser.get("/spreadsheets/d/1nothing/htmlview").status_code == 404
    assert browser.get("/nonsense").status_code == 404


def test_the_pages_carry_a_strict_policy(browser: Browser, shared: str) -> None:
    page = browser.be(TEO).get(f"/spreadsheets/d/{shared}/htmlview")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in page.text
    assert " style=" not in page.text
    (nonce,) = re.findall(r'<style nonce="([^"]+)">', page.text)
    assert f"'nonce-{nonce}'" in policy
    with browser.get("/static/pages.css") as style:
        assert style.status_code == 200


def test_the_range_asked_for_is_marked_and_takes_the_focus(browser: Browser, shared: str) -> None:
    page = browser.be(TEO).get(f"/spreadsheets/d/{shared}/htmlview?gid=0&range=B1:C2")
    marked = re.findall(r'<td class="[^"]*marked[^"]*"[^>]*>', page.text)
    assert len(marked) == 4
    assert [("autofocus" in cell, "tabindex" in cell) for cell in marked].count((True, True)) == 1
    assert 'id="gid=0&amp;range=B1:C2"' in marked[0]


def test_a_range_far_below_is_in_the_page(browser: Browser, shared: str) -> None:
    page = browser.be(TEO).get(f"/spreadsheets/d/{shared}/htmlview?range=C900")
    assert len(re.findall(r"<td[^>]*marked[^>]*>", page.text)) == 1
    assert '<th scope="row">900</th>' in page.text


@pytest.mark.parametrize("query", ["range=nonsense", "range=ZZZ99999999", "gid=x", "range=A0"])
def test_a_range_that_means_nothing_does_no_harm(browser: Browser, shared: str, query: str) -> None:
    page = browser.be(TEO).get(f"/spreadsheets/d/{shared}/htmlview?{query}")
    assert page.status_code == 200
    assert "Ann" in page.text


def test_hidden_rows_columns_and_tabs_are_not_shown(
    browser: Browser, service: Caller, shared: str
) -> None:
    hide = {"hiddenByUser": True}
    row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    column = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    secret = {"properties": {"title": "Secret", "sheetId": 7, "hidden": True}}
    done = service.batch(
        shared,
        {"updateDimensionProperties": {"range": row, "properties": hide, "fields": "*"}},
        {"updateDimensionProperties": {"range": column, "properties": hide, "fields": "*"}},
        {"addSheet": secret},
    )
    assert done.status_code == 200, done.text
    page = browser.be(TEO).get(f"/spreadsheets/d/{shared}/htmlview?gid=7")
    assert _shown(page) == [["Ann & Bo", "x"]]
    assert '<th scope="col">B</th>' not in page.text
    assert "Secret" not in page.text


def test_formats_freeze_formulas_and_locks_are_seen(
    browser: Browser, service: Caller, shared: str
) -> None:
    me = service.drive("GET", "about", fields="user(emailAddress)")["user"]["emailAddress"]
    red = {"red": 1, "green": 0.8, "blue": 0.8}
    cell = {
        "userEnteredFormat": {"backgroundColor": red, "textFormat": {"bold": True}},
        "userEnteredValue": {"formulaValue": "=1/4"},
    }
    spot = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0}
    first = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    protection = {"range": first, "editors": {"users": [me]}}
    frozen = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}
    done = service.batch(
        shared,
        {
            "repeatCell": {
                "range": spot | {"endColumnIndex": 1},
                "cell": cell,
                "fields": "userEnteredFormat,userEnteredValue",
            }
        },
        {"addProtectedRange": {"protectedRange": protection}},
        {
            "updateSheetProperties": {
                "properties": frozen,
                "fields": "gridProperties.frozenRowCount",
            }
        },
    )
    assert done.status_code == 200, done.text
    page = browser.be(TEO).get(f"/spreadsheets/d/{shared}/htmlview")
    assert "background-color: rgb(255, 204, 204); font-weight: bold" in page.text
    assert '<td class="number over f0" title="=1/4">0.25</td>' in page.text
    head = page.text.split("</thead>")[0]
    assert "Name" in head
    assert "Ann" not in head
    assert len(re.findall(r"class=\"(?:over )?locked\" title=\"Protected", head)) == 5
    reader = Browser(browser.client.application).be(OLIVIA)  # type: ignore[arg-type]
    page = reader.get(f"/spreadsheets/d/{shared}/htmlview")
    assert 'class="locked"' not in page.text, "who may only read needs no locks"
    assert "You may read this spreadsheet, not change it." in page.text


def test_links_hold_both_forms() -> None:
    assert tab_link("abc", 7, "C5:D6") == (
        "/spreadsheets/d/abc/edit?gid=7&range=C5:D6#gid=7&range=C5:D6"
    )


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (18277, "ZZZ")])
def test_columns_are_lettered_as_in_sheets(index: int, letters: str) -> None:
    assert column_letters(index) == letters
    area = parse_area(f"{letters}3")
    assert area is not None
    assert (area.left, area.top, area.right, area.bottom) == (index, 2, index + 1, 3)
