"""A workbook as it shows: formula cells with what they compute.

What is computed is a cache: made when somebody looks, kept while the workbook is the same object,
brought forward cell by cell when it changed, thrown away and made again when rows or columns came,
went or moved. Storing never waits for it, and it is never stored.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from local_sheets.areas import clipped, letters
from local_sheets.formulas.engine import Engine, Place
from local_sheets.formulas.translation import (
    Setting,
    Translated,
    UnreadableFormulaError,
    translated,
)
from local_sheets.formulas.values import Computed, fed
from local_sheets.workbook import EMPTY_CELL, EMPTY_ROW, Cell, Json, Row, Tab, Workbook

VALUE, FORMAT = "effectiveValue", "computedNumberFormat"
"""What a computed cell has beside what is stored; CellData calls the first one the same."""

_KEPT = 32
"""Spreadsheets whose engines are kept; more would cost memory for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What formulas take for now: a demo's date, else the machine's clock."""

    today: date
    now: datetime | None = None

    def local(self, zone: str) -> datetime:
        """The local date and time in a spreadsheet's zone; a demo's day stands at noon."""
        if self.now is None:
            return datetime.combine(self.today, time(12))
        try:
            return self.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        except (ZoneInfoNotFoundError, ValueError):
            return self.now.replace(tzinfo=None)


def evaluated(workbook: Workbook, moment: Moment) -> Workbook:
    """The workbook with `effectiveValue` in every cell that a formula computes.

    Rows without such cells, and rows in which nothing changed, are the very same objects as in
    the last answer, so whatever is made from a row can be kept with it. For showing only: it must
    not be stored. A spreadsheet without formulas is given back as it is.
    """
    return _calculator(workbook.spreadsheet_id).evaluated(workbook, moment)


def forget(spreadsheet_id: str) -> None:
    """Throw away what was computed of a spreadsheet."""
    with _registry_lock:
        _calculators.pop(spreadsheet_id, None)


class Calculator:
    """The engine of one spreadsheet and its last answer, behind one lock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answer: tuple[Workbook, date, Workbook] | None = None
        self._source: Workbook | None = None
        self._shape: Any = None
        self._engine: Engine | None = None
        self._rows: dict[tuple[int, int], tuple[Row, Mapping[int, Computed], Row]] = {}
        self._formula_rows: dict[int, dict[int, tuple[Row, bool]]] = {}

    def evaluated(self, workbook: Workbook, moment: Moment) -> Workbook:
        """See the module's function."""
        zone = str(workbook.properties.get("timeZone", "Etc/GMT"))
        local = moment.local(zone)
        answer = self._answer
        if answer is not None and answer[0] is workbook and answer[1] == local.date():
            return answer[2]
        with self._lock:
            shown = self._computed(workbook, local)
            self._answer = (workbook, local.date(), shown)
            return shown

    def _computed(self, workbook: Workbook, local: datetime) -> Workbook:
        if not self._has_formulas(workbook):
            self._engine = self._source = None
            self._rows.clear()
            return workbook
        engine = self._brought_forward(workbook)
        engine.set_clock(local)
        engine.recalc({tab.title: (tab.row_count, tab.column_count) for tab in workbook.tabs})
        return self._shown(workbook, engine)

    def _has_formulas(self, workbook: Workbook) -> bool:
        """Rows are looked through once: a row that is the same object has not changed."""
        found = False
        for tab in workbook.tabs:
            known = self._formula_rows.get(tab.sheet_id, {})
            fresh = {}
            for row_id, row in tab.rows.items():
                before = known.get(row_id)
                if before is None or before[0] is not row:
                    before = (row, _holds_formula(row))
                fresh[row_id] = before
                found = found or before[1]
            self._formula_rows[tab.sheet_id] = fresh
        return found

    def _brought_forward(self, workbook: Workbook) -> Engine:
        """The engine with the workbook's cells: changed cell by cell, or built anew."""
        shape = _shape(workbook)
        engine, source = self._engine, self._source
        if engine is None or source is None or not _extends(self._shape, shape):
            engine = _built(workbook)
        else:
            changes = list(_changes(source, workbook))
            if engine.in_spill(place for place, _ in changes):
                engine = _built(workbook)
            else:
                setting = setting_of(workbook)
                for place, cell in changes:
                    _put(engine, place, cell, setting)
        self._engine, self._source, self._shape = engine, workbook, shape
        return engine

    def _shown(self, workbook: Workbook, engine: Engine) -> Workbook:
        by_row: dict[str, dict[int, dict[int, Computed]]] = {}
        for (title, row, column), one in engine.shown.items():
            by_row.setdefault(title, {}).setdefault(row, {})[column] = one
        kept, self._rows = self._rows, {}
        tabs = []
        for tab in workbook.tabs:
            rows = {
                row_id: self._row(tab, row_id, found, kept.get((tab.sheet_id, row_id)))
                for row, found in by_row.get(tab.title, {}).items()
                for row_id in (tab.row_ids[row],)
            }
            tabs.append(replace(tab, rows={**tab.rows, **rows}) if rows else tab)
        return replace(workbook, tabs=tuple(tabs))

    def _row(
        self,
        tab: Tab,
        row_id: int,
        found: Mapping[int, Computed],
        kept: tuple[Row, Mapping[int, Computed], Row] | None,
    ) -> Row:
        source = tab.rows.get(row_id, EMPTY_ROW)
        by_id = {tab.column_ids[column]: one for column, one in found.items()}
        if kept is not None and kept[0] is source and kept[1] == by_id:
            shown = kept[2]
        else:
            shown = {**source, **{key: _with(source.get(key, EMPTY_CELL), one) for key, one in by_id.items()}}
        self._rows[tab.sheet_id, row_id] = (source, by_id, shown)
        return shown


def _with(cell: Cell, one: Computed) -> Cell:
    if one.value is None:
        return cell
    shown = {**cell, VALUE: one.value}
    if one.format_type:
        shown[FORMAT] = {"type": one.format_type}
    return shown


def _holds_formula(row: Row) -> bool:
    return any("formulaValue" in (cell.get("userEnteredValue") or ()) for cell in row.values())


def _shape(workbook: Workbook) -> Any:
    """What an engine cannot follow cell by cell: titles, names, order of rows and columns."""
    tabs = tuple((tab.sheet_id, tab.title, tab.row_ids, tab.column_ids) for tab in workbook.tabs)
    return tabs, workbook.named_ranges


def _extends(old: Any, new: Any) -> bool:
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
    return Setting(titles={one.title.lower(): one.title for one in workbook.tabs}, names=names, tab=tab)


def _cells_of(tab: Tab, grid_range: Json) -> str:
    area = clipped(tab, grid_range)
    first = f"${letters(area.left)}${area.top + 1}"
    last = f"${letters(area.right - 1)}${area.bottom}"
    title = "'" + tab.title.replace("'", "''") + "'"
    return f"{title}!{first}" if first == last else f"{title}!{first}:{last}"


def _built(workbook: Workbook) -> Engine:
    engine = Engine(tab.title for tab in workbook.tabs)
    setting = setting_of(workbook)
    for tab in workbook.tabs:
        engine.set_block(tab.title, _plain_values(tab))
    for tab in workbook.tabs:
        for row, row_id in enumerate(tab.row_ids):
            cells = tab.rows.get(row_id)
            if not cells or not _holds_formula(cells):
                continue
            for column, column_id in enumerate(tab.column_ids):
                text = (cells.get(column_id, EMPTY_CELL).get("userEnteredValue") or {}).get("formulaValue")
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
    return fed(value, _format_type(cell)) if "numberValue" in value or "errorValue" in value else next(iter(value.values()))


def _format_type(cell: Cell) -> str:
    shape = (cell.get("userEnteredFormat") or {}).get("numberFormat") or {}
    return str(shape.get("type", ""))


def _changes(old: Workbook, new: Workbook) -> Iterator[tuple[Place, Cell]]:
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


def _put(engine: Engine, place: Place, cell: Cell, setting: Setting) -> None:
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


_registry_lock = Lock()
_calculators: OrderedDict[str, Calculator] = OrderedDict()


def _calculator(spreadsheet_id: str) -> Calculator:
    with _registry_lock:
        found = _calculators.setdefault(spreadsheet_id, Calculator())
        _calculators.move_to_end(spreadsheet_id)
        while len(_calculators) > _KEPT:
            _calculators.popitem(last=False)
        return found
