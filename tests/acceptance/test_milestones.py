"""What is said of a milestone on its page counts at once, with who said it and why."""

import time
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.works import Works
from sync.domain.duties import MILESTONE, DutyState
from sync.errors import MilestoneError
from sync.store.duties import held_duties
from tests.pages.conftest import PORT, LoopbackClient, form_token, sign_in
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened
from tests.store.looking_back import duty_reasons

pytestmark = pytest.mark.slow

OCTOBER = date(2026, 10, 20)  # the word with each family can be had, and is not due
FAMILIES = "families"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Give a school of two classes, whose tracker is made in October."""
    folder = tmp_path_factory.mktemp("milestones") / "data"
    keep_date(folder, OCTOBER)
    bundle = write_bundle(folder.parent / "small.zip", classes=2, grades=("01",))
    with opened(folder) as there:
        there.run("import_roster", path=str(bundle))
        there.run("provision")
        there.run("duty_round")
        yield there


@pytest.fixture(scope="module")
def pages(school: Opened) -> Flask:
    return create_app(school.installation.service(PORT, Works(school.turns.run)))


def browser(pages: Flask, person: str) -> FlaskClient:
    client = LoopbackClient(pages, use_cookies=True)
    sign_in(client, person)
    return client


def families_of(school: Opened, person: str) -> str:
    """The id of the word with families that this teacher owes."""
    rows = school.run("milestones")
    (found,) = (
        str(one["milestone"]) for one in rows if (one["key"], one["person"]) == (FAMILIES, person)
    )
    return found


def press(client: FlaskClient, milestone: str, action: str, note: str = "") -> str:
    """Press a button of the milestone's page; the page that tells what came of it."""
    address = f"/milestones/{milestone}"
    token = form_token(client.get(address).text)
    form = {"csrf_token": token, "note": note}
    began = client.post(f"{address}/{action}", data=form)
    if began.status_code != 303:
        return unescape(began.text)
    for _ in range(600):
        page = unescape(client.get(began.headers["Location"]).text)
        if 'data-state="running"' not in page:
            return page
        time.sleep(0.02)
    raise AssertionError("the work never ended")


def duty(school: Opened, person: str) -> tuple[DutyState, list[str]]:
    """How the teacher's duty stands, and the reasons of all that it went through."""
    with school.installation.store.reading() as tx:
        scope = school.installation.scope()
        (held,) = (
            one
            for one in held_duties(tx, scope)
            if (one.key.column_group, one.key.checkpoint, one.key.person)
            == (MILESTONE, FAMILIES, person)
        )
        return held.state, duty_reasons(tx, scope, held.key)


def test_done_not_this_time_and_taking_back_are_kept_and_count_at_once(
    school: Opened, pages: Flask
) -> None:
    mine, teacher = families_of(school, "t-1"), browser(pages, "t-1")
    assert duty(school, "t-1")[0] is DutyState.OPEN
    assert "Kept: it is done." in press(teacher, mine, "done", "All reached")
    assert duty(school, "t-1")[0] is DutyState.COMPLETE
    assert "Taken back. It is to be done." in press(teacher, mine, "take-back")
    assert duty(school, "t-1")[0] is DutyState.OPEN
    refused = press(teacher, mine, "not-this-time", "  ")
    assert "Say in a few words why it is not done this time. Nothing was stored." in refused
    owner = browser(pages, "ad-1")
    assert "Kept, with the reason." in press(owner, mine, "not-this-time", "On leave until June")
    state, reasons = duty(school, "t-1")
    assert state is DutyState.EXCUSED
    assert reasons[1:] == [
        "Somebody said that it is done.",
        "What was said was taken back.",
        "Somebody said: not this time.",
    ]
    page = unescape(teacher.get(f"/milestones/{mine}").text)
    assert page.index("On leave until June") < page.index("All reached")
    assert duty(school, "t-2")[0] is DutyState.OPEN, "nobody spoke for the other class"


def test_who_stands_in_says_it_in_their_own_name(school: Opened, pages: Flask) -> None:
    school.run(
        "access_stand_in",
        email="t-1@school.example",
        person="t-2",
        until="2026-10-30",
    )
    theirs = families_of(school, "t-2")
    press(browser(pages, "t-1"), theirs, "done")
    (row,) = (one for one in school.run("milestones") if one["milestone"] == theirs)
    assert (row["person"], row["by"], row["state"]) == ("t-2", "t-1", "complete")


def test_what_cannot_be_said_is_refused_with_all_that_is_wrong(school: Opened) -> None:
    mine = families_of(school, "t-1")
    with pytest.raises(MilestoneError, match="There is no milestone"):
        school.run("milestone_say", milestone="none", said="done")
    with pytest.raises(MilestoneError) as refused:
        school.run("milestone_say", milestone=mine, said="maybe", note="x" * 301)
    assert refused.value.problems == (
        "maybe is no word on a milestone; it is one of done, not this time, taken back",
        "The note has 301 characters; 300 is the most.",
    )
    with pytest.raises(MilestoneError) as refused:
        school.run("milestone_say", milestone=mine, said="not this time")
    assert refused.value.problems == ("Say in a few words why it is not done this time.",)


def test_first_tab_of_the_tracker_says_what_is_to_be_done(school: Opened) -> None:
    (sheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{sheet}/values/Start here!A1:B40"
    rows = school.gateway().http.request("get", url).json()["values"]
    said = {row[0]: row[1] for row in rows if len(row) > 1}
    assert said["A word with each family"].startswith("Tell each family how their child is doing")
    assert (
        "By the teacher of each class. From Monday 19 October 2026"
        in said["A word with each family"]
    )
