"""Entering a class on a page: child by child with Enter, or a list; all of it seen before."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.features.entry.matching import match
from service.features.entry.unlikely import NewScore, most_unlikely
from service.features.roster.roster_import import RosterImport
from service.speech import speech
from service.works import Works
from sync.store.engine import Store, memory_store
from tests.pages import small_school
from tests.pages.conftest import client_of, service_on, sign_in

COLUMN = "/entry/cl-1/spring/reading"
NAMES = {
    "st-1": "Núñez, María José",
    "st-2": "Ellis, Ada",
    "st-3": "Ellis, Ben",
    "st-4": "O'Hara, Cy",
}


@pytest.fixture(scope="module")
def filled(bundle: RosterImport) -> Iterator[Store]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        yield store


@pytest.fixture
def ran() -> list[tuple[str, Any]]:
    """Give what the pages had carried out."""
    return []


@pytest.fixture
def teacher(filled: Store, ran: list[tuple[str, Any]]) -> FlaskClient:
    """Ms. Ruiz in her browser; what is written is only noted."""

    def run(name: str, options: Any, _: object) -> Any:
        ran.append((name, options))
        return {"trackers": [{"cells": ["done"], "left": [], "homeless": []}]}

    client = client_of(create_app(replace(service_on(filled), works=Works(run))))
    sign_in(client, "t-1")
    return client


def fields(page: str) -> dict[str, str]:
    """What the page's first form would send back."""
    form = re.search(r"<main.*?(<form.*?</form>)", page, re.DOTALL)
    assert form
    found = re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', form[1])
    return {name: unescape(value) for name, value in found}


def press_enter(client: FlaskClient, page: TestResponse, score: str) -> TestResponse:
    """Type a score and press Enter, which presses the form's first button."""
    return client.post(COLUMN, data={**fields(page.text), "score": score, "go": "next"})


def asked(page: TestResponse) -> str:
    """The child whom the page asks for."""
    found = re.search(r'<label for="score">([^<]+)</label>', page.text)
    assert found
    return found[1]


def test_enter_leads_from_child_to_child_and_then_to_what_would_be_written(
    teacher: FlaskClient, ran: list[tuple[str, Any]]
) -> None:
    listed = teacher.get("/entry").text
    assert listed.index(COLUMN) < listed.index("/entry/cl-1/spring/math")
    page = teacher.get(COLUMN)
    assert asked(page) == "Quill, Mara"  # the only one without a score that could be read
    page = press_enter(teacher, page, "45O")
    assert (page.status_code, asked(page)) == (400, "Quill, Mara")
    assert "45O" in page.text
    page = press_enter(teacher, page, "612")
    while "would be written" not in page.text:
        page = press_enter(teacher, page, "")
    assert "1 score would be written." in page.text
    assert ran == []
    answer = teacher.post(f"{COLUMN}/write", data=fields(page.text))
    assert answer.status_code == 303
    ((name, options),) = ran
    assert (name, options["by"]) == ("enter_scores", "t-1")
    assert options["scores"] == {"st-1-1": "612"}
    assert options["shown"]["st-1-1"] == "blank"


def test_a_list_is_matched_and_the_least_likely_stand_first(teacher: FlaskClient) -> None:
    token = fields(teacher.get(COLUMN).text)["csrf_token"]
    pasted = "Mara Quill\t455\nst-1-3; 4550\nNobody, 3\nst-1-2 451"
    page = unescape(teacher.post(COLUMN, data={"csrf_token": token, "list": pasted}).text)
    assert "Line 3, 'Nobody, 3': nobody of this class has that name or id." in page
    assert "Wren, Ivo, '4550':" in page.partition("<table>")[0]
    assert "Replace the 1 score that stands there already" in page


def test_what_is_too_long_for_a_score_is_doubted_and_never_cut_to_one(
    teacher: FlaskClient,
) -> None:
    page = press_enter(teacher, teacher.get(COLUMN), f"455{' ' * 60}or 460")
    assert (page.status_code, asked(page)) == (400, "Quill, Mara")


def test_what_stands_there_is_replaced_only_where_that_was_ticked(
    teacher: FlaskClient, ran: list[tuple[str, Any]]
) -> None:
    token = fields(teacher.get(COLUMN).text)["csrf_token"]
    page = teacher.post(COLUMN, data={"csrf_token": token, "list": "st-1-2, 470\nst-1-1, 460"})
    sent = fields(page.text)
    sent.pop("replace", None)
    teacher.post(f"{COLUMN}/write", data=sent)
    teacher.post(f"{COLUMN}/write", data=sent | {"replace": "yes"})
    assert [sorted(options["scores"]) for _, options in ran] == [["st-1-1"], ["st-1-1", "st-1-2"]]


@pytest.mark.parametrize(
    ("line", "student"),
    [
        ("st-1, 5", "st-1"),
        ("maria jose nunez 5", "st-1"),
        ("Núñez, María José, 5", "st-1"),
        ("José\t5", "st-1"),
        ("o'hara;5", "st-4"),
        ("Ada Ellis  5", "st-2"),
    ],
)
def test_a_line_fits_by_id_by_name_in_any_order_or_by_a_part_that_is_one_childs(
    line: str, student: str
) -> None:
    assert match(line, NAMES).scores == {student: "5"}


@pytest.mark.parametrize(
    ("pasted", "problem"),
    [
        ("Ellis, 5", "Line 1, 'Ellis, 5': may be Ellis, Ada or Ellis, Ben; use the id."),
        ("Ada Ellis,", "Line 1, 'Ada Ellis,': there is no score."),
        ("st-2, 5\nAda Ellis, 6", "Line 2: Ellis, Ada stands in the list twice, with two scores."),
        (", 5", "Line 1, ', 5': nobody of this class has that name or id."),
    ],
)
def test_a_line_that_fits_nobody_or_two_is_never_guessed(pasted: str, problem: str) -> None:
    assert match(pasted, NAMES).problems == (problem,)


def test_what_is_wrong_with_a_line_is_said_in_the_language_that_was_chosen() -> None:
    (problem,) = match("Ellis, 5", NAMES, speech("es")).problems
    assert problem == (
        "Línea 1, 'Ellis, 5': puede ser Ellis, Ada o Ellis, Ben; use el identificador."
    )


def test_a_slip_stands_first_though_the_whole_class_moved() -> None:
    scores = [NewScore(student=f"s{at}", number=500 + at + 30, before=500 + at) for at in range(24)]
    slip = NewScore(student="slip", number=53, before=505)
    found = most_unlikely([*scores, slip])
    assert (found[0].student, found[0].expected) == ("slip", 535)
    assert len(found) == 5


def test_a_child_without_a_score_before_is_compared_with_the_class() -> None:
    scores = [NewScore(student=f"s{at}", number=500 + at, before=None) for at in range(9)]
    odd = NewScore(student="odd", number=5000, before=None)
    assert most_unlikely([*scores, odd])[0].student == "odd"
    assert most_unlikely([]) == ()
