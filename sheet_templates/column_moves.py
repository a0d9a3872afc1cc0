"""Columns that a step of the template puts elsewhere, told from those that people have moved. Pure.

Where people put a column beside another one, there it stays. So a column is moved only as long as
a version of another order waits to be brought about, and only if it is one whose place differs
between the two. The moves are a batch of their own: what has a place is planned after them.
"""

from itertools import pairwise

from sheet_templates.desired.parts import DesiredTab
from sheet_templates.edits import MoveColumn
from sheet_templates.snapshot import SnapshotTab


def column_moves(tab: DesiredTab, actual: SnapshotTab) -> list[MoveColumn]:
    """The moves that bring each of the tab's moved columns right behind the one before it."""
    places = {column.key: actual.column_of(column.key) for column in tab.columns}
    at = {key: place for key, place in places.items() if place is not None}
    order, moves = list(range(actual.column_count)), list[MoveColumn]()
    for above, key in pairwise(at):
        old, before = order.index(at[key]), order.index(at[above]) + 1
        if key in tab.moved and before not in {old, old + 1}:
            moves.append(MoveColumn(sheet_id=tab.sheet_id, key=key, column=old, before=before))
            order.insert(before - (before > old), order.pop(old))
    return moves
