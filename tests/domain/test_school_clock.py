"""The clock that people read: the school's, and in a demo as far off as the demo's day is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sync.clock import SystemClock, ahead
from sync.domain.moments import SchoolClock

CHICAGO = ZoneInfo("America/Chicago")


def test_a_schools_clock_is_that_of_its_zone_also_when_the_clocks_change() -> None:
    clock = SchoolClock(zone=CHICAGO)
    before, after = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (6, 7))
    assert [f"{clock.local(at):%H:%M}" for at in (before, after)] == ["01:30", "01:30"]
    assert clock.day(datetime(2026, 11, 1, 4, 59, tzinfo=UTC)) == date(2026, 10, 31)


def test_in_a_demo_what_was_yesterday_was_the_day_before_the_demos() -> None:
    clock = SchoolClock(zone=CHICAGO, ahead=timedelta(days=183))
    at = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
    assert f"{clock.local(at):%H:%M %Y-%m-%d}" == "02:14 2027-05-24"
    assert clock.day(at - timedelta(days=1)) == date(2027, 5, 23)
    begun = clock.begins(date(2027, 5, 24))
    assert (clock.day(begun), clock.day(begun - timedelta(seconds=1))) == (
        date(2027, 5, 24),
        date(2027, 5, 23),
    )


def test_a_leap_day_is_a_day_like_any_other() -> None:
    clock = SchoolClock(zone=CHICAGO, ahead=timedelta(days=1))
    assert clock.day(datetime(2028, 2, 28, 18, tzinfo=UTC)) == date(2028, 2, 29)


def test_without_a_demo_nothing_is_ahead() -> None:
    assert ahead(SystemClock(), "America/Chicago") == timedelta()
    demo = SystemClock(demo_date=date(2027, 5, 24))
    assert demo.night("UTC") + ahead(demo, "UTC") == date(2027, 5, 24)
