"""The local server's pages in a real browser, without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.local_sheets.wire.cast import TEO, new_tracker, share
from tests.local_sheets.wire.process import Running

pytestmark = pytest.mark.browser


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page on a narrow phone that runs no script."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_link_to_a_cell_leads_through_the_choice_and_shows_that_cell(
    running: Running, plain_page: Page
) -> None:
    service = running.caller(None)
    drive_id = service.drive("GET", "drives")["drives"][0]["id"]
    tracker = new_tracker(service, drive_id)
    share(service, tracker, TEO)
    rows = [[f"Child {number}", number] for number in range(1, 200)]
    assert service.write(tracker, "A1", rows).status_code == 200
    place = "gid=0&range=B150"
    plain_page.goto(f"{running.url}/spreadsheets/d/{tracker}/edit?{place}#{place}")
    plain_page.get_by_role("button", name="Teo Teacher").click()
    cell = plain_page.locator("td.marked")
    expect(cell).to_have_text("150")
    expect(cell).to_be_in_viewport()
    expect(plain_page.get_by_role("row", name="1 Child 1 1", exact=True)).not_to_be_in_viewport()
