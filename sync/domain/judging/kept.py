"""Every cell that people own, kept verbatim row by row, whatever it means."""

import json
from collections.abc import Iterator
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
    for row in peoples_rows(tab, wanted):
        cells: dict[str, Any] = {
            names[column]: kept
            for column, cell in enumerate(tab.cells[row])
            if names[column] != wanted.key_column and (kept := verbatim(cell))
        }
        key = tab.row_key(row)
        if key is None or key in taken:
            key = row_key(tracker_id, wanted.key, "unmarked", str(row))
        taken.add(key)
        if cells:
            content = json.dumps(cells, sort_keys=True, ensure_ascii=False).encode()
            yield VerbatimRow(tab=wanted.key, row_key=key, position=row, cells=content)


def _column_names(tab: SnapshotTab) -> list[str]:
    """Each column's key, else its letters; of two with one key the first bears it."""
    names: list[str] = []
    taken: set[str] = set()
    for column in range(max(map(len, tab.cells), default=0)):
        key = tab.columns[column].key if column < len(tab.columns) else None
        names.append(letters(column) if key is None or key in taken else key)
        taken.add(names[-1])
    return names
