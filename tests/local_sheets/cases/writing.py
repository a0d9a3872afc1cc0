"""What the tables of cases are written with: a case, and requests in one line."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from local_sheets.switches import DEFAULTS

Request = dict[str, Any]
_CELL = re.compile(r"([A-Z]*)([0-9]*)")


def g(text: str, sheet_id: int = 0) -> dict[str, int]:
    """The GridRange of an A1 text on small grids: `A1:B2`, `A1`, `B:B`, `2:2`."""
    first, _, last = text.partition(":")
    place = {"sheetId": sheet_id} if sheet_id else {}
    for (letter, number), end in zip(
        (_CELL.fullmatch(part).groups() for part in (first, last or first)),  # type: ignore[union-attr]
        (False, True),
        strict=True,
    ):
        name = "end" if end else "start"
        if number:
            place[f"{name}RowIndex"] = int(number) - (not end)
        if letter:
            place[f"{name}ColumnIndex"] = ord(letter) - 65 + end
    return place


def lines(dimension: str, start: int, end: int, sheet_id: int = 0) -> dict[str, Any]:
    place = {"sheetId": sheet_id} if sheet_id else {}
    return {**place, "dimension": dimension, "startIndex": start, "endIndex": end}


def entered(value: Any) -> dict[str, Any]:
    if isinstance(value, str) and value.startswith("="):
        return {"userEnteredValue": {"formulaValue": value}}
    name = {bool: "boolValue", str: "stringValue"}.get(type(value), "numberValue")
    return {} if value == "" else {"userEnteredValue": {name: value}}


def cells(at: str, rows: list[list[Any]], sheet_id: int = 0) -> Request:
    place = g(at, sheet_id)
    start = {"rowIndex": place["startRowIndex"], "columnIndex": place["startColumnIndex"]}
    values = [{"values": [entered(value) for value in row]} for row in rows]
    start |= {"sheetId": sheet_id} if sheet_id else {}
    return {"updateCells": {"start": start, "rows": values, "fields": "userEnteredValue"}}


BLOCK = [["b", 2, "x"], ["a", 1, "y"], ["c", 3, "z"], ["a", 0, "w"]]
SIZE = {"rowCount": 5, "columnCount": 4}
OTHER = {"addSheet": {"properties": {"sheetId": 7, "title": "Other", "gridProperties": SIZE}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request on a tab of 8 x 5 with BLOCK in A1:C4, and what must come of it.

    `answer` is the reply, or the words of the refusal; `shows` are values by A1, FORMULA rendered;
    `keeps` is what the first tab shows under field masks.
    """

    about: str
    given: tuple[Request, ...] = ()
    request: Request
    answer: Any = field(default_factory=dict)
    shows: dict[str, Any] = field(default_factory=dict)
    keeps: dict[str, Any] = field(default_factory=dict)


def sort(area: str, *specs: tuple[int, str]) -> Request:
    listed = [{"dimensionIndex": column, "sortOrder": order} for column, order in specs]
    return {"sortRange": {"range": g(area), "sortSpecs": listed}}


def mark(axis: str, at: int) -> Request:
    location = {"dimensionRange": lines(axis, at, at + 1)}
    entry = {"metadataId": 5, "metadataKey": "rid", "metadataValue": "r", "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": {**entry, "location": location}}}


def name(text: str, area: str = "A1:B2", number: str = "n1") -> Request:
    body = {"name": text, "range": g(area), "namedRangeId": number}
    return {"addNamedRange": {"namedRange": body}}


def merge(area: str, kind: str = "MERGE_ALL") -> Request:
    return {"mergeCells": {"range": g(area), "mergeType": kind}}


def frozen(field_: str, count: int) -> Request:
    properties = {"sheetId": 0, "gridProperties": {field_: count}}
    return {
        "updateSheetProperties": {"properties": properties, "fields": f"gridProperties.{field_}"}
    }


def insert(axis: str, start: int, end: int) -> Request:
    return {"insertDimension": {"range": lines(axis, start, end)}}


def delete(axis: str, start: int, end: int) -> Request:
    return {"deleteDimension": {"range": lines(axis, start, end)}}


def move(axis: str, start: int, end: int, to: int) -> Request:
    return {"moveDimension": {"source": lines(axis, start, end), "destinationIndex": to}}


def paste(source: str, target: str, kind: str = "PASTE_NORMAL", **more: Any) -> Request:
    body = {"source": g(source), "destination": g(target), "pasteType": kind, **more}
    return {"copyPaste": body}


def cut(source: str, row: int, column: int, kind: str = "PASTE_NORMAL", sheet: int = 0) -> Request:
    corner = {"rowIndex": row, "columnIndex": column, **({"sheetId": sheet} if sheet else {})}
    return {"cutPaste": {"source": g(source), "destination": corner, "pasteType": kind}}


def find(text: str, new: str, **more: Any) -> Request:
    scope = {} if {"range", "allSheets", "sheetId"} & set(more) else {"sheetId": 0}
    return {"findReplace": {"find": text, "replacement": new, **scope, **more}}


def group(kind: str, axis: str, start: int, end: int) -> Request:
    return {f"{kind}DimensionGroup": {"range": lines(axis, start, end)}}


def shift(kind: str, area: str, axis: str) -> Request:
    return {f"{kind}Range": {"range": g(area), "shiftDimension": axis}}


def protect(area: dict[str, Any], **more: Any) -> Request:
    return {"addProtectedRange": {"protectedRange": {"protectedRangeId": 3, **area, **more}}}


def band(area: str, number: int = 4) -> Request:
    looks = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}
    body = {"bandedRangeId": number, "range": g(area), "rowProperties": looks}
    return {"addBanding": {"bandedRange": body}}


def rule(area: str, formula: str = "=$A1=1", **look: Any) -> Request:
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    boolean = {"condition": condition, "format": look or {"textFormat": {"bold": True}}}
    return {"addConditionalFormatRule": {"rule": {"ranges": [g(area)], "booleanRule": boolean}}}


def view(area: str, **more: Any) -> Request:
    return {"addFilterView": {"filter": {"filterViewId": 6, "range": g(area), **more}}}


RED = {"red": 1}
RED_STYLE = {"rgbColor": RED}
BANDED = {
    "firstBandColor": RED,
    "firstBandColorStyle": RED_STYLE,
    "secondBandColor": {"blue": 1},
    "secondBandColorStyle": {"rgbColor": {"blue": 1}},
}
SPEC = {"basicChart": {"chartType": "BAR", "domains": [{}], "series": [{}]}}
AT_C3 = {"overlayPosition": {"anchorCell": {"rowIndex": 2, "columnIndex": 2}}}
CHART = {"addChart": {"chart": {"chartId": 8, "spec": SPEC, "position": AT_C3}}}
SLICER = {"addSlicer": {"slicer": {"slicerId": 9, "spec": {"title": "s"}, "position": AT_C3}}}
LINE = {"style": "SOLID", "color": RED}
KEPT_LINE = {"style": "SOLID", "width": 1, "color": RED, "colorStyle": RED_STYLE}
BORDERS = "data.rowData.values.userEnteredFormat.borders"
MARKS = "data.rowMetadata.developerMetadata.metadataId"
WHERE = "data.columnMetadata.developerMetadata.location"


def bordered(sides: dict[str, Any]) -> dict[str, Any]:
    """The filled block with borders on B2."""
    plain: list[dict[str, Any]] = [{"values": [{}, {}, {}]} for _ in BLOCK]
    plain[1]["values"][1] = {"userEnteredFormat": {"borders": sides}}
    return {"data": [{"rowData": plain}]}


def marked(row: int) -> dict[str, Any]:
    """Eight rows, one of which has the mark."""
    rows: list[dict[str, Any]] = [{} for _ in range(8)]
    rows[row]["developerMetadata"] = [{"metadataId": 5}]
    return {"data": [{"rowMetadata": rows}]}


def under(desk: Any, **switches: bool | int) -> Any:
    """The desk under other switches."""
    assumed: Any = switches
    book = replace(desk.workbook, switches=replace(DEFAULTS, **assumed))
    return replace(desk, workbook=book)


def filled(area: str, color: dict[str, Any], field: str = "backgroundColor") -> Request:
    """Cells in a colour: of their ground, or of `textFormat.foregroundColor`."""
    first, _, last = field.partition(".")
    shape = {first: {last: color}} if last else {first: color}
    cell = {"userEnteredFormat": shape}
    return {"repeatCell": {"range": g(area), "cell": cell, "fields": f"userEnteredFormat.{field}"}}
