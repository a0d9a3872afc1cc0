"""A small school's grade 1 tracker, drawn into the real local server, and the people at it.

Class cl-2 of `tests.school_bundles`: teacher t-2, aide ai-1, document owner ad-1, children st-2-1..
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from local_sheets.drive_model import DriveFile
from local_sheets.service_account import EMAIL
from local_sheets.shelf import Stamp
from local_sheets.wire import App
from local_sheets.workbook import Workbook
from service.features.roster.oneroster import read_bundle
from service.features.trackers.briefing import Briefing
from sheet_templates.desired import DesiredTracker, desired_tracker
from sheet_templates.drawing import Facet
from sheet_templates.edits import Plan
from sheet_templates.library import shipped_template
from sheet_templates.plan import plan
from sheet_templates.requests import draw_requests, marked_formulas, marked_values
from sheet_templates.snapshot import (
    PLAN_FACETS,
    PLAN_FIELDS,
    Snapshot,
    SnapshotTab,
    just_created,
    parse_snapshot,
)
from sync.domain.school_calendar import proposed_calendar
from sync.google.account import GoogleAccount
from sync.google.gateway import Gateway
from sync.push import share
from tests.school_bundles import Changes, write_bundle
from tests.sheet_templates.spare_rows import with_spare_rows
from tests.wsgi_adapter import WsgiAdapter

URL = "http://127.0.0.1:8765"
OWNER, TEACHER, AIDE, OUTSIDER = (
    f"{name}@school.example" for name in ("ad-1", "t-2", "ai-1", "outsider")
)
SERVICE = EMAIL
Json = dict[str, Any]


def briefing(folder: Path, changes: Changes | None = None, **size: Any) -> Briefing:
    """What the trackers of a small school are drawn from; few spare rows keep tests quick."""
    bundle = read_bundle(write_bundle(folder / "school.zip", changes=changes, **size))
    return Briefing(
        roster=bundle.roster,
        calendar=proposed_calendar(bundle.roster.school_year, (), "America/Chicago"),
        template=with_spare_rows(shipped_template(), 4),
        zone="America/Chicago",
    )


def desired_of(school: Briefing, grade: str = "01") -> DesiredTracker:
    """One grade's tracker as it should be."""
    return desired_tracker(school.brief(grade, SERVICE))


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingServer:
    """The local server in this process, and everybody's way to it."""

    app: App
    folder: Path
    people: dict[str, Gateway] = field(default_factory=dict)

    @property
    def account(self) -> GoogleAccount:
        return GoogleAccount.of_key(self.folder / "service-account.json", URL)

    def gateway(self, person: str = "") -> Gateway:
        """Google as a person, or as the service itself."""
        if person not in self.people:
            self.people[person] = Gateway.of(
                self.account, subject=person or None, transport=WsgiAdapter(self.app)
            )
        return self.people[person]

    @property
    def service(self) -> Gateway:
        return self.gateway()

    def new_file(self, title: str) -> str:
        """An empty spreadsheet in the shared drive."""
        return self.service.create_spreadsheet(title, self.service.shared_drive("Trackers"), {})

    def draw(self, desired: DesiredTracker) -> "LivingTracker":
        """A new tracker, drawn as provisioning does."""
        tracker = LivingTracker(
            server=self, desired=desired, spreadsheet_id=self.new_file(desired.title)
        )
        tracker.carry_out(plan(desired, just_created(desired.title)))
        return tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A spreadsheet as it stood on the server: its cells, its file with whom it is shared."""

    workbook: Workbook
    file: DriveFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingTracker:
    """One spreadsheet on the server, and what it should be."""

    server: LivingServer
    desired: DesiredTracker
    spreadsheet_id: str

    def kept(self) -> Kept:
        """How it stands now, to be put back later: much cheaper than to draw another one."""
        storage = self.server.app.storage
        workbook = storage.workbook(self.spreadsheet_id)
        assert workbook is not None
        return Kept(workbook=workbook, file=storage.shelf.files[self.spreadsheet_id])

    def put_back(self, kept: Kept) -> None:
        """Make the server hold the spreadsheet as it stood, whatever was done to it since."""
        with self.server.app.storage.writing() as draft:
            draft.put_workbook(kept.workbook)
            stamp = Stamp(who=SERVICE, at=kept.file.modified, kinds=("put back",))
            draft.put_file(kept.file, stamp)

    def read(self) -> Snapshot:
        """The spreadsheet as it is, with everything that a plan compares."""
        gateway = self.server.service
        return parse_snapshot(
            gateway.read(self.spreadsheet_id, PLAN_FIELDS),
            PLAN_FACETS | {Facet.PERMISSIONS},
            gateway.permissions(self.spreadsheet_id),
        )

    def tab(self, key: str) -> SnapshotTab:
        """A tab as it is now."""
        found = self.read().tab(self.sheet_id(key))
        assert found is not None
        return found

    def sheet_id(self, key: str) -> int:
        return next(tab.sheet_id for tab in self.desired.tabs if tab.key == key)

    def plan(self) -> Plan:
        """What it would take to make the spreadsheet the desired one."""
        return plan(self.desired, self.read())

    def carry_out(self, edits: Plan) -> None:
        """Share, draw, write by marks: in the order of `sync.push`."""
        gateway = self.server.service
        for edit in edits.sharing:
            share(gateway, self.spreadsheet_id, edit)
        if edits.drawing:
            self.edit("", draw_requests(edits))
        if edits.marked:
            if values := marked_values(edits):
                gateway.write_marked(self.spreadsheet_id, values)
            if formulas := marked_formulas(edits):
                gateway.write_marked(self.spreadsheet_id, formulas, "USER_ENTERED")

    def edit(self, person: str, requests: Sequence[Json]) -> None:
        """One batchUpdate of a person ("" is the service)."""
        self.server.gateway(person).draw(self.spreadsheet_id, requests, "spreadsheetId")

    def type(self, person: str, place: str, *values: Sequence[Any]) -> None:
        """Type values as a person."""
        self.server.gateway(person).type_values(self.spreadsheet_id, place, values)


PEOPLE: Mapping[str, Sequence[Mapping[str, str]]] = {
    "people": [
        {"email": email, "name": email.split("@", maxsplit=1)[0], "title": ""}
        for email in (
            OWNER,
            TEACHER,
            AIDE,
            OUTSIDER,
            "ai-2@school.example",
            "t-1@school.example",
            "t-3@school.example",
            "t-4@school.example",
            "sub-1@school.example",
            "leader@school.example",
        )
    ]
}
TODAY = date(2027, 5, 24)


def write_people(folder: Path) -> None:
    """Tell the server who there is."""
    (folder / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
