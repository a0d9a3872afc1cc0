"""The requests that draw a tracker, one a line, as a person can review them.

Ids of our own are left out, areas are said as in the spreadsheet, looks and marks are named once.
`python -m tests.sheet_templates.compiled` writes the golden files anew, for a change that is meant:
`common.txt` has what all shipped templates draw alike, the others what is each one's own.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from service.features.trackers.briefing import Briefing
from sheet_templates.a1 import column_letters
from sheet_templates.library import shipped_names, shipped_template
from sheet_templates.plan import plan
from sheet_templates.requests import draw_requests
from sheet_templates.snapshot import just_created
from tests.sheet_templates.living import briefing, desired_of
from tests.sheet_templates.spare_rows import with_spare_rows

GOLDEN = Path(__file__).parents[1] / "golden" / "requests"
COMMON = "common"
_IDS = frozenset({"protectedRangeId", "filterViewId", "metadataId", "sheetId", "index"})
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Writer:
    """Says requests; `tabs` names them by id."""

    tabs: dict[int, str] = field(default_factory=dict)

    def lines(self, requests: list[Json]) -> Iterator[str]:
        """A line for each request, for marks one for all in a row of a kind."""
        for request in requests:
            for kind in ("addSheet", "updateSheetProperties"):
                properties = request.get(kind, {}).get("properties", {})
                if "title" in properties:
                    self.tabs[properties.get("sheetId", 0)] = properties["title"]
        for kind, group in groupby(requests, key=lambda one: next(iter(one))):
            bodies = [next(iter(one.values())) for one in group]
            if kind == "createDeveloperMetadata":
                yield from self._marks(bodies)
            elif kind == "updateCells":
                for body in bodies:
                    yield from self._cells(body)
            else:
                yield from (f"{kind} {self._said(body)}" for body in bodies)

    def _marks(self, bodies: list[Json]) -> Iterator[str]:
        marks = [one["developerMetadata"] for one in bodies]
        for place, group in groupby(marks, key=self._place):
            yield f"mark {place}: {' '.join(one['metadataValue'] for one in group)}"

    def _place(self, mark: Json) -> str:
        location = mark["location"]
        if "dimensionRange" in location:
            held = location["dimensionRange"]
            return f"{self.tabs[held.get('sheetId', 0)]} {held['dimension'].lower()}"
        return self.tabs[location["sheetId"]] if "sheetId" in location else "spreadsheet"

    def _cells(self, body: Json) -> Iterator[str]:
        """A line for each row that is written, rows that say the same in one."""
        start = body.get("start") or body["range"]
        tab = self.tabs[start.get("sheetId", 0)]
        at = start.get("rowIndex", start.get("startRowIndex", 0)) + 1
        left = start.get("columnIndex", start.get("startColumnIndex", 0))
        rows = (self._row(row, left) for row in body.get("rows", [{}]))
        for said, same in groupby(rows):
            last = at + len(list(same)) - 1
            yield f"updateCells {tab}!{at}{f'..{last}' if last > at else ''} {said}"
            at = last + 1

    def _row(self, row: Json, left: int) -> str:
        return " ".join(
            f"{column_letters(left + right)}={self._cell(cell)}"
            for right, cell in enumerate(row.get("values", []))
            if cell
        )

    def _cell(self, cell: Json) -> str:
        value = next(iter(cell.get("userEnteredValue", {"": ""}).values()))
        note = f" note {json.dumps(cell['note'])}" if "note" in cell else ""
        look = cell.get("userEnteredFormat")
        return f"{json.dumps(value)}{f' {_look(look)}' if look else ''}{note}"

    def _said(self, value: Any) -> str:
        if isinstance(value, dict):
            if "startRowIndex" in value or "startColumnIndex" in value or "endRowIndex" in value:
                return self._area(value)
            parts = (f"{name}={self._named(name, held)}" for name, held in value.items())
            return f"({', '.join(part for part in parts if not part.endswith('=-'))})"
        if isinstance(value, list):
            return f"[{' '.join(self._said(one) for one in value)}]"
        return json.dumps(value)

    def _named(self, name: str, value: Any) -> str:
        if name in {"sheetId", "tabId"}:
            return self.tabs.get(value, "?")
        if name in _IDS:
            return "-"
        if name in {"userEnteredFormat", "format"}:
            return _look(value)
        return self._said(value)

    def _area(self, held: Json) -> str:
        first = column_letters(held.get("startColumnIndex", 0))
        end = held.get("endColumnIndex")
        last = column_letters(end - 1) if end else ""
        rows = f"{held.get('startRowIndex', 0) + 1}..{held.get('endRowIndex', '')}"
        return f"{self.tabs[held.get('sheetId', 0)]}!{first}..{last} rows {rows}"


def _look(look: Json) -> str:
    """A format in few letters."""
    said = []
    text = look.get("textFormat", {})
    said += [name for name in ("bold", "italic", "strikethrough") if text.get(name)]
    for name, held in (
        ("on", look.get("backgroundColorStyle")),
        ("ink", text.get("foregroundColorStyle")),
    ):
        if held:
            rgb = held["rgbColor"]
            said.append(name + " #" + "".join(f"{round(rgb.get(c, 0) * 255):02x}" for c in _RGB))
    said += [look[name].lower() for name in ("wrapStrategy", "verticalAlignment") if name in look]
    if "numberFormat" in look:
        said.append(look["numberFormat"].get("pattern") or look["numberFormat"]["type"])
    return f"<{', '.join(said)}>"


_RGB = ("red", "green", "blue")


def compiled(school: Briefing, name: str) -> list[str]:
    """The lines for grade 1 of a small school under a shipped template."""
    template = with_spare_rows(shipped_template(name), 1)
    desired = desired_of(replace(school, template=template))
    requests = draw_requests(plan(desired, just_created(desired.title)))
    return list(Writer().lines(requests))


def all_lines(school: Briefing) -> Mapping[str, list[str]]:
    """The golden files by name: what all have in common, and what is each one's own."""
    drawn = {name: compiled(school, name) for name in shipped_names()}
    shared = set.intersection(*map(set, drawn.values()))
    first = next(iter(drawn.values()))
    own = {name: [line for line in lines if line not in shared] for name, lines in drawn.items()}
    return {COMMON: [line for line in first if line in shared], **own}


def golden(name: str) -> list[str]:
    """A golden file's lines."""
    return (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Write them all."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files = all_lines(briefing(Path(folder), classes=2, students_per_class=2))
    for name, lines in files.items():
        (GOLDEN / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
