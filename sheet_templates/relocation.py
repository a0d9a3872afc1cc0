"""Where a desired tab's areas and formulas stand once people have moved lines about.

Protections, validation and colours are asked for by place; when somebody has inserted a column of
their own, they belong to the same lines as before, which stand elsewhere now.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sheet_templates.a1 import column_letters, column_number
from sheet_templates.desired.parts import DesiredTab
from sheet_templates.drawing import (
    Area,
    ColumnGroup,
    ConditionalFormat,
    Criterion,
    FilterView,
    Protection,
    Validation,
)
from sheet_templates.errors import DriftError

_REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?:'[^']*'|\w+)![$\w:]+"  # a place in another tab
    r"|(?<![\w.!$])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocation:
    """The place of each line of a desired tab, in the order in which the desired tab has them."""

    title: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def area(self, wanted: Area) -> Area:
        """The area over the same lines; DriftError where they no longer stand together."""
        return replace(
            wanted,
            first_row=self._after(self.rows, wanted.first_row, "rows"),
            end_row=self._end(self.rows, wanted.end_row, "rows"),
            first_column=self._first(self.columns, wanted.first_column, "columns"),
            end_column=self._end(self.columns, wanted.end_column, "columns"),
        )

    def protection(self, wanted: Protection) -> Protection:
        """The same protection where its lines stand now."""
        return replace(wanted, area=self.area(wanted.area))

    def validation(self, wanted: Validation) -> Validation:
        """The same rule where its lines stand now; operands that are no formula stay."""
        there = self.area(wanted.area)
        if wanted.condition != "CUSTOM_FORMULA":
            return replace(wanted, area=there)
        operands = tuple(self._formula(text, wanted.area, there) for text in wanted.operands)
        return replace(wanted, area=there, operands=operands)

    def colour(self, wanted: ConditionalFormat) -> ConditionalFormat:
        """The same colour rule where its lines stand now."""
        return self.colour_at(wanted, self.area(wanted.area))

    def colour_at(self, wanted: ConditionalFormat, there: Area) -> ConditionalFormat:
        """The same colour rule over another area: references follow its first cell."""
        formula = self._formula(wanted.formula, wanted.area, there)
        return replace(wanted, area=there, formula=formula)

    def group(self, wanted: ColumnGroup) -> ColumnGroup:
        """The same group where its columns stand now."""
        return replace(
            wanted,
            first=self._first(self.columns, wanted.first, "columns"),
            end=self._end(self.columns, wanted.end, "columns") or wanted.end,
        )

    def filter_view(self, wanted: FilterView) -> FilterView:
        """The same filter view where its lines stand now."""
        there = self.area(wanted.area)
        return replace(
            wanted,
            area=there,
            criteria=tuple(self._criterion(one, wanted.area, there) for one in wanted.criteria),
            sorts=tuple((_line(self.columns, at), down) for at, down in wanted.sorts),
        )

    def _criterion(self, wanted: Criterion, area: Area, there: Area) -> Criterion:
        operands = wanted.operands
        if wanted.condition == "CUSTOM_FORMULA":
            operands = tuple(self._formula(text, area, there) for text in operands)
        return replace(wanted, column=_line(self.columns, wanted.column), operands=operands)

    def count(self, first_lines: int, lines: Sequence[int]) -> int:
        """How many lines there are up to the last of the first ones (for freezing)."""
        return max(lines[:first_lines], default=-1) + 1

    def _first(self, lines: Sequence[int], bound: int, noun: str) -> int:
        self._check_split(lines, bound, noun)
        return min(lines[bound:], default=bound) if bound else 0

    def _after(self, lines: Sequence[int], bound: int, noun: str) -> int:
        """A row inserted right under the last one above belongs to what lies below."""
        self._check_split(lines, bound, noun)
        return max(lines[:bound]) + 1 if bound else 0

    def _end(self, lines: Sequence[int], bound: int | None, noun: str) -> int | None:
        if bound is None:
            return None
        self._check_split(lines, bound, noun)
        return max(lines[:bound], default=bound - 1) + 1

    def _check_split(self, lines: Sequence[int], bound: int, noun: str) -> None:
        if lines[:bound] and lines[bound:] and max(lines[:bound]) > min(lines[bound:]):
            raise DriftError(
                f"In the tab {self.title}, {noun} were moved across the line between what the "
                "roster fills and what people fill. Move them back (File, Version history), "
                "then run it again; nothing was written."
            )

    def _formula(self, text: str, wanted: Area, there: Area) -> str:
        def moved(match: re.Match[str]) -> str:
            if match[2] is None:
                return match[0]
            column, row = column_number(match[2]), int(match[4]) - 1
            column = (
                _line(self.columns, column)
                if match[1]
                else column - wanted.first_column + there.first_column
            )
            row = _line(self.rows, row) if match[3] else row - wanted.first_row + there.first_row
            return f"{match[1]}{column_letters(column)}{match[3]}{row + 1}"

        return _REFERENCE.sub(moved, text)


def relocation(
    tab: DesiredTab, title: str, rows: Mapping[str, int], columns: Mapping[str, int]
) -> Relocation:
    """The relocation by positions of keys; a key that has none keeps its place."""
    return Relocation(
        title=title,
        rows=tuple(rows.get(row.key, at) for at, row in enumerate(tab.rows)),
        columns=tuple(columns.get(column.key, at) for at, column in enumerate(tab.columns)),
    )


def _line(lines: Sequence[int], at: int) -> int:
    return lines[at] if at < len(lines) else at
