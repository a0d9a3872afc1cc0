"""The browser spreadsheet as its user has it: a page, a server, and the API to compare with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.local_sheets.wire.cast import Caller, new_tracker, share
from tests.local_sheets.wire.process import Running

Json = dict[str, Any]
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def area(top: int, bottom: int, left: int, right: int, sheet_id: int = 0) -> Json:
    """A GridRange."""
    rows = {"sheetId": sheet_id, "startRowIndex": top, "endRowIndex": bottom}
    return rows | {"startColumnIndex": left, "endColumnIndex": right}


@dataclass(slots=True)
class Book:
    """A spreadsheet made over the API by the service account."""

    running: Running
    service: Caller
    id: str

    @classmethod
    def make(cls, running: Running, *writers: str, rows: int = 60, columns: int = 12) -> "Book":
        """A new one, shared with writers."""
        service = running.caller(None)
        drive_id = service.drive("GET", "drives")["drives"][0]["id"]
        book = cls(running, service, new_tracker(service, drive_id))
        for email in writers:
            share(service, book.id, email)
        grid = {"rowCount": rows, "columnCount": columns}
        change = {"properties": {"sheetId": 0, "gridProperties": grid}}
        fields = "gridProperties(rowCount,columnCount)"
        book.batch({"updateSheetProperties": {**change, "fields": fields}})
        return book

    def batch(self, *requests: Json) -> Any:
        """A batchUpdate that must succeed."""
        done = self.service.batch(self.id, *requests)
        assert done.status_code == 200, done.text
        return done.json()

    def type(self, a1: str, values: list[list[Any]]) -> None:
        """Values as a person types them."""
        path = f"/v4/spreadsheets/{self.id}/values/{a1}"
        self.service.ok("PUT", path, {"values": values}, valueInputOption="USER_ENTERED")

    def values(self, a1: str) -> list[list[str]]:
        """What the API shows of a range."""
        found: list[list[str]] = self.service.values(self.id, a1)
        return found

    def column(self, a1: str) -> list[str]:
        """What the API shows of a column; blanks as empty texts."""
        return [row[0] if row else "" for row in self.values(a1)]

    def formulas(self, a1: str) -> list[list[Any]]:
        """What was entered in a range."""
        path = f"/v4/spreadsheets/{self.id}/values/{a1}"
        found: list[list[Any]] = self.service.ok("GET", path, valueRenderOption="FORMULA").get(
            "values", []
        )
        return found

    def get(self, fields: str, *ranges: str) -> Any:
        """A spreadsheets.get of the service account."""
        query = {"fields": fields} | ({"ranges": list(ranges)} if ranges else {})
        return self.service.ok("GET", f"/v4/spreadsheets/{self.id}", **query)

    def protect(self, where: Json) -> None:
        """Lock a range for everybody but the service account."""
        me = self.service.drive("GET", "about", fields="user(emailAddress)")["user"]
        editors = {"users": [me["emailAddress"]]}
        self.batch({"addProtectedRange": {"protectedRange": {"range": where, "editors": editors}}})


@dataclass  # no slots: Playwright keeps notes on whoever listens
class GridPage:
    """One person's page."""

    page: Page
    book: Book
    problems: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, name: str, place: str = "#gid=0") -> "GridPage":
        """Choose a person, and wait until the spreadsheet is there."""
        self.visit(name, place)
        # A busy machine is no finding: how quick it is, the bench says.
        expect(self.page.locator("body[data-ready]")).to_be_attached(timeout=30_000)
        return self

    def visit(self, name: str, place: str = "#gid=0") -> None:
        """Choose a person, whatever comes of it."""
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", self._watch)
        self.page.goto(f"{self.book.running.url}/spreadsheets/d/{self.book.id}/edit{place}")
        self.page.get_by_role("button", name=name).click()

    def _hear(self, message: Any) -> None:
        # Chromium says so of every refusal; what came of it is what tests look at.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def _watch(self, request: Any) -> None:
        if not request.url.startswith((self.book.running.url, "blob:", "data:")):
            self.outside.append(request.url)

    def cell(self, name: str) -> Locator:
        """A cell by its name, as far as it is drawn."""
        return self.page.locator(f"#cell-{name}")

    def text(self, name: str) -> str:
        """What a cell shows."""
        return self.cell(name).inner_text()

    def go(self, place: str) -> None:
        """Choose by the name box."""
        box = self.page.get_by_label("Name box")
        box.fill(place)
        box.press("Enter")
        expect(self.page.locator("#field")).to_be_focused()

    def chosen(self) -> str:
        """The name box."""
        return self.page.get_by_label("Name box").input_value()

    def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str, *, delay: float = 0) -> None:
        """Type characters."""
        self.page.keyboard.type(text, delay=delay)

    def saved(self) -> None:
        """Wait until the API has taken all that was done, and the page shows its answer."""
        expect(self.page.locator("#saved")).to_have_text("All is saved")
        expect(self.page.locator(".cell.waiting")).to_have_count(0)

    def warning(self) -> Locator:
        """The words of a refusal."""
        return self.page.locator("#words")

    def copy(self, text: str, html: str = "") -> None:
        """Put something on the clipboard, as another program does: a page without our policy."""
        other = self.page.context.new_page()
        other.goto(f"{self.book.running.url}/.well-known/openid-configuration")
        other.evaluate(
            """async ([text, html]) => {
              const parts = {"text/plain": new Blob([text], {type: "text/plain"})};
              if (html) parts["text/html"] = new Blob([html], {type: "text/html"});
              await navigator.clipboard.write([new ClipboardItem(parts)]);
            }""",
            [text, html],
        )
        other.close()
        self.page.bring_to_front()

    def copied(self) -> str:
        """What is on the clipboard as text."""
        return str(self.page.evaluate("() => navigator.clipboard.readText()"))

    def menu(self, button: str, item: str) -> None:
        """Choose from a menu of the toolbar."""
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.get_by_role("menuitem", name=item).click()

    def cell_menu(self, name: str, item: str) -> None:
        """Choose from the menu that a right click opens."""
        self.cell(name).click(button="right")
        self.page.get_by_role("menuitem", name=item).click()

    def check(self) -> None:
        """Nothing went wrong unseen, and nothing left the machine."""
        assert self.problems == []
        assert self.outside == []


@contextmanager
def opened(
    browser: Browser, book: Book, name: str, place: str = "#gid=0", height: int = 800
) -> Iterator[GridPage]:
    """A person's page in a browser of its own; checked at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": height}, locale="en-US")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    try:
        grid = GridPage(context.new_page(), book).open(name, place)
        yield grid
        grid.check()
    finally:
        context.close()
