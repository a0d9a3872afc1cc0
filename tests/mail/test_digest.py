"""Who is told what on which morning, in the whole words of the letters."""

import base64
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from service.answer_links import Answer, Asked
from service.features.answers.view import question_of
from service.features.excuses.view import excusable_by
from service.features.reminders.digest import MOST_CHILDREN, letters
from service.features.roster.roster_import import RosterImport
from service.features.trackers.briefing import Briefing
from service.overview import Overview
from service.owed import Own
from service.speech import ENGLISH
from service.to_do import windows_of
from sheet_templates.desired.students import students_tab
from sheet_templates.library import shipped_template
from sheet_templates.model import ExcuseCode
from sheet_templates.school import Checkpoint, Enrollment
from sync.domain.completeness import EntryState
from sync.domain.notes_owed import OwedNote
from sync.domain.supports import Support
from sync.domain.telling_people import LettersWanted, PersonChoice
from sync.store.engine import Store, memory_store
from sync.store.outbox import Letter
from tests.pages import small_school
from tests.pages.conftest import HOME, LINKS

PAGES = "https://tracksheet.school.example"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> RosterImport:
    return small_school.imported(tmp_path_factory.mktemp("small_school"))


@pytest.fixture(scope="module")
def store(bundle: RosterImport) -> Iterator[Store]:
    with closing(memory_store()) as opened:
        small_school.fill(opened, bundle)
        yield opened


def school_on(store: Store, day: date) -> Overview:
    found = small_school.reader_of(store, day).overview()
    assert found is not None
    return found


def morning(store: Store, day: date) -> dict[str, Letter]:
    """The letters of a morning by person."""
    return {one.person: one for one in letters(school_on(store, day), PAGES)}


def test_a_teacher_reads_how_much_until_when_whom_and_how_to_be_excused(store: Store) -> None:
    letter = morning(store, small_school.MISSING_DAY)["t-1"]
    assert letter.recipient == "t-1@school.example"
    assert letter.plain.startswith(
        "Good morning Rosa,\n\n"
        "2 scores are left to enter: 2 for spring (was due Friday 7 May 2027).\n"
    )
    assert (
        "- Quill, Mara: reading (missing)\n  http://127.0.0.1:8765/spreadsheets/d/" in letter.plain
    )
    assert f"{PAGES}/duties" in letter.plain
    assert "ABS (absent)" in letter.plain
    assert "Never type a zero for a score that is not there." in letter.plain
    assert "Quill, Mara" in letter.html
    assert f'href="{PAGES}/duties"' in letter.html


def test_a_link_opens_the_filter_view_of_the_readers_own_class(
    store: Store, bundle: RosterImport
) -> None:
    """It is the view that the tracker is drawn with; who has changed class is linked without."""
    overview = school_on(store, small_school.MISSING_DAY)
    drawn = Briefing(
        roster=overview.kept.roster,
        calendar=overview.kept.calendar,
        template=shipped_template(),
        zone="America/Chicago",
    )
    views = {one.filter_view_id: one for one in students_tab(drawn.brief("KG", "")).filter_views}
    view, shown = _linked_views(morning(store, small_school.MISSING_DAY)["t-1"])
    assert shown == view
    assert [one.operands for one in views[view].criteria] == [("cl-1",)]
    moved = replace(
        bundle.roster,
        enrollments=(
            *bundle.roster.enrollments,
            Enrollment(
                student="st-1-1", school_class="cl-3", begins_on=date(2027, 5, 20), ends_on=None
            ),
        ),
    )
    later = replace(overview, kept=replace(overview.kept, roster=moved))
    (letter,) = (one for one in letters(later, PAGES) if one.person == "t-1")
    assert "- Quill, Mara: reading (missing)" in letter.plain
    assert _linked_views(letter) == []


def _linked_views(letter: Letter) -> list[int]:
    """The views in the link to Mara's missing score: Google is asked, then its page."""
    link = letter.plain.partition("- Quill, Mara: reading (missing)\n")[2].partition("\n")[0]
    assert link.count("&range=I1") == 2
    return [int(found) for found in re.findall(r"[?#]gid=71&fvid=(\d+)&range", link)]


def test_letters_answers_and_excuses_have_the_codes_of_the_trackers_own_template(
    store: Store,
) -> None:
    """Kindergarten tries a version with LATE, and without MOVED and REF; grade 1 does not."""
    usual = shipped_template()
    kept = tuple(one for one in usual.excuse_codes if one.code not in {"MOVED", "REF"})
    late = ExcuseCode(code="LATE", meaning="handed in late")
    own = {"s-1.2026.KG": Own(template=replace(usual, excuse_codes=(*kept, late)))}
    school = small_school.reader_of(store, own=own).overview()
    assert school is not None
    told = {one.person: one.plain for one in letters(school, PAGES, LINKS)}
    for person, mine, others in (("t-1", "LATE", "REF"), ("t-2", "REF", "LATE")):
        assert f"{mine} (" in told[person]
        assert f"{others} (" not in told[person]
        assert ("Moved away: " in told[person]) is (person == "t-2")
        asked = Asked(person=person, window="spring", answer=Answer.EXCUSED)
        for offered in (
            question_of(school, asked, ENGLISH).codes,
            excusable_by(school, school.person(person)).codes,
        ):
            codes = {one.code for one in offered}
            assert (mine in codes, others in codes) == (True, False)
    for_all = [one.code for one in school.codes_for(["st-1-1", "st-2-1"])]
    assert for_all == ["ABS", "EX", "NA"]


def test_a_leader_reads_on_monday_whether_the_review_will_stand(store: Store) -> None:
    """The last review is on Friday 28 May; the week before has none."""
    letter = morning(store, small_school.MISSING_DAY)["ad-2"]
    assert letter.recipient == "ad-2@school.example"
    assert letter.subject == "This week's data review"
    assert letter.plain.startswith(
        "Good morning Pia,\n\n"
        "The review on Friday 28 May 2027 lacks 18 scores that are due by then.\n"
        "- Grade KG class 1: 2 scores\n"
    )
    assert f'href="{PAGES}/reviews"' in letter.html
    for name in (*small_school.PEOPLE.values(), ("", "http://127.0.0.1")):
        assert name[1] not in letter.plain + letter.html.replace(PAGES, "")
    keys = {morning(store, date(2027, 5, day))["ad-2"].dedupe_key for day in (25, 28)}
    assert keys == {letter.dedupe_key}, "one letter a week"
    assert "ad-2" not in morning(store, date(2027, 5, 21))


def test_classes_stand_grade_by_grade_in_letters(bundle: RosterImport) -> None:
    with closing(memory_store()) as nothing_typed:
        small_school.import_roster(nothing_typed, bundle)
        told = morning(nothing_typed, small_school.MISSING_DAY)
    for person in ("ad-1", "ad-2"):
        listed = re.findall(r"- (Grade \w+ class \d)", told[person].plain)
        assert listed == ["Grade KG class 1", "Grade KG class 3", "Grade 01 class 2"]


def test_a_review_that_nothing_is_due_for_will_stand(store: Store) -> None:
    school = school_on(store, small_school.MISSING_DAY)
    done = tuple(replace(one, state=EntryState.PRESENT) for one in school.judged)
    leader = replace(school, judged_in={"": done})
    (letter,) = (one for one in letters(leader, PAGES) if one.person == "ad-2")
    assert "The review on Friday 28 May 2027 will stand." in letter.plain
    assert "scores" not in letter.plain


def test_no_subject_names_a_child(store: Store) -> None:
    names = {
        name
        for one in school_on(store, small_school.MISSING_DAY).students.values()
        for name in (one.given_name, one.family_name)
    }
    for letter in morning(store, small_school.MISSING_DAY).values():
        assert not [name for name in names if name in letter.subject]


def test_the_owner_reads_which_classes_lack_scores_and_whether_the_review_stands(
    store: Store,
) -> None:
    overview = school_on(store, small_school.MISSING_DAY)
    letter = morning(store, small_school.MISSING_DAY)["ad-1"]
    assert "(Lena Lund): " in letter.plain
    assert "cannot be read." in letter.plain
    assert f"{PAGES}/desk" in letter.plain
    assert "Quill" not in letter.plain
    reviews = [one for one in overview.reviews if (one.on - overview.today).days in range(7)]
    assert ("The review on" in letter.plain) == bool(reviews)


def test_in_a_week_with_a_review_the_owner_is_told_whether_it_will_stand(store: Store) -> None:
    first = school_on(store, date(2026, 9, 1)).reviews[0].on
    letter = morning(store, first)["ad-1"]
    assert letter.plain.count("The review on") == 1
    assert "will stand." in letter.plain or "that are due by then." in letter.plain


def test_aides_and_people_without_duties_get_no_letter(store: Store) -> None:
    assert "ai-1" not in morning(store, small_school.MISSING_DAY)


def test_a_day_without_school_is_quiet(store: Store) -> None:
    sunday = date(2027, 5, 23)
    assert sunday.weekday() == 6
    assert morning(store, sunday) == {}


def test_before_any_window_opens_nobody_is_told_anything(store: Store) -> None:
    first = school_on(store, date(2026, 8, 10)).kept.calendar.days[0].day
    assert "t-1" not in morning(store, first)


def test_the_next_morning_says_the_same_for_the_same_occasion(store: Store) -> None:
    """So a morning that was missed is made up for, and none is told twice."""
    days = [date(2027, 5, day) for day in (24, 25)]
    first, second = (morning(store, day)["t-2"].dedupe_key for day in days)
    keys = {morning(store, date(2027, 5, day))["t-2"].dedupe_key for day in range(17, 22)}
    assert len(keys | {first, second}) < 7


def choosing(overview: Overview, person: str, choice: PersonChoice) -> Overview:
    return replace(overview, kept=replace(overview.kept, choices={person: choice}))


def test_who_wants_one_letter_a_week_gets_no_more_and_who_wants_none_none(store: Store) -> None:
    days = [date(2027, 5, day) for day in range(3, 22)]  # three weeks, the window's last days
    told = dict[LettersWanted, set[str]]()
    for way in LettersWanted:
        schools = (
            choosing(school_on(store, day), "t-2", PersonChoice(letters=way)) for day in days
        )
        told[way] = {
            one.dedupe_key
            for school in schools
            for one in letters(school, PAGES)
            if one.person == "t-2"
        }
    assert len(told[LettersWanted.AS_NEEDED]) > len(told[LettersWanted.WEEKLY]) == 3
    assert told[LettersWanted.NEVER] == set()


def test_a_letter_and_its_links_name_no_child_in_an_address(store: Store) -> None:
    found = letters(school_on(store, small_school.MISSING_DAY), PAGES, LINKS)
    letter = next(one for one in found if one.person == "t-1")
    addresses = re.findall(rf"{PAGES}/answer/(\S+)", letter.plain.replace(HOME, PAGES))
    assert len(addresses) == 4
    students = school_on(store, small_school.MISSING_DAY).students.values()
    for address in addresses:
        said = base64.urlsafe_b64decode(address.partition(".")[0] + "==").decode()
        assert not [one for one in students if one.sourced_id in said or one.family_name in said]
        assert f"/answer/{address}" in letter.html


def test_a_child_that_somebody_said_is_not_theirs_is_in_no_more_letters(store: Store) -> None:
    school = school_on(store, small_school.MISSING_DAY)
    kept = replace(school.kept, not_mine=frozenset({("t-1", "st-1-1")}))
    letter = next(one for one in letters(replace(school, kept=kept), PAGES) if one.person == "t-1")
    assert "Quill" not in letter.plain
    assert "Wren" in letter.plain


def test_a_note_that_is_owed_stands_in_the_letter(store: Store) -> None:
    school = school_on(store, small_school.MISSING_DAY)
    support = Support(
        key="r-1", student="st-1-1", what="Phonics", who="", tier="3", weeks=None,
        begins_on=date(2027, 5, 3), ends_on=None,
    )  # fmt: skip
    window = Checkpoint(
        key="r-1",
        title="Progress note",
        opens_on=date(2027, 5, 13),
        due_on=date(2027, 5, 17),
        missing_from=date(2027, 5, 25),
    )
    note = OwedNote(
        support=support, school_class=None, owed_by="ai-1", window=window, state=EntryState.LATE
    )
    (letter,) = (
        one for one in letters(replace(school, notes=(note,)), PAGES) if one.person == "ai-1"
    )
    assert letter.subject == "1 progress note to write"
    assert "1 progress note is left to write, due Monday 17 May 2027." in letter.plain
    assert "- Quill, Mara, Phonics: due Monday 17 May 2027 (late)" in letter.plain
    assert "Quill, Mara" in letter.html


def test_a_long_list_is_cut_and_says_so(store: Store) -> None:
    overview = school_on(store, small_school.MISSING_DAY)
    (window, left) = windows_of(overview.frame, overview.judged_for("t-2"))[0]
    names = [f"st-{number}" for number in range(MOST_CHILDREN + 3)]
    tracker = overview.tracker_of["st-2-1"]
    many = replace(
        overview,
        frame=replace(
            overview.frame,
            students={n: replace(overview.students["st-2-1"], sourced_id=n) for n in names},
            student_names={name: f"Yarrow, Nils ({name})" for name in names},
            tracker_of=dict.fromkeys(names, tracker),
            checkpoints=(window,),
        ),
        judged_in={
            tracker: tuple(
                replace(left[0], expected=replace(left[0].expected, student=name)) for name in names
            )
        },
    )
    found = letters(many, PAGES)
    letter = next(one for one in found if one.person == "t-2")
    assert letter.plain.count("- Yarrow, Nils") == MOST_CHILDREN
    assert "- and 3 more children on your page" in letter.plain
    assert "and 3 more children on your page" in letter.html


def test_what_people_typed_is_text_in_a_letter(bundle: RosterImport) -> None:
    evil = "<script>alert(1)</script>"
    students = tuple(
        replace(one, family_name=evil) if one.sourced_id == "st-1-1" else one
        for one in bundle.roster.students
    )
    with closing(memory_store()) as other:
        roster = replace(bundle.roster, students=students)
        small_school.fill(other, replace(bundle, roster=roster))
        letter = morning(other, small_school.MISSING_DAY)["t-1"]
    assert evil in letter.plain
    assert evil not in letter.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in letter.html
