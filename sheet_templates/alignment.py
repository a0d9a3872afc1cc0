"""Where the rows and columns of a desired tab stand in the tab as it is, and which must be made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sheet_templates.desired.parts import DesiredRow, DesiredTab
from sheet_templates.edits import Dimension, InsertLines, MoveRow
from sheet_templates.errors import DriftError
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import SnapshotTab

_TELLING_ROWS = 3  # of a tab without headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Positions by key: as read, and after the inserts; a key that was not read is made.

    Moves come before the inserts. `parted` are rows whose mark and key cell name different rows;
    nothing of theirs is put back.
    """

    rows: Mapping[str, int]
    columns: Mapping[str, int]
    read_rows: Mapping[str, int]
    read_columns: Mapping[str, int]
    inserts: tuple[InsertLines, ...]
    moves: tuple[MoveRow, ...] = ()
    parted: frozenset[str] = frozenset()

    @property
    def shifts(self) -> bool:
        """Whether places change, so that what has a place has to be set anew."""
        return bool(self.inserts or self.moves)


def align(tab: DesiredTab, actual: SnapshotTab) -> Alignment:
    """Rows and columns by their marks, then by what stands in their key cells, else by position.

    A line that is missing is inserted after the one that precedes it in the desired tab, wherever
    people have moved that one. DriftError when a child's row was sorted or pasted apart.
    """
    if not tab.is_keyed:
        return by_position(tab)
    texts = _row_texts(tab)
    key_column = key_column_of(tab, actual)
    read_rows = _row_keys(tab, actual, texts, key_column)
    read_columns = _column_keys(tab, actual, _index(read_rows))
    _check_unnamed(tab, actual, read_rows, read_columns)
    column_line, new_columns = _place([column.key for column in tab.columns], read_columns)
    line, moves = _move(tab, read_rows, _moving(tab, actual, read_rows, read_columns))
    line, new_rows = _place([row.key for row in tab.rows], line)
    return Alignment(
        rows=_index(line),
        columns=_index(column_line),
        read_rows=_index(read_rows),
        read_columns=_index(read_columns),
        inserts=(
            *_gather(tab.sheet_id, Dimension.COLUMNS, new_columns, actual.column_count),
            *_gather(tab.sheet_id, Dimension.ROWS, new_rows, actual.row_count),
        ),
        moves=moves,
        parted=_parted(tab, actual, key_column),
    )


def by_position(tab: DesiredTab) -> Alignment:
    """The alignment of a tab that is made whole, or that is the service's alone."""
    rows = _index([row.key for row in tab.rows])
    columns = _index([column.key for column in tab.columns])
    return Alignment(rows=rows, columns=columns, read_rows=rows, read_columns=columns, inserts=())


def _index(keys: Sequence[str | None]) -> dict[str, int]:
    """The first place of each key."""
    return {key: at for at, key in reversed(list(enumerate(keys))) if key is not None}


def _row_texts(tab: DesiredTab) -> dict[str, str]:
    """The row that each text of the key column names; a text that names several names none."""
    first = tab.columns[0].key
    named = [(row.cells[first].value, row.key) for row in tab.rows if first in row.cells]
    times = Counter(text for text, _ in named)
    return {text: key for text, key in named if isinstance(text, str) and text and times[text] == 1}


def _text(actual: SnapshotTab, row: int, column: int) -> str:
    return str(actual.cell(row, column).entered.get("stringValue", ""))


def key_column_of(tab: DesiredTab, actual: SnapshotTab) -> int:
    """The column with the key column's mark; where that is lost, the one with most known keys."""
    marked = actual.column_of(tab.columns[0].key)
    if marked is not None:
        return marked
    texts = _row_texts(tab)
    return max(
        range(actual.column_count),
        key=lambda column: sum(
            _text(actual, row, column) in texts for row in range(actual.row_count)
        ),
        default=0,
    )


def _row_keys(
    tab: DesiredTab, actual: SnapshotTab, texts: Mapping[str, str], key_column: int
) -> list[str | None]:
    """Each row's key: its mark, or where the mark is lost what its key cell says.

    A row that was cut and pasted has left its mark on the blank row where it stood.
    """
    known = {row.key for row in tab.rows}
    left = _left_behind(actual, texts, key_column)
    marks = [None if at in left else actual.row_key(at) for at in range(actual.row_count)]
    taken = known.intersection(mark for mark in marks if mark)
    keys: list[str | None] = []
    for at, mark in enumerate(marks):
        said = None if mark else texts.get(_text(actual, at, key_column))
        if said in taken:
            said = None
        elif said:
            taken.add(said)
        keys.append(mark or said)
    return keys


def _left_behind(actual: SnapshotTab, texts: Mapping[str, str], key_column: int) -> frozenset[int]:
    """The blank rows whose marks name what now says its key in one other row, without a mark."""
    unmarked = (at for at in range(actual.row_count) if actual.row_key(at) is None)
    said = Counter(texts.get(_text(actual, at, key_column)) for at in unmarked)
    return frozenset(
        at
        for at in range(actual.row_count)
        if (mark := actual.row_key(at)) is not None
        and said[mark] == 1
        and all(cell.is_blank for cell in actual.row(at))
    )


def _column_keys(
    tab: DesiredTab, actual: SnapshotTab, read_rows: Mapping[str, int]
) -> list[str | None]:
    """Each column's key: its mark, or where the mark is lost what the rows at the top say."""
    keys = [
        actual.columns[at].key if at < len(actual.columns) else None
        for at in range(actual.column_count)
    ]
    for column in tab.columns:
        if column.key not in keys:
            at = _column_by_text(tab, actual, read_rows, column.key, keys)
            if at is not None:
                keys[at] = column.key
    return keys


def _column_by_text(
    tab: DesiredTab,
    actual: SnapshotTab,
    read_rows: Mapping[str, int],
    column: str,
    keys: Sequence[str | None],
) -> int | None:
    """The one column without a mark in which a row at the top says what it should say there."""
    for row in tab.rows[: tab.frozen_rows or _TELLING_ROWS]:
        texts = [cell.value for cell in row.cells.values()]
        wanted = row.cells[column].value if column in row.cells else None
        at_row = read_rows.get(row.key)
        if isinstance(wanted, str) and texts.count(wanted) == 1 and at_row is not None:
            free = [at for at, key in enumerate(keys) if key is None]
            found = [at for at in free if _text(actual, at_row, at) == wanted]
            if len(found) == 1:
                return found[0]
    return None


def _check_unnamed(
    tab: DesiredTab,
    actual: SnapshotTab,
    read_rows: Sequence[str | None],
    read_columns: Sequence[str | None],
) -> None:
    """DriftError when a line is missing and another, that nothing names, holds people's values.

    It may be the missing one; making that anew would leave its values to nobody.
    """
    known_rows, known_columns = _index(read_rows), _index(read_columns)
    typed = [c.key for c in tab.columns if all(c.key not in row.cells for row in _bodies(tab))]
    lost_rows = [row.key for row in _bodies(tab) if row.key not in known_rows]
    places = [known_columns[key] for key in typed if key in known_columns]
    unnamed_rows = [
        at + 1
        for at, key in enumerate(read_rows)
        if lost_rows and key is None and any(not actual.cell(at, c).is_blank for c in places)
    ]
    lost_columns = [key for key in typed if _bodies(tab) and key not in known_columns]
    heads = [known_rows[row.key] for row in tab.rows[: tab.frozen_rows] if row.key in known_rows]
    bodies = [known_rows[row.key] for row in _bodies(tab) if row.key in known_rows]
    unnamed_columns = [
        at + 1
        for at, key in enumerate(read_columns)
        if lost_columns
        and key is None
        and all(actual.cell(row, at).is_blank for row in heads)
        and any(not actual.cell(row, at).is_blank for row in bodies)
    ]
    if unnamed_rows:
        raise DriftError(
            sentence(
                "In the tab %(tab)s, rows %(numbers)s hold entries but nothing says whose: keys "
                "and marks are gone, and rows are missing. Undo that (File, Version history), "
                "then run it again; nothing was written.",
                tab=actual.title,
                numbers=", ".join(map(str, unnamed_rows)),
            )
        )
    if unnamed_columns:
        raise DriftError(
            sentence(
                "In the tab %(tab)s, columns %(numbers)s hold entries but nothing says whose: "
                "keys and marks are gone, and columns are missing. Undo that (File, Version "
                "history), then run it again; nothing was written.",
                tab=actual.title,
                numbers=", ".join(map(str, unnamed_columns)),
            )
        )


def _bodies(tab: DesiredTab) -> list[DesiredRow]:
    """The rows that are a child's: below the headers, with more of ours in them than a key."""
    return [row for row in tab.rows[tab.frozen_rows :] if len(row.cells) > 1]


def _parted(tab: DesiredTab, actual: SnapshotTab, key_column: int) -> frozenset[str]:
    """The rows whose key cell holds the key of another row.

    Names put back beside another child's scores would give those scores to the wrong child. A
    row of which only the key is ours (a note) harms nobody: it is left as it is.
    """
    first = tab.columns[0].key
    own = {row.key: row for row in tab.rows if first in row.cells}
    keys = {row.key for row in own.values() if row.cells[first].value == row.key}
    parted = {
        mark: at
        for at in range(actual.row_count)
        if (mark := actual.row_key(at)) in keys
        and (text := _text(actual, at, key_column)) != mark
        and text in keys
    }
    named = [at + 1 for key, at in parted.items() if len(own[key].cells) > 1]
    if named:
        raise DriftError(
            sentence(
                "In the tab %(tab)s, rows %(rows)s were sorted or pasted apart: their hidden keys "
                "name other children. Undo that (File, Version history), then run it again; "
                "nothing was written.",
                tab=actual.title,
                rows=", ".join(map(str, named)),
            )
        )
    return frozenset(key for key in parted if key is not None)


def _place(
    wanted: Iterable[str], present: Iterable[str | None]
) -> tuple[list[str | None], list[int]]:
    """The lines with what is missing in its place, and where it was inserted, in that order."""
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
    return line, inserts


def _moving(
    tab: DesiredTab,
    actual: SnapshotTab,
    read_rows: Sequence[str | None],
    read_columns: Sequence[str | None],
) -> list[str]:
    """The rows that say another class than they should; one that says none stays where it is.

    Only these move: whoever sorted the tab otherwise is left their order.
    """
    at_row, at_column = _index(read_rows), _index(read_columns).get(tab.stands_under or "")
    if tab.stands_under is None or at_column is None:
        return []
    wanted = {
        row.key: row.cells[tab.stands_under].value
        for row in tab.rows[tab.frozen_rows :]
        if tab.stands_under in row.cells and row.key in at_row
    }
    return [
        key
        for key, value in wanted.items()
        if value and _text(actual, at_row[key], at_column) not in {"", value}
    ]


def _move(
    tab: DesiredTab, present: Sequence[str | None], moving: Sequence[str]
) -> tuple[list[str | None], tuple[MoveRow, ...]]:
    """The lines after the moves; each row goes right below the one that is to precede it."""
    line, moves = list(present), []
    wanted = [row.key for row in tab.rows if row.key in line]
    for key in moving:
        old = line.index(key)
        above = wanted[: wanted.index(key)]
        before = line.index(above[-1]) + 1 if above else old
        if before not in {old, old + 1}:
            moves.append(MoveRow(sheet_id=tab.sheet_id, row=old, before=before))
            del line[old]
            line.insert(before - (before > old), key)
    return line, tuple(moves)


def _gather(
    sheet_id: int, dimension: Dimension, indices: Sequence[int], size: int
) -> list[InsertLines]:
    """Neighbouring inserts as one; each index already counts those made before it."""
    gathered: list[InsertLines] = []
    for made, index in enumerate(indices):
        last = gathered[-1] if gathered else None
        if last and index == last.index + last.count:
            gathered[-1] = replace(last, count=last.count + 1)
        else:
            gathered.append(
                InsertLines(
                    sheet_id=sheet_id,
                    dimension=dimension,
                    index=index,
                    count=1,
                    at_the_end=index == size + made,
                )
            )
    return gathered
