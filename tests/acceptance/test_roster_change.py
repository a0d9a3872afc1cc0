"""The roster changes while trackers are in use, and plan and apply say what comes of it."""

from pathlib import Path

import pytest

from scripts.quiet import say_nothing
from sheet_templates import looks
from sheet_templates.desired.students import student_row_key
from sheet_templates.errors import TracksheetError
from sheet_templates.snapshot import SnapshotTab
from sync.errors import RosterError, TrackerError
from tests.acceptance.changing_school import (
    AIDE,
    FIRST,
    KG,
    LEFT,
    NEW_CHILD,
    NO_AIDE,
    OWNER,
    SIZE,
    TEACHER,
    TO_ANOTHER_CLASS,
    Year,
    import_changed,
    opens,
    read,
    rows,
    steps,
    students,
)
from tests.school_bundles import Changes, write_bundle
from tests.small_installation import Opened, opened

pytestmark = pytest.mark.slow

LISTS = [
    *(
        f"bring the choices on {tab} up to date"
        for tab in ("Supports", "Progress notes", "Contacts with home", "Goals", "Planning forward")
    ),
    "bring the texts of Lists up to date",
]
TO_ANOTHER_GRADE: Changes = {
    ("users", "st-1-3"): {"grades": "01"},
    ("enrollments", "e-st-1-3"): {"classSourcedId": "cl-2"},
}
ANOTHER_OWNER: Changes = {
    ("users", "ad-1"): {"role": "teacher"},
    ("users", "ad-2"): {
        "enabledUser": "true",
        "orgSourcedIds": "s-1",
        "role": "administrator",
        "username": "ad-2",
        "givenName": "Olga",
        "familyName": "Weber",
        "email": "ad-2@school.example",
    },
}


def counted(school: Opened, label: str = "provision") -> dict[str, int]:
    found: dict[str, int] = {}
    for one in school.app.log.report()["entries"]:
        if one["label"] == label:
            found[one["api"]] = found.get(one["api"], 0) + 1
    return found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, {KG: [], FIRST: []}),
        (NEW_CHILD, {KG: ["add Nora Bass", *LISTS], FIRST: []}),
        (
            LEFT,
            {
                KG: [
                    "grey Eli Chen, of whom nothing is owed after Monday 24 May 2027",
                    LISTS[-1],
                ],
                FIRST: [],
            },
        ),
    ],
    ids=["nothing", "a new child", "a child who left"],
)
def test_a_plan_says_what_would_happen_and_apply_does_it(
    year: Year, tmp_path: Path, changes: Changes, said: dict[str, list[str]]
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        import_changed(school, tmp_path, changes)
        before = [read(school, grade) for grade in ("KG", "01")]
        assert steps(school.run("plan")) == said
        assert [read(school, grade) for grade in ("KG", "01")] == before
        assert steps(school.run("apply")) == said
        assert steps(school.run("plan")) == {KG: [], FIRST: []}


def test_a_child_who_left_keeps_its_row_and_its_scores_and_owes_nothing_from_then_on(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        before, entries = rows(students(school)), school.run("entries")
        import_changed(school, tmp_path, LEFT)
        school.run("apply")
        after = rows(students(school))
        assert list(after) == list(before)
        assert after["st-1-1"][3] == 46531  # Monday 24 May 2027, the day of the import
        assert after["st-1-1"][9:11] == before["st-1-1"][9:11] == [400, 401]
        assert set(after["st-1-1"][11:13]) == {"-"}, "nothing is expected any more"
        at = list(after).index("st-1-1") + 9
        assert students(school).cell(at, 5).look == looks.left(looks.IDENTITY)
        assert students(school).cell(at, 8).effective == {"stringValue": "left 24 May 2027"}
        school.run("sync")
        assert school.run("entries") == entries
        import_changed(school, tmp_path, {})
        back = ["let Eli Chen owe scores up to Friday 28 May 2027", LISTS[-1]]
        assert steps(school.run("apply"))[KG][1:] == back
        assert rows(students(school)) == before


def test_a_child_of_another_class_stands_under_the_new_teacher_with_its_scores(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        before = rows(students(school))
        import_changed(school, tmp_path, TO_ANOTHER_CLASS)
        assert steps(school.run("apply"))[KG] == [
            "put Finn Diaz under Finn Gray",
            LISTS[-1],
        ]
        after = rows(students(school))
        assert [values[7] for values in after.values()] == sorted(v[7] for v in after.values())
        assert after["st-1-2"][7] == after["st-3-1"][7] != before["st-1-2"][7]
        for child, values in before.items():
            assert after[child][9:] == values[9:]


def test_a_child_of_another_grade_has_a_row_in_both_trackers(year: Year, tmp_path: Path) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        import_changed(school, tmp_path, TO_ANOTHER_GRADE)
        school.run("provision")
        assert "st-1-3" in rows(students(school, "KG"))
        moved = rows(students(school, "01"))["st-1-3"]
        assert moved[0] == student_row_key(FIRST, "st-1-3")
        assert moved[9:13] == [None] * 4


def test_who_leaves_the_staff_loses_the_file_and_its_cells(year: Year, tmp_path: Path) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        sheet = school.spreadsheets()["KG"]
        import_changed(school, tmp_path, NO_AIDE)
        said = steps(school.run("apply"))[KG]
        assert said[0] == "take the spreadsheet away from Ben Bell"
        assert "take the progress notes on Progress notes from Ben Bell" in said
        held = {one["emailAddress"] for one in school.gateway().permissions(sheet)}
        assert AIDE not in held
        assert TEACHER in held
        editors = {e for tab in read(school, "KG").tabs for p in tab.protections for e in p.editors}
        assert AIDE not in editors


def test_a_roster_without_the_document_owner_is_refused_until_somebody_takes_over(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        gone = {**ANOTHER_OWNER, ("users", "ad-1"): None}
        with pytest.raises(RosterError) as refused:
            import_changed(school, tmp_path, gone)
        assert refused.value.problems == (
            f"Ada Abbott ({OWNER}) owns 2 trackers: {FIRST} and {KG}.",
        )
        assert school.run("plan") == school.run("apply")  # the old roster is in force
        import_changed(school, tmp_path, gone, hand_over_to="ad-2@school.example")
        said = steps(school.run("apply"))[KG]
        assert said[:2] == [
            "share the spreadsheet with Olga Weber",
            "take the spreadsheet away from Ada Abbott",
        ]
        sheet = school.spreadsheets()["KG"]
        for tab in read(school, "KG").tabs:
            assert all("ad-2@school.example" in p.editors for p in tab.protections)
        assert OWNER not in {one["emailAddress"] for one in school.gateway().permissions(sheet)}


def test_trackers_are_handed_over_one_by_one_or_all_and_never_to_a_stranger(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        with pytest.raises(TracksheetError, match="nobody's address in the roster"):
            school.run("hand_over", tracker=KG, email="stranger@school.example")
        done = school.run("hand_over", tracker=KG, email=TEACHER)
        assert done["handed_over"] == [KG]
        keepers = {
            frozenset(p.editors)
            for tab in read(school, "KG").tabs
            if tab.title == "Lists"
            for p in tab.protections
        }
        assert {TEACHER in editors and OWNER not in editors for editors in keepers} == {True}
        assert school.run("hand_over", tracker=None, email=OWNER)["handed_over"] == [FIRST, KG]


def test_five_new_children_cost_one_read_and_one_write(year: Year, tmp_path: Path) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        bundle = write_bundle(tmp_path / "more.zip", **{**SIZE, "students_per_class": 8})
        school.run("import_roster", path=str(bundle))
        school.run("apply", tracker=FIRST)
        assert {api: n for api, n in counted(school).items() if api.startswith("sheets")} == {
            "sheets_read": 1,
            "sheets_write": 1,
        }
        assert len(rows(students(school, "01"))) == 8


def test_a_night_follows_the_roster_and_leaves_rows_to_write_into(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        notes = [[f"seen {number}"] for number in range(1, 60)]
        sheet = school.spreadsheets()["KG"]
        spare = _notes(school).row_count - 1
        school.gateway(AIDE).type_values(sheet, "Progress notes!D2", notes[: spare - 1])
        school.turns.run_night(say_nothing)
        assert _notes(school).row_count == 1 + 2 * spare - 1
        import_changed(school, tmp_path, NEW_CHILD)
        school.turns.run_night(say_nothing)  # tonight's was done: only what changed is followed
        assert "st-1-9" in rows(students(school))
        before = counted(school, "follow_up")
        school.turns.run_night(say_nothing)
        assert counted(school, "follow_up") == before


def _notes(school: Opened) -> SnapshotTab:
    return next(tab for tab in read(school, "KG").tabs if tab.title == "Progress notes")


def test_everybody_on_the_team_can_read_the_tracker_and_nobody_else(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        people = ["ad-1", "ai-1", "ai-2", "t-1", "t-2", "t-3", "outsider"]
        readable = {
            person: sorted(
                grade
                for grade, sheet in school.spreadsheets().items()
                if opens(school, f"{person}@school.example", sheet)
            )
            for person in people
        }
    assert readable == {
        "ad-1": ["01", "KG"],
        "ai-1": ["01", "KG"],
        "ai-2": ["01", "KG"],
        "t-1": ["KG"],
        "t-2": ["01"],
        "t-3": ["KG"],
        "outsider": [],
    }


def test_rows_sorted_apart_are_one_trackers_failure_and_the_others_go_on(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        keys = [[values[0]] for values in rows(students(school)).values()]
        keys[0], keys[1] = keys[1], keys[0]
        school.gateway(OWNER).type_values(school.spreadsheets()["KG"], "Students!A10", keys)
        sheet = school.spreadsheets()["01"]
        school.gateway(OWNER).type_values(sheet, "Students!F10", [["Nickname"]])
        planned = {one["tracker"]: one for one in school.run("plan")}
        assert "were sorted or pasted apart" in planned[KG]["refused"][0]
        assert planned[FIRST]["refused"] == []
        with pytest.raises(TrackerError) as failed:
            school.run("apply")
        assert [reason.split(":")[0] for reason in failed.value.problems] == [KG]
        assert all(values[5] != "Nickname" for values in rows(students(school, "01")).values())
