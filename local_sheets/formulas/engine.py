"""The adapter around the formula engine: set cells, recalculate, learn what changed.

The engine knows tabs by title and cells by index. It is no part of the state: it can be thrown
away at any time and built again from the workbook.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import formualizer

from local_sheets.areas import letters
from local_sheets.formulas.functions import FUNCTIONS, guarded
from local_sheets.formulas.translation import CLOCK, Translated
from local_sheets.formulas.values import (
    BLANK,
    CIRCULAR,
    NOT_EXPANDED,
    TOO_LONG,
    UNREADABLE,
    Computed,
    computed,
)

_MOST_MILLISECONDS = 4000
"""A recalculation that takes longer is given up; its formulas then show an error."""

Place = tuple[str, int, int]
"""A cell: title of its tab, row and column from 0."""


_UNSEEN = object()


@dataclass(slots=True)
class _Formula:
    """A formula cell: may it spill, does it only name one cell, why can it not be set."""

    may_spill: bool
    reference: bool
    broken: Computed | None = None
    raw: Any = _UNSEEN

    def is_settled(self, raw: Any) -> bool:
        """Whether the engine's value is the last one and says all: nothing spills, no reference."""
        if self.may_spill or self.reference or self.raw is _UNSEEN:
            return False
        return type(raw) is type(self.raw) and bool(raw == self.raw)


class Results:
    """What formulas show, by the cells that they fill; knows which rows changed."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], Mapping[int, Computed]] = {}
        self._filled: dict[Place, dict[Place, Computed]] = {}
        self._touched: dict[tuple[str, int], dict[int, Computed]] = {}

    def put(self, place: Place, cells: dict[Place, Computed]) -> None:
        """The cells that a formula fills from now on, its own first; none if it is gone."""
        before = self._filled.get(place, {})
        if before == cells:
            return
        for title, row, column in before.keys() - cells.keys():
            self._row(title, row).pop(column, None)
        for (title, row, column), one in cells.items():
            self._row(title, row)[column] = one
        self._filled[place] = cells

    def _row(self, title: str, row: int) -> dict[int, Computed]:
        key = (title, row)
        if key not in self._touched:
            self._touched[key] = dict(self.rows.get(key, {}))
        return self._touched[key]

    def turn(self) -> frozenset[tuple[str, int]]:
        """Let the changes be seen; the rows that changed."""
        for key, row in self._touched.items():
            if row:
                self.rows[key] = row
            else:
                self.rows.pop(key, None)
        touched, self._touched = frozenset(self._touched), {}
        return touched


class Engine:
    """Cells and formulas of one spreadsheet; not safe for two threads at once."""

    def __init__(self, titles: Iterable[str]) -> None:
        limits = formualizer.EvaluationConfig()
        limits.enable_parallel = False
        limits.max_eval_time_ms = _MOST_MILLISECONDS
        config = formualizer.WorkbookConfig(
            mode=formualizer.WorkbookMode.Ephemeral, eval_config=limits
        )
        self._book = formualizer.Workbook(config=config)
        for function in FUNCTIONS:
            self._book.register_function(
                function.name,
                guarded(function),
                min_args=function.least,
                max_args=function.most,
                allow_override_builtin=True,
            )
        for title in (CLOCK, *titles):
            self._book.add_sheet(title)
        self._formulas: dict[Place, _Formula] = {}
        self._results = Results()
        self._spilled: dict[Place, tuple[int, int]] = {}

    @property
    def rows(self) -> Mapping[tuple[str, int], Mapping[int, Computed]]:
        """What formula cells and the cells that they spill into show, as of the last `recalc`.

        By title and row; a row in which nothing changed is the same object as before.
        """
        return self._results.rows

    def set_clock(self, moment: datetime) -> None:
        """The local moment that TODAY() and NOW() give."""
        self._book.set_value(CLOCK, 1, 1, moment.date())
        self._book.set_value(CLOCK, 1, 2, moment.replace(tzinfo=None, microsecond=0))

    def set_block(self, title: str, rows: Sequence[Sequence[Any]]) -> None:
        """Plain values from A1 on; None for a blank."""
        if rows:
            self._book.set_values_batch(title, 1, 1, [list(row) for row in rows])

    def set_value(self, place: Place, value: Any) -> None:
        """A plain value, None for a blank, in place of whatever stood there."""
        if self._formulas.pop(place, None) is not None:
            self._results.put(place, {})
        title, row, column = place
        self._book.set_value(title, row + 1, column + 1, value)

    def add_tab(self, title: str) -> None:
        """A tab of the engine's own, beside those of the spreadsheet."""
        self._book.add_sheet(title)

    def set_formula(self, place: Place, formula: Translated | None) -> None:
        """A formula; None for a text that is none."""
        if formula is None:
            self.set_value(place, None)
            self._formulas[place] = _Formula(may_spill=False, reference=False, broken=UNREADABLE)
            return
        kept = _Formula(may_spill=formula.may_spill, reference=formula.lone_reference)
        self._set(place, formula.text(), kept)

    def set_text(self, place: Place, text: str) -> None:
        """A formula in the engine's own words that fills one cell."""
        self._set(place, text, _Formula(may_spill=False, reference=False))

    def _set(self, place: Place, text: str, kept: _Formula) -> None:
        title, row, column = place
        try:
            self._book.set_formula(title, row + 1, column + 1, text)
        except RuntimeError as error:
            self._book.set_value(title, row + 1, column + 1, None)
            kept.broken = CIRCULAR if "#CIRC!" in str(error) else UNREADABLE
        self._formulas[place] = kept

    def in_spill(self, places: Iterable[Place]) -> bool:
        """Whether one of the cells lies where a formula spills, or wanted to spill.

        The engine does not notice that such a cell was written, so it has to be built again.
        """
        spills = list(self._spilled.items())
        if not spills:
            return False
        return any(
            title == place[0]
            and row <= place[1] < row + size[0]
            and column <= place[2] < column + size[1]
            for place in places
            for (title, row, column), size in spills
        )

    def recalc(self, sizes: Mapping[str, tuple[int, int]]) -> frozenset[tuple[str, int]]:
        """Compute what is out of date; the rows that show something else than before.

        `sizes` are rows and columns of each tab's grid: a spill that leaves it is not expanded.
        """
        self._evaluate()
        self._spilled = {}
        for place, formula in self._formulas.items():
            title, row, column = place
            raw = self._book.get_value(title, row + 1, column + 1)
            if not formula.is_settled(raw):
                formula.raw = raw
                size = sizes.get(title, (0, 0))
                self._results.put(place, dict(self._result(place, formula, raw, size)))
        return self._results.turn()

    def _evaluate(self) -> None:
        try:
            self._book.evaluate_all()
        except (formualizer.ExcelEvaluationError, RuntimeError):
            # Given up for time: what was not reached has no value, and is shown as such.
            return

    def _result(
        self, place: Place, formula: _Formula, value: Any, size: tuple[int, int]
    ) -> Iterator[tuple[Place, Computed]]:
        if formula.broken is not None:
            yield place, formula.broken
            return
        if value is None:
            yield place, TOO_LONG
            return
        if isinstance(value, Mapping) and value.get("kind") == "Spill":
            self._spilled[place] = size  # whatever is written below or beside may set it free
        if not formula.may_spill or isinstance(value, Mapping):
            yield place, self._plain(place, formula, value)
            return
        yield from self._spill(place, value, size)

    def _plain(self, place: Place, formula: _Formula, value: Any) -> Computed:
        if formula.reference and value == 0 and self._points_at_blank(place):
            return BLANK
        return computed(value)

    def _points_at_blank(self, place: Place) -> bool:
        """Google shows a formula that only names a blank cell as blank; the engine gives 0."""
        title, row, column = place
        report = self._book.precedents(f"{_quoted(title)}!{letters(column)}{row + 1}")
        addresses = [one.reference.address for one in report.precedents]
        if len(addresses) != 1 or addresses[0] is None:
            return False
        return self._book.inspect_cell(addresses[0]).cell.value is None

    def _spill(
        self, place: Place, value: Any, size: tuple[int, int]
    ) -> Iterator[tuple[Place, Computed]]:
        title, row, column = place
        address = f"{_quoted(title)}!{letters(column)}{row + 1}"
        role = self._book.inspect_cell(address, include_values=False).cell.spill
        if role is None or role.extent is None:
            yield place, computed(value)
            return
        height, width = _size(role.extent)
        self._spilled[place] = (height, width)
        if row + height > size[0] or column + width > size[1]:
            yield place, NOT_EXPANDED
            return
        area = formualizer.RangeAddress(title, row + 1, column + 1, row + height, column + width)
        for down, line in enumerate(self._book[title].get_values(area)):
            for across, one in enumerate(line):
                if (down or across) and one in (None, ""):
                    continue
                yield (title, row + down, column + across), computed(one)


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _size(extent: str) -> tuple[int, int]:
    """Rows and columns of an address such as `S!B1:C9`."""
    first, _, last = extent.rpartition("!")[2].partition(":")
    start, end = (formualizer.CellRef.from_string(one) for one in (first, last or first))
    return end.row - start.row + 1, end.col - start.col + 1
