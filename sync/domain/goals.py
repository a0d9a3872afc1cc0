"""Goals as people wrote them on their tab, and how the scores stand to them. Pure.

A goal leads from a start to a target on a straight line, the aimline, which begins on the day when
the row was first seen: the tab asks for no other. A score counts for the day of the read that found
it first, at the latest for its window's due day, so that a score handed in late stands where it was
to be taken. What is lacking in a row is said, not guessed (TNTP, Use of Shared Student Data Guide:
a goal names its measure, its start, its target and its day).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from sheet_templates.filled import ON_TRACK
from sheet_templates.measures import Metric
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import sentence
from sync.domain.record_rows import RecordVersion, day_in, number_in, rows_of, student_of, text_in

STUDENT, METRIC, START, TARGET, BY_WHEN = "student", "metric", "start", "target", "by_when"
"""The columns of the tab of goals, by their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A number that was scored, and the day for which it counts."""

    on: date
    number: float


class GoalState(Enum):
    """How the latest score stands to the aimline."""

    UNSCORED = "no score yet"
    REACHED = "reached"
    ON_TRACK = "on track"
    OFF_TRACK = "not on track"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """From where to where a child is to come in a metric, by the key of its row.

    It was first seen on the day `since`, which is before `by_when`.
    """

    key: str
    student: str
    metric: str
    start: float
    target: float
    since: date
    by_when: date

    def aimline(self, day: date) -> float:
        """The score that the line from start to target has on a day; the target after its end."""
        gone, whole = (day - self.since).days, (self.by_when - self.since).days
        share = min(max(gone / whole, 0), 1)
        return self.start + (self.target - self.start) * share

    def meets(self, number: float, wanted: float) -> bool:
        """Whether a score is as good as the one wanted, whichever way the goal leads."""
        return number >= wanted if self.target >= self.start else number <= wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclearGoal:
    """A row that cannot be compared with scores, and why: what it lacks or what is odd in it."""

    key: str
    student: str
    metric: str
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A goal with the scores of its metric since it was set, in order of time."""

    goal: Goal
    scores: tuple[Score, ...]

    @property
    def latest(self) -> Score | None:
        """The score that counts."""
        return self.scores[-1] if self.scores else None

    @cached_property
    def aim(self) -> float | None:
        """Where the line is on the day of the latest score."""
        return self.goal.aimline(self.latest.on) if self.latest else None

    @property
    def state(self) -> GoalState:
        """How it stands; one that was reached and lost again is judged by its latest score."""
        if self.latest is None or self.aim is None:
            return GoalState.UNSCORED
        if self.goal.meets(self.latest.number, self.goal.target):
            return GoalState.REACHED
        is_met = self.goal.meets(self.latest.number, self.aim)
        return GoalState.ON_TRACK if is_met else GoalState.OFF_TRACK


def standing(goal: Goal, scores: Iterable[Score]) -> Standing:
    """How a goal stands; `scores` are all of its child in its metric."""
    since = sorted((one for one in scores if one.on > goal.since), key=lambda one: one.on)
    return Standing(goal=goal, scores=tuple(since))


def goals_in(
    versions: Iterable[RecordVersion], template: TrackerTemplate
) -> Iterator[Goal | UnclearGoal]:
    """The goals that stand in a tracker now; none where its template names no tab of goals."""
    if template.goals is None:
        return
    titles = {one.title.casefold(): one for one in template.drawn_metrics}
    for row in rows_of(versions, template.goals.tab):
        student = student_of(row[-1].cells)
        if student is not None:
            yield _goal(row, student, titles, template)


def _goal(
    row: Sequence[RecordVersion],
    student: str,
    titles: Mapping[str, Metric],
    template: TrackerTemplate,
) -> Goal | UnclearGoal:
    cells, key = row[-1].cells, row[-1].row_key
    named = text_in(cells, METRIC)
    metric = titles.get(named.casefold())
    start, target = number_in(cells, START), number_in(cells, TARGET)
    since, by_when = _since(row), day_in(cells, BY_WHEN)
    problems = (
        *_unmeasured(metric, named, template),
        *_no_way(start, target),
        *_no_time(since, by_when),
    )
    if problems:
        return UnclearGoal(key=key, student=student, metric=named, problems=problems)
    assert metric is not None
    assert start is not None
    assert target is not None
    assert by_when is not None
    return Goal(
        key=key, student=student, metric=metric.key,
        start=start, target=target, since=since, by_when=by_when,
    )  # fmt: skip


def _unmeasured(metric: Metric | None, named: str, template: TrackerTemplate) -> Iterator[str]:
    if not named:
        yield sentence("it does not say what it is measured by")
    elif metric is None:
        yield sentence("%(name)s is no metric of this tracker", name=named)
    elif not template.scale_of(metric).is_numeric:
        yield sentence("%(metric)s is not scored in numbers", metric=metric.title)


def _no_way(start: float | None, target: float | None) -> Iterator[str]:
    if start is None:
        yield sentence("its start is no number")
    if target is None:
        yield sentence("its target is no number")
    if start is not None and start == target:
        yield sentence("its start and its target are the same")


def _no_time(since: date, by_when: date | None) -> Iterator[str]:
    if by_when is None:
        yield sentence("the day by which to reach it cannot be read")
    elif by_when <= since:
        yield sentence("its day is not after %(since)s, when a sync first saw it", since=since)


def _since(row: Sequence[RecordVersion]) -> date:
    """The day on which the row was first seen to be of this child and this metric."""
    since = row[-1]
    for one in reversed(row):
        if _is_of(one) != _is_of(row[-1]):
            break
        since = one
    return since.seen_on


def _is_of(version: RecordVersion) -> tuple[str, str]:
    return text_in(version.cells, STUDENT), text_in(version.cells, METRIC).casefold()


def goal_values(standings: Iterable[Standing]) -> Mapping[tuple[str, str], str]:
    """What each child's row says of its goals, by child and column.

    Of several goals the state that most needs somebody, and how many are in it.
    """
    by_child: dict[str, list[GoalState]] = {}
    for one in standings:
        by_child.setdefault(one.goal.student, []).append(one.state)
    return {(student, ON_TRACK): _together(states) for student, states in by_child.items()}


STATE_WORDS = {
    GoalState.OFF_TRACK: sentence("not on track"),
    GoalState.UNSCORED: sentence("no score yet"),
    GoalState.ON_TRACK: sentence("on track"),
    GoalState.REACHED: sentence("reached"),
}
"""The states as people read them, what most needs somebody first."""


def _together(states: Sequence[GoalState]) -> str:
    first = next(state for state in STATE_WORDS if state in states)
    if len(states) == 1:
        return STATE_WORDS[first]
    return sentence(
        "%(state)s (%(count)s of %(goals)s)",
        state=STATE_WORDS[first],
        count=states.count(first),
        goals=len(states),
    )
