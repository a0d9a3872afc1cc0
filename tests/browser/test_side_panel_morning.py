"""A morning in the side panel, at the real add-on: what people do in cards is what then stands."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from service.client import RunningService, running_service
from service.folder import DataFolder
from tests.browser.grid_page import Book, GridPage, opened
from tests.browser.test_spreadsheet_access import violations
from tests.commands.conftest import servers
from tests.local_sheets.wire.process import Running
from tests.school_bundles import write_bundle, write_scores
from tests.small_installation import END_OF_YEAR, keep_date
from tests.small_installation import opened as at_work

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = {
    "ad-1": ("Ada", "Badru"),
    "t-1": ("Rosa", "Ruiz"),
    "t-2": ("Lena", "Lund"),
    "ai-1": ("Cal", "Cole"),
    "st-1-1": ("Mara", "Quill"),
    "st-1-3": ("Ivo", "Wren"),
    "st-2-1": ("Nils", "Yarrow"),
}
BLANK = {
    ("st-1-1", "spring", "reading"): {"score": ""},
    ("st-1-3", "spring", "math"): {"score": ""},
}
OUTSIDER = "outsider@school.example"


@dataclass(frozen=True, kw_only=True)
class Morning:
    """A school of two kindergarten classes, served: its tracker, its service, its people."""

    book: Book
    client: RunningService

    def run(self, name: str, **options: Any) -> Any:
        """One of the service's operations."""
        return self.client.run(name, options, lambda _: None)

    def blank(self, person: str) -> int:
        """How many scores a person still has to enter, by the duties."""
        return sum(one["blank"] for one in self.run("duties") if one["person"] == person)

    def column(self, title: str) -> list[str]:
        """What stands under a heading of the tab Students."""
        rows = self.book.values("Students!A1:Z40")
        at, column = next((at, row.index(title)) for at, row in enumerate(rows) if title in row)
        return [row[column] if len(row) > column else "" for row in rows[at + 1 :]]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    folder = tmp_path_factory.mktemp("morning")
    changes = {
        ("users", key): {"givenName": given, "familyName": family}
        for key, (given, family) in NAMES.items()
    }
    bundle = write_bundle(folder / "school.zip", grades=("KG",), changes=changes)
    _set_up(folder / "school", bundle, write_scores(folder / "s.csv", bundle, changes=BLANK))
    with servers(folder / "school") as served:
        client = running_service(DataFolder(folder / "school"))
        assert client is not None
        sheets = DataFolder(folder / "school").sheets
        running = Running(process=served.sheets.process, url=served.sheets.address, folder=sheets)
        (made,) = client.run("trackers", {}, lambda _: None)
        book = Book(running, running.caller(None), made["spreadsheet_id"])
        yield Morning(book=book, client=client)


def _set_up(folder: Path, bundle: Path, scores: Path) -> None:
    keep_date(folder, END_OF_YEAR)
    with at_work(folder) as school:
        school.run("import_roster", path=str(bundle))
        school.run("provision")
        school.type_scores(bundle, scores)
        school.run("sync")
        school.run("follow_up")


class Panel:
    """One person at a tracker, with the side panel open."""

    def __init__(self, grid: GridPage) -> None:
        self.grid = grid
        self.box: Locator = grid.page.get_by_role("complementary")

    def press(self, name: str | re.Pattern[str]) -> None:
        self.box.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def says(self, *words: str) -> None:
        for one in words:
            expect(self.box.locator("#cards")).to_contain_text(one)

    def titled(self, title: str) -> None:
        expect(self.box.get_by_role("heading", level=2)).to_have_text(title)

    def is_drawn_whole(self) -> None:
        assert self.box.locator(".unknown").all_inner_texts() == []

    def is_sound(self) -> None:
        self.is_drawn_whole()
        assert violations(self.grid.page) == []


@contextmanager
def at_tracker(
    browser: Browser, book: Book, name: str, title: str = "Tracksheet"
) -> Iterator[Panel]:
    """A person's page with the first card in it."""
    with opened(browser, book, name) as grid:
        panel = Panel(grid)
        panel.titled(title)
        panel.is_drawn_whole()
        yield panel
        panel.is_drawn_whole()


def test_what_four_people_do_in_the_panel_is_what_then_stands(
    browser: Browser, morning: Morning
) -> None:
    assert morning.blank("t-1") == 2
    _the_intervention_specialist_writes_a_note(browser, morning)
    cell = _the_teacher_types_one_score_and_excuses_another(browser, morning)
    _the_owner_has_it_read(browser, morning)
    _an_outsider_reads_whom_to_ask(browser, morning)

    # After what each night does, spreadsheet, store and duties agree, and so does the first card.
    morning.run("follow_up")
    assert morning.book.values(f"Students!{cell}") == [["512"]]
    (duty,) = (one for one in morning.run("duties") if one["person"] == "t-1")
    assert (duty["entries"], duty["excused"], duty["blank"]) == (7, 1, 0)
    figures = morning.run("status")
    assert (figures["entries"], figures["excused"], figures["missing"]) == (13, 1, 2)
    assert sorted(filter(None, morning.column("To do"))) == 2 * ["1 missing"] + 6 * ["complete"]
    with at_tracker(browser, morning.book, "Rosa Ruiz") as panel:
        panel.says("Nothing is left to do today.")
        panel.press("About this spreadsheet")
        expect(panel.grid.page.get_by_role("dialog")).to_contain_text("which spreadsheet is open")
        panel.grid.press("Enter")
        panel.titled("This spreadsheet")
        panel.says("Kindergarten", "You have nothing left to do in this spreadsheet today.")
        panel.press("All that is yours")
        panel.titled("Tracksheet")


def _the_teacher_types_one_score_and_excuses_another(browser: Browser, morning: Morning) -> str:
    """The cell that the panel led to."""
    with at_tracker(browser, morning.book, "Rosa Ruiz") as panel:
        panel.says("2 scores are left to enter", "Quill, Mara", "Wren, Ivo")
        cell = _type_behind(panel, "Cell: Quill, Mara", "512")
        panel.press(re.compile("^Wren, Ivo"))
        panel.titled("Student")
        panel.press("Excuse")
        panel.titled("Excuse a score")
        panel.is_sound()
        panel.box.get_by_label("Score", exact=True).select_option(label="mathematics")
        panel.box.get_by_label("Why there is no score").select_option(label="EX: exempt")
        panel.box.get_by_label("Reason").fill("=1+1 <b>ill</b> since Monday")
        panel.press("Excuse")
        expect(panel.box.get_by_role("status")).to_contain_text(["Excused as EX"])
        # What was excused counts at once, what was typed after the next sync.
        panel.says("1 score is left to enter", "Quill, Mara")
    return cell


def _type_behind(panel: Panel, link: str, score: str) -> str:
    """Follow a link of the panel into a tab of its own, type there, and name the cell."""
    with panel.grid.page.context.expect_page() as opened_tab:
        panel.box.get_by_role("link", name=link).click()
    tab = GridPage(opened_tab.value, panel.grid.book)
    expect(tab.page.locator("body[data-ready]")).to_be_attached()
    cell = tab.chosen()
    expect(tab.cell(cell)).to_be_in_viewport(ratio=0.9)
    tab.write(score)
    tab.press("Enter")
    tab.saved()
    tab.page.close()
    return cell


def _the_intervention_specialist_writes_a_note(browser: Browser, morning: Morning) -> None:
    with at_tracker(browser, morning.book, "Cal Cole") as panel:
        panel.press("Write a note")
        panel.titled("Progress note")
        panel.box.get_by_label("Name or id").fill("yarrow")
        panel.press("Find")
        panel.press("Yarrow, Nils")
        panel.box.get_by_label("What was seen").fill("Reads 40 words, finger under the line")
        panel.box.get_by_label("Strengths seen").fill("Asks for the next page")
        panel.is_sound()
        panel.press("Save")
        panel.titled("Tracksheet")
        # It goes into the spreadsheet by itself, and the open page shows it when it is there.
        panel.grid.page.get_by_role("button", name="Progress notes").click()
        note = panel.grid.page.get_by_text("Reads 40 words, finger under the line")
        expect(note).to_be_visible()


def _the_owner_has_it_read(browser: Browser, morning: Morning) -> None:
    with at_tracker(browser, morning.book, "Ada Badru") as panel:
        panel.says("3 of 16 scores are missing")
        panel.press("By class")
        panel.titled("By class")
        panel.is_sound()
        panel.press("Sync now")
        panel.titled("Sync")
        done = panel.box.get_by_text("The sync is done.")
        again = panel.box.get_by_role("button", name="Look again")
        while again.or_(done).first.inner_text() == "Look again":
            again.click()
            expect(panel.box).not_to_have_attribute("aria-busy", "true")
        panel.says("1 value changed")
        panel.grid.menu("More", "Refresh")
        panel.says("2 of 16 scores are missing")


def _an_outsider_reads_whom_to_ask(browser: Browser, morning: Morning) -> None:
    outsider = morning.book.running.caller(OUTSIDER)
    mine = outsider.ok("POST", "/v4/spreadsheets", {"properties": {"title": "Mine"}})
    own = Book(morning.book.running, outsider, mine["spreadsheetId"])
    with at_tracker(browser, own, "Mr. Stone", "No role here") as panel:
        panel.says(f"{OUTSIDER} is not on this school's staff list", "ask Ada Badru")
        assert panel.box.locator("#cards").get_by_role("button").count() == 0
