"""Steps from one version of a template to the next, as a school would take them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sheet_templates.columns import TabRule
from sheet_templates.filled import NOTE_DUE
from sheet_templates.measures import Metric
from sheet_templates.model import ExcuseCode, Language, TrackerTemplate

Step = Callable[[TrackerTemplate], TrackerTemplate]


def _metrics(template: TrackerTemplate, metrics: Sequence[Metric]) -> TrackerTemplate:
    return replace(template, metrics=tuple(metrics))


def rename_a_column(template: TrackerTemplate) -> TrackerTemplate:
    first, *rest = template.metrics
    return _metrics(template, [replace(first, title=f"{first.title} total"), *rest])


def add_a_column(template: TrackerTemplate) -> TrackerTemplate:
    last = template.metrics[-1]
    added = replace(last, key=f"{last.key}x", title=f"{last.title} more", is_primary=False)
    return _metrics(template, [*template.metrics, added])


def take_out_a_column(template: TrackerTemplate) -> TrackerTemplate:
    return _metrics(template, template.metrics[:-1] or template.metrics)


def take_out_the_first_column(template: TrackerTemplate) -> TrackerTemplate:
    return _metrics(template, template.metrics[1:] or template.metrics)


def split_a_column(template: TrackerTemplate) -> TrackerTemplate:
    first, *rest = template.metrics
    halves = [
        replace(first, key=f"{first.key}{n}", title=f"{first.title} {n}", is_primary=n == 1)
        for n in (1, 2)
    ]
    return _metrics(template, [*halves, *rest])


def change_a_scale(template: TrackerTemplate) -> TrackerTemplate:
    first, *rest = template.scales
    return replace(template, scales=(replace(first, highest=(first.highest or 0) + 100), *rest))


def change_the_codes(template: TrackerTemplate) -> TrackerTemplate:
    codes = (*template.excuse_codes[:-1], ExcuseCode(code="TRIP", meaning="on a trip"))
    return replace(template, excuse_codes=codes)


def rename_a_window(template: TrackerTemplate) -> TrackerTemplate:
    first, *rest = template.cadence.windows
    windows = (replace(first, title=f"Early {first.title.lower()}"), *rest)
    return replace(template, cadence=replace(template.cadence, windows=windows))


def take_out_a_window(template: TrackerTemplate) -> TrackerTemplate:
    cadence = template.cadence
    windows = cadence.windows[-1:]
    kept = {None, *(one.key for one in windows)}
    milestones = tuple(one for one in cadence.milestones if one.after in kept)
    return replace(template, cadence=replace(cadence, windows=windows, milestones=milestones))


def put_scores_in_another_order(template: TrackerTemplate) -> TrackerTemplate:
    return _metrics(template, template.metrics[::-1])


def put_columns_elsewhere(template: TrackerTemplate) -> TrackerTemplate:
    """Let the last column of each tab stand third, and so among others of other kinds."""
    tabs = []
    for tab in template.tabs:
        *rest, last = tab.columns or (None,)
        moved = (*rest[:2], last, *rest[2:])
        tabs.append(replace(tab, columns=tuple(one for one in moved if one is not None)))
    return replace(template, tabs=tuple(tabs))


def show_the_note_due(template: TrackerTemplate) -> TrackerTemplate:
    def shown(tab: TabRule) -> TabRule:
        columns = (replace(one, off=None) if one.key == NOTE_DUE else one for one in tab.columns)
        return replace(tab, columns=tuple(columns))

    return replace(template, tabs=tuple(map(shown, template.tabs)))


def change_the_language(template: TrackerTemplate) -> TrackerTemplate:
    return replace(template, language=Language.SPANISH)


STEPS: Mapping[str, Step] = {
    step.__name__: step
    for step in (
        rename_a_column,
        add_a_column,
        take_out_a_column,
        take_out_the_first_column,
        split_a_column,
        change_a_scale,
        change_the_codes,
        rename_a_window,
        take_out_a_window,
        put_scores_in_another_order,
        put_columns_elsewhere,
        show_the_note_due,
        change_the_language,
    )
}


def revised(template: TrackerTemplate, names: Sequence[str]) -> TrackerTemplate:
    """The template after these steps; none makes more than four metrics."""
    for name in names:
        after = STEPS[name](template)
        template = after if len(after.metrics) <= 4 else template
    return template
