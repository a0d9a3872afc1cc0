"""Lists of caseloads: what they say, and what they would change."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from service.features.roster.caseloads import caseload_changes, read_caseloads
from service.features.roster.oneroster import read_bundle
from sheet_templates.school import CaseloadSpell, Roster
from sync.errors import RosterError
from tests.school_bundles import write_bundle

TODAY = date(2027, 1, 11)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    folder = tmp_path_factory.mktemp("school")
    bundle = write_bundle(folder / "roster.zip", classes=2, students_per_class=10)
    roster = read_bundle(bundle).roster
    spells = (
        CaseloadSpell(staff_member="ai-1", student=one.sourced_id, begins_on=date(2026, 9, 1))
        for one in roster.students
    )
    return replace(roster, caseloads=tuple(spells))


def test_an_excel_list_keeps_first_days_and_begins_others_today(
    school: Roster, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["To", "Student ID", "Staff e-mail", "Room"],
        [None, "st-1-1", "ai-1@school.example", 7],
        [datetime(2027, 3, 12), "st-1-2", "ai-2@school.example", 7],  # noqa: DTZ001 - Excel's
    ):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")
    kept, moved = read_caseloads(tmp_path / "list.xlsx", school, TODAY)
    assert (kept.staff_member, kept.begins_on, kept.ends_on) == ("ai-1", date(2026, 9, 1), None)
    assert (moved.staff_member, moved.begins_on, moved.ends_on) == (
        "ai-2",
        TODAY,
        date(2027, 3, 12),
    )


def test_staff_are_named_by_either_address(school: Roster, tmp_path: Path) -> None:
    line = "Staff e-mail,Student id\nA.Old@school.example,st-1-1\n"
    (tmp_path / "list.csv").write_text(line, encoding="utf-8")
    addresses = {"a.old@school.example": "ai-2@school.example"}
    (spell,) = read_caseloads(tmp_path / "list.csv", school, TODAY, addresses)
    assert spell.staff_member == "ai-2"


def test_a_list_of_part_of_the_children_asks(school: Roster) -> None:
    rest = caseload_changes(school, school.caseloads[6:], TODAY)
    assert rest.warning == "It would take 6 of 20 children off their caseload (30 %)."
    assert [(part.title, len(part.lines)) for part in rest.parts] == [
        ("On no caseload any more", 6)
    ]
    assert caseload_changes(school, school.caseloads[5:], TODAY).warning == ""
    assert caseload_changes(school, school.caseloads, TODAY).parts == ()


def test_a_list_without_its_columns_or_of_another_kind_is_refused(
    school: Roster, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("student,staff\nst-1-1,ai-1\n", encoding="utf-8")
    with pytest.raises(RosterError) as refused:
        read_caseloads(tmp_path / "list.csv", school, TODAY)
    assert list(refused.value.problems) == [
        "list.csv, line 1: there is no column staff e-mail, student id; name it in the header"
    ]
    with pytest.raises(RosterError, match="is no list; save it as CSV"):
        read_caseloads(tmp_path / "list.pdf", school, TODAY)
