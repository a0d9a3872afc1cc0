"""A tracker's goals with the scores that the store holds, for its rows and a child's page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from sheet_templates.model import TrackerTemplate
from sync.domain.goals import Goal, Score, Standing, UnclearGoal, goals_in, standing
from sync.domain.moments import SchoolClock
from sync.domain.record_rows import RecordVersion
from sync.store.history import PastEntry

Scored = Mapping[tuple[str, str], Sequence[Score]]
"""The scores of each child (sourcedId) in each metric, in order of time."""


def standings(
    template: TrackerTemplate, versions: Iterable[RecordVersion], scored: Scored
) -> tuple[list[Standing], list[UnclearGoal]]:
    """How each goal of a tracker stands; beside them the rows that cannot be compared."""
    clear: list[Standing] = []
    unclear: list[UnclearGoal] = []
    for one in goals_in(versions, template):
        if isinstance(one, Goal):
            clear.append(standing(one, scored.get((one.student, one.metric), ())))
        else:
            unclear.append(one)
    return clear, unclear


def year_scores(past: Iterable[PastEntry], due: Mapping[str, date], clock: SchoolClock) -> Scored:
    """The numbers that stand now, with the days for which they count.

    `past` are the versions of entries of one tracker, those of an entry together and the oldest
    first. `due` has each window's due day; a window that is none of this year's is left out.
    """
    found: dict[tuple[str, str], list[Score]] = {}
    for child, metric, score in _scores(past, due, clock):
        found.setdefault((child, metric), []).append(score)
    return {key: sorted(some, key=lambda one: one.on) for key, some in found.items()}


def _scores(
    past: Iterable[PastEntry], due: Mapping[str, date], clock: SchoolClock
) -> Iterator[tuple[str, str, Score]]:
    for (child, window, metric), some in groupby(
        past, key=lambda one: (one.student, one.checkpoint, one.metric)
    ):
        versions = list(some)
        number = versions[-1].number
        if number is not None and versions[-1].to_at is None and window in due:
            on = min(clock.day(versions[0].from_at), due[window])
            yield child, metric, Score(on=on, number=number)
