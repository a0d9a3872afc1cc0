"""kill -9 while several clients write: what was acknowledged is there, and nothing by halves."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import pytest
import requests

from tests.local_sheets.cases.writing import cells, insert
from tests.local_sheets.wire.cast import Caller, new_tracker
from tests.local_sheets.wire.process import Running, close, start

CLIENTS = 4
LINES, LOG, OTHER = 1, 2, 3
"""Tabs: one grows at its top by batches, one at its end by appends, one mirrors Sheet1."""

_LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
"""No answer, or half of one: the write may be there or not."""

Written = tuple[str, int]
"""A kind of write and the client who made it; each client counts from 1 in each kind."""


def _tabs(caller: Caller, tracker: str) -> None:
    titles = {LINES: "Lines", LOG: "Log", OTHER: "Other"}
    added = [
        {"addSheet": {"properties": {"sheetId": number, "title": title}}}
        for number, title in titles.items()
    ]
    assert caller.batch(tracker, *added).status_code == 200


def _batch(caller: Caller, tracker: str, client: int, number: int) -> requests.Response:
    """One line inserted, filled and marked; both tabs told its number: five requests, one batch."""
    line = {"sheetId": LINES, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    mark = {
        "metadataKey": "line",
        "metadataValue": f"{client}-{number}",
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": line},
    }
    new_line = insert("ROWS", 0, 1)
    new_line["insertDimension"]["range"]["sheetId"] = LINES
    return caller.batch(
        tracker,
        new_line,
        cells("A1", [[client, number]], LINES),
        {"createDeveloperMetadata": {"developerMetadata": mark}},
        cells(f"A{client + 1}", [[number]]),
        cells(f"A{client + 1}", [[number]], OTHER),
    )


def _values(caller: Caller, tracker: str, client: int, number: int) -> requests.Response:
    """values.batchUpdate of one cell in each of two tabs."""
    places = [f"{title}!B{client + 1}" for title in ("Sheet1", "Other")]
    blocks = [{"range": place, "values": [[number]]} for place in places]
    body = {"valueInputOption": "RAW", "data": blocks}
    return caller.call("POST", f"/v4/spreadsheets/{tracker}/values:batchUpdate", body)


def _append(caller: Caller, tracker: str, client: int, number: int) -> requests.Response:
    path = f"/v4/spreadsheets/{tracker}/values/Log!A1:append"
    body = {"values": [[client, number]]}
    return caller.call("POST", path, body, valueInputOption="RAW")


WRITES: dict[str, Callable[[Caller, str, int, int], requests.Response]] = {
    "batch": _batch,
    "values": _values,
    "append": _append,
}


def _write_until_killed(
    caller: Caller, tracker: str, client: int, acknowledged: Counter[Written], under_way: Semaphore
) -> None:
    """Write without pause; only an answer of 200 counts, only a lost connection ends it.

    `under_way` is released once: with the first answer.
    """
    is_first = True
    while True:
        for kind, write in WRITES.items():
            try:
                answer = write(caller, tracker, client, acknowledged[kind, client] + 1)
            except _LOST:
                return
            assert answer.status_code == 200, answer.text
            acknowledged[kind, client] += 1
            if is_first:
                under_way.release()
                is_first = False


def _killed_after(
    running: Running, tracker: str, acknowledged: Counter[Written], seconds: float
) -> None:
    """Let all clients write, and kill the server that long after each has been answered once."""
    callers = [running.caller(None) for _ in range(CLIENTS)]
    for caller in callers:
        caller.values(tracker, "A1")  # signed in: the kill is to hit writes
    under_way = Semaphore(0)
    with ThreadPoolExecutor(CLIENTS) as pool:
        loops = [
            pool.submit(_write_until_killed, caller, tracker, client, acknowledged, under_way)
            for client, caller in enumerate(callers)
        ]
        all_write = all(under_way.acquire(timeout=60) for _ in range(CLIENTS))
        Event().wait(seconds)  # the moment itself is what is drawn at random
        running.kill()
    assert all_write
    for loop in loops:
        loop.result()


def _lines(caller: Caller, tracker: str) -> list[tuple[int, int]]:
    """Client and number of each line, newest first; each has its own mark and no other."""
    fields = "sheets(data(rowData(values(userEnteredValue)),rowMetadata(developerMetadata)))"
    shown = caller.ok("GET", f"/v4/spreadsheets/{tracker}", ranges="Lines!A1:B", fields=fields)
    block = shown["sheets"][0]["data"][0]
    marks = [
        tuple(entry["metadataValue"] for entry in row.get("developerMetadata", ()))
        for row in block["rowMetadata"]
    ]
    lines = [
        tuple(int(cell["userEnteredValue"]["numberValue"]) for cell in row["values"])
        for row in block.get("rowData", ())
    ]
    rest = len(marks) - len(lines)
    assert marks == [(f"{client}-{number}",) for client, number in lines] + [()] * rest
    assert rest == 1000  # every row of the new tab, none of them inserted and left blank
    return [(client, number) for client, number in lines]


def _found(caller: Caller, tracker: str) -> Counter[Written]:
    """How many writes of each kind and client there are; each must be whole and there once."""
    found: Counter[Written] = Counter()
    lines = _lines(caller, tracker)[::-1]
    log = [(int(client), int(number)) for client, number in caller.values(tracker, "Log!A1:B")]
    for kind, listed in (("batch", lines), ("append", log)):
        for client in range(CLIENTS):
            numbers = [number for who, number in listed if who == client]
            assert numbers == list(range(1, len(numbers) + 1)), (kind, client)
            found[kind, client] = len(numbers)
    first, second = (
        caller.values(tracker, f"{title}!A1:B{CLIENTS}") for title in ("Sheet1", "Other")
    )
    assert first == second
    for client, row in enumerate(first):
        told = dict(zip(("batch", "values"), (int(cell or 0) for cell in row), strict=False))
        assert told.get("batch", 0) == found["batch", client]
        found["values", client] = told.get("values", 0)
    return found


def _check_round(found: Mapping[Written, int], acknowledged: Mapping[Written, int]) -> None:
    """All that was acknowledged, and at most the one write that was under way beside it."""
    for client in range(CLIENTS):
        extra = [found[kind, client] - acknowledged[kind, client] for kind in WRITES]
        assert min(extra) >= 0, f"client {client} lost an acknowledged write: {extra}"
        assert sum(extra) <= 1, f"client {client} has writes that it never sent: {extra}"


@contextmanager
def _started(folder: Path) -> Iterator[Running]:
    running = start(folder)
    try:
        yield running
    finally:
        close(running)


@pytest.mark.parametrize("rounds", [1, pytest.param(15, marks=pytest.mark.slow)])
def test_kill_9_during_batches_loses_and_halves_nothing(folder: Path, rounds: int) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    moments = random.Random(seed)
    acknowledged: Counter[Written] = Counter()
    with _started(folder) as running:
        service = running.caller(None)
        drive_id = service.drive("GET", "drives")["drives"][0]["id"]
        tracker = new_tracker(service, drive_id)
        _tabs(service, tracker)
        _killed_after(running, tracker, acknowledged, moments.uniform(0, 0.5))
    for number in range(rounds):
        with _started(folder) as running:
            found = _found(running.caller(None), tracker)
            _check_round(found, acknowledged)
            acknowledged = found
            if number < rounds - 1:
                _killed_after(running, tracker, acknowledged, moments.uniform(0, 0.5))
    assert min(acknowledged["batch", client] for client in range(CLIENTS)) > 0


def _enter(caller: Caller, tracker: str, a1: str, values: list[list[Any]]) -> None:
    path = f"/v4/spreadsheets/{tracker}/values/{a1}"
    caller.ok("PUT", path, {"values": values}, valueInputOption="USER_ENTERED")


@pytest.mark.slow
def test_formulas_are_right_after_kill_9_before_they_were_computed(folder: Path) -> None:
    """A long chain and a sum over it: computed when read, so the kill comes before it."""
    chain = 200
    with _started(folder) as running:
        service = running.caller(None)
        drive_id = service.drive("GET", "drives")["drives"][0]["id"]
        tracker = new_tracker(service, drive_id)
        formulas = [["1"], *([f"=A{row}+1"] for row in range(1, chain))]
        _enter(service, tracker, f"A1:A{chain}", formulas)
        _enter(service, tracker, "B1", [[f"=SUM(A1:A{chain})"]])
        assert service.values(tracker, "B1") == [[str(chain * (chain + 1) // 2)]]
        _enter(service, tracker, "A1", [["101"]])
        running.kill()
    with _started(folder) as running:
        again = running.caller(None)
        assert again.values(tracker, f"A{chain}:B{chain}") == [[str(100 + chain)]]
        assert again.values(tracker, "B1") == [[str(chain * (chain + 1) // 2 + 100 * chain)]]
        shown = again.ok(
            "GET", f"/v4/spreadsheets/{tracker}/values/A2", valueRenderOption="FORMULA"
        )
        assert shown["values"] == [["=A1+1"]]
