"""The pages, measured: every school of a state with three more years of history behind it.

The schools are those of `bench_duties`, each a data folder of its own with the real application on
it. Each page is asked for after something was stored, so that nothing is at hand, and once more
when everything is. Its floor is its own SQL: the statements that the first request made, carried
out again by the driver alone.
"""

import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from scripts.bench_duties import TODAY, Scores, school_in, schools_of
from scripts.figures import Figure
from service.app import create_app
from service.bootstrap import open_installation
from service.features.roster.oneroster import read_bundle
from service.folder import DataFolder
from service.overview import Overview
from service.turns import Turns
from service.works import Works
from sheet_templates.school import SchoolYear
from sync.store.engine import Store, open_store

PORT = 8000
HOME = f"http://127.0.0.1:{PORT}"
YEARS_BEHIND = 3
SLOWEST_PAGE, MOST_TIMES_SQL = 150.0, 3.0  # milliseconds, times
Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class _Took:
    """One page of one school, in milliseconds."""

    changed: float
    again: float
    sql: float


def bench_pages() -> Iterator[Figure]:
    """All figures of pages; setting a state up takes some minutes."""
    took: defaultdict[str, list[_Took]] = defaultdict(list)
    with TemporaryDirectory(prefix="tracksheet-bench-") as name:
        folder = Path(name)
        place, bundles, scores = schools_of(folder)
        for number, bundle in enumerate(bundles):
            for page, one in _school(folder / f"school {number}", bundle, scores):
                took[page].append(one)
    for page, figures in took.items():
        yield from _figures(page, place, figures)


def _figures(page: str, place: str, took: list[_Took]) -> Iterator[Figure]:
    sql = statistics.median(one.sql for one in took)
    cases = (
        (f"{page} after a change, p95, {place}", _p95([one.changed for one in took])),
        (f"{page} again, p95, {place}", _p95([one.again for one in took])),
    )
    for case, value in cases:
        yield Figure(bench="pages", case=case, value=value, unit="ms", target=SLOWEST_PAGE)
    yield Figure(
        bench="pages",
        case=f"{page} after a change, median, over its own SQL",
        value=statistics.median(one.changed for one in took),
        unit="ms",
        floor=sql,
        target=MOST_TIMES_SQL,
    )


def _p95(took: list[float]) -> float:
    return sorted(took)[max(0, -(-len(took) * 95 // 100) - 1)]


def _school(folder: Path, bundle: Path, scores: Scores) -> Iterator[tuple[str, _Took]]:
    data = DataFolder(folder)
    data.prepare()
    data.keep_demo({"today": TODAY.isoformat(), "roster": "", "scores": ""})
    given = read_bundle(bundle).roster
    store = open_store(data.store)
    for back in range(YEARS_BEHIND, -1, -1):
        year = _years_back(given.school_year, back)
        school_in(store, replace(given, school_year=year), scores)
    store.close()
    with open_installation(folder) as installation:
        overview = installation.reader().overview()
        assert overview is not None, "a roster was stored"
        client = create_app(
            installation.service(PORT, Works(Turns(installation).run))
        ).test_client()
        with client.session_transaction(base_url=HOME) as session:
            session["person"] = overview.document_owner.sourced_id
        for page, path in _pages(overview).items():
            yield page, _one(client, installation.store, data.store, path)


def _pages(overview: Overview) -> dict[str, str]:
    standing = overview.trackers[-1]
    child = min(standing.subject.students)
    teacher = standing.team.teachers[0].sourced_id
    return {
        "desk": "/desk",
        "reviews": "/reviews",
        "tracker": f"/trackers/{standing.public_id}",
        "history": f"/trackers/{standing.public_id}/students/{child}",
        "duties": f"/duties/{teacher}",
        "runs": "/runs",
        "setting up": "/setup",
    }


def _one(client: FlaskClient, store: Store, path: Path, page: str) -> _Took:
    with store.writing():
        pass  # a commit: what was judged before is no longer taken for true
    with _listening() as statements:
        changed = _ask(client, page)
    return _Took(changed=changed, again=_ask(client, page), sql=_alone(path, statements))


def _ask(client: FlaskClient, page: str) -> float:
    began = time.perf_counter()
    answer = client.get(page, base_url=HOME)
    took = 1000 * (time.perf_counter() - began)
    assert answer.status_code == 200, f"{page}: {answer.status_code}"
    return took


@contextmanager
def _listening() -> Iterator[list[Statement]]:
    """The statements that are carried out meanwhile."""
    heard: list[Statement] = []

    def hear(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            heard.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def _alone(path: Path, statements: list[Statement]) -> float:
    """The statements without anything around them."""
    connection = sqlite3.connect(path)
    began = time.perf_counter()
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()
    took = 1000 * (time.perf_counter() - began)
    connection.close()
    return took


def _years_back(year: SchoolYear, back: int) -> SchoolYear:
    if not back:
        return year

    def earlier(day: date) -> date:
        return day.replace(year=day.year - back)

    return replace(
        year,
        sourced_id=f"{year.sourced_id}-{back}",
        begins_on=earlier(year.begins_on),
        ends_on=earlier(year.ends_on),
        grading_periods=tuple(
            replace(one, begins_on=earlier(one.begins_on), ends_on=earlier(one.ends_on))
            for one in year.grading_periods
        ),
    )
