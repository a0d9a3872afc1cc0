"""The data dictionary: what every column of a tracker holds, who fills it, what it may say.

Headers' notes and the dictionary are made from the same words: what a column says of itself, and
what its metric, its scale and the codes say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from sheet_templates.columns import Column, ColumnKind, RosterFact, TabKind, TabRule
from sheet_templates.counting import counted
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.cells import definition, score_values, who
from sheet_templates.desired.columns import (
    CLASS_COLUMN,
    KEY_COLUMN,
    OWED_FROM,
    OWED_UNTIL,
    DrawnColumn,
    Part,
    drawn_columns,
)
from sheet_templates.example import example_brief
from sheet_templates.filled import NOTE_DUE, NOTE_MISSING_FROM, NOTE_OPENS
from sheet_templates.format_words import value_word
from sheet_templates.measures import Metric, Rows, ScaleKind, plain
from sheet_templates.model import DayRule, ExcuseCode, PeriodEdge, TrackerTemplate, WindowRule
from sheet_templates.numbering import numbers
from sheet_templates.sensitivity import Sensitivity
from sheet_templates.sentences import either, listed, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the dictionary says of one column; a text is empty where there is nothing to say.

    `is_hidden` says that it is drawn hidden, which keeps nobody from reading it; `edited_by` is
    who fills it, also where nobody types; `vocabulary` names the terms of common standards and
    lists behind its values, `codes` what may stand there when there is no score.
    """

    tab: str
    key: str
    header: str
    is_hidden: bool = False
    kind: str
    definition: str
    unit: str = ""
    values: str = ""
    edited_by: str
    expected: str = ""
    source: str
    sensitivity: str
    vocabulary: str = ""
    codes: str = ""


_OF_HIDDEN = {
    KEY_COLUMN: "The row's own key; by it the row is known wherever it is moved.",
    CLASS_COLUMN: "The class that the student stands under; a filter view for each class uses it.",
    OWED_FROM: "The first day on which anything is owed for the student.",
    OWED_UNTIL: "The last day on which anything is owed for the student.",
}
_OF_NOTES = {
    NOTE_OPENS: "From when the next progress note can be written; of several, the first.",
    NOTE_MISSING_FROM: "From when it is missing; of several, the first.",
}
_ONE_ROSTER = {
    RosterFact.STUDENT_ID: "OneRoster users.sourcedId",
    RosterFact.FAMILY_NAME: "OneRoster users.familyName",
    RosterFact.GIVEN_NAME: "OneRoster users.givenName",
    RosterFact.GRADE: "OneRoster users.grades",
    RosterFact.SCHOOL_CLASS: "OneRoster classes.sourcedId",
    RosterFact.TEACHER: "OneRoster enrollments with role teacher",
}
_SERVICE = sentence("the service")
_ROSTER = sentence("the service, from the roster")
_EVERYBODY = sentence("everybody here")
_KINDS = {
    Part.HIDDEN: sentence("id"),
    Part.LEVEL: sentence("level (formula)"),
    Part.GROWTH: sentence("number (formula)"),
    Part.EXCUSED: sentence("code"),
    Part.FREE: sentence("text"),
}


def dictionary(template: TrackerTemplate) -> tuple[Entry, ...]:
    """Every column of every tab on which something is collected, from left to right."""
    brief = example_brief(template)
    entries: list[Entry] = []
    for tab in (*template.tabs_of(TabKind.STUDENTS), *template.tabs_of(TabKind.RECORDS)):
        if tab.kind is TabKind.STUDENTS:
            entries += _students(brief, tab)
        else:
            entries += (_record(template, tab, column) for column in tab.drawn_columns)
    return tuple(entries)


def _students(brief: Brief, tab: TabRule) -> Iterator[Entry]:
    for column in drawn_columns(brief):
        if column.column is not None:
            editors = _students_editors(column.column)
            yield _own(brief.template, tab, column.column, editors)
        elif column.metric is not None and column.part is Part.SCORE:
            yield _score(brief.template, tab, column, column.metric)
        elif column.key in _OF_NOTES:
            yield _of_notes(brief.template, tab, column)
        else:
            yield _helper(brief.template, tab, column)


def _score(template: TrackerTemplate, tab: TabRule, column: DrawnColumn, metric: Metric) -> Entry:
    scale = template.scale_of(metric)
    window = next(one for one in template.cadence.windows if one.key == _window_key(column))
    return Entry(
        tab=tab.title,
        key=column.key,
        header=column.header,
        kind=value_word(scale.kind.value),
        definition=definition(template, column) or metric.title,
        unit=scale.unit or ("percent" if scale.kind is ScaleKind.PERCENT else ""),
        values=score_values(template, metric),
        edited_by=_people(who(metric.edited_by), metric.rows),
        expected=_expected(window, metric),
        source=metric.instrument,
        sensitivity=metric.sensitivity.value,
        vocabulary=f'levels of "{scale.title}", lowest first' if scale.levels else "",
        codes="; ".join(map(_code, template.excuse_codes)),
    )


def _window_key(column: DrawnColumn) -> str:
    return column.checkpoint.key if column.checkpoint else ""


def _of_notes(template: TrackerTemplate, tab: TabRule, column: DrawnColumn) -> Entry:
    """A hidden day behind the column that says which note is due, as sensitive as that one."""
    shown = next(one for one in tab.columns if one.key == NOTE_DUE)
    return replace(
        _own(template, tab, shown, _SERVICE),
        key=column.key,
        header=column.header,
        is_hidden=True,
        kind="date",
        definition=_OF_NOTES[column.key],
    )


def _helper(template: TrackerTemplate, tab: TabRule, column: DrawnColumn) -> Entry:
    """A column that the template does not write out: ours, or the team's own."""
    is_free = column.part is Part.FREE
    told = {
        Part.HIDDEN: _OF_HIDDEN.get(column.key, ""),
        Part.EXCUSED: "The code of an excuse that was given outside the spreadsheet.",
        Part.FREE: "The team's own column, named and used as the team likes; it is not collected.",
    }
    codes = template.excuse_codes if column.part is Part.EXCUSED else ()
    academic = column.part in (Part.LEVEL, Part.GROWTH, Part.EXCUSED, Part.FREE)
    return Entry(
        tab=tab.title,
        key=column.key,
        header=column.header,
        is_hidden=column.hidden,
        kind="date" if column.key in (OWED_FROM, OWED_UNTIL) else _KINDS[column.part],
        definition=told.get(column.part) or definition(template, column) or "",
        values=_levels(column) if column.part is Part.LEVEL else "",
        edited_by=_EVERYBODY if is_free else _SERVICE,
        source="the team" if is_free else _source(column),
        sensitivity=(Sensitivity.ACADEMIC if academic else Sensitivity.DIRECTORY).value,
        codes="; ".join(map(_code, codes)),
    )


def _source(column: DrawnColumn) -> str:
    if column.part is Part.HIDDEN:
        return "the service" if column.key == KEY_COLUMN else "the roster"
    return "excuses" if column.part is Part.EXCUSED else "the scores in the same row"


def _levels(column: DrawnColumn) -> str:
    cuts = column.metric.cuts if column.metric else ()
    levels = ", ".join(dict.fromkeys(cut.level for cut in cuts))
    return sentence("one of %(words)s", words=levels) if cuts else ""


def _record(template: TrackerTemplate, tab: TabRule, column: Column) -> Entry:
    editors = who(tab.edited_by) if column.kind.is_typed else _SERVICE
    return _own(template, tab, column, editors)


def _students_editors(column: Column) -> str:
    if column.kind.is_typed:
        return _people(who(column.edited_by), column.rows)
    return _ROSTER if column.roster is not None else _SERVICE


def _people(roles: str, rows: Rows) -> str:
    return sentence("%(roles)s, own students only", roles=roles) if rows is Rows.OWN else roles


def _own(template: TrackerTemplate, tab: TabRule, column: Column, editors: str) -> Entry:
    """A column that the template writes out."""
    return Entry(
        tab=tab.title,
        key=column.key,
        header=column.header,
        is_hidden=column.hidden,
        kind=value_word(column.kind.value),
        definition=column.help or column.header,
        unit=column.unit or "",
        values=_values(template, column),
        edited_by=editors,
        source=column.source or ("typed by them" if column.kind.is_typed else _SERVICE),
        sensitivity=column.sensitivity.value,
        vocabulary=_ONE_ROSTER[column.roster] if column.roster else "",
    )


def _values(template: TrackerTemplate, column: Column) -> str:
    metrics = ", ".join(one.title for one in template.drawn_metrics)
    fixed = {
        ColumnKind.YES_NO: sentence("ticked or not"),
        ColumnKind.DATE: sentence("a date"),
        ColumnKind.METRIC: sentence("one of %(words)s", words=metrics),
    }
    if column.kind is ColumnKind.STUDENT:
        return either([sentence("one of the file's students"), *column.choices])
    if column.choices:
        return sentence("one of %(words)s", words=", ".join(column.choices))
    if column.kind in fixed:
        return fixed[column.kind]
    return _bounds(column)


def _bounds(column: Column) -> str:
    lowest, highest = column.lowest, column.highest
    if column.kind is ColumnKind.PERCENT:
        lowest, highest = lowest or 0, 100 if highest is None else highest
    if lowest is not None and highest is not None:
        return sentence("%(lowest)s to %(highest)s", lowest=plain(lowest), highest=plain(highest))
    if lowest is not None:
        return sentence("%(lowest)s or more", lowest=plain(lowest))
    return sentence("%(highest)s or less", highest=plain(highest)) if highest is not None else ""


def _expected(window: WindowRule, metric: Metric) -> str:
    when = window_in_words(window)
    return when if metric.is_expected else f"never owed; open {when}"


def window_in_words(window: WindowRule) -> str:
    """When a window is, by its rule: the dates follow from a school's calendar."""
    same = window.opens.grading_period == window.due.grading_period
    until = _day(window.due, is_named=same)
    told = f"{window.title}: from {_day(window.opens)} to {until}"
    if window.not_for_grades:
        told += f"; not for {listed(sorted(window.not_for_grades))}"
    return told


def _day(rule: DayRule, *, is_named: bool = False) -> str:
    """A day by its rule; `is_named` where the period was named just before."""
    edge = "start" if rule.edge is PeriodEdge.START else "end"
    named = f"its {edge}" if is_named else f"the {edge} of {_period(rule.grading_period)}"
    if rule.days == 0:
        return named
    side = "after" if rule.days > 0 else "before"
    return f"{counted(abs(rule.days), 'day')} {side} {named}"


def _period(number: int) -> str:
    if number == -1:
        return "the last grading period"
    return (
        f"grading period {number}" if number > 0 else f"the last grading period but {-number - 1}"
    )


def _code(one: ExcuseCode) -> str:
    terms = [
        f"Ed-Fi ReasonNotTested {one.ed_fi.value}" if one.ed_fi else "",
        f"OneRoster scoreStatus {one.one_roster.value}" if one.one_roster else "",
    ]
    known = ", ".join(term for term in terms if term)
    words = ", ".join((one.meaning, *one.also))
    return f"{one.code} {words}" + (f" ({known})" if known else "")


_HEADS = (
    "Column", "Header", "Kind", "Definition", "Unit", "Values", "Who fills it", "Expected",
    "Source", "Sensitivity", "Vocabulary",
)  # fmt: skip


def markdown(template: TrackerTemplate, kept: int | None = None) -> Iterator[str]:
    """The dictionary as a Markdown document, a table for each tab.

    `kept` is the number under which the school keeps the template.
    """
    yield f"# Data dictionary: {template.title}"
    yield ""
    yield (
        f"Template {template.key} ({numbers(template, kept)}). Hidden columns are marked so; "
        "hiding keeps nobody from reading them."
    )
    for tab, entries in groupby(dictionary(template), key=lambda entry: entry.tab):
        yield from ("", f"## {tab}", "", f"| {' | '.join(_HEADS)} |", "|---" * len(_HEADS) + "|")
        for one in entries:
            kind = f"{one.kind}, hidden" if one.is_hidden else one.kind
            cells = (
                f"`{one.key}`", one.header, kind, one.definition, one.unit, one.values,
                one.edited_by, one.expected, one.source, one.sensitivity, one.vocabulary,
            )  # fmt: skip
            yield f"| {' | '.join(map(_cell, cells))} |"
    yield from (
        "",
        "## Codes",
        "",
        "What may stand in place of a score, and the terms behind it.",
        "",
    )
    yield from (f"- {_code(one)}" for one in template.excuse_codes)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())
