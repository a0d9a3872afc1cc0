from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.domain.entries import EntryValue
from sync.domain.scope import Scope
from sync.store.engine import Store, open_store
from sync.store.entries import apply_entries
from sync.store.remembered import Remembered
from sync.store.school import roster
from sync.store.tracker_entries import tracker_entries
from sync.store.trackers import Tracker, advance_cursor, trackers
from tests.store.builders import MATH, MONDAY, READING, TUESDAY, make_tracker, number, read, save


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(tmp_path / "store.sqlite3")) as opened:
        yield opened


def _school(store: Store) -> tuple[Scope, Tracker]:
    with store.writing() as tx:
        scope = save(tx)
        made = make_tracker(tx, scope)
        seq = read(tx, made, MONDAY)
        apply_entries(tx, made, seq, opened={READING: number(512)}, closed={}, moved={})
    return scope, made


def test_what_was_read_holds_until_one_of_its_tables_is_written(store: Store) -> None:
    scope, made = _school(store)
    remembered = Remembered()

    def both() -> tuple[object, object]:
        with store.reading() as tx:
            readings = remembered.of(tx)
            return (
                readings.get("roster", lambda: roster(tx, scope)),
                readings.get("trackers", lambda: trackers(tx, scope)),
            )

    people, files = both()
    assert (both()[0], both()[1]) == (people, files)
    assert both()[1] is files
    with store.writing() as tx:
        advance_cursor(tx, "a drive", "1")  # neither asked for it
    assert both()[0] is people
    assert both()[1] is files
    with store.writing() as tx:
        read(tx, made, TUESDAY)  # says in the tracker when it was read
    later = both()
    assert later[0] is people
    assert later[1] != files


def test_a_reading_around_another_depends_on_its_tables_even_when_it_is_remembered(
    store: Store,
) -> None:
    scope, made = _school(store)
    remembered = Remembered()

    def titles(asked: str) -> list[str]:
        with store.reading() as tx:
            readings = remembered.of(tx)
            return readings.get(
                "outer",
                lambda: [
                    str(one.last_read_at)
                    for one in readings.get("inner", lambda: trackers(tx, scope))
                ],
                asked,
            )

    before = titles("once")
    assert titles("twice") == before  # made anew around a remembered reading
    with store.writing() as tx:
        read(tx, made, TUESDAY)
    assert titles("twice") != before


def test_another_process_is_heard_and_what_was_broken_off_is_not(
    store: Store, tmp_path: Path
) -> None:
    scope, made = _school(store)
    remembered, other = Remembered(), open_store(tmp_path / "store.sqlite3")

    def files() -> object:
        with store.reading() as tx:
            return remembered.of(tx).get("trackers", lambda: trackers(tx, scope))

    first = files()
    with pytest.raises(LookupError):
        _break_off(other, made)
    assert files() is first
    with other.writing() as tx:
        read(tx, made, TUESDAY)
    assert files() != first
    other.close()


def _break_off(store: Store, made: Tracker) -> None:
    with store.writing() as tx:
        read(tx, made, TUESDAY)
        raise LookupError


def test_only_the_entries_of_a_changed_tracker_are_made_anew(store: Store) -> None:
    scope, made = _school(store)
    with store.writing() as tx:
        other = make_tracker(tx, scope, "s-1.2026.03")
        read(tx, other, MONDAY)
        there = {MATH._replace(student="c-3"): number(7)}
        apply_entries(tx, other, 1, opened=there, closed={}, moved={})
    with store.reading() as tx:
        before = tracker_entries(tx, scope, made.year_begins, {})
    with store.writing() as tx:
        seq = read(tx, made, TUESDAY)
        changed = {READING: EntryValue(number=None, code="ABS", a1="H12")}
        apply_entries(tx, made, seq, opened=changed, closed={}, moved={})
    with store.reading() as tx:
        now = tracker_entries(tx, scope, made.year_begins, before)
    assert now[other.public_id] is before[other.public_id]
    assert now[made.public_id].values == changed
    assert before[made.public_id].values == {READING: number(512)}
