"""A school whose files are those of caseloads: listed, made, typed into, moved between, ended.

The specialists ai-1 and ai-2 share the children of two classes; one child is on no caseload.
"""

from pathlib import Path

import pytest

from service.template_files import TemplateFiles
from sheet_templates.desired.students import student_row_key
from sync.errors import RosterError
from tests.acceptance.changing_school import opens, row_marks, steps, type_score, without_cell
from tests.school_bundles import write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

ONE, TWO = "s-1.2026.ai-1", "s-1.2026.ai-2"
HEADER = "Student id,Staff e-mail,From,To"
LIST = (
    "st-1-1,ai-1@school.example,2026-09-01,",
    "st-2-1,AI-1@school.example,2026-09-01,",
    "st-2-2,ai-2@school.example,2026-09-01,",
)
EVERYBODY = [f"{one}@school.example" for one in ("ad-1", "ai-1", "ai-2", "t-1", "t-2", "outsider")]


def listed(folder: Path, *lines: str) -> str:
    """A list of caseloads as a file."""
    file = folder / "caseloads.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return str(file)


def readers(school: Opened, file: str) -> list[str]:
    sheet = school.spreadsheets()[file]
    found = [one for one in EVERYBODY if opens(school, one, sheet)]
    return [one.removesuffix("@school.example") for one in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The school, its files made and one score typed into each."""
    folder = tmp_path_factory.mktemp("caseloads") / "school"
    keep_date(folder, END_OF_YEAR)
    with opened(folder) as school:
        bundle = write_bundle(folder.parent / "roster.zip", classes=2, students_per_class=2)
        school.run("import_roster", path=str(bundle))
        own = TemplateFiles(school.installation.folder).new("caseloads", "student_tracker_k3")
        text = own.read_text(encoding="utf-8").replace('audience = "team"', 'audience = "caseload"')
        own.write_text(text.replace("spare_rows = ", "spare_rows = 3 # "), encoding="utf-8")
        (problem,) = school.run("template_try", template="caseloads")["problems"]
        assert "tracksheet caseload import FILE" in problem
        school.run("import_caseloads", path=listed(folder.parent, *LIST))
        tried = school.run("template_try", template="caseloads")
        assert (tried["problems"], tried["to_make"]) == ([], [ONE, TWO])
        school.run("template_use", template="caseloads", agreed=tried["digest"])
        assert school.run("provision")["made"] == [ONE, TWO]
        type_score(school, "ai-1", "ai-1", 512)
        type_score(school, "ai-2", "ai-2", 499)
        school.run("sync")
        school.run("apply")  # Start here says when it was synced
    return folder


def test_each_specialist_has_a_file_that_no_other_opens(folder: Path) -> None:
    with opened(folder) as school:
        assert steps(school.run("plan")) == {ONE: [], TWO: []}
        assert readers(school, "ai-1") == ["ad-1", "ai-1"]
        assert readers(school, "ai-2") == ["ad-1", "ai-2"]
        assert row_marks(school, "ai-1") >= {
            student_row_key(ONE, "st-1-1"),
            student_row_key(ONE, "st-2-1"),
        }
        assert school.run("audit")["findings"] == []
        group = {"role": "intervention staff", "grade": None}
        done = school.run("access_group", **group, address="aides@school.example")
        assert done["trackers"] == [], "no group opens a caseload"
        assert readers(school, "ai-1") == ["ad-1", "ai-1"]
        school.run("access_group", **group, address=None)
        reasons = {(one["tracker"], one["who"]): one["reason"] for one in school.run("access_list")}
        assert reasons[TWO, "ai-2@school.example"] == "serves these students"


def test_the_specialist_owes_what_the_children_of_the_caseload_owe(folder: Path) -> None:
    with opened(folder) as school:
        typed = {one["student"]: (one["tracker"], one["value"]) for one in school.run("entries")}
        assert typed == {"st-1-1": (ONE, 512), "st-2-2": (TWO, 499)}
        duties = [one for one in school.run("duties") if one["what"] == "scores"]
        owed = {(one["tracker"], one["person"]) for one in duties}
        assert owed == {(ONE, "ai-1"), (TWO, "ai-2")}
        figures = school.run("status")
        spring_only = 2 * 1  # a kindergarten child has spring only; the two of grade 1 fall as well
        assert (figures["trackers"], figures["expected"]) == (2, spring_only + 2 * 4)
        assert {one["student"] for one in school.run("flags") if one["student"]} == {
            "st-1-1", "st-2-1", "st-2-2",
        }  # fmt: skip


def test_a_child_moves_to_another_caseload_and_is_ended_like_one_who_left(
    folder: Path, tmp_path: Path
) -> None:
    moved = (LIST[0] + "2026-12-01", "st-2-1,ai-2@school.example,,", LIST[2])
    with opened(folder) as school:
        before = school.run("entries")
        path = listed(tmp_path, *moved)
        parts = {
            one["title"]: one["lines"] for one in school.run("caseload_preview", path=path)["parts"]
        }
        assert len(parts["On another caseload, or with other dates"]) == 1
        assert len(parts["On no caseload any more"]) == 1, "its last day is over"
        school.run("import_caseloads", path=path)
        school.run("apply")
        assert student_row_key(TWO, "st-2-1") in row_marks(school, "ai-2")
        assert readers(school, "ai-2") == ["ad-1", "ai-2"]
        assert steps(school.run("plan")) == {ONE: [], TWO: []}
        school.run("sync")
        owed = {one["student"]: one["person"] for one in school.run("flags") if one["student"]}
        assert "st-2-1" not in owed, "it came after the last window"
        assert [without_cell(one) for one in school.run("entries")] == [
            without_cell(one) for one in before
        ]
        again = school.run("import_caseloads", path=path)
        assert again["parts"] == [], "the same list changes nothing"


def test_a_list_that_cannot_be_is_refused_with_every_problem(folder: Path, tmp_path: Path) -> None:
    with opened(folder) as school:
        kept = school.run("caseloads")
        broken = (
            "st-9-9,ai-1@school.example,2026-09-01,",
            "st-1-1,nobody@school.example,September,",
            "st-1-2,ai-1@school.example,2026-09-01,2026-08-01",
            "st-2-1,ai-1@school.example,2026-09-01,2026-11-30",
            "st-2-1,ai-2@school.example,2026-11-30,",
        )
        with pytest.raises(RosterError) as refused:
            school.run("import_caseloads", path=listed(tmp_path, *broken))
        place, *others = (one.split(": ", 1) for one in refused.value.problems)
        assert place == [
            "caseloads.csv, line 2, student id",
            "st-9-9 is not in the present roster; correct it, or import a roster that has it",
        ]
        assert [one[0].removeprefix("caseloads.csv, ") for one in others] == [
            "line 3, staff e-mail",
            "line 3, from",
            "line 4, to",
            "line 6, student id",
        ]
        assert others[-1][1] == (
            "st-2-1 is on the caseload of line 5 on 2026-11-30 too; "
            "end the one before the other begins: a child stands in one file at a time"
        )
        assert school.run("caseloads") == kept


def test_who_stands_in_for_a_specialist_has_the_pages_of_that_caseload_too(folder: Path) -> None:
    with opened(folder) as school:
        for email in ("outsider@school.example", "t-1@school.example"):
            lent = {"email": email, "person": "ai-2@school.example", "until": "2027-06-30"}
            school.run("access_stand_in", **lent)
        overview = school.installation.reader().overview()
        assert overview is not None
        substitute = overview.person("stand-in outsider@school.example")
        assert substitute.trackers == {TWO}
        assert substitute.role is overview.person("ai-2").role
        assert overview.person("t-1").trackers == {TWO}
        assert overview.person("t-2").trackers == frozenset()
