"""Rows that were made with something in them, and that people have removed since: their word holds.

The row of a note is people's once it stands there. Made anew at the next plan, a note that somebody
took out of the spreadsheet for a reason would come back for ever.
"""

from dataclasses import replace

from sheet_templates.alignment import key_column_of
from sheet_templates.desired.parts import DesiredTab, DesiredTracker
from sheet_templates.drawing import Place
from sheet_templates.snapshot import Snapshot, SnapshotTab


def without_removed(desired: DesiredTracker, snapshot: Snapshot) -> DesiredTracker:
    """The tracker without the rows that were seen there once and are gone.

    Of a tab that is missing as a whole nothing was removed by anybody's choice: it is made anew.
    """
    gone = {
        tab.sheet_id: rows
        for tab in desired.tabs
        if (actual := snapshot.tab(tab.sheet_id)) and (rows := _gone(tab, actual))
    }
    if not gone:
        return desired
    return replace(
        desired,
        tabs=tuple(_without(tab, gone.get(tab.sheet_id, frozenset())) for tab in desired.tabs),
        marks=tuple(
            mark
            for mark in desired.marks
            if mark.place is not Place.ROW or mark.value not in gone.get(mark.sheet_id, ())
        ),
    )


def _gone(tab: DesiredTab, actual: SnapshotTab) -> frozenset[str]:
    seen = {row.key for row in tab.rows if row.was_seen}
    if not seen:
        return frozenset()
    marks = {key for line in actual.rows for key in line.keys}
    at = key_column_of(tab, actual)
    rows = range(len(actual.cells))
    texts = {str(actual.cell(row, at).entered.get("stringValue", "")) for row in rows}
    return frozenset(seen - marks - texts)


def _without(tab: DesiredTab, gone: frozenset[str]) -> DesiredTab:
    return replace(tab, rows=tuple(row for row in tab.rows if row.key not in gone)) if gone else tab
