"""The main job, measured: the first and the second start, requests, and what a sync costs.

The starts are real ones, in processes of their own. The sync's figure is CPU seconds of the
process that syncs (user and system, the server's not counted) over the demo's four trackers as
their teachers left them, never synced before: fetch, parse, decide and store, with the changes
list and the ledger. Its floor fetches the same trackers with the same mask through the same
client, and puts every cell that holds something into a bare SQLite table, one transaction a
tracker. Both are the middle one of several runs, each on a fresh copy of the store.
"""

import json
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts.demo import Typists, read_scores
from scripts.demo_desk import Desk
from scripts.figures import Figure
from scripts.start_checks import DEMO_DATA, ROOT
from service.bootstrap import Installation, open_installation
from service.embedded import start_sheets
from service.features.roster.oneroster import read_bundle
from service.turns import Turns
from sheet_templates.snapshot import NIGHTLY_FIELDS
from sync.google.gateway import Gateway

BUNDLE, SCORES = DEMO_DATA / "star_school7.zip", DEMO_DATA / "star_school7_scores.csv"
REPEATS = 5
SLOWEST_FIRST, SLOWEST_SECOND = 30.0, 10.0  # seconds on 2 cores
MOST_OVER_FLOOR = 5.0
FEWEST_READS = 4  # one for each tracker


def bench_main() -> Iterator[Figure]:
    """All figures of the main job; takes about a minute."""
    with TemporaryDirectory(prefix="tracksheet-bench-") as name:
        folder = Path(name)
        yield from _starts(folder / "starts")
        yield _sync_cost(folder / "sync")


def _starts(folder: Path) -> Iterator[Figure]:
    for which, slowest in (("first", SLOWEST_FIRST), ("second", SLOWEST_SECOND)):
        began = time.monotonic()
        report = _start(folder)
        took = time.monotonic() - began
        yield Figure(
            bench="main", case=f"{which} start, wall", value=took, unit="s", target=slowest
        )
        for phase, counts in report["run"]["requests"].items():
            for api, count in counts.items():
                reads = phase == "sync" and api == "sheets_read"
                yield Figure(
                    bench="main",
                    case=f"{which} start, {phase}, {api}",
                    value=count,
                    unit="requests",
                    target=(FEWEST_READS if which == "first" else 0) if reads else None,
                )


def _start(folder: Path) -> dict[str, Any]:
    ports = ["--port", str(_free_port()), "--sheets-port", str(_free_port())]
    words = ["-m", "scripts.main_job", "--once", "--json", "--data-dir", str(folder), *ports]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _sync_cost(folder: Path) -> Figure:
    with start_sheets(folder / "local_sheets", 0, None) as sheets:
        url = sheets.wait_ready()
        with open_installation(folder, sheets_url=url) as installation:
            _fill(installation)
        costs = [_sync_once(folder, url, number) for number in range(REPEATS)]
        with open_installation(folder, sheets_url=url) as installation:
            floors = [_floor_once(installation, number) for number in range(REPEATS)]
    return Figure(
        bench="main",
        case="sync of 4 trackers, CPU",
        value=statistics.median(costs),
        unit="s",
        floor=statistics.median(floors),
        target=MOST_OVER_FLOOR,
    )


def _fill(installation: Installation) -> None:
    """The demo's trackers, typed and not yet synced."""
    turns = Turns(installation)
    turns.run("import_roster", {"path": str(BUNDLE)}, _say_nothing)
    turns.run("provision", {}, _say_nothing)
    made = turns.run("trackers", {}, _say_nothing)
    roster = read_bundle(BUNDLE).roster
    desk = Desk.of(installation.folder, installation.account, made)
    scores = read_scores(SCORES, roster, installation.template)
    Typists(desk=desk, roster=roster, progress=_say_nothing).type_all(scores)


def _sync_once(folder: Path, url: str, number: int) -> float:
    copy = folder.with_name(f"sync-{number}")
    shutil.copytree(folder, copy)
    with open_installation(copy, sheets_url=url) as installation:
        began = time.process_time()
        done = Turns(installation).run("sync", {}, _say_nothing)
        took = time.process_time() - began
    assert done["trackers_read"] == FEWEST_READS
    return took


def _floor_once(installation: Installation, number: int) -> float:
    turns = Turns(installation)
    spreadsheets = [one["spreadsheet_id"] for one in turns.run("trackers", {}, _say_nothing)]
    database = sqlite3.connect(installation.folder.path / f"floor-{number}.sqlite3")
    database.execute("pragma journal_mode = wal")
    database.execute("create table cell (file, tab, line, place, value)")
    began = time.process_time()
    gateway: Gateway = installation.gateway("floor")
    for spreadsheet_id in spreadsheets:
        raw = gateway.read(spreadsheet_id, NIGHTLY_FIELDS)
        with database:
            database.executemany(
                "insert into cell values (?, ?, ?, ?, ?)", _cells(spreadsheet_id, raw)
            )
    took = time.process_time() - began
    database.close()
    return took


def _cells(spreadsheet_id: str, raw: dict[str, Any]) -> Iterator[tuple[str, int, int, int, str]]:
    for tab, content in enumerate(raw["sheets"]):
        for grid in content.get("data", ()):
            for line, row in enumerate(grid.get("rowData", ())):
                for place, cell in enumerate(row.get("values", ())):
                    if cell:
                        yield spreadsheet_id, tab, line, place, json.dumps(cell)


def _say_nothing(_: str) -> None:
    """Nobody watches."""
