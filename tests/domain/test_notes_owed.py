"""Progress notes: owed while a support is active, at its own interval, by whoever gives it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sheet_templates.library import shipped_template
from sheet_templates.school import (
    AcademicCalendar,
    Enrollment,
    GradingPeriod,
    Role,
    SchoolYear,
    StaffMember,
)
from sync.domain.academic_calendar import academic_calendar
from sync.domain.completeness import EntryState
from sync.domain.duties import NOTES, DutyState
from sync.domain.excuses import Excuse, Excuses, excuses_of
from sync.domain.notes_owed import NotesFacts, OwedNote, giver_of, note_duties, notes_owed
from sync.domain.record_rows import RecordVersion
from tests.domain.test_duties import excuse

FIRST, LAST = date(2026, 8, 17), date(2027, 5, 28)
STARTS = date(2026, 9, 7)  # a Monday
NOBODY = Excuses({})


def calendar() -> AcademicCalendar:
    period = GradingPeriod(sourced_id="q1", title="Year", begins_on=FIRST, ends_on=LAST)
    year = SchoolYear(
        sourced_id="y", title="2026-27", begins_on=FIRST, ends_on=LAST, grading_periods=(period,)
    )
    return academic_calendar(year, frozenset({date(2026, 9, 21)}))


def person(sourced_id: str, name: str, role: Role = Role.INTERVENTION_STAFF) -> StaffMember:
    given, family = name.split()
    return StaffMember(
        sourced_id=sourced_id,
        given_name=given,
        family_name=family,
        email=f"{sourced_id}@school.example",
        role=role,
    )


COLE, RUIZ = person("ai-1", "Cal Cole"), person("t-1", "Rosa Ruiz", Role.TEACHER)
RULE = shipped_template().cadence.notes
assert RULE is not None
FACTS = NotesFacts(
    rule=RULE,
    calendar=calendar(),
    grace=5,
    people=(COLE, RUIZ),
    helpers=(COLE,),
    owner="ad-1",
    students={"c-1", "c-2"},
    enrollments=[
        Enrollment(student="c-1", school_class="k-1", begins_on=FIRST, ends_on=LAST),
        Enrollment(student="c-2", school_class="k-1", begins_on=FIRST, ends_on=date(2026, 10, 2)),
    ],
)


def row(key: str, tab: str = "supports", seen: date = FIRST, **cells: Any) -> RecordVersion:
    """A row as the store keeps it: days as a spreadsheet counts them."""

    def entered(value: Any) -> dict[str, Any]:
        if isinstance(value, date):
            return {"entered": {"numberValue": (value - date(1899, 12, 30)).days}}
        kind = "numberValue" if isinstance(value, int) else "stringValue"
        return {"entered": {kind: value}}

    return RecordVersion(
        tab=tab,
        row_key=key,
        seen_on=seen,
        is_there=True,
        cells={name: entered(value) for name, value in cells.items()},
    )


def support(key: str = "r-1", **other: Any) -> RecordVersion:
    cells: dict[str, Any] = {
        "student": "Quill, Mara · Ruiz · c-1",
        "type": "Small-group phonics",
        "starts": STARTS,
        "status": "active",
        "who": "Mr. Cole",
        "tier": "2",
    } | other
    return row(key, **cells)


def note(key: str, on: date | str, about: str = "", student: str = "c-1") -> RecordVersion:
    label = f"Quill, Mara · Ruiz · {student}"
    return row(key, "notes", date(2026, 9, 30), date=on, student=label, support=about)


def owed(*rows: RecordVersion, on: date, excuses: Excuses = NOBODY) -> tuple[OwedNote, ...]:
    return notes_owed(FACTS, rows, excuses, on)


def test_a_note_is_due_two_weeks_after_the_support_began_on_a_day_of_school() -> None:
    (wanted,) = owed(support(), on=STARTS)
    # 21 September is a day without school.
    assert (wanted.window.due_on, wanted.owed_by) == (date(2026, 9, 22), "ai-1")
    assert (wanted.school_class, wanted.state) == ("k-1", EntryState.NOT_OPEN)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 9, 17), EntryState.NOT_OPEN),
        (date(2026, 9, 18), EntryState.OPEN),
        (date(2026, 9, 22), EntryState.OPEN),
        (date(2026, 9, 23), EntryState.LATE),
        (date(2026, 9, 29), EntryState.LATE),
        (date(2026, 9, 30), EntryState.MISSING),
    ],
)
def test_it_opens_is_late_and_is_missing_after_the_days_of_grace(
    day: date, state: EntryState
) -> None:
    (wanted,) = owed(support(), on=day)
    assert wanted.state is state


@pytest.mark.parametrize(
    ("cells", "due"),
    [
        ({"tier": "3"}, date(2026, 9, 14)),
        ({"tier": "3", "weeks": 3}, date(2026, 9, 28)),
        ({"weeks": 1}, date(2026, 9, 14)),
        ({"weeks": "now and then"}, date(2026, 9, 22)),
    ],
)
def test_a_supports_own_interval_goes_before_that_of_its_tier(
    cells: dict[str, Any], due: date
) -> None:
    (wanted,) = owed(support(**cells), on=STARTS)
    assert wanted.window.due_on == due


@pytest.mark.parametrize(
    "cells",
    [
        {"status": "planned"},
        {"status": "paused"},
        {"status": "Ended"},
        {"ends": date(2026, 9, 9)},
        {"starts": date(2026, 9, 11)},
        {"student": "Whole class"},
        {"student": "Gone, Ida · Ruiz · c-9"},
        {"ends": date(2026, 9, 15)},  # it is over before a note falls due
    ],
)
def test_nobody_owes_a_note_for_what_is_not_active_or_nobodys(cells: dict[str, Any]) -> None:
    assert owed(support(**cells), on=date(2026, 9, 10)) == ()


def test_nobody_owes_a_note_for_a_child_that_has_left() -> None:
    rows = support(student="Wren, Ivo · Ruiz · c-2")
    assert len(owed(rows, on=date(2026, 10, 2))) == 1
    assert owed(rows, on=date(2026, 10, 3)) == ()


def test_a_note_on_the_child_moves_the_next_one_and_says_why() -> None:
    (wanted,) = owed(support(), note("n-1", date(2026, 9, 18)), on=date(2026, 9, 25))
    assert wanted.window.due_on == date(2026, 10, 2)
    assert wanted.window.why == "The last note is of Fri 18 Sep."


@pytest.mark.parametrize(
    ("about", "student", "on", "counts"),
    [
        ("small-group PHONICS", "c-1", date(2026, 9, 18), True),
        ("Number talks", "c-1", date(2026, 9, 18), False),
        ("", "c-2", date(2026, 9, 18), False),
        ("", "c-1", date(2026, 12, 1), False),  # of a day that has not come
        ("", "c-1", "last week", True),  # counts from the day on which it was first seen
    ],
)
def test_which_notes_count_for_a_support(
    about: str,
    student: str,
    on: date | str,
    counts: bool,  # noqa: FBT001 - a column of the table
) -> None:
    (wanted,) = owed(support(), note("n-1", on, about, student), on=date(2026, 9, 30))
    assert (wanted.state is not EntryState.MISSING) == counts


def test_after_a_pause_the_interval_begins_anew() -> None:
    paused = support(status="paused")
    again = replace(support(), seen_on=date(2026, 11, 2))
    (wanted,) = owed(support(), paused, again, on=date(2026, 11, 3))
    assert wanted.window.due_on == date(2026, 11, 16)


def test_a_row_that_is_gone_is_owed_nothing() -> None:
    assert owed(replace(support(), is_there=False), on=STARTS) == ()


def test_a_note_that_would_fall_after_the_year_is_not_owed() -> None:
    assert owed(support(starts=date(2027, 5, 24)), on=date(2027, 5, 25)) == ()
    (last,) = owed(support(starts=date(2027, 5, 10)), on=date(2027, 5, 25))
    assert last.window.missing_from == LAST + timedelta(days=1)


@pytest.mark.parametrize(
    ("who", "giver"),
    [
        ("Cal Cole", "ai-1"),
        ("mr. COLE", "ai-1"),
        ("ai-1@school.example", "ai-1"),
        ("Ms Ruiz", "t-1"),
        ("", "ai-1"),
        ("the new one", "ai-1"),
    ],
)
def test_who_gives_the_support_owes_its_notes(who: str, giver: str) -> None:
    assert giver_of(FACTS, who) == giver


def test_nobody_is_guessed_where_two_could_be_meant() -> None:
    two = replace(FACTS, people=(COLE, person("ai-2", "Una Cole")), helpers=(COLE, RUIZ))
    assert giver_of(two, "Mr. Cole") == "ad-1"
    assert giver_of(two, "Una Cole") == "ai-2"


def test_an_excuse_for_the_child_counts_for_its_notes_too() -> None:
    until = date(2026, 9, 30)
    given: Excuse = replace(excuse(until_day=until), student="c-1", checkpoint=None)
    excuses = excuses_of([given])
    notes = owed(support(), on=until, excuses=excuses)
    (duty,) = note_duties("s-1.2026.01", notes, excuses, until)
    assert (duty.state, duty.key.column_group) == (DutyState.EXCUSED, NOTES)
    assert duty.next_on == until + timedelta(days=1)
