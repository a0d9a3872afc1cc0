"""Rounds over a small school: changed templates, years that end, lives of flags and excuses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sheet_templates.library import shipped_template
from sheet_templates.measures import Metric
from sheet_templates.school import Checkpoint
from sync.domain.duties import DutyKey, DutyState
from sync.domain.expected import expected_entries
from sync.domain.flag_life import FlagState
from sync.domain.moments import Moment
from sync.domain.scope import Scope
from sync.duty_round import NOTHING_OWED, DutyRound, Owed, RoundReport
from sync.errors import ExcuseError, FlagError
from sync.store.duties import duties_on, held_duties, kept_since, trackers_due
from sync.store.engine import Store
from sync.store.entries import apply_entries
from sync.store.excuses import GivenExcuse, excuses, give_excuse, withdraw_excuse
from sync.store.flags import Wish, flag_history, flags, move_flag
from sync.store.issues import replace_issues
from sync.store.people import say_not_mine
from tests.store.builders import (
    MAPLE,
    READING,
    fresh,
    issue,
    make_tracker,
    number,
    read,
    set_up,
)
from tests.store.looking_back import duty_reasons

CHICAGO = ZoneInfo("America/Chicago")
READS, MATHS = shipped_template().metrics
FALL = Checkpoint(
    key="fall",
    title="Fall",
    opens_on=date(2026, 8, 31),
    due_on=date(2026, 9, 25),
    missing_from=date(2026, 10, 5),
)
SPRING = replace(
    FALL,
    key="spring",
    title="Spring",
    opens_on=date(2027, 4, 12),
    due_on=date(2027, 5, 7),
    missing_from=date(2027, 5, 17),
)
TRACKER = "s-1.2026.02"
KEY = DutyKey(tracker=TRACKER, school_class="k-2", person="t-10", checkpoint="fall")


def moment(day: date, zone: ZoneInfo = CHICAGO) -> Moment:
    return Moment(today=day, zone=zone, at=datetime(day.year, day.month, day.day, 8, tzinfo=UTC))


def go(
    store: Store,
    scope: Scope,
    day: date,
    *,
    metrics: Sequence[Metric] = (READS,),
    windows: Sequence[Checkpoint] = (FALL,),
    zone: ZoneInfo = CHICAGO,
) -> RoundReport:
    owed = Owed(
        expected=expected_entries(MAPLE, "02", metrics, windows, "t-2"),
        checkpoints=tuple(windows),
    )
    return DutyRound(
        store=store, scope=scope, moment=moment(day, zone), owed=lambda _: owed
    ).over_all()


def states(store: Store, scope: Scope) -> dict[str, DutyState]:
    with store.reading() as tx:
        return {one.key.checkpoint: one.state for one in held_duties(tx, scope)}


def test_a_metric_that_the_template_gets_within_the_year_is_owed_from_then_on(
    store: Store,
) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        seq = read(tx, tracker)
        both = {READING: number(500), READING._replace(student="c-10"): number(510)}
        apply_entries(tx, tracker, seq, opened=both, closed={}, moved={})
    go(store, scope, date(2026, 9, 1))
    assert states(store, scope) == {"fall": DutyState.COMPLETE}
    go(store, scope, date(2026, 9, 2), metrics=(READS, MATHS))
    assert states(store, scope) == {"fall": DutyState.OPEN}
    with store.reading() as tx:
        assert duty_reasons(tx, scope, KEY)[-1] == "2 of 4 scores are in."


def test_a_window_that_the_template_drops_is_owed_no_more_and_its_history_stays(
    store: Store,
) -> None:
    scope, _ = set_up(store)
    go(store, scope, date(2026, 9, 1), windows=(FALL, SPRING))
    go(store, scope, date(2026, 9, 28), windows=(FALL, SPRING))
    go(store, scope, date(2026, 9, 29), windows=(SPRING,))
    assert states(store, scope) == {"fall": DutyState.NOT_OWED, "spring": DutyState.NOT_OPEN}
    with store.reading() as tx:
        then = {one.key.checkpoint: one.state for one in duties_on(tx, scope, date(2026, 9, 28))}
        assert kept_since(tx, scope) == date(2026, 9, 1)
        assert flags(tx, scope) == []
    assert then["fall"] is DutyState.LATE


def test_when_the_year_is_over_its_duties_end_and_their_flags_with_them(store: Store) -> None:
    scope, _ = set_up(store)
    go(store, scope, date(2026, 10, 6))
    with store.reading() as tx:
        (raised,) = flags(tx, scope)
    DutyRound(
        store=store, scope=scope, moment=moment(date(2027, 8, 16)), owed=lambda _: NOTHING_OWED
    ).over_all()
    assert states(store, scope) == {"fall": DutyState.NOT_OWED}
    with store.reading() as tx:
        assert flags(tx, scope) == []
        assert [step["state"] for step in flag_history(tx, scope, raised.public_id)] == [
            FlagState.OPEN,
            FlagState.RESOLVED,
        ]


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("America/Chicago", datetime(2026, 9, 26, 5, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 9, 26, 10, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 9, 25, 12, tzinfo=UTC)),
    ],
)
def test_the_next_moment_is_midnight_on_the_schools_own_clock(
    zone: str, begins: datetime, store: Store
) -> None:
    scope, _ = set_up(store)
    go(store, scope, date(2026, 9, 1), zone=ZoneInfo(zone))
    before, after = (
        moment(date(2026, 9, 25), ZoneInfo(zone)),
        moment(date(2026, 9, 26), ZoneInfo(zone)),
    )
    assert after.starts(after.today) == begins
    with store.reading() as tx:
        assert trackers_due(tx, scope, before) == []
        assert trackers_due(tx, scope, after) == [TRACKER]


def test_a_flag_is_acknowledged_and_resolves_itself_when_the_scores_come(store: Store) -> None:
    scope, tracker = set_up(store)
    go(store, scope, date(2026, 10, 6))
    with store.writing() as tx:
        (raised,) = flags(tx, scope)
        wish = Wish(to=FlagState.ACKNOWLEDGED, by="t-2", reason="asked")
        move_flag(tx, scope, raised.public_id, wish, moment(date(2026, 10, 6)))
    go(store, scope, date(2026, 10, 7))
    with store.writing() as tx:
        (held,) = flags(tx, scope)
        assert (held.public_id, held.state) == (raised.public_id, FlagState.ACKNOWLEDGED)
        seq = read(tx, tracker)
        both = {READING: number(500), READING._replace(student="c-10"): number(510)}
        apply_entries(tx, tracker, seq, opened=both, closed={}, moved={})
    go(store, scope, date(2026, 10, 8))
    with store.reading() as tx:
        assert flags(tx, scope) == []
        steps = flag_history(tx, scope, raised.public_id)
    assert [(step["state"], step["by_person"]) for step in steps] == [
        (FlagState.OPEN, None),
        (FlagState.ACKNOWLEDGED, "t-2"),
        (FlagState.RESOLVED, None),
    ]


def test_a_flag_about_a_child_goes_along_to_another_tracker(store: Store) -> None:
    """The child changes the grade, and a round looks at the new grade's tracker alone."""
    scope, _ = set_up(store)
    day, other = date(2026, 9, 1), "s-1.2026.03"
    with store.writing() as tx:
        make_tracker(tx, scope, other)
        say_not_mine(tx, scope, "t-10", "c-2", moment(day).at)
    expected = expected_entries(MAPLE, "02", (READS,), (FALL,), "t-2")

    def round_with_the_child_in(there: str) -> DutyRound:
        owed = {there: Owed(expected=expected, checkpoints=(FALL,))}
        return DutyRound(
            store=store,
            scope=scope,
            moment=moment(day),
            owed=lambda tracker: owed.get(tracker, NOTHING_OWED),
        )

    round_with_the_child_in(TRACKER).over_all()
    with store.reading() as tx:
        (raised,) = flags(tx, scope)
    round_with_the_child_in(other).over([other])
    with store.reading() as tx:
        assert flags(tx, scope) == [replace(raised, tracker=other)]
    round_with_the_child_in(other).over([TRACKER])
    with store.reading() as tx:
        assert flags(tx, scope) == [replace(raised, tracker=other)]


def test_an_excused_flag_stays_quiet_until_its_condition_comes_again(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        replace_issues(tx, tracker, read(tx, tracker), moment(date(2026, 9, 2)).at, [issue("5o2")])
    go(store, scope, date(2026, 9, 2))
    with store.writing() as tx:
        (raised,) = flags(tx, scope)
        assert (raised.kind, raised.person) == ("cell unreadable", "t-10")
        wish = Wish(to=FlagState.EXCUSED, by="t-2", reason="a trial")
        move_flag(tx, scope, raised.public_id, wish, moment(date(2026, 9, 2)))
    go(store, scope, date(2026, 9, 3))
    with store.writing() as tx:
        assert [one.state for one in flags(tx, scope)] == [FlagState.EXCUSED]
        replace_issues(tx, fresh(tx, scope), read(tx, tracker), moment(date(2026, 9, 4)).at, [])
    go(store, scope, date(2026, 9, 4))
    with store.writing() as tx:
        assert flags(tx, scope) == []
        later = read(tx, tracker)
        replace_issues(tx, fresh(tx, scope), later, moment(date(2026, 9, 5)).at, [issue("5o2")])
    go(store, scope, date(2026, 9, 5))
    with store.reading() as tx:
        (again,) = flags(tx, scope)
    assert again.state is FlagState.OPEN
    assert again.public_id != raised.public_id


def test_a_flag_is_excused_with_a_reason_only_and_resolved_by_nobody(store: Store) -> None:
    scope, _ = set_up(store)
    go(store, scope, date(2026, 10, 6))
    with store.writing() as tx:
        (raised,) = flags(tx, scope)
        for to, words in (
            (FlagState.EXCUSED, "Say why"),
            (FlagState.RESOLVED, "resolves itself"),
            (FlagState.OPEN, "open already"),
        ):
            with pytest.raises(FlagError, match=words):
                move_flag(
                    tx,
                    scope,
                    raised.public_id,
                    Wish(to=to, by="t-2", reason=" "),
                    moment(date(2026, 10, 6)),
                )
        with pytest.raises(FlagError, match="no flag 'nosuch'"):
            move_flag(
                tx,
                scope,
                "nosuch",
                Wish(to=FlagState.ACKNOWLEDGED, by="t-2", reason=""),
                moment(date(2026, 10, 6)),
            )


def given(student: str = "c-2", by: str = "t-10", until_day: date | None = None) -> GivenExcuse:
    return GivenExcuse(
        student=student,
        checkpoint="fall",
        metric=None,
        code="EX",
        reason="moved in",
        by=by,
        source="page",
        from_day=date(2026, 9, 1),
        until_day=until_day,
    )


def test_an_excuse_that_ends_makes_its_cells_owed_again(store: Store) -> None:
    scope, _ = set_up(store)
    with store.writing() as tx:
        at = moment(date(2026, 9, 1)).at
        give_excuse(tx, scope, given("c-2", until_day=date(2026, 9, 10)), at)
        give_excuse(tx, scope, given("c-10"), at)
    go(store, scope, date(2026, 9, 1))
    assert states(store, scope) == {"fall": DutyState.EXCUSED}
    with store.reading() as tx:
        assert trackers_due(tx, scope, moment(date(2026, 9, 10))) == []
        assert trackers_due(tx, scope, moment(date(2026, 9, 11))) == [TRACKER]
    go(store, scope, date(2026, 9, 11))
    assert states(store, scope) == {"fall": DutyState.OPEN}


def test_an_asking_that_comes_twice_is_stored_once_and_only_for_who_asked(store: Store) -> None:
    scope, _ = set_up(store)
    at = moment(date(2026, 9, 1)).at
    asked = replace(given("c-2"), once="a click")
    with store.writing() as tx:
        first = give_excuse(tx, scope, asked, at)
        again = give_excuse(tx, scope, replace(asked, code="EX"), at)
        assert again == first
        assert give_excuse(tx, scope, replace(asked, once="another click"), at) != first
        assert len(excuses(tx, scope)) == 2


def test_an_excuse_that_is_withdrawn_counts_no_more_and_is_kept(store: Store) -> None:
    scope, _ = set_up(store)
    at = moment(date(2026, 9, 1)).at
    with store.writing() as tx:
        made = [give_excuse(tx, scope, given(child), at) for child in ("c-2", "c-10")]
    go(store, scope, date(2026, 9, 1))
    with store.writing() as tx:
        withdraw_excuse(tx, scope, made[0].public_id, moment(date(2026, 9, 2)).at)
    go(store, scope, date(2026, 9, 2))
    assert states(store, scope) == {"fall": DutyState.OPEN}
    with store.writing() as tx:
        assert len(excuses(tx, scope)) == 2
        with pytest.raises(ExcuseError, match="that stands"):
            withdraw_excuse(tx, scope, made[0].public_id, at)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (given(student="c-99"), "no child 'c-99'"),
        (given(by="t-99"), "no staff member 't-99'"),
        (given(until_day=date(2026, 8, 1)), "before it begins"),
    ],
)
def test_an_excuse_that_cannot_be_is_refused(wrong: GivenExcuse, words: str, store: Store) -> None:
    scope, _ = set_up(store)
    with store.writing() as tx, pytest.raises(ExcuseError, match=words):
        give_excuse(tx, scope, wrong, moment(date(2026, 9, 1)).at)


def test_a_round_that_finds_nothing_new_writes_nothing(store: Store) -> None:
    scope, _ = set_up(store)
    assert go(store, scope, date(2026, 9, 1), metrics=(READS, MATHS)).flips == 1
    again = go(store, scope, date(2026, 9, 2), metrics=(READS, MATHS))
    assert (again.changes, again.flags) == ((), 0)
