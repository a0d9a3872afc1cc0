"""What goes wrong is told in the person's language too: errors that pages show, and their pages."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.features.roster.roster_import import RosterImport
from service.reading import Drawn
from service.shell.limits import CHANGES
from service.speech import MARKED
from sheet_templates.column_edits import draft_of
from sheet_templates.library import shipped_template
from sheet_templates.parsing import template_text
from sync.domain.places import CellPlaces
from sync.domain.scope import Scope
from sync.store.engine import Store, Tx, memory_store
from sync.store.school import school
from sync.store.templates import keep_template
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, service_on, sign_in, token_of
from tests.pages.small_school import LETTER_ID
from tests.words import read_out, speak_marked, unsaid

Ask = Callable[[FlaskClient], TestResponse]


def _flood(client: FlaskClient) -> TestResponse:
    for _ in range(int(CHANGES.split()[0])):
        client.post("/leave")
    return client.post("/leave")


ERRORS: dict[int, Ask] = {
    400: lambda client: client.post("/setup/template/use", data=_form(client)),
    403: lambda client: client.post("/leave"),
    404: lambda client: client.get("/nowhere"),
    405: lambda client: client.get("/leave"),
    409: lambda client: client.post(f"/mailbox/{LETTER_ID}/withdraw", data=_form(client)),
    413: lambda client: client.post("/leave", data={"x": "x" * 100_000}),
    429: _flood,
}


def _form(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": token_of(client)}


@pytest.fixture(scope="module")
def marked(bundle: RosterImport) -> Iterator[Store]:
    """The small school, whose document owner reads marked English and has kept a version."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        speak_marked(store, ["ad-1"])
        with store.writing() as tx:
            known = school(tx)
            assert known is not None
            keep_template(tx, known.scope, shipped_template(), small_school.READ_AT)
        yield store


@pytest.fixture(scope="module")
def app(marked: Store) -> Flask:
    return app_on(marked)


def owner(app: Flask) -> FlaskClient:
    client = client_of(app)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = MARKED
    sign_in(client, "ad-1")
    return client


OWN = re.compile(r"Tracksheet|Ada|Badru|qps|Español|English")


@pytest.mark.parametrize("code", ERRORS)
def test_the_page_of_each_error_says_nothing_around_the_catalogue(app: Flask, code: int) -> None:
    answer = ERRORS[code](owner(app))
    assert answer.status_code == code
    assert unsaid(read_out(answer.text), OWN) == []


def test_a_bug_and_a_school_that_is_not_there_are_told_so_too(marked: Store) -> None:
    def broken(_: Tx, __: Scope, ___: Drawn) -> CellPlaces:
        raise ZeroDivisionError

    service = service_on(marked)
    with closing(memory_store()) as empty:
        for code, made in (
            (500, create_app(replace(service, reader=replace(service.reader, places=broken)))),
            (503, app_on(empty)),
        ):
            client = client_of(made)
            client.environ_base["HTTP_ACCEPT_LANGUAGE"] = MARKED
            answer = client.get("/badge/one/key.svg")
            assert answer.status_code == code
            assert unsaid(read_out(answer.text), OWN) == []


def written_in(template: Any) -> Iterator[str]:
    """What a template's author wrote for people, and the names that its parts have."""
    if isinstance(template, dict):
        for name, value in template.items():
            own = name in AUTHORS and isinstance(value, str)
            yield from [value] if own else written_in(value)
    elif isinstance(template, list):
        for one in template:
            yield from [one] if isinstance(one, str) else written_in(one)


DRAWN = {"growth", "level", "metrics", "edited_by", "baseline"}
"""What headers of the spreadsheet say, as they are there, and the format's own names in paths."""
AUTHORS = {"key", "title", "header", "help", "why", "code", "meaning", "source", "instrument"}


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"do": "look"}, "cannot be taken out"),
        ({"do": "add", "new-title": "Pace", "new-kind": "number"}, "is empty; say how"),
        ({"do": "add", "new-kind": "date", "new-lowest": "low"}, "is no number"),
    ],
    ids=["taken out", "half a wish", "no wish"],
)
def test_the_page_of_columns_and_what_is_wrong_with_one_are_told_so_too(
    app: Flask, wish: dict[str, str], told: str
) -> None:
    client = owner(app)
    form: dict[str, Any] = {"base": "1", **_form(client), **wish}
    lines = draft_of(shipped_template()).lines
    form |= {f"title:{one.place}/{one.key}": one.title for one in lines}
    form |= {f"shown:{one.place}/{one.key}": "yes" for one in lines if one.is_shown}
    form["line"] = [f"{one.place}/{one.key}" for one in lines[told == "cannot be taken out" :]]
    said = read_out(client.post("/setup/template/columns", data=form).text)
    assert told in said
    words = {
        *written_in(json.loads(template_text(shipped_template()))),
        "Pace",
        "low",
        "metrics",
        "edited_by",
        *DRAWN,
    }
    names = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    own = re.compile(rf"(?<!\w)(?:{names}|[a-z_]+(?:\.\w+)+|{OWN.pattern})(?!\w)", re.IGNORECASE)
    assert unsaid(said, own) == []
