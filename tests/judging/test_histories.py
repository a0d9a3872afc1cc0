"""Random histories of people at one tracker, against a model that knows what each of them meant.

After every sync an entry is what was meant, or something is said and the entry is what it was
before; and every score that stands there is kept as it stands. Values that were typed since the
last sync and moved before it are left out, and so are those that stood in a row in doubt until
they were moved: they were never known as anybody's, and nothing could tell.
"""

from collections import ChainMap
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheet_templates.expectation import Expectation
from sheet_templates.school import Roster
from sheet_templates.snapshot import Snapshot
from sync.domain.decide import Decision, decide
from sync.domain.entries import Ending
from sync.domain.known import Known
from tests.judging.found_histories import FOUND, HELD_ONCE, PAIRS
from tests.judging.people import APART, CALM, CHILDREN, TYPING, People
from tests.judging.stored import check_stored
from tests.judging.watched import Judge, Watched, kept_texts
from tests.sheet_templates.living import briefing

NAMES = (
    "sort_moves_metadata",
    "shift_moves_metadata",
    "cut_moves_metadata",
    "duplicate_keeps_metadata",
)


def sync(people: People) -> Decision:
    """Sync: what was meant is known, or something is said and nothing else has changed."""
    watched = people.watched
    before, snapshot = watched.values(), people.snapshot
    people.seen = people.view_of(snapshot)
    decision = watched.take_over(snapshot)
    now = watched.values()
    wrong = {
        place: (now.get(place), people.meant.get(place), before.get(place))
        for place in {*now, *people.meant, *before}
        if now.get(place) != people.meant.get(place)
        and (place[1], now.get(place)) not in people.untold
    }
    people.untold = {
        (column, value)
        for (child, column), value in people.meant.items()
        if now.get((child, column)) != value
    }
    lost = {*people.seen.scores.values()} - {*kept_texts(decision)}
    assert not lost, f"lost: {lost}"
    assert not wrong or decision.doubts, f"in silence: {wrong}"
    assert all(is_now == was for is_now, _, was in wrong.values()), f"wrong: {wrong}"
    return decision


def sync_twice(people: People) -> None:
    """The same read once more changes nothing."""
    decision, watched = sync(people), people.watched
    again = watched.judge(watched.expectation, people.snapshot, watched.known)
    assert again.changes == 0, "the same read changed something"
    assert again.issues == decision.issues


numbers = st.integers(0, 30)
acts = st.tuples(st.sampled_from((People.type,) * 6 + TYPING), numbers, numbers)
histories = st.tuples(
    st.sampled_from(PAIRS),
    st.lists(st.tuples(numbers, numbers), min_size=4, max_size=14),
    st.lists(st.tuples(st.sampled_from(CALM), numbers, numbers), max_size=3),
    st.lists(acts, max_size=3),
    st.tuples(st.sampled_from(APART), numbers, numbers),
)


def live_through(
    fresh_tracker: Callable[..., Watched], history: Any, judge: Judge = decide
) -> Watched:
    """One history: people type, reshape, type again, and at last somebody puts things apart."""
    switches, typed, reshaped, typed_again, apart = history
    watched = fresh_tracker(**dict(zip(NAMES, switches, strict=True)))
    watched.judge = judge
    people = People(watched=watched)
    people.type_block(typed)
    assert not [doubt for doubt in sync(people).doubts if doubt.key is None]
    for act, one, other in reshaped:
        act(people, one, other)
        if act is People.sort_whole:  # twice between two syncs could not be told
            sync(people)
    for act, one, other in typed_again:
        act(people, one, other)
    sync(people)
    act, one, other = apart
    before = people.view.scores
    act(people, one, other)
    if act not in {People.cut_row, People.sort_names, People.copy_row, People.remove}:
        people.follow_one(before)
    sync_twice(people)
    return watched


@settings(max_examples=5)
@given(history=histories)
def test_every_entry_is_what_was_meant_or_something_is_said(
    fresh_tracker: Callable[..., Watched], history: Any
) -> None:
    live_through(fresh_tracker, history)


@pytest.mark.slow
@settings(max_examples=200)
@given(history=histories)
def test_two_hundred_histories(fresh_tracker: Callable[..., Watched], history: Any) -> None:
    live_through(fresh_tracker, history)


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    """The school whose tracker lives through the histories."""
    return briefing(tmp_path_factory.mktemp("roster"), students_per_class=5).roster


@pytest.mark.slow
@settings(max_examples=8)
@given(history=histories)
def test_a_store_is_the_same_however_it_came_about(
    fresh_tracker: Callable[..., Watched], roster: Roster, history: Any
) -> None:
    check_stored(roster, live_through(fresh_tracker, history))


@pytest.mark.endurance
@pytest.mark.timeout(0)  # hours
@settings(max_examples=1000)
@given(history=histories)
def test_stores_for_a_long_time(
    fresh_tracker: Callable[..., Watched], roster: Roster, history: Any
) -> None:
    check_stored(roster, live_through(fresh_tracker, history))


@pytest.mark.endurance
@pytest.mark.timeout(0)
@settings(max_examples=3000)
@given(history=histories)
def test_for_a_long_time(fresh_tracker: Callable[..., Watched], history: Any) -> None:
    live_through(fresh_tracker, history)


@pytest.mark.slow
@pytest.mark.parametrize("history", FOUND)
def test_what_long_runs_found(fresh_tracker: Callable[..., Watched], history: Any) -> None:
    live_through(fresh_tracker, history)


@pytest.mark.slow
@pytest.mark.parametrize("history", HELD_ONCE)
def test_what_waits_waits_alike_when_it_is_read_again(
    fresh_tracker: Callable[..., Watched], history: Any
) -> None:
    switches, typed, rounds = history
    people = People(watched=fresh_tracker(**dict(zip(NAMES, switches, strict=True))))
    people.type_block(typed)
    people.watched.take_over(people.snapshot)
    for acts in rounds:
        for act, one, other in acts:
            act(people, one, other)
        once = people.watched.take_over(people.snapshot)
        again = people.watched.take_over(people.snapshot)
        people.seen = None
    assert once.holds
    assert (again.changes, again.holds, again.issues) == (0, once.holds, once.issues)


# ---- bugs planted on purpose -------------------------------------------------------------------


def believes_everything(expectation: Expectation, snapshot: Snapshot, known: Known) -> Decision:
    """Values are never compared with where they stood before."""
    fresh = decide(expectation, snapshot, Known())
    return decide(
        expectation,
        snapshot,
        Known(entries=known.entries, rows=known.rows, confirmed=fresh.opened),
    )


def takes_what_waits(expectation: Expectation, snapshot: Snapshot, known: Known) -> Decision:
    """Rows and columns that were permuted are noticed, and taken all the same."""
    decision = decide(expectation, snapshot, known)
    changes = ChainMap(*(dict(hold.changes) for hold in decision.holds))
    return decide(expectation, snapshot, replace(known, confirmed=changes))


def reads_blank_as_zero(expectation: Expectation, snapshot: Snapshot, known: Known) -> Decision:
    """A cell that was emptied says 0."""
    decision = decide(expectation, snapshot, known)
    cleared = [key for key, ending in decision.closed.items() if ending is Ending.CLEARED]
    zeros = {key: known.entries[key]._replace(number=0.0, code=None) for key in cleared}
    left = {key: ending for key, ending in decision.closed.items() if key not in zeros}
    return replace(decision, opened={**decision.opened, **zeros}, closed=left)


EVERYBODY: Any = [(n, column) for n in range(CHILDREN) for column in (0, 1)]
SORTED: Any = (PAIRS[0], EVERYBODY, [], [], (People.sort_scores, 1, 0))
SHIFTED: Any = (PAIRS[0], EVERYBODY, [], [], (People.shift, 0, 1))
CLEARED: Any = (PAIRS[0], EVERYBODY, [], [(People.clear, 1, 1)], (People.remove, 0, 2))


@pytest.mark.parametrize(
    ("bug", "history"),
    [
        (believes_everything, SORTED),
        (takes_what_waits, SORTED),
        (takes_what_waits, SHIFTED),
        (reads_blank_as_zero, CLEARED),
    ],
)
def test_a_planted_bug_is_found(
    fresh_tracker: Callable[..., Watched], bug: Judge, history: Any
) -> None:
    live_through(fresh_tracker, history)
    with pytest.raises(AssertionError, match=r"in silence|wrong"):
        live_through(fresh_tracker, history, bug)
