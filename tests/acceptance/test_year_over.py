"""The next school year: new files by the same plan, last year's read-only and kept."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.works import Works
from sync.errors import GoogleError
from tests.acceptance.changing_school import (
    FIRST,
    KG,
    LEFT,
    OWNER,
    SIZE,
    TEACHER,
    Year,
    rows,
    steps,
    students,
)
from tests.pages.conftest import PORT, LoopbackClient, sign_in
from tests.school_bundles import Changes, edit_member, write_bundle
from tests.small_installation import Opened, opened

pytestmark = pytest.mark.slow

NEXT = (KG.replace("2026", "2027"), FIRST.replace("2026", "2027"))


def next_year(folder: Path, changes: Changes | None = None) -> str:
    """The same school a year later: every date, id and name of the year moved on by one."""
    bundle = write_bundle(folder / "next.zip", changes=changes, **SIZE)
    for name in ("academicSessions", "classes", "enrollments"):
        edit_member(bundle, f"{name}.csv", _a_year_on)
    return str(bundle)


def _a_year_on(content: bytes) -> bytes:
    for before, after in ((b"2027", b"2028"), (b"2026", b"2027")):
        content = content.replace(before, after)
    return content


def files(school: Opened) -> dict[str, str]:
    return {one["tracker"]: one["spreadsheet_id"] for one in school.run("trackers")}


def test_next_years_trackers_are_new_files_and_last_years_can_only_be_read(
    year: Year, tmp_path: Path
) -> None:
    with opened(year.copy(tmp_path / "school")) as school:
        before, old = rows(students(school, "KG")), files(school)
        entries = school.run("entries")
        school.run("import_roster", path=next_year(tmp_path, LEFT))
        planned = steps(school.run("plan"))
        assert planned[KG] == planned[FIRST] == ["make it read-only: its school year is over"]
        assert planned[NEXT[0]][0].startswith('make the spreadsheet "')
        assert steps(school.run("apply")) == planned
        now = files(school)
        assert set(now) == {KG, FIRST, *NEXT}
        assert {one: now[one] for one in old} == old
        assert len(set(now.values())) == 4
        raw = school.gateway(TEACHER).read(
            old[KG], "sheets(data(rowData(values(userEnteredValue))))"
        )
        assert raw["sheets"]
        with pytest.raises(GoogleError):
            school.gateway(TEACHER).type_values(old[KG], "Students!J10", [[777]])
        school.gateway(OWNER).type_values(old[KG], "Students!J10", [[400]])
        assert {one["role"] for one in school.gateway().permissions(old[KG])} == {
            "reader",
            "writer",
        }
        kept = school.gateway().read(old[KG], "properties(title)")
        assert kept["properties"]["title"].endswith("2026-2027, School 1")
        assert [one for one in school.run("plan") if one["steps"]] == []
        assert school.run("sync")["trackers_read"] == 2
        assert school.run("provision")["made"] == []
        assert len(before) == 6
        still_told(school, entries, old)


def still_told(
    school: Opened, entries: list[dict[str, Any]], files_of_it: Mapping[str, str]
) -> None:
    """A year later all that was entered is found and taken out, of those who left as well."""
    shown_where_it_was(school, files_of_it)
    left = [one for one in entries if one["student"] == "st-1-1"]
    assert left, "somebody who left has entries, or this proves nothing"
    assert len(school.run("history", student="st-1-1")) >= len(left)
    taken = school.run("export", tracker=KG)["tables"]["entries"]
    assert {one["tracker"] for one in taken} == {KG}
    theirs = [one for one in taken if one["student"] == "st-1-1"]
    assert len(theirs) == len(left)
    name = " ".join((theirs[0]["given_name"], theirs[0]["family_name"]))
    assert school.run("history", student=name) == school.run("history", student="st-1-1")
    gradebook = school.run("export", shape="oneroster-1.1")["tables"]
    assert gradebook["results"] == [], "an earlier year's scores are none of this year's classes"


def shown_where_it_was(school: Opened, old: Mapping[str, str]) -> None:
    """The owner finds last year's spreadsheets on the page of setting up."""
    owner = LoopbackClient(create_app(school.installation.service(PORT, Works(school.turns.run))))
    sign_in(owner, "ad-1")
    page = unescape(owner.get("/setup").text)
    for tracker, spreadsheet in old.items():
        link = re.search(f'<a href="[^"]+/{spreadsheet}/edit">{tracker}</a>: (.*)</li>', page)
        assert link is not None
        assert link[1].startswith("read-only since ")
