"""Refresh docs/images/ from a demo run in a temporary folder: `python -m scripts.screenshots`.

Needs chromium and the development requirements. The pages come from the real service.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from scripts.page_pictures import take_pictures
from scripts.start_checks import ROOT

IMAGES = ROOT / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
PORTS = ["--port", "18640", "--sheets-port", "18641"]
OWNER, TEACHER, TEACHER_NAME = "ad-7", "t-98", "Beth Park"  # a teacher of grade 2


@contextmanager
def _demo() -> Iterator[str]:
    """The demo school, served; the address of its pages."""
    with TemporaryDirectory(prefix="tracksheet-screenshots-") as folder:
        words = ["-m", "scripts.main_job", "--json", "--data-dir", folder, *PORTS]
        with subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["addresses"]["pages"]
            process.terminate()


def _choose(page: Page, address: str, person: str) -> None:
    page.goto(f"{address}/who")
    page.click(f"button[value='{person}']")


def _shoot(page: Page, name: str) -> None:
    target: Path = IMAGES / f"{name}.png"
    page.screenshot(path=target)
    print(f"wrote {target}, {target.stat().st_size} bytes")


def _tracker(page: Page) -> None:
    """A tracker by itself, and with the add-on beside it."""
    panel = page.get_by_role("complementary")
    panel.get_by_role("button", name="Close the side panel").click()
    page.wait_for_timeout(500)
    _shoot(page, "tracker-table")
    page.set_viewport_size({"width": 1280, "height": 760})
    page.get_by_role("button", name="Tracksheet").click()
    panel.get_by_text("left to enter").wait_for()
    page.wait_for_timeout(500)
    _shoot(page, "side-panel")
    panel.locator("button.text").first.click()
    panel.get_by_role("heading", name="Student").wait_for()
    panel.get_by_role("button", name="Excuse").click()
    panel.get_by_role("heading", name="Excuse a score").wait_for()
    _shoot(page, "side-panel-excuse")


def main() -> None:
    """Make the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _demo() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1100, "height": 760}, locale="en-US")
        _choose(page, address, OWNER)
        _shoot(page, "owner-desk")
        _choose(page, address, TEACHER)
        _shoot(page, "teacher-duties")
        page.locator("a[href*='/spreadsheets/d/']").first.click()
        page.get_by_role("button", name=TEACHER_NAME).click()  # local_sheets asks for itself
        page.wait_for_selector("body[data-ready]")
        _tracker(page)
        take_pictures(chromium, address)
        chromium.close()


if __name__ == "__main__":
    main()
