"""Problems of the tab that a template names as its tab of goals."""

from collections.abc import Iterator, Mapping

from sheet_templates.columns import ColumnKind, TabKind, TabRule
from sheet_templates.filled import ON_TRACK
from sheet_templates.format_words import value_word
from sheet_templates.lint.basics import unknown
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import about, sentence

_NUMBERS = (ColumnKind.NUMBER, ColumnKind.PERCENT)
_NEEDED: Mapping[str, tuple[ColumnKind, ...]] = {
    "student": (ColumnKind.STUDENT,),
    "metric": (ColumnKind.METRIC,),
    "start": _NUMBERS,
    "target": _NUMBERS,
    "by_when": (ColumnKind.DATE,),
}
_PATH = "goals"


def goals(template: TrackerTemplate) -> Iterator[str]:
    """Problems of the columns of that tab, and of the column that is filled from it."""
    if template.goals is None:
        yield from _blank_without_tab(template)
        return
    tabs = {tab.key: tab for tab in template.tabs_of(TabKind.RECORDS)}
    name = template.goals.tab
    if name not in tabs:
        yield from unknown(f"{_PATH}.tab", [name], tabs, sentence("tabs of records"))
    else:
        yield from _columns(tabs[name])


def _blank_without_tab(template: TrackerTemplate) -> Iterator[str]:
    for tab in template.tabs_of(TabKind.STUDENTS):
        if any(column.key == ON_TRACK for column in tab.drawn_columns):
            yield about(
                f"tabs.{tab.key}.columns.{ON_TRACK}",
                sentence(
                    "is filled from the tab that [%(PATH)s] names, and there is no such rule; "
                    'add it, or give off = "why"',
                    PATH=_PATH,
                ),
            )


def _columns(tab: TabRule) -> Iterator[str]:
    kinds = {column.key: column.kind for column in tab.drawn_columns}
    for key, wanted in _NEEDED.items():
        if kinds.get(key) not in wanted:
            yield about(
                f"{_PATH}.tab",
                sentence(
                    'the tab "%(tab)s" has no column "%(key)s" of the kind %(kind)s; '
                    "add it, or remove the rule",
                    tab=tab.key,
                    key=key,
                    kind=value_word(wanted[0].value),
                ),
            )
