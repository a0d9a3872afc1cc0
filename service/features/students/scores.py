"""A child's scores window by window, of this school year and the earlier ones. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.child import ChildInTracker, ChildRecord
from service.overview import Overview
from service.score_words import score_in_words
from service.speech import Speech
from service.trends import trend_in_words
from sheet_templates.measures import Scale
from sheet_templates.model import TrackerTemplate
from sync.domain.completeness import EntryState, JudgedEntry
from sync.store.history import PastEntry

Place = tuple[str, str]
"""A tracker's public id and the key of one of its windows: a column of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreColumn:
    """A window, and the school year that it lies in."""

    window: str
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What stands there, and how it stands today; no state where nothing is expected any more."""

    says: str
    state: EntryState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One metric: a score for each column, None where it is not entered; `trend` in words."""

    metric: str
    scores: tuple[Score | None, ...]
    trend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The whole table; the primary metric comes first."""

    columns: tuple[ScoreColumn, ...]
    rows: tuple[ScoreRow, ...]


def years_in_words(begins: int) -> str:
    """A school year by the two calendar years that it lies in, joined by a dash."""
    return f"{begins}\N{EN DASH}{(begins + 1) % 100:02}"


def scores_of(
    overview: Overview, record: ChildRecord, judged: Sequence[JudgedEntry], said: Speech
) -> Scores:
    """The table of one child; `judged` are the entries that are expected of it this year."""
    entries = {
        ((one.tracker, one.checkpoint), one.metric): one
        for each in record.trackers
        for one in each.past
        if one.to_at is None
    }
    states = {
        ((overview.tracker_with(one), one.checkpoint.key), one.expected.metric): one.state
        for one in judged
    }
    by_id = {one.tracker.public_id: one for one in record.trackers}
    columns = dict(_columns(record.trackers, {place for place, _ in (*entries, *states)}))
    return Scores(
        columns=tuple(columns.values()),
        rows=tuple(
            _row(
                title,
                [
                    _cell(column, entries.get((at, key)), states.get((at, key)), by_id[at[0]], said)
                    for at, column in columns.items()
                ],
                said,
            )
            for key, title in _metrics(overview, record, {key for _, key in (*entries, *states)})
        ),
    )


def _columns(
    trackers: Iterable[ChildInTracker], places: set[Place]
) -> Iterator[tuple[Place, ScoreColumn]]:
    """The windows that hold something or should, in the order of the years."""
    for each in trackers:
        tracker = each.tracker
        titles = _window_titles(each)
        mine = [key for at, key in places if at == tracker.public_id]
        order = {key: at for at, key in enumerate(titles)}
        for key in sorted(mine, key=lambda one: (order.get(one, len(order)), one)):
            column = ScoreColumn(
                window=titles.get(key, key), year=years_in_words(tracker.year_begins)
            )
            yield (tracker.public_id, key), column


def _window_titles(each: ChildInTracker) -> dict[str, str]:
    windows = each.template.cadence.windows if each.template else ()
    return {one.key: one.title for one in windows}


def _metrics(
    overview: Overview, record: ChildRecord, wanted: set[str]
) -> Iterator[tuple[str, str]]:
    """Those of the metrics that stand in some tracker, as the latest template calls them."""
    titles = {key: one.title for key, one in overview.frame.metrics.items()}
    for each in reversed(record.trackers):
        for one in each.template.metrics if each.template else ():
            titles.setdefault(one.key, one.title)
    titles |= {key: key for key in sorted(wanted - titles.keys())}
    return ((key, title) for key, title in titles.items() if key in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """What stands under a column in the row of a metric; `scale` None where it is not known."""

    column: ScoreColumn
    entry: PastEntry | None
    score: Score | None
    scale: Scale | None


def _cell(
    column: ScoreColumn,
    entry: PastEntry | None,
    state: EntryState | None,
    each: ChildInTracker,
    said: Speech,
) -> _Cell:
    scale = _scale(each.template, entry.metric) if entry and each.template else None
    score = _score(entry, state, each.template, said)
    return _Cell(column=column, entry=entry, score=score, scale=scale)


def _scale(template: TrackerTemplate, metric: str) -> Scale | None:
    mine = (template.scale_of(one) for one in template.metrics if one.key == metric)
    return next(mine, None)


def _row(title: str, cells: Sequence[_Cell], said: Speech) -> ScoreRow:
    return ScoreRow(
        metric=title,
        scores=tuple(one.score for one in cells),
        trend=trend_in_words(_comparable(cells), said),
    )


def _comparable(cells: Sequence[_Cell]) -> list[tuple[str, float]]:
    """The scores on the scale of the last one; a window of another year is named with its year."""
    scored = [(one, one.entry.number) for one in cells if one.entry is not None]
    numbers = [(one, number) for one, number in scored if number is not None]
    if not numbers:
        return []
    last = numbers[-1][0]
    return [
        (_named(one.column, last.column), number)
        for one, number in numbers
        if one.scale == last.scale is not None
    ]


def _named(column: ScoreColumn, last: ScoreColumn) -> str:
    window = column.window.lower()
    return window if column.year == last.year else f"{window} {column.year}"


def _score(
    entry: PastEntry | None,
    state: EntryState | None,
    template: TrackerTemplate | None,
    said: Speech,
) -> Score | None:
    if entry is None and state is None:
        return None
    says = score_in_words(entry.says, entry.metric, template, said) if entry else ""
    return Score(says=says, state=state)
