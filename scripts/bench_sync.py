"""The sync, measured: requests, time and CPU over a floor that does the same as barely as can be.

The floor fetches the same trackers with the same mask, through the same client at the same
concurrency, parses the answers with orjson, and inserts one row for each cell that holds
something, by executemany. CPU is that of this process; the local server's is not counted. A large
file's floor parses the same values with orjson and inserts as many rows. What other people use
for the same is in `bench_peers`, the store's size in `bench_sizes`.
"""

import resource
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from scripts.bench_peers import peers
from scripts.bench_postgresql import first_sync, on_postgresql
from scripts.bench_sizes import quiet_night, sizes
from scripts.bench_world import Size, World, cell_name, world
from scripts.figures import Figure
from scripts.simulated_night import simulate
from sheet_templates.snapshot import NIGHTLY_FIELDS
from sync.domain.decide import decide
from sync.domain.entries import EntryKey
from sync.flight import side_by_side
from sync.nightly import IN_FLIGHT
from sync.pull import Pull, keep_decision
from sync.quota import Quota, QuotaBook
from sync.store.knowing import before
from sync.store.packing import pack_read

FIRST = "b-1.2026.00000"
LATENCY = 0.06  # seconds
TRACKERS, CHANGED = 20, 2000
REPEATS = 9
LARGE = Size(tabs=1, rows=50_000, columns=20, bulk=True, is_records=True)


def bench_sync(cases: Collection[str] = ()) -> Iterator[Figure]:
    """The figures of these cases of the sync, or of all; all together take some minutes."""
    for name, case in CASES.items():
        if not cases or name in cases:
            with TemporaryDirectory(prefix="tracksheet-bench-") as folder:
                yield from case(Path(folder))


def _reads(folder: Path) -> Iterator[Figure]:
    cases = {
        "3 tabs": (Size(tabs=3, rows=5, columns=3), 1),
        "8 small tabs": (Size(tabs=8, rows=5, columns=3), 1),
        "a bulk file": (Size(tabs=1, rows=5, columns=3, bulk=True), 2),
    }
    for case, (size, most) in cases.items():
        with world(folder / case, size, 2) as there:
            earlier = there.counted()
            there.sync().now()
            reads = (there.counted() - earlier)["sheets_read"] / 2
            yield _figure(f"reads per changed tracker, {case}", reads, "requests", target=most)
            earlier = there.counted()
            there.sync().now()
            asked = there.counted() - earlier
            yield _figure(f"nothing changed, reads, {case}", asked["sheets_read"], "requests", 0)
            yield _figure(f"nothing changed, Drive, {case}", asked["drive"], "requests", 3)


def _first_sync(folder: Path) -> Iterator[Figure]:
    with world(folder, Size(), TRACKERS) as there:
        there.delay(LATENCY)
        _floor(there, folder / "warm.sqlite3")  # the server keeps what it has opened once
        began, busy = time.monotonic(), time.process_time()
        report = there.sync().now()
        wall, cpu = time.monotonic() - began, time.process_time() - busy
        assert report.trackers_read == TRACKERS, report.failures
        began, busy = time.monotonic(), time.process_time()
        cells = _floor(there, folder / "floor.sqlite3")
        floor_wall, floor_cpu = time.monotonic() - began, time.process_time() - busy
        assert cells >= report.changes
    case = f"first sync of {TRACKERS} trackers x 3 tabs x 200 x 20, 60 ms"
    yield _figure(f"{case}, wall", wall, "s", 1.5, floor=floor_wall)
    yield _figure(f"{case}, CPU", cpu, "s", 3.0, floor=floor_cpu)


def _floor(there: World, file: Path) -> int:
    database = sqlite3.connect(file)
    database.execute("pragma journal_mode = wal")
    database.execute("create table cell (file, tab, line, place, value)")
    gateway, count = there.installation.gateway("floor"), 0

    def fetch(spreadsheet_id: str) -> dict[str, Any]:
        return gateway.read(spreadsheet_id, NIGHTLY_FIELDS)

    for spreadsheet_id, raw in side_by_side(there.trackers.values(), fetch, IN_FLIGHT):
        rows = list(_cells(spreadsheet_id, raw))
        count += len(rows)
        with database:
            database.executemany("insert into cell values (?, ?, ?, ?, ?)", rows)
    database.close()
    return count


def _cells(spreadsheet_id: str, raw: dict[str, Any]) -> Iterator[tuple[str, int, int, int, Any]]:
    for tab, content in enumerate(raw["sheets"]):
        for grid in content.get("data", ()):
            for line, row in enumerate(grid.get("rowData", ())):
                for place, cell in enumerate(row.get("values", ())):
                    held = cell.get("userEnteredValue")
                    if held:
                        yield spreadsheet_id, tab, line, place, next(iter(held.values()))


def _bulk(folder: Path) -> Iterator[Figure]:
    """One large tab of records: every row kept by its key, with its history."""
    with world(folder, LARGE, 1) as there:
        wall, cpu = first_sync(there)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        floor = _bulk_floor(there, folder / "floor.sqlite3")
    case = f"bulk tab of {LARGE.rows} x {LARGE.columns}"
    yield _figure(f"{case}, CPU", cpu, "s", 4.0, floor=floor)
    yield _figure(f"{case}, peak memory", peak, "MB", 400.0)
    yield from on_postgresql(folder / "postgresql", case, LARGE, (wall, cpu))


def _bulk_floor(there: World, file: Path) -> float:
    """CPU of orjson over the same values, and of one row for each of them."""
    (spreadsheet_id,) = there.trackers.values()
    body = orjson.dumps(there.installation.gateway("floor").read_values(spreadsheet_id, ["Tab 1"]))
    database = sqlite3.connect(file)
    database.execute("create table cell (line, place, value)")
    began = time.process_time()
    (held,) = orjson.loads(body)
    with database:
        database.executemany(
            "insert into cell values (?, ?, ?)",
            (
                (line, place, value)
                for line, row in enumerate(held["values"])
                for place, value in enumerate(row)
            ),
        )
    database.close()
    return time.process_time() - began


def _one_cell(folder: Path) -> Iterator[Figure]:
    """A sync that finds one changed cell: what is stored, and what storing takes."""
    case = "one changed cell in 200 x 40"
    with world(folder, Size(tabs=1, rows=200, columns=40), 1) as there:
        there.sync().now()
        held = _versions(there)
        took = sorted(_store_time(there, 500 + number) for number in range(REPEATS))
        rows, entries = (now - was for now, was in zip(_versions(there), held, strict=True))
    yield _figure(f"{case}, row versions", rows / REPEATS, "rows", 1)
    yield _figure(f"{case}, entry versions", entries / REPEATS, "rows", 1)
    yield _figure(f"{case}, storing, CPU", took[REPEATS // 2] * 1000, "ms", 10.0)


def _versions(there: World) -> tuple[int, int]:
    """How many versions of rows and of entries the store holds."""
    with closing(sqlite3.connect(there.installation.folder.store)) as database:
        counts = "SELECT (SELECT count(*) FROM row_version), (SELECT count(*) FROM entry_version)"
        rows, entries = database.execute(counts).fetchone()
    return rows, entries


def _store_time(there: World, score: int) -> float:
    """CPU seconds of the transaction that takes in one changed cell, the judgement left out.

    What is known is read in it, the read is packed for the log, and all that changed is written.
    """
    there.type_one(FIRST, cell_name(0, 0), score)
    sync, expectation = there.sync(), there.expectation
    tracker = sync.tracker(FIRST)
    pull = Pull(gateway=sync.gateway, scope=sync.scope, run_id=1, at=sync.clock.now())
    snapshot = pull.fetch(tracker, expectation)
    scope, changed = sync.scope, EntryKey("c-0", "w1", "m0")
    began = time.process_time()
    with sync.store.writing() as tx:
        read = pack_read(expectation, snapshot)
        earlier = before(tx, scope, tracker, snapshot, read)
        assert earlier.known.entries
        assert earlier.known.expected(changed)  # read now, so that judging asks for nothing
        judging = time.process_time()
        decision = decide(expectation, snapshot, earlier.known)
        judged = time.process_time() - judging
        keep_decision(tx, scope, tracker, decision, read, earlier, run_id=1, at=sync.clock.now())
    return time.process_time() - began - judged


def _quota(_: Path) -> Iterator[Figure]:
    quota = Quota()
    night = simulate(QuotaBook(quota), CHANGED)
    minutes = night.ended / quota.seconds
    case = f"{CHANGED} changed trackers under the quota, simulated clock"
    unused = 1 - CHANGED / (minutes * quota.for_jobs)
    yield _figure(f"{case}, minutes", minutes, "min")
    yield _figure(f"{case}, of the night's share unused", unused * 100, "%", 5.0)
    over = max(0, night.most_in(quota.seconds) - quota.per_identity)
    yield _figure(f"{case}, requests over the limit", over, "requests", 0)


def _figure(
    case: str, value: float, unit: str, target: float | None = None, floor: float | None = None
) -> Figure:
    return Figure(bench="sync", case=case, value=value, unit=unit, floor=floor, target=target)


CASES: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "bulk": _bulk,  # first, for the peak of memory is that of the whole process
    "reads": _reads,
    "first-sync": _first_sync,
    "one-cell": _one_cell,
    "sizes": sizes,
    "quiet-night": quiet_night,
    "quota": _quota,
    "peers": peers,
}
