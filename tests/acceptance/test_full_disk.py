"""A disk that fills up during a sync: the run says so, and nothing is written by halves."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import pytest
from sqlalchemy import event

from sync.errors import StoreError
from tests.acceptance.phases import Job, state_of
from tests.small_installation import Opened, opened

pytestmark = pytest.mark.slow


@contextmanager
def room_for(school: Opened, pages: int) -> Iterator[None]:
    """SQLite's own limit of the file's size, as if the disk had no more than these pages left."""
    engine, most = school.installation.store._writers, pages_of(school) + pages

    def limit(connection: Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {most}")

    engine.dispose()  # connections that are open know no limit
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def pages_of(school: Opened) -> int:
    with school.installation.store.reading() as tx:
        return int(tx.exec_driver_sql("PRAGMA page_count").scalar_one())


def entries_by_tracker(school: Opened) -> Counter[str]:
    return Counter(one["tracker"] for one in school.run("entries"))


@pytest.fixture(scope="module")
def growth(job: Job, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Counter[str]]:
    """How many pages the first sync takes, and what it stores of each tracker."""
    with opened(job.folder("sync", tmp_path_factory.mktemp("undisturbed") / "school")) as school:
        before = pages_of(school)
        school.run("sync")
        return pages_of(school) - before, entries_by_tracker(school)


@pytest.mark.parametrize("thirds", [0, 1, 2])
def test_a_disk_that_fills_up_ends_the_run_and_the_next_one_makes_up_for_it(
    job: Job, growth: tuple[int, Counter[str]], tmp_path: Path, thirds: int
) -> None:
    pages, whole = growth
    with opened(job.folder("sync", tmp_path / "school")) as school:
        with (
            room_for(school, pages * thirds // 3),
            pytest.raises(StoreError, match="cannot grow: the disk is full; free some space"),
        ):
            school.run("sync")
        for tracker, entries in entries_by_tracker(school).items():
            assert entries == whole[tracker], "a tracker is stored whole or not at all"
        job.phases["sync"](school)
        assert job.after["sync"].differences(state_of(school)) == []
