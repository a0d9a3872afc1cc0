"""A template as people would see its trackers, tab by tab, in lines of text."""

from collections.abc import Iterable, Iterator

from sheet_templates.columns import Column, FilterViewRule, TabKind, TabRule
from sheet_templates.desired.cells import who
from sheet_templates.dictionary import Entry, dictionary, window_in_words
from sheet_templates.measures import Lens, Metric
from sheet_templates.model import Audience, TrackerTemplate
from sheet_templates.numbering import numbers
from sheet_templates.sentences import listed

_FILES = {
    Audience.TEAM: "one file for each grade, read by its teachers and the intervention staff",
    Audience.CLASS: "one file for each class, read by its teachers and the intervention staff",
    Audience.CASELOAD: "one file for each specialist, with their students of all grades",
}
_STARTS = "The purpose, the people, the windows, what to type when there is no score, the colours."
_LISTS = "Hidden: choices, codes, and cut scores."


def showing(template: TrackerTemplate, kept: int | None = None) -> Iterator[str]:
    """The lines: the whole first, then each tab with its columns, then views.

    `kept` is the number under which the school keeps it.
    """
    yield f"{template.title} ({template.key}; {numbers(template, kept)})"
    yield f"  {template.purpose}"
    yield f"  Files: {_FILES[template.audience]}."
    for metric in template.drawn_metrics:
        yield f"  {_metric(metric)}"
    for window in template.cadence.windows:
        yield f"  {window_in_words(window)}"
    codes = (f"{one.code} {one.meaning}" for one in template.excuse_codes)
    yield f"  Codes: {', '.join(codes)}"
    entries = dictionary(template)
    for number, tab in enumerate((tab for tab in template.tabs if tab.off is None), start=1):
        yield ""
        yield f"{number}. {tab.title}"
        yield from _tab(template, tab, (one for one in entries if one.tab == tab.title))
    yield from _switched_off("Tabs switched off", template.tabs)


def _metric(metric: Metric) -> str:
    rank = "Primary" if metric.is_primary else "Supporting"
    by = f"level {metric.mastery}" if metric.lens is Lens.PROFICIENCY else f"from {metric.baseline}"
    return f"{rank} metric: {metric.title}, judged by {metric.lens.value} ({by})"


def _tab(template: TrackerTemplate, tab: TabRule, entries: Iterable[Entry]) -> Iterator[str]:
    fixed = {TabKind.START: _STARTS, TabKind.LISTS: _LISTS}
    if told := fixed.get(tab.kind, tab.help):
        yield f"   {told}"
    if tab.kind is TabKind.RECORDS:
        yield f"   Rows are added by: {who(tab.edited_by)}; nobody else types here."
    for entry in entries:
        if entry.header and not entry.is_hidden:
            yield f"   - {_column(entry)}"
    if tab.free_columns:
        yield f"   - {tab.free_columns} free columns, the team's own"
    yield from _switched_off("   Switched off", tab.columns)
    views = [view for view in template.filter_views if view.tab == tab.key]
    shown = [view.title for view in views if view.off is None]
    if shown:
        yield f"   Filter views: {listed(shown)}"
    yield from _switched_off("   Filter views switched off", views)


def _column(entry: Entry) -> str:
    said = f"{entry.header}: {entry.kind}"
    if entry.values:
        said += f", {entry.values}"
    return f"{said} [{entry.edited_by}]"


def _switched_off(
    label: str, parts: Iterable[TabRule] | Iterable[Column] | Iterable[FilterViewRule]
) -> Iterator[str]:
    for part in parts:
        if part.off is not None:
            name = part.header if isinstance(part, Column) else part.title
            yield f"{label}: {name} ({part.off})"
