"""The read of a large file: its structure and column marks, then the values of its tabs, no grid.

A tab of 50,000 x 20 cells is 100 MB as a grid and 4 MB as values. What values do not tell is not
known then: how a cell is formatted, whether a formula stands in it, its note. Rows are known by
the key column only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sheet_templates.columns import ReadProfile
from sheet_templates.drawing import Facet
from sheet_templates.expectation import Expectation, ExpectedTab
from sheet_templates.snapshot import (
    BLANK,
    TAB_FIELDS,
    ReadCell,
    Snapshot,
    SnapshotTab,
    parse_snapshot,
)

BULK_FIELDS = (
    f"properties(title,locale,timeZone),sheets({TAB_FIELDS},merges,protectedRanges,"
    "data(columnMetadata(hiddenByUser,developerMetadata(metadataId,metadataKey,metadataValue))))"
)
"""The mask of the first read: no cell and no row, so it is as small as the file is wide."""

BULK_FACETS = frozenset({Facet.VALUES, Facet.STRUCTURE, Facet.PROTECTIONS})

_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!"})


def tab_ranges(structure: Mapping[str, Any]) -> list[str]:
    """What the second read asks for: every tab, by its title as A1 wants it, in order."""
    titles = [tab["properties"]["title"] for tab in structure.get("sheets", ())]
    return ["'" + title.replace("'", "''") + "'" for title in titles]


def parse_bulk(structure: Mapping[str, Any], values: Sequence[Mapping[str, Any]]) -> Snapshot:
    """The snapshot of both reads; `values` are the value ranges, tab by tab as in `structure`."""
    read = parse_snapshot(structure, BULK_FACETS)
    return replace(
        read,
        tabs=tuple(
            replace(tab, cells=_grid(held.get("values", ())))
            for tab, held in zip(read.tabs, values, strict=True)
        ),
    )


def reads_agree(snapshot: Snapshot, expectation: Expectation) -> bool:
    """Whether the columns still stood where the first read saw them when the second was made.

    The row of keys above the data came with the values; the marks came with the structure. A tab
    without such a row cannot be read in two reads.
    """
    return all(
        _tab_agrees(tab, wanted)
        for wanted in expectation.tabs
        if wanted.profile is ReadProfile.BULK and (tab := snapshot.tab(wanted.sheet_id))
    )


def _tab_agrees(tab: SnapshotTab, wanted: ExpectedTab) -> bool:
    at = tab.column_of(wanted.key_column)
    if at is None:
        return True  # no row of it can be told: that is for the judgement to say
    for row in range(wanted.first_row):
        if tab.cell(row, at).formatted == wanted.key_column:
            placed = {column.key: tab.column_of(column.key) for column in wanted.entry_columns}
            return all(
                place is None or tab.cell(row, place).formatted == key
                for key, place in placed.items()
            )
    return False


class _Cells(dict[Any, ReadCell]):
    """Cells by value: equal values share one cell, for a large tab holds few different ones."""

    def __missing__(self, value: Any) -> ReadCell:
        made = self[value] = _cell(value)
        return made


def _grid(rows: Sequence[Sequence[Any]]) -> tuple[tuple[ReadCell, ...], ...]:
    cells = _Cells()
    return tuple(
        # 1 and true are the same key of a dict.
        tuple(map(_cell, row))
        if bool in set(map(type, row))
        else tuple(map(cells.__getitem__, row))
        for row in rows
    )


def _cell(value: Any) -> ReadCell:
    if value in {"", None}:
        return BLANK
    if isinstance(value, str) and value in _ERRORS:
        error = {"errorValue": {"message": value}}
        return ReadCell(entered={"formulaValue": value}, effective=error, formatted=value)
    kind = "stringValue" if isinstance(value, str) else "numberValue"
    held = {"boolValue" if isinstance(value, bool) else kind: value}
    return ReadCell(entered=held, effective=held, formatted=str(value))
