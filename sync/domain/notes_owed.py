"""Progress notes that are owed: for each active support the next one, by whom and until when.

The next note is due an interval after the last one, or after the support began. The interval is
that of the support, else of its tier, else the template's. Where a score is one of many cells of a
window, a note is a duty of its own: its window opens a few days before it is due.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sheet_templates.dates import short_day
from sheet_templates.model import NotesRule
from sheet_templates.school import AcademicCalendar, Checkpoint, Enrollment, StaffMember
from sync.domain.academic_calendar import add_instructional_days, next_instructional_day
from sync.domain.completeness import EntryState, blank_state
from sync.domain.duties import NOTES, Duty, DutyCounts, DutyKey, next_change, state_on
from sync.domain.entries import EntryKey
from sync.domain.excuses import Excuses
from sync.domain.expected import by_student, class_on, is_there
from sync.domain.record_rows import RecordVersion
from sync.domain.supports import Note, Support, notes_in, supports_in
from sync.errors import CalendarError

TITLE = "Progress note"
_OPENS_BEFORE = timedelta(days=4)
_TITLES = ("mr.", "mrs.", "ms.", "miss", "dr.", "mr", "mrs", "ms", "dr")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NotesFacts:
    """What decides about a tracker's notes beside its rows; `owner` is the document owner's id.

    `people` work in the tracker; `helpers` are those of them who give supports. `students` are its
    children, by sourcedId.
    """

    rule: NotesRule
    calendar: AcademicCalendar
    grace: int
    people: Sequence[StaffMember]
    helpers: Sequence[StaffMember]
    owner: str
    students: Collection[str]
    enrollments: Collection[Enrollment]

    @cached_property
    def enrolled(self) -> Mapping[str, list[Enrollment]]:
        """Each child's enrollments."""
        return by_student(self.enrollments)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedNote:
    """The next progress note of a support: who owes it, in which window, how it stands."""

    support: Support
    school_class: str | None
    owed_by: str
    window: Checkpoint
    state: EntryState

    @property
    def key(self) -> EntryKey:
        """Under which an excuse speaks of it."""
        return note_key(self.support)


def note_key(support: Support) -> EntryKey:
    """The key under which an excuse speaks of a support's notes."""
    return EntryKey(student=support.student, checkpoint=support.key, metric=NOTES)


def notes_owed(
    facts: NotesFacts, versions: Iterable[RecordVersion], excuses: Excuses, today: date
) -> tuple[OwedNote, ...]:
    """The notes that are owed as of today: one for each support that is active."""
    rows = tuple(versions)
    notes = [note for note in notes_in(rows, facts.rule) if note.on <= today]
    return tuple(_owed(facts, supports_in(rows, facts.rule), notes, excuses, today))


def note_duties(
    tracker: str, notes: Iterable[OwedNote], excuses: Excuses, today: date
) -> tuple[Duty, ...]:
    """The notes as duties of a tracker."""
    turns = excuses.turns_after(today)
    return tuple(_duty(tracker, one, turns, today) for one in notes)


def giver_of(facts: NotesFacts, who: str) -> str:
    """The sourcedId of the person whom a support names: by address, name or family name.

    Nobody is guessed: where the words fit nobody or two, the only one who gives supports in the
    tracker owes the notes, else the document owner.
    """
    words = _tidied(who)
    named = {one.sourced_id for one in facts.people if words and words in _names(one)}
    if len(named) == 1:
        return named.pop()
    return facts.helpers[0].sourced_id if len(facts.helpers) == 1 else facts.owner


def _owed(
    facts: NotesFacts,
    supports: Iterable[Support],
    notes: Sequence[Note],
    excuses: Excuses,
    today: date,
) -> Iterator[OwedNote]:
    for support in supports:
        enrolled = facts.enrolled.get(support.student, [])
        window = _window(facts, support, notes) if support.is_active_on(today) else None
        if window is None or support.student not in facts.students:
            continue
        if not is_there(enrolled, today):
            continue
        is_excused = bool(excuses.words_for(note_key(support), today))
        yield OwedNote(
            support=support,
            school_class=class_on(enrolled, today),
            owed_by=giver_of(facts, support.who),
            window=window,
            state=EntryState.EXCUSED if is_excused else blank_state(window, today),
        )


def _window(facts: NotesFacts, support: Support, notes: Sequence[Note]) -> Checkpoint | None:
    """When the next note is awaited; None where the support or the year is over by then."""
    last = max((one.on for one in notes if one.is_about(support)), default=None)
    begins = support.begins_on
    since = begins if last is None else max(last, begins)
    why = f"The last note is of {short_day(last)}." if last == since else ""
    due = since + timedelta(weeks=_weeks(facts.rule, support))
    days = facts.calendar.instructional_days
    if support.ends_on is not None and due > support.ends_on:
        return None
    try:
        due = next_instructional_day(facts.calendar, due)
        opens = next_instructional_day(facts.calendar, max(since + _ONE_DAY, due - _OPENS_BEFORE))
    except CalendarError:
        return None
    try:
        missing = add_instructional_days(facts.calendar, due, facts.grace + 1)
    except CalendarError:  # the year ends within the days of grace
        missing = days[-1] + _ONE_DAY
    return Checkpoint(
        key=support.key, title=TITLE, opens_on=opens, due_on=due, missing_from=missing, why=why
    )


def _weeks(rule: NotesRule, support: Support) -> int:
    of_tier = next((one.weeks for one in rule.tiers if one.tier == support.tier), rule.weeks)
    return support.weeks or of_tier


def _duty(tracker: str, note: OwedNote, turns: Mapping[str, date], today: date) -> Duty:
    is_excused = note.state is EntryState.EXCUSED
    counts = DutyCounts(expected=1, entries=0, excused=int(is_excused), cell_issues=0)
    turn = turns.get(note.support.student)
    return Duty(
        key=DutyKey(
            tracker=tracker,
            school_class=note.school_class,
            person=note.owed_by,
            checkpoint=note.support.key,
            column_group=NOTES,
        ),
        window=note.window,
        counts=counts,
        state=state_on(counts, note.window, today),
        next_on=next_change(counts, note.window, today, [turn] if turn else ()),
    )


def _names(person: StaffMember) -> frozenset[str]:
    words = (person.email, person.name, person.family_name)
    return frozenset(word.casefold() for word in words)


def _tidied(who: str) -> str:
    """A name without a form of address: "Mr. Cole" is "cole"."""
    words = who.casefold().split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _TITLES else words)
