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


def milestones_as_known(snow: list[tuple[date, date]]) -> dict[str, tuple[date, date, date]]:
    """The same three days of each milestone. One after a window opens when that is over, and is due
    a number of school days after it; lost days move what is ahead, and nothing out of the year.
    """
    planned, windows = planned_school_days(), windows_as_known(snow)
    plan = {
        "start": (FIRST, FIRST + 11 * DAY),
        "families": (QUARTERS[0][1] + DAY, QUARTERS[0][1] + 28 * DAY),
        "end": (LAST - 14 * DAY, LAST),
    }
    for key, window, count in (("after-fall", "fall", 10), ("after-spring", "spring", 5)):
        over = windows_as_known([])[window][1]
        plan[key] = (windows[window][1] + DAY, planned[planned.index(over) + count])
    found = {}
    for key, (from_day, by_day) in plan.items():
        due = next(day for day in planned if day >= by_day)
        school = list(planned)
        for lost, entered in sorted(snow, key=lambda one: (one[1], one[0])):
            school.remove(lost)
            if due >= lost and due >= entered:
                due = next((day for day in school if day > due), school[-1])
        opens = next(day for day in school if day >= from_day)
        after = [day for day in school if day > due]
        found[key] = (opens, due, after[GRACE] if len(after) > GRACE else school[-1] + DAY)
    return found


class Mail:
    """Who has been told what: counts the letters of each morning, as plainly as the duties.

    Whoever has something to do hears of a window when it opens, three school days before it is due,
    on the day it is due, on the next school day, and every five school days after that. The
    document owner hears of what is missing from the second day on, every five school days, and in
    each week with a review. Nobody hears of one occasion twice, or on a day without school.
    """

    def __init__(self, year: Year) -> None:
        self._year = year
        self._told: set[tuple[str, str, date]] = set()

    def morning(self, today: date, duties: dict[Duty, Told]) -> int:
        """How many letters go out."""
        snow = [one for one in self._year.snow if one[1] <= today]
        school = [day for day in planned_school_days() if day not in {lost for lost, _ in snow}]
        if today not in school:
            return 0
        windows = windows_as_known(snow) | milestones_as_known(snow)
        before = len(self._told)
        for person in {duty[2] for duty in duties}:
            wanted = {
                duty[3]
                for duty, told in duties.items()
                if duty[2] == person and told[0] in {"missing", "unreadable", "late", "open"}
            }
            touches = [_touches(school, windows[window]) for window in wanted]
            self._tell("to do", person, today, touches)
        missing = {duty[3] for duty, told in duties.items() if told[0] == "missing"}
        rows = [_every_five(school, windows[window][2], 1) for window in missing]
        monday = today - today.weekday() * DAY
        sunday = monday + 6 * DAY
        if any(today <= review <= sunday for review in _reviews(snow, school)):
            rows.append([next(day for day in school if day >= monday)])
        self._tell("school", self._year.owner, today, rows)
        return len(self._told) - before

    def _tell(self, kind: str, person: str, today: date, rows: list[list[date]]) -> None:
        days = [day for row in rows for day in row if day <= today]
        if days:
            self._told.add((kind, person, max(days)))


def _touches(school: list[date], window: tuple[date, date, date]) -> list[date]:
    opens, due, _ = window
    at = school.index(due)
    before = max(school[at - 3], opens)
    return [opens, before, due, *_every_five(school, due, 1)]


def _every_five(school: list[date], start: date, after: int) -> list[date]:
    if start > school[-1]:
        return []
    return school[school.index(start) + after :: 5]


def _reviews(snow: list[tuple[date, date]], school: list[date]) -> list[date]:
    lost = {day for day, _ in snow}
    ends = [
        max(day for day in planned_school_days() if begins <= day <= ends)
        for begins, ends in QUARTERS
    ]
    return [
        next((d for d in school if d > day), school[-1]) if day in lost else day for day in ends
    ]


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
        snow = [one for one in year.snow if one[1] <= today]
        windows = windows_as_known(snow)
        pardons = [one for one in year.pardons if one.given <= today]
        scores = _duties(year, today, stays, cells, windows, pardons)
        yield today, scores | _milestones(year, today, stays, milestones_as_known(snow))


def _milestones(
    year: Year, today: date, stays: list[Stay], dates: dict[str, tuple[date, date, date]]
) -> dict[Duty, Told]:
    """The document owner owes each once in a grade that has children, a word with families is owed
    by each class's teacher; after fall there is none for kindergarten, which has no fall."""
    said = {
        (one.grade, one.school_class, one.milestone): one.said
        for one in year.words
        if one.day <= today
    }
    at_home: defaultdict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        at_home[stay.who].append(stay)
    found: dict[Duty, Told] = {}
    for key, (opens, due, missing) in dates.items():
        teaching = [one for one in year.teaching if one.begins <= due <= one.ends]
        teachers = {one.school_class: one.who for one in teaching}
        for student, grade in year.grade_of.items():
            mine = at_home[student]
            there = [one.school_class for one in mine if one.begins <= due <= one.ends]
            is_here = min(one.begins for one in mine) <= due <= max(one.ends for one in mine)
            if not is_here or (key == "after-fall" and grade == "KG"):
                continue
            place = min(there) if there and key == "families" else None
            person = teachers.get(place, year.owner) if place else year.owner
            word = said.get((grade, place, key), "taken back")
            state = {"done": "complete", "not this time": "excused"}.get(word)
            blank = _blank(today, opens, due, missing)
            found[grade, place, person, key] = (state or blank, 1, int(state is None))
    return found


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
