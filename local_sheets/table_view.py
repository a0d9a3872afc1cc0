"""One tab as a plain table: what a person may see of it, ready for the template.

It is made from the JSON that the API gives that person, so the page can show nothing that the
API would not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local_sheets import table_cells
from local_sheets.areas import letters
from local_sheets.cell_style import StyleSheet
from local_sheets.defaults import COLUMN_PIXELS, ROW_PIXELS
from local_sheets.table_cells import ShownCell, Spot, shown_cell

#: More rows than this are shown in part, around the range that was asked for.
MOST_ROWS = 2000
FIELDS = (
    "properties.title,sheets(properties,merges,"
    "protectedRanges(range,unprotectedRanges,requestingUserCanEdit,warningOnly),"
    f"data(startRow,startColumn,rowData(values({table_cells.FIELDS})),"
    "rowMetadata(hiddenByUser,pixelSize),columnMetadata(hiddenByUser,pixelSize)))"
)
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,8})")
_LEAST_ROWS = 10
_LEAST_COLUMNS = 5
_NUMBERS = 46
"""How wide the column of row numbers is, in pixels."""

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
class ShownRow:
    """One row of the page with its number as Google shows it; `height` is 0 for a usual one."""

    number: int
    cells: tuple[ShownCell, ...]
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A tab of the page: letters and widths, frozen rows, other rows, how many more there are."""

    letters: tuple[str, ...]
    widths: tuple[int, ...]
    frozen: tuple[ShownRow, ...]
    rows: tuple[ShownRow, ...]
    left_out: int
    css: str

    @property
    def width(self) -> int:
        """Pixels of the whole table."""
        return _NUMBERS + sum(self.widths)


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
        merges=tuple(_area(merge) for merge in tab.get("merges", ())),
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


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A tab while it becomes a table."""

    grid: Json
    merges: Sequence[Area]
    locks: Sequence[tuple[Area, tuple[Area, ...]]]
    area: Area | None
    anchor: str

    def table(self, properties: Json) -> Table:
        rows, columns = self._size(properties)
        frozen = min(properties.get("frozenRowCount", 0), rows)
        start, end = self._window(frozen, rows)
        shown = [c for c in range(columns) if not self._line("columnMetadata", c, "hiddenByUser")]
        styles = StyleSheet()
        return Table(
            letters=tuple(letters(column) for column in shown),
            widths=tuple(self._width(column) for column in shown),
            frozen=tuple(self._rows(range(frozen), shown, styles)),
            rows=tuple(self._rows(range(start, end), shown, styles)),
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

    def _line(self, dimension: str, index: int, name: str) -> Any:
        entries = self.grid.get(dimension, ())
        return entries[index].get(name) if index < len(entries) else None

    def _width(self, column: int) -> int:
        return int(self._line("columnMetadata", column, "pixelSize") or COLUMN_PIXELS)

    def _height(self, row: int) -> int:
        height = int(self._line("rowMetadata", row, "pixelSize") or ROW_PIXELS)
        return 0 if height == ROW_PIXELS else height

    def _rows(
        self, numbers: range, columns: Sequence[int], styles: StyleSheet
    ) -> Iterator[ShownRow]:
        shown = [row for row in numbers if not self._line("rowMetadata", row, "hiddenByUser")]
        spans = _spans(self.merges, shown, columns)
        for row in shown:
            cells = tuple(
                shown_cell(
                    self._values(row, column),
                    self._spot(row, columns[at:], spans.get((row, column), (1, 1))),
                    styles,
                )
                for at, column in enumerate(columns)
                if spans.get((row, column)) != _COVERED
            )
            yield ShownRow(number=row + 1, cells=cells, height=self._height(row))

    def _values(self, row: int, column: int) -> Json:
        row_data = self.grid.get("rowData", ())
        values = row_data[row].get("values", ()) if row < len(row_data) else ()
        found: Json = values[column] if column < len(values) else {}
        return found

    def _spot(self, row: int, columns: Sequence[int], span: tuple[int, int]) -> Spot:
        area, column = self.area, columns[0]
        first = area is not None and (row, column) == (area.top, area.left)
        return Spot(
            locked=self._locked(row, column),
            marked=area is not None and area.holds(row, column),
            anchor=self.anchor if first else "",
            room=self._room(row, columns, span[1]),
            rows=span[0],
            columns=span[1],
        )

    def _room(self, row: int, columns: Sequence[int], taken: int) -> int:
        """The pixels of a cell and of the blank ones right of it."""
        room = sum(self._width(column) for column in columns[:taken])
        for column in columns[taken:]:
            if self._values(row, column).get("formattedValue"):
                break
            room += self._width(column)
        return room

    def _locked(self, row: int, column: int) -> bool:
        return any(
            area.holds(row, column) and not any(opening.holds(row, column) for opening in openings)
            for area, openings in self.locks
        )


_COVERED = (0, 0)


def _spans(
    merges: Sequence[Area], rows: Sequence[int], columns: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """How many shown rows and columns the first shown cell of each merge fills; others are covered.

    Only rows of one part of the table are merged: a merge ends at the frozen rows.
    """
    spans = {}
    for merge in merges:
        within = [row for row in rows if merge.top <= row < merge.bottom]
        across = [column for column in columns if merge.left <= column < merge.right]
        for row in within:
            for column in across:
                spans[row, column] = _COVERED
        if within and across:
            spans[within[0], across[0]] = (len(within), len(across))
    return spans
