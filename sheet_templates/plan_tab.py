"""The edits of one tab: what is missing is made, what is ours and differs is put back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sheet_templates.alignment import Alignment, align, by_position
from sheet_templates.desired.parts import DesiredRow, DesiredTab
from sheet_templates.drawing import Cell, Facet, Mark, Place, Value
from sheet_templates.edits import (
    AddColour,
    AddMark,
    AddTab,
    Dimension,
    DrawEdit,
    DropMark,
    Paint,
    Protect,
    SetFilterView,
    SetLines,
    SetTab,
    TabShape,
    Validate,
    WriteBlock,
    WriteMarkedRow,
)
from sheet_templates.formula_text import fills, resolved, rows_as_read, without_formulas
from sheet_templates.google_json import extended_value
from sheet_templates.locked_out import check_not_locked_out
from sheet_templates.plan_areas import plan_areas
from sheet_templates.plan_groups import new_groups, plan_groups
from sheet_templates.plan_retired import plan_retired
from sheet_templates.relocation import Relocation, relocation
from sheet_templates.snapshot import BLANK, Line, ReadCell, SnapshotTab

Edit = DrawEdit | WriteMarkedRow


def plan_tab(
    tab: DesiredTab,
    index: int,
    marks: Sequence[Mark],
    actual: SnapshotTab | None,
    facets: frozenset[Facet],
) -> list[Edit]:
    """The edits for one tab, in the order in which they must be made."""
    if actual is None:
        return list(_whole_tab(tab, index, marks))
    where = align(tab, actual)
    as_read = rows_as_read(tab, where)
    tab = resolved(tab, where)
    there = relocation(tab, actual.title, where.rows, where.columns)
    edits: list[Edit] = [*where.moves, *where.inserts, *_shape(tab, actual, where, there)]
    edits += _lines(tab, actual, where)
    edits += _cells(tab, actual, where, marks, facets, as_read)
    edits += _marks(marks, actual, where)
    edits += plan_areas(tab, actual, where, there, facets)
    edits += plan_groups(tab, actual, where, there, facets)
    edits += plan_retired(tab, actual, where, facets)
    if Facet.PROTECTIONS in facets:
        check_not_locked_out(tab, actual, where, edits)
    return edits


def _whole_tab(tab: DesiredTab, index: int, marks: Sequence[Mark]) -> Iterator[Edit]:
    where = by_position(tab)
    tab = resolved(tab, where)
    yield AddTab(shape=_shape_of(tab, index, len(tab.rows), len(tab.columns)))
    yield from _lines_of_new_tab(tab)
    yield from (Paint(area=area.area, look=area.look) for area in tab.peoples_areas)
    first = (without_formulas(row.at_first) for row in tab.rows)
    yield from _blocks(tab, where, first, with_values=True)
    yield from fills(tab, where)
    yield from (AddMark(mark=mark) for mark in marks)
    yield from (Validate(validation=validation) for validation in tab.validations)
    for at, colour in enumerate(tab.conditional_formats):
        yield AddColour(index=at, conditional_format=colour)
    yield from (Protect(protection=p, replaces=False) for p in tab.protections)
    yield from new_groups(tab)
    yield from (SetFilterView(view=view, replaces=False) for view in tab.filter_views)


def _shape_of(tab: DesiredTab, index: int, row_count: int, column_count: int) -> TabShape:
    return TabShape(
        sheet_id=tab.sheet_id,
        title=tab.title,
        index=index,
        hidden=tab.hidden,
        row_count=row_count,
        column_count=column_count,
        frozen_rows=tab.frozen_rows,
        frozen_columns=tab.frozen_columns,
    )


def _shape(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, there: Relocation
) -> Iterator[SetTab]:
    """A tab may stand elsewhere and be larger; its name, its freeze and its hiding are ours."""
    made = dict.fromkeys(Dimension, 0)
    for insert in where.inserts:
        made[insert.dimension] += insert.count
    rows = actual.row_count + made[Dimension.ROWS]
    columns = actual.column_count + made[Dimension.COLUMNS]
    held = TabShape(
        sheet_id=actual.sheet_id,
        title=actual.title,
        index=actual.index,
        hidden=actual.is_hidden,
        row_count=rows,
        column_count=columns,
        frozen_rows=actual.frozen_rows,
        frozen_columns=actual.frozen_columns,
    )
    wanted = replace(
        _shape_of(tab, actual.index, max(rows, len(tab.rows)), max(columns, len(tab.columns))),
        frozen_rows=there.count(tab.frozen_rows, there.rows),
        frozen_columns=there.count(tab.frozen_columns, there.columns),
    )
    if wanted != held:
        grows = (wanted.row_count, wanted.column_count) != (rows, columns)
        yield SetTab(shape=wanted, grows=grows)


def _lines_of_new_tab(tab: DesiredTab) -> Iterator[SetLines]:
    for (width, hidden), run in groupby(
        enumerate(tab.columns), key=lambda entry: (entry[1].width, entry[1].hidden)
    ):
        places = [at for at, _ in run]
        yield _set_lines(tab, Dimension.COLUMNS, places[0], places[-1] + 1, hidden, width)
    for is_hidden, run_of_rows in groupby(enumerate(tab.rows), key=lambda entry: entry[1].hidden):
        places = [at for at, _ in run_of_rows]
        if is_hidden:
            yield _set_lines(tab, Dimension.ROWS, places[0], places[-1] + 1, hidden=True)


def _set_lines(
    tab: DesiredTab,
    dimension: Dimension,
    first: int,
    end: int,
    hidden: bool,  # noqa: FBT001
    width: int | None = None,
) -> SetLines:
    return SetLines(
        sheet_id=tab.sheet_id,
        dimension=dimension,
        first=first,
        end=end,
        hidden=hidden,
        width=width,
    )


def _lines(tab: DesiredTab, actual: SnapshotTab, where: Alignment) -> Iterator[SetLines]:
    """Lines that must be hidden and are not, and columns just made.

    What people hide or widen for themselves is theirs.
    """
    for column in tab.columns:
        read_at = where.read_columns.get(column.key)
        if read_at is None or (column.hidden and not _is_hidden(actual.columns, read_at)):
            at = where.columns[column.key]
            yield _set_lines(tab, Dimension.COLUMNS, at, at + 1, column.hidden, column.width)
    for row in tab.rows:
        read_at = where.read_rows.get(row.key)
        if row.hidden and (read_at is None or not _is_hidden(actual.rows, read_at)):
            at = where.rows[row.key]
            yield _set_lines(tab, Dimension.ROWS, at, at + 1, hidden=True)


def _is_hidden(lines: Sequence[Line], at: int) -> bool:
    return at < len(lines) and lines[at].is_hidden


def _cells(
    tab: DesiredTab,
    actual: SnapshotTab,
    where: Alignment,
    marks: Sequence[Mark],
    facets: frozenset[Facet],
    as_read: Mapping[str, DesiredRow],
) -> Iterator[Edit]:
    """Rows just made are written whole; in others, what differs: values by mark, looks in place."""
    made = [row.at_first for row in tab.rows if row.key not in where.read_rows]
    yield from _blocks(tab, where, made, with_values=True)
    mark_of_row = {mark.value: mark for mark in marks if mark.place is Place.ROW}
    for row in tab.rows:
        if row.key not in where.read_rows:
            continue
        values, looks = _differences(as_read.get(row.key, row), actual, where)
        values = [] if row.key in where.parted else values
        anew = {} if row.key in where.parted else _said_anew(row, actual, where)
        if (values or anew) and tab.is_keyed:
            wanted = {key: row.cells[key].value for key in values} | anew
            yield WriteMarkedRow(
                sheet_id=tab.sheet_id,
                metadata_id=mark_of_row[row.key].metadata_id,
                row_key=row.key,
                values=tuple((where.columns[key], value) for key, value in wanted.items()),
            )
        elif values:
            yield from _blocks(tab, where, [_only(row, values)], with_values=True)
        if Facet.FORMATS in facets:
            noted = {column for column in looks if row.cells[column].note}
            for columns in (noted, set(looks) - noted):  # a note that people put there stays
                yield from _blocks(tab, where, [_only(row, columns)], with_values=False)


def _only(row: DesiredRow, columns: Iterable[str]) -> DesiredRow:
    return DesiredRow(key=row.key, cells={key: row.cells[key] for key in columns})


def _differences(
    row: DesiredRow, actual: SnapshotTab, where: Alignment
) -> tuple[list[str], list[str]]:
    """The columns of a row whose value differs, and those whose look or note does."""
    values, looks = [], []
    for column, wanted in row.cells.items():
        read_at = where.read_columns.get(column)
        held = BLANK if read_at is None else actual.cell(where.read_rows[row.key], read_at)
        if not _says(held, wanted):
            values.append(column)
        is_new = read_at is None  # a column just made takes its neighbour's looks
        if is_new or held.look != wanted.look or wanted.note not in {None, held.note}:
            looks.append(column)
    return values, looks


def _said_anew(row: DesiredRow, actual: SnapshotTab, where: Alignment) -> dict[str, Value]:
    """What a row of people's is to say instead of what its author wrote; mostly nothing."""
    if row.rewrite is None:
        return {}

    def says(cells: Mapping[str, Cell]) -> bool:
        return all(_says(held(key), wanted) for key, wanted in cells.items())

    def held(key: str) -> ReadCell:
        read_at = where.read_columns.get(key)
        return BLANK if read_at is None else actual.cell(where.read_rows[row.key], read_at)

    if not any(map(says, row.rewrite.says)):
        return {}
    then = row.rewrite.then.items()
    return {
        key: cell.value for key, cell in then if key in where.columns and not _says(held(key), cell)
    }


def _says(held: ReadCell, wanted: Cell) -> bool:
    value = extended_value(wanted.value)
    return held.is_blank if not value else dict(held.entered) == value


def _blocks(
    tab: DesiredTab, where: Alignment, rows: Iterable[DesiredRow], *, with_values: bool
) -> list[WriteBlock]:
    """The rows' cells as few rectangles: neighbouring cells, then rows of the same span."""
    blocks: list[WriteBlock] = []
    for row in sorted(rows, key=lambda row: where.rows[row.key]):
        for column, cells in _runs(row, where):
            _extend(blocks, tab.sheet_id, where.rows[row.key], column, cells, with_values)
    return blocks


def _extend(
    blocks: list[WriteBlock],
    sheet_id: int,
    row: int,
    column: int,
    cells: tuple[Cell, ...],
    with_values: bool,  # noqa: FBT001
) -> None:
    """Add a run of cells under the block that it continues, else as a new block."""
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        end = block.row + len(block.rows)
        if (end, block.column, len(block.rows[0])) == (row, column, len(cells)):
            blocks[at] = replace(block, rows=(*block.rows, cells))
            return
    blocks.append(
        WriteBlock(
            sheet_id=sheet_id, row=row, column=column, rows=(cells,), with_values=with_values
        )
    )


def _runs(row: DesiredRow, where: Alignment) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Neighbouring cells of a row, each run with the column it starts at."""
    placed = sorted((where.columns[key], cell) for key, cell in row.cells.items())
    for _, run in groupby(enumerate(placed), key=lambda entry: entry[1][0] - entry[0]):
        entries = [entry for _, entry in run]
        yield entries[0][0], tuple(cell for _, cell in entries)


def _marks(
    marks: Sequence[Mark], actual: SnapshotTab, where: Alignment
) -> Iterator[AddMark | DropMark]:
    """The marks that are not there, each on the line where its key stands now.

    One that a row has left behind follows it.
    """
    held = {mark.metadata_id: mark.index for mark in actual.marks}
    for mark in marks:
        at = held.get(mark.metadata_id)
        has_left = mark.place is Place.ROW and at not in {None, where.read_rows.get(mark.value, at)}
        if has_left:
            yield DropMark(sheet_id=actual.sheet_id, metadata_id=mark.metadata_id)
        if has_left or at is None:
            lines = where.rows if mark.place is Place.ROW else where.columns
            yield AddMark(mark=replace(mark, index=lines[mark.value]))
