"""A whole year, day by day: every duty stands as a plain day loop says, that day and afterwards."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from sync.domain.duties import DutyState, HeldDuty
from sync.store.duties import DutyOnDay, duties_on, held_duties
from sync.store.flags import flags
from tests.simulation.kept_school import KeptSchool, kept_school
from tests.simulation.naive import Duty, Mail, Told, simulate
from tests.simulation.school_facts import MILESTONES, Year, years_of

pytestmark = pytest.mark.slow

DEMO = Path(__file__).parents[2] / "scripts" / "demo_data"
SEED = 7


def held_today(school: KeptSchool) -> dict[Duty, Told]:
    with school.store.reading() as tx:
        return _told(school, held_duties(tx, school.scope))


def told_of(school: KeptSchool, day: date) -> dict[Duty, Told]:
    with school.store.reading() as tx:
        return _told(school, duties_on(tx, school.scope, day))


def _told(school: KeptSchool, duties: Iterable[HeldDuty | DutyOnDay]) -> dict[Duty, Told]:
    grades = {school.tracker_of(grade): grade for grade in school.year.grade_of.values()}
    return {
        (
            grades[one.key.tracker],
            one.key.school_class,
            one.key.person,
            one.key.checkpoint,
        ): (one.state.value, one.counts.expected, one.counts.blank)
        for one in duties
        if one.state is not DutyState.NOT_OWED
    }


def live_through(year: Year, *, look_back_every: int, mail_every: int) -> Counter[str]:
    """Compare every day, and some days again from the end; how often each state was seen.

    Letters are written on every so many days: a morning that was left out is made up for.
    """
    school, mail = kept_school(year), Mail(year)
    days: dict[date, dict[Duty, Told]] = {}
    seen: Counter[str] = Counter()
    for today, expected in simulate(year):
        school.live(today)
        assert held_today(school) == expected, (year.school, today)
        if not len(days) % mail_every:
            told = mail.morning(today, expected)
            assert school.morning(today) == told, (year.school, today)
            seen["letters"] += told
        days[today] = expected
        seen.update(state for state, _, _ in expected.values())
    for day in list(days)[::look_back_every]:
        assert told_of(school, day) == days[day], (year.school, day)
    _flags_are_those_of_the_last_day(school, days[max(days)])
    return seen


def _flags_are_those_of_the_last_day(school: KeptSchool, last: dict[Duty, Told]) -> None:
    with school.store.reading() as tx:
        raised = Counter(one.kind for one in flags(tx, school.scope))
    missing = Counter(key[3] in MILESTONES for key, told in last.items() if told[0] == "missing")
    assert raised["duty missing"] == missing[False]
    assert raised["milestone missing"] == missing[True] > 0
    assert raised["cell unreadable"] == sum(map(len, school.issues.values()))


@pytest.mark.slow
def test_a_schools_year_is_as_a_day_loop_says() -> None:
    (year,) = years_of(DEMO / "star_school7.zip", DEMO / "star_school7_scores.csv", SEED)
    seen = live_through(year, look_back_every=20, mail_every=9)
    assert seen.keys() >= {"not open", "open", "late", "missing", "unreadable", "complete"}
    assert seen["letters"] > len(year.teachers)


@pytest.fixture(scope="session")
def district(extra_data: Path) -> list[Year]:
    bundle = extra_data / "oneroster" / "star_district11.zip"
    years = list(years_of(bundle, extra_data / "star_district11_scores.csv", SEED))
    assert len(years) == 20
    assert sum(len(year.grade_of) for year in years) == 7245
    return years


@pytest.mark.endurance
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("number", range(20))
def test_the_largest_districts_year_is_as_a_day_loop_says(
    district: list[Year], number: int
) -> None:
    """One school each, so that they can be run side by side."""
    year = district[number]
    seen = live_through(year, look_back_every=14, mail_every=2)
    assert seen["letters"] > len(year.teachers)
