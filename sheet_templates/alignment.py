"""Where the rows and columns of a desired tab stand in the tab as it is, and which must be made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheet_templates.desired.parts import DesiredTab
from sheet_templates.edits import Dimension, InsertLines
from sheet_templates.snapshot import SnapshotTab


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Positions by key: as read, and after the inserts; a key that was not read is made."""

    rows: Mapping[str, int]
    columns: Mapping[str, int]
    read_rows: Mapping[str, int]
    read_columns: Mapping[str, int]
    inserts: tuple[InsertLines, ...]


def align(tab: DesiredTab, actual: SnapshotTab) -> Alignment:
    """Rows and columns by their marks, then by the key in the key column, else by position.

    A line that is missing is inserted after the one that precedes it in the desired tab, wherever
    people have moved that one.
    """
    if not tab.is_keyed:
        return by_position(tab)
    read_rows = _row_keys(tab, actual)
    read_columns = [line.key for line in actual.columns[: actual.column_count]]
    columns, new_columns = _place([column.key for column in tab.columns], read_columns)
    rows, new_rows = _place([row.key for row in tab.rows], read_rows)
    return Alignment(
        rows=rows,
        columns=columns,
        read_rows=_index(read_rows),
        read_columns=_index(read_columns),
        inserts=(
            *_gather(tab.sheet_id, Dimension.COLUMNS, new_columns),
            *_gather(tab.sheet_id, Dimension.ROWS, new_rows),
        ),
    )


def by_position(tab: DesiredTab) -> Alignment:
    """The alignment of a tab that is made whole, or that is the service's alone."""
    rows = _index([row.key for row in tab.rows])
    columns = _index([column.key for column in tab.columns])
    return Alignment(rows=rows, columns=columns, read_rows=rows, read_columns=columns, inserts=())


def _index(keys: Sequence[str | None]) -> dict[str, int]:
    """The first place of each key."""
    return {key: at for at, key in reversed(list(enumerate(keys))) if key is not None}


def _row_keys(tab: DesiredTab, actual: SnapshotTab) -> list[str | None]:
    """Each row's key: its mark, or where the mark is lost the text in the first column."""
    known = {row.key for row in tab.rows}
    keys: list[str | None] = []
    taken: set[str] = {line.key for line in actual.rows if line.key}
    for at in range(actual.row_count):
        key = actual.row_key(at)
        text = actual.cell(at, 0).entered.get("stringValue")
        if key is None and text in known and text not in taken:
            key = text
            taken.add(text)
        keys.append(key)
    return keys


def _place(
    wanted: Iterable[str], present: Iterable[str | None]
) -> tuple[dict[str, int], list[int]]:
    """The final position of each key, and where lines are inserted, in that order."""
    line = list(present)
    inserts: list[int] = []
    cursor = -1
    for key in wanted:
        if key in line:
            cursor = line.index(key)
        else:
            cursor += 1
            line.insert(cursor, key)
            inserts.append(cursor)
    return _index(line), inserts


def _gather(sheet_id: int, dimension: Dimension, indices: Sequence[int]) -> list[InsertLines]:
    """Neighbouring inserts as one; each index already counts those made before it."""
    gathered: list[InsertLines] = []
    for index in indices:
        last = gathered[-1] if gathered else None
        if last and index == last.index + last.count:
            gathered[-1] = InsertLines(
                sheet_id=sheet_id, dimension=dimension, index=last.index, count=last.count + 1
            )
        else:
            gathered.append(
                InsertLines(sheet_id=sheet_id, dimension=dimension, index=index, count=1)
            )
    return gathered
