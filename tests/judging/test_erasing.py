"""A child is erased after any history: nothing tells of it, and all others stay as they were."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheet_templates.desired.students import student_row_key
from sheet_templates.expectation import Expectation
from sheet_templates.school import Roster, Student
from sync.domain.scope import Scope
from sync.pull import keep_read
from sync.replay import replay
from sync.store.engine import Store
from sync.store.erasing import erase
from tests.judging.found_histories import PAIRS
from tests.judging.people import CHILDREN, People
from tests.judging.stored import stored
from tests.judging.test_histories import histories, live_through
from tests.judging.watched import Watched
from tests.sheet_templates.living import briefing
from tests.store.builders import MONDAY, fresh
from tests.store.telling import all_rows, lost, tables_telling_of, tells_of

TRACKER = "s-1.2026.01"


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return briefing(tmp_path_factory.mktemp("roster"), students_per_class=5).roster


def check_erased(roster: Roster, watched: Watched, child: Student) -> None:
    """One child is erased; then the spreadsheet, where nobody deleted its row, is read again."""
    store, scope = stored(roster, watched)
    before = all_rows(store)
    assert tables_telling_of(store, child)
    with store.writing() as tx:
        erase(tx, scope, {child.sourced_id}, number="n", who="ad", at=MONDAY)
    assert tables_telling_of(store, child) == []
    others = [
        (name, row)
        for name, row in lost(before, all_rows(store))
        if not (tells_of(row, child) or _is_inside(before, row, child))
    ]
    assert others == []
    _check_replay(store, scope, reads=0)
    _read_again(store, scope, watched, child)
    _check_replay(store, scope, reads=1)


def _is_inside(before: Any, row: Any, child: Student) -> bool:
    """Whether a row is the child's by the numbers that the store goes by inside."""
    key = student_row_key(TRACKER, child.sourced_id)
    inside = {one["id"] for one in before["student"] if one["sourced_id"] == child.sourced_id}
    about = {one["row_anchor_id"] for one in before["row_version"] if tells_of(one, child)}
    about |= {one["id"] for one in before["row_anchor"] if one["row_key"] == key}
    is_anchor = "position" in row and row.get("id") in about
    return (
        row.get("student_id") in inside
        or row.get("row_anchor_id") in about
        or row.get("row_key") == key
        or is_anchor
    )


def _check_replay(store: Store, scope: Scope, *, reads: int) -> None:
    (replayed,) = replay(store, scope)
    assert (replayed.is_whole, replayed.reads, replayed.differences) == (True, reads, ())
    assert replayed.begun_at == MONDAY


def _read_again(store: Store, scope: Scope, watched: Watched, child: Student) -> None:
    expectation = without(watched.expectation, child)
    with store.writing() as tx:
        tracker = fresh(tx, scope, expectation.tracker_id)
        at = MONDAY + timedelta(days=len(watched.reads) + 1)
        keep_read(tx, scope, tracker, expectation, watched.reads[0], run_id=None, at=at)


def without(expectation: Expectation, child: Student) -> Expectation:
    """What reading the tracker expects once the child is no longer in it."""
    (key,) = {
        key
        for tab in expectation.tabs
        for key, student in tab.rows.items()
        if student == child.sourced_id
    }

    def left(held: Mapping[str, Any]) -> dict[str, Any]:
        return {one: value for one, value in held.items() if one != key}

    tabs = (
        replace(
            tab,
            rows=left(tab.rows),
            row_titles=left(tab.row_titles),
            witnesses=left(tab.witnesses),
        )
        for tab in expectation.tabs
    )
    return replace(expectation, tabs=tuple(tabs))


def live_and_erase(
    fresh_tracker: Callable[..., Watched], roster: Roster, history: Any, number: int
) -> None:
    """A history, and then the child of that number is erased."""
    watched = live_through(fresh_tracker, history)
    ids = [*watched.expectation.tabs[0].rows.values()]
    children = {one.sourced_id: one for one in roster.students}
    check_erased(roster, watched, children[ids[number % len(ids)]])


@pytest.mark.slow
@settings(max_examples=2)
@given(history=histories, number=st.integers(0, CHILDREN - 1))
def test_nothing_tells_of_an_erased_child_and_others_stay(
    fresh_tracker: Callable[..., Watched], roster: Roster, history: Any, number: int
) -> None:
    live_and_erase(fresh_tracker, roster, history, number)


@pytest.mark.slow
@pytest.mark.parametrize("act", [People.sort_names, People.copy_row, People.type_again])
def test_a_child_whose_names_stand_in_other_rows_too(
    fresh_tracker: Callable[..., Watched], roster: Roster, act: Any
) -> None:
    live_and_erase(fresh_tracker, roster, (PAIRS[0], [(0, 0), (7, 1)], [], [], (act, 1, 0)), 1)


@pytest.mark.endurance
@pytest.mark.timeout(0)
@settings(max_examples=1000)
@given(history=histories, number=st.integers(0, CHILDREN - 1))
def test_children_for_a_long_time(
    fresh_tracker: Callable[..., Watched], roster: Roster, history: Any, number: int
) -> None:
    live_and_erase(fresh_tracker, roster, history, number)
