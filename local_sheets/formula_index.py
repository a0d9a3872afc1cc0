"""Which rows of a tab hold formulas, so that a change of places reads no other row.

A pure memory: a row that is the very same object has not changed (identity is the test), so one
index serves a tab and every later state of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from local_sheets.cells import Row
from local_sheets.stored_row import StoredRow, cells_of


@dataclass(frozen=True, slots=True)
class _Seen:
    """The rows that were looked through last, with whether each holds a formula, and a rule."""

    source: Mapping[int, Row] = field(default_factory=dict)
    rows: Mapping[int, tuple[Row, bool, bool]] = field(default_factory=dict)
    formulas: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()


class FormulaIndex:
    """The ids of rows with formulas; safe for many threads, who at worst look twice."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen = _Seen()

    def formulas(self, rows: Mapping[int, Row]) -> tuple[int, ...]:
        """The rows in which a cell holds a formula."""
        return self._looked(rows).formulas

    def texts(self, rows: Mapping[int, Row]) -> tuple[int, ...]:
        """The rows in which a cell holds a formula or a validation rule, which may hold one."""
        return self._looked(rows).texts

    def _looked(self, rows: Mapping[int, Row]) -> _Seen:
        seen = self._seen
        if seen.source is rows:
            return seen
        known = seen.rows
        fresh: dict[int, tuple[Row, bool, bool]] = {}
        for row_id, row in rows.items():
            before = known.get(row_id)
            if before is None or before[0] is not row:
                before = (row, *_holds(row))
            fresh[row_id] = before
        seen = self._seen = _Seen(
            source=rows,
            rows=fresh,
            formulas=tuple(row_id for row_id, one in fresh.items() if one[1]),
            texts=tuple(row_id for row_id, one in fresh.items() if one[1] or one[2]),
        )
        return seen


def _holds(row: Row) -> tuple[bool, bool]:
    """Whether a formula stands in the row, and a rule; a stored row with neither stays unread."""
    if isinstance(row, StoredRow) and not row.mentions("formulaValue", "dataValidation"):
        return False, False
    formula = rule = False
    for cell in cells_of(row).values():
        formula = formula or "formulaValue" in (cell.get("userEnteredValue") or ())
        rule = rule or "dataValidation" in cell
    return formula, rule
