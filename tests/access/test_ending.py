"""Ending, lending and grouping access: in one step, proved by reading back and at the door."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from service.access import Action, DutiesOf, may
from service.features.access.ending import AccessError
from sheet_templates.dates import long_day
from sheet_templates.errors import TracksheetError
from sync.errors import GoogleError
from tests.access.conftest import AIDES, EVE, SHEETS, TODAY, School, at_work, email

pytestmark = pytest.mark.slow

TEACHER, AIDE, OTHER, OWNER = email("t-1"), email("ai-1"), email("t-2"), email("ad-1")


def _can(school: School, person: str, file: str, cell: str | None = None) -> bool:
    """Whether Google lets somebody read the file, or write that cell."""
    try:
        if cell is None:
            school.ask_as(person, "get", f"{SHEETS}/{file}", fields="spreadsheetId")
        else:
            school.opened.gateway(person).type_values(file, cell, [["7"]])
    except GoogleError as error:
        if error.code not in {400, 403}:
            raise
        return False
    return True


def _places(school: School, file: str) -> dict[str, str]:
    """A cell that the teacher may write, and one that only the aides may."""
    fields = "sheets(properties(title),protectedRanges(range,editors(users)))"
    tabs = school.ask("get", f"{SHEETS}/{file}", fields=fields)["sheets"]
    found = {}
    for tab in tabs:
        for one in tab.get("protectedRanges", ()):
            where = one["range"]
            column = chr(ord("A") + where.get("startColumnIndex", 0))
            cell = f"'{tab['properties']['title']}'!{column}{where.get('startRowIndex', 0) + 1}"
            users = one["editors"]["users"]
            if AIDE in users and tab["properties"]["title"] == "Progress notes":
                found["aides"] = cell
            if TEACHER in users and AIDE not in users:
                found["teachers"] = cell
    return found


def _reaches_pages(school: School, sourced_id: str) -> bool:
    """Whether a session that was begun as that person still opens their page."""
    page = school.opened.installation.reader().overview()
    assert page is not None
    person = page.person(sourced_id)
    return may(person, Action.SEE_DUTIES, DutiesOf(person=sourced_id)).allowed


def _named(school: School, file: str, person: str) -> list[str]:
    """Where the file still names somebody."""
    shared = [one["role"] for one in school.permissions(file) if one.get("emailAddress") == person]
    ranges = [
        name
        for name, one in school.protections(file).items()
        if person in one["editors"].get("users", ())
    ]
    return shared + ranges


def test_an_end_takes_file_ranges_and_pages_in_one_step(school: School) -> None:
    file, places = school.file, _places(school, school.file)
    assert _can(school, AIDE, file, places["aides"])
    done = school.run("access_end", person="ai-1", on=None)
    assert done["is_proved"]
    assert done["files"] == ["s-1.2026.01", "s-1.2026.02"]
    assert (done["ranges"] >= 2, done["left"]) == (True, [])
    assert not _can(school, AIDE, file)
    assert all(_named(school, one, AIDE) == [] for one in school.opened.spreadsheets().values())
    assert not _reaches_pages(school, "ai-1")
    assert _can(school, email("ai-2"), file, places["aides"]), "the others keep what they have"
    assert school.run("audit", all=True)["findings"] == [], "and that is how it should be"


def test_an_end_on_a_later_day_is_carried_out_in_that_night(folder: Path) -> None:
    day = TODAY + timedelta(days=3)
    with at_work(folder) as school:
        done = school.run("access_end", person=TEACHER, on=day.isoformat())
        assert (done["is_due"], done["ends_on"]) == (False, day.isoformat())
        school.opened.turns.run_night(lambda _: None)
        assert _can(school, TEACHER, school.file)
    with at_work(folder, day) as school:
        assert not _reaches_pages(school, "t-1"), "the pages go by the day itself"
        school.run("audit_repair", agreed=[])
        assert not _can(school, TEACHER, school.file)
    with at_work(folder, day) as school:
        from service.operations.access import access_night  # noqa: PLC0415

        assert access_night(school.opened.installation, lambda _: None)["ended"] == 1
        assert _named(school, school.file, TEACHER) == []
        assert access_night(school.opened.installation, lambda _: None)["ended"] == 0


def test_an_end_that_breaks_off_is_finished_by_the_night(school: School) -> None:
    """Google goes away after the first file; the decision stands, the pages are shut at once."""
    second = school.opened.spreadsheets()["02"]
    school.opened.app.faults.add({"route": f"DELETE *{second}*", "drop": "before"})
    with pytest.raises(TracksheetError):
        school.run("access_end", person=AIDE, on=None)
    assert not _reaches_pages(school, "ai-1")
    assert not _can(school, AIDE, school.file)
    assert _can(school, AIDE, second)
    night = school.opened.turns.run_night(lambda _: None)
    assert night["access"]["ended"] == 1
    assert not _can(school, AIDE, second)


def test_what_cannot_be_taken_is_told_and_stays_due(school: School) -> None:
    school.share(school.file, type="anyone", role="reader")
    done = school.run("access_end", person=TEACHER, on=None)
    assert not done["is_proved"]
    assert done["left"] == ["s-1.2026.01: the file is open to anyone who has the link"]
    assert _can(school, TEACHER, school.file), "by the link, as everybody"
    school.run("audit_repair", agreed=[])
    assert not _can(school, TEACHER, school.file)
    assert school.run("access_end", person=TEACHER, on=None)["is_proved"]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("ad-1", "is a document owner, and no tracker is ever without one"),
        ("nobody", "Nobody on the roster: 'nobody'"),
        ("service", "is the service itself"),
    ],
)
def test_who_cannot_be_ended_is_told_and_nothing_is_decided(
    mended: School, person: str, said: str
) -> None:
    who = mended.opened.installation.account.email if person == "service" else person
    with pytest.raises(AccessError, match=re.escape(said)):
        mended.run("access_end", person=who, on=None)
    assert mended.run("audit", all=True)["findings"] == []


def test_an_end_that_is_taken_back_gives_everything_again(school: School) -> None:
    before = _named(school, school.file, AIDE)
    school.run("access_end", person=AIDE, on=None)
    assert school.run("access_restore", person=AIDE) == {"email": AIDE}
    assert _named(school, school.file, AIDE) == before
    assert _reaches_pages(school, "ai-1")
    with pytest.raises(AccessError, match="has not been ended"):
        school.run("access_restore", person=AIDE)


def test_a_stand_in_may_what_the_person_may_until_the_last_day(folder: Path) -> None:
    until = TODAY + timedelta(days=2)
    with at_work(folder) as school:
        file, places = school.file, _places(school, school.file)
        lent = school.run("access_stand_in", email=EVE, person=AIDE, until=until.isoformat())
        assert lent["stands_in_for"] == AIDE
        assert _can(school, EVE, file, places["aides"])
        assert _named(school, file, EVE)[1:] == _named(school, file, AIDE)[1:]
        assert _reaches_pages(school, f"stand-in {EVE}")
        assert school.run("audit", all=True)["findings"] == []
        rows = school.run("access_list")
        mine = [one for one in rows if one["who"] == EVE]
        assert {one["reason"] for one in mine} == {f"stands in for {AIDE} until {long_day(until)}"}
    with at_work(folder, until) as school:
        assert _can(school, EVE, file), "the last day counts"
    with at_work(folder, until + timedelta(days=1)) as school:
        assert not _reaches_pages(school, f"stand-in {EVE}")
        assert school.opened.turns.run_night(lambda _: None)["access"]["ended"] == 1
        assert not _can(school, EVE, file)
        assert _named(school, file, EVE) == []
        assert _can(school, AIDE, file, places["aides"])


def test_a_colleague_who_stood_in_keeps_what_is_their_own(folder: Path) -> None:
    """Ms. t-2 stands in for Ms. t-1: afterwards she has grade 2 as before, and grade 1 no more."""
    with at_work(folder) as school:
        own = school.opened.spreadsheets()["02"]
        before = _named(school, own, OTHER)
        school.run("access_stand_in", email=OTHER, person="t-1", until=TODAY.isoformat())
        assert _can(school, OTHER, school.file)
    with at_work(folder, TODAY + timedelta(days=1)) as school:
        school.opened.turns.run_night(lambda _: None)
        assert not _can(school, OTHER, school.file)
        assert _named(school, own, OTHER) == before


def test_a_stand_in_that_makes_no_sense_is_refused_with_all_reasons(mended: School) -> None:
    with pytest.raises(AccessError) as refused:
        mended.run("access_stand_in", email="eve", person="x@y.example", until="2020-01-01")
    assert len(refused.value.problems) == 3
    with pytest.raises(AccessError, match="is no day"):
        mended.run("access_stand_in", email=EVE, person="t-1", until="28.05.2027")


def test_whom_google_does_not_know_is_not_decided_either_and_stops_nothing(mended: School) -> None:
    """A mistyped address would keep every later change from these trackers, the next one too."""
    wrong = "nobody.at.all@school.example"
    with pytest.raises(AccessError, match="nothing was decided") as refused:
        mended.run("access_stand_in", email=wrong, person="t-1", until=TODAY.isoformat())
    assert wrong in refused.value.problems[0]
    role = {"role": "intervention staff", "grade": None}
    with pytest.raises(AccessError, match="nothing was decided"):
        mended.run("access_group", **role, address=wrong)
    assert all(not one["refused"] for one in mended.run("apply"))
    assert wrong not in str(mended.run("access_list"))
    assert mended.run("audit", all=True)["findings"] == []


def test_a_group_stands_for_a_role_in_sharing_and_ranges(school: School) -> None:
    file, places = school.file, _places(school, school.file)
    school.run("access_group", role="intervention staff", grade=None, address=AIDES)
    shared = {one.get("emailAddress"): one["type"] for one in school.permissions(file)}
    assert shared[AIDES] == "group"
    lists = [one["editors"] for one in school.protections(file).values()]
    assert [one["groups"] for one in lists if one.get("groups")] != []
    assert all(AIDE not in one["users"] for one in lists if AIDES in one.get("groups", ()))
    for person in (AIDE, email("ai-2")):
        assert _named(school, file, person) == [], "no longer by name"
        assert _can(school, person, file, places["aides"]), "as a member of the group"
    assert school.run("audit", all=True)["findings"] == []
    done = school.run("access_end", person=AIDE, on=None)
    assert not done["is_proved"], "who is in a group cannot be seen"
    assert f"the file is shared with the group {AIDES}: take them out there" in done["left"][0]
    school.run("access_restore", person=AIDE)
    school.run("access_group", role="intervention staff", grade=None, address=None)
    assert _named(school, file, AIDE) != []
    assert AIDES not in {one.get("emailAddress") for one in school.permissions(file)}
    assert school.run("audit", all=True)["findings"] == []


def test_groups_that_would_open_too_much_are_refused(mended: School) -> None:
    for role, said in (("teacher", "needs a grade"), ("document owner", "one person")):
        with pytest.raises(AccessError, match=said):
            mended.run("access_group", role=role, grade=None, address=AIDES)


def test_the_policy_table_says_what_each_person_really_can(mended: School) -> None:
    """The table against the doors themselves: everybody tries to read and to write everywhere."""
    rows = mended.run("access_list")
    listed = {(one["tracker"], one["who"]): one for one in rows}
    for grade, file in mended.opened.spreadsheets().items():
        tracker = f"s-1.2026.{grade}"
        places = _places(mended, file)
        for person in (TEACHER, OTHER, AIDE, email("ai-2"), OWNER, EVE):
            row = listed.get((tracker, person))
            assert _can(mended, person, file) == (row is not None)
            if row is not None and "aides" in places:
                writes = _can(mended, person, file, places["aides"])
                said = "Progress notes: intervention staff" in row["ranges"].split("; ")
                assert writes == said, (person, row)
    assert {one["reason"] for one in rows if one["who"] == TEACHER} == {"teaches Grade 01 class 1"}
    assert not [one for one in rows if one["reason"].startswith("no reason")]
