"""The demo school in process: its figures proved from the scores, and what they stand up to."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.features.roster.oneroster import read_bundle
from sheet_templates.a1 import a1
from sheet_templates.desired.students import FIRST_STUDENT_ROW
from sync.domain.duties import NOTES
from sync.domain.entries import EntryKey
from tests.acceptance.phases import State, state_of
from tests.acceptance.star_schools import Finished, counted, finish, stored_entries
from tests.small_installation import END_OF_YEAR, URL, Opened, keep_date, opened
from tests.store.looking_back import entry_history

DEMO = Path(__file__).parents[2] / "scripts" / "demo_data"
BUNDLE, SCORES = DEMO / "star_school7.zip", DEMO / "star_school7_scores.csv"
FIRST_SCORE = 9  # column J
NOTHING = {"trackers_read": 0, "checked": 0, "changes": 0, "notices": []}
AIDES = {"ai-7-1@school.example", "ai-7-2@school.example"}
GRADE_2_TEACHER = "t-100@school.example"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finish(tmp_path_factory.mktemp("demo") / "school", BUNDLE, SCORES)


@pytest.fixture
def school(demo: Finished, tmp_path: Path) -> Iterator[Opened]:
    with demo.opened(tmp_path / "school") as copy:
        yield copy


@pytest.fixture(scope="module")
def end(demo: Finished) -> State:
    with opened(demo.folder) as school:
        return state_of(school)


def test_the_figures_are_those_of_the_scores_file(demo: Finished) -> None:
    scores = demo.scores
    assert demo.status == {
        "trackers": 4,
        "students": scores.students,
        "people": 29,
        "expected": len(scores.rows),
        "entries": len(scores.entries),
        "excused": 0,
        "missing": len(scores.rows) - len(scores.entries),
        "cell_issues": 0,
        "by_grade": scores.by_grade,
    }
    assert demo.typed == demo.synced["changes"] == len(scores.entries)


def test_the_scores_file_says_what_was_promised(demo: Finished) -> None:
    assert demo.scores.students == 483
    assert (len(demo.scores.rows), len(demo.scores.entries)) == (1682, 1493)
    assert demo.scores.by_grade == {
        "KG": {"expected": 250, "entries": 234, "missing": 16},
        "01": {"expected": 488, "entries": 425, "missing": 63},
        "02": {"expected": 480, "entries": 426, "missing": 54},
        "03": {"expected": 464, "entries": 408, "missing": 56},
    }


def test_every_stored_value_is_the_one_in_the_scores_file(demo: Finished, school: Opened) -> None:
    assert stored_entries(school) == demo.scores.entries


def test_the_missing_flags_name_exactly_the_blank_scores(demo: Finished, school: Opened) -> None:
    blank = {
        (row["student"], row["window"], row["subject"], row["teacher"])
        for row in demo.scores.rows
        if not row["score"]
    }
    flags = [flag for flag in school.run("flags") if flag["kind"] == "missing"]
    assert len(flags) == len(blank) == 189
    assert {
        (flag["student"], flag["checkpoint"], flag["metric"], flag["person"]) for flag in flags
    } == blank


def test_each_class_is_typed_by_its_own_teacher_and_the_notes_by_the_aides(demo: Finished) -> None:
    writers = {
        one["person"]
        for one in demo.requests
        if one["label"] == "edit" and one["api"] == "sheets_write" and one["status"] == 200
    }
    emails = {one.sourced_id: one.email for one in read_bundle(BUNDLE).roster.staff}
    assert writers == {emails[teacher] for teacher in demo.scores.teachers} | AIDES
    assert len(demo.scores.teachers) == 26


def test_each_aide_owes_the_next_note_on_four_children(school: Opened) -> None:
    notes = [one for one in school.run("duties") if one["what"] == NOTES]
    assert Counter((one["person"], one["state"]) for one in notes) == {
        ("ai-7-1", "open"): 4,
        ("ai-7-2", "late"): 4,
    }


def test_four_trackers_are_read_in_four_requests(demo: Finished) -> None:
    assert counted(demo.requests, "sync") == {"token": 1, "drive": 2, "sheets_read": 4}


PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)


@pytest.mark.parametrize(
    ("grade", "place", "code", "status", "words"),
    [
        ("02", "'Progress notes'!E2", 400, "INVALID_ARGUMENT", PROTECTED),
        ("02", "Students!I9", 400, "INVALID_ARGUMENT", PROTECTED),
        ("02", "Students!F10", 400, "INVALID_ARGUMENT", PROTECTED),
        ("03", "Students!J10", 403, "PERMISSION_DENIED", "The caller does not have permission"),
    ],
    ids=["a progress note", "a header", "a name", "another grade's tracker"],
)
def test_a_teacher_is_refused_outside_their_cells_and_the_cell_is_unchanged(
    school: Opened, grade: str, place: str, code: int, status: str, words: str
) -> None:
    spreadsheet = school.spreadsheets()[grade]
    before = _values(school, spreadsheet, place)
    answer = school.gateway(GRADE_2_TEACHER).http.session.put(
        f"{URL}/v4/spreadsheets/{spreadsheet}/values/{place}",
        params={"valueInputOption": "USER_ENTERED"},
        json={"values": [["1"]]},
    )
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (code, code, status)
    assert error["message"].endswith(words)
    assert "values" in before
    assert _values(school, spreadsheet, place) == before


def test_after_typing_nothing_needs_the_scores_file(demo: Finished, school: Opened) -> None:
    assert not list(demo.folder.parent.glob("*.csv"))
    assert (school.run("status")["missing"], school.run("status")["expected"]) == (189, 1682)


def test_a_second_start_does_nothing_to_spreadsheets_or_store(
    demo: Finished, end: State, school: Opened
) -> None:
    assert school.run("provision")["made"] == []
    assert school.type_scores(BUNDLE, SCORES) == 0
    school.write_records(BUNDLE, END_OF_YEAR)
    assert school.run("sync") == NOTHING
    requests = school.app.log.report()["entries"]
    assert [counted(requests, label) for label in ("provision", "edit")] == [{}, {}]
    assert counted(requests, "sync") == {"token": 1, "drive": 2}
    assert school.run("status") == demo.status
    assert end.differences(state_of(school)) == []


def test_one_edit_costs_one_read_and_history_keeps_both_values(school: Opened) -> None:
    spreadsheet = school.spreadsheets()["02"]
    child, column, before = _a_score(school)
    mine = school.gateway(GRADE_2_TEACHER, label="edit")
    mine.type_values(spreadsheet, f"Students!{a1(*column)}", [["611"]])
    assert school.run("sync") == NOTHING | {"trackers_read": 1, "changes": 1}
    requests = school.app.log.report()["entries"]
    assert counted(requests, "sync") == {"token": 1, "drive": 2, "sheets_read": 1}
    assert stored_entries(school)[child] == 611
    with school.installation.store.reading() as tx:
        key = EntryKey(student=child[0], checkpoint=child[1], metric=child[2])
        history = entry_history(tx, school.installation.scope(), key)
    assert [version.value.number for version in history] == [before, 611]
    assert [version.to_at is None for version in history] == [False, True]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("today", "windows", "changed"),
    [
        ("2026-09-28", (), 4),
        ("2026-10-05", ("fall",), 4),
        ("2027-05-24", ("fall", "spring"), 0),
    ],
)
def test_another_date_changes_what_is_missing_and_which_windows_have_come(
    demo: Finished, tmp_path: Path, today: str, windows: tuple[str, ...], changed: int
) -> None:
    folder = shutil.copytree(demo.folder, tmp_path / "school")
    keep_date(folder, date.fromisoformat(today))
    with opened(folder) as school:
        assert school.run("provision", only_new=True)["changed"] == []
        assert school.run("sync") == NOTHING
        assert len(school.run("follow_up")) == changed
        requests = school.app.log.report()["entries"]
        assert counted(requests, "provision") == {}
        follow = counted(requests, "follow_up")
        asked = follow.get("sheets_read", 0) + follow.get("sheets_write", 0)
        assert asked == 3 * changed, "a read, values by their rows' marks, and a reply with all"
        assert school.run("sync") == NOTHING
        status = school.run("status")
        assert status["missing"] == sum(demo.scores.missing(window) for window in windows)
        assert _without_missing(status) == _without_missing(demo.status)
    keep_date(folder, END_OF_YEAR)
    with opened(folder) as back:
        assert back.run("status") == demo.status


def _without_missing(status: dict[str, Any]) -> dict[str, Any]:
    grades = {
        grade: {name: count for name, count in counts.items() if name != "missing"}
        for grade, counts in status["by_grade"].items()
    }
    return status | {"missing": None, "by_grade": grades}


def _values(school: Opened, spreadsheet: str, place: str) -> dict[str, Any]:
    answer = school.gateway().http.session.get(
        f"{URL}/v4/spreadsheets/{spreadsheet}/values/{place}"
    )
    answer.raise_for_status()
    values: dict[str, Any] = answer.json()
    return values


def _a_score(school: Opened) -> tuple[tuple[str, str, str], tuple[int, int], float]:
    """A grade 2 entry of the first row that has a fall reading: its key, its cell, its value."""
    values = _values(school, school.spreadsheets()["02"], "Students!A10:M129")["values"]
    row, cells = next((at, cells) for at, cells in enumerate(values) if cells[FIRST_SCORE])
    place = (FIRST_STUDENT_ROW + row, FIRST_SCORE)
    return (cells[4], "fall", "reading"), place, float(cells[FIRST_SCORE])
