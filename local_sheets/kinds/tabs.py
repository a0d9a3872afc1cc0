"""Kinds that change the spreadsheet's properties or its tabs."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from local_sheets.areas import tab_of
from local_sheets.defaults import MAX_COLUMNS
from local_sheets.errors import invalid, not_supported
from local_sheets.field_mask import Mask
from local_sheets.formats import canonical, overlay, paired
from local_sheets.formula_references import renamed
from local_sheets.grid_view import shown_tab_properties
from local_sheets.holders import with_rewritten
from local_sheets.ids import fresh_id
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.lines import check_cells, deleted, inserted
from local_sheets.protection import NOTHING, Axis, Footprint
from local_sheets.workbook import DEFAULT_COLUMNS, DEFAULT_ROWS, Tab, Workbook, new_tab

Json = Mapping[str, Any]

_BOOK_FIELDS = frozenset(
    (
        "title",
        "locale",
        "autoRecalc",
        "timeZone",
        "defaultFormat",
        "spreadsheetTheme",
        "iterativeCalculationSettings",
        "importFunctionsExternalUrlAccessAllowed",
    )
)
_TAB_FIELDS = frozenset(
    (
        "sheetId",
        "title",
        "index",
        "hidden",
        "rightToLeft",
        "tabColor",
        "tabColorStyle",
        "gridProperties",
    )
)
_SIZES = {"rowCount": Axis.ROWS, "columnCount": Axis.COLUMNS}


def _apply_book(turn: Turn) -> Applied:
    mask = paired(fields_mask(turn.body))
    check_names(mask, _BOOK_FIELDS)
    wanted = canonical(part_of(turn.body, "properties"))
    old = turn.workbook.properties
    properties = {**old, **wanted} if mask.everything else overlay(old, wanted, mask)
    for name in ("title", "locale", "timeZone"):
        if not properties.get(name):
            raise invalid(f"The spreadsheet's {name} cannot be empty.")
    return Applied(workbook=replace(turn.workbook, properties=properties))


def _apply_add(turn: Turn) -> Applied:
    workbook = turn.workbook
    wanted = canonical(turn.body.get("properties", {}))
    if wanted.get("sheetType", "GRID") != "GRID":
        raise not_supported(f"addSheet with sheetType {wanted['sheetType']}")
    sheet_id = free_id(workbook, wanted.get("sheetId"))
    title = wanted.get("title") or _free_title(workbook)
    check_title(workbook, title)
    tab = _made(workbook, {**wanted, "sheetId": sheet_id, "title": title})
    at = place_of(workbook, wanted.get("index", len(workbook.tabs)))
    changed = replace(workbook, tabs=(*workbook.tabs[:at], tab, *workbook.tabs[at:]))
    return Applied(workbook=changed, reply={"properties": shown_tab_properties(changed, tab)})


def free_id(workbook: Workbook, wanted: int | None) -> int:
    """The id that a new tab is to have, or a drawn one; 400 when it is taken."""
    taken = {tab.sheet_id for tab in workbook.tabs}
    sheet_id = fresh_id(taken) if wanted is None else wanted
    if sheet_id in taken:
        raise invalid(f"Sheet with id {sheet_id} already exists")
    if sheet_id < 0:
        raise invalid(f"sheetId must not be negative: {sheet_id}")
    return sheet_id


def place_of(workbook: Workbook, index: int) -> int:
    """A place among the tabs; the number of tabs means the end."""
    if not 0 <= index <= len(workbook.tabs):
        raise invalid(f"index[{index}] must be between 0 and {len(workbook.tabs)}.")
    return index


def _made(workbook: Workbook, wanted: Json) -> Tab:
    grid = dict(wanted.get("gridProperties", {}))
    rows = grid.pop("rowCount", DEFAULT_ROWS)
    columns = grid.pop("columnCount", DEFAULT_COLUMNS)
    if rows < 1 or columns < 1 or columns > MAX_COLUMNS:
        raise invalid(
            f"A tab has at least one row and 1 to {MAX_COLUMNS} columns; asked: {rows} x {columns}"
        )
    check_cells(workbook, rows * columns)
    properties = {name: value for name, value in wanted.items() if name != "index"}
    properties |= {"sheetType": "GRID", "gridProperties": grid}
    tab = new_tab(properties, rows=rows, columns=columns)
    _check_frozen(tab)
    return tab


def _free_title(workbook: Workbook) -> str:
    taken = {tab.title.lower() for tab in workbook.tabs}
    number = len(workbook.tabs) + 1
    while f"sheet{number}" in taken:
        number += 1
    return f"Sheet{number}"


def check_title(workbook: Workbook, title: str, *, but: int | None = None) -> None:
    """Refuse an empty title, and one that another tab has in any case."""
    if not title:
        raise invalid("The title of a tab cannot be empty.")
    others = {tab.title.lower() for tab in workbook.tabs if tab.sheet_id != but}
    if title.lower() in others:
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _remove_footprint(turn: Turn) -> Footprint:
    return Footprint(removed_tabs=(tab_of(turn.workbook, turn.body).sheet_id,))


def _apply_remove(turn: Turn) -> Applied:
    gone = tab_of(turn.workbook, turn.body)
    rest = tuple(tab for tab in turn.workbook.tabs if tab is not gone)
    if not rest:
        raise invalid("You can't remove all the sheets in a document.")
    if all(tab.hidden for tab in rest):
        raise invalid("You can't remove all the visible sheets in a document.")
    named = tuple(
        one for one in turn.workbook.named_ranges if one["range"].get("sheetId", 0) != gone.sheet_id
    )
    return Applied(workbook=replace(turn.workbook, tabs=rest, named_ranges=named))


def _update_footprint(turn: Turn) -> Footprint:
    tab = tab_of(turn.workbook, part_of(turn.body, "properties"))
    return Footprint(restyled_tabs=(tab.sheet_id,))


def _apply_update(turn: Turn) -> Applied:
    wanted = canonical(part_of(turn.body, "properties"))
    mask = paired(fields_mask(turn.body))
    check_names(mask, _TAB_FIELDS)
    tab = tab_of(turn.workbook, wanted)
    workbook = _resized(turn.workbook, tab, wanted, mask)
    tab = tab_of(workbook, wanted)
    changed = replace(tab, properties=_new_properties(tab, wanted, mask))
    check_title(workbook, changed.title, but=tab.sheet_id)
    _check_frozen(changed)
    workbook = _renamed(workbook.with_tab(changed), tab.title, changed.title)
    changed = tab_of(workbook, wanted)
    if all(one.hidden for one in workbook.tabs):
        raise invalid("You can't hide all the sheets in a document.")
    if mask.wants("index") and "index" in wanted:
        workbook = _moved(workbook, changed, wanted["index"])
    return Applied(workbook=workbook)


def _renamed(workbook: Workbook, old: str, new: str) -> Workbook:
    """The workbook with the formulas that name a tab naming it by its new title."""
    if old == new:
        return workbook
    return with_rewritten(workbook, partial(renamed, old=old, new=new))


def _new_properties(tab: Tab, wanted: Json, mask: Mask) -> dict[str, Any]:
    names = set(wanted) if mask.everything else set(mask.children)
    names -= {"sheetId", "index", "gridProperties"}
    properties = {name: value for name, value in tab.properties.items() if name not in names}
    properties |= {name: wanted[name] for name in names if name in wanted}
    grid_mask = mask.child("gridProperties")
    if grid_mask is not None:
        grid = overlay(
            tab.properties.get("gridProperties", {}), wanted.get("gridProperties", {}), grid_mask
        )
        properties["gridProperties"] = {
            name: value for name, value in grid.items() if name not in _SIZES
        }
    return {"title": "", **properties}


def _resized(workbook: Workbook, tab: Tab, wanted: Json, mask: Mask) -> Workbook:
    """Rows or columns added at the end, or cut off there."""
    grid_mask = mask.child("gridProperties")
    for name, axis in _SIZES.items():
        if grid_mask is None or not grid_mask.wants(name):
            continue
        size = wanted.get("gridProperties", {}).get(name)
        if size is None and grid_mask.everything:
            continue
        if not size or size < 1:
            raise invalid(f"gridProperties.{name} must be at least 1.")
        current = tab_of(workbook, {"sheetId": tab.sheet_id})
        count = current.row_count if axis is Axis.ROWS else current.column_count
        if size > count:
            workbook = inserted(workbook, current, axis, count, size - count, like_before=True)
        elif size < count:
            workbook = deleted(workbook, current, axis, size, count)
    return workbook


def _check_frozen(tab: Tab) -> None:
    grid = tab.properties.get("gridProperties", {})
    if grid.get("frozenRowCount", 0) >= tab.row_count:
        raise invalid("You can't freeze all visible rows on the sheet.")
    if grid.get("frozenColumnCount", 0) >= tab.column_count:
        raise invalid("You can't freeze all visible columns on the sheet.")


def _moved(workbook: Workbook, tab: Tab, index: int) -> Workbook:
    """The tab at another place; the index counts the places before the move (Google)."""
    at = workbook.tabs.index(tab)
    rest = [one for one in workbook.tabs if one is not tab]
    target = place_of(workbook, index)
    rest.insert(target - 1 if target > at else target, tab)
    return replace(workbook, tabs=tuple(rest))


KINDS = (
    Kind(name="updateSpreadsheetProperties", footprint=lambda _: NOTHING, apply=_apply_book),
    Kind(name="addSheet", footprint=lambda _: NOTHING, apply=_apply_add),
    Kind(name="deleteSheet", footprint=_remove_footprint, apply=_apply_remove),
    Kind(name="updateSheetProperties", footprint=_update_footprint, apply=_apply_update),
)
