"""Who owes what on each day of a year: a day loop as plain as can be, to compare with.

Written from what duties are to be, not from how they are computed; it imports nothing of ours but
the plain facts of the year.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import holidays

from tests.simulation.school_facts import FIRST, LAST, QUARTERS, Cell, Pardon, Stay, Typed, Year

GRACE = 5
DAY = timedelta(days=1)
WORST_FIRST = ("missing", "unreadable", "late", "open", "not open", "complete", "excused")
Duty = tuple[str, str | None, str, str]  # grade, class, person, window
Told = tuple[str, int, int]  # state, cells, blank cells
_HOLIDAYS = holidays.country_holidays("US", years=(2026, 2027))


def days() -> Iterator[date]:
    """Every day of the year."""
    day = FIRST
    while day <= LAST:
        yield day
        day += DAY


@cache
def planned_school_days() -> list[date]:
    """Weekdays of the quarters without the federal holidays."""
    return [
        day
        for day in days()
        if day.weekday() < 5
        and day not in _HOLIDAYS
        and any(begins <= day <= ends for begins, ends in QUARTERS)
    ]


def windows_as_known(snow: list[tuple[date, date]]) -> dict[str, tuple[date, date, date]]:
    """Opening, due date and first missing day of each window, with the lost days known so far."""
    planned = planned_school_days()
    rules = {
        "fall": (QUARTERS[0][0] + 14 * DAY, QUARTERS[0][1] - 21 * DAY),
        "spring": (QUARTERS[3][0] + 21 * DAY, QUARTERS[3][1] - 21 * DAY),
    }
    found = {}
    for window, (from_day, by_day) in rules.items():
        due = next(day for day in planned if day >= by_day)
        school = list(planned)
        for lost, entered in sorted(snow, key=lambda one: (one[1], one[0])):
            school.remove(lost)
            if due >= lost and due >= entered:
                due = next(day for day in school if day > due)
        opens = next(day for day in school if day >= from_day)
        after = [day for day in school if day > due]
        found[window] = (opens, due, after[GRACE])
    return found


def simulate(year: Year) -> Iterator[tuple[date, dict[Duty, Told]]]:
    """Each day with every duty that there is on it, as it stands when the day is over."""
    stays = list(year.stays)
    cells: dict[Cell, Typed] = {}
    for today in days():
        for before, after in year.moves.get(today, ()):
            if before in stays:
                stays.remove(before)
            stays.append(after)
        cells.update(year.typed.get(today, {}))
        windows = windows_as_known([one for one in year.snow if one[1] <= today])
        pardons = [one for one in year.pardons if one.given <= today]
        yield today, _duties(year, today, stays, cells, windows, pardons)


def _duties(
    year: Year,
    today: date,
    stays: list[Stay],
    cells: dict[Cell, Typed],
    windows: dict[str, tuple[date, date, date]],
    pardons: list[Pardon],
) -> dict[Duty, Told]:
    pardoned = {one.cell for one in pardons if one.until is None or today <= one.until}
    at_home: defaultdict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        at_home[stay.who].append(stay)
    found: defaultdict[Duty, list[str]] = defaultdict(list)
    for window, (opens, due, missing) in windows.items():
        blank = _blank(today, opens, due, missing)
        teaching = [one for one in year.teaching if one.begins <= due <= one.ends]
        teachers = {one.school_class: one.who for one in teaching}
        for student, grade in year.grade_of.items():
            if window == "fall" and grade == "KG":
                continue
            there = [one.school_class for one in at_home[student] if one.begins <= due <= one.ends]
            came = min(one.begins for one in at_home[student])
            left = max(one.ends for one in at_home[student])
            if not came <= due <= left:
                continue
            school_class = min(there) if there else None
            person = teachers.get(school_class, year.owner) if school_class else year.owner
            for subject in ("reading", "math"):
                cell = Cell(student, window, subject)
                found[grade, school_class, person, window].append(
                    _cell(cells.get(cell), cell in pardoned, blank)
                )
    return {
        duty: (
            next(state for state in WORST_FIRST if state in states),
            len(states),
            sum(state in {"missing", "late", "open", "not open"} for state in states),
        )
        for duty, states in found.items()
    }


def _blank(today: date, opens: date, due: date, missing: date) -> str:
    if today >= missing:
        return "missing"
    if today > due:
        return "late"
    return "open" if today >= opens else "not open"


def _cell(typed: Typed | None, is_pardoned: bool, blank: str) -> str:  # noqa: FBT001 - two facts
    if typed is not None:
        return {"score": "complete", "code": "excused", "unreadable": "unreadable"}[typed.what]
    return "excused" if is_pardoned else blank
