"""The pages of setting up on a school that is otherwise than most."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from service.app import create_app
from service.features.roster.roster_import import RosterImport
from sheet_templates.library import shipped_template
from sheet_templates.measures import Scale, ScaleKind
from sheet_templates.model import Audience
from sync.store.engine import Store, memory_store
from sync.store.school import school
from sync.store.templates import keep_template
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, service_on, sign_in

WORDS = ("10% or less", "<b>%s</b>", "&amp;")


@pytest.fixture(scope="module")
def filled(bundle: RosterImport) -> Iterator[Store]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        yield store


def test_words_of_a_scale_are_text_on_the_page_of_columns(filled: Store) -> None:
    template = shipped_template()
    words = Scale(key="words", title="Words", kind=ScaleKind.LEVEL, levels=WORDS)
    first = replace(template.metrics[0], scale="words")
    own = replace(
        template, scales=(*template.scales, words), metrics=(first, *template.metrics[1:])
    )
    with filled.writing() as tx:
        known = school(tx)
        assert known is not None
        keep_template(tx, known.scope, own, small_school.READ_AT)
    client = client_of(app_on(filled))
    sign_in(client, "ad-1")
    page = client.get("/setup/template/columns")
    assert page.status_code == 200
    assert "one of 10% or less, &lt;b&gt;%s&lt;/b&gt;, &amp;amp;" in page.text


def test_a_school_without_any_tracker_can_still_be_set_up(filled: Store) -> None:
    """So it is between the last caseload of a year and the first of the next."""
    by_caseload = replace(shipped_template(), audience=Audience.CASELOAD)
    reader = replace(small_school.reader_of(filled), template=lambda *_: by_caseload)
    client = client_of(create_app(replace(service_on(filled), reader=reader)))
    sign_in(client, "ad-1")
    for path in ("/setup", "/desk", "/reviews", "/runs", "/setup/template", "/me"):
        assert client.get(path).status_code == 200, path
