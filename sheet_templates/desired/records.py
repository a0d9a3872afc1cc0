"""Tabs of records (supports, progress notes, goals ...): people add rows; spare ones carry keys.

A note that was written in a page or card gets a row of its own, made with what it says.

The whole body is one protected range without an end: its people sort, insert and delete there,
nobody else types. Order means nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from sheet_templates import looks
from sheet_templates.columns import Column, ColumnKind, TabRule
from sheet_templates.desired.brief import Brief, WrittenNote
from sheet_templates.desired.columns import KEY_COLUMN
from sheet_templates.desired.lists import student_label
from sheet_templates.desired.own_colours import own_colours
from sheet_templates.desired.parts import (
    DesiredColumn,
    DesiredRow,
    DesiredTab,
    PeoplesArea,
    Rewrite,
)
from sheet_templates.desired.typed import typed_look, typed_validation
from sheet_templates.desired.views import record_views
from sheet_templates.drawing import Area, Cell, Look, Validation, Value
from sheet_templates.format_words import value_word
from sheet_templates.identity import row_key
from sheet_templates.sentences import about, sentence, together

NOTES_TAB = "notes"


def records_tab(brief: Brief, rule: TabRule) -> DesiredTab:
    """A header, and spare rows whose keys are minted beforehand."""
    sheet_id = brief.sheet_id(rule.key)
    columns = rule.drawn_columns
    keys = [KEY_COLUMN, *(column.key for column in columns)]
    header = {KEY_COLUMN: Cell(value="Key", look=looks.HEADER)} | {
        column.key: Cell(value=column.header, look=looks.HEADER, note=column.help or None)
        for column in columns
    }
    people = brief.people_of(rule.edited_by)
    return DesiredTab(
        key=rule.key,
        sheet_id=sheet_id,
        title=rule.title,
        columns=(
            DesiredColumn(key=KEY_COLUMN, width=90, hidden=True),
            *(DesiredColumn(key=c.key, width=c.width, hidden=c.hidden) for c in columns),
        ),
        rows=(
            DesiredRow(key="header", cells=header),
            *_written_rows(brief, rule),
            *_spare_rows(brief, rule),
        ),
        frozen_rows=1,
        is_keyed=True,
        spare_rows=rule.spare_rows,
        peoples_areas=tuple(
            PeoplesArea(area=_below(sheet_id, at), look=_look(column))
            for at, column in enumerate(columns, start=1)
        ),
        protections=(
            brief.protect(
                rule.key,
                "head",
                Area(sheet_id=sheet_id, end_row=1),
                sentence("Headers: the document owner"),
            ),
            brief.protect(
                rule.key,
                "body",
                Area(sheet_id=sheet_id, first_row=1),
                about(
                    rule.title,
                    together([value_word(one.value) for one in rule.edited_by], between=", "),
                ),
                *(person.email for person in people),
            ),
        ),
        validations=tuple(_validations(brief, columns, sheet_id)),
        conditional_formats=tuple(own_colours(brief, rule.key, keys, 1)),
        filter_views=tuple(record_views(brief, rule.key, keys)),
    )


def _written_rows(brief: Brief, rule: TabRule) -> Iterator[DesiredRow]:
    """The notes that were written in a page or card, right below the header, newest first."""
    labels = {place.student.sourced_id: student_label(place) for place in brief.places}
    columns = [column for column in rule.drawn_columns if column.kind.is_typed]
    for note in brief.projections.notes:
        if note.tab == rule.key and note.student in labels:
            now = (note.noted_on, note.support, note.seen, note.strengths)
            said = {"student": labels[note.student], "author": note.author} | _words(now)
            begins_with = {
                column.key: Cell(
                    value=None if note.is_withdrawn else said.get(column.key), look=_look(column)
                )
                for column in columns
            }
            yield DesiredRow(
                key=note.row_key,
                cells={KEY_COLUMN: Cell(value=note.row_key, look=looks.IDENTITY)},
                begins_with=begins_with,
                was_seen=note.was_seen or note.is_withdrawn,
                rewrite=_rewrite(note, now, begins_with),
            )


_WORDS = ("date", "support", "seen", "strengths")


def _words(said: tuple[date, str, str, str]) -> dict[str, Value]:
    return dict(zip(_WORDS, said, strict=True))


def _rewrite(
    note: WrittenNote, now: tuple[date, str, str, str], begins_with: Mapping[str, Cell]
) -> Rewrite | None:
    """How the row follows its author; None while nothing was said anew.

    A withdrawn one is emptied only where people have added nothing of their own beside it either.
    """
    written = dict.fromkeys((*note.earlier, now) if note.is_withdrawn else note.earlier)
    if not note.is_withdrawn:
        written.pop(now, None)
    if not written:
        return None
    others = begins_with.keys() - {*_WORDS, "student", "author"} if note.is_withdrawn else ()
    return Rewrite(
        says=tuple(
            {key: Cell(value=value) for key, value in _words(one).items() if key in begins_with}
            | {key: Cell() for key in others}
            for one in written
        ),
        then={key: cell for key, cell in begins_with.items() if note.is_withdrawn or key in _WORDS},
    )


def _spare_rows(brief: Brief, rule: TabRule) -> Iterator[DesiredRow]:
    for number in range(max(brief.minted.get(rule.key, 0), rule.spare_rows)):
        key = row_key(brief.tracker_id, rule.key, str(number))
        yield DesiredRow(key=key, cells={KEY_COLUMN: Cell(value=key, look=looks.IDENTITY)})


def _below(sheet_id: int, at: int) -> Area:
    return Area(sheet_id=sheet_id, first_row=1, first_column=at, end_column=at + 1)


def _look(column: Column) -> Look:
    if column.kind in (ColumnKind.SERVICE, ColumnKind.FORMULA):
        return looks.DERIVED
    return typed_look(column)


def _validations(brief: Brief, columns: tuple[Column, ...], sheet_id: int) -> Iterator[Validation]:
    for at, column in enumerate(columns, start=1):
        yield from typed_validation(brief, column, _below(sheet_id, at))
