"""Scores of children on caseloads: who owes them, and while they are on one only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sheet_templates.school import CaseloadSpell, Checkpoint, Roster
from sync.domain.expected import ExpectedEntry


def owed_on_caseloads(
    roster: Roster,
    expected: Iterable[ExpectedEntry],
    checkpoints: Iterable[Checkpoint],
    document_owner: str,
) -> Iterator[ExpectedEntry]:
    """The entries that are owed where files are those of caseloads.

    Whoever has the child on the caseload on the due date owes it; the document owner, by
    sourcedId, where that person is no longer on the staff. Of a child who is on no caseload then,
    nothing is owed.
    """
    due = {point.key: point.due_on for point in checkpoints}
    staff = {person.sourced_id for person in roster.staff}
    spells: dict[str, list[CaseloadSpell]] = {}
    for spell in roster.caseloads:
        spells.setdefault(spell.student, []).append(spell)
    for one in expected:
        person = _on(spells.get(one.student, ()), due[one.checkpoint])
        if person is not None:
            yield replace(one, owed_by=person if person in staff else document_owner)


def _on(spells: Sequence[CaseloadSpell], day: date) -> str | None:
    return next((one.staff_member for one in spells if one.covers(day)), None)
