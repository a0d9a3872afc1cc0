"""How the school collects data: answering, what the page then says to whom, and the history."""

import csv
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from html import unescape
from io import StringIO

import pytest
from flask import Flask

from service.features.roster.roster_import import RosterImport
from sync.domain.self_checks import Answer, Level, SelfCheck
from sync.store.engine import Store, memory_store
from sync.store.school import school
from sync.store.self_checks import NewCheck, checks, keep_check
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, form_token, sign_in

OWNER, LEADER = "ad-1", "ad-2"
EARLIER = date(2027, 1, 12)


def earlier(by: str, **levels: Level) -> SelfCheck:
    answers = [Answer(statement=key, level=level, comment="") for key, level in levels.items()]
    return SelfCheck(by=by, version=1, on=EARLIER, answers=tuple(answers))


def stored(store: Store) -> list[SelfCheck]:
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        return checks(tx, known.scope)


@pytest.fixture(scope="module")
def kept(bundle: RosterImport) -> Iterator[Store]:
    """A school that has talked about it in January."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        said = earlier(OWNER, agreed=Level.PARTLY, once=Level.MOSTLY, time=Level.FULLY)
        with store.writing() as tx:
            known = school(tx)
            assert known is not None
            at = small_school.READ_AT - timedelta(days=132)
            keep_check(tx, known.scope, NewCheck(check=said, once="in January"), at)
        yield store


@pytest.fixture(scope="module")
def talked(kept: Store) -> Flask:
    """The pages of that school, after the owner and a leader have answered again."""
    app = app_on(kept)
    of_owner = {"level.agreed": "mostly", "level.once": "partly", "comment.agreed": "=1+1 lists"}
    assert send(app, OWNER, once="twice", **of_owner)[0] == 303
    assert send(app, OWNER, once="twice", **of_owner)[0] == 303
    of_leader = {"level.agreed": "fully", "level.time": "does not apply", "comment.time": "Ask."}
    assert send(app, LEADER, **of_leader)[0] == 303
    return app


def send(app: Flask, person: str, **fields: str) -> tuple[int, str]:
    client = client_of(app)
    sign_in(client, person)
    page = client.get("/collecting/answer").text
    answer = client.post("/collecting/answer", data={"csrf_token": form_token(page), **fields})
    return answer.status_code, unescape(answer.text)


def read(app: Flask, person: str, path: str = "/collecting", language: str = "en") -> str:
    client = client_of(app)
    sign_in(client, person)
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return unescape(answer.text)


def row(page: str, statement: str) -> str:
    return page[page.index(statement) :].partition("</tr>")[0]


def test_the_page_says_how_many_said_what_and_what_moved(talked: Flask) -> None:
    page = read(talked, LEADER)
    assert "2 people answered on Monday 24 May 2027." in page
    before = "in the talk of Tuesday 12 January 2027."
    assert f"1 statement stands higher than {before} 1 stands lower." in page
    agreed = row(page, "We have agreed which data we collect")
    assert agreed.count('<td class="number">1</td>') == 2
    assert "=1+1 lists" in agreed
    assert "higher" in agreed
    assert "lower" in row(page, "Nobody types the same figure")
    assert "as before" not in page  # time: nobody chose a level this time
    assert "You answered last on Monday 24 May 2027." in page
    assert "Ada Badru" not in page.partition("<main")[2]


def test_what_is_known_anyhow_stands_beside_the_statement_and_answers_nothing(
    talked: Flask,
) -> None:
    mistakes = row(read(talked, OWNER), "Mistakes are found and put right")
    assert "1 cell of the trackers cannot be read today." in mistakes
    assert '<td class="number">1</td>' not in mistakes


def test_an_earlier_talk_is_read_as_it_was(talked: Flask) -> None:
    page = read(talked, LEADER, f"/collecting?talk={EARLIER}")
    assert "1 person answered on Tuesday 12 January 2027." in page
    assert "You answered last on Monday 24 May 2027." in page
    assert "?talk=2027-05-24" in page
    assert "higher" not in row(page, "We have agreed which data we collect")


def test_the_history_is_a_table_without_names_that_a_spreadsheet_does_not_run(
    talked: Flask,
) -> None:
    lines = list(csv.DictReader(StringIO(read(talked, OWNER, "/collecting/history.csv"))))
    assert [one["From"] for one in lines] == ["2027-05-24"] * 15 + ["2027-01-12"] * 15
    assert lines[0]["Statement"].startswith("We have agreed")
    assert [lines[0][one] for one in ("not yet", "partly", "mostly", "fully")] == list("0011")
    assert lines[0]["Comments"] == "'=1+1 lists"
    assert "ad-1" not in str(lines)


def test_each_asking_is_stored_once_and_every_answering_is_kept(talked: Flask, kept: Store) -> None:
    del talked
    assert [(one.by, one.on) for one in stored(kept)] == [
        (OWNER, EARLIER),
        (OWNER, small_school.MISSING_DAY),
        (LEADER, small_school.MISSING_DAY),
    ]


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_stored(kept: Store) -> None:
    app, before = app_on(kept), stored(kept)
    status, page = send(
        app, OWNER, **{"version": "0", "level.once": "very", "comment.time": "x" * 501}
    )
    assert status == 400
    assert "The statements have changed since you opened the form" in page
    assert "Choose one of the levels for: Nobody types the same figure in two places." in page
    assert "The comment has 501 characters, 500 is the most: There is time set aside" in page
    assert "x" * 501 in page
    assert "Nothing is answered; answer one statement at least." in send(app, OWNER)[1]
    assert stored(kept) == before


def test_nobody_has_answered_yet_and_the_page_says_it_in_each_language(
    bundle: RosterImport,
) -> None:
    with closing(memory_store()) as store:  # its own, for people elsewhere choose their language
        small_school.fill(store, bundle)
        app = app_on(store)
        page = read(app, OWNER)
        spanish = read(app, OWNER, language="es")
    assert "Nobody has answered yet." in page
    assert "<table>" not in page
    assert "without names" in page
    assert "Todavía no ha respondido nadie." in spanish
