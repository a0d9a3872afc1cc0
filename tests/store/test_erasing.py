"""Every table gives a child up, and no other; a rule that is forgotten is noticed."""

import json
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from sheet_templates.expectation import Expectation
from sync.domain.erasing import Erased
from sync.domain.moments import SchoolClock
from sync.domain.scope import Scope
from sync.errors import StoreError
from sync.pull import keep_read
from sync.replay import replay
from sync.store import schema
from sync.store.engine import Store, memory_store, open_store
from sync.store.erasing import Erasure, erase, planned_erasure, waits_for_sweep
from sync.store.erasing_rules import RULES, Rule, undeclared
from sync.store.history import accesses
from sync.store.kinds import LetterState
from sync.store.leaving import whereabouts
from sync.store.outbox import outbox
from sync.store.school import students_ever
from sync.store.tracker_entries import tracker_entries
from sync.store.whole_schema import metadata
from tests.domain.built_tab import BuiltTab, Row
from tests.store.about_two import (
    GONE,
    NAME,
    ROSTER,
    STAYS,
    TRACKER,
    key_of,
    label,
    told_of_two,
)
from tests.store.builders import (
    DAYS,
    MONDAY,
    TUESDAY,
    enrolled,
    make_tracker,
    save,
    without_student,
)
from tests.store.telling import Said, all_rows, all_rows_in, lost, tables_telling_of, tells_of

IDS = frozenset({GONE.sourced_id})


def erased(store: Store, scope: Scope, rules: Mapping[str, Rule] = RULES) -> Erasure:
    with store.writing() as tx:
        return erase(tx, scope, IDS, number="n", who="ad", at=TUESDAY, rules=rules)


def test_of_every_table_it_is_said_what_an_erasure_does_with_it() -> None:
    assert undeclared(metadata.tables) == set()
    assert undeclared([*metadata.tables, "a_new_table"]) == {"a_new_table"}


def test_every_table_gives_the_child_up_and_no_other(store: Store) -> None:
    scope = told_of_two(store)
    before = all_rows(store)
    planned = planned_erasure(store, scope, IDS, TUESDAY)
    assert all_rows(store) == before
    assert planned.rows.keys() == RULES.keys()
    assert erased(store, scope) == planned
    after = all_rows(store)
    inside = {"student_id": 2, "flag_id": 2}
    assert [
        (name, row)
        for name, row in lost(before, after)
        if not (tells_of(row, GONE) or row.items() & inside.items() or name == "row_anchor")
    ] == []
    assert {row["row_key"] for row in after["row_anchor"]} == {key_of(STAYS), "r2", "r3", "r4"}
    # What others wrote stays, and is told of by its place: a row, and a cell that is quoted.
    telling = {name for name, rows in after.items() if any(tells_of(one, GONE) for one in rows)}
    assert telling == {"row_version", "cell_issue", "blob", "log_beginning"}
    assert planned.mentions == (
        f"{TRACKER}, tab students, cell H10",
        f"{TRACKER}, tab notes, row 3",
    )


def test_of_what_tells_of_others_too_only_the_child_goes() -> None:
    store = memory_store()
    scope = told_of_two(store, mentions=False)
    erased(store, scope)
    assert tables_telling_of(store, GONE) == []
    after = all_rows(store)
    rows = {one["sha256"] for one in after["row_version"]}
    assert b'{"student": "%s"}' % label(STAYS).encode() in rows  # its partner was the child
    (held,) = after["held_state"]
    assert held["sha256"].count(b"c-10") == 2  # an entry, and the row with its id
    assert [len(json.loads(one["cells"])) for one in after["restoration"]] == [2, 0]
    listed = {one["sourced_id"]: json.loads(one["cells"]) for one in after["bundle_row"]}
    assert listed.keys() == {"c-10", "p-1"}
    assert listed["p-1"]["agentSourcedIds"] == "c-10"


def test_a_letter_about_the_child_loses_its_text_and_does_not_go_out() -> None:
    store = memory_store()
    scope = told_of_two(store)
    erased(store, scope)
    with store.reading() as tx:
        states = {one.dedupe_key: (one.state, NAME in one.plain) for one in outbox(tx, scope)}
        (line,) = accesses(tx, scope)
    assert states == {
        "message 1": (LetterState.QUEUED, False),
        "message 2": (LetterState.WITHDRAWN, False),
    }
    assert (line.who, line.what, line.detail, line.has_names) == ("ad", "erase", "n", False)


def test_the_log_begins_anew_and_replays_with_what_is_read_afterwards() -> None:
    store = memory_store()
    scope = told_of_two(store)
    with store.reading() as tx:
        known = tracker_entries(tx, scope, 2026, {})
    assert {one.key.student for one in known[TRACKER].entries} == {"c-2", "c-10"}
    erased(store, scope)
    with store.reading() as tx:
        anew = tracker_entries(tx, scope, 2026, known)
    assert {one.key.student for one in anew[TRACKER].entries} == {"c-10"}
    (replayed,) = replay(store, scope)
    assert (replayed.is_whole, replayed.begun_at, replayed.differences) == (True, TUESDAY, ())
    with store.writing() as tx:  # the store is changed behind the log's back
        tx.execute(update(schema.entry_version).values(number=1))
    (replayed,) = replay(store, scope)
    assert [one.partition(":")[0] for one in replayed.differences] == ["entry_version"]


def test_a_log_begins_anew_where_a_row_alone_tells_of_the_child() -> None:
    """Somebody wrote of the child on a tab of the spreadsheet of a tracker of others.

    Neither what was expected of it nor how it is built names the child.
    """
    store, spoken = memory_store(), (Row(mark=None, values=(None, label(GONE))),)
    with store.writing() as tx:
        scope = save(tx, ROSTER)
        other = make_tracker(tx, scope)
        nothing = Expectation(tracker_id=other.public_id, tabs=(), codes=())
        snapshot = BuiltTab(rows=(), notes=spoken).snapshot()
        keep_read(tx, scope, other, nothing, snapshot, run_id=None, at=MONDAY)
    assert tables_telling_of(store, GONE) == ["blob", "student"]
    erased(store, scope)
    assert tables_telling_of(store, GONE) == []


class TakenBackError(Exception):
    """Ends a transaction without a trace."""


@pytest.mark.slow
def test_a_table_that_is_forgotten_is_noticed() -> None:
    store = memory_store()
    scope = told_of_two(store, mentions=False)
    unnoticed = []
    for forgotten in RULES:
        rules = {name: rule for name, rule in RULES.items() if name != forgotten}
        # Where something still refers to the child, the database itself refuses.
        with suppress(TakenBackError, IntegrityError), store.writing() as tx:
            erase(tx, scope, IDS, number="n", who="ad", at=TUESDAY, rules=rules)
            if not _has_the_child(all_rows_in(tx)):
                unnoticed.append(forgotten)
            raise TakenBackError
    assert unnoticed == []


def _has_the_child(rows: dict[str, list[Said]]) -> bool:
    keys = {row["row_key"] for row in rows["row_anchor"]}
    return key_of(GONE) in keys or any(
        tells_of(row, GONE) for those in rows.values() for row in those
    )


def test_no_byte_of_the_child_is_left_in_the_files_once_they_are_swept(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "store.sqlite3")) as store:
        scope = told_of_two(store, mentions=False)
        with store.writing() as tx:  # as an update leaves it: an older state in a freed page
            tx.execute(update(schema.student).values(given_name=schema.student.c.given_name))
        erased(store, scope)
        assert bytes_in(tmp_path)
        with store.reading() as tx:
            assert waits_for_sweep(tx, scope) == TUESDAY
        assert store.sweep()
        assert not bytes_in(tmp_path)
        with store.reading() as tx:
            assert [one.sourced_id for one in students_ever(tx, scope)] == ["c-10", "c-3"]


def bytes_in(folder: Path) -> list[str]:
    """The files in which the child's names or id stand, whatever their state."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    telling = (b"Zephyrine", b"Quill", b"c-2")
    return [name for name, content in found.items() if any(one in content for one in telling)]


def test_a_reader_in_the_way_of_a_sweep_is_told_of_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with closing(open_store(path, patience_ms=1)) as store:
        scope = told_of_two(store, mentions=False)
        erased(store, scope)
        with closing(open_store(path)) as other, other.reading() as tx:
            students_ever(tx, scope)
            with pytest.raises(StoreError, match="erase --sweep"):
                store.sweep()
        assert bytes_in(tmp_path)
        assert store.sweep()
        assert not bytes_in(tmp_path)


def test_who_has_left_and_since_when() -> None:
    store, clock = memory_store(), SchoolClock(zone=ZoneInfo("America/Chicago"))
    friday = replace(
        ROSTER, enrollments=(enrolled("c-10", "k-2"), enrolled("c-2", "k-2", ends_on=DAYS[2]))
    )
    with store.writing() as tx:
        scope = save(tx, friday)
        then = whereabouts(tx, scope, clock, DAYS[2])
        after = whereabouts(tx, scope, clock, DAYS[2] + timedelta(days=1))
        save(tx, without_student(friday, "c-2"), at=TUESDAY)
        gone = whereabouts(tx, scope, clock, DAYS[0])
    told = [
        [(one.is_enrolled, one.is_listed, one.left_on) for one in known if one.student == GONE]
        for known in (then, after, gone)
    ]
    tuesday = clock.day(TUESDAY)
    assert told == [[(True, True, None)], [(False, True, DAYS[2])], [(False, False, tuesday)]]


def test_a_name_that_two_children_bear_means_neither_without_an_id() -> None:
    twin = replace(GONE, sourced_id="c-77")
    alone, shared = (Erased((GONE,), others) for others in ((STAYS,), (STAYS, twin)))
    for text in (f"{NAME} reads", "QUILL,  zephyrine", "see /students/c-2."):
        assert alone.are_meant_by(text)
        assert alone.are_mentioned_in(text)
    assert not shared.are_meant_by(f"{NAME} reads")
    assert shared.are_mentioned_in(f"{NAME} reads")
    assert shared.are_meant_by(label(GONE))
    assert not shared.are_named_by(["Zephyrine", "Quill"])
    assert shared.are_named_by(["Zephyrine", "Quill", "c-2"])
    assert not alone.are_mentioned_in("Zephyrines Quilling c-23 c-2-1")


def test_a_short_number_as_an_id_is_no_score() -> None:
    child = replace(GONE, sourced_id="512")
    erased = Erased((child,), (STAYS,))
    assert not erased.are_named_by(["512", "Ola"])
    assert not erased.are_meant_by("512 becomes 520")
    assert erased.are_named_by(["512", "Quill"])
    assert erased.are_meant_by("http://127.0.0.1/students/512")
    for number, is_meant in (("5123", False), ("51234", True)):
        longer = Erased((replace(GONE, sourced_id=number),), (STAYS,))
        assert longer.are_meant_by(f"{number} becomes 520") is is_meant
