"""Columns changed in the browser, all the way: into one tracker, into all, and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from service.works import Works
from sync.domain.entries import EntryKey
from sync.store.entries import current_entries
from tests.browser.conftest import PHONE
from tests.browser.serving import serving
from tests.browser.test_pages import (
    AMISS,
    PALE,
    enter,
    is_wider_than_its_window,
    violations,
)
from tests.school_bundles import write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEACHER = "t-1@school.example"
COLUMNS = "/setup/template/columns"
OFTEN = 50  # milliseconds


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Give a school of two grades whose trackers are made, with scores in the first."""
    folder = tmp_path_factory.mktemp("columns") / "data"
    keep_date(folder, END_OF_YEAR)
    bundle = write_bundle(
        folder.parent / "small.zip", students_per_class=2, grades=("01", "02"),
    )  # fmt: skip
    with opened(folder) as there:
        there.run("import_roster", path=str(bundle))
        there.run("provision")
        yield there


@pytest.fixture
def address(school: Opened) -> Iterator[str]:
    """Serve the school's pages."""
    works = Works(school.turns.run)
    with serving(lambda port: school.installation.service(port, works)) as address:
        yield address


def students(school: Opened, grade: str = "01") -> list[list[object]]:
    """The Students tab as a teacher's program reads it."""
    sheet = school.spreadsheets()[grade]
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{sheet}/values/Students"
    answer = school.gateway(TEACHER if grade == "01" else None).http.request(
        "get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"}
    )
    found: list[list[object]] = answer.json()["values"]
    return found


def headers(school: Opened, grade: str = "01") -> list[str]:
    """The row of headings, without the days that stand under some."""
    row = next(row for row in students(school, grade) if "Last name" in row)
    return [str(one).partition("\n")[0] for one in row]


def type_scores(school: Opened, header: str, scores: list[int]) -> None:
    """The teacher types the children's scores under a heading."""
    at = chr(ord("A") + headers(school).index(header))
    first = 2 + next(n for n, row in enumerate(students(school)) if "Last name" in row)
    place = f"Students!{at}{first}:{at}{first + len(scores) - 1}"
    values = [[str(score)] for score in scores]
    school.gateway(TEACHER).type_values(school.spreadsheets()["01"], place, values)


def column(school: Opened, header: str) -> list[object]:
    """What stands under a heading, of the two children."""
    at = headers(school).index(header)
    return [row[at] for row in students(school)[-2:]]


def entries(school: Opened) -> dict[EntryKey, float | None]:
    """What the store has after another sync."""
    school.run("sync")
    with school.installation.store.reading() as tx:
        found = current_entries(tx, school.installation.scope())
    return {one.key: one.value.number for one in found}


def settled(page: Page) -> Locator:
    """Wait until work is over, and well over; what it tells.

    The page looks once a second by its own clock, which is put forward.
    """
    work = page.locator("#work")
    while work.get_attribute("data-state") == "running":
        page.wait_for_timeout(OFTEN)
        page.clock.fast_forward(1_000)
    expect(work).to_have_attribute("data-state", "done")
    return work


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def change_columns(page: Page) -> None:
    """Rename the reading scores, put mathematics before them, hide a column and add one."""
    page.get_by_label("Heading of reading").fill("Reading level")
    page.get_by_label("Show Talk about at the next review").uncheck()
    press(page, "Further left: Mathematics")
    expect(page.get_by_role("button", name="Further left: Mathematics")).to_be_focused()
    page.get_by_label("Heading", exact=True).fill("Days late")
    page.locator("[name=new-place]").select_option("students")
    page.get_by_label("Lowest", exact=True).fill("many")
    press(page, "Add it")
    expect(page.get_by_role("alert")).to_contain_text('Lowest: "many" is no number')
    page.get_by_label("Lowest", exact=True).fill("0")
    press(page, "Add it")
    expect(page.get_by_role("button", name="Further left: Days late")).to_be_visible()
    expect(page.get_by_text("was: Spring reading", exact=True)).to_be_visible()
    assert (page.evaluate(AMISS), page.evaluate(PALE), violations(page)) == ([], [], [])
    assert not is_wider_than_its_window(page)
    page.set_viewport_size(PHONE)
    assert not is_wider_than_its_window(page)


def keep(page: Page, address: str) -> None:
    """Keep the columns; a page that was opened before is told, and changes nothing."""
    opened_before = page.context.new_page()
    opened_before.goto(address + COLUMNS)
    press(page, "Keep as the next version")
    expect(settled(page)).to_contain_text("Version 2 is kept. No tracker follows it yet")
    press(opened_before, "Show how it will look")
    expect(opened_before.locator("main")).to_contain_text("Another version was kept")


def follow_everywhere(page: Page, address: str) -> None:
    """Follow the newest version in every tracker, as the page of the template offers it."""
    page.goto(f"{address}/setup/template")
    expect(page.locator("table").first).to_contain_text("Ada Abbott")
    page.locator("[name=tracker]").select_option("every")
    press(page, "See what it would do")
    settled(page)
    press(page, "Do this in every tracker")
    settled(page)


def undo(page: Page, address: str) -> None:
    page.goto(f"{address}/setup/template")
    page.get_by_label("Yes, bring the trackers back").check()
    press(page, "Undo the last step")
    settled(page)


def test_columns_are_changed_tried_on_one_tracker_rolled_out_and_undone(
    school: Opened, address: str, chromium_page: Page
) -> None:
    before, other = headers(school), headers(school, "02")
    type_scores(school, "Spring reading", [510, 520])
    typed, page = entries(school), chromium_page
    page.clock.install()
    assert len(typed) == 2
    complaints = enter(page, address, "ad-1", COLUMNS)
    change_columns(page)
    keep(page, address)
    press(page, "See what it would do in Grade 1")
    expect(settled(page)).to_contain_text("put the columns of Students in another order")
    assert headers(school) == before
    press(page, "Do this in Grade 1")
    settled(page)
    after = headers(school)
    assert after.index("Spring mathematics") < after.index("Spring reading level")
    assert "Days late" in after
    assert column(school, "Spring reading level") == [510, 520]
    assert headers(school, "02") == other
    assert entries(school) == typed
    follow_everywhere(page, address)
    assert "Days late" in headers(school, "02")
    undo(page, address)
    assert column(school, "Spring reading") == [510, 520]
    assert entries(school) == typed
    assert complaints == []
