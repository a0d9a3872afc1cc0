"""Milestones on the pages and in letters: what is to be done, by whom, and what is said of it."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from html import unescape

import icalendar
import pytest
from flask import Flask

from service.app import create_app
from service.features.reminders.digest import letters
from service.features.roster.roster_import import RosterImport
from service.overview import Overview
from service.reading import SchoolReader
from sync.domain.milestones_owed import MilestoneWord, OwedMilestone, Said
from sync.store.engine import memory_store
from sync.store.milestones import keep_word
from sync.store.outbox import Letter
from sync.store.school import school
from sync.store.trackers import tracker
from tests.pages import small_school
from tests.pages.conftest import client_of, service_on, sign_in

KINDERGARTEN = "s-1.2026.KG"
PAGES = "https://pages.example"
SINCE_AUGUST = small_school.asking_for_milestones()


@pytest.fixture(scope="module")
def read(bundle: RosterImport) -> Iterator[SchoolReader]:
    """Give the small school at its year's end; of kindergarten's first milestone much was said."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        with store.writing() as tx:
            known = school(tx)
            stored = tracker(tx, known.scope, KINDERGARTEN) if known else None
            assert known
            assert stored
            for said, note in ((Said.DONE, "We began"), (Said.TAKEN_BACK, "")):
                keep_word(tx, known.scope, stored, _word("ad-1", "start", said, note))
            for person, note in (("t-1", "All reached"), ("t-3", "")):
                keep_word(tx, known.scope, stored, _word(person, "families", Said.DONE, note))
        yield small_school.reader_of(store, own=SINCE_AUGUST)


def _word(person: str, milestone: str, said: Said, note: str) -> MilestoneWord:
    classes = {"t-1": "cl-1", "t-3": "cl-3"}
    return MilestoneWord(
        milestone=milestone,
        school_class=classes.get(person),
        person=person,
        said=said,
        note=note,
        by=person,
        source="page",
        day=small_school.MISSING_DAY,
        at=small_school.READ_AT,
    )


@pytest.fixture(scope="module")
def school_now(read: SchoolReader) -> Overview:
    """Give the school as of its day."""
    found = read.overview()
    assert found
    return found


@pytest.fixture(scope="module")
def pages(read: SchoolReader) -> Flask:
    """Give the pages of the same."""
    return create_app(replace(service_on(read.store), reader=read))


def text(pages: Flask, person: str, path: str) -> str:
    client = client_of(pages)
    sign_in(client, person)
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(unescape(answer.text).split())


def one(overview: Overview, tracker: str, milestone: str, person: str) -> OwedMilestone:
    (found,) = (
        each
        for each in overview.milestones_for(person)
        if (each.tracker, each.window.key) == (tracker, milestone)
    )
    return found


def test_my_duties_say_what_is_to_be_done_and_what_is_done(pages: Flask) -> None:
    mine = text(pages, "t-1", "/duties")
    assert "A word with each family" in mine
    row = mine.split(">A word with each family</a></th>")[1].split("</tr>")[0]
    assert 'class="state present"' in row
    assert "Friday 13 November 2026" in row
    owner = text(pages, "ad-1", "/duties")
    assert "milestones are left to see to, the first, Start of the year, due Friday 28" in owner
    assert "Kindergarten" in owner
    assert "Grade 1" in owner


def test_the_desk_says_who_has_not_yet_said_that_it_is_done(pages: Flask) -> None:
    desk = text(pages, "ad-1", "/desk")
    row = desk.split('<th scope="row">A word with each family</th>')[1].split("</tr>")[0]
    assert "2 of 3" in row
    assert "Lena Lund" in row
    assert "Rosa Ruiz" not in row


def test_a_page_shows_all_that_was_said_and_asks_before_it_keeps_anything(
    pages: Flask, school_now: Overview
) -> None:
    families = one(school_now, KINDERGARTEN, "families", "t-1")
    page = text(pages, "t-1", f"/milestones/{families.public_id}")
    assert "Done, said Rosa Ruiz at" in page
    assert "<q>All reached</q>" in page
    assert "Take it back" in page
    start = one(school_now, KINDERGARTEN, "start", "ad-1")
    page = text(pages, "ad-1", f"/milestones/{start.public_id}")
    assert page.index("Taken back: Ada Badru") < page.index("<q>We began</q>")
    assert "Why it is not done this time" in page


@pytest.mark.parametrize(("person", "status"), [("t-1", 200), ("ad-1", 200), ("t-3", 403)])
def test_whose_milestone_it_is_decides_who_speaks_of_it(
    pages: Flask, school_now: Overview, person: str, status: int
) -> None:
    client = client_of(pages)
    sign_in(client, person)
    mine = one(school_now, KINDERGARTEN, "families", "t-1").public_id
    assert client.get(f"/milestones/{mine}").status_code == status


def test_a_letters_link_asks_a_stranger_to_sign_in_first(
    pages: Flask, school_now: Overview
) -> None:
    mine = one(school_now, KINDERGARTEN, "families", "t-1").public_id
    answer = client_of(pages).get(f"/milestones/{mine}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/who")


def test_the_tracker_says_who_does_what_at_which_moment(pages: Flask) -> None:
    page = text(pages, "t-1", f"/trackers/{KINDERGARTEN}")
    row = page.split('<th scope="row">A word with each family</th>')[1].split("</tr>")[0]
    assert "Rosa Ruiz and Obi Okoro" in row
    assert "2 of 2" in row
    about = text(pages, "t-1", f"/trackers/{KINDERGARTEN}/about")
    assert "Read last year's results with the team" in about


def test_one_timeline_holds_all_that_a_team_does_with_the_tracker(pages: Flask) -> None:
    page = text(pages, "t-1", f"/trackers/{KINDERGARTEN}/timeline")
    kinds = ("update", "data review", "check of supports", "word with families", "milestone")
    ahead, before = page.split("<details>")
    shown = [kind for kind in kinds if f"<td>{kind}</td>" in ahead]
    assert shown == ["data review", "milestone"], "the rest of this year is over"
    for told in (
        "Friday 7 May 2027: Spring is due",
        "Friday 13 November 2026: A word with each family is due",
        "progress note is due",
    ):
        assert told in before
    assert "Next, on Friday 28 May 2027" in ahead


def test_the_timeline_opens_in_a_calendar_and_names_nobody(pages: Flask) -> None:
    client = client_of(pages)
    sign_in(client, "t-1")
    answer = client.get(f"/trackers/{KINDERGARTEN}/timeline.ics")
    assert answer.mimetype == "text/calendar"
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    titles = [str(event["SUMMARY"]) for event in events]
    assert {"Spring is due", "Start of the year is due", "A word with each family is due"} <= set(
        titles
    )
    assert titles.count("1 progress note is due") == 2
    assert len({str(event["UID"]) for event in events}) == len(events)
    for _, family in small_school.PEOPLE.values():
        assert family not in answer.text


def test_letters_ask_the_person_and_tell_the_owner_whose_is_missing(
    school_now: Overview,
) -> None:
    written = letters(school_now, PAGES)
    by_key = {letter.dedupe_key.split()[0] + letter.person: letter for letter in written}
    mine = next(letter for letter in written if letter.person == "t-2")
    unsaid = one(school_now, "s-1.2026.01", "families", "t-2")
    assert f"{PAGES}/milestones/{unsaid.public_id}" in mine.plain
    assert "1 milestone to see to: A word with each family" in mine.subject
    owner = by_key["schoolad-1"]
    assert "- A word with each family: Lena Lund" in owner.plain
    assert "Rosa Ruiz" not in owner.plain.split("Milestones missing")[1]


def test_a_leader_reads_on_monday_how_far_milestones_are_as_the_page_has_it(
    school_now: Overview, pages: Flask
) -> None:
    told = _to_leader(school_now)
    assert told.subject == "This week's data review"
    lines = re.findall(r"- (.+), (?:was )?due (.+): (\d+ of \d+) done", told.plain)
    assert ("A word with each family", "Friday 13 November 2026", "2 of 3") in lines
    assert ("End of the year", "Friday 28 May 2027", "0 of 2") in lines
    assert f"{PAGES}/reviews#milestones" in told.plain
    for person, path in (("ad-2", "/reviews"), ("ad-1", "/desk")):
        table = text(pages, person, path).split('<h2 id="milestones">')[1].split("</table>")[0]
        row = r'<th scope="row">([^<]+)</th>.*?</span> ([^<]+)<.*?<td>(\d+ of \d+)</td>'
        assert re.findall(row, table) == lines
    for _, family in small_school.PEOPLE.values():
        assert family not in told.plain + told.html + text(pages, "ad-2", "/reviews")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 9), True),  # due on Friday
        (date(2026, 11, 16), True),  # was due on Friday
        (date(2026, 11, 30), False),  # the week before was without milestones
    ],
)
def test_a_milestone_that_is_late_for_long_asks_for_no_letter_to_leaders(
    read: SchoolReader, day: date, *, told: bool
) -> None:
    overview = small_school.reader_of(read.store, day, own=SINCE_AUGUST).overview()
    assert overview
    assert not [one for one in overview.reviews if 0 <= (one.on - day).days < 7]
    found = [one for one in letters(overview, PAGES) if one.person == "ad-2"]
    assert bool(found) == told
    for letter in found:
        assert letter.subject == "Milestones late or due this week"
        assert "A word with each family, " in letter.plain


def _to_leader(overview: Overview) -> Letter:
    (found,) = (one for one in letters(overview, PAGES) if one.person == "ad-2")
    return found


def test_the_year_shows_them_among_its_days(pages: Flask) -> None:
    assert "A word with each family is due" in text(pages, "ad-1", "/setup/year/2026-11-13")
