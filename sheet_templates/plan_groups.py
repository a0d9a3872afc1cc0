"""The groups of columns: those that are gone, and the window that is unfolded on its date.

Which window we unfolded last stands on the tab as a mark. Only when another one comes into view is
anything unfolded, and nothing is ever folded but in a new tab: how people fold is theirs.
"""

from collections.abc import Iterator

from sheet_templates.alignment import Alignment
from sheet_templates.desired.parts import DesiredTab
from sheet_templates.drawing import VIEW_MARK, ColumnGroup, Facet, Mark, Place
from sheet_templates.edits import (
    AddGroup,
    AddMark,
    Dimension,
    DrawEdit,
    DropMark,
    FoldGroup,
    SetLines,
)
from sheet_templates.identity import stable_id
from sheet_templates.plan_retired import retired_columns
from sheet_templates.relocation import Relocation, relocation
from sheet_templates.snapshot import SnapshotTab


def new_groups(tab: DesiredTab) -> Iterator[DrawEdit]:
    """The groups of a tab that is being made."""
    yield from (AddGroup(group=group) for group in tab.groups)
    yield from (FoldGroup(group=group) for group in tab.groups if group.folded)
    if tab.in_view is not None:
        yield AddMark(mark=_mark(tab, tab.in_view))


def plan_groups(
    tab: DesiredTab,
    actual: SnapshotTab,
    where: Alignment,
    there: Relocation,
    facets: frozenset[Facet],
) -> Iterator[DrawEdit]:
    """Groups that are gone, and the unfolding of a window that comes into view.

    What people group besides is theirs. Neighbouring groups are one to Google, so a group that
    meets a wanted one stands for it.
    """
    if Facet.FORMATS not in facets:
        return
    held = [mark for mark in actual.marks if mark.key == VIEW_MARK]
    turns = tab.in_view is not None and [mark.value for mark in held] != [tab.in_view]
    for wanted in tab.groups:
        keys = (column.key for column in tab.columns[wanted.first : wanted.end])
        places = [where.read_columns[key] for key in keys if key in where.read_columns]
        known = next(
            (one for one in actual.groups if any(one.first <= at < one.end for at in places)), None
        )
        if known is None:
            yield AddGroup(group=there.group(wanted))
            if wanted.folded:
                yield FoldGroup(group=there.group(wanted))
        elif turns and known.folded and not wanted.folded:
            yield from _unfold(tab, actual, where, there, known, wanted)
    if turns and tab.in_view is not None:
        yield from (DropMark(sheet_id=tab.sheet_id, metadata_id=one.metadata_id) for one in held)
        yield AddMark(mark=_mark(tab, tab.in_view))


def _unfold(
    tab: DesiredTab,
    actual: SnapshotTab,
    where: Alignment,
    there: Relocation,
    known: ColumnGroup,
    wanted: ColumnGroup,
) -> Iterator[DrawEdit]:
    """Unfold a group as it stands; one that people made larger or smaller, if nothing shifts.

    That shows all of it, so what the template put away in it is hidden again.
    """
    as_read = relocation(tab, actual.title, where.read_rows, where.read_columns)
    own = as_read.group(wanted)
    is_own = (known.first, known.end) == (own.first, own.end)
    if where.shifts and not is_own:
        return
    span = there.group(wanted) if is_own else known
    group = ColumnGroup(
        sheet_id=tab.sheet_id,
        first=span.first,
        end=span.end,
        depth=known.depth,
    )
    yield FoldGroup(group=group)
    moved = span.first - known.first
    for at in retired_columns(tab, actual).values():
        if known.first <= at < known.end:
            yield SetLines(
                sheet_id=tab.sheet_id,
                dimension=Dimension.COLUMNS,
                first=at + moved,
                end=at + moved + 1,
                hidden=True,
            )


def _mark(tab: DesiredTab, window: str) -> Mark:
    return Mark(
        metadata_id=stable_id(str(tab.sheet_id), "mark", "view", window),
        key=VIEW_MARK,
        value=window,
        place=Place.TAB,
        sheet_id=tab.sheet_id,
    )
