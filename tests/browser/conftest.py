"""A real browser: Debian's chromium, driven by Playwright, talking to loopback only."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.conftest import is_ci
from tests.local_sheets.wire.cast import PEOPLE
from tests.local_sheets.wire.process import Running, close, start

DEBIAN_CHROMIUM = "/usr/bin/chromium"
# No sandbox: CI runs as root. The rest keeps chromium from calling home at every start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 360, "height": 740}

# How quick a page is, is no claim of these tests: a busy machine is waited for.
expect.set_options(timeout=30_000)


def find_chromium() -> str | None:
    if Path(DEBIAN_CHROMIUM).exists():
        return DEBIAN_CHROMIUM
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start chromium once per worker; without it skip by name, or fail when CI=true."""
    executable = find_chromium()
    if executable is None:
        reason = "chromium is not installed (Debian: apt install chromium)"
        pytest.fail(reason) if is_ci() else pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def chromium_page(browser: Browser) -> Iterator[Page]:
    """Give a page of its own, without cookies of another test, at a laptop's size."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    """Give a page as narrow as the narrowest phone we promise to be readable on."""
    context = browser.new_context(viewport=PHONE, locale="en-US")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Give one local server with the cast for all tests of a worker; each makes its own files."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "people.json").write_text(json.dumps(PEOPLE))
    started = start(folder)
    yield started
    close(started)
