"""What a child's row says of supports and progress notes.

Tier, how many supports, the last note's day, and the days of the note that is owed next.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from sheet_templates.drawing import Value
from sheet_templates.filled import (
    LAST_NOTE,
    NOTE_DUE,
    NOTE_MISSING_FROM,
    NOTE_OPENS,
    SUPPORTS_NOW,
    TIER,
)
from sheet_templates.model import NotesRule
from sync.domain.completeness import EntryState
from sync.domain.notes_owed import OwedNote
from sync.domain.record_rows import RecordVersion
from sync.domain.supports import Support, notes_in, supports_in


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


def note_values(owed: Iterable[OwedNote]) -> Mapping[tuple[str, str], Value]:
    """The days of each child's next progress note; none of one that is excused.

    Of several notes the first day of each kind: the state that follows from these is that of the
    note that needs somebody most, on whatever day.
    """
    values: dict[tuple[str, str], date] = {}
    for note in owed:
        if note.state is not EntryState.EXCUSED:
            for column, day in _days(note):
                place = note.support.student, column
                values[place] = min(day, values.get(place, day))
    return dict(values)


def _days(note: OwedNote) -> Iterator[tuple[str, date]]:
    yield NOTE_OPENS, note.window.opens_on
    yield NOTE_DUE, note.window.due_on
    yield NOTE_MISSING_FROM, note.window.missing_from
