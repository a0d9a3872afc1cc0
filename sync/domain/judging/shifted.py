"""Rows whose known values stand elsewhere: cells that slipped sideways, or another child's."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
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
    from there among them.
    """
    wanted = grid.wanted
    order = sorted(
        (one for one in wanted.entry_columns if one.key in grid.columns),
        key=lambda one: grid.columns[one.key],
    )
    shifts: dict[str, _Shift] = {}
    for row_key, row in rows.items():
        changes = differences.of_student(wanted.rows[row_key])
        if not changes:
            continue
        keys = [entry_key(wanted, row_key, one) for one in order]
        steps = all_beside(keys, changes, differences.known)
        is_out = grid.is_pushed_out(row, changes)
        is_beside = len(changes) >= FEWEST_MOVED and any(one.after for one in changes)
        is_drawn_in = grid.is_drawn_in(row, changes)
        if steps and (is_out or is_drawn_in or is_beside):
            certain = is_out or is_drawn_in or _is_certain(changes)
            shifts[row_key] = _Shift(changes=changes, steps=steps, is_certain=certain)
    alike = Counter(step for shift in shifts.values() for step in shift.steps)
    for row_key, shift in shifts.items():
        is_alone = max(alike[step] for step in shift.steps) < FEWEST_MOVED
        if is_alone and not shift.is_certain and not _closed_a_gap(grid, shift, differences):
            continue
        message = (
            f"The scores in row {rows[row_key] + 1} stand one column beside where they were known: "
            "cells were deleted or inserted. The earlier scores stay. If the new places are "
            f"right, accept them; else undo it {UNDO}."
        )
        yield Hold(
            tab=wanted.key,
            scope=f"row:{row_key}",
            rule="row_shifted",
            message=message,
            changes=held_changes(differences.found, (one.key for one in shift.changes)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    """A row's changes that steps to the side explain; certain where the row alone tells it."""

    changes: Sequence[Change]
    steps: frozenset[int]
    is_certain: bool


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
        yield Hold(
            tab=wanted.key,
            scope=f"row:{row_key}",
            rule="row_strayed",
            message=message,
            changes=held_changes(differences.found, (one.key for one in changes)),
        )


def carried_rows(
    grid: Grid, rows: Mapping[str, int], doubtful: Collection[int], differences: Differences
) -> Iterator[Hold]:
    """Rows from which a score vanished that stands in a row in doubt now.

    `doubtful` are the rows that name a child, and not for certain. What was carried there is not
    taken for anybody's, so it may not be taken from the child that had it either.
    """
    there = {*grid.contents(doubtful)} if doubtful else set()
    columns = {(one.checkpoint, one.metric): one for one in grid.wanted.entry_columns}
    for row_key, row in rows.items() if there else ():
        gone = [
            one
            for one in differences.of_student(grid.wanted.rows[row_key])
            if one.is_blank
            and is_wide(columns[one.key[1:]])
            and (columns[one.key[1:]].key, one.before) in there
        ]
        if not gone:
            continue
        message = (
            f"What is gone from row {row + 1} stands in a row that is in doubt: scores may have "
            "been sorted or pasted there. The earlier scores stay. Undo what was done to the rows "
            f"{UNDO}; if they are to be gone all the same, accept that."
        )
        yield Hold(
            tab=grid.wanted.key,
            scope=f"row:{row_key}",
            rule="row_strayed",
            message=message,
            changes=held_changes(differences.found, (one.key for one in gone)),
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
