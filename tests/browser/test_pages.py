"""The pages as people see them, on a laptop and on the narrowest phone."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from service.answer_links import Answer, Asked
from sync.store.engine import open_store
from tests.browser.conftest import PHONE
from tests.browser.serving import serving
from tests.pages import small_school
from tests.pages.conftest import LINKS, service_on

pytestmark = pytest.mark.browser

# What a screen reader needs to tell a page's parts apart, as a list of what is amiss.
AMISS = """() => {
  const found = [];
  const all = (css) => [...document.querySelectorAll(css)];
  if (document.documentElement.lang !== 'en') found.push('no language');
  if (!document.title) found.push('no title');
  if (all('h1').length !== 1) found.push('not one h1');
  if (all('main').length !== 1) found.push('not one main');
  all('table').forEach(t => t.caption || found.push('a table without caption'));
  all('th').forEach(t => t.scope || found.push('th without scope: ' + t.innerText));
  all('a, button').forEach(t => t.textContent.trim() || found.push('nameless ' + t.outerHTML));
  const ids = all('[id]').map(t => t.id);
  ids.filter((id, n) => ids.indexOf(id) !== n).forEach(id => found.push('twice: ' + id));
  all('a[href^="#"]').forEach(t =>
    document.getElementById(t.getAttribute('href').slice(1)) || found.push('dead: ' + t.href));
  const level = all('h1, h2, h3').map(t => Number(t.tagName[1]));
  level.forEach((n, i) => i && n > level[i - 1] + 1 && found.push('heading level skipped'));
  return found;
}"""

# Text against the ground it stands on, by the formula of WCAG 2.2 (1.4.3): below 4.5 to 1.
PALE = """() => {
  const part = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter(node => [...node.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
    .map(node => {
      const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node.className + node.innerText];
    })
    .filter(([ratio]) => ratio < 4.5);
}"""
ANSWER = f"/answer/{LINKS.token(Asked(person='t-1', window='spring', answer=Answer.EXCUSED))}"
VISITS = [
    ("ad-1", "/desk"),
    ("t-1", "/duties"),
    ("t-2", "/duties"),
    ("ai-1", "/duties"),
    ("ad-1", "/mailbox"),
    ("ad-1", "/trackers/s-1.2026.KG"),
    ("t-1", "/trackers/s-1.2026.KG"),
    ("ad-1", "/trackers/s-1.2026.KG/students/st-1-2"),
    ("ad-1", "/runs"),
    ("ad-1", "/runs/1"),
    ("ad-2", "/reviews"),
    ("ad-1", "/collecting"),
    ("ad-1", "/collecting/answer"),
    ("ad-1", "/figures/complete?tracker=s-1.2026.KG"),
    ("ad-1", "/roster"),
    ("ad-1", "/setup"),
    ("ad-1", "/setup/template"),
    ("ad-1", "/setup/year"),
    ("ad-1", "/setup/year/2027-05-25"),
    ("t-1", "/excuses"),
    ("ad-1", "/me"),
    ("t-1", ANSWER),
]
AXE = Path(__file__).with_name("vendor") / "axe.min.js"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small school from a file, as the service does."""
    folder = tmp_path_factory.mktemp("served")
    with closing(open_store(Path(folder) / "store.sqlite")) as store:
        small_school.fill(store, small_school.imported(folder))
        small_school.talk_about_data(store)
        service = service_on(store)
        with serving(lambda port: replace(service, port=port)) as address:
            yield address


def enter(page: Page, address: str, person: str, path: str) -> list[str]:
    """Choose a person and open a page; gives what the browser complained of meanwhile."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/who")
    page.click(f"button[value='{person}']")
    page.goto(address + path)
    return complaints


@pytest.mark.slow
@pytest.mark.parametrize(("person", "path"), VISITS)
def test_a_page_is_sound_on_a_laptop_and_the_narrowest_phone(
    chromium_page: Page, address: str, person: str, path: str
) -> None:
    assert enter(chromium_page, address, person, path) == []
    assert chromium_page.evaluate(AMISS) == []
    assert not is_wider_than_its_window(chromium_page)
    assert violations(chromium_page) == []
    assert pale(chromium_page) == {"light": [], "dark": []}
    chromium_page.set_viewport_size(PHONE)
    assert not is_wider_than_its_window(chromium_page)
    expect(chromium_page.locator(".answer")).to_be_in_viewport()


def pale(page: Page) -> dict[str, list[str]]:
    """The text that does not stand out from its ground, by the colours of a person's choice."""
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found[scheme] = page.evaluate(PALE)
    return found


def violations(page: Page) -> list[str]:
    """What axe-core finds, rule by rule with the places."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.slow
def test_the_owners_pages_are_sound_and_fit_in_spanish_too(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="es-US")
    page = context.new_page()
    for path in (path for person, path in VISITS if person == "ad-1"):
        page.set_viewport_size({"width": 1280, "height": 900})
        assert enter(page, address, "ad-1", path) == []
        assert page.evaluate(AMISS.replace("'en'", "'es'")) == [], path
        assert violations(page) == [], path
        assert not is_wider_than_its_window(page), path
        page.set_viewport_size(PHONE)
        assert not is_wider_than_its_window(page), path
    context.close()


@pytest.mark.slow
def test_the_page_of_work_is_sound_too(chromium_page: Page, address: str) -> None:
    enter(chromium_page, address, "ad-1", "/setup")
    chromium_page.get_by_role("button", name="See the plan").click()
    expect(chromium_page.locator("#work[data-state='failed']")).to_be_visible()
    assert chromium_page.evaluate(AMISS) == []
    assert violations(chromium_page) == []
    assert not is_wider_than_its_window(chromium_page)


def test_on_paper_stands_what_is_said_and_nothing_to_press(
    chromium_page: Page, address: str
) -> None:
    enter(chromium_page, address, "ad-1", "/desk")
    chromium_page.emulate_media(media="print")
    expect(chromium_page.locator(".answer")).to_be_visible()
    expect(chromium_page.locator("table.heat")).to_be_visible()
    for pressed in chromium_page.get_by_role("button").all():
        expect(pressed).to_be_hidden()
    assert chromium_page.evaluate(PALE) == []


def test_the_choice_of_people_leads_to_each_persons_own_page(
    chromium_page: Page, address: str
) -> None:
    chromium_page.goto(address)
    expect(chromium_page).to_have_title("Who are you? · Tracksheet")
    chromium_page.get_by_role("button", name="Ada Badru").click()
    expect(chromium_page.locator(".answer")).to_have_text("17 of 32 scores are missing.")
    chromium_page.get_by_role("button", name="Choose another person").click()
    chromium_page.get_by_role("button", name="Rosa Ruiz").click()
    expect(chromium_page.locator("h1")).to_have_text("What do I owe, and until when?")


def test_from_the_heat_table_a_class_leads_to_its_children_and_their_cells(
    chromium_page: Page, address: str
) -> None:
    enter(chromium_page, address, "ad-1", "/desk")
    chromium_page.locator("table.heat").get_by_role("link").first.click()
    link = chromium_page.get_by_role("link", name="Spring reading (missing, Quill, Mara)")
    expect(link).to_be_in_viewport()
    assert (link.get_attribute("href") or "").endswith("range=I16#gid=71&range=I16")


def test_an_outsider_reads_why_there_is_nothing(phone_page: Page, address: str) -> None:
    enter(phone_page, address, "visitor", "/")
    expect(phone_page.locator("h1")).to_have_text("This is not open to you")
    assert "You have no role at this school" in phone_page.inner_text(".answer")
    assert phone_page.evaluate(AMISS) == []
    assert pale(phone_page) == {"light": [], "dark": []}
    assert not is_wider_than_its_window(phone_page)


def test_the_pages_work_without_javascript(chromium_page: Page, address: str) -> None:
    browser = chromium_page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, address, "ad-1", "/desk")
    expect(page.locator(".answer")).to_have_text("17 of 32 scores are missing.")
    context.close()


def is_wider_than_its_window(page: Page) -> bool:
    page.wait_for_load_state()  # without its style sheet almost every page is
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )
