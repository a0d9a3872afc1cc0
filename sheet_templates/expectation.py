"""What reading a tracker expects to find: its tabs, whose each row is, what each column takes.

Derived from the same brief as the drawing, so the sync understands every template without knowing
any. Nothing here says where something stands: lines are found by their marks when they are read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from sheet_templates.columns import ReadProfile, RosterFact, TabKind, TabRule
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.lists import student_label
from sheet_templates.desired.students import (
    FIRST_STUDENT_ROW,
    KEY_COLUMN,
    KEY_ROW,
    fact_rows,
    identity_columns,
    score_column,
    score_header,
    student_row_key,
)
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sheet_templates.measures import Metric, Scale, ScaleKind, whole
from sheet_templates.model import ExcuseCode
from sheet_templates.school import Checkpoint
from sheet_templates.team import Place


class ValueKind(Enum):
    """What a column takes, besides the excuse codes."""

    NUMBER = "number"
    PERCENT = "percent"  # 0 to 100 in the store, however it is typed
    CHOICE = "choice"
    YES_NO = "yes or no"
    DATE = "date"
    TEXT = "text"


_KINDS = {
    ScaleKind.NUMBER: ValueKind.NUMBER,
    ScaleKind.PERCENT: ValueKind.PERCENT,
    ScaleKind.LEVEL: ValueKind.CHOICE,
    ScaleKind.YES_NO: ValueKind.YES_NO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a value must be to be taken.

    `lowest` and `highest` are included and bound numbers and percentages; `decimals` is how many
    digits may follow the point; `choices` are what a CHOICE column allows, as they are spelt.
    """

    kind: ValueKind = ValueKind.NUMBER
    title: str
    lowest: float | None = None
    highest: float | None = None
    decimals: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryColumn:
    """A column of entries: its key, what it is about, its title as people say it, its header."""

    key: str
    checkpoint: str
    metric: str
    title: str
    header: str = ""
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedTab:
    """A tab in which people write.

    `rows` gives the student's sourcedId by row key; it is empty for a tab of records, whose rows
    belong to nobody beforehand. `row_titles` says whose a row is in people's words, `witnesses`
    what stands in the row's identity columns, by column key: the third witness beside the row's
    mark and its key cell. People's rows begin at `first_row`, counted from 0. `header_row` and
    `key_row` are the marks of the rows with the headers and with the columns' keys.
    `service_columns` and the rows marked `service_rows` are ours.
    """

    key: str
    sheet_id: int
    title: str
    profile: ReadProfile = ReadProfile.GRID
    first_row: int
    key_column: str
    header_row: str = "header"
    key_row: str | None = None
    rows: Mapping[str, str] = field(default_factory=dict)
    row_titles: Mapping[str, str] = field(default_factory=dict)
    witnesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    entry_columns: tuple[EntryColumn, ...] = ()
    service_columns: frozenset[str] = frozenset()
    service_rows: frozenset[str] = frozenset({"header"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A tracker as reading it needs it; `service_tabs` are sheetIds of tabs that are all ours."""

    tracker_id: str
    tabs: tuple[ExpectedTab, ...]
    codes: tuple[ExcuseCode, ...]
    service_tabs: frozenset[int] = frozenset()


def expectation_of(brief: Brief) -> Expectation:
    """What reading the tracker of this brief expects."""
    template = brief.template
    ours = (*template.tabs_of(TabKind.START), *template.tabs_of(TabKind.LISTS))
    return Expectation(
        tracker_id=brief.tracker_id,
        tabs=(
            _students(brief),
            *(_records(brief, rule) for rule in template.tabs_of(TabKind.RECORDS)),
        ),
        codes=template.excuse_codes,
        service_tabs=frozenset(brief.sheet_id(rule.key) for rule in ours),
    )


def _students(brief: Brief) -> ExpectedTab:
    keys = {
        student_row_key(brief.tracker_id, place.student.sourced_id): place for place in brief.places
    }
    return ExpectedTab(
        key=STUDENTS_TAB,
        sheet_id=brief.sheet_id(STUDENTS_TAB),
        title=brief.template.students.title,
        profile=brief.template.students.profile,
        first_row=FIRST_STUDENT_ROW,
        key_column=KEY_COLUMN,
        key_row=KEY_ROW,
        rows={key: place.student.sourced_id for key, place in keys.items()},
        row_titles={key: student_label(place) for key, place in keys.items()},
        witnesses={key: _witness(brief, place) for key, place in keys.items()},
        entry_columns=tuple(_entry_columns(brief)),
        service_columns=frozenset(identity_columns(brief)),
        service_rows=frozenset({"header", *fact_rows()}),
    )


def _witness(brief: Brief, place: Place) -> dict[str, str]:
    """What else in the row says whose it is, by column."""
    student = place.student
    facts = {
        RosterFact.STUDENT_ID: student.sourced_id,
        RosterFact.FAMILY_NAME: student.family_name,
        RosterFact.GIVEN_NAME: student.given_name,
    }
    return {
        column.key: facts[column.roster]
        for column in brief.template.students.drawn_columns
        if column.roster in facts
    }


def _entry_columns(brief: Brief) -> Iterator[EntryColumn]:
    for checkpoint in brief.checkpoints:
        for metric in brief.template.metrics_in(checkpoint.key):
            yield _entry_column(brief, checkpoint, metric)


def _entry_column(brief: Brief, checkpoint: Checkpoint, metric: Metric) -> EntryColumn:
    scale = brief.template.scale_of(metric)
    return EntryColumn(
        key=score_column(checkpoint.key, metric.key),
        checkpoint=checkpoint.key,
        metric=metric.key,
        title=f"{checkpoint.title} {metric.title.lower()}",
        header=brief.tell(score_header(checkpoint, metric)),
        measure=measure_of(scale),
    )


def measure_of(scale: Scale) -> Measure:
    """What a value on this scale must be to be taken."""
    return Measure(
        kind=_KINDS[scale.kind],
        title=scale.title,
        lowest=whole(scale.lowest),
        highest=whole(scale.highest),
        decimals=scale.decimals,
        choices=scale.levels,
    )


def _records(brief: Brief, rule: TabRule) -> ExpectedTab:
    ours = (column.key for column in rule.drawn_columns if not column.kind.is_typed)
    return ExpectedTab(
        key=rule.key,
        sheet_id=brief.sheet_id(rule.key),
        title=rule.title,
        profile=rule.profile,
        first_row=1,
        key_column=KEY_COLUMN,
        service_columns=frozenset({KEY_COLUMN, *ours}),
    )
