"""Whatever a person can type into a note is text everywhere: card, page, spreadsheet and CSV."""

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from itertools import count

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from service.features.addon.keys import KeyRing
from service.features.extracts import harmless
from service.features.roster.oneroster import RosterImport
from service.notes import LONGEST_SEEN, Notes, tidied
from sheet_templates.google_json import extended_value, raw_value
from sync.domain.progress_notes import as_written
from sync.store.engine import Store, memory_store
from sync.store.notes import written_notes
from sync.store.school import school
from tests.addon.card_rules import shown, tags_of
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer
from tests.addon.test_cards import asked, filled_in, widgets
from tests.addon.test_texts import NASTY
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, sign_in

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBERS = count()


@pytest.fixture(scope="module")
def store(bundle: RosterImport) -> Iterator[Store]:
    with closing(memory_store()) as opened:
        small_school.fill(opened, bundle)
        yield opened


@pytest.fixture(scope="module")
def panel(store: Store, keys: KeyServer, ring: KeyRing) -> Panel:
    return Panel(addon_on(store, keys, ring))


@pytest.fixture(scope="module")
def pages(store: Store) -> FlaskClient:
    client = client_of(app_on(store))
    sign_in(client, "t-1")
    return client


def on_card(panel: Panel) -> list[str]:
    """The texts of the child's card in which Google reads markup."""
    card = panel.card("student", "t-1", parameters=asked(panel, "st-1-1"))
    kinds = ("textParagraph", "decoratedText")
    return [one[kind]["text"] for one in widgets(card) for kind in kinds if kind in one]


def on_page(pages: FlaskClient) -> list[Markup]:
    """What the child's page has where people's words stand."""
    page = pages.get("/notes/students/st-1-1").text
    return [Markup(one) for one in re.findall(r'<p class="said">(.*?)</p>', page, re.DOTALL)]


@pytest.mark.slow
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(max_size=200))
@example(NASTY[0])
@example(NASTY[2])
@example(NASTY[3])
@example(NASTY[4])
@example(NASTY[6])
@example("\x00\x07\r\nbell\u2028line \ufeff\ud800")
@example("=1+1\n-2\t@x")
def test_a_note_is_read_as_it_was_typed_everywhere(
    panel: Panel, pages: FlaskClient, store: Store, typed: str
) -> None:
    said = tidied(typed)
    parameters = asked(panel, "st-1-1", once=str(next(NUMBERS)))
    answer = panel.ask("note/save", "ai-1", parameters=parameters, inputs=filled_in(seen=typed))
    if not said:
        assert "is empty" in str(answer)
        return
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        note = written_notes(tx, known.scope)[0]
    assert note.seen == said
    assert any(shown(text).partition("\n")[2].startswith(said) for text in on_card(panel))
    assert all(tags_of(text) <= {"b", "br"} for text in on_card(panel))
    assert said in [unescape(one) for one in on_page(pages)]
    assert not any(re.search(r"<", one) for one in on_page(pages))
    assert extended_value(as_written(note).seen) == {"stringValue": said}
    assert raw_value(as_written(note).seen) == said
    assert not FORMULA.match(str(harmless(said)))


def test_the_longest_note_is_taken_and_a_longer_one_is_named(panel: Panel, store: Store) -> None:
    for length, words in ((LONGEST_SEEN, "Your note is saved."), (5_000, "has 5,000 characters")):
        parameters = asked(panel, "st-1-2", once=f"long {length}")
        inputs = filled_in(seen="\U0001f469" * length)
        answer = panel.ask("note/save", "ai-1", parameters=parameters, inputs=inputs)
        assert words in str(answer)
    notes = Notes(store=store, now=lambda: small_school.READ_AT, follow=lambda _: None)
    overview = panel.addon.overview()
    assert overview is not None
    (kept,) = notes.last(overview, "st-1-2", 9)
    assert kept.seen == "\U0001f469" * LONGEST_SEEN
