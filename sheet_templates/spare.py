"""Spare rows: how many blank ones people still find in the tabs that they add to."""

from collections.abc import Mapping

from sheet_templates.desired.parts import DesiredTab, DesiredTracker
from sheet_templates.snapshot import Snapshot, SnapshotTab


def more_rows(desired: DesiredTracker, snapshot: Snapshot) -> Mapping[str, int]:
    """For how many rows each tab should have keys, where fewer than half the spare ones are left.

    By the tab's key; tabs with enough are not in it.
    """
    wanted = {}
    for tab in desired.tabs:
        actual = snapshot.tab(tab.sheet_id)
        if tab.spare_rows and actual is not None:
            left = _blank_rows(tab, actual)
            if left * 2 < tab.spare_rows:
                made = len(tab.rows) - tab.frozen_rows
                wanted[tab.key] = made + tab.spare_rows - left
    return wanted


def _blank_rows(tab: DesiredTab, actual: SnapshotTab) -> int:
    """The rows with our keys in which nothing stands but what is ours."""
    ours = {at for key in _our_columns(tab) if (at := actual.column_of(key)) is not None}
    keys = {row.key for row in tab.rows[tab.frozen_rows :]}
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
