"""Answers to a letter in a whole installation: links ask before they act, act once, and expire."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from html import unescape
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.answer_links import LIFETIME, Answer, AnswerLinks, Asked
from service.app import create_app
from service.works import Works
from sync.store.outbox import outbox
from tests.pages.conftest import client_of, form_token, sign_in
from tests.pages.test_at_work import waited
from tests.school_bundles import write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

pytestmark = pytest.mark.slow

PORT = 8000


def _minus(now: datetime, age: timedelta) -> datetime:
    return now - age


TEACHER = "t-1"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """One class of four children who owe spring scores, and a morning's letters."""
    folder: Path = tmp_path_factory.mktemp("answers")
    bundle = write_bundle(folder / "school.zip", classes=1, grades=("01",))
    keep_date(folder / "school", END_OF_YEAR)
    with opened(folder / "school") as made:
        made.run("import_roster", path=str(bundle))
        made.run("provision")
        made.run("sync")
        made.run("remind")
        yield made


@pytest.fixture(scope="module")
def app(school: Opened) -> Flask:
    return create_app(school.installation.service(PORT, Works(school.turns.run)))


@pytest.fixture
def teacher(app: Flask) -> FlaskClient:
    client = client_of(app)
    sign_in(client, TEACHER)
    return client


def link(school: Opened, words: str) -> str:
    """The path of the spring window's link with these words in the teacher's letter."""
    with school.installation.store.reading() as tx:
        (letter,) = outbox(tx, school.installation.scope(), TEACHER)
    spring = letter.plain[letter.plain.index("Spring.") :]
    found = re.search(rf"^{words}: http://[^/]+(/answer/\S+)$", spring, re.MULTILINE)
    assert found
    return found[1]


def press(client: FlaskClient, path: str, **form: object) -> str:
    token = form_token(client.get(path).text)
    began = client.post(path, data={"csrf_token": token, **form})
    assert began.status_code == 303, unescape(began.text)
    return waited(client, began.location)


def test_looking_at_a_link_changes_nothing(school: Opened, teacher: FlaskClient) -> None:
    for words in ("I have typed it", "Excused", "Moved away", "Not my student"):
        assert "st-1-1" in teacher.get(link(school, words)).text or words == "I have typed it"
    assert school.run("excuses") == []


def test_excused_lands_where_excuses_land_and_only_once(
    school: Opened, teacher: FlaskClient
) -> None:
    path = link(school, "Excused")
    form = {"student": ["st-1-1", "st-1-2", "not-of-hers"], "code": "ABS", "reason": "flu"}
    assert "2 students are excused." in press(teacher, path, **form)
    given = school.run("excuses")
    assert [(one["student"], one["checkpoint"], one["code"]) for one in given] == [
        ("st-1-1", "spring", "ABS"),
        ("st-1-2", "spring", "ABS"),
    ]
    assert {(one["by"], one["source"], one["reason"]) for one in given} == {
        (TEACHER, "letter", "flu")
    }
    assert "Nothing of this is left" in press(teacher, path, **form)
    assert len(school.run("excuses")) == 2
    (duty,) = (one for one in school.run("duties") if one["checkpoint"] == "spring")
    assert duty["excused"] == 4, "two children, two metrics"


def test_an_answer_that_comes_twice_at_once_waits_in_no_request_and_is_carried_out_once(
    school: Opened, teacher: FlaskClient
) -> None:
    """A button pressed twice, and the same answer to two letters, while a sync has its turn."""
    links, holding, go_on = school.installation.answer_links(), Event(), Event()
    earlier = replace(links, now=partial(_minus, links.now(), timedelta(hours=1)))
    asked = Asked(person=TEACHER, window="fall", answer=Answer.EXCUSED)
    one, other = (f"/answer/{made.token(asked)}" for made in (links, earlier))
    form = {"csrf_token": form_token(teacher.get(one).text), "student": "st-1-4", "code": "ABS"}
    before = len(school.run("excuses"))

    def hold(_: str) -> None:
        holding.set()
        go_on.wait()

    turn = Thread(target=school.turns.run, args=("remind", {"dry_run": True}, hold))
    turn.start()
    holding.wait()
    began = [teacher.post(path, data=form).location for path in (one, one, other)]
    go_on.set()
    turn.join()
    assert began[0] == began[1] != began[2]
    told = [waited(teacher, path) for path in began[1:]]
    assert sorted("1 student is excused." in page for page in told) == [False, True]
    assert len(school.run("excuses")) == before + 1


def test_moved_is_an_excuse_and_not_mine_is_the_owners_to_settle(
    school: Opened, teacher: FlaskClient
) -> None:
    press(teacher, link(school, "Moved away"), student="st-1-3")
    assert school.run("excuses")[-1]["code"] == "MOVED"
    press(teacher, link(school, "Not my student"), student="st-1-4")
    flags = [one for one in school.run("flags") if one["kind"] == "not theirs"]
    assert [(one["person"], one["tracker"]) for one in flags] == [(None, "s-1.2026.01")]
    assert "Nothing of this is left" in teacher.get(link(school, "Excused")).text


def test_typed_reads_the_spreadsheet_at_once(school: Opened, teacher: FlaskClient) -> None:
    asked = Asked(person=TEACHER, window="fall", answer=Answer.TYPED)
    path = f"/answer/{school.installation.answer_links().token(asked)}"
    (spreadsheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Students!J10"
    options = {"valueInputOption": "USER_ENTERED"}
    school.gateway().http.request("put", url, params=options, json={"values": [[512]]})
    teacher.get(path)
    assert school.run("entries") == []
    assert "The spreadsheet has been read." in press(teacher, path)
    assert [one["value"] for one in school.run("entries")] == [512]


def test_a_link_opens_to_nobody_else_and_brings_its_person_back(app: Flask, school: Opened) -> None:
    path = link(school, "Excused")
    other = client_of(app)
    sign_in(other, "ai-1")
    assert other.get(path).status_code == 403
    new = client_of(app)
    assert new.get(path).headers["Location"] == "/who"
    chosen = {"person": TEACHER, "csrf_token": form_token(new.get("/who").text)}
    assert new.post("/who", data=chosen).headers["Location"] == path


def test_a_link_that_was_altered_or_is_old_does_nothing(
    school: Opened, teacher: FlaskClient
) -> None:
    path = link(school, "Moved away")
    said, _, signature = path.rpartition(".")
    other = "A" if signature[0] != "A" else "B"  # the last letter has bits that say nothing
    assert teacher.get(f"{said}.{other}{signature[1:]}").status_code == 403
    links = school.installation.answer_links()
    asked = Asked(person=TEACHER, window="spring", answer=Answer.MOVED)
    now = links.now()
    for age, status in ((LIFETIME - timedelta(minutes=5), 200), (LIFETIME, 403)):
        made = AnswerLinks(secret=links.secret, pages_url="", now=partial(_minus, now, age))
        assert teacher.get(f"/answer/{made.token(asked)}").status_code == status
