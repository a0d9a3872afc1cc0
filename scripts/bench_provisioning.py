"""Plan and apply, measured: requests for each kind of work, and how long planning takes.

Times of planning are CPU time of this process.

Requests are those that the program sends, counted where they are sent. The first figures are of
the demo's four trackers on a local server in a process of its own. The time of 200 trackers is
simulated: as many workers as the program has, each tracker's requests as they were counted, each
answered after the time that LATENCY says, and the places of Google's quota as `sync.quota` gives
them out. Its floor is the quota alone: 60 writes a minute.
"""

import heapq
import math
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.bench_main import BUNDLE
from scripts.figures import Figure
from service.bootstrap import Installation, open_installation
from service.embedded import start_sheets
from service.features.roster.oneroster import read_bundle
from service.operations.trackers import applying, width
from service.turns import Turns
from sheet_templates.desired import Brief, desired_tracker
from sheet_templates.model import WindowRule
from sheet_templates.plan import plan
from sheet_templates.requests import draw_requests
from sheet_templates.school import Enrollment, Roster, Student
from sheet_templates.snapshot import (
    PLAN_FACETS,
    PLAN_FIELDS,
    Snapshot,
    just_created,
    parse_snapshot,
)
from sync.budget import Meter, metered
from sync.domain.cadence import checkpoints_for
from sync.nightly import IN_FLIGHT
from sync.quota import Direction, Quota, QuotaBook, Urgency
from sync.store.school import calendar, save_roster

BENCH = "provisioning"
REPEATS = 9
NEWCOMERS = 5
TRACKERS = 200
STUDENTS, WINDOWS = 120, 16  # with two metrics each and the columns of names: 40 and some more
SLOWEST_PLAN = 40.0  # ms
MOST_OVER_QUOTA = 1.05
DRIVE_CALLS = 1 + 8  # files.create, and eight people one after the other
LATENCY = {"drive": 0.3, "write": 1.0}  # seconds; a guess, as slow as Google is on a bad day


def bench_provisioning() -> Iterator[Figure]:
    """All figures of provisioning; takes about half a minute."""
    with TemporaryDirectory(prefix="tracksheet-bench-") as name:
        folder = Path(name)
        with start_sheets(folder / "local_sheets", 0, None) as sheets:
            url = sheets.wait_ready()
            with open_installation(folder, sheets_url=url) as opened:
                installation = replace(opened, in_flight=1)  # a thread's requests are counted
                yield from _requests(installation)
                yield from _planning(installation)
    yield _under_quota()


def _requests(installation: Installation) -> Iterator[Figure]:
    Turns(installation).run("import_roster", {"path": str(BUNDLE)}, _say_nothing)
    work = applying(installation, _say_nothing)
    count = len(installation.briefing().tracker_ids())
    with metered() as new:
        work.apply()
    people = sum(
        len(installation.briefing().brief(grade, "").team.everyone)
        for grade in installation.briefing().tracker_ids()
    )
    yield _count("new trackers, writes", new.counts[Direction.WRITE], count)
    yield _count("new trackers, reads", new.counts[Direction.READ], 0)
    # one files.create each, one call a person; besides the drive's name and the page token once
    yield _count("new trackers, Drive", new.counts["drive"], count + people + 2)
    with metered() as nothing:
        work.apply()
    yield _count("nothing to do, reads", nothing.counts[Direction.READ], count)
    yield _count("nothing to do, writes", nothing.counts[Direction.WRITE], 0)
    with metered() as unread:
        work.apply(changed_only=True)
    yield _count("provision again, all requests", unread.total, 0)
    changed = _five_new_children(installation)
    yield _count("5 new children, reads", changed.counts[Direction.READ], 1)
    yield _count("5 new children, writes", changed.counts[Direction.WRITE], 1)


def _count(case: str, value: int, target: int) -> Figure:
    return Figure(bench=BENCH, case=case, value=value, unit="requests", target=target)


def _five_new_children(installation: Installation) -> Meter:
    """Requests of an apply after five children came into one grade."""
    roster = read_bundle(BUNDLE).roster
    like = next(student for student in roster.students if student.grade == "01")
    held = next(one for one in roster.enrollments if one.student == like.sourced_id)
    ids = [f"st-new-{number}" for number in range(NEWCOMERS)]
    grown = replace(
        roster,
        students=(*roster.students, *(_child(like, child) for child in ids)),
        enrollments=(*roster.enrollments, *(replace(held, student=child) for child in ids)),
    )
    _store(installation, grown)
    with metered() as meter:
        applying(installation, _say_nothing).apply(changed_only=True)
    return meter


def _child(like: Student, sourced_id: str) -> Student:
    return replace(like, sourced_id=sourced_id, given_name="New", family_name=sourced_id)


def _store(installation: Installation, roster: Roster) -> None:
    with installation.store.writing() as tx:
        days = calendar(tx, installation.scope()).instructional_days
        save_roster(
            tx,
            roster,
            days,
            zone=installation.zone(),
            sha256="bench",
            at=installation.clock.now(),
        )


def _planning(installation: Installation) -> Iterator[Figure]:
    """A drawn tracker of 120 students and many windows, in which nothing is to be done."""
    brief = _large_brief(installation)
    desired = desired_tracker(brief)
    gateway = installation.gateway("bench")
    spreadsheet = gateway.create_spreadsheet(desired.title, installation.drive_id(gateway), {})
    first = plan(desired, just_created(desired.title))
    gateway.draw(spreadsheet, draw_requests(first), PLAN_FIELDS)
    raw = gateway.read(spreadsheet, PLAN_FIELDS)
    snapshot = parse_snapshot(raw, PLAN_FACETS)
    students = max(desired.tabs, key=lambda tab: len(tab.columns))
    case = f"planning {len(brief.places)} students x {len(students.columns)} columns"
    yield _took(case, lambda: plan(desired, snapshot), SLOWEST_PLAN)
    yield _took("the same for a new tracker", lambda: plan(desired, Snapshot(facets=PLAN_FACETS)))
    yield _took("what is desired of it", lambda: desired_tracker(brief))
    yield _took("reading the answer", lambda: parse_snapshot(raw, PLAN_FACETS))


def _large_brief(installation: Installation) -> Brief:
    briefing = installation.briefing()
    brief = briefing.brief("01", installation.account.email)
    window = brief.template.cadence.windows[-1]
    cadence = replace(
        brief.template.cadence,
        windows=tuple(_window(window, number) for number in range(WINDOWS)),
    )
    places = brief.places[:1] * STUDENTS
    return replace(
        brief,
        tracker_id="bench.2026.01",
        template=replace(brief.template, cadence=cadence),
        checkpoints=checkpoints_for("01", cadence, briefing.calendar.for_grade("01")),
        places=tuple(
            replace(place, student=_child(place.student, f"st-{number:03}"), enrollment=_of(number))
            for number, place in enumerate(places)
        ),
    )


def _window(like: WindowRule, number: int) -> WindowRule:
    return replace(like, key=f"w{number}", title=f"Window {number}", not_for_grades=frozenset())


def _of(number: int) -> Enrollment:
    return Enrollment(student=f"st-{number:03}", school_class="cl", begins_on=None, ends_on=None)


def _took(case: str, work: object, target: float | None = None) -> Figure:
    assert callable(work)
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return Figure(bench=BENCH, case=case, value=statistics.median(times), unit="ms", target=target)


def _under_quota() -> Figure:
    """Seconds until the last of 200 trackers of 30 students is drawn."""
    book = QuotaBook(Quota())
    drive = DRIVE_CALLS * LATENCY["drive"]
    ready = [drive] * width(IN_FLIGHT)  # when each worker has its next file made and shared
    sent = 0.0
    for _ in range(TRACKERS):
        sent = _sent(book, max(sent, heapq.heappop(ready)))
        heapq.heappush(ready, sent + LATENCY["write"] + drive)
    refills = math.ceil(TRACKERS / Quota().per_identity) - 1
    return Figure(
        bench=BENCH,
        case=f"{TRACKERS} new trackers under Google's quota, simulated",
        value=sent + LATENCY["write"],
        unit="s",
        floor=drive + refills * Quota().seconds + LATENCY["write"],
        target=MOST_OVER_QUOTA,
    )


def _sent(book: QuotaBook, now: float) -> float:
    """When a write that is ready `now` gets its place; it is answered a while later."""
    ticket = book.join("service", Direction.WRITE, Urgency.PERSON_WAITS)
    while wait := book.wait(now, ticket):
        now += wait
    book.answered(now + LATENCY["write"], ticket)
    return now


def _say_nothing(_: str) -> None:
    """Nobody watches."""
