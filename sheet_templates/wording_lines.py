"""What a plan does to rows and columns: made, moved, hidden, shown again; in sentences."""

from collections.abc import Iterator

from sheet_templates.counting import some
from sheet_templates.drawing import RETIRED_MARK
from sheet_templates.edits import Dimension, InsertLines, SetLines
from sheet_templates.plan_retired import retired_columns, returned_columns
from sheet_templates.sentences import Sentence, sentence, several
from sheet_templates.tab_change import TabChange, is_child


def line_sentences(change: TabChange) -> Iterator[str]:
    """Rows and columns that are made, moved, hidden or shown again."""
    tab, where = change.tab, change.where
    rows = [row for row in tab.rows if row.key not in where.read_rows and not is_child(row)]
    written = [row for row in rows if row.begins_with]
    if written:
        yield several(
            "write %(count)s note from pages and cards into %(tab)s",
            "write %(count)s notes from pages and cards into %(tab)s",
            len(written),
            tab=tab.title,
        )
        rows = [row for row in rows if row not in written]
    below = [row for row in rows if row in tab.blank_rows]
    if tab.spare_rows and below:
        yield several(
            "add %(count)s blank row to %(tab)s",
            "add %(count)s blank rows to %(tab)s",
            len(below),
            tab=tab.title,
        )
        rows = [row for row in rows if row not in below]
    if rows:
        yield several(
            "put back %(count)s row of %(tab)s",
            "put back %(count)s rows of %(tab)s",
            len(rows),
            tab=tab.title,
        )
    columns = [change.title(c.key) for c in tab.columns if c.key not in where.read_columns]
    if columns:
        yield several(
            "add the column %(titles)s to %(tab)s",
            "add the columns %(titles)s to %(tab)s",
            len(columns),
            titles=some(columns),
            tab=tab.title,
        )
    yield from _put_away(change)
    own = {column.key for column in tab.columns}
    places = {change.where.columns[key] for key in own & change.where.columns.keys()}
    hidden = [
        edit
        for edit in change.of_kind(SetLines)
        if edit.hidden and not (change.of_kind(InsertLines) or columns)
        if edit.dimension is Dimension.ROWS or edit.first in places
    ]
    if hidden and tab.peoples_areas:
        yield sentence("hide the helper lines of %(tab)s again", tab=tab.title)


def _put_away(change: TabChange) -> Iterator[str]:
    """Columns that the template no longer asks for, and those that it asks for again."""
    marked = {mark.value for mark in change.actual.marks if mark.key == RETIRED_MARK}
    for key, at in retired_columns(change.tab, change.actual).items():
        if key in marked:
            continue
        actual = change.actual
        kept = sum(
            not actual.cell(row, at).is_blank and "formulaValue" not in actual.cell(row, at).entered
            for row in range(change.tab.frozen_rows, actual.row_count)
        )
        header = actual.cell(change.tab.frozen_rows - 1, at).entered.get("stringValue", key)
        yield _hidden(" ".join(str(header).split()), kept)
    for key in returned_columns(change.tab, change.actual):
        yield sentence(
            'show the column "%(column)s" again, with what stands in it', column=change.title(key)
        )


def _hidden(column: str, kept: int) -> Sentence:
    if not kept:
        return sentence('hide the column "%(column)s"', column=column)
    return several(
        'hide the column "%(column)s", whose %(count)s entry is kept',
        'hide the column "%(column)s", whose %(count)s entries are kept',
        kept,
        column=column,
    )
