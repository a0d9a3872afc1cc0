from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import StoreError
from sync.store.engine import Store, Tx, memory_store
from sync.store.kinds import RunKind
from sync.store.reads import store_read
from sync.store.runs import open_run
from sync.store.trackers import Tracker
from tests.conftest import is_ci
from tests.store.builders import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    contents,
    fresh,
    read,
    row,
    set_up,
)
from tests.store.looking_back import RowVersion, row_history

Span = tuple[int, int | None, bytes]


def _spans(tx: Tx, tracker: Tracker, row_key: str) -> list[Span]:
    """From which read, up to which, what the row held."""
    history = row_history(tx, tracker.id, "students", row_key)
    return [(one.from_seq, one.to_seq, one.cells) for one in history]


def test_reads_of_a_tracker_are_numbered_from_one(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        assert [read(tx, tracker, at) for at in (MONDAY, MONDAY, TUESDAY)] == [1, 2, 3]
        assert fresh(tx, scope).last_read_at == TUESDAY


def test_a_row_that_does_not_change_has_one_version(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        run_id = open_run(tx, scope, kind=RunKind.MANUAL, night=None, now=MONDAY)
        for at in (MONDAY, TUESDAY):
            store_read(
                tx,
                tracker,
                run_id=run_id,
                dirty_seq_seen=1,
                at=at,
                structure_sha="structure",
                rows=[row("c-2", b'["512"]')],
            )
        assert row_history(tx, tracker.id, "students", "c-2") == [
            RowVersion(
                from_seq=1,
                to_seq=None,
                from_at=MONDAY,
                to_at=None,
                run_id=run_id,
                cells=b'["512"]',
            )
        ]


def test_a_changed_row_keeps_what_it_held_before(store: Store) -> None:
    _, tracker = set_up(store)
    with store.writing() as tx:
        read(tx, tracker, MONDAY, contents({"c-2": b"[1]", "c-3": b"[9]"}))
        read(tx, tracker, TUESDAY, contents({"c-2": b"[2]", "c-3": b"[9]"}))
        assert _spans(tx, tracker, "c-2") == [(1, 2, b"[1]"), (2, None, b"[2]")]
        assert _spans(tx, tracker, "c-3") == [(1, None, b"[9]")]
        times = [(one.from_at, one.to_at) for one in row_history(tx, tracker.id, "students", "c-2")]
    assert times == [(MONDAY, TUESDAY), (TUESDAY, None)]


def test_a_row_that_vanished_ends_and_begins_anew_when_it_is_back(store: Store) -> None:
    _, tracker = set_up(store)
    with store.writing() as tx:
        read(tx, tracker, MONDAY, [row("c-2", b"[1]")])
        read(tx, tracker, TUESDAY)
        read(tx, tracker, WEDNESDAY)
        read(tx, tracker, THURSDAY, [row("c-2", b"[1]")])
        assert _spans(tx, tracker, "c-2") == [(1, 2, b"[1]"), (4, None, b"[1]")]


def test_sorting_the_rows_makes_no_version_and_is_noted(store: Store) -> None:
    _, tracker = set_up(store)
    positions = "SELECT row_key, position FROM row_anchor ORDER BY position"
    with store.writing() as tx:
        read(tx, tracker, MONDAY, contents({"c-2": b"[1]", "c-3": b"[2]"}))
        read(tx, tracker, TUESDAY, contents({"c-3": b"[2]", "c-2": b"[1]"}))
        assert tx.exec_driver_sql(positions).all() == [("c-3", 1), ("c-2", 2)]
        assert _spans(tx, tracker, "c-2") == [(1, None, b"[1]")]


def test_equal_contents_are_stored_once(store: Store) -> None:
    _, tracker = set_up(store)
    with store.writing() as tx:
        read(tx, tracker, MONDAY, contents({"c-2": b"[]", "c-3": b"[]"}))
        read(tx, tracker, TUESDAY, contents({"c-2": b"[1]", "c-3": b"[]"}))
        read(tx, tracker, WEDNESDAY, contents({"c-2": b"[]", "c-3": b"[]"}))
        assert tx.exec_driver_sql("SELECT count(*) FROM blob").scalar() == 2


def test_rows_of_two_tabs_may_bear_one_key(store: Store) -> None:
    _, tracker = set_up(store)
    with store.writing() as tx:
        read(tx, tracker, rows=[row("r", b"[1]"), row("r", b"[2]", tab="notes")])
        assert _spans(tx, tracker, "r") == [(1, None, b"[1]")]
        assert [one.cells for one in row_history(tx, tracker.id, "notes", "r")] == [b"[2]"]


def test_two_rows_of_a_tab_with_one_key_are_refused(store: Store) -> None:
    _, tracker = set_up(store)
    with pytest.raises(ValueError, match="two rows of one tab"), store.writing() as tx:
        read(tx, tracker, rows=[row("r", b"[1]"), row("r", b"[1]", 2)])


def test_a_clock_that_went_back_is_refused_with_a_remedy(store: Store) -> None:
    _, tracker = set_up(store)
    with store.writing() as tx:
        read(tx, tracker, TUESDAY)
    with pytest.raises(StoreError) as refused, store.writing() as tx:
        read(tx, tracker, TUESDAY - timedelta(seconds=1))
    assert refused.value.reason == (
        "s-1.2026.02 was read at 2026-09-15T03:00:00+00:00, which lies after now "
        "(2026-09-15T02:59:59+00:00): this computer's clock went back. "
        "Put it right and sync again."
    )


SNAPSHOTS = st.lists(
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from([b"[]", b"[1]", b"[2]"])), max_size=8
)


def _naive_history(snapshots: list[dict[str, bytes]], row_key: str) -> list[Span]:
    """The same, told from a full copy of every read."""
    spans: list[Span] = []
    before: bytes | None = None
    for seq, snapshot in enumerate(snapshots, start=1):
        held = snapshot.get(row_key)
        if held == before:
            continue
        if before is not None:
            spans[-1] = (spans[-1][0], seq, before)
        if held is not None:
            spans.append((seq, None, held))
        before = held
    return spans


@settings(max_examples=100 if is_ci() else 20, deadline=None)
@given(SNAPSHOTS)
def test_row_versions_say_the_same_as_full_copies(snapshots: list[dict[str, bytes]]) -> None:
    store = memory_store()
    _, tracker = set_up(store)
    with store.writing() as tx:
        for snapshot in snapshots:
            read(tx, tracker, MONDAY, contents(snapshot))
        for row_key in "abcd":
            assert _spans(tx, tracker, row_key) == _naive_history(snapshots, row_key)
    store.close()
