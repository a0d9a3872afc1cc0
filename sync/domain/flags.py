"""What needs a person's attention now: missing entries and cells that cannot be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sync.domain.completeness import EntryState, JudgedEntry, key_of
from sync.domain.entries import CellIssue
from sync.domain.places import CellPlaces


class FlagKind(Enum):
    """Why something is flagged."""

    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing that somebody should see to.

    `person` is the sourcedId of who owes it. A missing entry counts `since` its missing day, an
    unreadable cell since the school day it was first read so. `cell` is the link to the cell, None
    until its place was read. An unreadable cell that belongs to no score has no student,
    checkpoint, metric or due day.
    """

    kind: FlagKind
    tracker: str
    student: str | None
    checkpoint: str | None
    metric: str | None
    person: str
    due: date | None
    since: date
    cell: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableCell:
    """A cell issue of a tracker, and the school day on which it was first read."""

    tracker: str
    issue: CellIssue
    since: date


def missing_flags(
    judged: Iterable[JudgedEntry], tracker_of: Mapping[str, str], places: CellPlaces
) -> tuple[Flag, ...]:
    """The missing entries, in the order given; `tracker_of` gives each student's tracker."""
    return tuple(
        _missing(one, tracker_of[one.expected.student], places)
        for one in judged
        if one.state is EntryState.MISSING
    )


def unreadable_flags(
    judged: Iterable[JudgedEntry],
    unreadable: Sequence[UnreadableCell],
    document_owner: str,
    places: CellPlaces,
) -> tuple[Flag, ...]:
    """The unreadable cells: each is owed by who owes its entry, else by the document owner."""
    if not unreadable:
        return ()  # as in most schools on most days: no need to go through all that is expected
    keys = {cell.issue.key for cell in unreadable if cell.issue.key}
    students = {key.student for key in keys}
    owed = {key_of(one.expected): one for one in judged if one.expected.student in students}
    return tuple(
        _unreadable(
            cell, owed.get(cell.issue.key) if cell.issue.key else None, document_owner, places
        )
        for cell in unreadable
    )


def _missing(judged: JudgedEntry, tracker: str, places: CellPlaces) -> Flag:
    entry = judged.expected
    return Flag(
        kind=FlagKind.MISSING,
        tracker=tracker,
        student=entry.student,
        checkpoint=entry.checkpoint,
        metric=entry.metric,
        person=entry.owed_by,
        due=judged.checkpoint.due_on,
        since=judged.checkpoint.missing_from,
        cell=places.entry_link(tracker, key_of(entry)),
    )


def _unreadable(
    cell: UnreadableCell, judged: JudgedEntry | None, document_owner: str, places: CellPlaces
) -> Flag:
    key = cell.issue.key
    return Flag(
        kind=FlagKind.UNREADABLE,
        tracker=cell.tracker,
        student=key.student if key else None,
        checkpoint=key.checkpoint if key else None,
        metric=key.metric if key else None,
        person=judged.expected.owed_by if judged else document_owner,
        due=judged.checkpoint.due_on if judged else None,
        since=cell.since,
        cell=places.cell_link(cell.tracker, cell.issue.tab, cell.issue.a1),
    )
