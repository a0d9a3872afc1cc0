"""The nights: one sync each, also where the hour is missing or comes twice, or nothing ran."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import update

from scripts.quiet import say_nothing
from service.jobs import schedule_nights
from sync.store import schema
from sync.store.kinds import RunKind
from sync.store.runs import RunRow, last_run, open_run
from tests.small_installation import Opened, opened

pytestmark = pytest.mark.slow

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def at_work(school: Path) -> Iterator[Opened]:
    with opened(school) as everything:
        yield everything


def nights(at_work: Opened, *, catch_up_after: timedelta | None = None) -> BackgroundScheduler:
    return schedule_nights(
        at_work.turns, zone="America/Chicago", hour=2, catch_up_after=catch_up_after
    )


def fire_times(scheduler: BackgroundScheduler, after: datetime, count: int) -> list[datetime]:
    trigger = scheduler.get_job("night").trigger
    times: list[datetime] = []
    for _ in range(count):
        after = trigger.get_next_fire_time(after, after)
        times.append(after)
    return times


def long_ago(at_work: Opened) -> None:
    """Put all runs back by a little more than a day, as after a night with nothing running."""
    then = datetime.now(UTC) - timedelta(hours=24, seconds=1)  # noqa: TID251 - the real clock
    with at_work.installation.store.writing() as tx:
        tx.execute(update(schema.run).values(now=then, finished_at=then))


def newest_run(at_work: Opened) -> RunRow:
    with at_work.installation.store.reading() as tx:
        run = last_run(tx, at_work.installation.scope())
    assert run is not None
    return run


def test_every_night_has_its_hour_also_where_the_clocks_change(at_work: Opened) -> None:
    """Forward, the hour is missing; back, an hour comes twice: each date has one night."""
    for eve, days, hours in (
        (datetime(2027, 3, 12, 12, tzinfo=CHICAGO), [13, 14, 15], [24, 23]),
        (datetime(2026, 10, 30, 12, tzinfo=CHICAGO), [31, 1, 2], [25, 24]),
    ):
        times = fire_times(nights(at_work), eve, 3)
        assert [time.day for time in times] == days
        between = [b.timestamp() - a.timestamp() for a, b in itertools.pairwise(times)]
        assert between == [3600 * one for one in hours]


def test_the_scheduler_itself_waits_for_the_next_hour(at_work: Opened) -> None:
    scheduler = nights(at_work)
    scheduler.start(paused=True)
    try:
        due = scheduler.get_job("night").next_run_time
        assert scheduler.get_job("catch-up") is None
    finally:
        scheduler.shutdown()
    assert due.astimezone(CHICAGO).hour == 2
    assert timedelta() < due - datetime.now(UTC) <= timedelta(hours=25)  # noqa: TID251


def test_a_second_run_in_one_night_does_nothing(at_work: Opened) -> None:
    at_work.turns.run_night(say_nothing)
    first = newest_run(at_work)
    at_work.turns.run_night(say_nothing)
    assert newest_run(at_work) == first
    assert first.kind is RunKind.NIGHTLY


def test_a_missed_night_is_made_up_for_soon_after_a_start_or_an_hour_later(
    at_work: Opened,
) -> None:
    """Google refuses to say what changed at the first try."""
    long_ago(at_work)
    before = newest_run(at_work)
    done = Event()
    at_work.app.faults.add({"route": "*/changes", "status": 409, "count": None})
    scheduler = nights(at_work, catch_up_after=timedelta(seconds=0.1))
    scheduler.add_listener(lambda _: done.set(), EVENT_JOB_EXECUTED)
    scheduler.start()
    try:
        assert done.wait(60)
        assert newest_run(at_work).finished_at is None
        at_work.app.faults.clear()
        done.clear()
        job = scheduler.get_job("catch-up")
        in_an_hour = job.next_run_time - datetime.now(UTC)  # noqa: TID251 - the real clock
        assert timedelta(minutes=59) < in_an_hour <= timedelta(hours=1)
        job.modify(next_run_time=datetime.now(UTC))  # noqa: TID251
        assert done.wait(60)
    finally:
        scheduler.shutdown()
    made_up = newest_run(at_work)
    assert made_up.id != before.id
    assert made_up.kind is RunKind.NIGHTLY
    assert made_up.finished_at is not None


def test_nothing_is_made_up_for_within_a_day_of_the_first_sync(at_work: Opened) -> None:
    before = newest_run(at_work)
    assert at_work.turns.run_missed_night(say_nothing) is None
    assert newest_run(at_work) == before


def test_a_sync_by_hand_or_one_that_was_broken_off_is_no_night(at_work: Opened) -> None:
    long_ago(at_work)
    one, *_ = at_work.run("trackers")
    at_work.run("sync", tracker=one["tracker"])
    assert newest_run(at_work).finished_at is not None
    scope, store = at_work.installation.scope(), at_work.installation.store
    with store.writing() as tx:
        at = at_work.installation.clock.now()
        assert open_run(tx, scope, kind=RunKind.MANUAL, night=None, now=at)
    assert at_work.turns.run_missed_night(say_nothing) is not None


def test_a_school_without_trackers_has_no_night_to_make_up_for(
    bundle: Path, tmp_path: Path
) -> None:
    with opened(tmp_path) as empty:
        assert empty.turns.run_missed_night(say_nothing) is None
        empty.run("import_roster", path=str(bundle))
        assert empty.turns.run_missed_night(say_nothing) is None
