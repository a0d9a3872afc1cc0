"""A school whose files are those of classes: made, typed into, synced, moved between, fenced.

Class cl-1 is kindergarten, cl-2 has children of grades 1 and 2, and one child has no class.
"""

from pathlib import Path

import pytest

from service.template_files import TemplateFiles
from sheet_templates.desired.students import student_row_key
from tests.acceptance.changing_school import (
    opens,
    row_marks,
    steps,
    type_score,
    without_cell,
)
from tests.school_bundles import Cells, write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

pytestmark = pytest.mark.slow

ONE, TWO, NONE = (f"s-1.2026.{key}" for key in ("cl-1", "cl-2", "no-class"))
OWNER, AIDES = "ad-1@school.example", ["ai-1@school.example", "ai-2@school.example"]
ROSTER: dict[tuple[str, str], Cells | None] = {
    ("enrollments", "e-st-2-3"): None,
    ("users", "st-2-1"): {"grades": "02"},
}
MOVED = {**ROSTER, ("enrollments", "e-st-1-2"): {"classSourcedId": "cl-2"}}


def bundle(place: Path, changes: dict[tuple[str, str], Cells | None]) -> str:
    return str(write_bundle(place, classes=2, students_per_class=3, changes=changes))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The school, its files made and one score typed into each."""
    folder = tmp_path_factory.mktemp("classes") / "school"
    keep_date(folder, END_OF_YEAR)
    with opened(folder) as school:
        school.run("import_roster", path=bundle(folder.parent / "roster.zip", ROSTER))
        own = TemplateFiles(school.installation.folder).new("classes", "student_tracker_k3")
        text = own.read_text(encoding="utf-8").replace('audience = "team"', 'audience = "class"')
        own.write_text(text.replace("spare_rows = ", "spare_rows = 3 # "), encoding="utf-8")
        tried = school.run("template_try", template="classes")
        assert (tried["problems"], tried["to_make"]) == ([], [ONE, TWO, NONE])
        school.run("template_use", template="classes", agreed=tried["digest"])
        assert school.run("provision")["made"] == [ONE, TWO, NONE]
        type_score(school, "t-1", "cl-1", 512)
        type_score(school, "t-2", "cl-2", 499)
        type_score(school, "ad-1", "no-class", 480)
        assert school.run("sync")["trackers_read"] == 3
        school.run("apply")  # Start here says when it was synced
    return folder


def readers(school: Opened, file: str) -> list[str]:
    """Who can open a file, as Google answers each of them."""
    sheet = school.spreadsheets()[file]
    cast = [OWNER, *AIDES, "t-1@school.example", "t-2@school.example", "outsider@school.example"]
    return [one for one in cast if opens(school, one, sheet)]


def test_each_class_has_a_file_that_its_own_people_read(folder: Path) -> None:
    with opened(folder) as school:
        assert steps(school.run("plan")) == {ONE: [], TWO: [], NONE: []}
        for file, teachers in (("cl-1", ["t-1"]), ("cl-2", ["t-2"]), ("no-class", [])):
            named = [f"{one}@school.example" for one in teachers]
            assert readers(school, file) == [OWNER, *AIDES, *named]
        assert school.run("audit")["findings"] == []
        reasons = {
            (one["tracker"], one["who"]): (one["grade"], one["reason"])
            for one in school.run("access_list")
        }
        title = "Grade KG class 1"
        assert reasons[ONE, "t-1@school.example"] == (title, f"teaches {title}")
        assert reasons[NONE, OWNER][0] == "Students without a class"


def test_what_is_typed_into_a_class_file_is_synced_and_owed_there(folder: Path) -> None:
    with opened(folder) as school:
        typed = {one["student"]: (one["tracker"], one["value"]) for one in school.run("entries")}
        assert typed == {"st-1-1": (ONE, 512), "st-2-1": (TWO, 499), "st-2-3": (NONE, 480)}
        duties = [one for one in school.run("duties") if one["what"] == "scores"]
        owed = {(one["tracker"], one["person"]) for one in duties}
        assert owed == {(ONE, "t-1"), (TWO, "t-2"), (NONE, "ad-1")}
        figures = school.run("status")
        assert (figures["trackers"], figures["students"]) == (3, 6)
        grades = {grade: one["entries"] for grade, one in figures["by_grade"].items()}
        assert grades == {"KG": 1, "01": 1, "02": 1}
        assert {one["tracker"] for one in school.run("flags")} == {ONE, TWO, NONE}


def test_a_child_who_moves_gets_a_row_and_no_other_teacher_gets_a_file(
    folder: Path, tmp_path: Path
) -> None:
    with opened(folder) as school:
        before = school.run("entries")
        school.run("import_roster", path=bundle(tmp_path / "changed.zip", MOVED))
        school.run("apply")
        assert readers(school, "cl-2") == [OWNER, *AIDES, "t-2@school.example"]
        assert steps(school.run("plan")) == {ONE: [], TWO: [], NONE: []}
        assert student_row_key(TWO, "st-1-2") in row_marks(school, "cl-2")
        assert student_row_key(ONE, "st-1-2") in row_marks(school, "cl-1"), "its row is kept"
        school.run("sync")
        assert len(before) == 3
        assert [without_cell(one) for one in school.run("entries")] == [
            without_cell(one) for one in before
        ]
