"""The browser itself: pages from loopback are drawn, at the widths that the tests name."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    @Request.application
    def hello(request: Request) -> Response:
        return Response(
            f"<!doctype html><title>Hello</title><p>{request.path}", mimetype="text/html"
        )

    server = make_server("127.0.0.1", 0, hello)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def test_chromium_draws_a_page_from_loopback(chromium_page: Page, address: str) -> None:
    chromium_page.goto(f"{address}/owner")
    assert chromium_page.title() == "Hello"
    assert chromium_page.inner_text("p") == "/owner"


def test_the_phone_page_is_360_pixels_wide(phone_page: Page, address: str) -> None:
    phone_page.goto(address)
    assert phone_page.evaluate("window.innerWidth") == 360
