from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from sync.domain.authors import NOBODY_KNOWN, Author, Certainty
from sync.domain.entries import Ending, EntryKey, EntryValue
from sync.domain.scope import Scope
from sync.store.engine import Store, Tx
from sync.store.entries import (
    StandingEntries,
    StoredEntry,
    apply_entries,
    as_of,
    current_entries,
    known_values,
)
from sync.store.trackers import Tracker
from tests.store.builders import (
    MAPLE,
    MATH,
    MONDAY,
    READING,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    make_tracker,
    number,
    read,
    save,
    set_up,
    student,
)
from tests.store.looking_back import EntryVersion, entry_history

ABSENT = EntryValue(number=None, code="ABS", a1="H12", normalised_from="absent")


def _apply(
    tx: Tx,
    tracker: Tracker,
    at: datetime,
    *,
    opened: Mapping[EntryKey, EntryValue] | None = None,
    closed: Iterable[EntryKey] = (),
    ending: Ending = Ending.CLEARED,
    author: Author = NOBODY_KNOWN,
    moved: Mapping[EntryKey, str] | None = None,
) -> None:
    """One read in which this changed."""
    seq, closed = read(tx, tracker, at), tuple(closed)
    apply_entries(
        tx,
        tracker,
        seq,
        opened=opened or {},
        closed=dict.fromkeys(closed, ending),
        moved=moved or {},
        authors=dict.fromkeys([*(opened or {}), *closed], author),
    )


def test_an_entry_is_current_from_the_read_that_saw_it_first(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(512), MATH: ABSENT})
        _apply(tx, tracker, TUESDAY)
    with store.reading() as tx:
        assert current_entries(tx, scope) == [
            StoredEntry(key=MATH, value=ABSENT, tracker=tracker.public_id, seen_at=MONDAY),
            StoredEntry(key=READING, value=number(512), tracker=tracker.public_id, seen_at=MONDAY),
        ]


@pytest.mark.parametrize(("given", "text"), [(512, "512"), (51.5, "51.5"), (0, "0"), (-1, "-1")])
def test_numbers_come_back_as_they_were_given(store: Store, given: float, text: str) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(given)})
        (stored,) = current_entries(tx, scope)
    assert str(stored.value.number) == text


def test_another_value_ends_the_one_before(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(51)})
        _apply(tx, tracker, TUESDAY, opened={READING: number(512)})
        assert [one.value.number for one in current_entries(tx, scope)] == [512]
        history = entry_history(tx, scope, READING)
    versions = [
        (one.value.number, one.from_seq, one.to_seq, one.from_at, one.to_at) for one in history
    ]
    assert versions == [(51, 1, 2, MONDAY, TUESDAY), (512, 2, None, TUESDAY, None)]


def test_a_key_may_be_named_as_closed_and_opened_at_once(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(51)})
        _apply(tx, tracker, TUESDAY, opened={READING: number(512)}, closed=[READING])
        assert [one.to_seq for one in entry_history(tx, scope, READING)] == [2, None]


def test_a_cleared_entry_is_gone_but_not_forgotten(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(512)})
        _apply(tx, tracker, TUESDAY, closed=[READING])
        assert current_entries(tx, scope) == []
        _apply(tx, tracker, WEDNESDAY, opened={READING: number(512)})
        ends = [(one.from_at, one.to_at) for one in entry_history(tx, scope, READING)]
    assert ends == [(MONDAY, TUESDAY), (WEDNESDAY, None)]


def test_a_moved_entry_changes_its_cell_and_no_history(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(512, "H12")})
        _apply(tx, tracker, TUESDAY, moved={READING: "H13"})
        assert entry_history(tx, scope, READING) == [
            EntryVersion(
                tracker=tracker.public_id,
                value=number(512, "H13"),
                from_seq=1,
                to_seq=None,
                from_at=MONDAY,
                to_at=None,
                run_id=None,
                author=NOBODY_KNOWN,
                ending=None,
                ended_by=None,
            )
        ]


def test_history_says_why_an_entry_ended_and_who_did_it_as_far_as_that_is_known(
    store: Store,
) -> None:
    scope, tracker = set_up(store)
    ana = Author(email="ana@maple.example", certainty=Certainty.PROVEN)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(51)}, author=ana)
        _apply(tx, tracker, TUESDAY, opened={READING: number(512)})
        _apply(tx, tracker, WEDNESDAY, closed=[READING], ending=Ending.DOUBTED, author=ana)
        told = [(one.author, one.ending, one.ended_by) for one in entry_history(tx, scope, READING)]
    assert told == [
        (ana, Ending.CHANGED, NOBODY_KNOWN),
        (NOBODY_KNOWN, Ending.DOUBTED, ana),
    ]


def test_a_text_is_an_entry_like_a_number(store: Store) -> None:
    scope, tracker = set_up(store)
    level = EntryValue(number=None, code=None, text="meets", a1="H12")
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: level})
        assert [one.value for one in current_entries(tx, scope)] == [level]


def test_as_of_includes_the_first_moment_and_leaves_out_the_last(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _apply(tx, tracker, TUESDAY, opened={READING: number(51)})
        _apply(tx, tracker, WEDNESDAY, opened={READING: number(512)})
        _apply(tx, tracker, THURSDAY, closed=[READING])
    instant = timedelta(microseconds=1)
    moments = (TUESDAY - instant, TUESDAY, WEDNESDAY - instant, WEDNESDAY, THURSDAY)
    with store.reading() as tx:
        seen = [[one.value.number for one in as_of(tx, scope, moment)] for moment in moments]
    assert seen == [[], [51], [51], [512], []]


def test_as_of_needs_a_moment_with_a_zone(store: Store) -> None:
    scope, _ = set_up(store)
    with store.reading() as tx, pytest.raises(Exception, match="has no zone"):
        as_of(tx, scope, MONDAY.replace(tzinfo=None))


def test_one_trackers_entries_can_be_asked_for_alone(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        other = make_tracker(tx, scope, "s-1.2026.03")
        _apply(tx, tracker, MONDAY, opened={READING: number(1)})
        _apply(tx, other, TUESDAY, opened={READING: number(2)})
        assert [one.tracker for one in current_entries(tx, scope, other.id)] == [other.public_id]
        both = [one.tracker for one in current_entries(tx, scope)]
        assert both == [tracker.public_id, other.public_id]
        assert [one.tracker for one in entry_history(tx, scope, READING)] == both


def test_another_school_sees_nothing(store: Store) -> None:
    scope, tracker = set_up(store)
    other = Scope(school_id=scope.school_id + 1)
    with store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: number(1)})
        assert current_entries(tx, other) == []
        assert current_entries(tx, other, tracker.id) == []
        assert as_of(tx, other, TUESDAY) == []
        assert entry_history(tx, other, READING) == []


@pytest.mark.parametrize("what", ["closed", "moved"])
def test_what_is_not_open_cannot_be_closed_or_moved(store: Store, what: str) -> None:
    _, tracker = set_up(store)
    change = {"closed": [READING]} if what == "closed" else {"moved": {READING: "H13"}}
    with (
        pytest.raises(LookupError, match=f"1 of 1 entries to be {what} are not open"),
        store.writing() as tx,
    ):
        _apply(tx, tracker, MONDAY, **change)


def test_an_unknown_student_is_named(store: Store) -> None:
    _, tracker = set_up(store)
    stranger = EntryKey(student="c-99", checkpoint="fall", metric="reading")
    with pytest.raises(LookupError, match="no roster has the students c-99"), store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={stranger: number(1)})


@pytest.mark.parametrize("given", [(None, None), (1, "ABS")], ids=["neither", "both"])
def test_an_entry_is_a_number_or_a_code(
    store: Store, given: tuple[float | None, str | None]
) -> None:
    _, tracker = set_up(store)
    value = EntryValue(number=given[0], code=given[1], a1="H12")
    with pytest.raises(IntegrityError, match="one_value"), store.writing() as tx:
        _apply(tx, tracker, MONDAY, opened={READING: value})


def test_two_thousand_entries_of_a_thousand_students_are_stored_at_once(store: Store) -> None:
    many = replace(MAPLE, students=tuple(student(f"m-{n:04}") for n in range(1000)), enrollments=())
    with store.writing() as tx:
        scope = save(tx, many)
        tracker = make_tracker(tx, scope)
        opened = {
            EntryKey(student=one.sourced_id, checkpoint="fall", metric=metric): number(n)
            for n, one in enumerate(many.students)
            for metric in ("math", "reading")
        }
        _apply(tx, tracker, MONDAY, opened=opened)
        assert {one.key: one.value for one in current_entries(tx, scope)} == opened


def test_what_stands_is_the_same_child_by_child_as_all_at_once(store: Store) -> None:
    _, tracker = set_up(store)
    with store.writing() as tx:
        assert not StandingEntries(tx, tracker.id)
        _apply(tx, tracker, MONDAY, opened={READING: number(512), MATH: ABSENT})
        _apply(tx, tracker, TUESDAY, closed=[MATH])
        piecemeal, whole = StandingEntries(tx, tracker.id), known_values(tx, tracker.id)
        asked = {key: piecemeal.get(key) for key in (READING, MATH, READING._replace(student="c"))}
        assert asked == {READING: number(512), MATH: None, READING._replace(student="c"): None}
        assert (dict(piecemeal), bool(piecemeal)) == (whole, True)
