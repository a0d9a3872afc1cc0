"""The sync, measured: requests, time and CPU over a floor that does the same as barely as can be.

CPU is that of the process that works; the local server's is not counted. The first sync of many
trackers is in `bench_first_sync`, what other people use for the same in `bench_peers`, the store's
size in `bench_sizes`. A large file's floor parses the same values with orjson and inserts as many
rows.
"""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from scripts.bench_alone import Copied, Cost, alone, cost_of
from scripts.bench_first_sync import first_sync
from scripts.bench_peers import peers
from scripts.bench_postgresql import on_postgresql, only_sync_cost
from scripts.bench_sizes import quiet_night, sizes
from scripts.bench_world import Size, World, cell_name, world
from scripts.figures import Figure
from scripts.simulated_night import simulate
from sync.domain.decide import decide
from sync.domain.entries import EntryKey
from sync.pull import Pull, keep_decision
from sync.quota import Quota, QuotaBook
from sync.store.knowing import before
from sync.store.packing import pack_read

FIRST = "b-1.2026.00000"
CHANGED = 2000
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


def _bulk(folder: Path) -> Iterator[Figure]:
    """One large tab of records: every row kept by its key, with its history."""
    with world(folder / "world", LARGE, 1) as there:
        copied = Copied.of(there, LARGE, folder / "copy")
        sync, floor = alone(only_sync_cost, copied), alone(_bulk_floor, copied)
    case = f"bulk tab of {LARGE.rows} x {LARGE.columns}"
    yield _figure(f"{case}, CPU", sync.cpu, "s", 4.0, floor=floor.cpu)
    yield _figure(f"{case}, peak memory", sync.peak, "MB", 400.0)
    yield from on_postgresql(folder / "postgresql", case, LARGE, sync)


def _bulk_floor(copied: Copied) -> Cost:
    """What orjson takes over the same values, and one inserted row for each of them."""
    (spreadsheet_id,) = copied.trackers.values()
    with copied.opened() as there:
        values = there.installation.gateway("floor").read_values(spreadsheet_id, ["Tab 1"])
    body = orjson.dumps(values)
    del values
    with closing(sqlite3.connect(copied.folder / "floor.sqlite3")) as database:
        database.execute("create table cell (line, place, value)")
        return cost_of(lambda: _parse_insert(body, database))


def _parse_insert(body: bytes, database: sqlite3.Connection) -> None:
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
    "bulk": _bulk,
    "reads": _reads,
    "first-sync": first_sync,
    "one-cell": _one_cell,
    "sizes": sizes,
    "quiet-night": quiet_night,
    "quota": _quota,
    "peers": peers,
}
