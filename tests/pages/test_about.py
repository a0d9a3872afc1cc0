"""The page to print: where a tracker is kept, who updates what by when, who gets it."""

from collections.abc import Iterator
from contextlib import closing
from html import unescape

import pytest
from flask import Flask

from service.features.roster.roster_import import RosterImport
from sync.domain.audit import THE_SERVICE
from sync.store.audit import Right, keep_look
from sync.store.engine import Store, memory_store
from sync.store.kinds import Outcome, RunKind
from sync.store.runs import close_run, note_outcome, open_run
from sync.store.school import school
from sync.store.trackers import tracker
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, sign_in

TRACKER = "s-1.2026.KG"


def look_at(store: Store) -> None:
    """What Google answered: Ms. Ruiz may edit the scores, and nobody the roster's columns."""
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        made = tracker(tx, known.scope, TRACKER)
        assert made is not None
        teacher = Right(
            who="t-1@school.example",
            role="teacher",
            may="edit",
            ranges=("Headers", "Headers", "Spring reading"),
            closed_ranges=("Student id",),
            reason="teaches a class of the tracker",
        )
        service = Right(
            who="tracksheet@service.example",
            role=THE_SERVICE,
            may="edit",
            ranges=("Headers", "Spring reading", "Student id"),
            closed_ranges=(),
            reason="does the work",
        )
        keep_look(tx, known.scope, made.id, [], [teacher, service], small_school.READ_AT)


def fail_the_next_night(store: Store) -> None:
    later = small_school.READ_AT.replace(day=25)
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        made = tracker(tx, known.scope, TRACKER)
        assert made is not None
        run = open_run(tx, known.scope, kind=RunKind.NIGHTLY, night=later.date(), now=later)
        assert run is not None
        note_outcome(
            tx,
            run,
            made.id,
            outcome=Outcome.FAILED,
            reason="the file is in the trash; take it out",
            requests=1,
            changes=0,
            at=later,
        )
        close_run(tx, run, later)


@pytest.fixture(scope="module")
def own(bundle: RosterImport) -> Iterator[tuple[Store, Flask]]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        look_at(store)
        yield store, app_on(store)


def page_of(app: Flask, person: str) -> str:
    client = client_of(app)
    sign_in(client, person)
    answer = client.get(f"/trackers/{TRACKER}/about")
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


def test_every_metric_of_every_window_has_its_people_and_its_day(own: tuple[Store, Flask]) -> None:
    page = page_of(own[1], "t-1")
    spring = page[page.index('<th scope="row">Spring reading') :]
    assert spring.index("Obi Okoro and Rosa Ruiz") < spring.index("Fri 7 May")
    assert "A child who reads can learn everything else" in spring
    notes = page[page.index('<th scope="row">Progress notes') :]
    assert notes.index("Cal Cole") < notes.index("as it happens")


def test_the_locks_are_those_that_google_told_of(own: tuple[Store, Flask]) -> None:
    page = page_of(own[1], "ad-1")
    assert "As Google answered at 02:14 on Monday 24 May 2027." in page
    assert '<th scope="row">Spring reading</th><td>Rosa Ruiz</td>' in page
    assert '<th scope="row">Headers</th><td>Rosa Ruiz</td>' in page
    assert '<th scope="row">Student id</th><td>nobody but Tracksheet</td>' in page


def test_who_gets_it_knows_when_it_was_made_anew_and_when_that_was_missed(
    own: tuple[Store, Flask],
) -> None:
    store, app = own
    page = page_of(app, "ai-1")
    assert "The leaders: Pia Prince" in page
    assert "Last refreshed at 02:14 on Monday 24 May 2027." in page
    assert "The last refresh was missed" not in page
    fail_the_next_night(store)
    missed = page_of(app_on(store), "ai-1")
    assert "<b>The last refresh was missed:</b> the file is in the trash; take it out" in missed
    assert "Last refreshed at 02:14 on Monday 24 May 2027." in missed
