"""Inserting and deleting rows keeps everything together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_sheets.protection import Axis
from local_sheets.reshape import Reshape, deletion, insertion, move

ROWS = 12


@dataclass(slots=True)
class Line:
    """A row of the plain model: its text, its metadata value, and the protections that hold it."""

    text: str = ""
    mark: str = ""
    held_by: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Model:
    """A tab as a plain list of rows, each carrying what belongs to it."""

    lines: list[Line]
    written: int = 0

    def insert(self, at: int, count: int) -> None:
        """New rows belong to a protection when both neighbours do."""
        before = self.lines[at - 1].held_by if at else set()
        after = self.lines[at].held_by if at < len(self.lines) else set()
        self.lines[at:at] = [Line(held_by=before & after) for _ in range(count)]


def request_for(step: tuple[str, int, int], model: Model) -> dict[str, Any] | None:
    """The request of one step, carried out on the model; None where it does not apply."""
    name, at, count = step
    size = len(model.lines)
    at %= size
    if name == "insert":
        model.insert(at, count)
        lines = {"dimension": "ROWS", "startIndex": at, "endIndex": at + count}
        return {"insertDimension": {"range": lines}}
    if name == "delete":
        end = min(at + count, size)
        if end - at == size:
            return None
        del model.lines[at:end]
        lines = {"dimension": "ROWS", "startIndex": at, "endIndex": end}
        return {"deleteDimension": {"range": lines}}
    model.written += 1
    if name == "write":
        model.lines[at].text = f"text {model.written}"
        cell = {"userEnteredValue": {"stringValue": model.lines[at].text}}
        rows = [{"values": [cell]}]
        return {
            "updateCells": {
                "start": {"rowIndex": at},
                "rows": rows,
                "fields": "userEnteredValue",
            }
        }
    return marking(model, at) if name == "mark" else protecting(model, at, count)


def marking(model: Model, at: int) -> dict[str, Any] | None:
    if model.lines[at].mark:
        return None
    model.lines[at].mark = f"mark {model.written}"
    bounds = {"dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
    body = {
        "metadataKey": "rid",
        "metadataValue": model.lines[at].mark,
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": bounds},
    }
    return {"createDeveloperMetadata": {"developerMetadata": body}}


def protecting(model: Model, at: int, count: int) -> dict[str, Any]:
    end = min(at + count, len(model.lines))
    for line in model.lines[at:end]:
        line.held_by.add(model.written)
    body = {
        "protectedRangeId": model.written,
        "range": {"startRowIndex": at, "endRowIndex": end},
    }
    return {"addProtectedRange": {"protectedRange": body}}


def shown_lines(answer: Mapping[str, Any]) -> list[Line]:
    """The rows of a tab as spreadsheets.get shows them."""
    tab = answer["sheets"][0]
    grid = tab["data"][0]
    lines = [Line() for _ in grid["rowMetadata"]]
    for line, row in zip(lines, grid.get("rowData", []), strict=False):
        line.text = row["values"][0]["formattedValue"] if row else ""
    for line, row in zip(lines, grid["rowMetadata"], strict=True):
        line.mark = row["developerMetadata"][0]["metadataValue"] if row else ""
    for held in tab.get("protectedRanges", []):
        for line in lines[held["range"]["startRowIndex"] : held["range"]["endRowIndex"]]:
            line.held_by.add(held["protectedRangeId"])
    return lines


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "write", "write", "mark", "mark", "protect"]),
        st.integers(0, 40),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=30,
)
FIELDS = (
    "sheets(protectedRanges(protectedRangeId,range),data(rowData.values.formattedValue,"
    "rowMetadata.developerMetadata.metadataValue))"
)


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_values_metadata_and_protections_never_part(
    make_desk: Any, steps: list[tuple[str, int, int]]
) -> None:
    desk = make_desk(ROWS, 3)
    model = Model(lines=[Line() for _ in range(ROWS)])
    for step in steps:
        request = request_for(step, model)
        if request is not None:
            desk.batch(request)
    assert shown_lines(desk.get(fields=FIELDS)) == model.lines


@given(st.integers(0, 20), st.integers(1, 10), st.integers(0, 25), st.integers(1, 10))
def test_deleting_what_was_inserted_restores_every_range(
    start: int, height: int, at: int, count: int
) -> None:
    span = {"startRowIndex": start, "endRowIndex": start + height}
    there = insertion(0, Axis.ROWS, at, count).range(span)
    assert there is not None
    back = deletion(0, Axis.ROWS, at, at + count).range(there)
    assert back == span


@pytest.mark.parametrize(
    ("reshape", "moved"),
    [
        (insertion(0, Axis.ROWS, 2, 3), (5, 7)),
        (insertion(0, Axis.ROWS, 3, 1), (2, 5)),
        (insertion(0, Axis.ROWS, 4, 9), (2, 4)),
        (deletion(0, Axis.ROWS, 0, 2), (0, 2)),
        (deletion(0, Axis.ROWS, 3, 8), (2, 3)),
        (deletion(0, Axis.ROWS, 1, 4), None),
        (move(0, Axis.ROWS, 2, 4, 9), (7, 9)),
        (move(0, Axis.ROWS, 1, 5, 9), (6, 8)),
        (move(0, Axis.ROWS, 0, 1, 3), (1, 4)),
        (move(0, Axis.ROWS, 3, 4, 9), (2, 3)),
        (move(0, Axis.ROWS, 3, 4, 2), (2, 4)),
        (move(0, Axis.ROWS, 8, 9, 0), (3, 5)),
    ],
)
def test_ranges_grow_move_shrink_and_vanish(
    reshape: Reshape, moved: tuple[int, int] | None
) -> None:
    expected = None if moved is None else {"startRowIndex": moved[0], "endRowIndex": moved[1]}
    assert reshape.range({"startRowIndex": 2, "endRowIndex": 4}) == expected


def test_open_ends_stay_open_and_other_tabs_stay() -> None:
    reshape = insertion(0, Axis.ROWS, 0, 2)
    assert reshape.range({"startColumnIndex": 3}) == {"startColumnIndex": 3}
    assert reshape.range({"startRowIndex": 1}) == {"startRowIndex": 3}
    other = {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 2}
    assert reshape.range(other) == other


def test_rule_follows_its_columns_and_goes_with_the_last(desk: Any) -> None:
    rule = {
        "ranges": [{"startColumnIndex": 2, "endColumnIndex": 3}],
        "booleanRule": {
            "condition": {"type": "BLANK"},
            "format": {"textFormat": {"bold": True}},
        },
    }
    desk.batch({"addConditionalFormatRule": {"rule": rule}})
    first = {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    desk.put("C1", [["kept"]])
    desk.batch({"insertDimension": {"range": first}})
    moved = desk.workbook.tabs[0].held("conditionalFormats")[0]["ranges"]
    assert moved == [{"startColumnIndex": 3, "endColumnIndex": 4}]
    assert desk.values("D1")["values"] == [["kept"]]
    gone = {"dimension": "COLUMNS", "startIndex": 3, "endIndex": 4}
    desk.batch({"deleteDimension": {"range": gone}})
    assert desk.workbook.tabs[0].held("conditionalFormats") == ()
    assert desk.workbook.tabs[0].rows == {}


def test_untouched_rows_stay_the_very_same(desk: Any) -> None:
    desk.put("A1", [["a", "b"], ["c"]])
    before = desk.workbook.tabs[0]
    desk.put("A2", [["changed"]])
    after = desk.workbook.tabs[0]
    assert after.row(0) is before.row(0)
    assert after.row(1) is not before.row(1)
