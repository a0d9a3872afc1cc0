"""Rows whose known values stand one column beside where they were: cells deleted or inserted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheet_templates.sentences import sentence
from sync.domain.holds import Hold
from sync.domain.judging.cells import Grid
from sync.domain.judging.differences import Change, Differences
from sync.domain.judging.findings import entry_key
from sync.domain.judging.moved import (
    FEWEST_MOVED,
    all_beside,
    is_overrun,
)

_DELETED = "#REF!"  # stands in a formula for a cell that was deleted


def shifted_rows(grid: Grid, rows: Mapping[str, int], differences: Differences) -> Iterator[Hold]:
    """Rows whose known values all stand one column further, left or right, or were pushed out.

    One value alone that moved beside a blank is a correction in one row. Cells were deleted or
    inserted where that happened in several rows, where another score vanished from the column to
    which it moved, and where a value stands now just outside the columns of scores, or a formula
    from there among them. Then what is gone from other rows may be gone with those cells.
    """
    wanted = grid.wanted
    told = _told(_shifts(grid, rows, differences), grid, differences)
    for row_key, changes in told.items():
        message = sentence(
            "The scores in row %(row)s stand one column beside where they were known: cells "
            "were deleted or inserted. The earlier scores stay. If the new places are right, "
            "accept them; else undo it (File, Version history).",
            row=rows[row_key] + 1,
        )
        where = (wanted.key, f"row:{row_key}")
        yield differences.hold(where, "row_shifted", message, (one.key for one in changes))
    for row_key, row in rows.items() if told else ():
        changes = differences.of_student(wanted.rows[row_key])
        if row_key in told or not changes or any(one.after is not None for one in changes):
            continue
        message = sentence(
            "Scores are gone from row %(row)s, and in other rows cells were deleted or "
            "inserted at the same time. The earlier scores stay. If they are to be gone, "
            "accept that; else undo it (File, Version history).",
            row=row + 1,
        )
        where = (wanted.key, f"row:{row_key}")
        yield differences.hold(where, "row_shifted", message, (one.key for one in changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    """A row's changes that steps to the side explain; certain where the row alone tells it."""

    changes: Sequence[Change]
    steps: frozenset[int]
    is_certain: bool


def _shifts(grid: Grid, rows: Mapping[str, int], differences: Differences) -> dict[str, _Shift]:
    """The rows whose changes steps to the side explain."""
    order = sorted(
        (one for one in grid.wanted.entry_columns if one.key in grid.columns),
        key=lambda one: grid.columns[one.key],
    )
    shifts: dict[str, _Shift] = {}
    for row_key, row in rows.items():
        changes = differences.of_student(grid.wanted.rows[row_key])
        if not changes:
            continue
        keys = [entry_key(grid.wanted, row_key, one) for one in order]
        steps = all_beside(keys, changes, differences.known)
        is_crossed = _is_pushed_out(grid, row, changes) or _is_drawn_in(grid, row, changes)
        is_beside = len(changes) >= FEWEST_MOVED and any(one.after for one in changes)
        if steps and (is_crossed or is_beside):
            is_certain = is_crossed or _is_certain(changes)
            shifts[row_key] = _Shift(changes=changes, steps=steps, is_certain=is_certain)
    return shifts


def _told(
    shifts: Mapping[str, _Shift], grid: Grid, differences: Differences
) -> dict[str, Sequence[Change]]:
    """The changes of the rows that slipped for certain: by themselves, or several of them alike."""
    alike = Counter(step for shift in shifts.values() for step in shift.steps)
    return {
        row_key: shift.changes
        for row_key, shift in shifts.items()
        if shift.is_certain
        or max(alike[step] for step in shift.steps) >= FEWEST_MOVED
        or _closed_a_gap(grid, shift, differences)
    }


def _closed_a_gap(grid: Grid, shift: _Shift, differences: Differences) -> bool:
    """Whether another child's score vanished from the column to which this row's one moved."""
    arrived = {one.key[1:] for one in shift.changes if one.after is not None}
    return any(
        one.before is not None and one.after is None
        for column in grid.wanted.entry_columns
        if (column.checkpoint, column.metric) in arrived
        for one in differences.in_column(column)
    )


def _is_certain(changes: Sequence[Change]) -> bool:
    """Whether one row alone tells that its values slipped."""
    filled = sum(one.after is not None for one in changes)
    return filled >= FEWEST_MOVED or (filled == 1 and is_overrun(changes))


def _is_pushed_out(grid: Grid, row: int, changes: Iterable[Change]) -> bool:
    """Whether a value that is gone from a row's scores stands typed just beside them."""
    gone = {one.key[1:]: one.before for one in changes if one.is_blank}
    return any(
        grid.says(row, beside, column) == gone[column.checkpoint, column.metric]
        for column in grid.wanted.entry_columns
        if (column.checkpoint, column.metric) in gone
        for beside in _outside(grid, grid.columns[column.key])
    )


def _is_drawn_in(grid: Grid, row: int, changes: Iterable[Change]) -> bool:
    """Whether a score is gone from a row in which cells were deleted, so that others moved in.

    Its formulas tell: one in another score cell stood beside the scores before, and one that
    looks at a deleted cell says so. A formula in the very cell of the score was typed over it.
    """
    formulas = {
        at: cell.entered["formulaValue"]
        for at, cell in enumerate(grid.tab.row(row))
        if "formulaValue" in cell.entered
    }
    about = {(one.checkpoint, one.metric): one.key for one in grid.wanted.entry_columns}
    gone = {grid.columns[about[one.key[1:]]] for one in changes if one.after is None}
    told = any(_DELETED in formula for formula in formulas.values()) or not (
        formulas.keys().isdisjoint(grid.columns.values())
    )
    return told and bool(gone - formulas.keys())


def _outside(grid: Grid, at: int) -> set[int]:
    """The columns beside one that are no columns of scores."""
    return {at - 1, at + 1} - {*grid.columns.values()}
