"""The pages, measured: every school of a state with three more years of history behind it.

The schools are those of `bench_duties`, each a data folder of its own with the real application on
it. Each page is asked for by a service that has just started, then after a score was typed
somewhere in the school, then once more.

A page's raw SQL is what it needs of the store when nothing is at hand: the statements of that first
request, each of them once, carried out by the driver alone over a connection that is open already.
The page after a change is held against all of them, although it asks only for what has changed:
what was kept from the page before is part of what makes it quick. What both cost stands beside the
ratio. All figures are CPU time, which on a machine with nothing else to do is what a person waits.
"""

import gc
import sqlite3
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

from scripts.bench_duties import TODAY, Scores, school_in, schools_of, type_one
from scripts.figures import Figure
from service.app import create_app
from service.bootstrap import Installation, open_installation
from service.features.roster.oneroster import read_bundle
from service.folder import DataFolder
from service.overview import Overview
from service.turns import Turns
from service.works import Works
from sheet_templates.school import SchoolYear
from sync.store.engine import open_store
from sync.store.trackers import trackers

PORT = 8000
HOME = f"http://127.0.0.1:{PORT}"
YEARS_BEHIND = 3
SLOWEST_PAGE, MOST_TIMES_SQL = 150.0, 3.0  # milliseconds, times
Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class _Took:
    """One page of one school, in milliseconds, and how many statements its raw SQL has."""

    first: float
    changed: float
    again: float
    sql: float
    statements: int


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
    most = max(one.statements for one in took)
    cases = (
        ("after a score was typed", [one.changed for one in took], SLOWEST_PAGE),
        ("again", [one.again for one in took], SLOWEST_PAGE),
        ("first of all after a start", [one.first for one in took], None),
        (f"raw SQL, {most} statements", [one.sql for one in took], None),
    )
    for case, values, target in cases:
        yield Figure(
            bench="pages",
            case=f"{page}: {case}, p95, {place}",
            value=_p95(values),
            unit="ms",
            target=target,
        )
    yield Figure(
        bench="pages",
        case=f"{page}: after a score was typed / raw SQL of the same school, p95",
        value=_p95([one.changed / one.sql for one in took]),
        unit="",
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
        for page, path in _pages(overview).items():
            yield page, _one(_client(installation, overview), installation, path)


def _client(installation: Installation, overview: Overview) -> FlaskClient:
    """The document owner's browser, before an application that has answered nothing yet."""
    service = installation.service(PORT, Works(Turns(installation).run))
    client = create_app(service).test_client()
    with client.session_transaction(base_url=HOME) as session:
        session["person"] = overview.document_owner.sourced_id
    return client


def _pages(overview: Overview) -> dict[str, str]:
    standing = overview.trackers[-1]
    child = min(standing.subject.students)
    teacher = standing.team.teachers[0].sourced_id
    return {
        "desk": "/desk",
        "reviews": "/reviews",
        "tracker": f"/trackers/{standing.public_id}",
        "student": f"/students/{child}",
        "history": f"/trackers/{standing.public_id}/students/{child}",
        "duties": f"/duties/{teacher}",
        "figure of the school": "/figures/covered-in-time",
        "figure of a grade": f"/figures/complete?tracker={standing.public_id}",
        "runs": "/runs",
        "setting up": "/setup",
    }


def _one(client: FlaskClient, installation: Installation, page: str) -> _Took:
    gc.collect()
    gc.freeze()  # the schools before this one, which no real process has, are not looked through
    with _listening() as statements:
        first = _ask(client, page)
    scope = installation.scope()
    with installation.store.writing() as tx:
        type_one(tx, scope, trackers(tx, scope)[-1])
    changed = _ask(client, page)
    needed = _each_once(statements)
    return _Took(
        first=first,
        changed=changed,
        again=_ask(client, page),
        sql=_alone(installation.folder.store, needed),
        statements=len(needed),
    )


def _ask(client: FlaskClient, page: str) -> float:
    began = time.thread_time()
    answer = client.get(page, base_url=HOME)
    took = 1000 * (time.thread_time() - began)
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


def _each_once(statements: list[Statement]) -> list[Statement]:
    """What a page asks twice it does not need twice."""
    return [one for at, one in enumerate(statements) if one not in statements[:at]]


def _alone(path: Path, statements: list[Statement]) -> float:
    """The statements without anything around them; the service's connection is open as well."""
    connection = sqlite3.connect(path)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    began = time.thread_time()
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()
    took = 1000 * (time.thread_time() - began)
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
