"""Duties: their states, their changes day by day, and the excuses that count."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheet_templates.school import Checkpoint
from sync.domain.completeness import JudgedEntry, judge
from sync.domain.duties import (
    Duty,
    DutyChange,
    DutyCounts,
    DutyKey,
    DutyState,
    HeldDuty,
    boundaries,
    changes_of,
    duties_of,
    next_change,
    state_on,
)
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.excuses import Excuse, excuses_of
from sync.domain.expected import ExpectedEntry
from sync.domain.moments import Moment

WINDOW = Checkpoint(
    key="fall",
    title="Fall",
    opens_on=date(2026, 8, 31),
    due_on=date(2026, 9, 25),
    missing_from=date(2026, 10, 5),
)
KEY = DutyKey(tracker="s-1.2026.02", school_class="cl-1", person="t-1", checkpoint="fall")
NOON = datetime(2026, 9, 20, 12, tzinfo=UTC)


def counts(
    expected: int = 4, entries: int = 0, excused: int = 0, cell_issues: int = 0
) -> DutyCounts:
    return DutyCounts(expected=expected, entries=entries, excused=excused, cell_issues=cell_issues)


def duty(these: DutyCounts, today: date, window: Checkpoint = WINDOW) -> Duty:
    return Duty(
        key=KEY,
        window=window,
        counts=these,
        state=state_on(these, window, today),
        next_on=next_change(these, window, today),
    )


def held(change: DutyChange, window: Checkpoint = WINDOW) -> HeldDuty:
    return HeldDuty(
        key=KEY, window=window, counts=change.counts, state=change.state, since=change.day
    )


def excuse(
    recorded: datetime = NOON,
    *,
    from_day: date = date(2026, 9, 1),
    until_day: date | None = None,
    withdrawn_at: datetime | None = None,
    metric: str | None = None,
    code: str = "EX",
) -> Excuse:
    return Excuse(
        public_id=f"e{recorded:%H%M}",
        student="c-1",
        checkpoint="fall",
        metric=metric,
        code=code,
        reason="moved in on Monday",
        by="t-1",
        source="page",
        from_day=from_day,
        until_day=until_day,
        recorded_at=recorded,
        withdrawn_at=withdrawn_at,
    )


@pytest.mark.parametrize(
    ("these", "day", "state"),
    [
        (counts(), date(2026, 8, 30), DutyState.NOT_OPEN),
        (counts(), date(2026, 8, 31), DutyState.OPEN),
        (counts(), date(2026, 9, 25), DutyState.OPEN),
        (counts(), date(2026, 9, 26), DutyState.LATE),
        (counts(), date(2026, 10, 4), DutyState.LATE),
        (counts(), date(2026, 10, 5), DutyState.MISSING),
        (counts(entries=3), date(2026, 10, 5), DutyState.MISSING),
        (counts(entries=3, excused=1), date(2026, 10, 5), DutyState.COMPLETE),
        (counts(excused=4), date(2026, 10, 5), DutyState.EXCUSED),
        (counts(entries=2, cell_issues=1), date(2026, 9, 28), DutyState.UNREADABLE),
        (counts(entries=2, cell_issues=1), date(2026, 10, 5), DutyState.MISSING),
        (counts(expected=0), date(2026, 10, 5), DutyState.NOT_OWED),
    ],
)
def test_a_duty_stands_as_the_worst_of_its_cells(
    these: DutyCounts, day: date, state: DutyState
) -> None:
    assert state_on(these, WINDOW, day) is state


def test_time_alone_is_written_down_on_its_own_days_after_any_pause() -> None:
    (first,) = changes_of(None, duty(counts(), date(2026, 8, 1)), date(2026, 8, 1))
    changes = changes_of(held(first), duty(counts(), date(2026, 11, 2)), date(2026, 11, 2))
    assert [(one.day, one.was, one.state) for one in changes] == [
        (date(2026, 8, 31), DutyState.NOT_OPEN, DutyState.OPEN),
        (date(2026, 9, 26), DutyState.OPEN, DutyState.LATE),
        (date(2026, 10, 5), DutyState.LATE, DutyState.MISSING),
    ]
    assert [one.reason for one in changes] == [
        "The window opened on Mon 31 Aug.",
        "It was due on Fri 25 Sep.",
        "The days of grace are over: missing from Mon 5 Oct.",
    ]


def test_scores_that_came_in_are_written_down_today_and_no_late_day_is_made_up() -> None:
    (first,) = changes_of(None, duty(counts(), date(2026, 9, 20)), date(2026, 9, 20))
    today = date(2026, 9, 26)
    (change,) = changes_of(held(first), duty(counts(entries=4), today), today)
    assert (change.day, change.state) == (today, DutyState.COMPLETE)
    assert change.reason == "4 of 4 scores are in."


def test_a_count_that_changes_is_no_flip() -> None:
    (first,) = changes_of(None, duty(counts(), date(2026, 9, 20)), date(2026, 9, 20))
    today = date(2026, 9, 21)
    (change,) = changes_of(held(first), duty(counts(entries=1), today), today)
    assert not change.is_flip
    assert change.counts.blank == 3


def test_a_moved_due_date_says_why() -> None:
    moved = Checkpoint(
        key="fall",
        title="Fall",
        opens_on=WINDOW.opens_on,
        due_on=date(2026, 9, 28),
        missing_from=date(2026, 10, 6),
        why="Moved from Fri 25 Sep: no school on Mon 21 Sep (weather day).",
    )
    (first,) = changes_of(None, duty(counts(), date(2026, 9, 20)), date(2026, 9, 20))
    today = date(2026, 9, 21)
    (change,) = changes_of(held(first), duty(counts(), today, moved), today)
    assert change.reason == (
        "Due Mon 28 Sep, not Fri 25 Sep. "
        "Moved from Fri 25 Sep: no school on Mon 21 Sep (weather day)."
    )
    assert change.due_on == date(2026, 9, 28)


def test_what_is_owed_no_more_ends_once() -> None:
    (first,) = changes_of(None, duty(counts(), date(2026, 9, 20)), date(2026, 9, 20))
    (ended,) = changes_of(held(first), None, date(2026, 9, 22))
    assert ended.state is DutyState.NOT_OWED
    assert changes_of(held(ended), None, date(2026, 9, 23)) == ()


@given(st.data())
def test_any_rhythm_of_rounds_writes_the_same_flips_of_time(data: st.DataObject) -> None:
    """Nightly, weekly or at random: what time alone changes is told on the same days."""
    begin, end = date(2026, 8, 1), date(2026, 11, 1)
    days = sorted(data.draw(st.sets(st.dates(begin, end), max_size=12)) | {begin, end})
    blank = counts(entries=1)
    told: list[DutyChange] = []
    state: HeldDuty | None = None
    for today in days:
        for change in changes_of(state, duty(blank, today), today):
            told.append(change)
            state = held(change)
    assert [one.day for one in told[1:]] == list(boundaries(WINDOW))
    assert all(before.state is after.was for before, after in itertools.pairwise(told))


@given(
    st.builds(
        counts,
        expected=st.just(6),
        entries=st.integers(0, 2),
        excused=st.integers(0, 2),
        cell_issues=st.integers(0, 2),
    ),
    st.dates(date(2026, 8, 1), date(2026, 11, 1)),
)
def test_nothing_changes_by_itself_before_the_next_moment(these: DutyCounts, today: date) -> None:
    state, then = state_on(these, WINDOW, today), next_change(these, WINDOW, today)
    day = today
    while day < (then or date(2026, 12, 1)):
        assert state_on(these, WINDOW, day) is state
        day += timedelta(days=1)


def judged(value: EntryValue | None, *, is_excused: bool = False) -> JudgedEntry:
    wanted = ExpectedEntry(
        student="c-1", checkpoint="fall", metric="reading", school_class="cl-1", owed_by="t-1"
    )
    key = EntryKey(student="c-1", checkpoint="fall", metric="reading")
    (one,) = judge(
        [wanted],
        [WINDOW],
        {key: value} if value else {},
        (),
        date(2026, 10, 5),
        {key} if is_excused else frozenset(),
    )
    return one


def test_a_score_outweighs_an_excuse_that_was_given_outside() -> None:
    score = EntryValue(number=500, code=None, a1="I10")
    (stands,) = duties_of("s-1.2026.02", [judged(score, is_excused=True)], date(2026, 10, 5))
    (excused,) = duties_of("s-1.2026.02", [judged(None, is_excused=True)], date(2026, 10, 5))
    assert (stands.state, excused.state) == (DutyState.COMPLETE, DutyState.EXCUSED)


def test_the_latest_of_two_excuses_counts_and_one_that_is_withdrawn_does_not() -> None:
    key = EntryKey(student="c-1", checkpoint="fall", metric="reading")
    first = excuse(NOON, code="ABS")
    second = excuse(NOON + timedelta(hours=2), code="EX")
    gone = excuse(NOON + timedelta(hours=3), code="REF", withdrawn_at=NOON + timedelta(hours=4))
    found = excuses_of([second, gone, first]).words_for(key, date(2026, 9, 20))
    assert [one.code for one in found] == ["EX", "ABS"]


def test_an_excuse_counts_in_its_days_for_its_metric_only() -> None:
    reading, math = (
        EntryKey(student="c-1", checkpoint="fall", metric=metric) for metric in ("reading", "math")
    )
    ill = excuses_of(
        [excuse(from_day=date(2026, 9, 20), until_day=date(2026, 9, 30), metric="reading")]
    )
    days = [date(2026, 9, day) for day in (19, 20, 30)]
    assert [ill.excused([reading, math], day) for day in days] == [
        frozenset(), {reading}, {reading},
    ]  # fmt: skip
    assert not ill.excused([reading], date(2026, 10, 1))
    assert ill.turns_after(date(2026, 9, 19)) == {"c-1": date(2026, 9, 20)}
    assert ill.turns_after(date(2026, 9, 25)) == {"c-1": date(2026, 10, 1)}
    assert ill.turns_after(date(2026, 10, 1)) == {}


@given(st.sampled_from(sorted(available_timezones())), st.dates(date(1990, 1, 2), date(2037, 1, 1)))
def test_a_school_day_begins_when_its_date_does_in_any_zone(zone: str, day: date) -> None:
    """Also where clocks jump over midnight, or come back to it."""
    moment = Moment(today=day, zone=ZoneInfo(zone), at=NOON)
    start = moment.starts(day).astimezone(UTC)
    assert start.astimezone(ZoneInfo(zone)).date() >= day
    assert (start - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date() < day
