"""A spreadsheet as spreadsheets.get shows it: only what the mask wants is built.

Google's habits (recorded): sheetId 0 left out of ranges, startRow and startColumn left out when 0,
trailing blank cells and rows absent, one GridData per requested range, and a tab that no range
touches absent from the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local_sheets.a1 import locate
from local_sheets.areas import Area, whole
from local_sheets.calls import Editor
from local_sheets.clock import Moment
from local_sheets.defaults import (
    COLUMN_PIXELS,
    DEFAULT_FORMAT,
    DEFAULT_THEME,
    ROW_PIXELS,
)
from local_sheets.field_mask import Mask
from local_sheets.filtering import hidden_rows
from local_sheets.formats import merged, without_defaults
from local_sheets.formulas.evaluation import LOOK, evaluated, with_looks
from local_sheets.holders import BASIC_FILTER, COMMENTS
from local_sheets.json_text import pack
from local_sheets.metadata import Place, Placed, shown_entry
from local_sheets.protection import PROTECTIONS, Axis, shown_protection
from local_sheets.rendering import effective_value, formatter, number_format
from local_sheets.row_cache import ROWS, Fragment
from local_sheets.stored_row import cells_of
from local_sheets.workbook import Cell, Row, Tab, Workbook

Json = Mapping[str, Any]
CellView = Callable[[Cell], dict[str, Any]]
_Getter = Callable[[Cell], Any]

STORED = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation", "textFormatRuns")
"""The fields of CellData that are kept; the rest is computed from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What of a spreadsheet is to be shown, to whom."""

    mask: Mask
    grid: bool
    ranges: Sequence[str]
    editor: Editor
    url: str
    moment: Moment
    comments: bool = False


def shown_spreadsheet(workbook: Workbook, view: View) -> dict[str, Any]:
    """The Spreadsheet message, masked."""
    builders: dict[str, Callable[[Mask], Any]] = {
        "spreadsheetId": lambda _: workbook.spreadsheet_id,
        "properties": lambda mask: mask.of(shown_properties(workbook)),
        "sheets": lambda mask: _shown_tabs(workbook, view, mask),
        "namedRanges": lambda mask: mask.of(list(workbook.named_ranges)),
        "developerMetadata": lambda mask: mask.of(_entries(Place(), workbook.metadata)),
        "comments": lambda mask: mask.of(_threads(workbook) if view.comments else []),
        "spreadsheetUrl": lambda _: view.url,
    }
    return _built(builders, view.mask)


def _built(builders: Mapping[str, Callable[[Mask], Any]], mask: Mask) -> dict[str, Any]:
    """The wanted parts; empty lists are left out, as proto JSON does."""
    out = {}
    for name, build in builders.items():
        part = mask.child(name)
        if part is not None:
            value = build(part)
            if value is not None and value != []:
                out[name] = value
    return out


def shown_properties(workbook: Workbook) -> dict[str, Any]:
    """SpreadsheetProperties with what Google fills in."""
    return {
        **workbook.properties,
        "defaultFormat": default_format(workbook),
        "spreadsheetTheme": workbook.properties.get("spreadsheetTheme", DEFAULT_THEME),
    }


def default_format(workbook: Workbook) -> Json:
    """The format of a cell that nobody has styled."""
    return merged(DEFAULT_FORMAT, workbook.properties.get("defaultFormat", {}))


def shown_tab_properties(workbook: Workbook, tab: Tab) -> dict[str, Any]:
    """SheetProperties with index and size; sheetId and index stand even when 0 (recorded)."""
    properties = dict(tab.properties)
    grid = properties.pop("gridProperties", {})
    head = {name: properties.pop(name) for name in ("sheetId", "title")}
    return {
        **head,
        "index": workbook.tabs.index(tab),
        "sheetType": properties.pop("sheetType", "GRID"),
        "gridProperties": {
            "rowCount": tab.row_count,
            "columnCount": tab.column_count,
            **without_defaults(grid),
        },
        **without_defaults(properties),
    }


def _shown_tabs(workbook: Workbook, view: View, mask: Mask) -> list[dict[str, Any]]:
    areas = _wanted_areas(workbook, view.ranges)
    if view.grid:
        workbook = _computed(workbook, mask, view.moment)
    shown = []
    for tab in workbook.tabs:
        wanted = areas.get(tab.sheet_id) if view.ranges else [whole(tab)]
        if wanted is not None:
            shown.append(_shown_tab(workbook, tab, view, mask, wanted))
    return shown


def _computed(workbook: Workbook, mask: Mask, moment: Moment) -> Workbook:
    """The workbook with as much computed as the mask shows of cells."""
    cells: Mask | None = mask
    for name in ("data", "rowData", "values"):
        cells = cells.child(name) if cells is not None else None
    if cells is None:
        return workbook
    form = cells.child("effectiveFormat")
    if form is not None and not _is_number_only(form):
        return with_looks(workbook, moment)
    return evaluated(workbook, moment)


def _is_number_only(mask: Mask) -> bool:
    return not mask.everything and set(mask.children) == {"numberFormat"}


def _wanted_areas(workbook: Workbook, ranges: Sequence[str]) -> dict[int, list[Area]]:
    areas: dict[int, list[Area]] = {}
    for text in ranges:
        spot = locate(workbook, text)
        areas.setdefault(spot.tab.sheet_id, []).append(spot.area)
    return areas


def _shown_tab(
    workbook: Workbook, tab: Tab, view: View, mask: Mask, areas: list[Area]
) -> dict[str, Any]:
    builders: dict[str, Callable[[Mask], Any]] = {
        "properties": lambda part: part.of(shown_tab_properties(workbook, tab)),
    }
    if view.grid:
        builders["data"] = lambda part: [
            _grid(workbook, tab, area, part, view.moment) for area in areas
        ]
    for name in tab.holders:
        builders[name] = _holder(tab, name)
    builders[BASIC_FILTER] = lambda part: next(map(part.of, tab.held(BASIC_FILTER)), None)
    builders[COMMENTS] = lambda _: None
    builders["commentAnchors"] = lambda part: part.of(_anchors(tab) if view.comments else [])
    builders[PROTECTIONS] = lambda part: part.of(
        [shown_protection(held, view.editor) for held in tab.held(PROTECTIONS)]
    )
    zero = workbook.switches.location_shows_sheet_zero
    builders["developerMetadata"] = lambda part: part.of(
        _entries(Place(sheet_id=tab.sheet_id), tab.metadata, zero=zero)
    )
    return _built(builders, mask)


def _anchors(tab: Tab) -> list[dict[str, Any]]:
    return [
        {"anchorId": held["thread"]["anchorId"], "range": held["range"]}
        for held in tab.held(COMMENTS)
    ]


def _threads(workbook: Workbook) -> list[Json]:
    return [held["thread"] for tab in workbook.tabs for held in tab.held(COMMENTS)]


def _holder(tab: Tab, name: str) -> Callable[[Mask], Any]:
    return lambda part: part.of(list(tab.held(name)))


def _entries(place: Place, entries: Sequence[Json], *, zero: bool = False) -> list[dict[str, Any]]:
    return [shown_entry(Placed(entry=entry, place=place), zero=zero) for entry in entries]


def _grid(workbook: Workbook, tab: Tab, area: Area, mask: Mask, moment: Moment) -> dict[str, Any]:
    builders: dict[str, Callable[[Mask], Any]] = {
        "startRow": lambda _: area.top or None,
        "startColumn": lambda _: area.left or None,
        "rowData": lambda part: _row_values(workbook, tab, area, part),
        "rowMetadata": lambda part: _filtered(workbook, tab, area, part, moment),
        "columnMetadata": lambda part: _lines(tab, Axis.COLUMNS, area.left, area.right, part),
    }
    return _built(builders, mask)


def _filtered(
    workbook: Workbook, tab: Tab, area: Area, mask: Mask, moment: Moment
) -> list[dict[str, Any]]:
    """DimensionProperties of rows, with those that the basic filter hides."""
    lines = _lines(tab, Axis.ROWS, area.top, area.bottom, mask)
    if not (mask.wants("hiddenByFilter") and tab.held(BASIC_FILTER)):
        return lines
    hidden = hidden_rows(workbook, tab, moment)
    return [
        {**line, "hiddenByFilter": True} if row in hidden else line
        for row, line in enumerate(lines, area.top)
    ]


def _row_values(workbook: Workbook, tab: Tab, area: Area, mask: Mask) -> list[Json | Fragment]:
    values = mask.child("values")
    if values is None:
        return []
    show = cell_view(workbook, values)
    columns = tab.column_ids[area.left : area.right]
    way = ("grid", pack(workbook.properties), tab.sheet_id, columns, tuple(values.paths()))
    rows = ((row_id, tab.rows.get(row_id)) for row_id in tab.row_ids[area.top : area.bottom])
    shown = ROWS.shown((workbook.spreadsheet_id, *way), rows, lambda row: _row(row, columns, show))
    return [{} if row is None else row for row in shown]


def _row(row: Row, columns: Sequence[int], show: CellView) -> dict[str, Any]:
    found = list(map(cells_of(row).get, columns))
    while found and found[-1] is None:
        found.pop()
    if not found:
        return {}
    return {"values": [{} if cell is None else show(cell) for cell in found]}


def cell_view(workbook: Workbook, mask: Mask) -> CellView:
    """How to show one cell under a mask; made once for all cells of an answer."""
    locale = workbook.locale
    computed: dict[str, Callable[[Mask], _Getter]] = {
        "effectiveValue": lambda part: _masked(effective_value, part),
        "formattedValue": lambda _: formatter(locale),
        "effectiveFormat": lambda part: _effective_format(default_format(workbook), part),
    }
    getters: list[tuple[str, _Getter]] = []
    for name in STORED:
        part = mask.child(name)
        if part is not None:
            getters.append((name, _masked(_stored(name), part)))
    for name, make in computed.items():
        part = mask.child(name)
        if part is not None:
            getters.append((name, make(part)))

    def show(cell: Cell) -> dict[str, Any]:
        out = {}
        for name, get in getters:
            value = get(cell)
            if value is not None:
                out[name] = value
        return out

    return show


def _stored(name: str) -> _Getter:
    return lambda cell: cell.get(name)


def _masked(get: _Getter, mask: Mask) -> _Getter:
    if mask.everything:
        return get

    def masked(cell: Cell) -> Any:
        value = get(cell)
        return None if value is None else mask.of(value)

    return masked


def _effective_format(base: Json, mask: Mask) -> _Getter:
    """The format in force; a mask for the number format alone, as a sync has it, is quick."""
    if _is_number_only(mask):
        inner = mask.children["numberFormat"]

        def number_only(cell: Cell) -> Any:
            found = number_format(cell)
            return None if found is None else {"numberFormat": inner.of(found)}

        return number_only
    return lambda cell: mask.of(effective_format(base, cell))


def effective_format(base: Json, cell: Cell) -> dict[str, Any]:
    """The CellFormat in force: the default, the cell's own, what its formula and rules bring."""
    shape = merged(base, cell.get("userEnteredFormat") or {})
    number = number_format(cell)
    if number is not None:
        shape["numberFormat"] = number
    look = cell.get(LOOK)
    return shape if look is None else merged(shape, look)


def _lines(tab: Tab, axis: Axis, start: int, end: int, mask: Mask) -> list[dict[str, Any]]:
    """DimensionProperties of rows or columns, with their metadata."""
    rows = axis is Axis.ROWS
    ids = (tab.row_ids if rows else tab.column_ids)[start:end]
    properties = tab.row_properties if rows else tab.column_properties
    entries = tab.row_metadata if rows else tab.column_metadata
    size = {"pixelSize": ROW_PIXELS if rows else COLUMN_PIXELS}
    plain = mask.of(size)
    shown = []
    for index, one in enumerate(ids, start):
        if one not in properties and one not in entries:
            shown.append(plain)
            continue
        line: dict[str, Any] = {**size, **properties.get(one, {})}
        if one in entries and mask.wants("developerMetadata"):
            place = Place(sheet_id=tab.sheet_id, axis=axis, index=index)
            line["developerMetadata"] = _entries(place, entries[one])
        shown.append(mask.of(line))
    return shown
