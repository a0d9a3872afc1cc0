"""Duties, measured: one tracker that changed, and the nightly round over a whole state.

The schools are those of Project STAR laid side by side (`star_state`: 80 schools, 305 team
trackers, 26,796 children, 94,534 expected scores), each in a store of its own as an installation
has it, with the scores that were entered. The data is not in the repository; without it
(TRACKSHEET_EXTRA_DATA) the demo's school is measured, and the case says so.

One tracker: its facts out of the store, judged and compared, what changed written, its flags
brought up to date. Roster, calendar and template are at hand, as they are when a sync has just
read the tracker; the nights read them anew. All figures are CPU time.
"""

import csv
import io
import os
import statistics
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from scripts.figures import Figure
from scripts.start_checks import DEMO_DATA
from service.calendars import school_calendar
from service.duty_facts import DutyFacts
from service.features.roster.oneroster import read_bundle
from service.features.trackers.briefing import Briefing
from sheet_templates.desired.students import TAB, score_column, student_row_key
from sheet_templates.identity import tracker_id
from sheet_templates.library import shipped_template
from sheet_templates.school import Roster
from sheet_templates.team import grades_of
from sync.domain.entries import EntryKey, EntryValue, VerbatimRow
from sync.domain.moments import Moment
from sync.domain.scope import Scope
from sync.duty_round import DutyRound
from sync.store.calendars import calendar, publish
from sync.store.engine import Store, Tx, open_store
from sync.store.entries import apply_entries, current_entries
from sync.store.issues import current_issues
from sync.store.positions import keep_columns
from sync.store.reads import known_rows, rows_by_tab, store_read
from sync.store.school import roster, save_roster
from sync.store.trackers import Tracker, adopt_spreadsheet, intend, tracker, trackers

ZONE = "America/Chicago"
AT = datetime(2027, 5, 24, 12, tzinfo=UTC)
TODAY = date(2027, 5, 24)
SLOWEST_TRACKER, SLOWEST_NIGHT = 20.0, 60.0  # milliseconds, seconds
REPEATS = 15
"""Trackers measured one by one."""
TEMPLATE = shipped_template()
Rows = list[dict[str, str]]
Scores = dict[str, dict[EntryKey, EntryValue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school in its store, with every score entered that there is."""

    store: Store
    scope: Scope
    trackers: tuple[Tracker, ...]


def bench_duties() -> Iterator[Figure]:
    """All figures of duties; the setting-up takes some minutes for a state."""
    with TemporaryDirectory(prefix="tracksheet-bench-") as name:
        folder = Path(name)
        place, bundles, scores = schools_of(folder)
        schools = [_school(folder, one, scores) for one in bundles]
        yield from _night(schools, place)
        yield _one_tracker(schools, place)
        for one in schools:
            one.store.close()


def schools_of(folder: Path) -> tuple[str, list[Path], Scores]:
    """What the schools are of, a bundle for each, and every score that was entered."""
    extra = os.environ.get("TRACKSHEET_EXTRA_DATA")
    bundle = Path(extra) / "oneroster" / "star_state.zip" if extra else None
    if bundle and bundle.is_file():
        scores = scores_of(Path(str(extra)) / "star_state_scores.csv")
        return "star_state", split(bundle, folder), scores
    scores = scores_of(DEMO_DATA / "star_school7_scores.csv")
    return "the demo's school", [DEMO_DATA / "star_school7.zip"], scores


def _night(schools: list[School], place: str) -> Iterator[Figure]:
    """The first round writes every duty down; the second finds nothing new."""
    count = sum(len(one.trackers) for one in schools)
    for which in ("first", "next"):
        began = time.process_time()
        for one in schools:
            _round(one).over_all()
        yield Figure(
            bench="duties",
            case=f"{which} nightly round, {place}, {count} trackers",
            value=time.process_time() - began,
            unit="s",
            target=SLOWEST_NIGHT,
        )
    began = time.process_time()
    for one in schools:
        with one.store.reading() as tx:
            for each in trackers(tx, one.scope):
                current_entries(tx, one.scope, each.id)
                current_issues(tx, one.scope, each.id)
    yield Figure(
        bench="duties",
        case=f"reading the entries alone, {place}",
        value=time.process_time() - began,
        unit="s",
    )


def _one_tracker(schools: list[School], place: str) -> Figure:
    """The middle one of some trackers into which one more score was typed."""
    took = []
    for one in schools[:: max(1, len(schools) // REPEATS)][:REPEATS]:
        changed = one.trackers[-1]
        with one.store.writing() as tx:
            type_one(tx, one.scope, changed)
        round_ = _round(one)
        began = time.process_time()
        round_.over({changed.public_id})
        took.append(1000 * (time.process_time() - began))
    return Figure(
        bench="duties",
        case=f"one changed tracker, {place}",
        value=statistics.median(took),
        unit="ms",
        target=SLOWEST_TRACKER,
    )


def _round(one: School) -> DutyRound:
    """A round with everything it needs read anew, as an operation does."""
    with one.store.reading() as tx:
        briefing = Briefing(
            roster=roster(tx, one.scope),
            calendar=calendar(tx, one.scope),
            template=TEMPLATE,
            zone=ZONE,
        )
    return DutyRound(
        store=one.store,
        scope=one.scope,
        moment=Moment(today=TODAY, zone=ZoneInfo(ZONE), at=AT),
        owed=DutyFacts(briefing).owed,
    )


def type_one(tx: Tx, scope: Scope, changed: Tracker) -> None:
    """As the read of a tracker in which one score is another than before."""
    held = current_entries(tx, scope, changed.id)[0]
    other = held.value._replace(number=(held.value.number or 0) + 1)
    rows = sorted(rows_by_tab(known_rows(tx, changed))[TAB])
    typed = student_row_key(changed.public_id, held.key.student)
    cells = {key: str(other.number).encode() if key == typed else b"{}" for key in rows}
    _store_entries(tx, changed, {held.key: other}, cells)


def _school(folder: Path, bundle: Path, scores: Scores) -> School:
    given: Roster = read_bundle(bundle).roster
    return school_in(open_store(folder / f"{given.school.sourced_id}.sqlite3"), given, scores)


def school_in(store: Store, given: Roster, scores: Scores) -> School:
    """Fill an empty store with a school, its trackers and what was entered in them."""
    proposed = school_calendar(given.school_year, TEMPLATE.cadence, ZONE)
    with store.writing() as tx:
        scope = save_roster(tx, given, (), zone=ZONE, sha256="", at=AT)
        publish(tx, scope, proposed, why="bench", at=AT)
        for grade in grades_of(given):
            made = _tracker(tx, scope, given, grade)
            children = [one.sourced_id for one in given.students if one.grade == grade]
            entries = {key: value for child in children for key, value in scores[child].items()}
            rows = [student_row_key(made.public_id, child) for child in children]
            _store_entries(tx, made, entries, dict.fromkeys(rows, b"{}"))
        made_all = tuple(trackers(tx, scope))
    return School(store=store, scope=scope, trackers=made_all)


def _tracker(tx: Tx, scope: Scope, given: Roster, grade: str) -> Tracker:
    public_id = tracker_id(given.school.sourced_id, given.school_year.begins_on.year, grade)
    made = intend(
        tx,
        scope,
        public_id=public_id,
        grade=grade,
        template=TEMPLATE,
        nonce=public_id,
        changes_token=None,
        at=AT,
    )
    adopt_spreadsheet(tx, made.id, f"file {public_id}", AT)
    found = tracker(tx, scope, public_id)
    assert found is not None
    return found


def _store_entries(
    tx: Tx, made: Tracker, entries: dict[EntryKey, EntryValue], cells: dict[str, bytes]
) -> None:
    """As a read does: what stands in the rows, where the columns stand, the entries."""
    rows = [
        VerbatimRow(tab=TAB, row_key=key, position=9 + at, cells=there)
        for at, (key, there) in enumerate(cells.items())
    ]
    seq = store_read(
        tx, made, run_id=None, dirty_seq_seen=made.dirty_seq, at=AT, structure_sha="", rows=rows
    )
    keys = product(TEMPLATE.cadence.windows, TEMPLATE.metrics)
    columns = {
        score_column(window.key, metric.key): 9 + at for at, (window, metric) in enumerate(keys)
    }
    keep_columns(tx, made, columns)
    apply_entries(tx, made, seq, opened=entries, closed={}, moved={})


def scores_of(path: Path) -> Scores:
    """Every score that was entered, by child."""
    found: defaultdict[str, dict[EntryKey, EntryValue]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["score"]:
                key = EntryKey(
                    student=row["student"], checkpoint=row["window"], metric=row["subject"]
                )
                value = EntryValue(number=float(row["score"]), code=None, a1="I10")
                found[row["student"]][key] = value
    return found


def split(bundle: Path, folder: Path) -> list[Path]:
    """A bundle of one school for each school of a state."""
    with zipfile.ZipFile(bundle) as packed:
        manifest = packed.read("manifest.csv")
        tables = {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig")))
            )
            for name in packed.namelist()
            if name != "manifest.csv"
        }
    schools = [one for one in tables["orgs"] if one["type"] == "school"]
    return [
        _write(folder / f"{one['sourcedId']}.zip", manifest, tables, one["sourcedId"])
        for one in schools
    ]


def _write(path: Path, manifest: bytes, tables: dict[str, Rows], school: str) -> Path:
    people = [one for one in tables["users"] if one["orgSourcedIds"] == school]
    ids = {one["sourcedId"] for one in people}
    mine = {
        **tables,
        "users": people,
        "demographics": [one for one in tables["demographics"] if one["sourcedId"] in ids],
        **{
            name: [one for one in tables[name] if one["schoolSourcedId"] == school]
            for name in ("classes", "enrollments")
        },
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("manifest.csv", manifest)
        for name, rows in mine.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, list(tables[name][0]), lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)
            packed.writestr(f"{name}.csv", text.getvalue())
    return path
