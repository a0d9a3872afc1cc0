"""Random days of several people against a plain model.

Texts, row and column marks (metadata) and protections must never part ways with the model, and
who may not do something is refused.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from local_sheets.calls import Editor
from local_sheets.errors import PROTECTED, GoogleError
from local_sheets.holders import Way, carried_holders
from local_sheets.protection import Axis
from local_sheets.reshape import insertion
from tests.local_sheets.plain_grid import Grid, Guard, Line

ROWS, COLUMNS, MOST = 7, 5, 14
PEOPLE = {
    "owner": Editor(email="owner@school.example", is_owner=True, owner="owner@school.example"),
    "service": Editor(email="service@robots.example"),
    "teacher": Editor(email="teacher@school.example"),
}
Request = dict[str, Any]
Send = Callable[[Any, Request], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody does; numbers are taken modulo what there is."""

    name: str
    person: str
    axis: str
    numbers: tuple[int, ...]

    def area(self, grid: Grid) -> tuple[int, int, int, int]:
        a, b, c, d = self.numbers[:4]
        top, left = a % len(grid.rows), c % len(grid.columns)
        bottom = min(top + 1 + b % 4, len(grid.rows))
        return top, bottom, left, min(left + 1 + d % 4, len(grid.columns))

    def lines(self, grid: Grid) -> tuple[int, int, int]:
        """Start, end and a target among the lines of the axis."""
        count = len(grid.lines[self.axis])
        start = self.numbers[0] % count
        end = min(start + 1 + self.numbers[1] % 3, count)
        return start, end, self.numbers[2] % (count + 1)


def grid_range(area: tuple[int, int, int, int]) -> dict[str, int]:
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    return dict(zip(names, area, strict=True))


def span(step: Step, start: int, end: int) -> dict[str, Any]:
    return {"dimension": step.axis, "startIndex": start, "endIndex": end}


def writing(grid: Grid, step: Step) -> tuple[Request, bool]:
    top, _, left, _ = step.area(grid)
    text = "abcdefgh"[step.numbers[4] % 8]
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]}]
    start = {"rowIndex": top, "columnIndex": left}
    request = {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    return request, grid.write(step.person, top, left, text)


def inserting(grid: Grid, step: Step) -> tuple[Request, bool] | None:
    start, end, _ = step.lines(grid)
    if len(grid.lines[step.axis]) + end - start > MOST:
        return None
    request = {"insertDimension": {"range": span(step, start, end)}}
    return request, grid.insert(step.person, step.axis, start, end - start)


def deleting(grid: Grid, step: Step) -> tuple[Request, bool] | None:
    start, end, _ = step.lines(grid)
    if end - start == len(grid.lines[step.axis]):
        return None
    request = {"deleteDimension": {"range": span(step, start, end)}}
    return request, grid.delete(step.person, step.axis, start, end)


def moving(grid: Grid, step: Step) -> tuple[Request, bool]:
    start, end, target = step.lines(grid)
    body = {"source": span(step, start, end), "destinationIndex": target}
    return {"moveDimension": body}, grid.move(step.person, step.axis, start, end, target)


def sorting(grid: Grid, step: Step) -> tuple[Request, bool]:
    top, _, left, right = step.area(grid)
    if step.numbers[4] % 2:
        left, right = 0, len(grid.columns)
    area = (top, len(grid.rows), left, right)
    column = left + step.numbers[5] % (right - left)
    descending = step.numbers[4] % 3 == 0
    spec = {"dimensionIndex": column, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
    request = {"sortRange": {"range": grid_range(area), "sortSpecs": [spec]}}
    return request, grid.sort(step.person, area, column, descending=descending)


def pasting(grid: Grid, step: Step) -> tuple[Request, bool]:
    area = step.area(grid)
    height, width = area[1] - area[0], area[3] - area[2]
    top = step.numbers[4] % (len(grid.rows) - height + 1)
    left = step.numbers[5] % (len(grid.columns) - width + 1)
    cut = step.name == "cut"
    if cut:
        body: Request = {"destination": {"rowIndex": top, "columnIndex": left}}
    else:
        body = {"destination": grid_range((top, top + height, left, left + width))}
    kind = "cutPaste" if cut else "copyPaste"
    request = {kind: {"source": grid_range(area), **body}}
    return request, grid.copy(step.person, area, top, left, cut=cut)


def marking(grid: Grid, step: Step) -> tuple[Request, bool] | None:
    start, _, _ = step.lines(grid)
    line = grid.lines[step.axis][start]
    if line.mark:
        return None
    line.mark = f"m{step.numbers}"
    body = {
        "metadataKey": "rid",
        "metadataValue": line.mark,
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": span(step, start, start + 1)},
    }
    return {"createDeveloperMetadata": {"developerMetadata": body}}, True


def protecting(grid: Grid, step: Step) -> tuple[Request, bool]:
    """The owner protects rows, columns or a block, for the service or for nobody else."""
    number = max((guard.number for guard in grid.guards), default=0) + 1
    top, bottom, left, right = step.area(grid)
    place = grid_range((top, bottom, left, right))
    held: dict[str, list[Line] | None] = {
        "ROWS": grid.rows[top:bottom],
        "COLUMNS": grid.columns[left:right],
    }
    if step.numbers[4] % 3:
        other = "COLUMNS" if step.axis == "ROWS" else "ROWS"
        held[other] = None
        gone = "Column" if step.axis == "ROWS" else "Row"
        place = {name: bound for name, bound in place.items() if gone not in name}
    users = [PEOPLE["service"].email] if step.numbers[5] % 2 else []
    editors = frozenset({"service"} if users else ())
    grid.protect(Guard(number=number, editors=editors, lines=held))
    body = {"protectedRangeId": number, "range": place, "editors": {"users": users}}
    return {"addProtectedRange": {"protectedRange": body}}, True


DOING: dict[str, Callable[[Grid, Step], tuple[Request, bool] | None]] = {
    "write": writing,
    "insert": inserting,
    "delete": deleting,
    "move": moving,
    "sort": sorting,
    "copy": pasting,
    "cut": pasting,
    "mark": marking,
    "protect": protecting,
}
WEIGHTED = [*DOING, "write", "write", "write", "mark", "move", "sort"]
STEPS = st.lists(
    st.builds(
        Step,
        name=st.sampled_from(WEIGHTED),
        person=st.sampled_from(list(PEOPLE)),
        axis=st.sampled_from(["ROWS", "COLUMNS"]),
        numbers=st.tuples(*[st.integers(0, 11)] * 6),
    ),
    min_size=1,
    max_size=25,
)
FIELDS = (
    "sheets(protectedRanges(protectedRangeId,range),data(rowData.values.formattedValue,"
    "rowMetadata.developerMetadata.metadataValue,columnMetadata.developerMetadata.metadataValue))"
)


def expected(grid: Grid) -> dict[str, Any]:
    """The model as spreadsheets.get would show it."""
    texts = [[row.texts.get(column, "") for column in grid.columns] for row in grid.rows]
    guards = {}
    for guard in grid.guards:
        place = {}
        for axis, name in (("ROWS", "Row"), ("COLUMNS", "Column")):
            held = guard.lines[axis]
            if held is not None:
                indexes = sorted(grid.lines[axis].index(line) for line in held)
                place[f"start{name}Index"] = indexes[0]
                place[f"end{name}Index"] = indexes[-1] + 1
        guards[guard.number] = place
    marks = {axis: [line.mark for line in lines] for axis, lines in grid.lines.items()}
    return {"texts": texts, "guards": guards, **marks}


def shown(desk: Any) -> dict[str, Any]:
    tab = desk.get(fields=FIELDS)["sheets"][0]
    grid = tab["data"][0]
    rows = len(grid["rowMetadata"])
    columns = len(grid["columnMetadata"])
    texts = [[""] * columns for _ in range(rows)]
    for down, row in enumerate(grid.get("rowData", [])):
        for across, cell in enumerate(row.get("values", [])):
            texts[down][across] = cell.get("formattedValue", "")
    held = {one["protectedRangeId"]: one["range"] for one in tab.get("protectedRanges", [])}

    def marks(lines: list[Any]) -> list[str]:
        entries = [line.get("developerMetadata", [{}])[0] for line in lines]
        return [entry.get("metadataValue", "") for entry in entries]

    return {
        "texts": texts,
        "guards": held,
        "ROWS": marks(grid["rowMetadata"]),
        "COLUMNS": marks(grid["columnMetadata"]),
    }


def carefully(desk: Any, request: Request) -> None:
    desk.batch(request)


def carelessly(desk: Any, request: Request) -> None:
    """Like the real thing, but inserted rows push ranges one line too late: a planted bug."""
    before = desk.workbook.tabs[0].holders
    desk.batch(request)
    body = request.get("insertDimension")
    if body is not None:
        lines = body["range"]
        count = lines["endIndex"] - lines["startIndex"]
        wrong = insertion(0, Axis(lines["dimension"]), lines["startIndex"] + 1, count)
        tab = replace(desk.workbook.tabs[0], holders=before)
        way = Way(change=wrong, rewrite=lambda formula: formula)
        desk.workbook = desk.workbook.with_tab(carried_holders(tab, way))


def parted(desk: Any, steps: list[Step], send: Send) -> str:
    """Where the server and the model part ways in the course of a day; empty if nowhere."""
    grid = Grid(ROWS, COLUMNS)
    for step in steps:
        planned = replace(step, person="owner") if step.name == "protect" else step
        done = DOING[step.name](grid, planned)
        if done is None:
            continue
        request, allowed = done
        desk.editor = PEOPLE[planned.person]
        refused = None
        try:
            send(desk, request)
        except GoogleError as error:
            refused = error.message
        if (refused is None) != allowed or (refused and PROTECTED not in refused):
            return f"{planned} was {'refused' if refused else 'allowed'}: {request} {refused}"
        desk.editor = PEOPLE["owner"]
        if shown(desk) != expected(grid):
            return f"{planned}: {request}\n{shown(desk)}\n{expected(grid)}"
    return ""


COUNT = 200 if os.environ.get("CI") == "true" else 20  # noqa: TID251 - how thorough to be
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=COUNT, deadline=None, suppress_health_check=QUIET)
@given(STEPS)
def test_nothing_parts_ways_in_a_day_of_several_people(make_desk: Any, steps: list[Step]) -> None:
    assert parted(make_desk(ROWS, COLUMNS), steps, carefully) == ""


@pytest.mark.endurance
@settings(max_examples=5_000, deadline=None, suppress_health_check=QUIET)
@given(STEPS)
def test_nothing_parts_ways_in_thousands_of_days(make_desk: Any, steps: list[Step]) -> None:
    assert parted(make_desk(ROWS, COLUMNS), steps, carefully) == ""


@pytest.mark.slow
def test_planted_bug_is_found(make_desk: Any) -> None:
    day = find(
        STEPS,
        lambda steps: parted(make_desk(ROWS, COLUMNS), steps, carelessly) != "",
        settings=settings(
            max_examples=2_000,
            deadline=None,
            suppress_health_check=QUIET,
            phases=[Phase.generate],
            database=None,
        ),
    )
    assert {step.name for step in day} >= {"protect", "insert"}
    assert parted(make_desk(ROWS, COLUMNS), day, carefully) == ""
