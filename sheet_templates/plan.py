"""DesiredTracker and Snapshot -> Plan: new tracker, half-made tracker and drift are the same thing.

Law: applying a plan and planning again gives nothing. No edit touches a value that people own.
What people added (tabs, columns, rows, protections of their own) is left alone.
"""

from collections.abc import Iterable, Iterator

from sheet_templates.column_moves import column_moves
from sheet_templates.desired.parts import DesiredTracker
from sheet_templates.drawing import Facet, Mark, Place
from sheet_templates.edits import (
    AddMark,
    ChangeAccess,
    DrawEdit,
    DropEmptyTab,
    Plan,
    SetFile,
    Share,
    SharingEdit,
    Withdraw,
    WriteMarkedRow,
)
from sheet_templates.plan_tab import plan_tab
from sheet_templates.removed import without_removed
from sheet_templates.snapshot import PLAN_FACETS, Snapshot, SnapshotTab

# Drive's roles that a file is shared by; its owner and the drive's managers are not ours to change.
_SHARED_ROLES = frozenset({"reader", "commenter", "writer"})


class PartialSnapshotError(Exception):
    """A snapshot without the facets that drawing needs was given for a tracker with gaps."""


def plan(desired: DesiredTracker, snapshot: Snapshot) -> Plan:
    """The edits that make the snapshot's spreadsheet the desired one.

    Only the facets that the snapshot holds are compared. A tab that is missing is made, and that
    needs all facets of a plan: PartialSnapshotError otherwise. Where a step of the template moves
    columns, the moves come first and alone: everything that has a place is planned after them.
    """
    desired = without_removed(desired, snapshot)
    moves = [
        move
        for tab in desired.tabs
        if (there := snapshot.tab(tab.sheet_id)) is not None
        for move in column_moves(tab, there)
    ]
    if moves:
        return Plan(drawing=tuple(moves))
    drawing: list[DrawEdit] = list(_file(desired, snapshot))
    marked: list[WriteMarkedRow] = []
    marks = _line_marks(desired)
    for index, tab in enumerate(desired.tabs):
        actual = snapshot.tab(tab.sheet_id)
        if actual is None and not snapshot.facets >= PLAN_FACETS:
            raise PartialSnapshotError(f"{desired.tracker_id}: tab {tab.title!r} is missing")
        edits = plan_tab(tab, index, marks.get(tab.sheet_id, ()), actual, snapshot.facets)
        drawing += [edit for edit in edits if not isinstance(edit, WriteMarkedRow)]
        marked += [edit for edit in edits if isinstance(edit, WriteMarkedRow)]
    drawing += _leftovers(desired, snapshot)
    drawing += (AddMark(mark=mark) for mark in _missing_marks(desired, snapshot))
    return Plan(
        sharing=tuple(_sharing(desired, snapshot)), drawing=tuple(drawing), marked=tuple(marked)
    )


def _file(desired: DesiredTracker, snapshot: Snapshot) -> Iterator[SetFile]:
    wanted = (desired.title, desired.locale, desired.time_zone)
    if wanted != (snapshot.title, snapshot.locale, snapshot.time_zone):
        yield SetFile(title=desired.title, locale=desired.locale, time_zone=desired.time_zone)


def _sharing(desired: DesiredTracker, snapshot: Snapshot) -> Iterator[SharingEdit]:
    """Open, change, close, in that order: a new owner has the file before the old one loses it.

    Whoever the file was never opened to by us (`withdrawn` does not name them) is left alone.
    """
    if Facet.PERMISSIONS not in snapshot.facets:
        return
    held = {permission.email: permission for permission in snapshot.permissions}
    changed = []
    for wanted in desired.permissions:
        there = held.get(wanted.email.lower())
        if there is None:
            yield Share(permission=wanted)
        elif there.role in _SHARED_ROLES and there.role != wanted.role:
            changed.append((there.email, wanted))
    for email, wanted in changed:
        yield ChangeAccess(permission_id=snapshot.permission_ids[email], permission=wanted)
    for email in sorted(desired.withdrawn):
        if email in held and held[email].role in _SHARED_ROLES:
            yield Withdraw(permission_id=snapshot.permission_ids[email], email=email)


def _leftovers(desired: DesiredTracker, snapshot: Snapshot) -> Iterator[DrawEdit]:
    """The empty first tab of a file that has just been created, and no other."""
    ours = {tab.sheet_id for tab in desired.tabs}
    for tab in snapshot.tabs:
        if tab.sheet_id == 0 and tab.sheet_id not in ours and _is_untouched(tab):
            yield DropEmptyTab(sheet_id=tab.sheet_id)


def _is_untouched(tab: SnapshotTab) -> bool:
    return not tab.marks and all(cell.is_blank for row in tab.cells for cell in row)


def _missing_marks(desired: DesiredTracker, snapshot: Snapshot) -> Iterable[Mark]:
    """Marks of the file and its tabs; those of rows and columns come with their tab's plan."""
    held = {mark.metadata_id for mark in snapshot.marks}
    for tab in snapshot.tabs:
        held |= {mark.metadata_id for mark in tab.marks}
    for mark in desired.marks:
        if mark.metadata_id not in held and mark.place in (Place.SPREADSHEET, Place.TAB):
            yield mark


def _line_marks(desired: DesiredTracker) -> dict[int, tuple[Mark, ...]]:
    """The marks of rows and columns, by tab."""
    lines = [m for m in desired.marks if m.place in (Place.ROW, Place.COLUMN)]
    return {
        tab.sheet_id: tuple(m for m in lines if m.sheet_id == tab.sheet_id) for tab in desired.tabs
    }
