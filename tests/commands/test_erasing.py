"""Erasing a child who left: the spreadsheets, the store, the file, and every moment of a crash."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sheet_templates.desired.students import student_row_key
from sheet_templates.errors import TracksheetError
from sheet_templates.school import Student
from sheet_templates.snapshot import NIGHTLY_FACETS, NIGHTLY_FIELDS, Snapshot, parse_snapshot
from sync.store.comparison import natural_state
from sync.store.school import students_ever
from tests.acceptance.sheets_state import sheets_state
from tests.commands.conftest import Command
from tests.school_bundles import Changes, write_bundle
from tests.small_installation import Boundaries, Crash, Opened, opened
from tests.store.telling import tables_telling_of

pytestmark = pytest.mark.slow

FIRST = "s-1.2026.01"
OWNER = "ad-1@school.example"
GONE = Student(sourced_id="st-2-1", given_name="Zephyrine", family_name="Quill", grade="01")
ID = GONE.sourced_id
RENAMED: Changes = {("users", ID): {"givenName": "Zephyrine", "familyName": "Quill"}}
LEFT: Changes = {
    ("users", ID): None,
    ("demographics", ID): None,
    ("enrollments", f"e-{ID}"): None,
}


@pytest.fixture(scope="module")
def left(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished school after a child has left, about whom a note stands. Only to be copied."""
    folder = Path(shutil.copytree(finished, tmp_path_factory.mktemp("left") / "school"))
    bundles = tmp_path_factory.mktemp("bundles")
    with opened(folder) as school:
        for number, changes in enumerate((RENAMED, LEFT)):
            bundle = write_bundle(bundles / f"{number}.zip", changes=changes)
            school.run("import_roster", path=str(bundle))
            school.run("follow_up")
            if changes is RENAMED:
                note = ["2027-05-03", "Quill, Zephyrine · Flores · st-2-1"]
                type_as_owner(school, "Progress notes!B2:C2", note)
            school.run("sync")
    return folder


@pytest.fixture
def school(left: Path, tmp_path: Path) -> Iterator[Opened]:
    with opened(Path(shutil.copytree(left, tmp_path / "school"))) as everything:
        yield everything


def type_as_owner(school: Opened, place: str, row: list[str]) -> None:
    school.gateway(OWNER).type_values(school.spreadsheets()["01"], place, [row])


def snapshot(school: Opened) -> Snapshot:
    raw = school.gateway().read(school.spreadsheets()["01"], NIGHTLY_FIELDS)
    return parse_snapshot(raw, NIGHTLY_FACETS)


def cells(read: Snapshot) -> dict[tuple[str, int], list[str]]:
    """What each row shows, but for those in which nothing stands."""
    return {
        (tab.title, at + 1): [cell.formatted for cell in row]
        for tab in read.tabs
        for at, row in enumerate(tab.cells)
        if any(cell.formatted for cell in row)
    }


def telling(read: Snapshot) -> list[tuple[str, int]]:
    """The rows in which the child's id or name stands, or whose mark is made of it."""
    key = student_row_key(FIRST, ID)
    named = [
        place
        for place, texts in cells(read).items()
        if any(one in text for text in texts for one in (ID, "Quill", key))
    ]
    marked = [
        (tab.title, at + 1)
        for tab in read.tabs
        for at in range(len(tab.rows))
        if tab.row_key(at) == key
    ]
    return sorted({*named, *marked})


def files_telling(folder: Path) -> list[str]:
    """The files of the store in which bytes of the child stand."""
    found = {path.name: path.read_bytes() for path in folder.glob("tracksheet.sqlite3*")}
    assert found
    needles = (b"Zephyrine", b"Quill", ID.encode())
    return [name for name, held in found.items() if any(one in held for one in needles)]


def place_of(line: str) -> str:
    """A line of the plan without its link."""
    return line.partition(" (http")[0]


def test_a_plan_says_where_the_child_stands_and_changes_nothing(school: Opened) -> None:
    type_as_owner(school, "Progress notes!F3", ["As Zephyrine Quill"])
    school.run("sync")
    before = natural_state(school.installation.store), sheets_state(school)
    planned = school.run("erase_plan", student="Quill Zephyrine")
    assert (natural_state(school.installation.store), sheets_state(school)) == before
    assert [one["name"] for one in planned["children"]] == ["Zephyrine Quill"]
    assert planned["trackers"] == [FIRST]
    assert [place_of(one) for one in planned["rows"]] == [
        f"{FIRST}, tab Students, row 11",
        f"{FIRST}, tab Progress notes, row 2",
    ]
    assert planned["rows"][0].endswith("&range=11:11)")
    assert planned["by_hand"] == planned["out_of_reach"] == []
    assert {place_of(one) for one in planned["mentions"]} == {
        f"{FIRST}, tab notes, row 3",
        f"{FIRST}, tab Progress notes, row 3",
    }
    assert {"entry_version": 3, "student": 1}.items() <= planned["counts"].items()


def test_what_is_erased_is_nowhere_and_all_others_stand_as_they_stood(school: Opened) -> None:
    store, was = school.installation.store, snapshot(school)
    done = school.run("erase", student=ID, agreed=[ID], by=OWNER)
    assert done["is_swept"]
    assert tables_telling_of(store, GONE) == []
    assert files_telling(school.installation.folder.path) == []
    now = snapshot(school)
    assert telling(now) == []
    others = {place: texts for place, texts in cells(was).items() if place not in telling(was)}
    assert {place: cells(now)[place] for place in others} == others
    school.run("follow_up")
    assert school.run("sync", full=True)["changes"] == 0
    school.run("sync", full=True)
    assert tables_telling_of(store, GONE) == []
    assert telling(snapshot(school)) == []
    assert [one["differences"] for one in school.run("replay")] == [(), ()]
    (line,) = (one for one in school.run("accesses") if one["what"] == "erase")
    assert (line["who"], line["names"]) == (OWNER, "without names")
    with pytest.raises(TracksheetError, match="No child"):
        school.run("erase_plan", student=ID)


def test_a_row_without_a_mark_is_for_a_person_and_nothing_is_erased_before(
    school: Opened,
) -> None:
    tab = next(one for one in snapshot(school).tabs if one.title == "Students")
    row, more = tab.row_count + 1, {"sheetId": tab.sheet_id, "dimension": "ROWS", "length": 1}
    sheet = school.spreadsheets()["01"]
    school.gateway(OWNER).draw(sheet, [{"appendDimension": more}], NIGHTLY_FIELDS)
    type_as_owner(school, f"Students!F{row}", [ID])
    before = natural_state(school.installation.store), sheets_state(school)
    with pytest.raises(TracksheetError, match="by hand first") as refused:
        school.run("erase", student=ID, agreed=[ID])
    assert any(f"row {row}: delete it" in one for one in refused.value.problems)
    assert (natural_state(school.installation.store), sheets_state(school)) == before


def test_who_is_enrolled_is_refused_and_who_left_is_found_by_the_day(school: Opened) -> None:
    with pytest.raises(TracksheetError, match="is enrolled"):
        school.run("erase_plan", student="st-2-2")
    for day, said in (("2027-5-1", "is no date"), ("2099-01-01", "has not come")):
        with pytest.raises(TracksheetError, match=said):
            school.run("erase_plan", left_before=day)
    (child,) = school.run("erase_plan", student=ID)["children"]
    assert school.run("erase_plan", left_before=child["left_on"]) == {"children": []}
    with pytest.raises(TracksheetError, match="Other children are meant"):
        school.run("erase", student=ID, agreed=["st-2-2"])


def test_all_who_left_before_a_day_are_erased_together(school: Opened, tmp_path: Path) -> None:
    """The roster has the child again, with the end of its enrollment."""
    ended: Changes = {("enrollments", f"e-{ID}"): {"endDate": "2027-05-03"}}
    bundle = write_bundle(tmp_path / "ended.zip", changes={**RENAMED, **ended})
    school.run("import_roster", path=str(bundle))
    assert school.run("erase_plan", left_before="2027-05-03") == {"children": []}
    (child,) = school.run("erase_plan", left_before="2027-05-04")["children"]
    assert (child["id"], child["left_on"], child["is_listed"]) == (ID, "2027-05-03", True)
    school.run("erase", left_before="2027-05-04", agreed=[ID])
    assert tables_telling_of(school.installation.store, GONE) == []
    assert school.run("erase_plan", left_before="2027-05-04") == {"children": []}


def crashed(folder: Path, crash_at: int | None) -> list[str]:
    """Erase up to that boundary; the boundaries that were passed."""
    crossed = Boundaries(crash_at)
    try:
        with opened(folder, crossed) as school:
            crossed.begin(crash_at)
            erase_again(school)
    except Crash:
        assert crash_at is not None
    return crossed.passed


def erase_again(school: Opened) -> None:
    """What an operator does: the same once more, or, if the child is gone, the rest of it."""
    with school.installation.store.reading() as tx:
        known = {one.sourced_id for one in students_ever(tx, school.installation.scope())}
    if ID in known:
        school.run("erase", student=ID, agreed=[ID])
    else:
        school.run("erase_sweep")


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "step", [pytest.param(12, id="some"), pytest.param(2, id="all", marks=pytest.mark.endurance)]
)
def test_an_erasure_broken_off_anywhere_is_finished_by_running_it_again(
    left: Path, tmp_path: Path, step: int
) -> None:
    """What lies after one request or commit lies before the next: of each two one is tried."""
    counted = Path(shutil.copytree(left, tmp_path / "counted"))
    passed = crashed(counted, None)
    wrong: dict[str, Any] = {}
    for number in (*range(step // 2, len(passed), step), len(passed) - 1):
        folder = Path(shutil.copytree(left, tmp_path / str(number)))
        crashed(folder, number)
        with opened(folder) as school:
            erase_again(school)
            left_over = (
                tables_telling_of(school.installation.store, GONE),
                telling(snapshot(school)),
                files_telling(folder),
            )
        if left_over != ([], [], []):
            wrong[f"{number}: {passed[number]}"] = left_over
    assert wrong == {}
    assert sum("commit" in one for one in passed) >= 6
    assert "before a sweep" in passed


def test_the_command_says_what_it_will_do_and_does_it_on_yes(
    left: Path, tmp_path: Path, tracksheet: Command
) -> None:
    folder = Path(shutil.copytree(left, tmp_path / "school"))
    told = tracksheet(folder, "erase", ID, "--yes", "--by", OWNER)
    assert told.exit_code == 0, told.output
    for line in (
        "  - Zephyrine Quill (st-2-1), left on ",
        "  - 3 states of entries, with all that went before",
        f"  - {FIRST}, tab Students, row 11",
        "  - backups made before",
        "Erased 1 child.",
        "No bytes of it are left in the store's file.",
    ):
        assert line in told.output
    assert tracksheet(folder, "erase").exit_code == 2
