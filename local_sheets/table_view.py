"""One tab as a plain table: what a person may see of it, ready for the template.

It is made from the JSON that the API gives that person, so the page can show nothing that the
API would not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local_sheets.cell_style import StyleSheet

#: More rows than this are shown in part, around the range that was asked for.
MOST_ROWS = 2000
FIELDS = (
    "properties.title,sheets(properties,"
    "protectedRanges(range,unprotectedRanges,requestingUserCanEdit,warningOnly),"
    "data(startRow,startColumn,rowData(values(formattedValue,userEnteredValue,userEnteredFormat,"
    "note)),rowMetadata(hiddenByUser),columnMetadata(hiddenByUser)))"
)
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,8})")
_LEAST_ROWS = 10
_LEAST_COLUMNS = 5

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of cells, zero-based, the ends not included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row < self.bottom and self.left <= column < self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """One cell of the page; `anchor` is set on the first cell of the range asked for."""

    text: str
    style: str
    title: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One row of the page with its number as Google shows it."""

    number: int
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A tab of the page: letters, frozen rows, the other rows, how many more there are."""

    letters: tuple[str, ...]
    frozen: tuple[ShownRow, ...]
    rows: tuple[ShownRow, ...]
    left_out: int
    css: str


def column_letters(index: int) -> str:
    """A, B, ..., Z, AA, ... for a zero-based column."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse_area(text: str) -> Area | None:
    """The cells that a link's `range` means, such as C5 or C5:D9; nothing if it means none."""
    first, _, last = text.partition(":")
    corners = [_CELL.fullmatch(part) for part in (first, last or first)]
    if corners[0] is None or corners[1] is None:
        return None
    (left, top), (right, bottom) = ((_column(c[1]), int(c[2]) - 1) for c in corners if c)
    if min(top, bottom) < 0:
        return None
    return Area(
        top=min(top, bottom),
        left=min(left, right),
        bottom=max(top, bottom) + 1,
        right=max(left, right) + 1,
    )


def _column(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def make_table(tab: Json, area: Area | None, anchor: str, *, may_write: bool) -> Table:
    """The table of a tab's JSON (see FIELDS); locks are shown to those who may write at all."""
    grid = (tab.get("data") or [{}])[0]
    sheet_id = tab["properties"].get("sheetId", 0)
    page = _Page(
        grid=grid,
        locks=tuple(_locks(tab)) if may_write else (),
        area=area,
        anchor=anchor or f"gid={sheet_id}",
    )
    return page.table(tab["properties"].get("gridProperties", {}))


def _locks(tab: Json) -> Iterator[tuple[Area, tuple[Area, ...]]]:
    """The areas that the caller may not edit, each with the openings in it."""
    for protection in tab.get("protectedRanges", ()):
        if protection.get("requestingUserCanEdit") or protection.get("warningOnly"):
            continue
        openings = tuple(_area(opening) for opening in protection.get("unprotectedRanges", ()))
        yield _area(protection.get("range", {})), openings


def _area(grid_range: Json) -> Area:
    endless = 10**9
    return Area(
        top=grid_range.get("startRowIndex", 0),
        left=grid_range.get("startColumnIndex", 0),
        bottom=grid_range.get("endRowIndex", endless),
        right=grid_range.get("endColumnIndex", endless),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A tab while it becomes a table."""

    grid: Json
    locks: Sequence[tuple[Area, tuple[Area, ...]]]
    area: Area | None
    anchor: str

    def table(self, properties: Json) -> Table:
        rows, columns = self._size(properties)
        frozen = min(properties.get("frozenRowCount", 0), rows)
        start, end = self._window(frozen, rows)
        shown_columns = [c for c in range(columns) if not self._hidden("columnMetadata", c)]
        styles = StyleSheet()
        return Table(
            letters=tuple(column_letters(column) for column in shown_columns),
            frozen=tuple(self._rows(range(frozen), shown_columns, styles)),
            rows=tuple(self._rows(range(start, end), shown_columns, styles)),
            left_out=rows - frozen - (end - start),
            css=styles.css(),
        )

    def _size(self, properties: Json) -> tuple[int, int]:
        """As far as anything stands or was asked for, and a little paper when there is little."""
        row_data = self.grid.get("rowData", ())
        widest = max((len(row.get("values", ())) for row in row_data), default=0)
        rows = max(len(row_data), _LEAST_ROWS, self.area.bottom if self.area else 0)
        columns = max(widest, _LEAST_COLUMNS, self.area.right if self.area else 0)
        return (
            min(rows, properties.get("rowCount", rows)),
            min(columns, properties.get("columnCount", columns)),
        )

    def _window(self, frozen: int, rows: int) -> tuple[int, int]:
        wanted = self.area.top if self.area else 0
        start = max(frozen, min(wanted - MOST_ROWS // 2, rows - MOST_ROWS))
        return start, min(rows, start + MOST_ROWS)

    def _hidden(self, dimension: str, index: int) -> bool:
        entries = self.grid.get(dimension, ())
        return index < len(entries) and bool(entries[index].get("hiddenByUser"))

    def _rows(
        self, numbers: range, columns: Sequence[int], styles: StyleSheet
    ) -> Iterator[ShownRow]:
        row_data = self.grid.get("rowData", ())
        for row in numbers:
            if self._hidden("rowMetadata", row):
                continue
            values = row_data[row].get("values", ()) if row < len(row_data) else ()
            cells = tuple(
                self._cell(values[column] if column < len(values) else {}, row, column, styles)
                for column in columns
            )
            yield ShownRow(number=row + 1, cells=cells)

    def _cell(self, cell: Json, row: int, column: int, styles: StyleSheet) -> ShownCell:
        entered = cell.get("userEnteredValue", {})
        formula = entered.get("formulaValue")
        locked = self._locked(row, column)
        marked = self.area is not None and self.area.holds(row, column)
        first = (
            marked and self.area is not None and (row, column) == (self.area.top, self.area.left)
        )
        marks = {
            "number": "numberValue" in entered,
            "formula": formula is not None,
            "locked": locked,
            "marked": marked,
        }
        classes = [name for name, holds in marks.items() if holds]
        classes.append(styles.name_for(cell.get("userEnteredFormat", {})))
        return ShownCell(
            text=str(formula if formula is not None else cell.get("formattedValue", "")),
            style=" ".join(name for name in classes if name),
            title=_title(cell, formula=formula is not None, locked=locked),
            anchor=self.anchor if first else "",
        )

    def _locked(self, row: int, column: int) -> bool:
        return any(
            area.holds(row, column) and not any(opening.holds(row, column) for opening in openings)
            for area, openings in self.locks
        )


def _title(cell: Json, *, formula: bool, locked: bool) -> str:
    hints = (
        cell.get("note", ""),
        "Formula, not computed here" if formula else "",
        "Protected: you may read this cell, not change it" if locked else "",
    )
    return "\n".join(hint for hint in hints if hint)
