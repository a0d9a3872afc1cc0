"""What a page that shows one state of a spreadsheet must read again to show the next one.

Rows are told apart by identity: a row in which nothing changed, be it entered or computed, is the
same object in both states.
"""

from collections.abc import Sequence
from typing import Any

from local_sheets.workbook import Tab, Workbook

NEW = -1
"""The start of a run of lines that were not there before."""

Runs = list[list[int]]


def difference(before: Workbook, after: Workbook) -> dict[str, Any]:
    """`structure`: whether more than cells changed; `tabs`: by sheetId the rows to read again.

    A tab's `rows` are runs [start, end) of its new rows. `rowOrder` and `columnOrder` stand where
    lines came, went or moved: runs [first old line, how many] in the new order, NEW for new ones.
    """
    tabs: dict[str, Any] = {}
    structure = _frame(before) != _frame(after)
    for tab in after.tabs:
        old = before.find_tab(tab.sheet_id)
        if old is None or old is tab:
            continue
        structure = structure or _skeleton(old) != _skeleton(tab)
        changed = _tab_difference(old, tab)
        if changed:
            tabs[str(tab.sheet_id)] = changed
    return {"structure": structure, "tabs": tabs}


def _frame(workbook: Workbook) -> Any:
    return workbook.properties, workbook.named_ranges, [tab.sheet_id for tab in workbook.tabs]


def _skeleton(tab: Tab) -> Any:
    """All of a tab that a page shows, but for its cells."""
    lines = (tab.row_ids, tab.column_ids, tab.row_properties, tab.column_properties)
    return tab.properties, lines, {name: held for name, held in tab.holders.items() if held}


def _tab_difference(old: Tab, tab: Tab) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    rows = [
        index
        for index, row_id in enumerate(tab.row_ids)
        if old.rows.get(row_id) is not tab.rows.get(row_id)
    ]
    if rows:
        changed["rows"] = _runs(rows)
    for name, was, now in (
        ("rowOrder", old.row_ids, tab.row_ids),
        ("columnOrder", old.column_ids, tab.column_ids),
    ):
        if was != now:
            changed[name] = order(was, now)
    return changed


def _runs(indexes: Sequence[int]) -> Runs:
    """Ascending indexes as runs [start, end)."""
    runs: Runs = []
    for index in indexes:
        if runs and runs[-1][1] == index:
            runs[-1][1] = index + 1
        else:
            runs.append([index, index + 1])
    return runs


def order(was: Sequence[int], now: Sequence[int]) -> Runs:
    """The new order as runs [first old index, how many]; NEW instead of an index for new lines."""
    places = {one: index for index, one in enumerate(was)}
    runs: Runs = []
    for one in now:
        place = places.get(one, NEW)
        if runs and _continues(runs[-1], place):
            runs[-1][1] += 1
        else:
            runs.append([place, 1])
    return runs


def _continues(run: Sequence[int], place: int) -> bool:
    start, length = run
    return place == start == NEW or (start != NEW and place == start + length)
