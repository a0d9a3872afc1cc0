"""Who reads and types what in a tracker, found by signing in as each person over HTTP.

What the policy asks for stands in `tests/golden/readers`; nothing writes those lists but people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from itertools import groupby
from pathlib import Path

import requests

from service.features.trackers.briefing import Briefing
from sheet_templates.a1 import a1
from sheet_templates.access_rules import AccessRules, StandIn
from sheet_templates.desired import DesiredTab, desired_tracker
from sheet_templates.desired.columns import KEY_COLUMN
from sheet_templates.drawing import Area
from sheet_templates.library import shipped_template
from sheet_templates.model import Audience
from sheet_templates.school import CaseloadSpell
from sync.errors import GoogleError
from sync.google.gateway import Gateway
from tests.sheet_templates.living import (
    SERVICE,
    URL,
    LivingServer,
    LivingTracker,
    briefing,
)
from tests.sheet_templates.spare_rows import with_spare_rows
from tests.wsgi_adapter import WsgiAdapter

GOLDEN = Path(__file__).parents[1] / "golden" / "readers"
SUBSTITUTE = "sub-1@school.example"
CAST = {
    "document owner": "ad-1@school.example",
    "teacher of the class": "t-2@school.example",
    "substitute for that teacher": SUBSTITUTE,
    "teacher of another class of the grade": "t-4@school.example",
    "teacher of another grade": "t-1@school.example",
    "specialist": "ai-1@school.example",
    "specialist with other students": "ai-2@school.example",
    "leader": "leader@school.example",
    "outsider": "outsider@school.example",
}
FILES = {Audience.TEAM: "01", Audience.CLASS: "cl-2", Audience.CASELOAD: "ai-1"}
_REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
_FIELDS = (
    "sheets(properties(sheetId,title),"
    "protectedRanges(protectedRangeId,range,requestingUserCanEdit))"
)


def four_classes(folder: Path) -> Briefing:
    """Grade 1 has the classes cl-2 and cl-4, kindergarten the others; t-2 has a substitute.

    The specialist ai-1 serves a child of each grade.
    """
    school = briefing(folder, classes=4, students_per_class=2, grades=("KG", "01"))
    stand_in = StandIn(
        email=SUBSTITUTE,
        name="Sue Sub",
        stands_in_for=CAST["teacher of the class"],
        until=date(2027, 5, 28),
    )
    since = school.roster.school_year.begins_on
    caseloads = tuple(
        CaseloadSpell(staff_member=person, student=child, begins_on=since)
        for person, child in (("ai-1", "st-1-1"), ("ai-1", "st-2-1"), ("ai-2", "st-2-2"))
    )
    roster = replace(school.roster, caseloads=caseloads)
    return replace(school, roster=roster, rules=AccessRules(stand_ins=(stand_in,)))


def drawn(server: LivingServer, school: Briefing, name: str, audience: Audience) -> LivingTracker:
    """The file of a shipped template, written for another audience."""
    template = replace(with_spare_rows(shipped_template(name), 2), audience=audience)
    brief = replace(school, template=template).brief(FILES[audience], SERVICE)
    return server.draw(desired_tracker(brief))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody signed in, at a tracker that opens for them."""

    gateway: Gateway
    tracker: LivingTracker

    def values(self) -> list[object]:
        """All that stands in the file, hidden or not."""
        titles = [f"'{tab.title}'" for tab in self.tracker.desired.tabs]
        return [
            held.get("values", ())
            for held in self.gateway.read_values(self.tracker.spreadsheet_id, titles)
        ]

    def closed(self) -> dict[int, list[Area]]:
        """The protected areas of each tab in which Google says that they may not type.

        Each is tried: one cell of it is refused, and one of every area that is theirs is taken.
        """
        raw = self.gateway.read(self.tracker.spreadsheet_id, _FIELDS)
        closed: dict[int, list[Area]] = {}
        for sheet in raw["sheets"]:
            properties = sheet["properties"]
            held = closed.setdefault(properties["sheetId"], [])
            for protected in sheet["protectedRanges"]:
                area = _area(protected["range"])
                may = protected.get("requestingUserCanEdit", False)
                assert self._types(properties["title"], area) is may, (protected, may)
                if not may:
                    held.append(area)
        return closed

    def _types(self, tab: str, area: Area) -> bool:
        place = f"'{tab}'!{a1(area.first_row, area.first_column)}"
        try:
            self.gateway.type_values(self.tracker.spreadsheet_id, place, [["typed"]])
        except GoogleError as error:
            if error.code not in _REFUSED:
                raise
            return False
        return True


def _area(raw: Mapping[str, int]) -> Area:
    return Area(
        sheet_id=raw.get("sheetId", 0),
        first_row=raw.get("startRowIndex", 0),
        end_row=raw.get("endRowIndex"),
        first_column=raw.get("startColumnIndex", 0),
        end_column=raw.get("endColumnIndex"),
    )


def opens(gateway: Gateway, spreadsheet_id: str) -> bool:
    """Whether the file opens for somebody who is signed in and has its link."""
    try:
        gateway.read(spreadsheet_id, "spreadsheetId")
    except GoogleError as error:
        if error.code not in _REFUSED:
            raise
        return False
    return True


def opens_without_signing_in(server: LivingServer, spreadsheet_id: str) -> bool:
    """Whether the link alone is enough."""
    with requests.Session() as nobody:
        nobody.mount(URL, WsgiAdapter(server.app))
        answer = nobody.get(f"{URL}/v4/spreadsheets/{spreadsheet_id}", timeout=10)
    return answer.ok


def readers(tracker: LivingTracker) -> Iterator[str]:
    """The list of one file: whom it opens for, what is read there, who types what."""
    server, sheet = tracker.server, tracker.spreadsheet_id
    everything = Reader(gateway=server.service, tracker=tracker).values()
    gateways = {who: server.gateway(email) for who, email in CAST.items()}
    inside = {
        who: Reader(gateway=gateway, tracker=tracker)
        for who, gateway in gateways.items()
        if opens(gateway, sheet)
    }
    shut = [who for who in CAST if who not in inside]
    if not opens_without_signing_in(server, sheet):
        shut.append("whoever has the link and is not signed in")
    yield f"  opens for: {', '.join(inside)}"
    yield f"  shut to: {', '.join(shut)}"
    read_all = [who for who, reader in inside.items() if reader.values() == everything]
    yield f"  reads every cell: {'whoever opens it' if read_all == list(inside) else read_all}"
    yield "    tabs: " + ", ".join(tab.title for tab in tracker.desired.tabs)
    yield "    also what is hidden: " + "; ".join(_hidden(tracker.desired.tabs))
    types = {who: list(_types(tracker, reader.closed())) for who, reader in inside.items()}
    for lines, same in groupby(types, key=types.__getitem__):
        yield f"  {' and '.join(same)}"
        yield from (f"    types in {line}" for line in lines or ["nothing"])


def _hidden(tabs: Sequence[DesiredTab]) -> Iterator[str]:
    for tab in tabs:
        rows = sum(row.hidden for row in tab.rows)
        columns = [column.key for column in tab.columns if column.hidden]
        excused = [key for key in columns if key.endswith(".excused")]
        named = [key for key in columns if key not in excused]
        if tab.hidden:
            yield f"the tab {tab.title}"
        if rows:
            yield f"{rows} rows above the header of {tab.title}"
        if named and named != [KEY_COLUMN]:
            yield f"columns {', '.join(named)} of {tab.title}"
        if excused:
            yield f"what was excused elsewhere, {len(excused)} columns of {tab.title}"


def _types(tracker: LivingTracker, closed: Mapping[int, Sequence[Area]]) -> Iterator[str]:
    """Where somebody types: the whole tab, its rows below the header, or some columns."""
    for tab in tracker.desired.tabs:
        shut = closed[tab.sheet_id]
        head, body = range(tab.frozen_rows), range(tab.frozen_rows, len(tab.rows))
        in_body = [_open_rows(shut, body, at) for at in range(len(tab.columns))]
        in_head = [_open_rows(shut, head, at) for at in range(len(tab.columns))]
        if set(in_body) == {len(body)}:
            yield f"{tab.title}: {'everything' if set(in_head) == {len(head)} else 'rows'}"
        elif any(in_body):
            said = (
                column.key if count == len(body) else f"{column.key} in {count} rows"
                for column, count in zip(tab.columns, in_body, strict=True)
                if count
            )
            yield f"{tab.title}: {', '.join(said)}"


def _open_rows(shut: Sequence[Area], rows: range, column: int) -> int:
    return sum(not any(_covers(area, row, column) for area in shut) for row in rows)


def _covers(area: Area, row: int, column: int) -> bool:
    return area.first_row <= row < (area.end_row or row + 1) and area.first_column <= column < (
        area.end_column or column + 1
    )


def listed(server: LivingServer, school: Briefing, name: str) -> list[str]:
    """The lists of all files of a shipped template, whoever its audience is."""
    lines = []
    for audience, key in FILES.items():
        lines.append(f"{name}, a {audience.value}'s file ({key})")
        lines += readers(drawn(server, school, name, audience))
    return lines
