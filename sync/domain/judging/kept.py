"""Every cell that people own, kept verbatim row by row, whatever it means."""

import json
from collections.abc import Callable, Iterator
from operator import itemgetter

from sheet_templates.expectation import ExpectedTab
from sheet_templates.identity import row_key
from sheet_templates.snapshot import ReadCell, SnapshotTab
from sync.domain.entries import VerbatimRow
from sync.domain.judging.findings import letters, peoples_rows
from sync.domain.per_cell import PerCell
from sync.domain.reading import plain, verbatim


def kept_rows(tracker_id: str, wanted: ExpectedTab, tab: SnapshotTab) -> Iterator[VerbatimRow]:
    """The rows that people write in, and any they added, with all cells that hold something."""
    taken: set[str] = set()
    names = {name: at for at, name in enumerate(_column_names(tab)) if name != wanted.key_column}
    heads = [f"{_json(name)}: " for name in sorted(names)]
    in_order = itemgetter(*(names[name] for name in sorted(names)), 0)  # never one alone
    width = 1 + max(names.values(), default=0)
    key_of = _row_keys(wanted, tab)
    for row in peoples_rows(tab, wanted):
        cells = _KEPT.of(tab.cells[row])
        cells += [""] * (width - len(cells))
        said = zip(heads, in_order(cells), strict=False)
        filled = [head + cell for head, cell in said if cell]
        key = key_of(row)
        if key is None or key in taken:
            key = row_key(tracker_id, wanted.key, "unmarked", str(row))
        taken.add(key)
        if filled:
            content = f"{{{', '.join(filled)}}}".encode()
            yield VerbatimRow(tab=wanted.key, row_key=key, position=row, cells=content)


def _kept_cell(cell: ReadCell) -> str:
    """The canonical JSON of what a person put into a cell; empty for nothing."""
    value = plain(cell)
    kept = verbatim(cell) if value is None else value
    return "" if kept == {} else _json(kept)


_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
_KEPT = PerCell(_kept_cell)


def _row_keys(wanted: ExpectedTab, tab: SnapshotTab) -> Callable[[int], str | None]:
    """What names a row: its mark; where it has none, its key cell, if no marked row has that key.

    Large files have no marks on rows. A row that is known by its place alone is another row as
    soon as one is inserted above it.
    """
    marked = {key for line in tab.rows for key in line.keys}
    at = tab.column_of(wanted.key_column)

    def key_of(row: int) -> str | None:
        mark = tab.row_key(row)
        if mark is not None or at is None:
            return mark
        text = str(tab.cell(row, at).entered.get("stringValue", ""))
        return text if text and text not in marked else None

    return key_of


def _column_names(tab: SnapshotTab) -> list[str]:
    """Each column's key, else its letters; of two with one key the first bears it."""
    names: list[str] = []
    taken: set[str] = set()
    for column in range(max(map(len, tab.cells), default=0)):
        key = tab.columns[column].key if column < len(tab.columns) else None
        names.append(letters(column) if key is None or key in taken else key)
        taken.add(names[-1])
    return names
