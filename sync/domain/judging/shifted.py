"""Rows whose known values stand elsewhere: cells that slipped sideways, or another child's."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheet_templates.expectation import ExpectedTab
from sync.domain.holds import Hold
from sync.domain.judging.cells import Grid
from sync.domain.judging.differences import Change, Differences, content_of
from sync.domain.judging.findings import UNDO, entry_key
from sync.domain.judging.moved import (
    FEWEST_MOVED,
    all_beside,
    held_changes,
    is_overrun,
    is_wide,
)
from sync.domain.known import Known


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
        message = (
            f"The scores in row {rows[row_key] + 1} stand one column beside where they were known: "
            "cells were deleted or inserted. The earlier scores stay. If the new places are "
            f"right, accept them; else undo it {UNDO}."
        )
        yield _held(wanted, row_key, "row_shifted", message, changes, differences)
    for row_key, row in rows.items() if told else ():
        changes = differences.of_student(wanted.rows[row_key])
        if row_key in told or not changes or any(one.after is not None for one in changes):
            continue
        message = (
            f"Scores are gone from row {row + 1}, and in other rows cells were deleted or inserted "
            "at the same time. The earlier scores stay. If they are to be gone, accept that; else "
            f"undo it {UNDO}."
        )
        yield _held(wanted, row_key, "row_shifted", message, changes, differences)


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
        is_crossed = grid.is_pushed_out(row, changes) or grid.is_drawn_in(row, changes)
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


def strayed_rows(
    wanted: ExpectedTab,
    rows: Mapping[str, int],
    claimed: Collection[str],
    differences: Differences,
) -> Iterator[Hold]:
    """Rows whose new values are those of a child whose own row is in doubt.

    `claimed` are the keys that such rows name. Where rows no longer say whose they are, cells were
    sorted or pasted; the values of the one child may have come to stand beside another.
    """
    for row_key, row in rows.items():
        changes = differences.of_student(wanted.rows[row_key]) if claimed else []
        known = differences.known
        if not any(_strayed(wanted, changes, other, known) for other in sorted(claimed)):
            continue
        message = (
            f"The new scores in row {row + 1} are those of a child whose own row is in doubt: they "
            "may have been sorted or pasted here. The earlier scores stay. Undo what was done to "
            f"the rows {UNDO}; if these scores are right all the same, accept them."
        )
        yield _held(wanted, row_key, "row_strayed", message, changes, differences)


def unsettled_rows(
    wanted: ExpectedTab, rows: Mapping[str, int], differences: Differences
) -> Iterator[Hold]:
    """Rows that lost a known score while other rows of the tab no longer say whose they are.

    Cells were sorted or pasted there. What is gone or another may have gone the same way: it is
    nobody's correction yet, and what is new in such a row no certain child's.
    """
    for row_key, row in rows.items():
        changes = differences.of_student(wanted.rows[row_key])
        if all(one.before is None for one in changes):
            continue
        message = (
            f"Scores in row {row + 1} are gone or others now, while rows of this tab are in doubt: "
            "they may have been sorted or pasted along. The earlier scores stay. Undo what was "
            f"done to the rows {UNDO}; if these scores are right all the same, accept them."
        )
        yield _held(wanted, row_key, "row_strayed", message, changes, differences)


def _held(
    wanted: ExpectedTab,
    row_key: str,
    rule: str,
    message: str,
    changes: Iterable[Change],
    differences: Differences,
) -> Hold:
    return Hold(
        tab=wanted.key,
        scope=f"row:{row_key}",
        rule=rule,
        message=message,
        changes=held_changes(differences.found, (one.key for one in changes)),
    )


def _strayed(wanted: ExpectedTab, changes: Sequence[Change], other: str, known: Known) -> bool:
    """Whether all that was typed into a row is known of another child, and tells it."""
    columns = {(one.checkpoint, one.metric): one for one in wanted.entry_columns}
    filled = [(one, columns[one.key[1:]]) for one in changes if one.after is not None]
    if not all(
        content_of(known.expected(entry_key(wanted, other, column))) == one.after
        for one, column in filled
    ):
        return False
    return len(filled) >= FEWEST_MOVED or any(is_wide(column) for _, column in filled)
