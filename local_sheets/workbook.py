"""The state of a spreadsheet: an immutable value with structural sharing.

A write makes a new Workbook that shares everything it did not touch; a write that fails is simply
dropped, so there is no undo code. Rows and columns have ids that never change, so whatever hangs
on a row (cells, properties, metadata) moves with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from local_sheets.cells import Cell as Cell  # noqa: PLC0414 - all take it from here
from local_sheets.cells import Row as Row  # noqa: PLC0414
from local_sheets.formula_index import FormulaIndex
from local_sheets.switches import DEFAULTS, Switches

Json = Mapping[str, Any]

EMPTY_ROW: Row = {}
EMPTY_CELL: Cell = {}

DEFAULT_ROWS = 1000
DEFAULT_COLUMNS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab (the API calls it a sheet).

    `properties` is SheetProperties without `index` (the place in Workbook.tabs) and without
    `gridProperties.rowCount/columnCount` (the number of ids): what has one source cannot disagree.
    `formula_index` is a memory that a tab shares with the tabs made from it.
    """

    properties: Json
    row_ids: tuple[int, ...]
    column_ids: tuple[int, ...]
    rows: Mapping[int, Row] = field(default_factory=dict)
    row_properties: Mapping[int, Json] = field(default_factory=dict)
    column_properties: Mapping[int, Json] = field(default_factory=dict)
    row_metadata: Mapping[int, tuple[Json, ...]] = field(default_factory=dict)
    column_metadata: Mapping[int, tuple[Json, ...]] = field(default_factory=dict)
    metadata: tuple[Json, ...] = ()
    holders: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    next_id: int
    formula_index: FormulaIndex = field(default_factory=FormulaIndex, repr=False, compare=False)

    @property
    def sheet_id(self) -> int:
        """Google's id of the tab, unique in the spreadsheet."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The title on the tab."""
        return str(self.properties["title"])

    @property
    def hidden(self) -> bool:
        """Whether the tab is hidden."""
        return bool(self.properties.get("hidden"))

    @property
    def row_count(self) -> int:
        """How many rows the grid has."""
        return len(self.row_ids)

    @property
    def column_count(self) -> int:
        """How many columns the grid has."""
        return len(self.column_ids)

    def row(self, index: int) -> Row:
        """The cells of a row by column id; empty when nothing is there."""
        return self.rows.get(self.row_ids[index], EMPTY_ROW)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at zero-based indexes; empty when nothing is there."""
        return self.row(row).get(self.column_ids[column], EMPTY_CELL)

    @property
    def formula_rows(self) -> tuple[int, ...]:
        """The ids of the rows in which formulas stand."""
        return self.formula_index.formulas(self.rows)

    @property
    def text_rows(self) -> tuple[int, ...]:
        """The ids of the rows in which formulas or validation rules stand."""
        return self.formula_index.texts(self.rows)

    def held(self, name: str) -> tuple[Json, ...]:
        """The holders of ranges of one name, such as protectedRanges."""
        return self.holders.get(name, ())

    def with_held(self, name: str, held: tuple[Json, ...]) -> "Tab":
        """The tab with other holders of that name."""
        return replace(self, holders={**self.holders, name: held})


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """A spreadsheet: its properties (SpreadsheetProperties) and its tabs in order.

    `switches` are the assumptions about Google that it lives under; they are not stored with it.
    """

    spreadsheet_id: str
    properties: Json
    tabs: tuple[Tab, ...]
    metadata: tuple[Json, ...] = ()
    named_ranges: tuple[Json, ...] = ()
    switches: Switches = DEFAULTS

    @property
    def locale(self) -> str:
        """The locale as texts are read and shown, with what switches take from it as keywords."""
        wanted = {
            "dates=mdy": not self.switches.locale_orders_dates,
            "decimal=point": not self.switches.locale_decimal_marks,
            "formats=none": not self.switches.typed_numbers_bring_formats,
        }
        taken = ";".join(keyword for keyword, on in wanted.items() if on)
        return f"{self.properties['locale']}@{taken}" if taken else str(self.properties["locale"])

    def find_tab(self, sheet_id: int) -> Tab | None:
        """The tab with that id, or None."""
        return next((tab for tab in self.tabs if tab.sheet_id == sheet_id), None)

    def with_tab(self, changed: Tab) -> "Workbook":
        """The workbook with one tab replaced, found by its id."""
        tabs = tuple(changed if tab.sheet_id == changed.sheet_id else tab for tab in self.tabs)
        return replace(self, tabs=tabs)


def new_tab(properties: Json, *, rows: int, columns: int) -> Tab:
    """An empty tab of that size; ids 0.. for rows, then for columns."""
    return Tab(
        properties=properties,
        row_ids=tuple(range(rows)),
        column_ids=tuple(range(rows, rows + columns)),
        next_id=rows + columns,
    )


def new_workbook(
    spreadsheet_id: str,
    title: str,
    *,
    locale: str = "en_US",
    time_zone: str = "Etc/GMT",
) -> Workbook:
    """A new spreadsheet as Drive's files.create makes it: one tab, Sheet1, id 0, 1000 x 26."""
    tab = new_tab(
        {"sheetId": 0, "title": "Sheet1", "sheetType": "GRID"},
        rows=DEFAULT_ROWS,
        columns=DEFAULT_COLUMNS,
    )
    return Workbook(
        spreadsheet_id=spreadsheet_id,
        properties={
            "title": title,
            "locale": locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": time_zone,
        },
        tabs=(tab,),
    )
