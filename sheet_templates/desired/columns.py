"""The columns of the Students tab, from left to right, as a brief asks for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from sheet_templates.columns import Column, ColumnKind, RosterFact
from sheet_templates.desired.brief import Brief
from sheet_templates.filled import NOTE_DUE, NOTE_MISSING_FROM, NOTE_OPENS
from sheet_templates.format_words import value_word
from sheet_templates.measures import Lens, Metric, Rows
from sheet_templates.roles import Role
from sheet_templates.school import Checkpoint
from sheet_templates.sentences import about, sentence

KEY_COLUMN = "key"
CLASS_COLUMN = "class"
OWED_FROM, OWED_UNTIL = "owed_from", "owed_until"
_HIDDEN = (
    (KEY_COLUMN, sentence("Key")),
    (CLASS_COLUMN, sentence("Class id")),
    (OWED_FROM, sentence("Owed from")),
    (OWED_UNTIL, sentence("Owed until")),
)
_HIDDEN_WIDTH, _SCORE_WIDTH, _DERIVED_WIDTH, _FREE_WIDTH = 90, 115, 95, 120


class Part(Enum):
    """What a drawn column is, and so who fills it."""

    HIDDEN = "hidden"
    ROSTER = "roster"
    TO_DO = "to do"
    SCORE = "score"
    LEVEL = "level"
    GROWTH = "growth"
    EXCUSED = "excused"
    SERVICE = "service"
    FORMULA = "formula"
    TYPED = "typed"
    FREE = "free"

    @property
    def is_peoples(self) -> bool:
        """Whether people type there."""
        return self in (Part.SCORE, Part.TYPED, Part.FREE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnColumn:
    """A column as it is drawn; `checkpoint` and `metric` where it belongs to a window.

    `editors` are the roles that type there; nobody's for what the service fills, and of a free
    column everybody's.
    """

    key: str
    header: str
    part: Part
    width: int
    hidden: bool = False
    checkpoint: Checkpoint | None = None
    metric: Metric | None = None
    column: Column | None = None
    editors: tuple[Role, ...] = ()
    rows: Rows = Rows.ALL


_NOTE_FACTS = tuple(
    DrawnColumn(key=key, header=header, part=Part.SERVICE, width=_HIDDEN_WIDTH, hidden=True)
    for key, header in (
        (NOTE_OPENS, sentence("Note opens")),
        (NOTE_MISSING_FROM, sentence("Note missing from")),
    )
)


def score_column(checkpoint: str, metric: str) -> str:
    """The key of the column that holds a metric's scores at a checkpoint."""
    return f"{checkpoint}.{metric}"


def excused_column(key: str) -> str:
    """The key of the hidden column that holds excuses given elsewhere for another column."""
    return f"{key}.excused"


def level_column(checkpoint: str, metric: str) -> str:
    """The key of the column that says which level a score reaches."""
    return f"{score_column(checkpoint, metric)}.level"


def growth_column(checkpoint: str, metric: str) -> str:
    """The key of the column that says how far a score is from the baseline."""
    return f"{score_column(checkpoint, metric)}.growth"


def drawn_columns(brief: Brief) -> tuple[DrawnColumn, ...]:
    """All columns: hidden ones, then the template's, the windows where it says scores."""
    return tuple(_columns(brief))


def _columns(brief: Brief) -> Iterator[DrawnColumn]:
    for key, header in _HIDDEN:
        yield DrawnColumn(
            key=key, header=header, part=Part.HIDDEN, width=_HIDDEN_WIDTH, hidden=True
        )
    tab = brief.template.students
    for column in tab.drawn_columns:
        if column.kind is ColumnKind.SCORES:
            yield from _windows(brief)
        elif column.roster is not RosterFact.GRADE or len(brief.grades) > 1:
            yield _own(column)
        if column.key == NOTE_DUE and column.kind is ColumnKind.SERVICE:
            yield from _NOTE_FACTS
    for number in range(1, tab.free_columns + 1):
        yield DrawnColumn(
            key=f"my.{number}", header="", part=Part.FREE, width=_FREE_WIDTH, editors=tuple(Role)
        )


def _own(column: Column) -> DrawnColumn:
    parts = {
        ColumnKind.ROSTER: Part.ROSTER,
        ColumnKind.TO_DO: Part.TO_DO,
        ColumnKind.SERVICE: Part.SERVICE,
        ColumnKind.ID: Part.SERVICE,
        ColumnKind.FORMULA: Part.FORMULA,
    }
    return DrawnColumn(
        key=column.key,
        header=column.header,
        part=parts.get(column.kind, Part.TYPED),
        width=column.width,
        hidden=column.hidden,
        column=column,
        editors=column.edited_by,
        rows=column.rows,
    )


def _windows(brief: Brief) -> Iterator[DrawnColumn]:
    """A group per window: its scores side by side, so that Tab goes from score to score.

    What follows from them stands behind. Excuses mirror the span column by column, so that one
    formula can count over both.
    """
    span = [column for point in brief.checkpoints for column in _window(brief, point)]
    yield from span
    for column in span:
        yield DrawnColumn(
            key=excused_column(column.key),
            header=sentence("Excused elsewhere"),
            part=Part.EXCUSED,
            width=_HIDDEN_WIDTH,
            hidden=True,
        )


def _window(brief: Brief, point: Checkpoint) -> Iterator[DrawnColumn]:
    metrics = brief.template.metrics_in(point.key)
    for metric in metrics:
        yield DrawnColumn(
            key=score_column(point.key, metric.key),
            header=f"{point.title} {metric.title.lower()}",
            part=Part.SCORE,
            width=_SCORE_WIDTH,
            checkpoint=point,
            metric=metric,
            editors=metric.edited_by,
            rows=metric.rows,
        )
    for metric in metrics:
        if any(metric.cuts_of(grade, point.key) for grade in brief.grades):
            yield _derived(point, metric, Part.LEVEL)
        if grows_at(brief, point, metric):
            yield _derived(point, metric, Part.GROWTH)


def grows_at(brief: Brief, point: Checkpoint, metric: Metric) -> bool:
    """Whether growth since the baseline can be told at a checkpoint."""
    keys = [checkpoint.key for checkpoint in brief.checkpoints]
    return (
        metric.lens is Lens.GROWTH
        and metric.baseline in keys
        and keys.index(point.key) > keys.index(metric.baseline)
    )


def _derived(point: Checkpoint, metric: Metric, part: Part) -> DrawnColumn:
    name = level_column if part is Part.LEVEL else growth_column
    return DrawnColumn(
        key=name(point.key, metric.key),
        header=about(f"{point.title} {metric.title.lower()}", value_word(part.value)),
        part=part,
        width=_DERIVED_WIDTH,
        checkpoint=point,
        metric=metric,
    )
