"""Trackers for the sync's figures: as many as wanted, of any size, filled as by people.

A file is drawn once through the API (values, row and column marks, key column), copied by Drive
and typed into, so that no two rows are alike; what reading it expects is written down beside it.
The school's roster holds as many children as a tab has rows, and every tracker is about all of
them.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import requests

from scripts.quiet import say_nothing
from service.bootstrap import Installation, open_installation
from service.embedded import start_sheets
from sheet_templates.a1 import a1
from sheet_templates.columns import ReadProfile
from sheet_templates.expectation import (
    EntryColumn,
    Expectation,
    ExpectedTab,
    Measure,
)
from sheet_templates.school import (
    Assignment,
    Enrollment,
    GradingPeriod,
    Role,
    Roster,
    School,
    SchoolClass,
    SchoolYear,
    StaffMember,
    Student,
)
from sync.google.gateway import Gateway
from sync.nightly import Sync
from sync.quota import Urgency
from sync.store.school import save_roster
from sync.store.trackers import adopt_spreadsheet, advance_cursor, intend

Json = dict[str, Any]
_YEAR = 2026
_ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A file: so many tabs, each of so many children and entry columns."""

    tabs: int = 3
    rows: int = 200
    columns: int = 20
    bulk: bool = False
    is_records: bool = False  # rows that are nobody's: kept with their history, no entries


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An installation with trackers, its local server, and what reading the trackers expects."""

    url: str
    installation: Installation
    gateway: Gateway
    drive_id: str
    expectation: Expectation
    trackers: dict[str, str]  # spreadsheet ids by public id

    def sync(self, **changed: Any) -> Sync:
        """What runs over the trackers."""
        installation = self.installation
        settings: dict[str, Any] = {
            "store": installation.store,
            "gateway": installation.gateway("sync", Urgency.JOB),
            "drive_id": self.drive_id,
            "scope": installation.scope(),
            "expectations": dict.fromkeys(self.trackers, self.expectation),
            "clock": installation.clock,
            "progress": say_nothing,
            "budget": installation.budget,
            "holder": "bench",
        }
        return Sync(**(settings | changed))

    def counted(self, label: str = "sync") -> Counter[str]:
        """How many requests of the label the local server has had, by API."""
        report = self._control("get", "requests").json()
        counts: Counter[str] = Counter()
        for one in report["counters"]:
            if one["label"] == label:
                counts[one["api"]] += one["count"]
        return counts

    def delay(self, seconds: float) -> None:
        """Let every answer of the server take so much longer from now on."""
        self._control("post", "faults", {"latency": seconds, "count": 1_000_000})

    def _control(self, method: str, what: str, body: Json | None = None) -> requests.Response:
        told = json.loads(
            (self.installation.folder.sheets / "local.json").read_text(encoding="utf-8")
        )
        answer = requests.request(
            method,
            f"{self.url}/local/{what}",
            json=body,
            headers={"Authorization": f"Bearer {told['control_token']}"},
            timeout=10,
        )
        answer.raise_for_status()
        return answer

    def type_one(self, public_id: str, place: str, value: object) -> None:
        """Somebody changes one cell of the first tab."""
        self.gateway.type_values(self.trackers[public_id], f"'Tab 1'!{place}", [[value]])


@contextmanager
def world(folder: Path, size: Size, count: int) -> Iterator[World]:
    """A folder with `count` trackers of that size, filled and not yet synced."""
    with start_sheets(folder / "local_sheets", 0, None) as sheets:
        url = sheets.wait_ready()
        with open_installation(folder, sheets_url=url) as installation:
            gateway = installation.gateway("bench")
            drive_id = gateway.shared_drive("Trackers")
            _import_roster(installation, max(1, len(_children(size))))
            token = gateway.start_page_token(drive_id)
            first = _draw(gateway, drive_id, size)
            files = [first, *(_copy(gateway, first) for _ in range(count - 1))]
            for number, file in enumerate(files[1:], start=1):
                _make_different(gateway, file, size, number)
            yield World(
                url=url,
                installation=installation,
                gateway=gateway,
                drive_id=drive_id,
                expectation=expected(size),
                trackers=_adopt(installation, files, drive_id, token),
            )


def expected(size: Size) -> Expectation:
    """What reading a file of that size expects."""
    profile = ReadProfile.BULK if size.bulk else ReadProfile.GRID
    return Expectation(
        tracker_id="bench",
        tabs=tuple(
            ExpectedTab(
                key=f"tab{tab}",
                sheet_id=tab,
                title=f"Tab {tab}",
                profile=profile,
                first_row=2,
                key_column="rid",
                rows={_row_key(tab, row): _student(row) for row in _children(size)},
                entry_columns=()
                if size.is_records
                else tuple(
                    EntryColumn(
                        key=f"{tab}.{column}",
                        checkpoint=f"w{tab}",
                        metric=f"m{column}",
                        title=f"Window {tab} score {column}",
                        measure=Measure(title="the scale from 0 to 999", lowest=0, highest=999),
                    )
                    for column in range(size.columns)
                ),
                service_columns=frozenset({"rid"}),
            )
            for tab in range(1, size.tabs + 1)
        ),
        codes=(),
    )


def _children(size: Size) -> range:
    """The children that the rows are about, by number."""
    return range(0 if size.is_records else size.rows)


def _row_key(tab: int, row: int) -> str:
    return f"r{tab}-{row}"


def _student(row: int) -> str:
    return f"c-{row}"


def _score(tab: int, row: int, column: int) -> int:
    return (tab * 7919 + row * 104729 + column * 1299709) % 1000


def _draw(gateway: Gateway, drive_id: str, size: Size) -> str:
    made = gateway.create_spreadsheet("Bench", drive_id, {})
    tabs = range(1, size.tabs + 1)
    adds: list[Json] = [{"addSheet": {"properties": _tab_properties(tab, size)}} for tab in tabs]
    gateway.draw(made, [*adds, {"deleteSheet": {"sheetId": 0}}], "spreadsheetId")
    for tab in tabs:
        gateway.draw(made, [*_columns(tab, size), *_row_marks(tab, size)], "spreadsheetId")
        for begin in range(0, size.rows, _ROWS_AT_ONCE):
            rows = range(begin, min(begin + _ROWS_AT_ONCE, size.rows))
            gateway.draw(made, [_cells(tab, rows, size)], "spreadsheetId")
    return made


def _tab_properties(tab: int, size: Size) -> Json:
    grid = {"rowCount": size.rows + 2, "columnCount": size.columns + 1}
    return {"sheetId": tab, "title": f"Tab {tab}", "gridProperties": grid}


def _columns(tab: int, size: Size) -> Iterator[Json]:
    """Marks of the columns, and the key row (the first) that a bulk read goes by."""
    keys = ["rid", *(f"{tab}.{column}" for column in range(size.columns))]
    cells = [{"userEnteredValue": {"stringValue": key}} for key in keys]
    start = {"sheetId": tab, "rowIndex": 0, "columnIndex": 0}
    yield {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": "*"}}
    yield from (_mark(tab, "COLUMNS", at, key) for at, key in enumerate(keys))


def _row_marks(tab: int, size: Size) -> Iterator[Json]:
    if not size.bulk:  # marks of so many rows pass Google's 30,000 characters a tab
        yield from (_mark(tab, "ROWS", row + 2, _row_key(tab, row)) for row in range(size.rows))


def _mark(tab: int, dimension: str, at: int, key: str) -> Json:
    place = {"sheetId": tab, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
    mark = {
        "metadataKey": "k",
        "metadataValue": key,
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": place},
    }
    return {"createDeveloperMetadata": {"developerMetadata": mark}}


def _cells(tab: int, rows: range, size: Size) -> Json:
    return {
        "updateCells": {
            "start": {"sheetId": tab, "rowIndex": rows.start + 2, "columnIndex": 0},
            "fields": "userEnteredValue",
            "rows": [
                {
                    "values": [
                        {"userEnteredValue": {"stringValue": _row_key(tab, row)}},
                        *(
                            {"userEnteredValue": {"numberValue": _score(tab, row, column)}}
                            for column in range(size.columns)
                        ),
                    ]
                }
                for row in rows
            ],
        }
    }


def _copy(gateway: Gateway, file: str) -> str:
    answer = gateway.http.request(
        "post",
        f"https://www.googleapis.com/drive/v3/files/{file}/copy",
        params={"supportsAllDrives": "true", "fields": "id"},
        json={},
    )
    return str(answer.json()["id"])


def _make_different(gateway: Gateway, file: str, size: Size, number: int) -> None:
    """Other scores in one column, so that no two trackers have a row in common."""
    for tab in range(1, size.tabs + 1):
        scores = [[(_score(tab, row, 0) + number) % 1000] for row in range(size.rows)]
        gateway.type_values(file, f"'Tab {tab}'!B3:B{size.rows + 2}", scores)


def _adopt(
    installation: Installation, files: list[str], drive_id: str, token: str
) -> dict[str, str]:
    scope, at = installation.scope(), installation.clock.now()
    made = {f"b-1.{_YEAR}.{number:05}": file for number, file in enumerate(files)}
    with installation.store.writing() as tx:
        for public_id, file in made.items():
            tracker = intend(tx, scope, **_intent(installation, public_id, at))
            adopt_spreadsheet(tx, tracker.id, file, at)
        advance_cursor(tx, drive_id, token)
    return made


def _intent(installation: Installation, public_id: str, at: Any) -> dict[str, Any]:
    return {
        "public_id": public_id,
        "grade": "02",
        "template": installation.template,
        "nonce": public_id,
        "changes_token": None,
        "at": at,
    }


def _import_roster(installation: Installation, children: int) -> None:
    with installation.store.writing() as tx:
        save_roster(
            tx,
            _roster(children),
            (date(_YEAR, 9, 1),),
            zone="America/Chicago",
            sha256="bench",
            at=installation.clock.now(),
        )


def _roster(children: int) -> Roster:
    period = GradingPeriod(
        sourced_id="q1", title="Q1", begins_on=date(_YEAR, 8, 3), ends_on=date(_YEAR + 1, 5, 28)
    )
    owner = StaffMember(
        sourced_id="t-1",
        given_name="Ana",
        family_name="Ruiz",
        email="ruiz@bench.example",
        role=Role.DOCUMENT_OWNER,
    )
    students = tuple(
        Student(sourced_id=_student(n), given_name="Child", family_name=str(n), grade="02")
        for n in range(children)
    )
    return Roster(
        school=School(sourced_id="b-1", name="Bench"),
        school_year=SchoolYear(
            sourced_id="y",
            title="2026/27",
            begins_on=period.begins_on,
            ends_on=period.ends_on,
            grading_periods=(period,),
        ),
        staff=(owner,),
        students=students,
        classes=(SchoolClass(sourced_id="k", title="Room 1"),),
        enrollments=tuple(
            Enrollment(student=s.sourced_id, school_class="k", begins_on=None, ends_on=None)
            for s in students
        ),
        assignments=(
            Assignment(
                staff_member="t-1",
                school_class="k",
                is_primary=True,
                begins_on=period.begins_on,
                ends_on=None,
            ),
        ),
    )


def cell_name(row: int, column: int) -> str:
    """The A1 name of an entry's cell, both counted from 0 among the entries."""
    return a1(row + 2, column + 1)
