"""What a child's row says of supports and progress notes."""

from datetime import date
from typing import Any

from sheet_templates.library import shipped_template
from sync.domain.support_columns import support_values
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
