"""Where a desired tab's areas and formulas stand once people have moved lines about.

Protections, validation and colours are asked for by place; when somebody has inserted a column of
their own, they belong to the same lines as before, which stand elsewhere now.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

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
from sheet_templates.sentences import sentence

_REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?:'[^']*'|\w+)![$\w:]+"  # a place in another tab
    r"|(?<![\w.!$])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])"
)

_LINES = {"rows": sentence("rows"), "columns": sentence("columns")}


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

    def areas(self, wanted: Area) -> list[Area]:
        """The area without the columns that people have put into it, so in as many parts."""
        return [there for _, there in self._parts(wanted, ())]

    def validations(self, wanted: Validation) -> list[Validation]:
        """The same rule where its lines stand now; operands that are no formula stay."""
        formulas = wanted.operands if wanted.condition == "CUSTOM_FORMULA" else ()
        return [
            replace(
                wanted,
                area=there,
                operands=tuple(self._in_part(text, first, wanted.area, there) for text in formulas)
                or wanted.operands,
            )
            for first, there in self._parts(wanted.area, formulas)
        ]

    def colours(self, wanted: ConditionalFormat) -> list[ConditionalFormat]:
        """The same colour rule where its lines stand now."""
        return [
            replace(
                wanted,
                area=there,
                formula=self._in_part(wanted.formula, first, wanted.area, there),
            )
            for first, there in self._parts(wanted.area, (wanted.formula,))
        ]

    def colour_at(self, wanted: ConditionalFormat, there: Area) -> ConditionalFormat:
        """The same colour rule over any other area: references follow its first cell."""
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
                sentence(
                    "In the tab %(tab)s, %(lines)s were moved across the line between what the "
                    "roster fills and what people fill. Move them back (File, Version history), "
                    "then run it again; nothing was written.",
                    tab=self.title,
                    lines=_LINES[noun],
                )
            )

    def _parts(self, wanted: Area, formulas: Sequence[str]) -> list[tuple[int, Area]]:
        """The area in parts over which one formula can say the same: each with its first column.

        Within a part the columns stand side by side, and so do those that a formula relates to
        them; columns are counted as the desired tab has them.
        """
        if wanted.end_column is None:
            return [(wanted.first_column, self.area(wanted))]
        rows = replace(
            wanted,
            first_row=self._after(self.rows, wanted.first_row, "rows"),
            end_row=self._end(self.rows, wanted.end_row, "rows"),
        )
        offsets = {0, *(at - wanted.first_column for text in formulas for at in _related(text))}
        parts: list[list[int]] = []
        for at in range(wanted.first_column, wanted.end_column):
            if parts and all(self._stand_together(at + offset) for offset in offsets):
                parts[-1].append(at)
            else:
                parts.append([at])
        return [
            (
                part[0],
                replace(
                    rows,
                    first_column=_line(self.columns, part[0]),
                    end_column=_line(self.columns, part[-1]) + 1,
                ),
            )
            for part in parts
        ]

    def _stand_together(self, at: int) -> bool:
        """Whether a column stands right after the one before it."""
        return _line(self.columns, at) == _line(self.columns, at - 1) + 1

    def _in_part(self, text: str, first: int, wanted: Area, there: Area) -> str:
        """A formula as it reads in the first cell of a part that begins with column `first`."""
        return self._moved(
            text,
            lambda column: _line(self.columns, column - wanted.first_column + first),
            lambda row: row - wanted.first_row + there.first_row,
        )

    def _formula(self, text: str, wanted: Area, there: Area) -> str:
        return self._moved(
            text,
            lambda column: column - wanted.first_column + there.first_column,
            lambda row: row - wanted.first_row + there.first_row,
        )

    def _moved(
        self, text: str, column_of: Callable[[int], int], row_of: Callable[[int], int]
    ) -> str:
        """A formula with its places as they are now; what is relative goes by the two functions."""

        def moved(match: re.Match[str]) -> str:
            if match[2] is None:
                return match[0]
            column, row = column_number(match[2]), int(match[4]) - 1
            column = _line(self.columns, column) if match[1] else column_of(column)
            row = _line(self.rows, row) if match[3] else row_of(row)
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


@lru_cache(maxsize=256)
def _related(formula: str) -> frozenset[int]:
    """The columns that a formula names by where they stand from its own cell."""
    return frozenset(
        column_number(match[2])
        for match in _REFERENCE.finditer(formula)
        if match[2] is not None and not match[1]
    )


def _line(lines: Sequence[int], at: int) -> int:
    return lines[at] if at < len(lines) else at
