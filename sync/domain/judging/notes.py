"""What is worth knowing of a tab and changes nothing: hidden lines, notes on cells."""

from collections.abc import Iterator, Mapping
from operator import attrgetter

from sheet_templates.a1 import a1
from sheet_templates.sentences import sentence
from sync.domain.entries import CellIssue, Weight
from sync.domain.judging.cells import Grid
from sync.domain.judging.findings import line_issue, whole_column, whole_row

_NOTE = attrgetter("note")


def line_notes(grid: Grid, rows: Mapping[str, int]) -> Iterator[CellIssue]:
    """Children's rows and entry columns that people hid, and the notes on cells."""
    tab, wanted = grid.tab, grid.wanted
    for row_key, row in rows.items():
        if row < len(tab.rows) and tab.rows[row].is_hidden:
            yield line_issue(
                wanted.key,
                whole_row(row),
                "row_hidden",
                sentence("Row %(row)s is hidden; it is read all the same.", row=row + 1),
                row_key=row_key,
                weight=Weight.NOTED,
            )
    for column in wanted.entry_columns:
        at = grid.columns.get(column.key)
        if at is not None and at < len(tab.columns) and tab.columns[at].is_hidden:
            yield line_issue(
                wanted.key,
                whole_column(at),
                "column_hidden",
                sentence(
                    "The column %(column)s is hidden; it is read all the same.", column=column.title
                ),
                column_key=column.key,
                weight=Weight.NOTED,
            )
    yield from _cell_notes(grid, rows)


def _cell_notes(grid: Grid, rows: Mapping[str, int]) -> Iterator[CellIssue]:
    noted = {at for at, cells in enumerate(grid.tab.cells) if any(map(_NOTE, cells))}
    for row_key, row in rows.items():
        for column_key, at in grid.columns.items() if row in noted else ():
            note = grid.tab.cell(row, at).note
            if note:
                message = sentence(
                    'A note stands on %(row)s: "%(note)s". It is kept with the row; where '
                    "the team should read it, write it as a progress note.",
                    row=a1(row, at),
                    note=note,
                )
                yield line_issue(
                    grid.wanted.key,
                    a1(row, at),
                    "cell_note",
                    message,
                    column_key=column_key,
                    row_key=row_key,
                    raw=note,
                    weight=Weight.NOTED,
                )
