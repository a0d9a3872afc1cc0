"""Writing values: what goes where, what is refused, and how Google counts it.

Rules (measured and recorded): null skips a cell and is not counted, `""` clears it and is; short
rows leave the rest untouched; a single cell or an open end takes an array of any size; the
reported range is the rectangle of the array. Notes, formats and validation survive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local_sheets.a1 import Spot
from local_sheets.areas import Area, letters, outside, printed, whole
from local_sheets.cell_writes import Change, with_cells, with_present
from local_sheets.entry_parsing import Entry, Typing, entry_of
from local_sheets.errors import invalid
from local_sheets.protection import Footprint
from local_sheets.rendering import number_format
from local_sheets.value_reads import COLUMNS
from local_sheets.workbook import Cell, Tab, Workbook

Values = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Values laid out on a tab: `area` is the rectangle of the array (a cell if it is empty)."""

    tab: Tab
    area: Area
    rows: Values

    @property
    def footprint(self) -> Footprint:
        """The cells that are written: runs of values that are not null."""
        return Footprint(writes=tuple(self._runs()))

    def _runs(self) -> list[Area]:
        runs = []
        for down, row in enumerate(self.rows):
            start = None
            for across, value in enumerate([*row, None]):
                if value is None and start is not None:
                    runs.append(self._run(down, start, across))
                    start = None
                elif value is not None and start is None:
                    start = across
        return runs

    def _run(self, down: int, start: int, end: int) -> Area:
        return Area(
            sheet_id=self.tab.sheet_id,
            top=self.area.top + down,
            bottom=self.area.top + down + 1,
            left=self.area.left + start,
            right=self.area.left + end,
        )

    def counts(self) -> dict[str, Any]:
        """UpdateValuesResponse without the spreadsheet's id; zero counts are left out."""
        rows = [any(value is not None for value in row) for row in self.rows]
        columns = {
            across for row in self.rows for across, value in enumerate(row) if value is not None
        }
        cells = sum(value is not None for row in self.rows for value in row)
        counted = {
            "updatedRows": sum(rows),
            "updatedColumns": len(columns),
            "updatedCells": cells,
        }
        shown = {"updatedRange": printed(self.tab.title, self.area)}
        return {**shown, **{name: count for name, count in counted.items() if count}}


def laid_out(spot: Spot, body: Mapping[str, Any]) -> Block:
    """The values of a ValueRange laid out at a place; 400 when they do not fit."""
    rows = body.get("values", [])
    if body.get("majorDimension") == COLUMNS:
        rows = _turned_with_gaps(rows)
    height, width = max(len(rows), 1), max(map(len, rows), default=0) or 1
    corner = spot.area
    area = Area(
        sheet_id=corner.sheet_id,
        top=corner.top,
        bottom=corner.top + height,
        left=corner.left,
        right=corner.left + width,
    )
    if not spot.is_anchor:
        _check_size(spot, area)
    edge = whole(spot.tab)
    if area.bottom > edge.bottom or area.right > edge.right:
        raise outside(spot.tab, area)
    return Block(tab=spot.tab, area=area, rows=rows)


def _check_size(spot: Spot, area: Area) -> None:
    within = printed(spot.tab.title, spot.area)
    if area.bottom > spot.area.bottom and not spot.open_rows:
        row = spot.area.bottom + 1
        raise invalid(
            f"Requested writing within range [{within}], but tried writing to row [{row}]"
        )
    if area.right > spot.area.right and not spot.open_columns:
        column = letters(spot.area.right)
        raise invalid(
            f"Requested writing within range [{within}], but tried writing to column [{column}]"
        )


def _turned_with_gaps(columns: Values) -> list[list[Any]]:
    """Columns as rows; where a column is short the cell is skipped."""
    height = max(map(len, columns), default=0)
    return [
        [column[down] if down < len(column) else None for column in columns]
        for down in range(height)
    ]


def written(workbook: Workbook, block: Block, typing: Typing) -> Workbook:
    """The workbook with the values in place."""
    changes = [
        (block.area.top + down, _row_changes(block, row, typing))
        for down, row in enumerate(block.rows)
    ]
    tab = workbook.find_tab(block.tab.sheet_id) or block.tab
    return workbook.with_tab(with_cells(tab, changes))


def _row_changes(block: Block, row: Sequence[Any], typing: Typing) -> dict[int, Change]:
    return {
        block.area.left + across: _entering(value, typing)
        for across, value in enumerate(row)
        if value is not None
    }


def _entering(value: Any, typing: Typing) -> Change:
    def enter(cell: Cell) -> Cell:
        as_text = (number_format(cell) or {}).get("type") == "TEXT"
        return entered(cell, entry_of(value, typing, as_text=as_text))

    return enter


def entered(cell: Cell, entry: Entry) -> Cell:
    """The cell with a new value; a number format comes along unless the cell has its own."""
    changed = dict(cell)
    changed.pop("textFormatRuns", None)
    if entry.value is None:
        changed.pop("userEnteredValue", None)
        return changed
    changed["userEnteredValue"] = entry.value
    if entry.number_format is not None and number_format(cell) is None:
        shape = cell.get("userEnteredFormat") or {}
        changed["userEnteredFormat"] = {**shape, "numberFormat": entry.number_format}
    return changed


def cleared(workbook: Workbook, area: Area) -> Workbook:
    """The workbook without the values of an area."""
    tab = workbook.find_tab(area.sheet_id)
    if tab is None:
        return workbook
    return workbook.with_tab(with_present(tab, area, lambda cell: entered(cell, Entry(value=None))))
