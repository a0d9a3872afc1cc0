"""A first sync with its store on PostgreSQL, beside the same on SQLite in the same run.

CPU is that of this process and of the database's server; the local server's is not counted. The
server is one of our own, as it comes: nothing in its settings is altered.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.bench_world import Size, World, world
from scripts.figures import Figure
from scripts.postgresql_server import postgresql_server

STORE = "TRACKSHEET_STORE_URL"


def on_postgresql(
    folder: Path, case: str, size: Size, sqlite: tuple[float, float]
) -> Iterator[Figure]:
    """Wall and CPU of the first sync of one file of that size, over what they are on SQLite."""
    with postgresql_server(None, is_safe=True) as server:
        if server is None:
            missing = f"{case}, PostgreSQL: skipped, see requirements-dev.txt"
            yield Figure(bench="sync", case=missing, value=0, unit="")
            return
        with server.database() as url:
            os.environ[STORE] = url.text
            try:
                with world(folder, size, 1) as there:
                    postgresql = first_sync(there, server.cpu)
            finally:
                del os.environ[STORE]
    for name, value, floor in zip(("wall", "CPU"), postgresql, sqlite, strict=True):
        over = f"{case}, PostgreSQL over SQLite, {name}"
        yield Figure(bench="sync", case=over, value=value, unit="s", floor=floor, target=2.0)


def first_sync(there: World, others: Callable[[], float] = lambda: 0.0) -> tuple[float, float]:
    """Wall and CPU seconds of a sync that finds one file; `others` is CPU of other processes."""
    began, busy = time.monotonic(), time.process_time() + others()
    report = there.sync().now()
    took = time.monotonic() - began, time.process_time() + others() - busy
    assert report.trackers_read == 1, report.failures
    return took
