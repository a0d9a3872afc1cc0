from datetime import date
from html import unescape

from service.features.duties.view import duties_of
from service.features.roster.roster_import import RosterImport
from sync.store.engine import Store
from tests.pages import small_school
from tests.pages.conftest import Visit


def text_of(visit: Visit, person: str, path: str = "/duties") -> str:
    return unescape(visit(person).get(path).text)


def test_a_teacher_reads_first_what_is_left_and_until_when(visit: Visit) -> None:
    assert (
        '<p class="answer">2 scores are left to enter: 2 for spring (was due Friday 7 May 2027).'
    ) in text_of(visit, "t-1")
    assert (
        "16 scores are left to enter: 8 for fall (was due Friday 25 September 2026) "
        "and 8 for spring (was due Friday 7 May 2027)."
    ) in text_of(visit, "t-2")


def test_a_teacher_sees_her_own_children_only(visit: Visit) -> None:
    mine = text_of(visit, "t-1")
    assert "Quill, Mara" in mine
    assert "Yarrow, Nils" not in mine
    assert "file-01" not in mine


def test_what_is_done_is_listed_by_score(visit: Visit) -> None:
    assert "50 % (2 of 4)" in text_of(visit, "t-1")
    assert "100 % (4 of 4)" in text_of(visit, "t-3")


def test_a_teacher_whose_scores_are_all_in_is_thanked_in_a_sentence(visit: Visit) -> None:
    assert "Nothing is left to do today. All scores of this school year are in." in text_of(
        visit, "t-3"
    )


def test_the_owner_opens_a_teachers_duties_by_name(visit: Visit) -> None:
    assert "Rosa Ruiz: duties" in text_of(visit, "ad-1", "/duties/t-1")
    assert visit("ad-1").get("/duties/nobody-like-that").status_code == 404


def test_intervention_staff_find_the_progress_notes_of_their_trackers(visit: Visit) -> None:
    text = text_of(visit, "ai-1")
    assert "You owe no scores." in text
    for grade in small_school.GRADES:
        assert f"/spreadsheets/d/file-{grade}/edit?gid=72#gid=72" in text


def test_an_outsider_is_told_kindly_why_there_is_nothing(visit: Visit) -> None:
    answer = visit("visitor").get("/", follow_redirects=True)
    assert answer.status_code == 403
    assert "You have no role at this school" in unescape(answer.text)


def test_before_her_window_a_teacher_reads_when_it_opens(
    store: Store, bundle: RosterImport
) -> None:
    small_school.import_roster(store, bundle)
    overview = small_school.reader_of(store, date(2026, 8, 20)).overview()
    assert overview is not None
    duties = duties_of(overview, overview.person("t-2"))
    assert duties.answer == (
        "Nothing is left to do today. The next window, fall, opens Monday 31 August 2026 "
        "and is due Friday 25 September 2026."
    )
