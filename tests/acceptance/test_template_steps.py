"""A school's own version of its template: tried on one tracker, on all, and taken back."""

from pathlib import Path
from typing import Any

import pytest

from sheet_templates.errors import TemplateError
from sheet_templates.library import shipped_text
from tests.acceptance.test_roster_change import FIRST, KG, Year, read, steps, students, year
from tests.small_installation import opened

__all__ = ["year"]
OFF = 'key = "math"\noff = "Not asked for this year."'


def write_version(folder: Path, *changes: tuple[str, str]) -> str:
    text = shipped_text("student_tracker_k3")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


SCORES = {f"{window}.{metric}" for window in ("fall", "spring") for metric in ("reading", "math")}


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
        assert school.run("template_add", path=path) == {
            "version": 2,
            "changes": ['metrics Reading: rename "Reading" to "Reading total"'],
        }
        path = write_version(tmp_path, ('key = "math"', OFF))
        assert school.run("template_add", path=path)["version"] == 3
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


def test_a_version_is_followed_by_one_then_by_all_and_undone(year: Year, tmp_path: Path) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        entries = school.run("entries")
        for change in (('title = "Reading"', 'title = "Reading total"'), ('key = "math"', OFF)):
            school.run("template_add", path=write_version(tmp_path, change))
        school.run("template_apply", version=3, tracker=KG)
        assert headers(students(school, "KG")) == ["Spring reading"]
        assert headers(students(school, "01"))[:2] == ["Fall reading", "Fall mathematics"]
        school.run("sync")
        assert school.run("entries") == entries
        school.run("template_apply", version=3, tracker=None)
        assert headers(students(school, "01")) == ["Fall reading", "Spring reading"]
        versions = school.run("template_versions")
        assert [one["trackers"] for one in versions] == [[], [], [FIRST, KG]]
        assert school.run("template_undo", tracker=None)["version"] == 2
        assert headers(students(school, "KG")) == ["Spring reading total", "Spring mathematics"]
        school.run("template_undo", tracker=None)
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
                "template_add", path=write_version(tmp_path, ('key = "st', 'key = "other-st'))
            )
        with pytest.raises(TemplateError, match=r"ours\.toml"):
            school.run(
                "template_add", path=write_version(tmp_path, ("lowest = 200", "lowest = 2000"))
            )
        with pytest.raises(TemplateError, match="has no version 7; there are 1"):
            school.run("template_apply", version=7, tracker=None)
        with pytest.raises(TemplateError, match="the first version; there is none to go back to"):
            school.run("template_undo", tracker=None)
        with pytest.raises(TemplateError, match="cannot be read as text"):
            school.run("template_add", path=str(tmp_path / "nowhere.toml"))
