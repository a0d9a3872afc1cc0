"""Lists: what people choose from, and the cut scores; hidden, and the document owner's."""

from collections.abc import Iterator
from itertools import zip_longest

from sheet_templates import looks
from sheet_templates.columns import ColumnKind, TabKind
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab
from sheet_templates.drawing import Area, Cell, Value
from sheet_templates.measures import whole
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import sentence
from sheet_templates.team import Place

TAB = "lists"
STUDENT_COLUMN, METRIC_COLUMN = "C", "D"

_COLUMNS = (
    ("code", sentence("Code"), 90),
    ("meaning", sentence("Meaning"), 160),
    ("student", sentence("Student"), 260),
    ("metric", sentence("Metric"), 160),
    ("level_key", sentence("Score and grade"), 170),
    ("level_from", sentence("From"), 70),
    ("level", sentence("Level"), 140),
)


def lists_tab(brief: Brief) -> DesiredTab:
    """Choices, the children labelled so that two of one name differ, levels and cut scores."""
    sheet_id = brief.sheet_id(TAB)
    header = DesiredRow(
        key="header",
        cells={key: Cell(value=name, look=looks.HEADER) for key, name, _ in _COLUMNS},
    )
    rows = tuple(
        DesiredRow(
            key=f"line.{number}",
            cells={
                key: Cell(
                    value=value,
                    look=looks.IDENTITY_NUMBER if key == "level_from" else looks.IDENTITY,
                )
                for key, value in line
            },
        )
        for number, line in enumerate(_lines(brief))
    )
    return DesiredTab(
        key=TAB,
        sheet_id=sheet_id,
        title=_title(brief.template),
        hidden=True,
        columns=tuple(DesiredColumn(key=key, width=width) for key, _, width in _COLUMNS),
        rows=(header, *rows),
        frozen_rows=1,
        protections=(
            brief.protect(
                TAB, "all", Area(sheet_id=sheet_id), sentence("Choices: the document owner")
            ),
        ),
    )


def _title(template: TrackerTemplate) -> str:
    return next((tab.title for tab in template.tabs_of(TabKind.LISTS)), sentence("Lists"))


def lists_place(template: TrackerTemplate) -> str:
    """The tab's title as formulas write it."""
    title = _title(template)
    return title if title.isalnum() else "'" + title.replace("'", "''") + "'"


def _lines(brief: Brief) -> Iterator[list[tuple[str, Value]]]:
    """Each line's cells: every list begins at the top and ends where it ends."""
    template = brief.template
    codes = ((("code", one.code), ("meaning", one.meaning)) for one in template.excuse_codes)
    students = ((("student", label),) for label in _students(brief))
    metrics = ((("metric", title),) for title in metric_titles(template))
    levels = (
        (("level_key", key), ("level_from", lowest), ("level", level))
        for key, lowest, level in level_lines(brief)
    )
    for line in zip_longest(codes, students, metrics, levels, fillvalue=()):
        yield [cell for part in line for cell in part]


def _students(brief: Brief) -> list[str]:
    """What can be chosen beside students, then the students; those who left come last."""
    present_first = sorted(brief.places, key=lambda place: place.left_on is not None)
    return [*others_before_students(brief.template), *map(student_label, present_first)]


def others_before_students(template: TrackerTemplate) -> tuple[str, ...]:
    """What can be chosen in place of a student, as "Whole class"."""
    found = {
        choice: None
        for tab in template.tabs_of(TabKind.RECORDS)
        for column in tab.drawn_columns
        if column.kind is ColumnKind.STUDENT
        for choice in column.choices
    }
    return tuple(found)


def metric_titles(template: TrackerTemplate) -> tuple[str, ...]:
    """The metrics as people choose them."""
    return tuple(metric.title for metric in template.drawn_metrics)


def level_lines(brief: Brief) -> list[tuple[str, float | None, str]]:
    """For each score and grade its levels, lowest first: where Students looks levels up."""
    return [
        (f"{point.key}.{metric.key}|{grade}", whole(cut.at_least), cut.level)
        for point in brief.checkpoints
        for metric in brief.template.metrics_in(point.key)
        for grade in brief.grades
        for cut in metric.cuts_of(grade, point.key)
    ]


def student_label(place: Place) -> str:
    """A child as people pick it from a list: "Morales, Ana · Ruiz · st-417"."""
    student = place.student
    parts = [f"{student.family_name}, {student.given_name}"]
    if place.teacher:
        parts.append(place.teacher.family_name)
    return " · ".join([*parts, student.sourced_id])
