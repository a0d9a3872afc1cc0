"""A first sync with its store on PostgreSQL, beside the same on SQLite in the same run.

CPU is that of the process that syncs and of the database's server; the local server's is not
counted. The server is one of our own, as it comes: nothing in its settings is altered.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from scripts.bench_alone import Copied, Cost, alone, cost_of
from scripts.bench_world import Size, world
from scripts.figures import Figure
from scripts.postgresql_server import cpu_of, postgresql_server

STORE = "TRACKSHEET_STORE_URL"


def on_postgresql(folder: Path, case: str, size: Size, sqlite: Cost) -> Iterator[Figure]:
    """Wall and CPU of the first sync of one file of that size, over what they are on SQLite."""
    with postgresql_server(None, is_safe=True) as server:
        if server is None:
            missing = f"{case}, PostgreSQL: skipped, see requirements-dev.txt"
            yield Figure(bench="sync", case=missing, value=0, unit="")
            return
        with server.database() as url:
            os.environ[STORE] = url.text
            try:
                with world(folder / "world", size, 1) as there:
                    copied = Copied.of(there, size, folder / "copy")
                    cost = alone(only_sync_cost, copied, server.pid)
            finally:
                del os.environ[STORE]
    for name, value, floor in (
        ("wall", cost.wall, sqlite.wall),
        ("CPU", cost.cpu, sqlite.cpu),
    ):
        over = f"{case}, PostgreSQL over SQLite, {name}"
        yield Figure(bench="sync", case=over, value=value, unit="s", floor=floor, target=2.0)


def only_sync_cost(copied: Copied, server: int | None = None) -> Cost:
    """What a sync takes that finds one file; `server` is the process of a PostgreSQL server."""
    with copied.opened() as there:

        def work() -> None:
            report = there.sync().now()
            assert report.trackers_read == 1, report.failures

        return cost_of(work, lambda: 0.0 if server is None else cpu_of(server))
