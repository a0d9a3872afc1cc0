"""A change that can hardly be meant waits for the owner's word, and nothing of it is lost."""

from typing import Any

import pytest

from sync.errors import TrackerError
from sync.store.history import restorations
from tests.acceptance.star_schools import Entries, stored_entries
from tests.acceptance.test_bad_edits import (
    FIRST,
    OWNER,
    TEACHER,
    TRACKER,
    edit,
    lines,
    rows_of,
    type_at,
)
from tests.small_installation import Opened

pytestmark = pytest.mark.slow


@pytest.fixture
def before(school: Opened) -> Entries:
    """The entries, from before a teacher sorted the scores apart from the names."""
    entries = stored_entries(school)
    type_at(school, TEACHER, "J10:M13", *[row[9:13] for row in reversed(rows_of(school))])
    assert school.run("sync")["changes"] == 0
    return entries


def waiting(school: Opened) -> dict[str, Any]:
    (one,) = school.run("holds")
    row: dict[str, Any] = one
    return row


def test_sorted_scores_wait_and_the_owner_is_told(school: Opened, before: Entries) -> None:
    assert stored_entries(school) == before
    held = waiting(school)
    assert (held["tracker"], held["tab"], held["scope"], held["rule"]) == (
        TRACKER,
        "students",
        "tab",
        "sorted_apart",
    )
    told = [flag for flag in school.run("flags") if flag["kind"] == "state held"]
    assert [(flag["tracker"], flag["person"]) for flag in told] == [(TRACKER, None)], (
        "None is the document owner"
    )
    assert school.run("sync")["changes"] == 0
    assert waiting(school) == held, "it is the same as long as nothing else is typed"


@pytest.mark.usefixtures("before")
def test_a_row_inserted_above_leaves_what_waits_its_flag_and_its_excuse(school: Opened) -> None:
    """Nobody typed anything: what people said of it counts on, and so does their word on it."""
    held = waiting(school)
    (told,) = (flag for flag in school.run("flags") if flag["kind"] == "state held")
    why = {"reason": "Asked the class", "by": OWNER}
    school.run("flag_move", flag=told["flag"], to="excused", **why)
    edit(school, OWNER, {"insertDimension": lines("ROWS", FIRST, FIRST + 1)})
    assert school.run("sync")["changes"] == 0
    assert waiting(school) == held
    (again,) = (flag for flag in school.run("flags") if flag["kind"] == "state held")
    assert (again["flag"], again["state"]) == (told["flag"], "excused")
    school.run("accept_hold", id=held["hold"], by=OWNER)
    assert school.run("holds") == []
    differences = [one["differences"] for one in school.run("replay")]
    assert not any(differences), "a replay finds it again, too"


def test_an_accepted_state_is_taken_over_and_nothing_waits_any_more(
    school: Opened, before: Entries
) -> None:
    held = waiting(school)
    done = school.run("accept_hold", id=held["hold"], by=OWNER)
    assert done["changes"] > 0
    now = stored_entries(school)
    assert now != before
    assert sorted(now.values()) == sorted(before.values())
    assert school.run("holds") == []
    (decided,) = school.run("holds", all=True)
    assert (decided["verdict"], decided["by"]) == ("accepted", OWNER)
    assert school.run("sync", tracker=TRACKER)["changes"] == 0


def test_what_is_undone_in_the_spreadsheet_waits_no_more(school: Opened, before: Entries) -> None:
    type_at(school, TEACHER, "J10:M13", *[row[9:13] for row in reversed(rows_of(school))])
    assert school.run("sync")["changes"] == 0
    assert stored_entries(school) == before
    assert [one["verdict"] for one in school.run("holds", all=True)] == ["gone"]


def test_what_is_put_back_stands_as_before_and_is_that_persons_act(
    school: Opened, before: Entries
) -> None:
    held = waiting(school)["hold"]
    sorted_apart = rows_of(school)
    planned = school.run("put_back_plan", id=held)
    assert rows_of(school) == sorted_apart, "a plan writes nothing"
    assert (len(planned["cells"]), planned["homeless"]) == (waiting(school)["entries"], [])
    with pytest.raises(TrackerError, match="is no document owner"):
        school.run("put_back", id=held, by=TEACHER, agreed=planned["digest"])
    with pytest.raises(TrackerError, match="has changed since this was shown"):
        school.run("put_back", id=held, by=OWNER, agreed="another")
    school.run("put_back", id=held, by=OWNER, agreed=planned["digest"])
    assert [row[9:13] for row in rows_of(school)] == [row[9:13] for row in reversed(sorted_apart)]
    assert stored_entries(school) == before
    (decided,) = school.run("holds", all=True)
    assert (decided["verdict"], decided["by"]) == ("put back", OWNER)
    assert "state held" not in {flag["kind"] for flag in school.run("flags")}
    with school.installation.store.reading() as tx:
        ((tracker, who, ended, cells),) = restorations(tx, school.installation.scope())
    assert (tracker, who, len(cells)) == (TRACKER, OWNER, len(planned["cells"]))
    assert ended is not None
    assert school.run("sync", tracker=TRACKER)["changes"] == 0
    assert school.run("holds") == []


def test_what_changed_since_it_waits_is_not_put_back(school: Opened, before: Entries) -> None:
    held = waiting(school)["hold"]
    agreed = school.run("put_back_plan", id=held)["digest"]
    type_at(school, TEACHER, "J10", ["777"])
    with pytest.raises(TrackerError, match="is not what stands in"):
        school.run("put_back", id=held, by=OWNER, agreed=agreed)
    assert rows_of(school)[0][9] == "777"
    assert stored_entries(school) == before


@pytest.mark.usefixtures("before")
def test_only_the_document_owner_decides_and_only_what_waits(school: Opened) -> None:
    held = waiting(school)["hold"]
    with pytest.raises(TrackerError) as refused:
        school.run("accept_hold", id=held, by=TEACHER)
    assert refused.value.reason == (
        f"{TEACHER} is no document owner of this school, and only they may do this; "
        f"there is {OWNER}."
    )
    with pytest.raises(TrackerError, match='Nothing is held under "zz"'):
        school.run("accept_hold", id="zz", by=OWNER)
    school.run("accept_hold", id=held, by=OWNER)
    with pytest.raises(TrackerError, match=f"{held} does not wait any more: it is accepted, by"):
        school.run("accept_hold", id=held, by=OWNER)


def test_the_log_played_into_an_empty_store_makes_the_same_store(
    school: Opened, before: Entries
) -> None:
    held = waiting(school)
    school.run("accept_hold", id=held["hold"], by=OWNER)
    type_at(school, TEACHER, "J10:L10", ["5o2", "", "ABS"])
    school.run("sync")
    assert stored_entries(school) != before
    replayed = {one["tracker"]: one for one in school.run("replay")}
    assert {one["is_whole"] for one in replayed.values()} == {True}
    assert [one["differences"] for one in replayed.values() if one["differences"]] == []
    mine = replayed[TRACKER]
    assert (mine["reads"], mine["words"], mine["other_rules"]) == (4, 1, 0)


def test_what_no_input_explains_is_told_by_a_replay(school: Opened) -> None:
    with school.installation.store.writing() as tx:
        tx.exec_driver_sql(
            "UPDATE entry_version SET number = number + 1 "
            "WHERE (entry_column_id, student_id, to_seq) = (SELECT entry_column_id, student_id, "
            "to_seq FROM entry_version WHERE number IS NOT NULL LIMIT 1)"
        )
    told = [one["differences"] for one in school.run("replay")]
    assert [line for lines in told for line in lines] == [
        "entry_version: 1 rows are stored and were not replayed, 1 were replayed and are not stored"
    ]
