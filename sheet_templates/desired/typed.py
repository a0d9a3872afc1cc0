"""Columns that people type, on any tab: how they look and what they warn of."""

from collections.abc import Iterator

from sheet_templates import looks
from sheet_templates.columns import Column, ColumnKind
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.lists import (
    METRIC_COLUMN,
    STUDENT_COLUMN,
    lists_place,
    metric_titles,
    others_before_students,
)
from sheet_templates.drawing import Area, Look, Validation
from sheet_templates.measures import plain
from sheet_templates.sentences import sentence

_PATTERNS = {
    ColumnKind.DATE: looks.NOTE_DATE,
    ColumnKind.NUMBER: looks.NOTE_NUMBER,
    ColumnKind.PERCENT: looks.NOTE_NUMBER,
    ColumnKind.YES_NO: looks.CHECKBOX,
}


def typed_look(column: Column) -> Look:
    """The look of cells that people fill."""
    return _PATTERNS.get(column.kind, looks.NOTE_TEXT)


def typed_validation(brief: Brief, column: Column, area: Area) -> Iterator[Validation]:
    """The rule of a column, if its kind has one; a rule warns and never refuses."""
    if column.kind is ColumnKind.DATE:
        yield Validation(
            area=area, condition="DATE_IS_VALID", operands=(), message=sentence("A date.")
        )
    elif column.kind is ColumnKind.YES_NO:
        yield Validation(area=area, condition="BOOLEAN", operands=(), shows_choices=True)
    elif column.kind in (ColumnKind.CHOICE, ColumnKind.LEVEL):
        yield _list(area, column.choices)
    elif column.kind in (ColumnKind.NUMBER, ColumnKind.PERCENT):
        yield from _number(column, area)
    else:
        yield from _of_lists(brief, column, area)


def _list(area: Area, choices: tuple[str, ...]) -> Validation:
    return Validation(
        area=area,
        condition="ONE_OF_LIST",
        operands=choices,
        message=sentence("One of %(words)s.", words=", ".join(choices)),
        shows_choices=True,
    )


def _number(column: Column, area: Area) -> Iterator[Validation]:
    lowest, highest = column.lowest, column.highest
    if column.kind is ColumnKind.PERCENT:
        lowest, highest = lowest or 0, 100 if highest is None else highest
    if lowest is not None and highest is not None:
        yield Validation(
            area=area,
            condition="NUMBER_BETWEEN",
            operands=(plain(lowest), plain(highest)),
            message=sentence(
                "A number from %(lowest)s to %(highest)s.",
                lowest=plain(lowest),
                highest=plain(highest),
            ),
        )


def _of_lists(brief: Brief, column: Column, area: Area) -> Iterator[Validation]:
    """Choices that stand on Lists; "Whole class" and the like stand above the students there."""
    lists = lists_place(brief.template)
    above = len(others_before_students(brief.template))
    if column.kind is ColumnKind.STUDENT and brief.places:
        first = 2 if column.choices else 2 + above
        last = 1 + above + len(brief.places)
        at = f"={lists}!${STUDENT_COLUMN}${first}:${STUDENT_COLUMN}${last}"
        message = sentence("Choose one of this file's students.")
    elif column.kind is ColumnKind.METRIC:
        last = 1 + len(metric_titles(brief.template))
        at = f"={lists}!${METRIC_COLUMN}$2:${METRIC_COLUMN}${last}"
        message = sentence("Choose one of this file's metrics.")
    else:
        return
    yield Validation(
        area=area, condition="ONE_OF_RANGE", operands=(at,), message=message, shows_choices=True
    )
