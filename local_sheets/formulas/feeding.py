"""Feeding a workbook to the engine: all of it, or the cells that changed."""

from collections.abc import Iterator
from typing import Any

from local_sheets.areas import clipped, letters
from local_sheets.formulas.engine import Engine, Place
from local_sheets.formulas.translation import (
    Setting,
    Translated,
    UnreadableFormulaError,
    translated,
)
from local_sheets.formulas.values import fed
from local_sheets.locales import locale_of
from local_sheets.workbook import EMPTY_CELL, EMPTY_ROW, Cell, Json, Row, Tab, Workbook


def shape_of(workbook: Workbook) -> Any:
    """What an engine cannot follow cell by cell: titles, names, locale, order of lines."""
    tabs = tuple((tab.sheet_id, tab.title, tab.row_ids, tab.column_ids) for tab in workbook.tabs)
    return tabs, (workbook.named_ranges, workbook.locale)


def extends(old: Any, new: Any) -> bool:
    """Whether tabs at most grew at the end, so that every old cell is where it was."""
    if old == new:
        return True
    if old is None or old[1] != new[1] or len(old[0]) != len(new[0]):
        return False
    return all(
        before[:2] == after[:2]
        and before[2] == after[2][: len(before[2])]
        and before[3] == after[3][: len(before[3])]
        for before, after in zip(old[0], new[0], strict=True)
    )


def setting_of(workbook: Workbook, tab: str = "") -> Setting:
    """What the words of a formula mean in this workbook."""
    names = {}
    for named in workbook.named_ranges:
        held = workbook.find_tab(named["range"].get("sheetId", 0))
        if held is not None:
            names[named["name"].lower()] = _cells_of(held, named["range"])
    return Setting(
        titles={one.title.lower(): one.title for one in workbook.tabs},
        names=names,
        tab=tab,
        decimal_comma=locale_of(workbook.locale).decimal == ",",
    )


def _cells_of(tab: Tab, grid_range: Json) -> str:
    area = clipped(tab, grid_range)
    first = f"${letters(area.left)}${area.top + 1}"
    last = f"${letters(area.right - 1)}${area.bottom}"
    title = "'" + tab.title.replace("'", "''") + "'"
    return f"{title}!{first}" if first == last else f"{title}!{first}:{last}"


def built(workbook: Workbook) -> Engine:
    """An engine with all values and formulas of a workbook."""
    engine = Engine(tab.title for tab in workbook.tabs)
    setting = setting_of(workbook)
    for tab in workbook.tabs:
        engine.set_block(tab.title, _plain_values(tab))
    for tab in workbook.tabs:
        with_formulas = frozenset(tab.formula_rows)
        for row, row_id in enumerate(tab.row_ids):
            if row_id not in with_formulas:
                continue
            cells = tab.rows[row_id]
            for column, column_id in enumerate(tab.column_ids):
                text = (cells.get(column_id, EMPTY_CELL).get("userEnteredValue") or {}).get(
                    "formulaValue"
                )
                if text is not None:
                    engine.set_formula((tab.title, row, column), formula_of(text, setting))
    return engine


def _plain_values(tab: Tab) -> list[list[Any]]:
    """The values of a tab down to the last row that holds something."""
    used = [row for row, row_id in enumerate(tab.row_ids) if row_id in tab.rows]
    if not used:
        return []
    return [
        [_fed(row.get(column, EMPTY_CELL)) for column in tab.column_ids]
        for row in (tab.rows.get(row_id, EMPTY_ROW) for row_id in tab.row_ids[: used[-1] + 1])
    ]


def _fed(cell: Cell) -> Any:
    value = cell.get("userEnteredValue")
    if not value or "formulaValue" in value:
        return None
    return (
        fed(value, _format_type(cell))
        if "numberValue" in value or "errorValue" in value
        else next(iter(value.values()))
    )


def _format_type(cell: Cell) -> str:
    shape = (cell.get("userEnteredFormat") or {}).get("numberFormat") or {}
    return str(shape.get("type", ""))


def changes(old: Workbook, new: Workbook) -> Iterator[tuple[Place, Cell]]:
    """The cells in which a later workbook of the same shape differs from an earlier one."""
    for before, after in zip(old.tabs, new.tabs, strict=True):
        if before.rows is after.rows:
            continue
        for row, row_id in enumerate(after.row_ids):
            was, now = before.rows.get(row_id, EMPTY_ROW), after.rows.get(row_id, EMPTY_ROW)
            if was is not now:
                yield from _row_changes(after, row, was, now)


def _row_changes(tab: Tab, row: int, was: Row, now: Row) -> Iterator[tuple[Place, Cell]]:
    for column, column_id in enumerate(tab.column_ids):
        old, new = was.get(column_id, EMPTY_CELL), now.get(column_id, EMPTY_CELL)
        if old is not new and (
            old.get("userEnteredValue") != new.get("userEnteredValue")
            or _format_type(old) != _format_type(new)
        ):
            yield (tab.title, row, column), new


def put(engine: Engine, place: Place, cell: Cell, setting: Setting) -> None:
    """Bring one cell of the engine to what is stored."""
    text = (cell.get("userEnteredValue") or {}).get("formulaValue")
    if text is None:
        engine.set_value(place, _fed(cell))
    else:
        engine.set_formula(place, formula_of(text, setting))


def formula_of(text: str, setting: Setting) -> Translated | None:
    """A formula for the engine; None for a text that is none."""
    try:
        return translated(text, setting)
    except UnreadableFormulaError:
        return None
