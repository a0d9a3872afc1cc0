"""The Students tab: hidden facts per column, a header, one row per child.

Rows 1-8 are hidden and hold, per score column, what the colours compute from: Google refuses a
conditional format that looks at another tab. Row 9 is the header; scores start below it, so that
no cell lies under two protections with different editors.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TypeVar

from sheet_templates import looks
from sheet_templates.a1 import column_letters
from sheet_templates.columns import ColumnKind, RosterFact
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.cells import (
    FACT_ROWS,
    TAB,
    drawn_facts,
    header_row,
    score_header,
    student_row,
    student_row_key,
    words_of,
)
from sheet_templates.desired.columns import (
    CLASS_COLUMN,
    KEY_COLUMN,
    OWED_FROM,
    OWED_UNTIL,
    DrawnColumn,
    Part,
    drawn_columns,
    excused_column,
    score_column,
)
from sheet_templates.desired.formulas import span_of
from sheet_templates.desired.locks import protections
from sheet_templates.desired.own_colours import own_colours
from sheet_templates.desired.parts import DesiredColumn, DesiredTab, PeoplesArea
from sheet_templates.desired.states import (
    Letters,
    NoteLetters,
    colours,
    is_code,
    is_valid,
    note_colours,
)
from sheet_templates.desired.typed import typed_look, typed_validation
from sheet_templates.desired.views import filter_views
from sheet_templates.drawing import Area, ColumnGroup, ConditionalFormat, Look, Validation
from sheet_templates.filled import NOTE_DUE, NOTE_MISSING_FROM, NOTE_OPENS
from sheet_templates.measures import ScaleKind
from sheet_templates.sentences import sentence

__all__ = [
    "CLASS_COLUMN",
    "FACT_ROWS",
    "FIRST_STUDENT_ROW",
    "HEADER_ROW",
    "KEY_COLUMN",
    "KEY_ROW",
    "TAB",
    "fact_rows",
    "identity_columns",
    "score_column",
    "score_header",
    "student_row_key",
    "students_tab",
]

KEY_ROW = "fact.key"
HEADER_ROW = len(FACT_ROWS)  # counted from 0: the ninth row
FIRST_STUDENT_ROW = HEADER_ROW + 1
_NAMES = (RosterFact.STUDENT_ID, RosterFact.FAMILY_NAME, RosterFact.GIVEN_NAME)
Columns = tuple[DrawnColumn, ...]
K = TypeVar("K")


def fact_rows() -> tuple[str, ...]:
    """The marks of the hidden rows above the header."""
    return tuple(f"fact.{fact}" for fact in FACT_ROWS)


def identity_columns(brief: Brief) -> tuple[str, ...]:
    """The keys of the columns that the service fills."""
    return tuple(column.key for column in drawn_columns(brief) if not column.part.is_peoples)


def students_tab(brief: Brief) -> DesiredTab:
    """The grid itself: every child of the file and every score it owes."""
    columns = drawn_columns(brief)
    sheet_id = brief.sheet_id(TAB)
    at = letters(columns)
    return DesiredTab(
        key=TAB,
        sheet_id=sheet_id,
        title=brief.template.students.title,
        columns=tuple(DesiredColumn(key=c.key, width=c.width, hidden=c.hidden) for c in columns),
        rows=(
            *drawn_facts(brief, columns),
            header_row(brief, columns),
            *(student_row(brief, place, columns) for place in brief.places),
        ),
        frozen_rows=FIRST_STUDENT_ROW,
        frozen_columns=_frozen(columns),
        is_keyed=True,
        stands_under=CLASS_COLUMN,
        peoples_areas=tuple(_peoples_areas(brief, columns)),
        protections=tuple(protections(brief, columns, FIRST_STUDENT_ROW)),
        validations=tuple(_validations(brief, columns, at)),
        conditional_formats=tuple(_colours(brief, columns, at)),
        groups=tuple(_groups(brief, columns)),
        in_view=brief.in_view,
        filled=frozenset(c.key for c in columns if c.part in (Part.EXCUSED, Part.SERVICE)),
        filter_views=tuple(filter_views(brief, columns, at, HEADER_ROW)),
    )


def letters(columns: Columns) -> Letters | None:
    """The letters that the formulas of states begin from; None without any score."""
    span = span_of(columns)
    if not span:
        return None
    keys = [column.key for column in columns]

    def letter(key: str) -> str:
        return column_letters(keys.index(key))

    return Letters(
        score=letter(span[0].key),
        excused=letter(excused_column(span[0].key)),
        owed_from=letter(OWED_FROM),
        owed_until=letter(OWED_UNTIL),
        grade=letter("grade") if "grade" in keys else None,
    )


def _frozen(columns: Columns) -> int:
    """Columns up to the last of a child's names stay in sight."""
    named = [
        at + 1
        for at, one in enumerate(columns)
        if one.column is not None
        and one.column.kind is ColumnKind.ROSTER
        and one.column.roster in _NAMES
    ]
    return max(named, default=1)


def area_of(brief: Brief, first: int, end: int) -> Area:
    """The cells of some columns below the header, down to the end of the tab and beyond."""
    return Area(
        sheet_id=brief.sheet_id(TAB),
        first_row=FIRST_STUDENT_ROW,
        first_column=first,
        end_column=end,
    )


def _runs(columns: Columns, kind: Callable[[DrawnColumn], K]) -> Iterator[tuple[K, int, int]]:
    """Neighbouring columns of one kind: the kind, the first column, the end."""
    for key, run in groupby(enumerate(columns), key=lambda entry: kind(entry[1])):
        places = [at for at, _ in run]
        yield key, places[0], places[-1] + 1


def _peoples_areas(brief: Brief, columns: Columns) -> Iterator[PeoplesArea]:
    def look(column: DrawnColumn) -> Look | None:
        if column.part is Part.FREE:
            return looks.FREE
        if column.part is Part.TYPED and column.column is not None:
            return typed_look(column.column)
        if column.part is Part.SCORE and column.metric is not None:
            scale = brief.template.scale_of(column.metric)
            return looks.score_with(scale.decimals) if scale.is_numeric else looks.SCORE_WORD
        return None

    for found, first, end in _runs(columns, look):
        if found is not None:
            yield PeoplesArea(area=area_of(brief, first, end), look=found)
    free = [at for at, column in enumerate(columns) if column.part is Part.FREE]
    if free:
        header = Area(
            sheet_id=brief.sheet_id(TAB),
            first_row=HEADER_ROW,
            end_row=FIRST_STUDENT_ROW,
            first_column=free[0],
            end_column=free[-1] + 1,
        )
        yield PeoplesArea(area=header, look=looks.FREE_HEADER)


def _validations(brief: Brief, columns: Columns, at: Letters | None) -> Iterator[Validation]:
    """Numbers are checked by a formula, words are chosen from a list; both only warn."""
    codes = tuple(excuse.code for excuse in brief.template.excuse_codes)

    def words(column: DrawnColumn) -> tuple[str, ...] | None:
        if column.part is not Part.SCORE or column.metric is None:
            return None
        scale = brief.template.scale_of(column.metric)
        return () if scale.kind in (ScaleKind.NUMBER, ScaleKind.PERCENT) else words_of(brief, scale)

    for allowed, first, end in _runs(columns, words):
        if allowed is None or at is None:
            continue
        area = area_of(brief, first, end)
        if allowed:
            yield Validation(
                area=area,
                condition="ONE_OF_LIST",
                operands=(*allowed, *codes),
                message=sentence(
                    "One of %(words)s, or a code: %(codes)s.",
                    words=", ".join(allowed),
                    codes=", ".join(codes),
                ),
                shows_choices=True,
            )
        else:
            here = Letters(
                score=column_letters(first),
                excused="",
                owed_from=at.owed_from,
                owed_until=at.owed_until,
                grade=at.grade,
            )
            yield Validation(
                area=area,
                condition="CUSTOM_FORMULA",
                operands=(f"=OR({is_valid(here)},{is_code(here)})",),
                message=sentence(
                    "A score within the scale, or one of %(codes)s.", codes=", ".join(codes)
                ),
            )
    for number, column in enumerate(columns):
        if column.part is Part.TYPED and column.column is not None:
            yield from typed_validation(brief, column.column, area_of(brief, number, number + 1))


def _colours(brief: Brief, columns: Columns, at: Letters | None) -> Iterator[ConditionalFormat]:
    """The state of each cell over all windows at once; the first rule that holds wins."""
    span = span_of(columns)
    if at is not None:
        first = columns.index(span[0])
        area = area_of(brief, first, first + len(span))
        for formula, look in colours(at, brief.template):
            yield ConditionalFormat(area=area, formula=formula, look=look)
    keys = [column.key for column in columns]
    yield from _note_colours(brief, keys)
    yield from own_colours(brief, TAB, keys, FIRST_STUDENT_ROW)


def _note_colours(brief: Brief, keys: list[str]) -> Iterator[ConditionalFormat]:
    if NOTE_OPENS not in keys:
        return
    at = NoteLetters(
        opens=column_letters(keys.index(NOTE_OPENS)),
        due=column_letters(keys.index(NOTE_DUE)),
        missing_from=column_letters(keys.index(NOTE_MISSING_FROM)),
    )
    area = area_of(brief, keys.index(NOTE_DUE), keys.index(NOTE_DUE) + 1)
    for formula, look in note_colours(at, brief.template):
        yield ConditionalFormat(area=area, formula=formula, look=look)


def _groups(brief: Brief, columns: Columns) -> Iterator[ColumnGroup]:
    """Each window folds to its first score; that one column parts it from the next window.

    Google makes neighbouring groups one. Windows that are still ahead are folded, but the first of
    all; none that has begun is, for what is missing in it must be seen.
    """
    for point, first, end in _runs(columns, lambda column: column.checkpoint):
        if point is not None and end - first > 1:
            yield ColumnGroup(
                sheet_id=brief.sheet_id(TAB),
                first=first + 1,
                end=end,
                folded=brief.is_ahead(point) and point.key != brief.in_view,
            )
