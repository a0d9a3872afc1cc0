"""Spare rows: how many blank ones people still find in the tabs that they add to."""

from collections.abc import Mapping

from sheet_templates.desired.parts import DesiredTab, DesiredTracker
from sheet_templates.snapshot import Snapshot, SnapshotTab


def more_rows(desired: DesiredTracker, snapshot: Snapshot) -> Mapping[str, int]:
    """For how many rows each tab should have keys, where fewer than half the spare ones are left.

    By the tab's key; tabs with enough are not in it.
    """
    wanted: dict[str, int] = {}
    for tab in desired.tabs:
        actual = snapshot.tab(tab.sheet_id)
        if tab.spare_rows and actual is not None:
            wanted |= _topped_up(tab, _blank_rows(tab, actual))
    return wanted


def more_rows_than(desired: DesiredTracker, used: Mapping[str, int]) -> Mapping[str, int]:
    """The same, by how many rows that people began held anything when they were last read."""
    wanted: dict[str, int] = {}
    for tab in desired.tabs:
        if tab.spare_rows:
            wanted |= _topped_up(tab, len(tab.blank_rows) - used.get(tab.key, 0))
    return wanted


def _topped_up(tab: DesiredTab, left: int) -> dict[str, int]:
    if left * 2 >= tab.spare_rows:
        return {}
    return {tab.key: len(tab.blank_rows) + tab.spare_rows - max(left, 0)}


def _blank_rows(tab: DesiredTab, actual: SnapshotTab) -> int:
    """The rows with our keys in which nothing stands but what is ours."""
    ours = {at for key in _our_columns(tab) if (at := actual.column_of(key)) is not None}
    keys = {row.key for row in tab.blank_rows}
    return sum(
        actual.row_key(row) in keys
        and all(
            actual.cell(row, column).is_blank
            for column in range(actual.column_count)
            if column not in ours
        )
        for row in range(actual.row_count)
    )


def _our_columns(tab: DesiredTab) -> set[str]:
    return {key for row in tab.rows[tab.frozen_rows :] for key in row.cells}
