"""Problems of the rule by which progress notes are owed."""

from collections.abc import Iterator

from sheet_templates.columns import TabKind
from sheet_templates.filled import OF_SUPPORTS
from sheet_templates.lint.basics import doubles, unknown
from sheet_templates.model import NotesRule, TrackerTemplate
from sheet_templates.sentences import about, sentence

_NEEDED = {"supports": ("student", "starts", "ends", "status"), "notes": ("date", "student")}
_PATH = "cadence.notes"


def notes(template: TrackerTemplate) -> Iterator[str]:
    """Problems of the tabs that the rule names, and of its intervals."""
    rule = template.cadence.notes
    if rule is None:
        yield from _blank_without_rule(template)
        return
    yield from _tabs(rule, template)
    yield from doubles(f"{_PATH}.tiers", (one.tier for one in rule.tiers))
    weeks = ((f"{_PATH}.tiers.{one.tier}.weeks", one.weeks) for one in rule.tiers)
    for path, count in ((f"{_PATH}.weeks", rule.weeks), *weeks):
        if count < 1:
            yield about(path, sentence("%(count)s must be 1 or more", count=count))


def _blank_without_rule(template: TrackerTemplate) -> Iterator[str]:
    for tab in template.tabs_of(TabKind.STUDENTS):
        for column in tab.drawn_columns:
            if column.key in OF_SUPPORTS:
                yield about(
                    f"tabs.{tab.key}.columns.{column.key}",
                    sentence(
                        "is filled from the tabs that %(PATH)s names, and there is no such "
                        'rule; add it, or give off = "why"',
                        PATH=_PATH,
                    ),
                )


def _tabs(rule: NotesRule, template: TrackerTemplate) -> Iterator[str]:
    tabs = {tab.key: tab for tab in template.tabs_of(TabKind.RECORDS)}
    for field, needed in _NEEDED.items():
        name = getattr(rule, field)
        if name not in tabs:
            yield from unknown(f"{_PATH}.{field}", [name], tabs, sentence("tabs of records"))
            continue
        columns = {column.key for column in tabs[name].drawn_columns}
        yield from (
            about(
                f"{_PATH}.{field}",
                sentence(
                    'the tab "%(name)s" has no column "%(key)s"; add it, or remove the rule',
                    name=name,
                    key=key,
                ),
            )
            for key in needed
            if key not in columns
        )
