"""A school in use, whose roster or template is about to change; how its trackers are looked at.

Classes cl-1 and cl-3 are grade KG, cl-2 is grade 01; children st-<class>-<n>.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheet_templates.a1 import a1
from sheet_templates.library import shipped_text
from sheet_templates.snapshot import PLAN_FACETS, PLAN_FIELDS, Snapshot, SnapshotTab, parse_snapshot
from sync.errors import GoogleError
from tests.school_bundles import Changes, write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

KG, FIRST = "s-1.2026.KG", "s-1.2026.01"
TEACHER, AIDE, OWNER = "t-1@school.example", "ai-1@school.example", "ad-1@school.example"
SIZE: Mapping[str, Any] = {"classes": 3, "students_per_class": 3, "grades": ("KG", "01", "KG")}
NEW_CHILD: Changes = {
    ("users", "st-1-9"): {
        "enabledUser": "true",
        "orgSourcedIds": "s-1",
        "role": "student",
        "username": "st-1-9",
        "givenName": "Nora",
        "familyName": "Bass",
        "grades": "KG",
    },
    ("demographics", "st-1-9"): {},
    ("enrollments", "e-st-1-9"): {
        "classSourcedId": "cl-1",
        "schoolSourcedId": "s-1",
        "userSourcedId": "st-1-9",
        "role": "student",
        "primary": "false",
        "beginDate": "2027-01-05",
        "endDate": "2027-05-28",
    },
}
LEFT: Changes = {
    ("users", "st-1-1"): None,
    ("demographics", "st-1-1"): None,
    ("enrollments", "e-st-1-1"): None,
}
TO_ANOTHER_CLASS: Changes = {("enrollments", "e-st-1-2"): {"classSourcedId": "cl-3"}}
NO_AIDE: Changes = {("users", "ai-1"): None}
OFF = 'key = "math"\noff = "Not asked for this year."'


@dataclass(frozen=True, slots=True)
class Year:
    """A folder with provisioned trackers in which everything has been typed and synced."""

    folder: Path

    def copy(self, place: Path) -> Path:
        return Path(shutil.copytree(self.folder, place))


def lived_year(folder: Path) -> Year:
    """Live through the year in an empty folder."""
    keep_date(folder / "school", END_OF_YEAR)
    with opened(folder / "school") as school:
        bundle = write_bundle(folder / "roster.zip", **SIZE)
        school.run("import_roster", path=str(bundle))
        school.run("provision")
        place = "Students!J10:K15"
        scores = [[400 + 2 * row, 401 + 2 * row] for row in range(6)]
        sheet = school.spreadsheets()["KG"]
        school.gateway(OWNER).type_values(sheet, place, scores)
        school.run("sync")
        school.run("follow_up")
    return Year(folder / "school")


def import_changed(school: Opened, folder: Path, changes: Changes, **options: Any) -> Any:
    bundle = write_bundle(folder / "changed.zip", changes=changes, **SIZE)
    return school.run("import_roster", path=str(bundle), **options)


def read(school: Opened, grade: str) -> Snapshot:
    raw = school.gateway().read(school.spreadsheets()[grade], PLAN_FIELDS)
    return parse_snapshot(raw, PLAN_FACETS)


def students(school: Opened, grade: str = "KG") -> SnapshotTab:
    return next(tab for tab in read(school, grade).tabs if tab.title == "Students")


def rows(tab: SnapshotTab) -> dict[str, list[Any]]:
    """What stands in each child's row, by the child's id in it, in order."""
    found = {}
    for at in range(9, tab.row_count):
        values = [
            next(iter(tab.cell(at, column).entered.values()), None)
            for column in range(tab.column_count)
        ]
        found[str(values[4])] = values
    return found


def steps(reports: Any) -> dict[str, list[str]]:
    return {one["tracker"]: one["steps"] for one in reports}


def write_version(folder: Path, *changes: tuple[str, str]) -> str:
    text = shipped_text("student_tracker_k3")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def without_cell(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry wherever it stands: a new column before it moves its cell."""
    return {name: value for name, value in entry.items() if name != "cell"}


def type_score(school: Opened, person: str, file: str, score: Any) -> None:
    """The first child's reading in spring."""
    tab = next(one for one in read(school, file).tabs if one.title == "Students")
    at = [one.key for one in tab.columns].index("spring.reading")
    school.gateway(f"{person}@school.example").type_values(
        school.spreadsheets()[file], f"Students!{a1(9, at)}", [[score]]
    )


def row_marks(school: Opened, file: str) -> set[str]:
    return {row.key for row in students(school, file).rows if row.key}


def opens(school: Opened, person: str, sheet: str) -> bool:
    try:
        school.gateway(person).read(sheet, "spreadsheetId")
    except GoogleError:
        return False
    return True
