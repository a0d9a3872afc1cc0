"""What a child's row says of supports and progress notes."""

from datetime import date
from typing import Any

from sheet_templates.library import shipped_template
from sheet_templates.school import Checkpoint
from sync.domain.completeness import EntryState
from sync.domain.notes_owed import OwedNote
from sync.domain.support_columns import note_values, support_values
from sync.domain.supports import Support
from tests.domain.test_notes_owed import row

RULE = shipped_template().cadence.notes
TODAY = date(2026, 10, 1)


def test_tier_supports_and_the_last_note_are_those_of_today() -> None:
    assert RULE is not None
    child, other = "Quill, Mara · Ruiz · c-1", "Reed, Ola · Ruiz · c-2"
    began: dict[str, Any] = {"starts": date(2026, 9, 7)}
    versions = [
        row("s-1", student=child, tier="2", status="active", **began),
        row("s-2", student=child, tier="3", status="active", **began),
        row("s-3", student=child, tier="3", status="ended", **began),
        row("s-4", student=child, status="active", starts=date(2026, 11, 2)),
        row("s-5", student=other, status="active", ends=date(2026, 9, 30), **began),
        row("s-6", student="Gone, Ann · Ruiz · c-9", tier="3", status="active", **began),
        row("n-1", tab="notes", student=child, date=date(2026, 9, 28)),
        row("n-2", tab="notes", student=child, date=date(2026, 9, 14)),
        row("n-3", tab="notes", student=child, date=date(2026, 10, 2)),
        row("n-4", tab="notes", student=other, date=date(2026, 9, 21)),
    ]
    assert support_values(versions, RULE, {"c-1", "c-2"}, TODAY) == {
        ("c-1", "tier"): "3",
        ("c-1", "supports_now"): 2,
        ("c-1", "last_note"): date(2026, 9, 28),
        ("c-2", "last_note"): date(2026, 9, 21),
    }


def owed(student: str, opens: int, due: int, missing: int, state: EntryState) -> OwedNote:
    support = Support(
        key=f"{student}-{due}",
        student=student,
        what="",
        who="",
        tier="",
        weeks=None,
        begins_on=TODAY,
        ends_on=None,
    )
    window = Checkpoint(
        key=support.key,
        title="",
        opens_on=date(2026, 10, opens),
        due_on=date(2026, 10, due),
        missing_from=date(2026, 10, missing),
    )
    return OwedNote(support=support, school_class=None, owed_by="ai-1", window=window, state=state)


def test_of_several_notes_the_first_day_of_each_kind_and_nothing_of_an_excused_one() -> None:
    notes = (
        owed("c-1", 8, 12, 20, EntryState.OPEN),
        owed("c-1", 9, 13, 19, EntryState.OPEN),
        owed("c-2", 1, 5, 9, EntryState.EXCUSED),
    )
    assert note_values(notes) == {
        ("c-1", "note_due.opens"): date(2026, 10, 8),
        ("c-1", "note_due"): date(2026, 10, 12),
        ("c-1", "note_due.missing_from"): date(2026, 10, 19),
    }
