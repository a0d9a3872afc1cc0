"""States that wait for a word: kept whole, found again, decided once, settled by a read."""

from dataclasses import replace

import pytest

from sheet_templates.expectation import Expectation
from sheet_templates.snapshot import Snapshot
from sync.domain.entries import EntryValue
from sync.domain.holds import WHOLE_TAB, Hold, Verdict
from sync.domain.known import Known
from sync.domain.scope import Scope
from sync.store.engine import Store, Tx
from sync.store.holds import decide_hold, hold, holds, replace_holds
from sync.store.knowing import before
from sync.store.packing import pack_read
from sync.store.trackers import Tracker
from tests.store.builders import MATH, MONDAY, READING, TUESDAY, number, read, row, set_up

HELD = Hold(
    tab="students",
    scope=WHOLE_TAB,
    rule="shrunk",
    message="12 of 20 scores are gone.",
    changes={
        READING: EntryValue(number=None, code="ABS", a1="H12", normalised_from="abs"),
        MATH: None,
    },
    rows=(row("c-2", '{"x": "é"}'.encode(), position=11),),
)
OWNER = "badru@maple.example"


def _find(tx: Tx, tracker: Tracker, *found: Hold, stopped: tuple[str, ...] = ()) -> None:
    seq = read(tx, tracker)
    replace_holds(tx, tracker, seq, None, MONDAY, found=found, stopped=stopped)


def _known(tx: Tx, scope: Scope, tracker: Tracker) -> Known:
    empty = Snapshot(facets=frozenset())
    expectation = Expectation(tracker_id=tracker.public_id, tabs=(), codes=())
    return before(tx, scope, tracker, empty, pack_read(expectation, empty)).known


def _verdicts(tx: Tx, scope: Scope) -> list[Verdict]:
    return [one.verdict for one in holds(tx, scope, only_open=False)]


def test_a_held_state_is_read_back_as_it_was_found(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _find(tx, tracker, HELD)
        (stored,) = holds(tx, scope)
        assert (stored.hold, stored.tracker, stored.seen_at) == (HELD, tracker.public_id, MONDAY)
        assert (stored.verdict, stored.decided_by) == (Verdict.OPEN, None)
        assert hold(tx, scope, stored.public_id) == stored
        assert holds(tx, Scope(school_id=scope.school_id + 1)) == []


def test_one_that_is_found_again_keeps_its_id_and_another_one_takes_its_place(
    store: Store,
) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _find(tx, tracker, HELD)
        (first,) = holds(tx, scope)
        _find(tx, tracker, HELD)
        assert [one.public_id for one in holds(tx, scope)] == [first.public_id]
        lower = replace(HELD, rows=(row("c-2", HELD.rows[0].cells, position=12),))
        _find(tx, tracker, lower)
        assert [one.public_id for one in holds(tx, scope)] == [first.public_id]
        assert [one.hold for one in holds(tx, scope)] == [lower], "and it says where it is now"
        _find(tx, tracker, replace(HELD, changes={READING: number(5)}))
        assert [one.hold.changes for one in holds(tx, scope)] == [{READING: number(5)}]
        assert _verdicts(tx, scope) == [Verdict.REPLACED, Verdict.OPEN]
        _find(tx, tracker)
        assert _verdicts(tx, scope) == [Verdict.REPLACED, Verdict.GONE]


def _contents(tx: Tx) -> int:
    return int(tx.exec_driver_sql("SELECT count(*) FROM blob").scalar_one())


def test_what_a_hold_held_before_its_rows_moved_is_kept_as_long_as_another_holds_it(
    store: Store,
) -> None:
    scope, tracker = set_up(store)
    lower = replace(HELD, rows=(row("c-2", HELD.rows[0].cells, position=12),))
    with store.writing() as tx:
        before = _contents(tx)
        _find(tx, tracker, HELD)
        _find(tx, tracker, lower)
        assert _contents(tx) == before + 1
        _find(tx, tracker)  # it is over, and what it held is history
        _find(tx, tracker, lower)
        _find(tx, tracker, HELD)
        found = [one.hold for one in holds(tx, scope, only_open=False)]
        assert found == [lower, HELD]


def test_what_was_accepted_is_known_until_a_read_has_taken_it_over(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _find(tx, tracker, HELD)
        (stored,) = holds(tx, scope)
        decide_hold(tx, scope, stored.public_id, Verdict.ACCEPTED, OWNER, TUESDAY)
        known = _known(tx, scope, tracker)
        assert (known.confirmed, known.confirmed_tabs) == (HELD.changes, frozenset({"students"}))
        _find(tx, tracker, stopped=("students",))
        assert _known(tx, scope, tracker).confirmed == HELD.changes, "it had no effect yet"
        _find(tx, tracker)
        assert _known(tx, scope, tracker).confirmed == {}
        decided = hold(tx, scope, stored.public_id)
    assert decided is not None
    assert (decided.verdict, decided.decided_by, decided.decided_at) == (
        Verdict.ACCEPTED,
        OWNER,
        TUESDAY,
    )


def test_a_state_is_decided_once(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _find(tx, tracker, HELD)
        (stored,) = holds(tx, scope)
        decide_hold(tx, scope, stored.public_id, Verdict.PUT_BACK, OWNER, TUESDAY)
        for public_id in (stored.public_id, "nothing"):
            with pytest.raises(LookupError, match=public_id):
                decide_hold(tx, scope, public_id, Verdict.ACCEPTED, OWNER, TUESDAY)
