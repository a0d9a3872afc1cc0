"""Kinds that write cells: values, formats, notes, validation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from local_sheets.areas import Area, area_of, tab_of
from local_sheets.cell_writes import Change, with_area, with_cells
from local_sheets.entry_parsing import MAX_CHARACTERS, TOO_LONG
from local_sheets.errors import invalid, not_supported
from local_sheets.field_mask import Mask, check_mask
from local_sheets.formats import canonical, overlay, paired, without_defaults
from local_sheets.formula_references import shifted
from local_sheets.grid_view import STORED
from local_sheets.kinds.kind import Applied, Kind, Turn, fields_mask, part_of
from local_sheets.lines import inserted
from local_sheets.protection import Axis, Footprint
from local_sheets.workbook import Cell

Json = Mapping[str, Any]

_COMPUTED = frozenset({"effectiveValue", "effectiveFormat", "formattedValue", "hyperlink"})
_STYLED = frozenset({"userEnteredFormat", "textFormatRuns"})
_RULE_WITHOUT_DATES = "A data validation rule cannot have a relative date."


def _cell_mask(body: Json) -> Mask:
    mask = paired(fields_mask(body))
    check_mask(mask, "sheets", "CellData")
    foreign = set(mask.children) - set(STORED) - _COMPUTED
    if foreign:
        raise not_supported(f"Writing {', '.join(sorted(foreign))} of a cell")
    return mask


def kept_cell(body: Json) -> dict[str, Any]:
    """The CellData of a request as it is kept: what Google computes is left out.

    Raises 400 for parts of a cell that the local server does not know, and for too long texts.
    """
    foreign = set(body) - set(STORED) - _COMPUTED
    if foreign:
        raise not_supported(f"Writing {', '.join(sorted(foreign))} of a cell")
    kept = {name: body[name] for name in STORED if body.get(name) not in (None, "", {})}
    for name in _STYLED & set(kept):
        kept[name] = canonical(kept[name])
    if "userEnteredValue" in kept:
        value = _kept_value(kept["userEnteredValue"])
        if value is None:
            del kept["userEnteredValue"]
        else:
            kept["userEnteredValue"] = value
    if "dataValidation" in kept:
        kept["dataValidation"] = kept_rule(kept["dataValidation"])
    return kept


def _kept_value(value: Json) -> Json | None:
    if len(value) != 1:
        raise invalid("An ExtendedValue holds exactly one value.")
    name, content = next(iter(value.items()))
    if isinstance(content, str) and len(content) > MAX_CHARACTERS:
        raise invalid(TOO_LONG)
    if content == "" and isinstance(content, str):
        return None
    if isinstance(content, float) and content.is_integer() and abs(content) < 1e15:
        return {name: int(content)}
    return value


def kept_rule(rule: Json) -> dict[str, Any]:
    """A DataValidationRule as it is kept; one without a type or with a relative date is refused."""
    condition = rule.get("condition", {})
    if condition.get("type", "CONDITION_TYPE_UNSPECIFIED") == "CONDITION_TYPE_UNSPECIFIED":
        raise invalid("A data validation rule needs a condition with a type.")
    if any("relativeDate" in value for value in condition.get("values", [])):
        raise invalid(_RULE_WITHOUT_DATES)
    return without_defaults(rule)


def _writing(wanted: Json, mask: Mask) -> Change:
    """The masked fields taken over; masked but absent means cleared."""
    if mask.everything:
        return lambda _: wanted
    return lambda cell: overlay(cell, wanted, mask)


def _rows(body: Json) -> list[Sequence[Json]]:
    return [row.get("values", []) for row in body.get("rows", [])]


def _block(turn: Turn) -> Area:
    """The cells that updateCells writes: the range, or the rectangle of the rows from a start."""
    body = turn.body
    if ("range" in body) == ("start" in body):
        raise invalid("updateCells needs exactly one of 'start' and 'range'.")
    if "range" in body:
        return area_of(turn.workbook, body["range"])
    start = body["start"]
    rows = _rows(body)
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    if min(top, left) < 0:
        raise invalid(f"start must not be negative: rowIndex {top}, columnIndex {left}")
    tab = tab_of(turn.workbook, start)
    area = Area(
        sheet_id=tab.sheet_id,
        top=top,
        bottom=top + len(rows),
        left=left,
        right=left + max(map(len, rows), default=0),
    )
    _check_fits(
        area,
        Area(sheet_id=tab.sheet_id, top=0, bottom=tab.row_count, left=0, right=tab.column_count),
    )
    return area


def _check_fits(wanted: Area, room: Area) -> None:
    if wanted.bottom > room.bottom:
        raise invalid(
            f"Attempting to write row: {room.bottom}, "
            f"beyond the last requested row of: {room.bottom - 1}"
        )
    if wanted.right > room.right:
        raise invalid(
            f"Attempting to write column: {room.right}, "
            f"beyond the last requested column of: {room.right - 1}"
        )


def _update_footprint(turn: Turn) -> Footprint:
    area = _block(turn)
    if "range" in turn.body:
        return Footprint(writes=(area,))
    runs = [
        Area(
            sheet_id=area.sheet_id,
            top=area.top + down,
            bottom=area.top + down + 1,
            left=area.left,
            right=area.left + len(row),
        )
        for down, row in enumerate(_rows(turn.body))
        if row
    ]
    return Footprint(writes=tuple(runs))


def _apply_update(turn: Turn) -> Applied:
    """Rows go to the cells; with `range`, cells that no row covers lose the masked fields."""
    mask = _cell_mask(turn.body)
    area = _block(turn)
    rows = _rows(turn.body)
    extent = Area(
        sheet_id=area.sheet_id,
        top=area.top,
        bottom=area.top + len(rows),
        left=area.left,
        right=area.left + max(map(len, rows), default=0),
    )
    _check_fits(extent, area)
    changes = []
    for down, row in enumerate(rows):
        cells = {
            area.left + across: _writing(kept_cell(cell), mask) for across, cell in enumerate(row)
        }
        changes.append((area.top + down, cells))
    tab = tab_of(turn.workbook, {"sheetId": area.sheet_id})
    if "range" in turn.body:
        tab = with_area(tab, area, _writing({}, mask))
    return Applied(workbook=turn.workbook.with_tab(with_cells(tab, changes)))


def _appended(turn: Turn) -> Area:
    """The cells that appendCells writes: below the last row with data, from the first column."""
    if "tableId" in turn.body:
        raise not_supported("appendCells to a table")
    tab = tab_of(turn.workbook, turn.body)
    rows = _rows(turn.body)
    filled = [
        index
        for index, row_id in enumerate(tab.row_ids)
        if any("userEnteredValue" in cell for cell in tab.rows.get(row_id, {}).values())
    ]
    top = filled[-1] + 1 if filled else 0
    return Area(
        sheet_id=tab.sheet_id,
        top=top,
        bottom=top + len(rows),
        left=0,
        right=max(map(len, rows), default=0),
    )


def _append_footprint(turn: Turn) -> Footprint:
    area = _appended(turn)
    return Footprint(writes=() if area.is_empty else (area,))


def _apply_append(turn: Turn) -> Applied:
    """Rows are added to the grid when needed (Google); columns too (expected)."""
    area, mask = _appended(turn), _cell_mask(turn.body)
    workbook = turn.workbook
    for axis, need in ((Axis.ROWS, area.bottom), (Axis.COLUMNS, area.right)):
        tab = tab_of(workbook, turn.body)
        count = tab.row_count if axis is Axis.ROWS else tab.column_count
        if need > count:
            workbook = inserted(workbook, tab, axis, count, need - count, like_before=True)
    changes = [
        (
            area.top + down,
            {across: _writing(kept_cell(cell), mask) for across, cell in enumerate(row)},
        )
        for down, row in enumerate(_rows(turn.body))
    ]
    return Applied(workbook=workbook.with_tab(with_cells(tab_of(workbook, turn.body), changes)))


def _range_footprint(turn: Turn) -> Footprint:
    return Footprint(writes=(area_of(turn.workbook, part_of(turn.body, "range")),))


def _apply_repeat(turn: Turn) -> Applied:
    """The same cell everywhere; a formula's references increment from the range's first cell."""
    cell, mask = kept_cell(turn.body.get("cell", {})), _cell_mask(turn.body)
    if "formulaValue" not in cell.get("userEnteredValue", {}):
        return _over_range(turn, _writing(cell, mask))
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tab = tab_of(turn.workbook, {"sheetId": area.sheet_id})
    formula = cell["userEnteredValue"]["formulaValue"]
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            here = shifted(formula, row - area.top, column - area.left)
            change = _writing({**cell, "userEnteredValue": {"formulaValue": here}}, mask)
            one = replace(area, top=row, bottom=row + 1, left=column, right=column + 1)
            tab = with_area(tab, one, change)
    return Applied(workbook=turn.workbook.with_tab(tab))


def _over_range(turn: Turn, change: Change) -> Applied:
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    tab = tab_of(turn.workbook, {"sheetId": area.sheet_id})
    return Applied(workbook=turn.workbook.with_tab(with_area(tab, area, change)))


def _apply_validation(turn: Turn) -> Applied:
    """One rule on every cell of the range; without a rule the validation goes."""
    rule = turn.body.get("rule")
    kept = None if rule is None else kept_rule(rule)

    def change(cell: Cell) -> Cell:
        rest = {name: value for name, value in cell.items() if name != "dataValidation"}
        return rest if kept is None else {**rest, "dataValidation": kept}

    return _over_range(turn, change)


KINDS = (
    Kind(name="updateCells", footprint=_update_footprint, apply=_apply_update),
    Kind(name="appendCells", footprint=_append_footprint, apply=_apply_append),
    Kind(name="repeatCell", footprint=_range_footprint, apply=_apply_repeat),
    Kind(name="setDataValidation", footprint=_range_footprint, apply=_apply_validation),
)
