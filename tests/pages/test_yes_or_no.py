"""A score that is yes or no is told in the language of whoever reads it, and kept as it was."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.features.roster.roster_import import RosterImport
from service.score_words import score_in_words
from service.speech import speech
from sheet_templates.library import shipped_template
from sheet_templates.measures import Scale, ScaleKind
from sync.store.engine import memory_store
from tests.pages import small_school
from tests.pages.conftest import client_of, form_token, service_on, sign_in

COLUMN = "/entry/cl-1/spring/reading"


@pytest.fixture(scope="module")
def teacher(bundle: RosterImport) -> Iterator[FlaskClient]:
    """Give the browser of a teacher who reads Spanish; reading is asked by yes and no."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        own = small_school.ask_yes_or_no(store)
        reader = small_school.reader_of(store, own=own)
        client = client_of(create_app(replace(service_on(store), reader=reader)))
        sign_in(client, "t-1")
        yield client


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_a_childs_page_and_history_say_it_in_the_readers_language(teacher: FlaskClient) -> None:
    page = text(teacher, "/students/st-1-1")
    assert "Reading: sí en spring." in page
    assert ">Reading: sí<" in page
    past = text(teacher, "/trackers/s-1.2026.KG/students/st-1-1")
    assert '<th scope="row">sí</th>' in past
    assert "yes" not in page.split("<main")[1] + past.split("<main")[1]


def test_a_page_of_entry_shows_it_so_and_sends_back_what_is_kept(teacher: FlaskClient) -> None:
    form = {"csrf_token": form_token(text(teacher, COLUMN)), "at": "st-1-1", "score": "n"}
    page = unescape(teacher.post(COLUMN, data={**form, "go": "review"}).text)
    row = page.split("Quill, Mara</th>")[1].split("</tr>")[0]
    assert row.startswith('<td class="number">no</td><td>sí</td>')
    assert 'name="shown.st-1-1" value="yes"' in page


def test_a_level_that_a_school_calls_yes_stays_as_it_is_called() -> None:
    usual, spanish = shipped_template(), speech("es")
    named = Scale(key="named", title="Named", kind=ScaleKind.LEVEL, levels=("no", "yes"))
    metrics = (replace(usual.metrics[0], scale=named.key), *usual.metrics[1:])
    template = replace(usual, scales=(*usual.scales, named), metrics=metrics)
    assert score_in_words("yes", "reading", template, spanish) == "yes"
    assert score_in_words("yes", "unknown", template, spanish) == "yes"
    assert score_in_words("yes", "reading", None, spanish) == "yes"
