"""Random histories of people at one tracker, against a model that knows what each of them meant.

After every sync an entry is what was meant, or something is said and the entry is what it was
before; and every score that stands there is kept as it stands. Values that were typed since the
last sync and moved before it are left out, and so are those that stood in a row in doubt until
they were moved: they were never known as anybody's, and nothing could tell.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheet_templates.expectation import Expectation
from sheet_templates.school import Roster
from sheet_templates.snapshot import Snapshot
from sync.domain.decide import Decision, decide
from sync.domain.known import Known
from tests.judging.people import APART, CALM, CHILDREN, TYPING, People
from tests.judging.stored import check_stored
from tests.judging.watched import Watched, kept_texts
from tests.sheet_templates.living import briefing

PAIRS = (  # every two of the switches in every combination
    (True, True, True, True),
    (True, False, False, False),
    (False, True, False, True),
    (False, False, True, True),
    (False, True, True, False),
    (True, False, True, True),
)
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
    fresh_tracker: Callable[..., Watched], history: Any, judge: Any = decide
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
@settings(max_examples=1000)
@given(history=histories)
def test_stores_for_a_long_time(
    fresh_tracker: Callable[..., Watched], roster: Roster, history: Any
) -> None:
    check_stored(roster, live_through(fresh_tracker, history))


@pytest.mark.endurance
@settings(max_examples=3000)
@given(history=histories)
def test_for_a_long_time(fresh_tracker: Callable[..., Watched], history: Any) -> None:
    live_through(fresh_tracker, history)


FOUND: tuple[
    Any, ...
] = (  # in long runs: each was once taken over in silence, or cleared what stood elsewhere
    (  # scores sorted after whole rows, whose marks had stayed behind: one went to a row in doubt
        PAIRS[2],
        [(0, 0), (0, 0), (7, 1), (13, 1)],
        [(People.sort_whole, 0, 1)],
        [],
        (People.sort_scores, 0, 0),
    ),
    (  # names sorted back beside two scores of one child, while somebody typed beside them
        PAIRS[2],
        [(0, 0), (0, 18), (0, 0), (7, 1), (0, 0), (0, 0)],
        [(People.insert, 13, 0), (People.sort_whole, 0, 0)],
        [(People.type, 2, 1), (People.type, 22, 6), (People.type, 0, 0)],
        (People.sort_names, 23, 0),
    ),
    (  # names and keys sorted back beside one score alone, which never left its cell
        PAIRS[2],
        [(0, 0), (0, 0), (7, 1), (12, 1)],
        [(People.sort_whole, 0, 0)],
        [],
        (People.sort_names, 1, 0),
    ),
    (  # cells of the last scores deleted sideways: only formulas of ours moved in
        PAIRS[0],
        [(0, 0), (0, 0), (0, 0), (1, 0)],
        [],
        [],
        (People.shift, 0, 1),
    ),
    (
        PAIRS[2],
        [(0, 0), (0, 0), (7, 0), (27, 1)],
        [(People.sort_whole, 0, 0)],
        [],
        (People.sort_names, 1, 0),
    ),
    (  # whole rows sorted, whose marks had stayed behind: in doubt once two had the same score
        PAIRS[3],
        [(0, 0), (0, 29), (16, 8)],
        [(People.sort_whole, 0, 0)],
        [],
        (People.sort_scores, 0, 9),
    ),
    (  # a list pasted one row higher: its one score twice, and another one gone
        (True, True, True, True),
        [(4, 29), (17, 0), (20, 1), (28, 0)],
        [],
        [],
        (People.paste_off, 0, 0),
    ),
    (  # cells deleted sideways: what could not be read came to stand over the only score
        PAIRS[0],
        [(0, 0), (0, 0), (0, 2), (29, 30)],
        [],
        [(People.type, 24, 7)],
        (People.shift, 0, 14),
    ),
    (  # cells deleted sideways beside a column of the team's own, from which blanks moved in
        PAIRS[0],
        [(25, 17), (21, 8)],
        [(People.insert, 26, 9)],
        [],
        (People.shift, 16, 16),
    ),
    (  # a score deleted, and what could not be read came to stand where the next one had been
        PAIRS[5],
        [(13, 2), (9, 10), (5, 30)],
        [(People.move, 0, 25)],
        [],
        (People.shift, 5, 26),
    ),
    (  # a list pasted off across an empty row of nobody's
        PAIRS[4],
        [(22, 2), (28, 26)],
        [(People.insert, 29, 3)],
        [(People.type, 1, 26)],
        (People.paste_off, 12, 26),
    ),
    (  # the same, where nothing stood in the row but what was deleted
        PAIRS[0],
        [(0, 2), (4, 26)],
        [(People.insert, 2, 19)],
        [],
        (People.shift, 20, 23),
    ),
    (  # a list pasted off among rows that were sorted whole, whose marks had stayed behind
        PAIRS[2],
        [(0, 0), (1, 3), (3, 11), (28, 0)],
        [(People.sort_whole, 0, 2)],
        [],
        (People.paste_off, 0, 0),
    ),
    (  # two typed scores that made such rows doubtful again, and then the names sorted back
        PAIRS[2],
        [
            (11, 8),
            (4, 6),
            (8, 20),
            (12, 18),
            (27, 17),
            (3, 17),
            (11, 8),
            (12, 4),
            (29, 8),
        ],
        [(People.sort_whole, 15, 23)],
        [(People.type, 13, 24), (People.type, 10, 1)],
        (People.sort_names, 5, 17),
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("history", FOUND)
def test_what_long_runs_found(fresh_tracker: Callable[..., Watched], history: Any) -> None:
    live_through(fresh_tracker, history)


def believes_everything(expectation: Expectation, snapshot: Snapshot, known: Known) -> Decision:
    """A bug planted on purpose: values are never compared with where they stood before."""
    fresh = decide(expectation, snapshot, Known())
    return decide(
        expectation,
        snapshot,
        Known(entries=known.entries, rows=known.rows, confirmed=fresh.opened),
    )


def test_a_planted_bug_is_found(fresh_tracker: Callable[..., Watched]) -> None:
    typed = [(n, column) for n in range(CHILDREN) for column in (0, 1)]
    history: Any = (PAIRS[0], typed, [], [], (People.sort_scores, 1, 0))
    live_through(fresh_tracker, history)
    with pytest.raises(AssertionError, match=r"in silence|wrong"):
        live_through(fresh_tracker, history, believes_everything)
