"""Formulas that name columns by key -> formulas with letters, where the columns stand now."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from sheet_templates.a1 import column_letters
from sheet_templates.alignment import Alignment
from sheet_templates.desired.parts import DesiredRow, DesiredTab
from sheet_templates.drawing import Area, Cell, Formula
from sheet_templates.edits import FillFormula
from sheet_templates.stretches import in_stretches

_NAME = re.compile(r"\{([^{}#]+)(?:#([a-z_]+))?\}")
_FACT = "fact."


Lines = Mapping[str, int]


def resolved(tab: DesiredTab, where: Alignment) -> DesiredTab:
    """The tab with the letters of its formulas put in, as its lines stand after the inserts."""
    if not any(_formulas(row) for row in tab.rows):
        return tab
    letters = _Letters.of(tab, where.rows, where.columns)
    rows = (letters.row(row) if _formulas(row) else row for row in tab.rows)
    return replace(tab, rows=tuple(rows))


def rows_as_read(tab: DesiredTab, where: Alignment) -> Mapping[str, DesiredRow]:
    """The rows with formulas that were read, as they should have said then.

    Google shifts a formula by itself when lines are inserted, so what is read is compared before
    that. Rows without formulas are not in it.
    """
    letters = _Letters.of(tab, where.read_rows, where.read_columns)
    return {
        row.key: letters.row(row)
        for row in tab.rows
        if row.key in where.read_rows and _formulas(row)
    }


def without_formulas(row: DesiredRow) -> DesiredRow:
    """The row without the cells that `fills` writes."""
    if not _formulas(row):
        return row
    cells = {key: c for key, c in row.cells.items() if not isinstance(c.value, Formula)}
    return replace(row, cells=cells)


def fills(tab: DesiredTab, where: Alignment) -> Iterator[FillFormula]:
    """One edit for each run of rows in which a column has the same formula, shifted row by row."""
    for column in tab.columns:
        at = where.columns[column.key]
        lines = [
            (where.rows[row.key], row.cells[column.key])
            for row in tab.rows
            if column.key in row.cells and isinstance(row.cells[column.key].value, Formula)
        ]
        for _, run in groupby(enumerate(sorted(lines, key=_row)), key=_shape):
            placed = [line for _, line in run]
            (first, cell), (last, _) = placed[0], placed[-1]
            assert isinstance(cell.value, Formula)
            yield FillFormula(
                area=Area(
                    sheet_id=tab.sheet_id,
                    first_row=first,
                    end_row=last + 1,
                    first_column=at,
                    end_column=at + 1,
                ),
                formula=cell.value,
                look=cell.look,
            )


def _row(line: tuple[int, Cell]) -> int:
    return line[0]


def _shape(entry: tuple[int, tuple[int, Cell]]) -> tuple[int, str]:
    """The same for neighbouring rows whose formulas differ in their own row's number only."""
    number, (row, cell) = entry
    assert isinstance(cell.value, Formula)
    own = re.compile(rf"(?<=[A-Z]){row + 1}\b")
    return row - number, own.sub("#", cell.value.text)


def _formulas(row: DesiredRow) -> bool:
    return any(isinstance(cell.value, Formula) for cell in row.cells.values())


@dataclass(frozen=True, slots=True)
class _Letters:
    """Puts letters in; `order` are the columns that there are, as the desired tab has them."""

    rows: Lines
    columns: Lines
    order: tuple[str, ...]
    parted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tab: DesiredTab, rows: Lines, columns: Lines) -> "_Letters":
        """For a tab whose lines stand there."""
        return cls(rows, columns, tuple(c.key for c in tab.columns if c.key in columns))

    def row(self, row: DesiredRow) -> DesiredRow:
        number = str(self.rows[row.key] + 1)
        cells = {
            key: replace(cell, value=Formula(self._text(cell.value.text, number)))
            if isinstance(cell.value, Formula)
            else cell
            for key, cell in row.cells.items()
        }
        return replace(row, cells=cells)

    def _text(self, template: str, number: str) -> str:
        """The formula; empty where a line that it names was not read: it cannot be right then."""
        made = []
        for literal, column, fact in _parts(self._in_stretches(template)):
            made.append(literal)
            if column is not None:
                at = number if fact is None else self.rows.get(_FACT + fact)
                if column not in self.columns or at is None:
                    return ""
                row = at if isinstance(at, str) else f"${at + 1}"
                made.append(f"${column_letters(self.columns[column])}{row}")
        return "".join(made)

    def _in_stretches(self, template: str) -> str:
        """The formula with what stands once for each stretch written out."""
        if template not in self.parted:
            self.parted[template] = in_stretches(template, self.order, self.columns)
        return self.parted[template]


@lru_cache(maxsize=256)
def _parts(template: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """The literals of a formula, each with the name that follows it."""
    found: list[tuple[str, str | None, str | None]] = []
    end = 0
    for match in _NAME.finditer(template):
        found.append((template[end : match.start()], match[1], match[2]))
        end = match.end()
    return (*found, (template[end:], None, None))
