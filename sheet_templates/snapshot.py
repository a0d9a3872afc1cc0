"""Raw answers of the API -> Snapshot: a spreadsheet as it was read; for sync, plan and audit.

A snapshot names the facets it holds. The nightly read has values and protections but no looks and
no validation, so nothing can be concluded from their absence.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from sheet_templates.drawing import (
    PLAIN,
    RETIRED_MARK,
    Area,
    ColumnGroup,
    ConditionalFormat,
    Criterion,
    Facet,
    FilterView,
    Look,
    Mark,
    Permission,
    Place,
    Protection,
    Validation,
)
from sheet_templates.google_json import area_of, look_of

_MARKS = "developerMetadata(metadataId,metadataKey,metadataValue)"
TAB_FIELDS = (
    "properties(sheetId,title,index,hidden,"
    "gridProperties(rowCount,columnCount,frozenRowCount,frozenColumnCount))"
)
_GRID = (
    "data(startRow,startColumn,rowData(values({cells})),"
    f"rowMetadata(hiddenByUser,{_MARKS}),columnMetadata(hiddenByUser,pixelSize,{_MARKS}))"
)
_NIGHTLY_CELLS = "userEnteredValue,effectiveValue,formattedValue,effectiveFormat.numberFormat,note"
_PLAN_CELLS = f"{_NIGHTLY_CELLS},userEnteredFormat,dataValidation"  # also read as a night reads it

NIGHTLY_FIELDS = (
    f"properties(title,locale,timeZone),sheets({TAB_FIELDS},merges,protectedRanges,"
    f"{_GRID.format(cells=_NIGHTLY_CELLS)})"
)
"""The mask of the nightly read: values, identity, structure and protections in one request."""

PLAN_FIELDS = (
    f"properties(title,locale,timeZone),{_MARKS},sheets({TAB_FIELDS},merges,protectedRanges,"
    "conditionalFormats,filterViews(filterViewId,title,range,sortSpecs,filterSpecs),"
    f"columnGroups(range,depth,collapsed),{_MARKS},{_GRID.format(cells=_PLAN_CELLS)})"
)
"""The mask of a read that the plan compares: everything that a tracker is drawn from."""

NIGHTLY_FACETS = frozenset({Facet.VALUES, Facet.STRUCTURE, Facet.PROTECTIONS})
PLAN_FACETS = NIGHTLY_FACETS | {Facet.VALIDATION, Facet.FORMATS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCell:
    """A cell as read; `entered` and `effective` are Google's ExtendedValue."""

    entered: Mapping[str, Any] = field(default_factory=dict)
    effective: Mapping[str, Any] = field(default_factory=dict)
    formatted: str = ""
    number_format: str | None = None  # the type: NUMBER, PERCENT, DATE, ...
    note: str | None = None
    look: Look = PLAIN
    validation: Validation | None = None  # its area is that of the cell's tab, and no more

    # By identity, though equal by content: a memory of cells then asks no Python. Alike cells of a
    # snapshot are one; to take another's for a new one costs a little time, and is never wrong.
    __hash__ = object.__hash__

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell; an empty text is nothing."""
        return not self.entered or self.entered == {"stringValue": ""}


BLANK = ReadCell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row or a column: the keys that mark it, and how it is shown."""

    keys: tuple[str, ...] = ()
    is_hidden: bool = False
    size: int | None = None  # pixels

    @property
    def key(self) -> str | None:
        """The first key; more than one is a doubt that identity has to settle."""
        return self.keys[0] if self.keys else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotTab:
    """A tab as read; `cells` holds the rows and cells up to the last that is not empty."""

    sheet_id: int
    title: str
    index: int
    is_hidden: bool
    row_count: int
    column_count: int
    frozen_rows: int
    frozen_columns: int
    cells: tuple[tuple[ReadCell, ...], ...]
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    merges: tuple[Area, ...]
    protections: tuple[Protection, ...]
    conditional_formats: tuple[ConditionalFormat, ...]
    marks: tuple[Mark, ...]
    groups: tuple[ColumnGroup, ...] = ()
    filter_views: tuple[FilterView, ...] = ()

    def cell(self, row: int, column: int) -> ReadCell:
        """The cell there, counted from 0; blank beyond what is filled."""
        if row >= len(self.cells) or column >= len(self.cells[row]):
            return BLANK
        return self.cells[row][column]

    def row(self, row: int) -> tuple[ReadCell, ...]:
        """The cells of a row up to its last filled one; none beyond what is filled."""
        return self.cells[row] if row < len(self.cells) else ()

    def row_key(self, row: int) -> str | None:
        """The key that marks a row."""
        return self.rows[row].key if row < len(self.rows) else None

    def column_of(self, key: str) -> int | None:
        """Where the column with this key stands now."""
        return next((at for at, line in enumerate(self.columns) if key in line.keys), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A spreadsheet as read; an empty one (no tabs, all facets) means that it is new."""

    facets: frozenset[Facet]
    title: str = ""
    locale: str = ""
    time_zone: str = ""
    tabs: tuple[SnapshotTab, ...] = ()
    marks: tuple[Mark, ...] = ()
    permissions: tuple[Permission, ...] = ()
    permission_ids: Mapping[str, str] = field(default_factory=dict)  # by address

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in any cell."""
        return all(cell.is_blank for tab in self.tabs for row in tab.cells for cell in row)

    def tab(self, sheet_id: int) -> SnapshotTab | None:
        """The tab with this id, whatever it is called now."""
        return next((tab for tab in self.tabs if tab.sheet_id == sheet_id), None)


def just_created(title: str) -> Snapshot:
    """A spreadsheet that Drive has made a moment ago: one empty tab, whose id is 0.

    Known without reading it (recorded of Google: a new file has 1,000 rows and 26 columns); its
    locale and time zone are not known, so the plan sets them.
    """
    tab = SnapshotTab(
        sheet_id=0,
        title="",
        index=0,
        is_hidden=False,
        row_count=1000,
        column_count=26,
        frozen_rows=0,
        frozen_columns=0,
        cells=(),
        rows=(),
        columns=(),
        merges=(),
        protections=(),
        conditional_formats=(),
        marks=(),
    )
    return Snapshot(facets=PLAN_FACETS | {Facet.PERMISSIONS}, title=title, tabs=(tab,))


def parse_snapshot(
    raw: Mapping[str, Any],
    facets: frozenset[Facet],
    permissions: Iterable[Mapping[str, Any]] = (),
) -> Snapshot:
    """The snapshot in a `spreadsheets.get` answer, and in Drive's permissions of the file."""
    # A cell's validation names its tab, all else is alike on every tab.
    cells = None if Facet.VALIDATION in facets else Cells(0, orjson.dumps)
    return snapshot_of(raw, facets, cells, permissions)


def snapshot_of(
    raw: Mapping[str, Any],
    facets: frozenset[Facet],
    cells: "Cells | None",
    permissions: Iterable[Mapping[str, Any]] = (),
) -> Snapshot:
    """The snapshot in an answer; `cells` are those of other tabs, None where each has its own."""
    properties = raw.get("properties", {})
    shared = [entry for entry in permissions if entry.get("emailAddress")]
    return Snapshot(
        facets=facets,
        title=properties.get("title", ""),
        locale=properties.get("locale", ""),
        time_zone=properties.get("timeZone", ""),
        tabs=tuple(_tab(tab, cells) for tab in raw.get("sheets", ())),
        marks=_marks(raw, Place.SPREADSHEET),
        permissions=tuple(
            Permission(
                email=entry["emailAddress"].lower(),
                role=entry["role"],
                kind=entry.get("type", "user"),
            )
            for entry in shared
        ),
        permission_ids={entry["emailAddress"].lower(): entry.get("id", "") for entry in shared},
    )


_MOST_CELLS = 10_000
_SHORT = 300  # bytes of a cell's JSON; a longer one is hardly there twice


class Cells(dict[bytes, ReadCell]):
    """Cells by their JSON, as `packed` gives it: alike ones are one cell.

    Most scores stand there often, and what is made of a cell later is so made once. All are
    forgotten when they have become many; so they may be kept for as long as one likes.
    """

    def __init__(self, sheet_id: int, packed: Callable[[Any], bytes]) -> None:
        super().__init__()
        self._sheet_id, self._packed = sheet_id, packed

    def __missing__(self, packed: bytes) -> ReadCell:
        made = BLANK if packed == b"{}" else _cell(self._sheet_id, orjson.loads(packed))
        if len(packed) <= _SHORT:
            if len(self) >= _MOST_CELLS:
                self.clear()
            self[packed] = made
        return made

    def of(self, row: Mapping[str, Any]) -> tuple[ReadCell, ...]:
        """The cells of a row."""
        return tuple(map(self.__getitem__, map(self._packed, row.get("values", ()))))


def _tab(raw: Mapping[str, Any], cells: Cells | None) -> SnapshotTab:
    """The tab; `cells` are those of the tabs before it, None where each tab has its own."""
    properties = raw["properties"]
    grid = properties.get("gridProperties", {})
    sheet_id = properties.get("sheetId", 0)
    cells = Cells(sheet_id, orjson.dumps) if cells is None else cells
    whole = (raw.get("data") or [{}])[0]
    return SnapshotTab(
        sheet_id=sheet_id,
        title=properties["title"],
        index=properties.get("index", 0),
        is_hidden=properties.get("hidden", False),
        row_count=grid.get("rowCount", 0),
        column_count=grid.get("columnCount", 0),
        frozen_rows=grid.get("frozenRowCount", 0),
        frozen_columns=grid.get("frozenColumnCount", 0),
        cells=tuple(map(cells.of, whole.get("rowData", ()))),
        rows=tuple(_line(entry) for entry in whole.get("rowMetadata", ())),
        columns=tuple(_line(entry) for entry in whole.get("columnMetadata", ())),
        merges=tuple(area_of(merge) for merge in raw.get("merges", ())),
        protections=tuple(_protection(entry) for entry in raw.get("protectedRanges", ())),
        conditional_formats=tuple(_colour(entry) for entry in raw.get("conditionalFormats", ())),
        marks=(
            *_marks(raw, Place.TAB, sheet_id),
            *_line_marks(whole.get("rowMetadata", ()), Place.ROW, sheet_id),
            *_line_marks(whole.get("columnMetadata", ()), Place.COLUMN, sheet_id),
        ),
        groups=tuple(_group(sheet_id, entry) for entry in raw.get("columnGroups", ())),
        filter_views=tuple(_filter_view(entry) for entry in raw.get("filterViews", ())),
    )


def _cell(sheet_id: int, raw: Mapping[str, Any]) -> ReadCell:
    rule = raw.get("dataValidation")
    return ReadCell(
        entered=raw.get("userEnteredValue", {}),
        effective=raw.get("effectiveValue", {}),
        formatted=raw.get("formattedValue", ""),
        number_format=raw.get("effectiveFormat", {}).get("numberFormat", {}).get("type"),
        note=raw.get("note"),
        look=look_of(raw["userEnteredFormat"]) if "userEnteredFormat" in raw else PLAIN,
        validation=_validation(sheet_id, rule) if rule else None,
    )


def _validation(sheet_id: int, raw: Mapping[str, Any]) -> Validation:
    condition = raw["condition"]
    return Validation(
        area=Area(sheet_id=sheet_id),
        condition=condition["type"],
        operands=tuple(value["userEnteredValue"] for value in condition.get("values", ())),
        message=raw.get("inputMessage"),
        shows_choices=raw.get("showCustomUi", False),
    )


def _line(raw: Mapping[str, Any]) -> Line:
    return Line(
        keys=tuple(
            mark["metadataValue"]
            for mark in raw.get("developerMetadata", ())
            if mark.get("metadataKey") != RETIRED_MARK
        ),
        is_hidden=raw.get("hiddenByUser", False),
        size=raw.get("pixelSize"),
    )


def _marks(
    raw: Mapping[str, Any], place: Place, sheet_id: int = 0, index: int = 0
) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            metadata_id=mark.get("metadataId", 0),
            key=mark.get("metadataKey", ""),
            value=mark.get("metadataValue", ""),
            place=place,
            sheet_id=sheet_id,
            index=index,
        )
        for mark in raw.get("developerMetadata", ())
    )


def _line_marks(lines: Iterable[Mapping[str, Any]], place: Place, sheet_id: int) -> list[Mark]:
    return [
        mark for index, line in enumerate(lines) for mark in _marks(line, place, sheet_id, index)
    ]


def _protection(raw: Mapping[str, Any]) -> Protection:
    editors = raw.get("editors", {})
    return Protection(
        protected_range_id=raw["protectedRangeId"],
        description=raw.get("description", ""),
        area=area_of(raw.get("range", {})),
        editors=frozenset(editors.get("users", ())),
        groups=frozenset(editors.get("groups", ())),
        warns_only=raw.get("warningOnly", False),
        for_domain=editors.get("domainUsersCanEdit", False),
        open_areas=tuple(area_of(one) for one in raw.get("unprotectedRanges", ())),
    )


def _colour(raw: Mapping[str, Any]) -> ConditionalFormat:
    rule = raw.get("booleanRule", {})
    values = rule.get("condition", {}).get("values", ())
    return ConditionalFormat(
        area=area_of(next(iter(raw.get("ranges", ())), {})),
        formula=values[0].get("userEnteredValue", "") if values else "",
        look=look_of(rule.get("format", {})),
    )


def _group(sheet_id: int, raw: Mapping[str, Any]) -> ColumnGroup:
    span = raw.get("range", {})
    return ColumnGroup(
        sheet_id=sheet_id,
        first=span.get("startIndex", 0),
        end=span.get("endIndex", 0),
        folded=raw.get("collapsed", False),
        depth=raw.get("depth", 1),
    )


def _filter_view(raw: Mapping[str, Any]) -> FilterView:
    return FilterView(
        filter_view_id=raw["filterViewId"],
        title=raw.get("title", ""),
        area=area_of(raw.get("range", {})),
        criteria=tuple(_criterion(spec) for spec in raw.get("filterSpecs", ())),
        sorts=tuple(
            (spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING")
            for spec in raw.get("sortSpecs", ())
        ),
    )


def _criterion(raw: Mapping[str, Any]) -> Criterion:
    condition = raw.get("filterCriteria", {}).get("condition", {})
    return Criterion(
        column=raw.get("columnIndex", 0),
        condition=condition.get("type", ""),
        operands=tuple(value.get("userEnteredValue", "") for value in condition.get("values", ())),
    )
