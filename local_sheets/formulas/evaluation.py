"""A workbook as it shows: formula cells with what they compute, coloured cells with their look.

What is computed is a cache: made when somebody looks, kept while the workbook is the same object,
brought forward cell by cell when it changed, thrown away and made again when rows or columns came,
went or moved. Storing never waits for it, and it is never stored.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock
from typing import Any

from local_sheets import clock
from local_sheets.clock import Moment
from local_sheets.formulas import rules
from local_sheets.formulas.engine import Engine
from local_sheets.formulas.feeding import (
    built,
    changes,
    extends,
    put,
    setting_of,
    shape_of,
)
from local_sheets.formulas.values import Computed
from local_sheets.workbook import EMPTY_CELL, EMPTY_ROW, Cell, Row, Tab, Workbook

VALUE, FORMAT, LOOK = "effectiveValue", "computedNumberFormat", "conditionalFormat"
"""What a computed cell has beside what is stored; CellData calls the first one the same."""

_KEPT = 32
"""Spreadsheets whose engines are kept; more would cost memory for nothing."""


def evaluated(workbook: Workbook, moment: Moment | None = None) -> Workbook:
    """The workbook with `effectiveValue` in every cell that a formula computes.

    Rows without such cells, and rows in which nothing changed, are the very same objects as in
    the last answer, so whatever is made from a row can be kept with it. For showing only: it must
    not be stored. A spreadsheet without formulas is given back as it is. Without a moment, the
    one of the last look counts.
    """
    return _calculator(workbook.spreadsheet_id).shown(workbook, moment, with_looks=False)


def with_looks(workbook: Workbook, moment: Moment) -> Workbook:
    """As `evaluated`, and with `conditionalFormat` in every cell that a rule colours."""
    return _calculator(workbook.spreadsheet_id).shown(workbook, moment, with_looks=True)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was answered last, and to what."""

    source: Workbook
    today: date
    shown: Workbook


class _Rows:
    """Computed rows by tab and row id: the same object while its ingredients are the same."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], tuple[Row, Any, Row]] = {}
        self._next: dict[tuple[int, int], tuple[Row, Any, Row]] = {}

    def row(
        self,
        tab: Tab,
        row_id: int,
        found: Mapping[int, Computed],
        parts: Callable[[Tab, Computed], Cell],
    ) -> Row:
        """The row with parts added to the cells for which something is computed, by column."""
        key, source = (tab.sheet_id, row_id), tab.rows.get(row_id, EMPTY_ROW)
        kept = self._kept.get(key)
        if kept is None or kept[0] is not source or kept[1] is not found:
            kept = (source, found, _added(tab, source, found, parts))
            before = self._kept.get(key)
            if before is not None and before[0] is source and before[2] == kept[2]:
                kept = (source, found, before[2])
        self._next[key] = kept
        return kept[2]

    def turn(self) -> None:
        """Forget the rows that the last round did not ask for."""
        self._kept, self._next = self._next, {}


def _added(
    tab: Tab,
    source: Row,
    found: Mapping[int, Computed],
    parts: Callable[[Tab, Computed], Cell],
) -> Row:
    """The row itself when nothing is added to any cell."""
    added = {tab.column_ids[column]: parts(tab, one) for column, one in found.items()}
    cells = {at: {**source.get(at, EMPTY_CELL), **more} for at, more in added.items() if more}
    return {**source, **cells} if cells else source


class Calculator:
    """The engine of one spreadsheet and its last answers, behind one lock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._moment: Moment | None = None
        self._answers: dict[bool, _Answer] = {}
        self._engine: Engine | None = None
        self._source: Workbook | None = None
        self._shape: Any = None
        self._rules: Any = None
        self._values, self._looks = _Rows(), _Rows()

    def shown(self, workbook: Workbook, moment: Moment | None, *, with_looks: bool) -> Workbook:
        """The workbook with what is computed in its cells."""
        moment = moment or self._moment or _machine_moment()
        local = moment.local(str(workbook.properties.get("timeZone", "Etc/GMT")))
        answer = self._answers.get(with_looks)
        if answer and answer.source is workbook and answer.today == local.date():
            return answer.shown
        with self._lock:
            self._moment = moment
            shown = self._computed(workbook, local, with_looks=with_looks)
            self._answers[with_looks] = _Answer(workbook, local.date(), shown)
            return shown

    def _computed(self, workbook: Workbook, local: datetime, *, with_looks: bool) -> Workbook:
        has_formulas = any(tab.formula_rows for tab in workbook.tabs)
        coloured = with_looks and any(tab.held("conditionalFormats") for tab in workbook.tabs)
        if not has_formulas and not coloured:
            return workbook
        engine = self._brought_forward(workbook)
        if coloured:
            engine = self._with_rules(engine, workbook, local.date())
        engine.set_clock(local)
        engine.recalc({tab.title: (tab.row_count, tab.column_count) for tab in workbook.tabs})
        shown = self._valued(workbook, engine) if has_formulas else workbook
        return self._coloured(shown, engine) if coloured else shown

    def _brought_forward(self, workbook: Workbook) -> Engine:
        """The engine with the workbook's cells: changed cell by cell, or built anew."""
        shape = shape_of(workbook)
        engine, source = self._engine, self._source
        if engine is None or source is None or not extends(self._shape, shape):
            engine = self._rebuilt(workbook)
        elif source is not workbook:
            changed = list(changes(source, workbook))
            if engine.in_spill(place for place, _ in changed):
                engine = self._rebuilt(workbook)
            else:
                setting = setting_of(workbook)
                for place, cell in changed:
                    put(engine, place, cell, setting)
        self._engine, self._source, self._shape = engine, workbook, shape
        return engine

    def _rebuilt(self, workbook: Workbook) -> Engine:
        self._rules = None
        return built(workbook)

    def _with_rules(self, engine: Engine, workbook: Workbook, today: date) -> Engine:
        """The engine with the formulas of the tab's rules; built anew when there are others."""
        wanted = (rules.signature(workbook), today)
        if self._rules != wanted:
            if self._rules is not None:
                engine = self._engine = built(workbook)
            rules.install(engine, workbook, today)
            self._rules = wanted
        return engine

    def _valued(self, workbook: Workbook, engine: Engine) -> Workbook:
        titles = {tab.title: tab for tab in workbook.tabs}
        return _with_parts(workbook, engine, titles, self._values, lambda _, one: _parts(one))

    def _coloured(self, workbook: Workbook, engine: Engine) -> Workbook:
        titles = {rules.rules_tab(tab.sheet_id): tab for tab in workbook.tabs}
        return _with_parts(workbook, engine, titles, self._looks, _look)


def _with_parts(
    workbook: Workbook,
    engine: Engine,
    titles: Mapping[str, Tab],
    made: _Rows,
    parts: Callable[[Tab, Computed], Cell],
) -> Workbook:
    """The workbook with what the engine computed added to cells; `titles` are the engine's."""
    rows: dict[int, dict[int, Row]] = {}
    for (title, row), found in engine.rows.items():
        tab = titles.get(title)
        if tab is not None:
            row_id = tab.row_ids[row]
            shown = made.row(tab, row_id, found, parts)
            rows.setdefault(tab.sheet_id, {})[row_id] = shown
    made.turn()
    tabs = [
        replace(tab, rows={**tab.rows, **rows[tab.sheet_id]}) if tab.sheet_id in rows else tab
        for tab in workbook.tabs
    ]
    return replace(workbook, tabs=tuple(tabs))


def _parts(one: Computed) -> Cell:
    if one.value is None:
        return {}
    if not one.format_type:
        return {VALUE: one.value}
    return {VALUE: one.value, FORMAT: {"type": one.format_type}}


def _look(tab: Tab, one: Computed) -> Cell:
    number = (one.value or {}).get("numberValue", 0)
    return {LOOK: rules.look_of(tab, int(number))} if number else {}


def _machine_moment() -> Moment:
    return Moment(today=clock.today(None), now=clock.now())


_registry_lock = Lock()
_calculators: OrderedDict[str, Calculator] = OrderedDict()


def _calculator(spreadsheet_id: str) -> Calculator:
    with _registry_lock:
        found = _calculators.setdefault(spreadsheet_id, Calculator())
        _calculators.move_to_end(spreadsheet_id)
        while len(_calculators) > _KEPT:
            _calculators.popitem(last=False)
        return found
