"""A child's page: scores, supports, notes and excuses of all years on one line of time."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask

from service.features.roster.roster_import import RosterImport
from sheet_templates.library import shipped_template
from sheet_templates.school import Roster
from sync.domain.academic_calendar import academic_calendar
from sync.domain.entries import Ending, EntryKey, EntryValue
from sync.domain.scope import Scope
from sync.store.engine import Store, Tx, memory_store
from sync.store.entries import apply_entries
from sync.store.excuses import GivenExcuse, give_excuse, withdraw_excuse
from sync.store.reads import store_read
from sync.store.school import save_roster, school
from sync.store.templates import keep_template
from sync.store.trackers import adopt_spreadsheet, intend, tracker
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, sign_in

CHILD = "st-1-1"
LAST_YEAR = "s-1.2025.KG"
SPRING = EntryKey(student=CHILD, checkpoint="spring", metric="reading")


def last_year(roster: Roster) -> Roster:
    year = roster.school_year
    periods = tuple(
        replace(one, begins_on=_back(one.begins_on), ends_on=_back(one.ends_on))
        for one in year.grading_periods
    )
    begins_on, ends_on = _back(year.begins_on), _back(year.ends_on)
    moved = replace(year, begins_on=begins_on, ends_on=ends_on, grading_periods=periods)
    return replace(roster, school_year=moved)


def _back(day: date) -> date:
    return day.replace(year=day.year - 1)


def keep_last_year(store: Store, bundle: RosterImport) -> None:
    """The year before: the tracker of kindergarten, where a score was typed and then mended."""
    roster, read_at = last_year(bundle.roster), datetime(2026, 5, 4, 7, tzinfo=UTC)
    days = academic_calendar(roster.school_year, frozenset()).instructional_days
    with store.writing() as tx:
        scope = save_roster(tx, roster, days, zone="America/Chicago", sha256="f" * 64, at=read_at)
        keep_template(tx, scope, shipped_template(), read_at)
        before = EntryValue(number=41, code=None, a1="I10")
        _read(tx, scope, read_at, {SPRING: before}, {})
        after = EntryValue(number=4101234.5, code=None, a1="I10")
        _read(tx, scope, read_at.replace(day=6), {SPRING: after}, {SPRING: Ending.CHANGED})


def _read(
    tx: Tx,
    scope: Scope,
    at: datetime,
    opened: dict[EntryKey, EntryValue],
    closed: dict[EntryKey, Ending],
) -> None:
    intended = intend(
        tx,
        scope,
        public_id=LAST_YEAR,
        grade="KG",
        template=shipped_template(),
        nonce="nonce-2025",
        changes_token="1",
        at=at,
    )
    if intended.spreadsheet_id is None:
        adopt_spreadsheet(tx, intended.id, "file-2025", at)
    made = tracker(tx, scope, LAST_YEAR)
    assert made is not None
    seq = store_read(
        tx, made, run_id=None, dirty_seq_seen=0, at=at, structure_sha="0" * 64, rows=()
    )
    apply_entries(tx, made, seq, opened=opened, closed=closed, moved={})


@pytest.fixture(scope="module")
def filled(bundle: RosterImport) -> Iterator[Flask]:
    """An app on a school in its second year, with supports, a note and an excuse."""
    with closing(memory_store()) as store:
        keep_last_year(store, bundle)
        small_school.set_goals(store, bundle)
        small_school.fill(store, bundle)
        small_school.give_supports(store, also=small_school.goal_rows())
        with store.writing() as tx:
            known = school(tx)
            assert known is not None
            given = GivenExcuse(
                student=CHILD,
                checkpoint="spring",
                metric="reading",
                code="ABS",
                reason="Away with the family",
                by="t-1",
                source="page",
                from_day=date(2027, 5, 10),
                until_day=None,
            )
            give_excuse(tx, known.scope, given, small_school.READ_AT)
            slip = replace(given, metric="math", code="EX", reason="Of another child")
            gone = give_excuse(tx, known.scope, slip, small_school.READ_AT)
            withdraw_excuse(tx, known.scope, gone.public_id, small_school.READ_AT)
        yield app_on(store)


def page_of(app: Flask, person: str, child: str = CHILD) -> str:
    client = client_of(app)
    sign_in(client, person)
    answer = client.get(f"/students/{child}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_one_line_of_time_holds_all_that_is_known_of_a_child(filled: Flask) -> None:
    page = page_of(filled, "t-1").replace("</p>", "\n")
    told = [
        "Monday 24 May 2027", "Mathematics: 450",
        "Monday 10 May 2027", "Spring reading: ABS", "Away with the family",
        "Thursday 6 May 2027", "Contact with home", "Not reached",
        "Tuesday 4 May 2027", "Call: grandmother", "Reads at bedtime.",
        "Agreed: A book a week goes home.", "By A. Ruiz, as the spreadsheet says.",
        "Monday 3 May 2027", "Reads pairs.", "Next step: Pairs with three letters.",
        "By C. Cole, as the spreadsheet says.",
        "Monday 5 April 2027", "Who: Mr. Cole",
        "Wednesday 6 May 2026", "Reading: 41 became 4101234.5",
        "Monday 4 May 2026", "Reading: 41\n",
    ]  # fmt: skip
    past = page[page.index('id="past"') :]
    places = [past.index(text) for text in told]
    assert places == sorted(places)
    excuses = re.findall(r"(ABS|EX)\b(.*?)</li>", past, re.DOTALL)
    assert [(code, "withdrawn since" in said) for code, said in excuses] == [
        ("ABS", False),
        ("EX", True),
    ]


def test_the_page_says_when_the_family_was_last_reached_and_a_try_does_not_count(
    filled: Flask,
) -> None:
    assert "Last contact with home: Tuesday 4 May 2027, call." in page_of(filled, "t-1")
    of_another = page_of(filled, "t-1", "st-1-3")
    assert "No contact with home is written down yet." in of_another
    assert "grandmother" not in of_another


def test_the_first_sentences_say_how_the_child_does_and_why_one_may_read_it(
    filled: Flask,
) -> None:
    page = page_of(filled, "t-1")
    assert "Reading: 4101234.5 in spring. Mathematics: 450 in spring. 1 support goes on." in page
    assert "This tracker is shared with you." in page
    assert page_of(filled, "ad-1").count("You are the document owner") == 1


def test_the_table_has_a_column_for_each_window_of_each_year(filled: Flask) -> None:
    page = page_of(filled, "t-1")
    table = page[page.index("<thead>") : page.index("</table>")]
    years = [table.index(text) for text in ("2025\N{EN DASH}26", "2026\N{EN DASH}27")]
    assert years == sorted(years)
    reading = table[table.index(">Reading<") : table.index(">Mathematics<")]
    assert "4101234.5" in reading
    assert "excused" in reading
    assert "not asked" in table[table.index(">Mathematics<") :]


def test_a_goal_stands_with_its_line_the_scores_and_what_else_is_lacking(filled: Flask) -> None:
    page = page_of(filled, "t-1")
    goals = page[page.index('id="goals"') : page.index('id="ahead"')]
    assert "From 400 to 500 by Friday 28 May 2027." in goals
    assert "Not on track: 450 on Friday 7 May 2027, where the line is at 459.6." in goals
    assert "The line from 400 to 500, and the scores: 450 (Fri 7 May)." in goals
    assert "The goal for Reading is compared with no score: its target is no number." in goals
    assert "1 goal is not on track." in page[: page.index('id="scores"')]
    ends = re.findall(r'<line class="aim" x1="(\d+)" y1="(\d+)" x2="(\d+)" y2="(\d+)"', goals)
    ((left, low, right, high),) = [[int(one) for one in end] for end in ends]
    x, y = (int(re.findall(rf'<circle.* {at}="(\d+)"', goals)[0]) for at in ("cx", "cy"))
    line_there = low + (high - low) * (x - left) / (right - left)
    assert left < x < right
    assert y > line_there  # below the line, for the picture's heights count downwards


def test_what_is_written_for_a_day_to_come_stands_ahead_with_what_is_owed(filled: Flask) -> None:
    page = page_of(filled, "ai-1")
    ahead = page[page.index('id="ahead"') : page.index('id="past"')]
    assert "A progress note is due" in ahead
    assert "Data review" in ahead


def test_somebody_of_another_tracker_reads_nothing(filled: Flask) -> None:
    client = client_of(filled)
    sign_in(client, "t-2")
    refused = client.get(f"/students/{CHILD}")
    assert refused.status_code == 403
    assert "410" not in refused.text
    assert client.get("/students/nobody").status_code == 404
