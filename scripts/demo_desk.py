"""The demo school's spreadsheets as its people open them, and what has been typed there already."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requests.adapters import BaseAdapter

from service.folder import DataFolder
from sheet_templates.a1 import a1
from sheet_templates.errors import TracksheetError
from sheet_templates.identity import stable_id
from sheet_templates.school import StaffMember
from sheet_templates.snapshot import NIGHTLY_FACETS, NIGHTLY_FIELDS, SnapshotTab, parse_snapshot
from sync.google.account import GoogleAccount
from sync.google.gateway import Gateway


class DemoError(TracksheetError):
    """The demo cannot be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The spreadsheets by grade, `trackers` their public ids by grade.

    Everything goes through the API as the person it belongs to; what was typed is remembered in the
    data folder, so that a second start types nothing. `transport` replaces the socket in tests.
    """

    folder: DataFolder
    account: GoogleAccount
    trackers: dict[str, str]
    spreadsheets: dict[str, str]
    transport: BaseAdapter | None = None

    @classmethod
    def of(
        cls,
        folder: DataFolder,
        account: GoogleAccount,
        made: Iterable[Mapping[str, Any]],
        transport: BaseAdapter | None = None,
    ) -> "Desk":
        """The spreadsheets of trackers as the service lists them."""
        trackers = list(made)
        return cls(
            folder=folder,
            account=account,
            trackers={one["grade"]: one["tracker"] for one in trackers},
            spreadsheets={one["grade"]: one["spreadsheet_id"] for one in trackers},
            transport=transport,
        )

    def gateway(self, person: StaffMember) -> Gateway:
        """Google, asked as that person."""
        return Gateway.of(
            self.account, subject=person.email, label="edit", transport=self.transport
        )

    def tabs(self, gateway: Gateway, grade: str, *names: str) -> list[SnapshotTab]:
        """Tabs of the grade's tracker by their keys, read once; DemoError where one is lacking."""
        raw = gateway.read(self.spreadsheets[grade], NIGHTLY_FIELDS)
        snapshot = parse_snapshot(raw, NIGHTLY_FACETS)
        public_id = self.trackers[grade]
        found = [snapshot.tab(stable_id(public_id, "tab", name)) for name in names]
        lacking = [name for name, tab in zip(names, found, strict=True) if tab is None]
        if lacking:
            raise DemoError(f"{public_id} has no tab for {', '.join(lacking)}; nothing was typed.")
        return [tab for tab in found if tab is not None]

    def type_cells(
        self, gateway: Gateway, grade: str, tab: SnapshotTab, cells: dict[tuple[int, int], str]
    ) -> None:
        """Type into cells of one tab by one request: the rectangle that holds them all."""
        gateway.type_values(self.spreadsheets[grade], *rectangle(tab.title, cells))

    def is_done(self, *what: str) -> bool:
        """Whether that has been typed."""
        return list(what) in self._done()

    def remember(self, *what: str) -> None:
        """That has been typed, and is not typed again."""
        self.folder.write_text(self._memory, json.dumps([*self._done(), list(what)]))

    @property
    def _memory(self) -> Path:
        return self.folder.path / "demo_typed.json"

    def _done(self) -> list[list[str]]:
        if not self._memory.exists():
            return []
        done: list[list[str]] = json.loads(self._memory.read_text(encoding="utf-8"))
        return done


def rectangle(title: str, cells: dict[tuple[int, int], str]) -> tuple[str, list[list[Any]]]:
    """The range that holds all cells, and its values; None leaves a cell as it is."""
    first_row, end_row = min(row for row, _ in cells), max(row for row, _ in cells) + 1
    first, end = min(column for _, column in cells), max(column for _, column in cells) + 1
    values = [
        [cells.get((row, column)) for column in range(first, end)]
        for row in range(first_row, end_row)
    ]
    return f"'{title}'!{a1(first_row, first)}:{a1(end_row - 1, end - 1)}", values
