"""How the store's size tells: statements, query plans and time per changed tracker, a quiet night.

Some trackers are real spreadsheets; the others stand in the store with as much content as one of
those, and Drive never reports them. Statements are counted and explained as SQLite got them.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from scripts.bench_world import Size, World, cell_name, world
from scripts.figures import Figure
from sync.store.columns import STILL

IN_STORE = (100, 1000, 10_000)
CHANGED = 20
REPEATS = 3
NIGHT_TRACKERS, SEVENTH = 2000, 286
_SMALL = Size(tabs=1, rows=20, columns=5)


@dataclass(slots=True)
class Asked:
    """The statements that the store was asked, and how many of each."""

    statements: dict[str, int] = field(default_factory=dict)

    def note(self, *args: Any) -> None:
        """One more; lists of bound values are alike whatever their length."""
        statement = re.sub(r"IN \((\?(, )?)+\)", "IN (?)", str(args[2]))
        self.statements[statement] = self.statements.get(statement, 0) + 1

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(self.statements.values())


def sizes(folder: Path) -> Iterator[Figure]:
    """The same changes synced in a store of more and more trackers."""
    first: tuple[int, dict[str, str], float] | None = None
    with world(folder, _SMALL, CHANGED) as there:
        there.sync().now()
        for count in IN_STORE:
            _grow(there, count)
            seconds = min(_changed_once(there, count + n)[1] for n in range(REPEATS))
            asked, _ = _changed_once(there, count + REPEATS)
            plans = _plans(there, asked)
            first = first or (asked.total, plans, seconds)
            case = f"{CHANGED} changed of {count} in the store"
            more = asked.total - first[0]
            yield _figure(f"{case}, statements more than at {IN_STORE[0]}", more, "", 0)
            other = sum(plans[one] != first[1].get(one) for one in plans)
            yield _figure(f"{case}, query plans other than at {IN_STORE[0]}", other, "", 0)
            yield _figure(f"{case}, CPU", seconds, "s", 1.5, floor=first[2])


def quiet_night(folder: Path) -> Iterator[Figure]:
    """A night in which nothing changed: the rolling seventh is read, and nothing else is asked."""
    with world(folder, Size(tabs=1, rows=2, columns=2), SEVENTH) as there:
        there.sync().now()
        _grow(there, NIGHT_TRACKERS)
        long_ago = datetime.now(UTC) - timedelta(days=8)
        _run(there, "UPDATE tracker SET last_read_at = ?", long_ago + timedelta(days=5))
        real = "UPDATE tracker SET last_read_at = ? WHERE spreadsheet_id NOT LIKE 'copy-%'"
        _run(there, real, long_ago)
        before, busy = there.counted(), time.process_time()
        report = there.sync().night(date(2026, 11, 2))
        cpu, asked = time.process_time() - busy, there.counted() - before
        assert report.checked == SEVENTH, report.failures
    case = f"a night with nothing changed, {NIGHT_TRACKERS} trackers"
    beside = asked["sheets_read"] - SEVENTH
    yield _figure(f"{case}, reads besides the seventh", beside, "requests", 0)
    yield _figure(f"{case}, Drive", asked["drive"], "requests", 3)
    yield _figure(f"{case}, CPU with the seventh", cpu, "s")


def _changed_once(there: World, score: int) -> tuple[Asked, float]:
    """A sync after one cell changed in each real tracker: what it asked, its CPU seconds."""
    for public_id in there.trackers:
        there.type_one(public_id, cell_name(0, 0), score % 1000)
    sync = there.sync()
    with _listening() as asked:
        busy = time.process_time()
        report = sync.now()
        seconds = time.process_time() - busy
    assert report.changes == CHANGED, report.failures
    return asked, seconds


@contextmanager
def _listening() -> Iterator[Asked]:
    asked = Asked()
    event.listen(Engine, "before_cursor_execute", asked.note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", asked.note)


def _plans(there: World, asked: Asked) -> dict[str, str]:
    """SQLite's plan of each statement; what a statement is bound to does not change it."""
    plans = {}
    with closing(sqlite3.connect(there.installation.folder.store)) as database:
        for statement in asked.statements:
            if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
                held = [None] * statement.count("?")
                rows = database.execute(f"EXPLAIN QUERY PLAN {statement}", held).fetchall()
                plans[statement] = "\n".join(str(row[3]) for row in rows)
    return plans


def _grow(there: World, count: int) -> None:
    """Copies of the first tracker in the store, with its entries and rows, up to `count`."""
    with closing(sqlite3.connect(there.installation.folder.store, timeout=30)) as database:
        (last,) = database.execute("SELECT max(id) FROM tracker").fetchone()
        (held,) = database.execute("SELECT count(*) FROM tracker").fetchone()
        with database:
            for number in range(last + 1, last + 1 + count - held):
                _copy(database, "tracker", "id = 1", _identity(number))
            for table, (columns, versions) in _OWNED.items():
                _copy_owned(database, table, columns, versions, last)


def _identity(number: int) -> dict[str, str]:
    name = f"'copy-{number}'"
    return {"id": str(number), "public_id": name, "nonce": name, "spreadsheet_id": name}


_OWNED = {
    "entry_column": ("checkpoint, metric", "entry_version"),
    "row_anchor": ("tab, row_key, position", "row_version"),
    "tracker_read": ("seq, run_id, at, structure_sha", None),
}
"""What belongs to a tracker, and the open versions of it."""


def _copy_owned(
    database: sqlite3.Connection, table: str, columns: str, versions: str | None, last: int
) -> None:
    held = ", ".join(f"mine.{one}" for one in columns.split(", "))
    database.execute(
        f"INSERT INTO {table} (school_id, tracker_id, {columns}) "  # noqa: S608 - our own names
        f"SELECT mine.school_id, tracker.id, {held} FROM tracker JOIN {table} mine "
        f"ON mine.tracker_id = 1 WHERE tracker.id > {last}"
    )
    if versions is not None:
        _copy_versions(database, table, versions, last)


def _copy_versions(database: sqlite3.Connection, table: str, versions: str, last: int) -> None:
    """The open versions of the first tracker's columns or rows, for each of their copies."""
    refers, likeness = f"{table}_id", ("checkpoint", "metric")
    if table == "row_anchor":
        likeness = ("tab", "row_key")
    names = [row[1] for row in database.execute(f"PRAGMA table_info({versions})")]
    others = [one for one in names if one != refers]
    same = " AND ".join(f"made.{one} = mine.{one}" for one in likeness)
    database.execute(
        f"INSERT INTO {versions} ({refers}, {', '.join(others)}) "  # noqa: S608
        f"SELECT made.id, {', '.join('held.' + one for one in others)} FROM {table} made "
        f"JOIN {table} mine ON mine.tracker_id = 1 AND {same} "
        f"JOIN {versions} held ON held.{refers} = mine.id "
        f"WHERE ifnull(held.to_seq, {STILL}) = {STILL} AND made.tracker_id > {last}"
    )


def _copy(database: sqlite3.Connection, table: str, which: str, changed: dict[str, str]) -> None:
    names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(name, name) for name in names)
    database.execute(
        f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {which}"  # noqa: S608
    )


def _run(there: World, statement: str, at: datetime) -> None:
    with closing(sqlite3.connect(there.installation.folder.store, timeout=30)) as database:
        database.execute(statement, (at.strftime("%Y-%m-%d %H:%M:%S.%f"),))
        database.commit()


def _figure(
    case: str, value: float, unit: str, target: float | None = None, floor: float | None = None
) -> Figure:
    return Figure(bench="sync", case=case, value=value, unit=unit, floor=floor, target=target)
