"""Years unlike the usual one, day by day against a plain loop: leap day, uneven periods, zones.

Six grading periods as uneven as a school's own, a window in each; 29 February is a day of school,
a due date, or lost to snow. One child is there all year, one comes in January.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest

from service.features.roster.public_holidays import named_holidays
from sheet_templates.library import shipped_template
from sheet_templates.model import CadenceRule, DayRule, PeriodEdge, WindowRule
from sheet_templates.school import (
    Checkpoint,
    Enrollment,
    GradingPeriod,
    Role,
    Roster,
    School,
    SchoolClass,
    SchoolYear,
    StaffMember,
    Student,
)
from sync.domain.cadence import checkpoints
from sync.domain.completeness import judge
from sync.domain.duties import Duty, duties_of
from sync.domain.expected import ExpectedEntry, expected_entries
from sync.domain.moments import Moment
from sync.domain.school_calendar import CalendarDay, DayType, proposed_calendar, with_day

DAY = timedelta(days=1)
GRACE = 3
LEAP_DAY = date(2028, 2, 29)
PERIODS = {
    2026: (
        (date(2026, 8, 17), date(2026, 9, 25)),
        (date(2026, 9, 28), date(2026, 11, 6)),
        (date(2026, 11, 9), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 19)),
        (date(2027, 2, 22), date(2027, 4, 9)),
        (date(2027, 4, 12), date(2027, 6, 11)),
    ),
    2027: (
        (date(2027, 8, 16), date(2027, 9, 24)),
        (date(2027, 9, 27), date(2027, 11, 5)),
        (date(2027, 11, 8), date(2027, 12, 17)),
        (date(2028, 1, 3), date(2028, 2, 18)),
        (date(2028, 2, 22), date(2028, 3, 7)),  # two weeks, and 29 February in the middle
        (date(2028, 3, 8), date(2028, 6, 9)),
    ),
}
RULE = CadenceRule(
    windows=tuple(
        WindowRule(
            key=f"w{number}",
            title=f"Window {number}",
            opens=DayRule(grading_period=number, edge=PeriodEdge.START, days=1),
            due=DayRule(grading_period=number, edge=PeriodEdge.END, days=-7),
        )
        for number in range(1, 7)
    ),
    grace_instructional_days=GRACE,
)


def roster(first: int, comes: date) -> Roster:
    begins, ends = PERIODS[first][0][0], PERIODS[first][-1][1]
    owner = StaffMember(
        sourced_id="ad-1", given_name="A", family_name="B", email="a@b", role=Role.DOCUMENT_OWNER
    )
    stays = {"all-year": begins, "january": comes}
    return Roster(
        school=School(sourced_id="s-1", name="S"),
        school_year=SchoolYear(
            sourced_id="y",
            title="y",
            begins_on=begins,
            ends_on=ends,
            grading_periods=tuple(
                GradingPeriod(sourced_id=f"p{at}", title=f"p{at}", begins_on=one, ends_on=other)
                for at, (one, other) in enumerate(PERIODS[first], 1)
            ),
        ),
        staff=(owner,),
        students=tuple(
            Student(sourced_id=one, given_name="G", family_name="F", grade="07") for one in stays
        ),
        classes=tuple(SchoolClass(sourced_id=f"of {one}", title="C") for one in stays),
        enrollments=tuple(
            Enrollment(student=one, school_class=f"of {one}", begins_on=since, ends_on=ends)
            for one, since in stays.items()
        ),
        assignments=(),
    )


@cache
def planned_days(first: int) -> list[date]:
    """The days of school, as they were planned."""
    public = holidays.country_holidays("US", years=(first, first + 1))
    planned = []
    day = PERIODS[first][0][0]
    while day <= PERIODS[first][-1][1]:
        in_period = any(begins <= day <= ends for begins, ends in PERIODS[first])
        if in_period and day.weekday() < 5 and day not in public:
            planned.append(day)
        day += DAY
    return planned


@cache
def windows(first: int, lost: date | None) -> list[tuple[date, date, date]]:
    """Opening, due date and first missing day of each window, counted on the fingers."""
    planned = planned_days(first)
    school = [day for day in planned if day != lost]
    found = []
    for begins, ends in PERIODS[first]:
        due = next(day for day in planned if day >= ends - 7 * DAY)
        if lost is not None and due >= lost:
            due = next(day for day in school if day > due)
        opens = next(day for day in school if day >= begins + DAY)
        found.append((opens, due, [day for day in school if day > due][GRACE]))
    return found


def naive(first: int, comes: date, snow: date | None, today: date) -> dict[tuple[str, str], str]:
    """The state of each child's blank scores in each window."""
    lost = snow if snow is not None and snow <= today else None
    found = {}
    for number, (opens, due, missing) in enumerate(windows(first, lost), 1):
        state = "missing" if today >= missing else "late" if today > due else "open"
        for child, since in (("all-year", PERIODS[first][0][0]), ("january", comes)):
            if since <= due:
                found[f"of {child}", f"w{number}"] = state if today >= opens else "not open"
    return found


@cache
def owed(
    first: int, comes: date, lost: date | None
) -> tuple[tuple[ExpectedEntry, ...], tuple[Checkpoint, ...]]:
    """What is expected, and the windows, by the code that is tried."""
    school = roster(first, comes)
    year = school.school_year
    calendar = proposed_calendar(
        year, named_holidays(year.begins_on, year.ends_on), "America/Chicago"
    )
    if lost is not None:
        snow = CalendarDay(day=lost, kind=DayType.WEATHER, title="snow", entered_on=lost)
        calendar = with_day(calendar, snow)
    points = checkpoints(RULE, calendar.for_grade("07"))
    metric = replace(shipped_template().metrics[0], windows=())
    return expected_entries(school, "07", [metric], points, "ad-1"), points


def duties(first: int, comes: date, snow: date | None, today: date) -> tuple[Duty, ...]:
    lost = snow if snow is not None and snow <= today else None
    expected, points = owed(first, comes, lost)
    return duties_of("t", judge(expected, points, {}, (), today), today)


def days(first: int) -> Iterator[date]:
    day = PERIODS[first][0][0] - 3 * DAY
    while day <= PERIODS[first][-1][1] + 5 * DAY:
        yield day
        day += DAY


@pytest.mark.parametrize(
    ("first", "snow"),
    [(2026, None), (2026, date(2027, 3, 12)), (2027, None), (2027, LEAP_DAY)],
    ids=["uneven six weeks", "snow before the clocks change", "leap day due", "leap day lost"],
)
def test_every_day_stands_as_a_plain_loop_says(first: int, snow: date | None) -> None:
    comes = date(first + 1, 1, 12)
    before: tuple[Duty, ...] = ()
    seen = set()
    for today in days(first):
        stand = duties(first, comes, snow, today)
        found = {(str(one.key.school_class), one.key.checkpoint): one.state.value for one in stand}
        assert found == naive(first, comes, snow, today), today
        if today != snow:  # what people enter is no change by itself
            told = {one.key: one for one in before}
            for one in stand:
                then = told.get(one.key)
                assert then is None or then.state is one.state or then.next_on == today
        seen |= set(found.values())
        before = stand
    assert seen == {"not open", "open", "late", "missing"}


def test_29_february_is_a_due_date_like_any_other() -> None:
    (due,) = {
        one.window.due_on
        for one in duties(2027, date(2028, 1, 12), None, LEAP_DAY)
        if one.key.checkpoint == "w5"
    }
    assert due == LEAP_DAY
    (moved,) = {
        (one.window.due_on, one.window.why)
        for one in duties(2027, date(2028, 1, 12), LEAP_DAY, LEAP_DAY)
        if one.key.checkpoint == "w5"
    }
    assert moved == (
        date(2028, 3, 1),
        "Moved from Tue 29 Feb: no school on Tue 29 Feb (weather day, snow).",
    )


def test_two_zones_change_on_the_same_day_at_their_own_midnight() -> None:
    """Also on the days on which clocks change, which differ between the zones of one district."""
    for today in (date(2027, 3, 14), date(2027, 11, 7), LEAP_DAY):
        starts = {
            zone: Moment(
                today=today, zone=ZoneInfo(zone), at=datetime(2027, 1, 1, tzinfo=UTC)
            ).starts(today)
            for zone in ("America/Chicago", "America/Phoenix")
        }
        assert {one.date() for one in starts.values()} == {today}
        apart = starts["America/Phoenix"] - starts["America/Chicago"]
        assert apart in {timedelta(hours=1), timedelta(hours=2)}
