"""local_sheets, measured over HTTP: a server process, one client process, 2 cores.

Times are wall time at the client until the whole answer is there and unpacked, not yet read as
JSON. "Warm" is the middle one of several reads of the same state, "cold" the first one.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts.figures import Figure
from service.embedded import Child, start_sheets
from sheet_templates.snapshot import NIGHTLY_FIELDS
from sync.google.account import GoogleAccount
from sync.google.client import GoogleHTTP, open_client

BENCH = "local-sheets"
REPEATS = 9
APPENDS = 1_000
READERS = 50
STORED = 2_000
BATCH = 500
_SPREADSHEET = "application/vnd.google-apps.spreadsheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server process, a client of it, and the shared drive."""

    process: Child
    folder: Path
    client: GoogleHTTP
    drive: str

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> bytes:
        """The unpacked answer of one request."""
        return self.client.request(
            method, f"{self.process.address}{path}", params=query, json=body
        ).content

    def sheets(self, method: str, path: str, body: Any = None, **query: Any) -> bytes:
        """The answer of one request to Sheets, not pretty."""
        return self.ask(method, f"/v4/spreadsheets/{path}", body, prettyPrint="false", **query)

    def new(self, rows: int, columns: int) -> str:
        """A new spreadsheet with one tab, id 0, of that size."""
        body = {"name": "Bench", "mimeType": _SPREADSHEET, "parents": [self.drive]}
        made = json.loads(self.ask("post", "/drive/v3/files", body, supportsAllDrives="true"))
        size = {"rowCount": rows, "columnCount": columns}
        properties = {"sheetId": 0, "gridProperties": size}
        self.batch(made["id"], [{"updateSheetProperties": _masked(properties, "gridProperties")}])
        return str(made["id"])

    def batch(self, file_id: str, requests: Sequence[dict[str, Any]]) -> bytes:
        """One batchUpdate."""
        return self.sheets("post", f"{file_id}:batchUpdate", {"requests": list(requests)})

    def fill(self, file_id: str, values: list[list[Any]]) -> None:
        """Type values from A1 on."""
        path = f"{file_id}/values/A1"
        self.sheets("put", path, {"values": values}, valueInputOption="USER_ENTERED")

    def memory(self) -> float:
        """The most memory that the process ever held, in MB."""
        status = Path(f"/proc/{self.process.process.pid}/status").read_text(encoding="ascii")
        (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak) / 1024


def _masked(properties: dict[str, Any], fields: str) -> dict[str, Any]:
    return {"properties": properties, "fields": fields}


def bench_local_sheets() -> Iterator[Figure]:
    """All figures of the local server; takes about a minute."""
    for bench in (_tracker_sized, _large, _appends, _many_readers, _start_up):
        with TemporaryDirectory(prefix="local-sheets-bench-") as name:
            yield from bench(Path(name))


def serve(folder: Path) -> Server:
    """A server on a folder, and a client of its service account."""
    child = start_sheets(folder, 0, None)
    url = child.wait_ready()
    client = open_client(GoogleAccount.of_key(folder / "service-account.json", url))
    drives = json.loads(client.request("get", f"{url}/drive/v3/drives").content)
    return Server(process=child, folder=folder, client=client, drive=drives["drives"][0]["id"])


def _figure(case: str, value: float, unit: str, target: float | None = None) -> Figure:
    return Figure(bench=BENCH, case=case, value=value, unit=unit, target=target)


def _took(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _warm(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_took(work) for _ in range(REPEATS))


def _tracker_sized(folder: Path) -> Iterator[Figure]:
    """500 x 40, a third of it formulas, as the nightly sync and as a script reads it."""
    server = serve(folder)
    with server.process:
        file_id = server.new(500, 40)
        server.fill(file_id, [[_entry(row, column) for column in range(40)] for row in range(500)])
        whole = f"{file_id}/values/A1:AN500"

        def get() -> bytes:
            return server.sheets("get", file_id, fields=NIGHTLY_FIELDS)

        yield _figure("get 500 x 40, sync's mask, cold", _took(get), "ms")
        yield _figure("get 500 x 40, sync's mask, warm", _warm(get), "ms", 60)

        def get_after_entry() -> float:
            server.sheets("put", f"{file_id}/values/B7", {"values": [[1]]}, valueInputOption="RAW")
            return _took(get)

        after = statistics.median(get_after_entry() for _ in range(REPEATS))
        yield _figure("get 500 x 40 after one entry", after, "ms")
        values = _warm(lambda: server.sheets("get", whole))
        yield _figure("values.get 500 x 40, warm", values, "ms", 10)
        batch = [_styling(number) for number in range(BATCH)]
        took = _took(lambda: server.batch(file_id, batch))
        yield _figure(f"batchUpdate of {BATCH} requests", took, "ms")


def _entry(row: int, column: int) -> Any:
    if column % 3 == 2:
        return f"=A{row + 1}+{column}" if column == 2 else f"=A{row + 1}*2"
    return row * column if column % 3 == 0 else f"text {row}"


def _styling(number: int) -> dict[str, Any]:
    row, column = divmod(number, 40)
    area = {
        "startRowIndex": row * 38,
        "endRowIndex": row * 38 + 38,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    color = {"red": number / BATCH, "green": 0.5, "blue": 1}
    cell = {"userEnteredFormat": {"backgroundColor": color}}
    fields = "userEnteredFormat.backgroundColor"
    return {"repeatCell": {"range": area, "cell": cell, "fields": fields}}


def _large(folder: Path) -> Iterator[Figure]:
    """50,000 x 20: a million cells, also after a start that finds them on disk."""
    server = serve(folder)
    with server.process:
        file_id = server.new(50_000, 20)
        for start in range(0, 50_000, 10_000):
            values = [
                [row * column for column in range(20)] for row in range(start, start + 10_000)
            ]
            server.sheets(
                "put",
                f"{file_id}/values/A{start + 1}",
                {"values": values},
                valueInputOption="RAW",
            )
    server = serve(folder)
    with server.process:

        def get() -> bytes:
            return server.sheets("get", f"{file_id}/values/A1:T50000")

        yield _figure("values.get 50,000 x 20, after a start", _took(get), "ms")
        yield _figure("values.get 50,000 x 20, warm", _warm(get), "ms", 1_500)
        yield _figure("peak memory with 50,000 x 20", server.memory(), "MB", 600)


def _appends(folder: Path) -> Iterator[Figure]:
    """One row after another to the same table."""
    server = serve(folder)
    with server.process:
        file_id = server.new(1_000, 26)

        def append(number: int) -> float:
            return _took(
                lambda: server.sheets(
                    "post",
                    f"{file_id}/values/A1:append",
                    {"values": [[number, "text", 1.5]]},
                    valueInputOption="RAW",
                )
            )

        yield from _requests("append", [append(number) for number in range(APPENDS)], threads=1)


def _requests(case: str, times: list[float], *, threads: int) -> Iterator[Figure]:
    """p50, p95 and how many a second."""
    cuts = statistics.quantiles(times, n=20)
    yield _figure(f"{case} x {len(times):,}, p50", cuts[9], "ms")
    yield _figure(f"{case} x {len(times):,}, p95", cuts[18], "ms")
    per_second = threads * 1000 * len(times) / sum(times)
    yield _figure(f"{case} x {len(times):,}, a second", per_second, "requests")


def _many_readers(folder: Path) -> Iterator[Figure]:
    """50 spreadsheets of 100 x 20, each read by its own thread."""
    server = serve(folder)
    with server.process:
        made = [server.new(100, 20) for _ in range(READERS)]
        for file_id in made:
            server.fill(file_id, [[row * column for column in range(20)] for row in range(100)])

        def read(file_id: str) -> list[float]:
            return [
                _took(lambda: server.sheets("get", file_id, fields=NIGHTLY_FIELDS))
                for _ in range(4)
            ]

        with ThreadPoolExecutor(READERS) as pool:
            times = [took for listed in pool.map(read, made) for took in listed]
        yield from _requests(f"get by {READERS} threads", times, threads=READERS)
        yield _figure(f"peak memory with {READERS} readers", server.memory(), "MB")


def _start_up(folder: Path) -> Iterator[Figure]:
    """From nothing to the first answer, with many spreadsheets on disk."""
    server = serve(folder)
    with server.process:
        body = {"name": "Bench", "mimeType": _SPREADSHEET, "parents": [server.drive]}
        for _ in range(STORED):
            server.ask("post", "/drive/v3/files", body, supportsAllDrives="true")
    times = []
    for _ in range(3):
        began = time.perf_counter()
        child = start_sheets(folder, 0, None)
        with child:
            child.wait_ready()
            times.append(time.perf_counter() - began)
    yield _figure(f"start with {STORED:,} spreadsheets on disk", statistics.median(times), "s", 1)
