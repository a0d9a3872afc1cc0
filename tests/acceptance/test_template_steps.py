"""A school's own version of its template: tried on one tracker, on all, and taken back."""

from pathlib import Path
from typing import Any

import pytest

from service.template_files import TemplateFiles
from sheet_templates.a1 import a1
from sheet_templates.errors import TemplateError
from sync.errors import ExcuseError
from tests.acceptance.changing_school import (
    FIRST,
    KG,
    OFF,
    Year,
    read,
    steps,
    students,
    without_cell,
    write_version,
)
from tests.small_installation import Opened, opened

pytestmark = pytest.mark.slow

WORDS = """
[[scales]]
key = "known"
title = "Percent known"
kind = "percent"
lowest = 0
highest = 100

[[metrics]]
key = "words"
title = "Words mastered"
is_primary = false
lens = "proficiency"
mastery = "Mastered"
scale = "known"
instrument = "The unit's word list"
supports = "Who knows the words reads on."
windows = ["spring"]
cuts = [{ level = "Not yet", at_least = 0 }, { level = "Mastered", at_least = 80 }]

[cadence]
"""


SCORES = {f"{window}.{metric}" for window in ("fall", "spring") for metric in ("reading", "math")}


def change(own: Path, *changes: tuple[str, str]) -> None:
    text = own.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    own.write_text(text, encoding="utf-8")


def headers(tab: Any) -> list[str]:
    """The headers of the score columns that are shown."""
    return [
        tab.cell(8, at).entered["stringValue"].split("\n")[0]
        for at, column in enumerate(tab.columns)
        if column.key in SCORES and not column.is_hidden
    ]


def test_a_version_is_tried_on_one_and_counted_on_all_and_nothing_changes(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        before = {grade: read(school, grade) for grade in ("KG", "01")}
        path = write_version(tmp_path, ('title = "Reading"', 'title = "Reading total"'))
        assert school.run("template_add", template=path) == {
            "version": 2,
            "changes": ['metrics Reading: rename "Reading" to "Reading total"'],
        }
        path = write_version(tmp_path, ('key = "math"', OFF))
        assert school.run("template_add", template=path)["version"] == 3
        tried = school.run("template_preview", version=3, tracker=KG)
        hidden = 'hide the column "Spring mathematics due Fri 7 May", whose 6 entries are kept'
        assert hidden in steps(tried["trackers"])[KG]
        counts = school.run("template_preview", version=2, tracker=None)["counts"]
        assert {
            "step": 'name the column "Spring reading total due Fri 7 May", '
            'which says "Spring reading due Fri 7 May"',
            "trackers": 2,
        } in counts
        assert {grade: read(school, grade) for grade in ("KG", "01")} == before


def only_code_of_kindergarten(school: Opened, code: str) -> None:
    """An excuse with this code is taken for a child of kindergarten, and for no other child."""
    one = {"checkpoint": "spring", "code": code}
    given = school.run("excuse_give", student="st-1-1", **one)
    school.run("excuse_withdraw", excuse=given["excuse"])
    with pytest.raises(ExcuseError):
        school.run("excuse_give", student="st-2-1", **one)


def went_back(school: Opened) -> dict[str, int]:
    """Undo the last step; whom it took back, and to which version."""
    done = school.run("template_undo", tracker=None)
    return {one["tracker"]: one["version"] for one in done["went_back"]}


def test_a_version_is_followed_by_one_then_by_all_and_undone(year: Year, tmp_path: Path) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        entries = school.run("entries")
        total, late = ('title = "Reading"', 'title = "Reading total"'), ('"REF"', '"LATE"')
        for changes in ([total], [('key = "math"', OFF), late]):
            school.run("template_add", template=write_version(tmp_path, *changes))
        school.run("template_apply", version=3, tracker=KG)
        only_code_of_kindergarten(school, "LATE")
        assert headers(students(school, "KG")) == ["Spring reading"]
        assert headers(students(school, "01"))[:2] == ["Fall reading", "Fall mathematics"]
        school.run("sync")
        assert school.run("entries") == entries
        school.run("template_apply", version=3, tracker=None)
        assert headers(students(school, "01")) == ["Fall reading", "Spring reading"]
        versions = school.run("template_versions")
        assert [one["trackers"] for one in versions] == [[], [], [FIRST, KG]]
        assert went_back(school) == {KG: 1, FIRST: 1}
        assert headers(students(school, "KG")) == ["Spring reading", "Spring mathematics"]
        assert steps(school.run("plan")) == {KG: [], FIRST: []}
        school.run("sync")
        assert school.run("entries") == entries


def test_another_template_a_broken_one_and_a_version_there_is_not_are_refused(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        with pytest.raises(TemplateError, match="but the trackers follow student"):
            school.run(
                "template_add", template=write_version(tmp_path, ('key = "st', 'key = "other-st'))
            )
        with pytest.raises(TemplateError, match=r"ours\.toml"):
            school.run(
                "template_add", template=write_version(tmp_path, ("lowest = 200", "lowest = 2000"))
            )
        with pytest.raises(TemplateError, match="has no version 7; there are 1"):
            school.run("template_apply", version=7, tracker=None)
        with pytest.raises(TemplateError, match="No step to another template or version is known"):
            school.run("template_undo", tracker=None)
        with pytest.raises(TemplateError, match="nor a file of that name"):
            school.run("template_add", template=str(tmp_path / "nowhere.toml"))


def back_to_the_shipped_one_and_here_again(school: Opened) -> None:
    """Undoing the choice undoes it for new trackers too; the second time it may be chosen again."""
    shipped = school.run("template_undo", tracker=None)
    assert {(one["template"], one["version"]) for one in shipped["went_back"]} == {
        ("student-tracker-k3", 1)
    }
    assert school.run("template_in_use")["template"] == "student-tracker-k3"
    assert headers(students(school, "KG")) == ["Spring reading", "Spring mathematics"]
    tried = school.run("template_try", template="ours")
    school.run("template_use", template="ours", agreed=tried["digest"])


def test_a_school_makes_its_own_template_and_the_sync_understands_it(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        files = TemplateFiles(school.installation.folder)
        own = files.new("ours", "student_tracker_k3")
        before = school.run("entries")
        change(own, ('title = "Reading"', 'title = "Reading total"'), ("\n[cadence]\n", WORDS))
        tried = school.run("template_try", template="ours")
        assert tried["problems"] == []
        assert "metrics: add Words mastered" in tried["changes"]
        counts = {one["step"]: one["trackers"] for one in tried["counts"]}
        assert counts['name the column "Spring words mastered due Fri 7 May"'] == 2
        used = school.run("template_use", template="ours", agreed=tried["digest"])
        assert (used["template"], used["version"]) == ("ours", 1)
        assert steps(school.run("plan")) == {KG: [], FIRST: []}
        columns = [one.key for one in students(school, "01").columns]
        place = a1(9, columns.index("spring.words"))
        school.gateway("t-2@school.example").type_values(
            school.spreadsheets()["01"], f"Students!{place}", [["85 %"], [40], ["abs"]]
        )
        school.run("sync")
        after = school.run("entries")
        typed = [one for one in after if one["metric"] == "words"]
        assert [(one["student"], one["value"], one["code"]) for one in typed] == [
            ("st-2-1", 85, None),
            ("st-2-2", 40, None),
            ("st-2-3", None, "ABS"),
        ]
        assert [without_cell(one) for one in after if one not in typed] == [
            without_cell(one) for one in before
        ]
        assert school.run("template_in_use") == {"template": "ours", "followed": {"ours": 2}}
        back_to_the_shipped_one_and_here_again(school)
        change(own, ("Words mastered", "Words known"))
        assert school.run("template_add") == {
            "version": 2,
            "changes": ['metrics Words mastered: rename "Words mastered" to "Words known"'],
        }


def test_a_template_is_not_used_while_something_is_in_the_way(year: Year, tmp_path: Path) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        own = TemplateFiles(school.installation.folder).new("ours", "student_tracker_k3")
        before = steps(school.run("plan"))
        seen = school.run("template_try", template="ours")["digest"]
        change(
            own,
            ('audience = "team"', 'audience = "class"'),
            ("lowest = 200\nhighest = 900", 'kind = "percent"\nlowest = 0\nhighest = 100'),
            ("grading_period = -1", "grading_period = 7"),
        )
        tried = school.run("template_try", template="ours")
        assert tried["counts"] == []
        audience, reading, math, window = tried["problems"]
        assert "the year's files are of the kind team" in audience
        assert "metrics.reading: 6 entries of this year are of the kind number" in reading
        assert "metrics.math: 6 entries" in math
        assert "grading period 7" in window
        with pytest.raises(TemplateError, match="was changed since it was looked at"):
            school.run("template_use", template="ours", agreed=seen)
        with pytest.raises(TemplateError, match="cannot be used now") as refused:
            school.run("template_use", template="ours", agreed=tried["digest"])
        assert list(refused.value.problems) == tried["problems"]
        assert steps(school.run("plan")) == before
