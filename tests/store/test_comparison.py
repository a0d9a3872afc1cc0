from datetime import datetime, timedelta

from sync.store import schema
from sync.store.comparison import INSIDE_OTHERS, LEDGERS, natural_state
from sync.store.engine import Store, memory_store
from sync.store.entries import apply_entries
from sync.store.issues import replace_issues
from sync.store.kinds import AttemptState, RunKind
from sync.store.runs import open_run
from sync.store.trackers import close_attempt, mark_provisioned, open_attempt
from tests.store.builders import (
    MONDAY,
    READING,
    TUESDAY,
    contents,
    fresh,
    issue,
    make_tracker,
    number,
    read,
    save,
)


def _lived_through(at: datetime, *, detours: int = 0, value: float = 512) -> Store:
    """A store with a bit of everything, got there with so many needless steps before."""
    store = memory_store()
    with store.writing() as tx:
        scope = save(tx, at=at)
        for _ in range(detours):
            save(tx, at=at)
            open_run(tx, scope, kind=RunKind.MANUAL, night=None, now=at)
        tracker = make_tracker(tx, scope)
        for _ in range(detours):
            attempt = open_attempt(tx, tracker.id, "plan", at)
            close_attempt(tx, attempt, AttemptState.UNKNOWN, at)
            read(tx, tracker, at)
        mark_provisioned(tx, tracker.id, "desired", at)
        seq = read(tx, tracker, at, contents({"c-2": b"[1]", "c-3": b"[2]"}))
        opened = {READING: number(value)}
        apply_entries(tx, tracker, seq, opened=opened, closed={}, moved={})
        replace_issues(tx, tracker, seq, at, [issue("5o2")])
    return store


def test_every_table_is_compared_or_named_as_left_out() -> None:
    compared = natural_state(memory_store()).keys()
    assert compared | LEDGERS | INSIDE_OTHERS == schema.metadata.tables.keys()
    assert not compared & (LEDGERS | INSIDE_OTHERS)


def test_detours_and_times_make_no_difference() -> None:
    later = _lived_through(MONDAY + timedelta(days=5), detours=2)
    assert natural_state(_lived_through(MONDAY)) == natural_state(later)


def test_another_value_makes_a_difference() -> None:
    one, other = (
        natural_state(_lived_through(MONDAY)),
        natural_state(_lived_through(MONDAY, value=1)),
    )
    assert {name for name in one if one[name] != other[name]} == {"entry_version"}


def test_another_row_and_what_was_before_it_make_a_difference() -> None:
    changed = _lived_through(MONDAY)
    with changed.writing() as tx:
        scope = save(tx)
        read(tx, fresh(tx, scope), TUESDAY, contents({"c-2": b"[1]", "c-3": b"[3]"}))
    one, other = natural_state(_lived_through(MONDAY)), natural_state(changed)
    assert {name for name in one if one[name] != other[name]} == {"row_version"}
    assert [(row["row_key"], row["zbytes"], row["is_over"]) for row in other["row_version"]] == [
        ("c-2", b"[1]", False),
        ("c-3", b"[2]", True),
        ("c-3", b"[3]", False),
    ]
