"""What a template may say and had better not; it can be drawn all the same."""

from collections.abc import Iterator

from sheet_templates.columns import ColumnKind, TabKind
from sheet_templates.lint.milestones import moments_left_out
from sheet_templates.measures import Lens, Metric
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import about, sentence

MOST_VISIBLE_COLUMNS = 30


def remarks(template: TrackerTemplate) -> Iterator[str]:
    """Remarks with path and remedy, for a template without problems."""
    count = visible_columns(template)
    if count > MOST_VISIBLE_COLUMNS:
        yield about(
            "tabs.students",
            sentence(
                "%(count)s visible columns; above %(most_visible_columns)s people "
                "lose their way. Hide some, or have fewer windows or metrics",
                count=count,
                most_visible_columns=MOST_VISIBLE_COLUMNS,
            ),
        )
    for tab in template.tabs_of(TabKind.STUDENTS):
        for column in tab.drawn_columns:
            if not column.help and column.kind is not ColumnKind.SCORES:
                yield about(
                    f"tabs.{tab.key}.columns.{column.key}.help",
                    sentence("is empty; its header has no note"),
                )
    for metric in template.metrics:
        if not metric.instrument:
            yield about(
                f"metrics.{metric.key}.instrument",
                sentence("is empty; say which assessment gives the score"),
            )
    yield from moments_left_out(template)


def visible_columns(template: TrackerTemplate) -> int:
    """How many columns of the Students tab people see when no group is folded."""
    tab = template.students
    fixed = [c for c in tab.drawn_columns if not c.hidden and c.kind is not ColumnKind.SCORES]
    scores = sum(
        1 + _derived(metric, window.key)
        for window in template.cadence.windows
        for metric in template.metrics_in(window.key)
    )
    return len(fixed) + scores + tab.free_columns


def _derived(metric: Metric, window: str) -> int:
    growth = metric.lens is Lens.GROWTH and window != metric.baseline
    return growth + bool(metric.cuts)
