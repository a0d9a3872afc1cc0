"""Row metadata that goes along where cells move and rows do not.

Entries go only with cells that are all the filled ones of their rows; otherwise they stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from local_sheets.areas import Area
from local_sheets.workbook import Tab

Json = Mapping[str, Any]
Entries = tuple[Json, ...]


def holds_rows(tab: Tab, area: Area) -> bool:
    """Whether the area holds every filled cell of its rows, so that whole rows change places."""
    inside = frozenset(tab.column_ids[area.left : area.right])
    rows = (tab.rows.get(row, {}) for row in tab.row_ids[area.top : area.bottom])
    return all(
        column in inside or "userEnteredValue" not in cell
        for row in rows
        for column, cell in row.items()
    )


def entries_of(tab: Tab, area: Area) -> list[Entries]:
    """What hangs on each row of an area, from its first row on."""
    return [tab.row_metadata.get(row, ()) for row in tab.row_ids[area.top : area.bottom]]


def with_entries(tab: Tab, top: int, entries: Sequence[Entries]) -> Tab:
    """The tab with other entries on the rows from `top`; those behind the last row are gone."""
    new = dict(zip(tab.row_ids[top:], entries, strict=False))
    kept = {row: held for row, held in tab.row_metadata.items() if row not in new}
    return replace(tab, row_metadata={**kept, **{row: held for row, held in new.items() if held}})
