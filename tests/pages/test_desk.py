import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient

from service.features.desk.view import desk_of
from service.features.roster.roster_import import RosterImport
from service.overview import Overview
from service.speech import LANGUAGES
from sync.domain.scope import Scope
from sync.store.engine import Store
from sync.store.excuses import GivenExcuse, give_excuse
from tests.pages import small_school
from tests.pages.conftest import HOME, Visit, app_on, client_of, sign_in

EXCUSE = GivenExcuse(
    student="st-2-1", checkpoint="spring", metric=None, code="ABS", reason="", by="ad-1",
    source="page", from_day=small_school.MISSING_DAY, until_day=None,
)  # fmt: skip


def overview_on(store: Store, bundle: RosterImport, today: date) -> Overview:
    small_school.fill(store, bundle)
    overview = small_school.reader_of(store, today).overview()
    assert overview is not None
    return overview


def text_of(visit: Visit, path: str = "/desk") -> str:
    return unescape(visit("ad-1").get(path).text)


def test_what_was_typed_last_year_counts_for_nothing_this_year(
    store: Store, bundle: RosterImport
) -> None:
    last = overview_on(store, bundle, small_school.MISSING_DAY)
    assert desk_of(last).counts.entries == 13
    year = last.kept.roster.school_year
    periods = tuple(
        replace(one, begins_on=_a_year_on(one.begins_on), ends_on=_a_year_on(one.ends_on))
        for one in year.grading_periods
    )
    next_year = replace(
        year,
        sourced_id="ay-2027",
        begins_on=_a_year_on(year.begins_on),
        ends_on=_a_year_on(year.ends_on),
        grading_periods=periods,
    )
    rolled = replace(bundle, roster=replace(bundle.roster, school_year=next_year))
    small_school.import_roster(store, rolled)
    now = small_school.reader_of(store, _a_year_on(small_school.MISSING_DAY)).overview()
    assert now is not None
    assert desk_of(now).counts.entries == 0
    assert desk_of(now).issues == ()


def _a_year_on(day: date) -> date:
    return day.replace(year=day.year + 1)


def test_the_first_sentence_says_how_much_is_missing(visit: Visit) -> None:
    # 8 kindergarten children owe two scores each, 4 of grade 1 four each; 17 are missing.
    assert '<p class="answer">17 of 32 scores are missing.</p>' in text_of(visit)
    assert "That is 1 in kindergarten and 16 in grade 1." in text_of(visit)


def test_a_missing_score_is_a_link_to_the_cell_where_it_belongs(visit: Visit) -> None:
    # Ms. Ruiz's class stands below Mr. Okoro's four; Mara is the third of her four by name.
    link = "http://127.0.0.1:8765/spreadsheets/d/file-KG/edit?gid=71&range=I16#gid=71&range=I16"
    line = text_of(visit).split("Quill, Mara")[1].split("</li>")[0]
    assert "Spring reading" in line
    assert f'href="{link}"' in line


def test_a_cell_that_cannot_be_read_stands_with_its_remedy(visit: Visit) -> None:
    text = text_of(visit)
    assert "Wren, Ivo: Spring reading (Kindergarten, cell J12)" in text
    assert "<q>45O</q>. Type the score again in digits only." in text


@pytest.mark.slow
def test_what_is_kept_of_the_page_is_kept_by_all_that_it_says(
    store: Store, bundle: RosterImport
) -> None:
    small_school.fill(store, bundle)
    kept = client_of(app_on(store))
    sign_in(kept, "ad-1")
    before = {language: _main(kept, language) for language in LANGUAGES}
    with store.writing() as tx:
        give_excuse(tx, Scope(school_id=1), EXCUSE, small_school.READ_AT)
    anew = client_of(app_on(store))
    sign_in(anew, "ad-1")
    for language, page in before.items():
        after = _main(kept, language)
        assert after == _main(anew, language)
        assert after != page
    assert before["en"].count("</tbody>") == before["es"].count("</tbody>") == 3
    assert 'href="/duties/t-1"' in before["en"]
    at_a_path = kept.get("/desk", base_url=f"{HOME}/school").text
    assert 'href="/school/duties/t-1"' in at_a_path
    assert 'href="/duties/t-1"' not in at_a_path


def _main(client: FlaskClient, language: str) -> str:
    return client.get("/desk", headers={"Accept-Language": language}).text.partition("<main")[2]


def test_percentages_stand_with_their_counts_and_never_round_up(visit: Visit) -> None:
    assert ">87 % (14 of 16)</a></td>" in text_of(visit)


def test_the_demos_date_is_on_every_page_with_its_weekday(visit: Visit) -> None:
    for person, path in (("ad-1", "/desk"), ("t-1", "/duties"), ("visitor", "/"), ("t-1", "/who")):
        page = visit(person).get(path, follow_redirects=True).text
        assert "Demo date:" in page
        assert "Monday 24 May 2027" in page


def test_each_spreadsheet_says_when_it_was_last_read_on_the_schools_clock(visit: Visit) -> None:
    text = text_of(visit)
    assert text.count("</span>02:14 on Monday 24 May 2027</a>") == 2
    assert "As of the last reads; the oldest is of 02:14 on Monday 24 May 2027." in text


def test_before_the_first_window_the_desk_says_when_it_opens(
    store: Store, bundle: RosterImport
) -> None:
    small_school.import_roster(store, bundle)
    overview = small_school.reader_of(store, date(2026, 8, 20)).overview()
    assert overview is not None
    desk = desk_of(overview)
    assert desk.answer == (
        "Nothing is due yet. The next window, fall, opens Monday 31 August 2026."
    )
    assert desk.counts.expected == 0
    assert "No spreadsheet yet for Kindergarten and Grade 1: setting up makes it." in (desk.details)


def test_only_windows_that_have_opened_count(store: Store, bundle: RosterImport) -> None:
    desk = desk_of(overview_on(store, bundle, date(2026, 10, 5)))
    assert desk.answer == "8 of 8 scores are missing."
    assert [grade.counts.expected for grade in desk.grades] == [0, 8]


def test_an_open_window_is_awaited_and_lists_nobody(store: Store, bundle: RosterImport) -> None:
    desk = desk_of(overview_on(store, bundle, date(2026, 9, 1)))
    assert desk.answer == "Nothing is missing. Of 8 scores 8 are not yet due."
    # The one cell that cannot be read is told at any time.
    assert desk.wanted == 1


def test_classes_stand_by_title_and_people_are_never_ranked(
    store: Store, bundle: RosterImport
) -> None:
    desk = desk_of(overview_on(store, bundle, small_school.MISSING_DAY))
    for grade in desk.classes:
        titles = [line.title for line in grade.classes]
        assert titles == sorted(titles)
        for line in grade.classes:
            assert list(line.owed_by) == sorted(line.owed_by, key=lambda one: one.name)


def test_a_gap_is_told_by_its_depth(store: Store, bundle: RosterImport) -> None:
    desk = desk_of(overview_on(store, bundle, small_school.MISSING_DAY))
    kindergarten, grade_1 = desk.classes
    assert [cell.depth for cell in kindergarten.classes[0].cells] == [1, 2]
    assert kindergarten.classes[0].cells[0].counts is None
    assert [cell.depth for cell in grade_1.classes[0].cells] == [3, 3]


def test_a_folder_without_a_school_says_how_to_get_one(store: Store) -> None:
    client = client_of(app_on(store))
    assert "tracksheet roster import" in client.get("/who").text
    assert client.get("/desk").status_code == 303


def test_somebody_who_left_the_roster_sees_nothing_any_more(
    store: Store, bundle: RosterImport
) -> None:
    small_school.fill(store, bundle)
    client = client_of(app_on(store))
    sign_in(client, "t-1")
    assert client.get("/duties").status_code == 200
    staying = tuple(one for one in bundle.roster.staff if one.sourced_id != "t-1")
    teaching = tuple(one for one in bundle.roster.assignments if one.staff_member != "t-1")
    smaller = replace(bundle.roster, staff=staying, assignments=teaching)
    small_school.import_roster(store, replace(bundle, roster=smaller))
    assert client.get("/duties").status_code == 403


def test_a_trackers_page_says_what_is_missing_where_nothing_is_wrong_with_it(visit: Visit) -> None:
    page = visit("ad-1").get("/trackers/s-1.2026.01").text
    said = re.search(r"Nothing is wrong with this spreadsheet; (\d+) scores are missing\.", page)
    assert said is not None
    desk = visit("ad-1").get("/desk").text
    assert f"{said[1]} in grade 1" in desk
    months = re.findall(r'class="month" x="(\d+)"[^>]*>(\w+)<', page)
    assert [name[:3] for _, name in months] == [
        "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May",
    ]  # fmt: skip
    places = [int(at) for at, _ in months]
    assert places == sorted(set(places))
