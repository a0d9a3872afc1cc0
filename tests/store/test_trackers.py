from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from sync.domain.obstacles import Obstacle
from sync.domain.scope import Scope
from sync.store.drive_state import note_obstacle, states_of_files
from sync.store.engine import Store, Tx
from sync.store.kinds import AttemptState, Outcome, RunKind
from sync.store.runs import note_outcome, open_run
from sync.store.trackers import (
    Tracker,
    adopt_spreadsheet,
    advance_cursor,
    bearers,
    close_attempt,
    dirty,
    drive_cursor,
    intend,
    mark_dirty,
    mark_provisioned,
    open_attempt,
    tracker,
    trackers,
)
from tests.store.builders import (
    MONDAY,
    TEMPLATE,
    TUESDAY,
    fresh,
    make_tracker,
    read,
    save,
    set_up,
)


def _intend(tx: Tx, scope: Scope, public_id: str, nonce: str, token: str = "7") -> Tracker:
    return intend(
        tx,
        scope,
        public_id=public_id,
        grade="02",
        template=TEMPLATE,
        nonce=nonce,
        changes_token=token,
        at=MONDAY,
    )


def test_an_intended_tracker_is_not_yet_a_spreadsheet(store: Store) -> None:
    with store.writing() as tx:
        made = _intend(tx, save(tx), "s-1.2026.02", "n")
    assert (made.spreadsheet_id, made.desired_sha, made.last_read_at) == (None, None, None)
    assert (made.template_key, made.template_version, made.grade) == ("screening", 1, "02")
    assert not made.is_dirty


def test_intending_again_keeps_the_first_nonce_and_token(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
        first = _intend(tx, scope, "s-1.2026.02", "first", "7")
        assert _intend(tx, scope, "s-1.2026.02", "second", "8") == first


def test_trackers_come_in_order_of_public_id(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
        for grade in ("KG", "02", "01"):
            _intend(tx, scope, f"s-1.2026.{grade}", f"nonce {grade}")
        assert [one.public_id[-2:] for one in trackers(tx, scope)] == ["01", "02", "KG"]


def test_another_scope_sees_no_tracker(store: Store) -> None:
    scope, made = set_up(store)
    other = Scope(school_id=scope.school_id + 1)
    with store.writing() as tx:
        assert trackers(tx, other) == []
        assert tracker(tx, other, made.public_id) is None
        assert dirty(tx, other) == []
        assert mark_dirty(tx, other, [f"file {made.public_id}"]) == 0


def test_an_adopted_spreadsheet_is_dirty_until_it_is_read(store: Store) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        assert dirty(tx, scope) == [made]
        read(tx, made)
        assert dirty(tx, scope) == []


def test_adopting_the_same_spreadsheet_again_changes_nothing(store: Store) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        adopt_spreadsheet(tx, made.id, f"file {made.public_id}", TUESDAY)
        assert fresh(tx, scope) == made


def test_a_tracker_is_one_spreadsheet_for_good(store: Store) -> None:
    _, made = set_up(store)
    with (
        pytest.raises(ValueError, match=r"is the spreadsheet file s-1\.2026\.02 already"),
        store.writing() as tx,
    ):
        adopt_spreadsheet(tx, made.id, "another file", TUESDAY)


def test_one_spreadsheet_is_never_two_trackers(store: Store) -> None:
    scope, _ = set_up(store)
    with store.writing() as tx:
        second = _intend(tx, scope, "s-1.2026.03", "n")
    with pytest.raises(IntegrityError), store.writing() as tx:
        adopt_spreadsheet(tx, second.id, "file s-1.2026.02", TUESDAY)


def test_an_open_attempt_is_seen_as_the_plan_in_flight(store: Store) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        attempt = open_attempt(tx, made.id, "plan 1", MONDAY)
        assert fresh(tx, scope).plan_in_flight == "plan 1"
        close_attempt(tx, attempt, AttemptState.APPLIED, TUESDAY)
        assert fresh(tx, scope).plan_in_flight is None


def test_an_attempt_left_open_by_a_crash_ends_as_unknown(store: Store) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        left = open_attempt(tx, made.id, "plan 1", MONDAY)
        open_attempt(tx, made.id, "plan 2", TUESDAY)
        assert fresh(tx, scope).plan_in_flight == "plan 2"
        states = tx.exec_driver_sql("SELECT plan_sha, state FROM apply_attempt ORDER BY id").all()
        assert states == [("plan 1", "unknown"), ("plan 2", "open")]
        with pytest.raises(LookupError, match="no open attempt"):
            close_attempt(tx, left, AttemptState.APPLIED, TUESDAY)


def test_the_digest_of_the_applied_state_is_kept(store: Store) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        mark_provisioned(tx, made.id, "desired 1", MONDAY)
        mark_provisioned(tx, made.id, "desired 2", TUESDAY)
        assert fresh(tx, scope).desired_sha == "desired 2"


def test_the_cursor_of_each_part_of_drive_moves_by_itself(store: Store) -> None:
    with store.writing() as tx:
        assert drive_cursor(tx, "drive A") is None
        advance_cursor(tx, "drive A", "1")
        advance_cursor(tx, "drive B", "5")
        advance_cursor(tx, "drive A", "2")
        assert (drive_cursor(tx, "drive A"), drive_cursor(tx, "drive B")) == ("2", "5")


def test_only_known_files_become_dirty_and_once_each(store: Store) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        read(tx, made)
        named = [f"file {made.public_id}", "somebody's letter", f"file {made.public_id}"]
        assert mark_dirty(tx, scope, named) == 1
        assert fresh(tx, scope).dirty_seq == made.dirty_seq + 1
        assert mark_dirty(tx, scope, []) == 0


def test_a_change_during_the_read_leaves_the_tracker_dirty(store: Store) -> None:
    scope, before_the_fetch = set_up(store)
    with store.writing() as tx:
        mark_dirty(tx, scope, [f"file {before_the_fetch.public_id}"])
        read(tx, before_the_fetch)
        assert [one.id for one in dirty(tx, scope)] == [before_the_fetch.id]
        read(tx, fresh(tx, scope))
        assert dirty(tx, scope) == []


def test_an_older_read_that_is_stored_late_makes_nothing_dirty_again(store: Store) -> None:
    scope, early = set_up(store)
    with store.writing() as tx:
        mark_dirty(tx, scope, [f"file {early.public_id}"])
        read(tx, fresh(tx, scope))
        read(tx, early)
        assert dirty(tx, scope) == []


def test_a_read_cannot_have_seen_changes_that_drive_did_not_tell_of(store: Store) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        read(tx, made)
        mark_dirty(tx, scope, [f"file {made.public_id}"])
        ahead = replace(fresh(tx, scope), dirty_seq=made.dirty_seq + 2)
    with pytest.raises(IntegrityError, match="read_not_ahead"), store.writing() as tx:
        read(tx, ahead)


def test_the_last_outcome_is_that_of_the_latest_run(store: Store) -> None:
    scope, made = set_up(store)
    second = "s-1.2026.03"
    with store.writing() as tx:
        make_tracker(tx, scope, second)
        for outcome in (Outcome.FAILED, Outcome.SYNCED):
            run = open_run(tx, scope, kind=RunKind.MANUAL, night=None, now=MONDAY)
            assert run is not None
            note_outcome(
                tx, run, made.id, outcome=outcome, reason="why", requests=1, changes=0, at=MONDAY
            )
        assert fresh(tx, scope).last_outcome is Outcome.SYNCED
        assert fresh(tx, scope, second).last_outcome is None


def test_of_drives_page_only_its_trackers_and_the_obstructed_ones_are_asked_for(
    store: Store,
) -> None:
    scope, made = set_up(store)
    with store.writing() as tx:
        named = make_tracker(tx, scope, "s-1.2026.03")
        make_tracker(tx, scope, "s-1.2026.04")
        note_obstacle(tx, scope, made.id, Obstacle.TRASHED)
        page = {f"somebody's file {n}" for n in range(1200)} | {f"file {named.public_id}"}
        found = states_of_files(tx, scope, page)
    assert {file: state.obstacle for file, state in found.items()} == {
        f"file {made.public_id}": Obstacle.TRASHED,
        f"file {named.public_id}": None,
    }


def test_a_copy_is_told_by_the_nonce_of_its_original(store: Store) -> None:
    scope, made = set_up(store)
    with store.reading() as tx:
        assert bearers(tx, scope, {made.nonce, "of another program"}) == {
            made.nonce: made.public_id
        }
