"""Every cell that people own, kept verbatim row by row, whatever it means."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sheet_templates.expectation import ExpectedTab
from sheet_templates.identity import row_key
from sheet_templates.snapshot import SnapshotTab
from sync.domain.entries import VerbatimRow
from sync.domain.judging.findings import letters, peoples_rows
from sync.domain.reading import verbatim


def kept_rows(tracker_id: str, wanted: ExpectedTab, tab: SnapshotTab) -> Iterator[VerbatimRow]:
    """The rows that people write in, and any they added, with all cells that hold something."""
    taken: set[str] = set()
    names = _column_names(tab)
    key_of = _row_keys(wanted, tab)
    for row in peoples_rows(tab, wanted):
        cells: dict[str, Any] = {
            names[column]: kept
            for column, cell in enumerate(tab.cells[row])
            if names[column] != wanted.key_column and (kept := verbatim(cell))
        }
        key = key_of(row)
        if key is None or key in taken:
            key = row_key(tracker_id, wanted.key, "unmarked", str(row))
        taken.add(key)
        if cells:
            content = json.dumps(cells, sort_keys=True, ensure_ascii=False).encode()
            yield VerbatimRow(tab=wanted.key, row_key=key, position=row, cells=content)


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
