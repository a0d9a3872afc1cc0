"""How complete a school's entries are: the state of each expected entry, and counts of them."""

from collections.abc import Callable, Collection, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from operator import attrgetter
from typing import TypeVar

from sheet_templates.school import Checkpoint
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.expected import ExpectedEntry

K = TypeVar("K", bound=Hashable)


class EntryState(Enum):
    """How one expected entry stands; the value is the word that people read."""

    NOT_OPEN = "not open"
    OPEN = "open"
    LATE = "late"
    MISSING = "missing"
    PRESENT = "present"
    EXCUSED = "excused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedEntry:
    """An expected entry with its dates and how it stands today."""

    expected: ExpectedEntry
    checkpoint: Checkpoint
    state: EntryState

    def has_opened(self, today: date) -> bool:
        """Whether its window has begun; percentages count only these."""
        return self.checkpoint.opens_on <= today


def key_of(expected: ExpectedEntry) -> EntryKey:
    """The key under which an expected entry's value is looked up."""
    return EntryKey(
        student=expected.student, checkpoint=expected.checkpoint, metric=expected.metric
    )


def state_of(
    checkpoint: Checkpoint,
    today: date,
    *,
    value: EntryValue | None,
    is_unreadable: bool,
    is_excused: bool = False,
) -> EntryState:
    """How an expected entry stands, by the first rule that fits.

    A cell issue is unreadable, never present; a number is present, whatever the date and whoever
    excused it; an excuse, as a code in the cell or given outside (`is_excused`), is excused. A
    blank is missing from `missing_from` on, late after the due day, open from the day its window
    opens through the due day, and not open before.
    """
    if is_unreadable:
        return EntryState.UNREADABLE
    if value is not None:
        return EntryState.PRESENT if value.code is None else EntryState.EXCUSED
    if is_excused:
        return EntryState.EXCUSED
    return blank_state(checkpoint, today)


def blank_state(checkpoint: Checkpoint, today: date) -> EntryState:
    """How an expected entry stands that nobody made or excused."""
    if today >= checkpoint.missing_from:
        return EntryState.MISSING
    if today > checkpoint.due_on:
        return EntryState.LATE
    return EntryState.OPEN if today >= checkpoint.opens_on else EntryState.NOT_OPEN


def judge(
    expected: Iterable[ExpectedEntry],
    checkpoints: Sequence[Checkpoint],
    entries: Mapping[EntryKey, EntryValue],
    issues: Collection[EntryKey],
    today: date,
    excused: Container[EntryKey] = frozenset(),
) -> tuple[JudgedEntry, ...]:
    """Every expected entry with its state, in the order given; `excused` are those from outside.

    What was typed where nothing is expected is left out. KeyError for an expected entry whose
    checkpoint is not among `checkpoints`.
    """
    by_key = {checkpoint.key: checkpoint for checkpoint in checkpoints}
    return tuple(
        JudgedEntry(
            expected=one,
            checkpoint=by_key[one.checkpoint],
            state=state_of(
                by_key[one.checkpoint],
                today,
                value=entries.get(key),
                is_unreadable=key in issues,
                is_excused=key in excused,
            ),
        )
        for one in expected
        for key in (key_of(one),)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Counts of expected entries by state; all but `expected` add up to it.

    `entries` are those with a number, `cell_issues` those that cannot be read.
    """

    expected: int
    entries: int
    excused: int
    cell_issues: int
    missing: int
    late: int
    open: int
    not_open: int

    @property
    def done(self) -> int:
        """Entries that nobody has to do anything about: present or excused."""
        return self.entries + self.excused

    @property
    def state(self) -> EntryState:
        """The one state that stands for all: the worst of those that need somebody."""
        needs = (
            (self.missing, EntryState.MISSING),
            (self.cell_issues, EntryState.UNREADABLE),
            (self.late, EntryState.LATE),
            (self.open, EntryState.OPEN),
            (self.not_open, EntryState.NOT_OPEN),
            (self.entries, EntryState.PRESENT),
        )
        return next((state for count, state in needs if count), EntryState.EXCUSED)


def completeness(judged: Iterable[JudgedEntry]) -> Completeness:
    """The counts of these entries."""
    states = [one.state for one in judged]
    return Completeness(
        expected=len(states),
        entries=states.count(EntryState.PRESENT),
        excused=states.count(EntryState.EXCUSED),
        cell_issues=states.count(EntryState.UNREADABLE),
        missing=states.count(EntryState.MISSING),
        late=states.count(EntryState.LATE),
        open=states.count(EntryState.OPEN),
        not_open=states.count(EntryState.NOT_OPEN),
    )


def total(counts: Iterable[Completeness]) -> Completeness:
    """The counts of all of these together."""
    names = [field.name for field in fields(Completeness)]
    every = [attrgetter(*names)(one) for one in counts]
    added = map(sum, zip(*every, strict=True)) if every else [0] * len(names)
    return Completeness(**dict(zip(names, added, strict=True)))


def grouped(
    judged: Iterable[JudgedEntry], key: Callable[[JudgedEntry], K]
) -> dict[K, list[JudgedEntry]]:
    """The entries by what `key` says of each; groups stand in the order of their first entry."""
    groups: dict[K, list[JudgedEntry]] = {}
    for one in judged:
        groups.setdefault(key(one), []).append(one)
    return groups


def by(judged: Iterable[JudgedEntry], key: Callable[[JudgedEntry], K]) -> dict[K, Completeness]:
    """The counts by what `key` says of each entry."""
    return {group: completeness(entries) for group, entries in grouped(judged, key).items()}


def by_class(judged: Iterable[JudgedEntry]) -> dict[str | None, Completeness]:
    """The counts by class sourcedId; None stands for children without a class."""
    return by(judged, lambda one: one.expected.school_class)


def by_grade(judged: Iterable[JudgedEntry], grade_of: Mapping[str, str]) -> dict[str, Completeness]:
    """The counts by grade; `grade_of` gives each student's own grade."""
    return by(judged, lambda one: grade_of[one.expected.student])
