"""What people use instead, side by side in one run: requests, time and CPU for the same trackers.

gspread's get_all_records with pandas' to_sql is what most scripts do; dlt loads the same records
where `requirements-bench.txt` is installed. Both keep no identity and no history, and do the same
again for a tracker that did not change.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gspread
import pandas as pd

from scripts.bench_world import Size, World, world
from scripts.figures import Figure
from sync.google.client import GoogleHTTP, open_client

TRACKERS = 20
LATENCY = 0.06  # seconds
Records = list[dict[str, Any]]
Load = Callable[[GoogleHTTP, list[str], Path], None]


def peers(folder: Path) -> Iterator[Figure]:
    """Our first sync of some trackers over what each peer needs for them, who keep no history."""
    with world(folder, Size(), TRACKERS) as there:
        there.delay(LATENCY)
        ours = _measured(there, "sync", lambda: _sync(there))
        loads: dict[str, Load] = {"gspread get_all_records + to_sql": _by_pandas}
        if find_spec("dlt"):
            loads["gspread get_all_records + dlt"] = _by_dlt
        else:
            yield Figure(
                bench="sync", case="dlt: skipped, see requirements-bench.txt", value=0, unit=""
            )
        for name, load in loads.items():
            label = name.replace(" ", "-")
            client = open_client(there.installation.account, label=label)
            files = list(there.trackers.values())
            theirs = _measured(there, label, lambda: load(client, files, folder))  # noqa: B023
            for what, unit in (("reads", "requests"), ("wall", "s"), ("CPU", "s")):
                yield Figure(
                    bench="sync",
                    case=f"{TRACKERS} trackers, {what}, beside {name}",
                    value=ours[what],
                    unit=unit,
                    floor=theirs[what],
                    target=1.0 if what == "reads" else None,
                )


def _sync(there: World) -> None:
    report = there.sync().now()
    assert report.trackers_read == TRACKERS, report.failures


def _measured(there: World, label: str, work: Callable[[], None]) -> dict[str, float]:
    began, busy = time.monotonic(), time.process_time()
    work()
    wall, cpu = time.monotonic() - began, time.process_time() - busy
    return {"reads": there.counted(label)["sheets_read"], "wall": wall, "CPU": cpu}


def _records(client: GoogleHTTP, file: str) -> Iterator[tuple[str, Records]]:
    for tab in gspread.Spreadsheet(client, {"id": file}).worksheets():
        yield tab.title, tab.get_all_records()


def _by_pandas(client: GoogleHTTP, files: list[str], folder: Path) -> None:
    with closing(sqlite3.connect(folder / "pandas.sqlite3")) as database:
        for file in files:
            for title, records in _records(client, file):
                table = f"{file} {title}"
                pd.DataFrame(records).to_sql(table, database, if_exists="replace", index=False)


def _by_dlt(client: GoogleHTTP, files: list[str], folder: Path) -> None:
    import dlt  # type: ignore[import-not-found] # noqa: PLC0415 - only where it is installed

    pipeline = dlt.pipeline(
        pipeline_name="peers",
        pipelines_dir=str(folder / "dlt"),
        destination=dlt.destinations.sqlalchemy(f"sqlite:///{folder / 'dlt.sqlite3'}"),
        dataset_name="main",
    )
    for file in files:
        tabs = [
            dlt.resource(records, name=f"{file} {title}", write_disposition="replace")
            for title, records in _records(client, file)
        ]
        pipeline.run(tabs)
