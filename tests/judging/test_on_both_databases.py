"""Histories of people stored read by read on SQLite and on PostgreSQL: both say the same."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest

from scripts.postgresql_server import PostgresqlServer
from sheet_templates.expectation import Expectation
from sheet_templates.school import Roster
from sheet_templates.snapshot import Snapshot
from sync.domain.decide import Decision, decide
from sync.domain.known import Known
from sync.domain.scope import Scope
from sync.pull import keep_read
from sync.store.comparison import natural_state
from sync.store.engine import Store, memory_store, open_store
from tests.judging.found_histories import FOUND
from tests.judging.test_histories import live_through
from tests.judging.watched import Watched
from tests.sheet_templates.living import briefing
from tests.store.builders import MONDAY, fresh, make_tracker, save

pytestmark = pytest.mark.slow


class Recorder:
    """Judges, and keeps each read that it was given, once."""

    def __init__(self) -> None:
        self.reads: list[tuple[Expectation, Snapshot]] = []

    def __call__(self, expectation: Expectation, snapshot: Snapshot, known: Known) -> Decision:
        if not any(snapshot is seen for _, seen in self.reads):
            self.reads.append((expectation, snapshot))
        return decide(expectation, snapshot, known)


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    return briefing(tmp_path_factory.mktemp("school"), students_per_class=5).roster


@pytest.fixture(scope="module")
def both(postgresql: PostgresqlServer, empty_store_on_postgresql: str) -> Callable[[], Any]:
    @contextmanager
    def opened() -> Iterator[tuple[Store, Store]]:
        with (
            postgresql.database(like=empty_store_on_postgresql) as url,
            closing(memory_store()) as sqlite,
            closing(open_store(url)) as other,
        ):
            yield sqlite, other

    return opened


def started(store: Store, roster: Roster) -> Scope:
    with store.writing() as tx:
        scope = save(tx, roster)
        make_tracker(tx, scope)
    return scope


@pytest.mark.parametrize("history", FOUND[:4])
def test_a_history_ends_the_same_on_both(
    fresh_tracker: Callable[..., Watched],
    roster: Roster,
    both: Callable[[], Any],
    history: Any,
) -> None:
    seen = Recorder()
    live_through(fresh_tracker, history, seen)
    assert len(seen.reads) >= 2
    with both() as stores:
        scopes = [started(store, roster) for store in stores]
        for night, (expectation, snapshot) in enumerate(seen.reads):
            decisions = []
            for store, scope in zip(stores, scopes, strict=True):
                with store.writing() as tx:
                    tracker, at = fresh(tx, scope), MONDAY + timedelta(days=night)
                    decisions.append(
                        keep_read(tx, scope, tracker, expectation, snapshot, run_id=None, at=at)
                    )
            assert decisions[0] == decisions[1]
        states = [natural_state(store) for store in stores]
    assert states[0]["row_version"]
    assert states[0] == states[1]
