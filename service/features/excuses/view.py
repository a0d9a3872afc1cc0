"""Which excuses hold, whose they are, and what somebody may excuse; pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.access import Action, DutiesOf, Person, may
from service.excuse_words import what_of
from service.overview import Overview
from service.speech import Speech
from sheet_templates.model import ExcuseCode
from sync.domain.completeness import EntryState, JudgedEntry, key_of
from sync.domain.excuses import Excuse


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseLine:
    """One excuse that nobody took back, in words."""

    public_id: str
    name: str
    what: str
    code: str
    reason: str
    by: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Excusable:
    """What the form offers: children by name, windows and metrics by title, any one's codes."""

    students: tuple[tuple[str, str], ...]
    windows: tuple[tuple[str, str], ...]
    metrics: tuple[tuple[str, str], ...]
    codes: tuple[ExcuseCode, ...]


def excuses_for(overview: Overview, person: Person, said: Speech) -> tuple[ExcuseLine, ...]:
    """The standing excuses that this person may take back, by name."""
    lines = (
        _line(overview, one, said)
        for some in overview.kept.excuses.by_student.values()
        for one in some
        if is_theirs(overview, person, one)
    )
    return tuple(sorted(lines, key=lambda line: (line.name, line.public_id)))


def excusable_by(overview: Overview, person: Person) -> Excusable:
    """The children, windows and metrics of which this person may excuse a score."""
    mine = [one for one in _owed(overview, person) if one.state is not EntryState.PRESENT]
    names = {one.expected.student: overview.student_names[one.expected.student] for one in mine}
    windows = {point.key: point.title for point in overview.checkpoints}
    there = {one.expected.checkpoint for one in mine}
    metrics = {one.expected.metric for one in mine}
    codes = {one.code: one for student in names for one in overview.codes_for([student])}
    return Excusable(
        students=tuple(sorted(names.items(), key=lambda pair: pair[1])),
        windows=tuple((key, title) for key, title in windows.items() if key in there),
        metrics=tuple(
            (one.key, one.title) for one in overview.frame.metrics.values() if one.key in metrics
        ),
        codes=tuple(codes.values()),
    )


def meant_by(
    overview: Overview, student: str, checkpoint: str | None, metric: str | None
) -> tuple[JudgedEntry, ...]:
    """The expected entries that an excuse would speak of."""
    return tuple(
        one
        for one in overview.judged
        if one.expected.student == student
        and checkpoint in {None, one.expected.checkpoint}
        and metric in {None, one.expected.metric}
    )


def may_excuse(person: Person, meant: tuple[JudgedEntry, ...]) -> bool:
    """Whether every one of these is the person's to excuse; nothing at all is nobody's."""
    return bool(meant) and all(
        may(person, Action.EXCUSE, DutiesOf(owed_by)).allowed
        for owed_by in {one.expected.owed_by for one in meant}
    )


def is_theirs(overview: Overview, person: Person, excuse: Excuse) -> bool:
    """Whether the person may take the excuse back."""
    mine = [one for one in overview.judged if one.expected.student == excuse.student]
    return may_excuse(person, tuple(one for one in mine if excuse.is_for(key_of(one.expected))))


def _owed(overview: Overview, person: Person) -> Iterator[JudgedEntry]:
    allowed: dict[str, bool] = {}
    for one in overview.judged:
        owed_by = one.expected.owed_by
        if owed_by not in allowed:
            allowed[owed_by] = may(person, Action.EXCUSE, DutiesOf(owed_by)).allowed
        if allowed[owed_by]:
            yield one


def _line(overview: Overview, one: Excuse, said: Speech) -> ExcuseLine:
    by = overview.staff.get(one.by)
    return ExcuseLine(
        public_id=one.public_id,
        name=overview.student_names.get(one.student, one.student),
        what=what_of(overview, one.checkpoint, one.metric, said),
        code=one.code,
        reason=one.reason,
        by=by.name if by else one.by,
        until=said.day(one.until_day) if one.until_day else "",
    )
