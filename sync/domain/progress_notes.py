"""Progress notes that were written in a page or card: ours first, the spreadsheet's afterwards."""

from dataclasses import dataclass
from datetime import date, datetime

from sheet_templates.desired.brief import WrittenNote
from sheet_templates.google_json import serial_number
from sync.domain.moments import SchoolClock
from sync.domain.record_rows import SEPARATOR, RecordVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSays:
    """What a note said for a while: of which day, on which support, and its words.

    `support` is the support in people's words, empty for none.
    """

    noted_on: date
    support: str
    seen: str
    strengths: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressNote:
    """A note on one child, by the person `by` (a sourcedId), who proved who they are.

    It says what its author said last; `earlier` is what it said before, the oldest first, and
    `changed_at` when that was said anew. Of one that is withdrawn nothing is to be shown.

    `row_key` names its row in the tab `tab` of `tracker` (a public id). `support` is the support
    in people's words, "" for none. `was_seen` says that a read found the row in the spreadsheet:
    from then on the row is people's.
    """

    public_id: str
    tracker: str
    tab: str
    row_key: str
    student: str
    by: str
    author: str
    noted_on: date
    support: str
    seen: str
    strengths: str
    source: str
    recorded_at: datetime
    was_seen: bool
    earlier: tuple[NoteSays, ...] = ()
    changed_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def says(self) -> NoteSays:
        """What it says now."""
        return NoteSays(
            noted_on=self.noted_on,
            support=self.support,
            seen=self.seen,
            strengths=self.strengths,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedNote:
    """A note that never leaves the service; `by` is a sourcedId, `author` the name.

    `earlier` and `changed_at` are as in `ProgressNote`; a withdrawn one is read by nobody.
    """

    public_id: str
    student: str
    by: str
    author: str
    noted_on: date
    body: str
    source: str
    recorded_at: datetime
    earlier: tuple[str, ...] = ()
    changed_at: datetime | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAccess:
    """That somebody wrote or read restricted notes of a child: `what`, and how many notes."""

    at: datetime
    who: str
    name: str
    student: str
    what: str
    notes: int
    source: str


def as_written(note: ProgressNote) -> WrittenNote:
    """The note as the planner puts it into the spreadsheet."""
    return WrittenNote(
        tab=note.tab,
        row_key=note.row_key,
        student=note.student,
        noted_on=note.noted_on,
        support=note.support,
        seen=note.seen,
        strengths=note.strengths,
        author=note.author,
        was_seen=note.was_seen,
        earlier=tuple((one.noted_on, one.support, one.seen, one.strengths) for one in note.earlier),
        is_withdrawn=note.is_withdrawn,
    )


def as_record(note: ProgressNote, label: str, clock: SchoolClock) -> RecordVersion:
    """The note as its row will read, for as long as no read has found it; `label` is the child.

    So whoever asks when a support was last written about need not know where the note stands.
    """
    texts = {
        "student": f"{label}{SEPARATOR}{note.student}",
        "support": note.support,
        "seen": note.seen,
        "strengths": note.strengths,
        "author": note.author,
    }
    cells = {key: {"entered": {"stringValue": text}} for key, text in texts.items() if text}
    return RecordVersion(
        tab=note.tab,
        row_key=note.row_key,
        seen_on=clock.day(note.recorded_at),
        is_there=True,
        cells={"date": {"entered": {"numberValue": serial_number(note.noted_on)}}, **cells},
    )
