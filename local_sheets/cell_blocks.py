"""Blocks of cells that are lifted from one place and put down at another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from local_sheets.areas import Area, tab_of
from local_sheets.cell_writes import Change, with_area, with_cells
from local_sheets.errors import GoogleError, invalid
from local_sheets.formula_references import shifted
from local_sheets.workbook import EMPTY_CELL, Cell, Tab, Workbook

Block = Sequence[Sequence[Cell]]
"""Cells row by row, blank ones too."""


def tab_at(workbook: Workbook, area: Area) -> Tab:
    """The tab of an area."""
    return tab_of(workbook, {"sheetId": area.sheet_id})


def block_of(tab: Tab, area: Area) -> Block:
    """The cells of an area."""
    columns = tab.column_ids[area.left : area.right]
    rows = (tab.rows.get(row, {}) for row in tab.row_ids[area.top : area.bottom])
    return [[row.get(column, EMPTY_CELL) for column in columns] for row in rows]


def put_down(tab: Tab, top: int, left: int, block: Block) -> Tab:
    """The tab with the cells of a block in place of what was there."""
    return with_cells(
        tab,
        (
            (top + down, {left + across: _always(cell) for across, cell in enumerate(row)})
            for down, row in enumerate(block)
        ),
    )


def _always(cell: Cell) -> Change:
    return lambda _: cell


def emptied(tab: Tab, area: Area) -> Tab:
    """The tab with nothing left in an area."""
    return with_area(tab, area, lambda _: EMPTY_CELL)


def as_copied(cell: Cell, down: int, across: int) -> Cell:
    """A cell as its copy that far away looks: relative references of its formula move along."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is None:
        return cell
    return {**cell, "userEnteredValue": {"formulaValue": shifted(formula, down, across)}}


def without_parts(cell: Cell, names: frozenset[str]) -> Cell:
    """A cell without some of its parts."""
    return {name: part for name, part in cell.items() if name not in names}


def edited_texts(tab: Tab, area: Area, edit: Callable[[str], str]) -> tuple[Tab, int]:
    """The tab with the plain texts of an area edited, and how many cells changed."""
    changes: list[tuple[int, Mapping[int, Change]]] = []
    count = 0
    for down, row in enumerate(block_of(tab, area)):
        cells: dict[int, Change] = {}
        for across, cell in enumerate(row):
            text = cell.get("userEnteredValue", {}).get("stringValue")
            new = None if text is None else edit(text)
            if new is not None and new != text:
                cells[area.left + across] = with_value({"stringValue": new} if new else None)
        if cells:
            count += len(cells)
            changes.append((area.top + down, cells))
    return with_cells(tab, changes), count


def with_value(value: Mapping[str, object] | None) -> Change:
    """The change that gives a cell another value, or none; runs of formats do not fit any more."""

    def change(cell: Cell) -> Cell:
        rest = without_parts(cell, frozenset({"userEnteredValue", "textFormatRuns"}))
        return {"userEnteredValue": value, **rest} if value is not None else rest

    return change


def moved_area(area: Area, sheet_id: int, down: int, across: int) -> Area:
    """An area of the same size elsewhere."""
    return replace(
        area,
        sheet_id=sheet_id,
        top=area.top + down,
        bottom=area.bottom + down,
        left=area.left + across,
        right=area.right + across,
    )


def crosses_merge(tab: Tab, area: Area) -> GoogleError | None:
    """The refusal of an area that holds a merge in part (expected wording)."""
    for merge in tab.held("merges"):
        held = merge_area(tab, merge)
        shared = held.shared(area)
        if shared is not None and shared != held:
            return invalid("You must select all cells in a merged range to merge or unmerge them.")
    return None


def merge_area(tab: Tab, merge: Mapping[str, int]) -> Area:
    """The area of a merge."""
    return Area(
        sheet_id=tab.sheet_id,
        top=merge["startRowIndex"],
        bottom=merge["endRowIndex"],
        left=merge["startColumnIndex"],
        right=merge["endColumnIndex"],
    )


def as_range(area: Area) -> dict[str, int]:
    """The GridRange of an area; sheetId 0 is left out."""
    return {
        **({"sheetId": area.sheet_id} if area.sheet_id else {}),
        "startRowIndex": area.top,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left,
        "endColumnIndex": area.right,
    }
