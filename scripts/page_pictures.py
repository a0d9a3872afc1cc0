"""Every page of the service in a picture, as the demo school has it; used by `screenshots`."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from scripts.start_checks import DEMO_DATA, ROOT

PICTURES = ROOT / "docs" / "images" / "pages"
OWNER, LEADER, TEACHER, AIDE = "ad-7", "pr-7", "t-98", "ai-7-1"
WIDTH, HEIGHT, PHONE = 1000, 640, 360
TALL = {"student": 1240}
"""The heights of pages that say what they are for further down."""
OF_THE_OWNER = {
    "tracker": "/trackers/s-7.2026.02",
    "student": "/students/st-178041-02",
    "runs": "/runs",
    "roster": "/roster",
    "setting-up": "/setup",
    "template": "/setup/template",
    "columns": "/setup/template/columns",
    "year": "/setup/year",
    "snow-day": "/setup/year/2027-02-03",
    "letters": "/mailbox",
    "choices": "/me",
}


def take_pictures(chromium: Browser, address: str) -> None:
    """Take all of them into `PICTURES`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    _of_the_owner(_entered(chromium, address, OWNER, WIDTH), address)
    _picture(_entered(chromium, address, LEADER, WIDTH), address, "reviews", "/reviews")
    aide = _entered(chromium, address, AIDE, WIDTH)
    for name in ("duties", "notes"):
        _picture(aide, address, f"{name}-of-an-aide", f"/{name}")
    teacher = _entered(chromium, address, TEACHER, WIDTH)
    _picture(teacher, address, "excuses", "/excuses")
    phone = _entered(chromium, address, TEACHER, PHONE)
    _picture(phone, address, "duties-on-a-phone", "/duties")


def _entered(chromium: Browser, address: str, person: str, width: int) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": HEIGHT}, locale="en-US")
    page = context.new_page()
    page.goto(f"{address}/who")
    page.click(f"button[value='{person}']")
    return page


def _of_the_owner(page: Page, address: str) -> None:
    for name, path in OF_THE_OWNER.items():
        _picture(page, address, name, path)
    _collecting(page, address)
    page.goto(f"{address}/roster")
    page.set_input_files("#roster-file", DEMO_DATA / "star_school7.zip")
    page.get_by_role("button", name="See what it would change").click()
    page.locator("#work:not([data-state='running'])").wait_for(timeout=120_000)
    _shoot(page, "roster-preview")


def _collecting(page: Page, address: str) -> None:
    """The owner answers first: a page without answers shows nothing."""
    page.goto(f"{address}/collecting/answer")
    for at, statement in enumerate(page.get_by_role("group").all()):
        statement.get_by_role("radio").nth(1 + at % 3).check()
    page.get_by_role("button", name="Save my answers").click()
    page.get_by_role("heading", name="how well do we collect data?").wait_for()
    _shoot(page, "collecting")


def _picture(page: Page, address: str, name: str, path: str) -> None:
    answer = page.goto(address + path)
    assert answer is not None
    assert answer.ok, f"{path}: {answer.status}"
    _shoot(page, name)


def _shoot(page: Page, name: str) -> None:
    usual = page.viewport_size
    assert usual is not None
    page.set_viewport_size({**usual, "height": TALL.get(name, usual["height"])})
    target: Path = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    page.set_viewport_size(usual)
    print(f"wrote {target}, {target.stat().st_size} bytes")
