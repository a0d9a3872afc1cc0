"""Whether a cell has a validation rule: a relative formula may read differently in each cell.

Google may give the formula as it was set, or as it stands in the cell that is asked about; both
are the same rule. Spaces and letter case outside of texts say nothing.
"""

import re
from functools import lru_cache

from sheet_templates.a1 import column_letters, column_number
from sheet_templates.drawing import Validation

_PIECE = re.compile(r'"(?:[^"]|"")*"|(?<![\w.!$:])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])')
_Reference = tuple[bool, int, bool, int]


def has_rule(held: Validation | None, wanted: Validation, row: int, column: int) -> bool:
    """Whether the cell there has the rule that is wanted over an area."""
    if held is None or (held.condition, held.message) != (wanted.condition, wanted.message):
        return False
    if held.operands == wanted.operands:
        return True
    if wanted.condition != "CUSTOM_FORMULA" or len(held.operands) != len(wanted.operands):
        return False
    down, right = row - wanted.area.first_row, column - wanted.area.first_column
    return all(
        _plain(there) in {_plain(ours), _plain(shifted(ours, down, right))}
        for there, ours in zip(held.operands, wanted.operands, strict=True)
    )


def shifted(formula: str, down: int, right: int) -> str:
    """The formula as it reads `down` rows and `right` columns further on."""
    return "".join(
        piece if isinstance(piece, str) else _written(piece, down, right)
        for piece in _pieces(formula)
    )


@lru_cache(maxsize=256)
def _pieces(formula: str) -> tuple[str | _Reference, ...]:
    pieces: list[str | _Reference] = []
    end = 0
    for match in _PIECE.finditer(formula):
        if match[2] is None:
            continue  # a text
        pieces.append(formula[end : match.start()])
        pieces.append((bool(match[1]), column_number(match[2]), bool(match[3]), int(match[4])))
        end = match.end()
    return (*pieces, formula[end:])


def _written(reference: _Reference, down: int, right: int) -> str:
    column_stays, column, row_stays, row = reference
    letters = column_letters(column if column_stays else column + right)
    number = row if row_stays else row + down
    return f"{'$' * column_stays}{letters}{'$' * row_stays}{number}"


@lru_cache(maxsize=8192)
def _plain(formula: str) -> str:
    parts = re.split(r'("(?:[^"]|"")*")', formula)
    return "".join(
        part if part.startswith('"') else "".join(part.split()).upper() for part in parts
    )
