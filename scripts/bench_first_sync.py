"""A first sync of many trackers over a loop that does no more than fetch, parse and insert.

The floor fetches the same trackers with the same mask, through the same client at the same
concurrency, parses the answers with orjson, and inserts one row for each cell that holds
something, by executemany. CPU is that of the process that works, the local server's is not
counted. Each run is alone; given are the middle ones of several.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from scripts.bench_alone import Copied, Cost, alone, cost_of
from scripts.bench_world import Size, World, world
from scripts.figures import Figure
from sheet_templates.snapshot import NIGHTLY_FIELDS
from sync.flight import side_by_side
from sync.nightly import IN_FLIGHT

LATENCY = 0.06  # seconds
TRACKERS = 20
_RUNS = 3


def first_sync(folder: Path) -> Iterator[Figure]:
    """Wall and CPU of the sync over those of the floor."""
    size = Size()
    with world(folder / "world", size, TRACKERS) as there:
        there.delay(LATENCY)
        copies = [Copied.of(there, size, folder / f"copy-{number}") for number in range(_RUNS)]
        alone(floor_cost, copies[0])  # the server keeps what it has opened once
        runs = [(alone(sync_cost, one), alone(floor_cost, one)) for one in copies]
    case = f"first sync of {TRACKERS} trackers x 3 tabs x 200 x 20, 60 ms"
    for name, target in (("wall", 1.5), ("cpu", 3.0)):
        value, floor = (median(getattr(run[at], name) for run in runs) for at in (0, 1))
        what = {"wall": "wall", "cpu": "CPU"}[name]
        yield Figure(
            bench="sync", case=f"{case}, {what}", value=value, unit="s", floor=floor, target=target
        )


def sync_cost(copied: Copied) -> Cost:
    """What the sync takes that finds all trackers for the first time."""
    with copied.opened() as there:

        def work() -> None:
            report = there.sync().now()
            assert report.trackers_read == TRACKERS, report.failures

        return cost_of(work)


def floor_cost(copied: Copied) -> Cost:
    """What the floor takes."""
    file = copied.folder / "floor.sqlite3"
    file.unlink(missing_ok=True)
    with copied.opened() as there, closing(sqlite3.connect(file)) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table cell (file, tab, line, place, value)")
        return cost_of(lambda: _fetch_parse_insert(there, database))


def _fetch_parse_insert(there: World, database: sqlite3.Connection) -> None:
    gateway = there.installation.gateway("floor")

    def fetch(spreadsheet_id: str) -> dict[str, Any]:
        return gateway.read(spreadsheet_id, NIGHTLY_FIELDS)

    for spreadsheet_id, raw in side_by_side(there.trackers.values(), fetch, IN_FLIGHT):
        with database:
            database.executemany(
                "insert into cell values (?, ?, ?, ?, ?)", list(_cells(spreadsheet_id, raw))
            )


def _cells(spreadsheet_id: str, raw: dict[str, Any]) -> Iterator[tuple[str, int, int, int, Any]]:
    for tab, content in enumerate(raw["sheets"]):
        for grid in content.get("data", ()):
            for line, row in enumerate(grid.get("rowData", ())):
                for place, cell in enumerate(row.get("values", ())):
                    held = cell.get("userEnteredValue")
                    if held:
                        yield spreadsheet_id, tab, line, place, next(iter(held.values()))
