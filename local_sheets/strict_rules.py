"""Strict validation on writes of values, where the switch `strict_rules_refuse_writes` wants it.

Checked are lists, ranges of choices, checkboxes and bounds of numbers; formulas, blanks and what a
write leaves as it was are not.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from local_sheets.a1 import locate
from local_sheets.areas import letters
from local_sheets.calls import Written
from local_sheets.cell_blocks import block_of
from local_sheets.errors import invalid
from local_sheets.formulas.evaluation import evaluated
from local_sheets.rendering import formatter
from local_sheets.workbook import EMPTY_CELL, EMPTY_ROW, Cell, Row, Tab, Workbook

Json = Mapping[str, Any]

_ENTERING = frozenset({"updateCells", "appendCells", "repeatCell", "pasteData", "findReplace"})
_NUMBERS: Mapping[str, Callable[[float, list[float]], bool]] = {
    "NUMBER_GREATER": lambda x, to: x > to[0],
    "NUMBER_GREATER_THAN_EQ": lambda x, to: x >= to[0],
    "NUMBER_LESS": lambda x, to: x < to[0],
    "NUMBER_LESS_THAN_EQ": lambda x, to: x <= to[0],
    "NUMBER_EQ": lambda x, to: x == to[0],
    "NUMBER_NOT_EQ": lambda x, to: x != to[0],
    "NUMBER_BETWEEN": lambda x, to: to[0] <= x <= to[-1],
    "NUMBER_NOT_BETWEEN": lambda x, to: not to[0] <= x <= to[-1],
}


def check_strict(before: Workbook, done: Written) -> None:
    """Refuse, with 400 (expected), a write that leaves a value against a strict rule."""
    if not any(kind.startswith("values.") or kind in _ENTERING for kind in done.kinds):
        return
    for tab in done.workbook.tabs:
        for row_id, column_id, cell in _entered(before.find_tab(tab.sheet_id), tab):
            if not _allowed(done.workbook, tab, cell):
                at = letters(tab.column_ids.index(column_id))
                raise invalid(
                    f"The data you entered in cell {at}{tab.row_ids.index(row_id) + 1} of tab "
                    f"'{tab.title}' violates the data validation rules set on this cell."
                )


def _entered(old: Tab | None, tab: Tab) -> Iterator[tuple[int, int, Cell]]:
    """The cells under a strict rule whose value is new; rows without a change are one object."""
    for row_id, row in tab.rows.items():
        was: Row = old.rows.get(row_id, EMPTY_ROW) if old else EMPTY_ROW
        if row is was:
            continue
        for column_id, cell in row.items():
            value = cell.get("userEnteredValue")
            same = value == was.get(column_id, EMPTY_CELL).get("userEnteredValue")
            if value and not same and cell.get("dataValidation", {}).get("strict"):
                yield row_id, column_id, cell


def _allowed(workbook: Workbook, tab: Tab, cell: Cell) -> bool:
    condition = cell["dataValidation"]["condition"]
    kind, value = condition["type"], cell["userEnteredValue"]
    texts = [str(one.get("userEnteredValue", "")) for one in condition.get("values", [])]
    if "formulaValue" in value:
        return True
    if kind == "BOOLEAN" and not texts:
        return "boolValue" in value
    show = formatter(workbook.locale)
    if kind in {"ONE_OF_LIST", "BOOLEAN"}:
        return show(cell) in texts
    if kind == "ONE_OF_RANGE" and texts:
        return show(cell) in map(show, _choices(workbook, tab, texts[0]))
    if kind in _NUMBERS and (bounds := _bounds(texts)):
        return "numberValue" in value and _NUMBERS[kind](value["numberValue"], bounds)
    return True


def _choices(workbook: Workbook, tab: Tab, reference: str) -> Iterator[Cell]:
    """The cells of a reference such as `=Lists!A2:A`; one without a tab is about the rule's own."""
    text = reference.removeprefix("=").replace("$", "")
    quoted = tab.title.replace("'", "''")
    area = locate(workbook, text if "!" in text else f"'{quoted}'!{text}").area
    shown = evaluated(workbook).find_tab(area.sheet_id) or tab
    for row in block_of(shown, area):
        yield from (cell for cell in row if cell)


def _bounds(texts: list[str]) -> list[float]:
    """The bounds of a rule as numbers; none where one is a formula, which is not checked."""
    try:
        return [float(text) for text in texts]
    except ValueError:
        return []
