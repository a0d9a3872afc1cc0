"""Mistakes of time (M4, M23, M25), and the honest way out of what is owed (M29).

Each with the whole message that its person reads.
"""

import re
import tokenize
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from local_sheets.wire import create_app
from service.features.roster.oneroster import read_bundle
from sheet_templates.school import Checkpoint
from sync.clock import SystemClock
from sync.domain.completeness import EntryState, blank_state, state_of
from sync.domain.entries import EntryValue
from sync.domain.moments import named_moment
from sync.domain.school_calendar import proposed_calendar
from sync.errors import TrackerError
from tests.judging.watched import FIRST_ROW, Watched
from tests.school_bundles import write_bundle
from tests.sheet_templates.living import (
    TEACHER,
    URL,
    LivingServer,
    briefing,
    desired_of,
    write_people,
)

ROOT = Path(__file__).parents[2]
FALL = Checkpoint(
    key="fall",
    title="Fall",
    opens_on=date(2026, 8, 31),
    due_on=date(2026, 9, 25),
    missing_from=date(2026, 10, 5),
)

# ---- time ---------------------------------------------------------------------------------------


TO_DO_ON = (  # what the first two children's cells say; a code and a score, then two blanks
    (date(2026, 8, 20), "", ""),
    (date(2026, 9, 10), "complete", "2 due Fri 25 Sep"),
    (date(2026, 9, 28), "complete", "2 late"),
    (date(2026, 10, 5), "complete", "2 missing"),
)


@pytest.mark.slow
def test_m4_and_m29_to_do_says_when_a_blank_is_owed_and_an_honest_code_clears_it(
    tmp_path: Path,
) -> None:
    write_people(tmp_path)
    tracker, said = None, []
    for day, *_ in TO_DO_ON:
        with closing(create_app(tmp_path, today=day, base_url=URL, switches={})) as app:
            server = LivingServer(app=app, folder=tmp_path)
            if tracker is None:
                tracker = server.draw(desired_of(briefing(tmp_path, students_per_class=2)))
                tracker.type(TEACHER, "Students!J10:K10", ["ABS", 512])
            tab = replace(tracker, server=server).tab("students")
            said.append((day, *(tab.cell(FIRST_ROW + n, 8).formatted or "" for n in (0, 1))))
    assert tuple(said) == TO_DO_ON


def test_m4_a_blank_counts_from_the_day_on_which_its_window_opens(
    open_tracker: Callable[..., Watched],
) -> None:
    assert open_tracker().sync().issues == (), "forty blanks are no news"
    days = (
        FALL.opens_on - timedelta(days=1), FALL.opens_on, FALL.due_on,
        FALL.due_on + timedelta(days=1), FALL.missing_from,
    )  # fmt: skip
    assert [blank_state(FALL, day).value for day in days] == [
        "not open", "open", "open", "late", "missing"
    ]  # fmt: skip


def test_m23_no_year_stands_in_the_code() -> None:
    """A year is a row in a table: what reads dates must go on next August."""
    found = []
    for package in ("sheet_templates", "sync", "service"):
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in file.parts or not re.search(rb"\b20\d\d\b", file.read_bytes()):
                continue  # most files need not be taken apart
            with file.open("rb") as source:
                found += [
                    f"{file.relative_to(ROOT)}:{token.start[0]} {token.line.strip()}"
                    for token in tokenize.tokenize(source.readline)
                    if token.type == tokenize.NUMBER and re.fullmatch(r"20\d\d", token.string)
                ]
    meaningless = "_FIRST_DAY = date(2026, 8, 17)"  # of the example that the dictionary draws
    assert [one.split(" ", 1)[1] for one in found] == [meaningless, "_THIS_CENTURY = 2000"]


@dataclass(frozen=True, slots=True, kw_only=True)
class At(SystemClock):
    """The clock at a moment."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def test_m23_next_years_tracker_tells_next_years_days(tmp_path: Path) -> None:
    bundle = read_bundle(write_bundle(tmp_path / "school.zip"))
    year = bundle.roster.school_year

    def later(day: date) -> date:
        return day.replace(year=day.year + 5)

    moved = replace(
        year,
        begins_on=later(year.begins_on),
        ends_on=later(year.ends_on),
        grading_periods=tuple(
            replace(one, begins_on=later(one.begins_on), ends_on=later(one.ends_on))
            for one in year.grading_periods
        ),
    )
    school = replace(
        briefing(tmp_path),
        roster=replace(bundle.roster, school_year=moved),
        calendar=proposed_calendar(moved, (), "America/Chicago"),
    )
    start = next(tab for tab in desired_of(school).tabs if tab.key == "start")
    texts = [[cell.value for cell in row.cells.values()] for row in start.rows]
    (line,) = [one[1] for one in texts if one[0] == "Fall window"]
    assert line == (
        "Open from Monday 1 September 2031 to Thursday 25 September 2031; a blank counts as "
        "missing from Friday 3 October 2031."
    )


def test_m25_a_time_that_comes_twice_or_never_is_asked_about() -> None:
    zone, said = ZoneInfo("America/Chicago"), []
    for text in ("2026-11-01T01:30", "2027-03-14T02:30", "11/1/2026 1:30"):
        with pytest.raises(TrackerError) as refused:
            named_moment(text, zone)
        said.append(refused.value.reason)
    assert said == [
        (
            "2026-11-01T01:30 comes twice: the clocks go back that night. Write "
            "2026-11-01T01:30-05:00 or 2026-11-01T01:30-06:00."
        ),
        (
            "2027-03-14T02:30 never comes: the clocks go forward that night. Write "
            "2027-03-14T01:30-06:00 or 2027-03-14T03:30-05:00."
        ),
        "'11/1/2026 1:30' is no date. Write it as 2026-11-03, or a moment as 2026-11-03T14:30.",
    ]
    assert named_moment("2026-11-01T01:30-06:00", zone).isoformat() == "2026-11-01T07:30:00+00:00"
    assert named_moment("2026-11-01", zone).isoformat() == "2026-11-02T05:59:59.999999+00:00"


def test_m25_the_hour_that_comes_twice_is_two_moments_of_one_night() -> None:
    for moment in ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00"):
        clock = At(moment=datetime.fromisoformat(moment).astimezone(UTC))
        assert clock.night("America/Chicago") == date(2026, 11, 1)


# ---- an honest way out --------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ABS", "EX", "NA", "MOVED", "REF"])
def test_m29_a_code_typed_in_the_cell_clears_what_is_owed_and_is_no_score(code: str) -> None:
    typed = EntryValue(number=None, code=code, a1="J10")
    late = FALL.missing_from + timedelta(days=30)
    assert state_of(FALL, late, value=typed, is_unreadable=False) is EntryState.EXCUSED
