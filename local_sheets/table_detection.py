"""Where values:append puts its rows (Google: values guide, "Appending values").

A table is a connected block of cells with values, apart from others by blank rows and columns. The
last table that the given range touches is continued below, from its first column on; a range that
touches none is written at its own corner.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from local_sheets.areas import Area
from local_sheets.workbook import Row, Tab


@dataclass(slots=True)
class _Block:
    """A block that is still growing downwards."""

    top: int
    bottom: int
    left: int
    right: int

    def take(self, other: "_Block") -> None:
        self.top = min(self.top, other.top)
        self.bottom = max(self.bottom, other.bottom)
        self.left = min(self.left, other.left)
        self.right = max(self.right, other.right)


def last_table(tab: Tab, within: Area) -> Area | None:
    """The last table that an area touches: the lowest, then the rightmost; None if none."""
    touched = [area for area in _tables(tab) if area.shared(within)]
    return max(touched, key=lambda area: (area.top, area.left), default=None)


def below(table: Area) -> Area:
    """The first cell under a table, in its first column."""
    return replace(table, top=table.bottom, bottom=table.bottom + 1, right=table.left + 1)


def _tables(tab: Tab) -> list[Area]:
    """All tables, swept row by row: a run of cells joins the blocks that it touches above."""
    columns = {column_id: index for index, column_id in enumerate(tab.column_ids)}
    done: list[_Block] = []
    growing: list[_Block] = []
    for index, row_id in enumerate(tab.row_ids):
        runs = list(_runs(index, tab.rows.get(row_id, {}), columns))
        done += [block for block in growing if block.bottom < index]
        growing = [block for block in growing if block.bottom >= index]
        for run in runs:
            joined = [one for one in growing if one.left <= run.right and run.left <= one.right]
            for block in joined:
                run.take(block)
            growing = [one for one in growing if one not in joined]
            growing.append(run)
    return [_area(tab, block) for block in done + growing]


def _runs(index: int, row: Row, columns: dict[int, int]) -> Iterator[_Block]:
    """The runs of neighbouring cells with values in one row."""
    filled = sorted(columns[key] for key, cell in row.items() if "userEnteredValue" in cell)
    run: _Block | None = None
    for column in filled:
        if run is not None and run.right == column:
            run.right = column + 1
            continue
        if run is not None:
            yield run
        run = _Block(top=index, bottom=index + 1, left=column, right=column + 1)
    if run is not None:
        yield run


def _area(tab: Tab, block: _Block) -> Area:
    return Area(
        sheet_id=tab.sheet_id,
        top=block.top,
        bottom=block.bottom,
        left=block.left,
        right=block.right,
    )
