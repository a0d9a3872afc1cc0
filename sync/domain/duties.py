"""Duties: who owes which scores of a window, how that stands, and when it will change by itself.

A duty is what one person owes of one tracker, class and window: all score columns of the window.
Its state follows from its cells and the day; every change of it is told with the reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sheet_templates.dates import short_day
from sheet_templates.school import Checkpoint
from sync.domain.completeness import (
    EntryState,
    JudgedEntry,
    blank_state,
    grouped,
)

SCORES = "scores"
"""The column group of a window's score columns, which all teachers of a tracker share."""
NOTES = "progress notes"
"""The column group of the progress notes on one support; its window is the next note's."""
MILESTONE = "milestone"
"""The column group of a milestone of the year, which is one thing to do and no score."""
_ONE_DAY = timedelta(days=1)


class DutyState(StrEnum):
    """How a duty stands: as the worst of its cells. The value is the word that people read."""

    NOT_OPEN = "not open"
    OPEN = "open"
    LATE = "late"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    COMPLETE = "complete"
    EXCUSED = "excused"
    NOT_OWED = "not owed"

    @property
    def is_overdue(self) -> bool:
        """Whether something that should have been done by now was not."""
        return self in {DutyState.LATE, DutyState.MISSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyKey:
    """What makes a duty one and the same from night to night; people by sourcedId.

    `school_class` is None for children without a class, whose scores the document owner owes.
    """

    tracker: str
    school_class: str | None
    person: str
    checkpoint: str
    column_group: str = SCORES

    @property
    def subject(self) -> str:
        """The key in one text, which names the duty where flags are raised."""
        parts = (self.tracker, self.school_class or "-", self.person, self.checkpoint)
        return ".".join((*parts, self.column_group))


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCounts:
    """How many cells a duty has, by what stands in them; all but `expected` add up to it."""

    expected: int
    entries: int
    excused: int
    cell_issues: int

    @property
    def blank(self) -> int:
        """Cells for which nobody has said anything yet."""
        return self.expected - self.entries - self.excused - self.cell_issues


NOTHING = DutyCounts(expected=0, entries=0, excused=0, cell_issues=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A duty as it stands on a day.

    `next_on` is the next day on which its state changes if nobody does anything; None if it
    stays.
    """

    key: DutyKey
    window: Checkpoint
    counts: DutyCounts
    state: DutyState
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDuty:
    """A duty as the store holds it: as of `since`, the day of its last change."""

    key: DutyKey
    window: Checkpoint
    counts: DutyCounts
    state: DutyState
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChange:
    """What changed in a duty on a school day, and why; a flip when the state is another.

    `was` is None for a duty that is new.
    """

    key: DutyKey
    day: date
    was: DutyState | None
    state: DutyState
    counts: DutyCounts
    due_on: date
    reason: str

    @property
    def is_flip(self) -> bool:
        """Whether the state itself changed."""
        return self.was is not self.state


def duties_of(
    tracker: str,
    judged: Iterable[JudgedEntry],
    today: date,
    excuse_turns: Mapping[str, date] | None = None,
) -> tuple[Duty, ...]:
    """The duties of a tracker, from its expected entries as they stand today.

    `excuse_turns` gives for a child the next day on which an excuse of it begins or ends.
    """
    groups = grouped(
        judged,
        lambda one: (one.expected.school_class, one.expected.owed_by, one.expected.checkpoint),
    )
    return tuple(
        _duty(
            DutyKey(
                tracker=tracker, school_class=school_class, person=person, checkpoint=checkpoint
            ),
            cells,
            today,
            excuse_turns or {},
        )
        for (school_class, person, checkpoint), cells in groups.items()
    )


def _duty(
    key: DutyKey, cells: Sequence[JudgedEntry], today: date, excuse_turns: Mapping[str, date]
) -> Duty:
    window = cells[0].checkpoint
    states = [cell.state for cell in cells]
    counts = DutyCounts(
        expected=len(states),
        entries=states.count(EntryState.PRESENT),
        excused=states.count(EntryState.EXCUSED),
        cell_issues=states.count(EntryState.UNREADABLE),
    )
    turns = (
        excuse_turns[cell.expected.student]
        for cell in cells
        if cell.expected.student in excuse_turns
    )
    return Duty(
        key=key,
        window=window,
        counts=counts,
        state=state_on(counts, window, today),
        next_on=next_change(counts, window, today, turns),
    )


def state_on(counts: DutyCounts, window: Checkpoint, day: date) -> DutyState:
    """How a duty with these cells stands on a day: as the worst of those that need somebody."""
    if not counts.expected:
        return DutyState.NOT_OWED
    blank = blank_state(window, day) if counts.blank else None
    if blank is EntryState.MISSING:
        return DutyState.MISSING
    if counts.cell_issues:
        return DutyState.UNREADABLE
    if blank is not None:
        return DutyState(blank.value)
    return DutyState.COMPLETE if counts.entries else DutyState.EXCUSED


def next_change(
    counts: DutyCounts, window: Checkpoint, today: date, excuse_turns: Iterable[date] = ()
) -> date | None:
    """The next day after today on which the state may change although nobody does anything."""
    days = [day for day in excuse_turns if day > today]
    if counts.blank:
        days += [day for day in boundaries(window) if day > today]
    return min(days, default=None)


def boundaries(window: Checkpoint) -> tuple[date, date, date]:
    """The days on which a blank changes its state: it opens, it is late, it is missing."""
    return window.opens_on, window.due_on + _ONE_DAY, window.missing_from


def changes_of(held: HeldDuty | None, duty: Duty | None, today: date) -> tuple[DutyChange, ...]:
    """What is to be written down between the duty as held and as it stands, in order of days.

    What time alone changed bears the day on which it did, also where no run came by on that day;
    what people changed bears today.
    """
    if duty is None:
        return () if held is None else _ending(held, today)
    if held is None:
        reason = _first_reason(duty)
        return (_change(duty, today, None, duty.state, reason),)
    passed = _passed(held, duty, today)
    was = passed[-1].state if passed else held.state
    if was is duty.state and held.counts == duty.counts and held.window == duty.window:
        return passed
    return (*passed, _change(duty, today, was, duty.state, _reason(held, duty)))


def _passed(held: HeldDuty, duty: Duty, today: date) -> tuple[DutyChange, ...]:
    """The boundaries that lie between the last change and today, if only time went by."""
    if held.state is not state_on(duty.counts, duty.window, held.since):
        return ()
    changes: list[DutyChange] = []
    was = held.state
    for day in boundaries(duty.window):
        state = state_on(duty.counts, duty.window, day)
        if held.since < day <= today and state is not was:
            reason = _time_reason(duty.window, state, day)
            changes.append(_change(duty, day, was, state, reason))
            was = state
    return tuple(changes)


def _ending(held: HeldDuty, today: date) -> tuple[DutyChange, ...]:
    if held.state is DutyState.NOT_OWED:
        return ()
    return (
        DutyChange(
            key=held.key,
            day=today,
            was=held.state,
            state=DutyState.NOT_OWED,
            counts=NOTHING,
            due_on=held.window.due_on,
            reason=_end_reason(held.key),
        ),
    )


def _end_reason(key: DutyKey) -> str:
    if key.column_group == NOTES:
        return "No note is owed: the support is not active, or another person gives it."
    if key.column_group == MILESTONE:
        return "Not owed any more: the roster, the calendar or the template has changed."
    return "Nothing of this is owed any more: the roster, the calendar or the template has changed."


def _change(
    duty: Duty, day: date, was: DutyState | None, state: DutyState, reason: str
) -> DutyChange:
    return DutyChange(
        key=duty.key,
        day=day,
        was=was,
        state=state,
        counts=duty.counts,
        due_on=duty.window.due_on,
        reason=reason,
    )


def _first_reason(duty: Duty) -> str:
    due = f"due {short_day(duty.window.due_on)}"
    if duty.key.column_group == NOTES:
        return f"Owed while the support is active: one progress note, {due}."
    if duty.key.column_group == MILESTONE:
        return f"A milestone of the template, on the school's calendar: {due}."
    return f"Owed from the roster, the calendar and the template: {_cells(duty.counts)}, {due}."


def _time_reason(window: Checkpoint, state: DutyState, day: date) -> str:
    if state is DutyState.MISSING:
        return f"The days of grace are over: missing from {short_day(day)}."
    if state is DutyState.LATE:
        return f"It was due on {short_day(window.due_on)}."
    return f"The window opened on {short_day(day)}."


def _reason(held: HeldDuty, duty: Duty) -> str:
    reasons = []
    if held.state is DutyState.NOT_OWED:
        reasons.append("It is owed again.")
    if held.window.due_on != duty.window.due_on:
        moved = f"Due {short_day(duty.window.due_on)}, not {short_day(held.window.due_on)}."
        reasons.append(f"{moved} {duty.window.why}".strip())
    elif held.window != replace(duty.window, title=held.window.title):
        reasons.append("Its dates have changed.")
    if held.counts != duty.counts:
        reasons.append(f"{_content(duty)}.")
    return " ".join(reasons) or "What people entered is another than before."


def _content(duty: Duty) -> str:
    counts = duty.counts
    if duty.key.column_group == MILESTONE:
        return _settled(counts)
    if duty.key.column_group == NOTES:
        return "The note is excused" if counts.excused else "The note is wanted"
    return _cells(counts)


def _settled(counts: DutyCounts) -> str:
    if counts.entries:
        return "Somebody said that it is done"
    return "Somebody said: not this time" if counts.excused else "What was said was taken back"


def _cells(counts: DutyCounts) -> str:
    """The counts in words: "12 of 20 scores are in, 1 is excused, 2 cannot be read"."""
    parts = [f"{counts.entries} of {counts.expected} scores are in"]
    if counts.excused:
        parts.append(f"{counts.excused} excused")
    if counts.cell_issues:
        parts.append(f"{counts.cell_issues} not readable")
    return ", ".join(parts)
