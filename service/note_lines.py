"""Progress notes left to write, by who gives the supports, for the document owner. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from service.overview import Overview
from service.to_do import OVERDUE, TO_DO
from sheet_templates.school import Checkpoint
from sync.domain.completeness import EntryState
from sync.domain.notes_owed import OwedNote


@dataclass(frozen=True, slots=True, kw_only=True)
class GiverLine:
    """Who (sourcedId) owes notes: on how many supports, how many are left to write, how many late.

    `window` and `state` are those of the one that is due first.
    """

    person: str
    name: str
    supports: int
    left: int
    late: int
    window: Checkpoint
    state: EntryState


def giver_lines(overview: Overview, notes: Iterable[OwedNote]) -> tuple[GiverLine, ...]:
    """Those of whom a note is left to write, by name."""
    owed: dict[str, list[OwedNote]] = {}
    for one in notes:
        owed.setdefault(one.owed_by, []).append(one)
    lines = (_line(overview, person, some) for person, some in owed.items())
    return tuple(sorted((one for one in lines if one is not None), key=lambda one: one.name))


def _line(overview: Overview, person: str, owed: Iterable[OwedNote]) -> GiverLine | None:
    every = list(owed)
    left = sorted((one for one in every if one.state in TO_DO), key=lambda one: one.window.due_on)
    if not left:
        return None
    return GiverLine(
        person=person,
        name=overview.staff[person].name,
        supports=len(every),
        left=len(left),
        late=sum(one.state in OVERDUE for one in left),
        window=left[0].window,
        state=left[0].state,
    )
