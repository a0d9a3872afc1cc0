from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from sync.domain.scope import Scope
from sync.store.engine import Store, Tx
from sync.store.kinds import Outcome, RunKind
from sync.store.runs import close_run, last_run, note_outcome, open_run, outcomes
from tests.store.builders import MONDAY, TUESDAY, WEDNESDAY, set_up

NIGHT = date(2026, 9, 13)


def _nightly(tx: Tx, scope: Scope, night: date = NIGHT) -> int:
    run = open_run(tx, scope, kind=RunKind.NIGHTLY, night=night, now=MONDAY)
    assert run is not None
    return run


def test_a_school_without_runs_has_no_last_run(store: Store) -> None:
    scope, _ = set_up(store)
    with store.reading() as tx:
        assert last_run(tx, scope) is None


def test_a_night_that_is_finished_is_not_run_again(store: Store) -> None:
    scope, _ = set_up(store)
    with store.writing() as tx:
        close_run(tx, _nightly(tx, scope), TUESDAY)
        assert open_run(tx, scope, kind=RunKind.NIGHTLY, night=NIGHT, now=TUESDAY) is None
        assert _nightly(tx, scope, date(2026, 9, 14))


def test_a_night_that_was_broken_off_is_taken_up_again(store: Store) -> None:
    scope, _ = set_up(store)
    with store.writing() as tx:
        begun = _nightly(tx, scope)
        assert open_run(tx, scope, kind=RunKind.NIGHTLY, night=NIGHT, now=TUESDAY) == begun
        run = last_run(tx, scope)
    assert run is not None
    assert (run.now, run.resumed_at, run.finished_at) == (MONDAY, TUESDAY, None)


def test_manual_runs_are_never_the_same_run(store: Store) -> None:
    scope, _ = set_up(store)
    with store.writing() as tx:
        runs = [open_run(tx, scope, kind=RunKind.MANUAL, night=None, now=MONDAY) for _ in range(2)]
        run = last_run(tx, scope)
    assert runs[0] != runs[1]
    assert run is not None
    assert (run.id, run.kind, run.night) == (runs[1], RunKind.MANUAL, None)


@pytest.mark.parametrize(("kind", "night"), [(RunKind.NIGHTLY, None), (RunKind.MANUAL, NIGHT)])
def test_a_nightly_run_has_a_night_and_a_manual_one_has_none(
    store: Store, kind: RunKind, night: date | None
) -> None:
    scope, _ = set_up(store)
    with pytest.raises(IntegrityError, match="ck_run_night"), store.writing() as tx:
        open_run(tx, scope, kind=kind, night=night, now=MONDAY)


def test_the_run_says_what_it_did_with_each_tracker(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        run = _nightly(tx, scope)
        note_outcome(
            tx,
            run,
            tracker.id,
            outcome=Outcome.FAILED,
            reason="Google did not answer",
            requests=3,
            changes=0,
            at=MONDAY,
        )
        (told,) = outcomes(tx, run)
    assert (told.public_id, told.outcome, told.reason, told.requests, told.changes, told.at) == (
        tracker.public_id,
        Outcome.FAILED,
        "Google did not answer",
        3,
        0,
        MONDAY,
    )


def test_a_second_try_within_a_run_adds_to_its_figures(store: Store) -> None:
    scope, tracker = set_up(store)
    tries = ((Outcome.FAILED, "no answer", 3, 0), (Outcome.SYNCED, None, 1, 12))
    with store.writing() as tx:
        run = _nightly(tx, scope)
        for outcome, reason, requests, changes in tries:
            note_outcome(
                tx,
                run,
                tracker.id,
                outcome=outcome,
                reason=reason,
                requests=requests,
                changes=changes,
                at=WEDNESDAY,
            )
        (told,) = outcomes(tx, run)
    assert (told.outcome, told.reason, told.requests, told.changes) == (Outcome.SYNCED, None, 4, 12)


def test_a_failure_must_say_why(store: Store) -> None:
    scope, tracker = set_up(store)
    with pytest.raises(IntegrityError, match="failed_says_why"), store.writing() as tx:
        note_outcome(
            tx,
            _nightly(tx, scope),
            tracker.id,
            outcome=Outcome.FAILED,
            reason=None,
            requests=0,
            changes=0,
            at=MONDAY,
        )
