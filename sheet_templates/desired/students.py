"""The Students tab: hidden facts per column, a header, one row per child.

Rows 1-8 are hidden and hold, per score column, what the colours compute from: Google refuses a
conditional format that looks at another tab. Row 9 is the header; scores start below it, so that
no cell lies under two protections with different editors.
"""

from collections.abc import Iterator
from datetime import date

from sheet_templates import looks
from sheet_templates.dates import long_day, short_day
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.parts import DesiredColumn, DesiredRow, DesiredTab, PeoplesArea
from sheet_templates.drawing import Area, Cell, ConditionalFormat, Look, Protection, Validation
from sheet_templates.identity import row_key
from sheet_templates.measures import Metric, whole
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import Checkpoint
from sheet_templates.team import Place

TAB = "students"
KEY_COLUMN = "key"
CLASS_COLUMN = "class"
KEY_ROW = "fact.key"
FACT_ROWS = ("key", "opens", "due", "missing_from", "lowest", "highest", "codes", "cut")
HEADER_ROW = len(FACT_ROWS)  # counted from 0: the ninth row
FIRST_STUDENT_ROW = HEADER_ROW + 1

_OWED_FROM, _OWED_UNTIL = "C", "D"  # the columns' letters in formulas
_IDENTITY = (
    ("key", "Key", 90, True),
    (CLASS_COLUMN, "Class id", 90, True),
    ("owed_from", "Owed from", 90, True),
    ("owed_until", "Owed until", 90, True),
    ("student_id", "Student id", 120, False),
    ("family_name", "Last name", 120, False),
    ("given_name", "First name", 110, False),
    ("teacher", "Teacher", 130, False),
)
_FIRST_SCORE_COLUMN = len(_IDENTITY)


def score_column(checkpoint: str, metric: str) -> str:
    """The key of the column that holds a metric's scores at a checkpoint."""
    return f"{checkpoint}.{metric}"


def fact_rows() -> tuple[str, ...]:
    """The marks of the hidden rows above the header."""
    return tuple(f"fact.{fact}" for fact in FACT_ROWS)


def score_header(checkpoint: Checkpoint, metric: Metric) -> str:
    """What stands above a metric's scores at a checkpoint."""
    return f"{checkpoint.title} {metric.title.lower()}\ndue {short_day(checkpoint.due_on)}"


def identity_columns() -> tuple[str, ...]:
    """The keys of the columns that say whose a row is; all are ours."""
    return tuple(key for key, _, _, _ in _IDENTITY)


def student_row_key(tracker_id: str, student: str) -> str:
    """The key of a child's row in a tracker."""
    return row_key(tracker_id, TAB, student)


def students_tab(brief: Brief) -> DesiredTab:
    """The grid itself: every child of the grade and every score it owes."""
    scores = _scores_area(brief)
    return DesiredTab(
        key=TAB,
        sheet_id=brief.sheet_id(TAB),
        title="Students",
        columns=tuple(_columns(brief)),
        rows=(
            *_fact_rows(brief),
            _header_row(brief),
            *(_student_row(brief, place) for place in brief.places),
        ),
        frozen_rows=FIRST_STUDENT_ROW,
        frozen_columns=7,
        is_keyed=True,
        stands_under=CLASS_COLUMN,
        peoples_areas=(PeoplesArea(area=scores, look=looks.SCORE),),
        protections=tuple(_protections(brief)),
        validations=(_validation(brief.template, scores),),
        conditional_formats=tuple(_colours(scores)),
    )


def _score_columns(brief: Brief) -> Iterator[tuple[str, Checkpoint, Metric]]:
    for checkpoint in brief.checkpoints:
        for metric in brief.template.metrics_in(checkpoint.key):
            yield score_column(checkpoint.key, metric.key), checkpoint, metric


def _columns(brief: Brief) -> Iterator[DesiredColumn]:
    for key, _, width, hidden in _IDENTITY:
        yield DesiredColumn(key=key, width=width, hidden=hidden)
    for key, _, _ in _score_columns(brief):
        yield DesiredColumn(key=key, width=125)


def _fact_rows(brief: Brief) -> Iterator[DesiredRow]:
    for fact in FACT_ROWS:
        label = Cell(value=fact, look=looks.FACT_TEXT)
        cells = {
            column: _fact(fact, column, checkpoint, metric, brief.template)
            for column, checkpoint, metric in _score_columns(brief)
        }
        yield DesiredRow(key=f"fact.{fact}", cells={KEY_COLUMN: label} | cells, hidden=True)


def _fact(
    fact: str, column: str, checkpoint: Checkpoint, metric: Metric, template: TrackerTemplate
) -> Cell:
    scale = template.scale_of(metric)
    facts: dict[str, tuple[str | float | date | None, Look]] = {
        "key": (column, looks.FACT_TEXT),
        "opens": (checkpoint.opens_on, looks.FACT_DATE),
        "due": (checkpoint.due_on, looks.FACT_DATE),
        "missing_from": (checkpoint.missing_from, looks.FACT_DATE),
        "lowest": (whole(scale.lowest), looks.FACT_NUMBER),
        "highest": (whole(scale.highest), looks.FACT_NUMBER),
        "codes": (codes_as_one_text(template), looks.FACT_TEXT),
        "cut": (None, looks.FACT_NUMBER),  # only proficiency has one
    }
    value, look = facts[fact]
    return Cell(value=value, look=look)


def codes_as_one_text(template: TrackerTemplate) -> str:
    """The excuse codes as the colour rules search them: |ABS|EX|."""
    return f"|{'|'.join(excuse.code.upper() for excuse in template.excuse_codes)}|"


def _header_row(brief: Brief) -> DesiredRow:
    cells = {key: Cell(value=header, look=looks.HEADER) for key, header, _, _ in _IDENTITY}
    for column, checkpoint, metric in _score_columns(brief):
        scale = brief.template.scale_of(metric)
        cells[column] = Cell(
            value=score_header(checkpoint, metric),
            look=looks.HEADER,
            note=(
                f"{metric.title}, {scale.title}: {scale.in_words}, "
                f"or a code ({', '.join(e.code for e in brief.template.excuse_codes)}). "
                f"The class's teacher enters it from {long_day(checkpoint.opens_on)} "
                f"to {long_day(checkpoint.due_on)}."
                + (f" {checkpoint.why}" if checkpoint.why else "")
            ),
        )
    return DesiredRow(key="header", cells=cells)


def _student_row(brief: Brief, place: Place) -> DesiredRow:
    student, enrollment = place.student, place.enrollment
    key = student_row_key(brief.tracker_id, student.sourced_id)
    texts = {
        KEY_COLUMN: key,
        "class": enrollment.school_class if enrollment else None,
        "student_id": student.sourced_id,
        "family_name": student.family_name,
        "given_name": student.given_name,
        "teacher": place.teacher.name if place.teacher else None,
    }
    dates = {
        "owed_from": enrollment.begins_on if enrollment else None,
        "owed_until": enrollment.ends_on if enrollment else None,
    }
    return DesiredRow(
        key=key,
        cells={name: Cell(value=text, look=looks.IDENTITY) for name, text in texts.items()}
        | {name: Cell(value=day, look=looks.IDENTITY_DATE) for name, day in dates.items()},
    )


def _scores_area(brief: Brief) -> Area:
    """All cells for scores, down to the end of the tab and beyond: future rows are covered.

    Columns that people add to the right are their own: no colours, no validation, no protection.
    """
    return Area(
        sheet_id=brief.sheet_id(TAB),
        first_row=FIRST_STUDENT_ROW,
        first_column=_FIRST_SCORE_COLUMN,
        end_column=_FIRST_SCORE_COLUMN + len(list(_score_columns(brief))),
    )


def _protections(brief: Brief) -> Iterator[Protection]:
    sheet_id = brief.sheet_id(TAB)
    yield brief.protect(
        TAB,
        "head",
        Area(sheet_id=sheet_id, end_row=FIRST_STUDENT_ROW),
        "Headers: the document owner",
    )
    yield brief.protect(
        TAB,
        "identity",
        Area(sheet_id=sheet_id, first_row=FIRST_STUDENT_ROW, end_column=_FIRST_SCORE_COLUMN),
        "Ids and names: from the roster",
    )
    yield brief.protect(
        TAB,
        "scores",
        _scores_area(brief),
        "Scores: this grade's teachers",
        *(teacher.email for teacher in brief.team.teachers),
    )


# In these formulas I is the first score column and row 10 the first child: Google shifts them.
_SCORE, _CODES = "I10", "I$7"
_IS_CODE = f'ISNUMBER(SEARCH("|"&UPPER(TRIM({_SCORE}))&"|",{_CODES}))'
_NOT_OWED = f'OR(TODAY()<I$2,I$3<${_OWED_FROM}10,AND(${_OWED_UNTIL}10<>"",I$3>${_OWED_UNTIL}10))'


def _validation(template: TrackerTemplate, scores: Area) -> Validation:
    codes = ", ".join(excuse.code for excuse in template.excuse_codes)
    return Validation(
        area=scores,
        condition="CUSTOM_FORMULA",
        operands=(
            (
                f"=OR(AND(ISNUMBER({_SCORE}),{_SCORE}>=I$5,{_SCORE}<=I$6),"
                f"AND(ISTEXT({_SCORE}),{_IS_CODE}))"
            ),
        ),
        message=f"A score within the scale, or one of {codes}.",
    )


def _colours(scores: Area) -> Iterator[ConditionalFormat]:
    """The state of each cell; the first rule that holds wins."""
    rules = (
        (f'AND({_SCORE}="",{_NOT_OWED})', looks.NOT_OWED),
        (f"AND(ISTEXT({_SCORE}),{_IS_CODE})", looks.EXCUSED),
        (f'AND({_SCORE}="",TODAY()>=I$4)', looks.MISSING),
        (f'AND({_SCORE}="",TODAY()>I$3)', looks.LATE),
        (f'AND({_SCORE}="",TODAY()>=I$2)', looks.OPEN),
        (f"AND(ISNUMBER({_SCORE}),OR({_SCORE}<I$5,{_SCORE}>I$6))", looks.OUT_OF_RANGE),
    )
    for formula, look in rules:
        yield ConditionalFormat(area=scores, formula=f"={formula}", look=look)
