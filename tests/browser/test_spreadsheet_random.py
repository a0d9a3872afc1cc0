"""Random work at the browser spreadsheet: in the end it shows what the API has, cell by cell."""

import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.grid_page import Book, GridPage, area, opened
from tests.local_sheets.wire.cast import AIDA, TEO
from tests.local_sheets.wire.process import Running

pytestmark = pytest.mark.browser

TEXTS = ("7", "0.5", "50%", "ABS", "9/15/2026", "=A1&B2", "=1/0", "two words", "'007", "-3", "TRUE")


class Worker:
    """Somebody who does things at random, all of them possible ones."""

    def __init__(self, grid: GridPage, seed: int) -> None:
        self.grid = grid
        self.random = random.Random(seed)
        self.done: list[str] = []

    def work(self, steps: int) -> None:
        acts: list[Callable[[], None]] = [
            *[self.types] * 6,
            self.pastes,
            self.copies,
            self.clears,
            self.undoes,
            self.redoes,
            self.inserts,
            self.deletes,
            self.fills,
            self.sorts,
            self.bolds,
        ]
        for _ in range(steps):
            act = self.random.choice(acts)
            self.done.append(act.__name__)
            act()

    def place(self) -> str:
        return f"{self.random.choice('ABCDEFGH')}{self.random.randint(1, 18)}"

    def range(self) -> str:
        column, row = self.random.randint(0, 5), self.random.randint(1, 14)
        width, height = self.random.randint(0, 2), self.random.randint(0, 3)
        letters = "ABCDEFGH"
        return f"{letters[column]}{row}:{letters[column + width]}{row + height}"

    def types(self) -> None:
        self.grid.go(self.place())
        for _ in range(self.random.randint(1, 5)):
            self.grid.write(self.random.choice(TEXTS))
            self.grid.press(self.random.choice(["Enter", "Tab", "ArrowDown", "Escape"]))
        self.grid.press("Escape")

    def pastes(self) -> None:
        height, width = self.random.randint(1, 4), self.random.randint(1, 3)
        rows = [[self.random.choice(TEXTS) for _ in range(width)] for _ in range(height)]
        text = "\n".join("\t".join(row) for row in rows)
        self.grid.go(self.range().partition(":")[0])
        self.grid.page.evaluate(
            """(text) => {
              const data = new DataTransfer();
              data.setData("text/plain", text);
              const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
              document.getElementById("field").dispatchEvent(event);
            }""",
            text,
        )

    def copies(self) -> None:
        self.grid.go(self.range())
        self.grid.press(self.random.choice(["Control+c", "Control+x"]))
        self.grid.go(self.range().partition(":")[0])
        self.grid.press("Control+v")

    def clears(self) -> None:
        self.grid.go(self.range())
        self.grid.press("Delete")

    def undoes(self) -> None:
        self.grid.press("Control+z")

    def redoes(self) -> None:
        self.grid.press("Control+y")

    def fills(self) -> None:
        self.grid.go(self.range())
        self.grid.press(self.random.choice(["Control+d", "Control+r"]))

    def bolds(self) -> None:
        self.grid.go(self.range())
        self.grid.press("Control+b")

    def inserts(self) -> None:
        self.grid.go(self.place())
        self.grid.menu(
            "Insert", self.random.choice(["1 row above", "1 row below", "1 column left"])
        )

    def deletes(self) -> None:
        self.grid.saved()  # or the row that is chosen may not be there any more
        self.grid.go(self.place())
        self.grid.press("Shift+F10")
        self.grid.page.get_by_role("menuitem", name="Delete this row").click()

    def sorts(self) -> None:
        self.grid.go("A2:H9")
        self.grid.menu("Data", "Sort A to Z by this column")


def shown(grid: GridPage) -> dict[str, str]:
    """All cells that are drawn and not blank."""
    found: dict[str, str] = grid.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[id^=cell-]")]
          .filter((cell) => !cell.hidden && cell.textContent !== "")
          .map((cell) => [cell.id.slice(5), cell.textContent]))"""
    )
    return found


def stored(book: Book) -> dict[str, str]:
    rows = book.values("A1:L24")
    return {
        f"{chr(65 + column)}{row}": text
        for row, line in enumerate(rows, 1)
        for column, text in enumerate(line)
        if text != ""
    }


def same(grid: GridPage, worker: Worker) -> None:
    grid.saved()
    grid.page.mouse.wheel(-5000, -5000)
    seen: dict[str, str] = {}
    for _ in range(300):
        seen, there = shown(grid), stored(grid.book)
        drawn = {name: text for name, text in seen.items() if in_block(name)}
        if drawn == there:
            return
        grid.page.wait_for_timeout(100)
    pytest.fail(f"{worker.done}: {set(drawn.items()) ^ set(there.items())}")


def in_block(name: str) -> bool:
    column, row = name[0], name[1:]
    return row.isdigit() and column <= "L" and int(row) <= 24


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_work_the_page_shows_what_the_api_has(
    browser: Browser, running: Running, seed: int
) -> None:
    book = Book.make(running, TEO, rows=60, columns=12)
    book.type("A1", [[row * column for column in range(1, 6)] for row in range(1, 9)])
    with opened(browser, book, "Teo Teacher") as grid:
        worker = Worker(grid, seed)
        worker.work(25)
        same(grid, worker)


@pytest.mark.endurance
@pytest.mark.parametrize("seed", range(40))
def test_two_work_at_random_and_see_the_same_in_the_end(
    browser: Browser, running: Running, seed: int
) -> None:
    book = Book.make(running, TEO, AIDA, rows=60, columns=12)
    book.type("A1", [[row * column for column in range(1, 6)] for row in range(1, 9)])
    book.protect(area(20, 21, 0, 12))
    with opened(browser, book, "Teo") as teo, opened(browser, book, "Aida") as aida:
        workers = [Worker(teo, seed), Worker(aida, seed + 1000)]
        for _ in range(12):
            for worker in workers:
                worker.work(4)
        for worker in workers:
            same(worker.grid, worker)
        expect(teo.page.locator("#people")).to_have_text("Aida Aide")
