"""What a new roster would change, told before anything is written; lists of children."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from service.commands.shared import print_changes
from service.features.roster.comparing import roster_changes
from service.features.roster.grades import NAMED
from service.features.roster.lists import read_list
from service.features.roster.oneroster import read_bundle
from service.long_lists import FIRST, LONGEST
from sheet_templates.school import Roster
from sync.errors import RosterError
from tests.school_bundles import write_bundle

TODAY = date(2026, 11, 22)
HEADER = "Student ID,Family name,Given name,Grade,Class,Teacher e-mail"


@pytest.fixture(scope="module")
def present(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    folder = tmp_path_factory.mktemp("present")
    return read_bundle(write_bundle(folder / "a.zip", classes=4, students_per_class=5)).roster


def without(present: Roster, children: int) -> Roster:
    gone = {one.sourced_id for one in present.students[:children]}
    return replace(
        present,
        students=present.students[children:],
        enrollments=tuple(one for one in present.enrollments if one.student not in gone),
    )


def as_list(roster: Roster, leave_out: int = 0) -> list[str]:
    classes = {one.student: one.school_class for one in roster.enrollments}
    titles = {one.sourced_id: one.title for one in roster.classes}
    teachers = {one.school_class: one.staff_member for one in roster.assignments}
    addresses = {one.sourced_id: one.email for one in roster.staff}
    return [
        HEADER,
        *(
            f"{one.sourced_id},{one.family_name},{one.given_name},{one.grade},"
            f"{titles[classes[one.sourced_id]]},{addresses[teachers[classes[one.sourced_id]]]}"
            for one in roster.students[leave_out:]
        ),
    ]


def write_list(folder: Path, lines: list[str]) -> Path:
    path = folder / "children.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_same_roster_changes_nothing(present: Roster) -> None:
    found = roster_changes(present, without(present, 0))
    assert (found.parts, found.ended, found.held) == ((), 0, 20)
    assert found.warning == ""


def test_who_left_is_named_and_a_few_ask_nothing(present: Roster) -> None:
    found = roster_changes(present, without(present, 3))
    (part,) = found.parts
    assert part.title == "Children who are not in it any more"
    assert len(part.lines) == 3
    assert found.ended == 3
    assert not found.ends_too_much


def test_more_than_a_tenth_asks(present: Roster, tmp_path: Path) -> None:
    lines = as_list(present, leave_out=6)
    made = read_list(write_list(tmp_path, lines), present, TODAY).roster
    assert roster_changes(present, made).warning == "It would end 6 of 20 enrollments (30 %)."


def test_a_list_of_those_who_are_there_changes_nothing(present: Roster, tmp_path: Path) -> None:
    made = read_list(write_list(tmp_path, as_list(present)), present, TODAY).roster
    assert roster_changes(present, made).parts == ()
    assert made.assignments == present.assignments


def test_a_child_moved_by_an_excel_list_is_enrolled_from_today(
    present: Roster, tmp_path: Path
) -> None:
    rows = [line.split(",") for line in as_list(present)]
    child, other = rows[1], rows[11]
    child[4], child[5] = other[4], other[5]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "children.xlsx")
    made = read_list(tmp_path / "children.xlsx", present, TODAY).roster
    (part,) = roster_changes(present, made).parts
    assert part.title == "Children in another class"
    moved = [one for one in made.enrollments if one.student == child[0]]
    assert [one.begins_on for one in moved] == [TODAY]


def test_all_problems_of_a_list_are_told_at_once(present: Roster, tmp_path: Path) -> None:
    lines = [
        HEADER,
        "st-1-1,Quill,Mara,17,Class,t-1@school.example",
        "st-1-1,,Mara,KG,Class,nobody@school.example",
    ]
    with pytest.raises(RosterError) as refused:
        read_list(write_list(tmp_path, lines), present, TODAY)
    told = [(one.partition(": ")[0], one.rpartition("; ")[2]) for one in refused.value.problems]
    assert told == [
        ("children.csv, line 2, grade", f"write one of {', '.join(NAMED)}"),
        ("children.csv, line 3, student id", "leave one row for each child"),
        ("children.csv, line 3, family name", "fill it in"),
        (
            "children.csv, line 3, teacher e-mail",
            "correct it, or import a OneRoster bundle that has this person",
        ),
    ]


@pytest.mark.parametrize("name", ["children.csv", "children.xlsx"])
def test_a_file_that_is_none_is_refused(present: Roster, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe\x00 no list")
    with pytest.raises(RosterError, match="cannot be imported"):
        read_list(tmp_path / name, present, TODAY)


def test_a_long_part_is_counted_and_begun_until_all_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    short, long = ([f"Child {at}" for at in range(count)] for count in (LONGEST, LONGEST + 1))
    parts = [{"title": "Grade", "lines": short}, {"title": "Class", "lines": long}]
    told = {"notices": [], "parts": parts, "warning": ""}
    every = [f"  - {line}" for line in long]
    begun = [*every[:FIRST], f"  and {LONGEST + 1 - FIRST} more; --all lists them"]
    head = [f"Grade ({LONGEST}):", *every[:LONGEST], f"Class ({LONGEST + 1}):"]
    for everything, lines in ((False, begun), (True, every)):
        print_changes(told, everything=everything)
        assert capsys.readouterr().out.splitlines() == [*head, *lines]
