"""Quick entry and notes as people write them, with keys and on the narrowest phone."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from service.works import Works
from sync.store.engine import open_store
from tests.browser.serving import serving
from tests.browser.test_pages import enter, is_wider_than_its_window, violations
from tests.pages import small_school
from tests.pages.conftest import service_on

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHILDREN = 8
REFUSED = [r"Failed to load resource: the server responded with a status of 400"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The pages at an address; `ran` is what they had carried out."""

    address: str
    ran: list[tuple[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a small school with more children in a class than the review lists first."""
    folder = tmp_path_factory.mktemp("writing")
    with closing(open_store(Path(folder) / "store.sqlite")) as store:
        small_school.fill(store, small_school.imported(folder, CHILDREN))
        small_school.give_supports(store)
        ran: list[tuple[str, Any]] = []

        def run(name: str, options: Any, _: object) -> Any:
            ran.append((name, options))
            written = [f"{one}: written" for one in options["scores"]]
            return {"trackers": [{"cells": written, "left": [], "homeless": []}]}

        service = replace(service_on(store), works=Works(run))
        with serving(lambda port: replace(service, port=port)) as address:
            yield Served(address=address, ran=ran)


@contextmanager
def writing(page: Page, served: Served, person: str, path: str) -> Iterator[Page]:
    """A person at a page; at the end nothing was complained of but forms that were refused."""
    complaints = enter(page, served.address, person, path)
    yield page
    assert not [one for one in complaints if not any(re.match(words, one) for words in REFUSED)]


def is_sound(page: Page) -> None:
    assert not is_wider_than_its_window(page)
    assert violations(page) == []


def rows(page: Page, caption: str) -> list[str]:
    """The rows of a table, by its caption."""
    table = page.get_by_role("table", name=caption)
    return [one.replace("\t", " ").strip() for one in table.locator("tbody tr").all_inner_texts()]


def test_a_class_is_entered_with_digits_and_enter_and_a_slip_is_refused_at_once(
    phone_page: Page, served: Served
) -> None:
    with writing(phone_page, served, "t-2", "/entry") as page:
        is_sound(page)
        page.get_by_role("link", name=re.compile("Spring reading")).click()
        score = page.locator("#score")
        expect(score).to_be_focused()
        first = page.locator("label[for=score]").inner_text()
        page.keyboard.type("45O")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(score).to_have_value("45O")
        expect(score).to_have_attribute("aria-invalid", "true")
        expect(page.locator("label[for=score]")).to_have_text(first)
        is_sound(page)
        score.fill("450")
        for number in range(1, CHILDREN):
            page.keyboard.press("Enter")
            expect(page.get_by_text(f"Student {number + 1} of {CHILDREN}.")).to_be_visible()
            expect(score).to_be_focused()
            page.keyboard.type(str(450 + number))
        page.get_by_role("button", name="Back").click()
        expect(page.get_by_text(f"Student {CHILDREN - 1} of {CHILDREN}.")).to_be_visible()
        expect(score).to_have_value(str(450 + CHILDREN - 2))
        page.get_by_role("button", name="Look it over").click()
        expect(page.locator(".answer")).to_have_text(f"{CHILDREN} scores would be written.")
        is_sound(page)
    assert served.ran == []


def paste(page: Page, *last: str) -> None:
    """A list with a likely score of every child but the last, and these lines at its end."""
    page.get_by_text("Paste a list instead").click()
    lines = [f"st-2-{at}, {450 + at}" for at in range(1, CHILDREN)]
    listed = page.get_by_label("On each line a name or id, then the score")
    listed.fill("\n".join([*lines, *last]))
    page.get_by_role("button", name="Match it").click()


def test_a_pasted_list_shows_the_five_least_likely_before_anything_is_written(
    phone_page: Page, served: Served
) -> None:
    with writing(phone_page, served, "t-2", "/entry/cl-2/spring/reading") as page:
        paste(page, f"st-2-{CHILDREN}\t45", "Nobody Known, 450", "<b>, 1")
        expect(page.locator(".answer")).to_have_text(f"{CHILDREN - 1} scores would be written.")
        problems = page.locator("#problems + ul li").all_inner_texts()
        assert any("nobody of this class has that name or id" in one for one in problems)
        assert any("<b>" in one for one in problems)
        assert any("'45'" in one for one in problems), "outside of the scale, so it is refused"
        assert len(rows(page, "The least likely first: look at these")) == 5
        is_sound(page)
    assert served.ran == []


def test_the_least_likely_of_a_list_stands_first_and_what_was_seen_is_written(
    phone_page: Page, served: Served
) -> None:
    with writing(phone_page, served, "t-2", "/entry/cl-2/spring/reading") as page:
        paste(page, f"st-2-{CHILDREN}\t600")
        unlikely = rows(page, "The least likely first: look at these")
        assert len(unlikely) == 5
        assert "600" in unlikely[0]
        assert "would be usual" in unlikely[0]
        assert len(rows(page, "The others")) == CHILDREN - 5
        assert served.ran == []
        page.get_by_role("button", name="Write them").click()
        expect(page.get_by_text(f"{CHILDREN} scores written in your name.")).to_be_visible()
    ((name, options),) = served.ran
    assert (name, options["by"], len(options["scores"])) == ("enter_scores", "t-2", CHILDREN)
    served.ran.clear()


def change_and_withdraw(page: Page, served: Served) -> None:
    """Say the note anew on its page, read what it said before, and withdraw it."""
    page.goto(f"{served.address}/notes/students/st-1-1")
    expect(page.get_by_text("Raeds <b>on</b>")).to_be_visible()
    is_sound(page)
    page.get_by_role("link", name="Change or withdraw it").click()
    is_sound(page)
    page.get_by_label("What was seen and heard").fill("Reads on")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Reads on", exact=True)).to_be_visible()
    before = page.get_by_text("Raeds <b>on</b>")
    expect(before).to_be_hidden()
    page.get_by_text("What it said before").click()
    expect(before).to_be_visible()
    is_sound(page)
    page.get_by_role("link", name="Change or withdraw it").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("Reads on", exact=True)).to_have_count(0)


def test_a_note_is_written_refused_changed_and_withdrawn_on_a_phone(
    phone_page: Page, served: Served
) -> None:
    with writing(phone_page, served, "ai-1", "/notes") as page:
        is_sound(page)
        page.get_by_role("link", name="Quill, Mara").first.click()
        seen = page.get_by_label("What was seen and heard")
        seen.fill("   ")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("What was seen is empty")
        is_sound(page)
        seen.fill("Raeds <b>on</b>, \u202efar\u202c")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("is saved")).to_be_visible()
        change_and_withdraw(page, served)


def test_a_restricted_note_is_written_and_withdrawn_on_a_phone(
    phone_page: Page, served: Served
) -> None:
    with writing(phone_page, served, "ai-1", "/notes") as page:
        page.goto(f"{served.address}/notes/students/st-1-1/restricted")
        page.get_by_label("It stays in Tracksheet").fill("Family matter")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Change or withdraw it").click()
        is_sound(page)
        page.get_by_role("button", name="Withdraw it").click()
        expect(page.get_by_text("There are none on this student.")).to_be_visible()
