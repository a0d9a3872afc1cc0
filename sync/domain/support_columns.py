"""What a child's row says of supports and progress notes: tier, how many, the last note's day."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sheet_templates.drawing import Value
from sheet_templates.filled import LAST_NOTE, SUPPORTS_NOW, TIER
from sheet_templates.model import NotesRule
from sync.domain.supports import RecordVersion, Support, notes_in, supports_in


def support_values(
    versions: Iterable[RecordVersion], rule: NotesRule, students: Collection[str], today: date
) -> Mapping[tuple[str, str], Value]:
    """The values by child and column; a child without supports and notes has none.

    The tier is the highest of the supports that are active today; a support that names none does
    not count for it.
    """
    rows = tuple(versions)
    active: dict[str, list[Support]] = {}
    for one in supports_in(rows, rule):
        if one.student in students and one.is_active_on(today):
            active.setdefault(one.student, []).append(one)
    values: dict[tuple[str, str], Value] = {}
    for student, supports in active.items():
        values[student, SUPPORTS_NOW] = len(supports)
        if tier := max((one.tier for one in supports), default=""):
            values[student, TIER] = tier
    for note in sorted(notes_in(rows, rule), key=lambda one: one.on):
        if note.student in students and note.on <= today:
            values[note.student, LAST_NOTE] = note.on
    return values
