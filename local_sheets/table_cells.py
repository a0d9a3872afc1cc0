"""One cell of the table page: its text, its look, what it says to whoever cannot see the look."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from local_sheets.cell_style import StyleSheet

Json = Mapping[str, Any]

FIELDS = (
    "effectiveValue,formattedValue,userEnteredValue/formulaValue,note,"
    "dataValidation(condition/type,showCustomUi),"
    "effectiveFormat(backgroundColorStyle,horizontalAlignment,verticalAlignment,wrapStrategy,"
    "textFormat(foregroundColorStyle,bold,italic,strikethrough,underline,fontSize))"
)
"""What of CellData the page needs."""

_LISTS = frozenset({"ONE_OF_LIST", "ONE_OF_RANGE"})
_LETTER = 7
"""How wide a letter is, roughly, in pixels."""


class Control(Enum):
    """What a cell is drawn as instead of plain text."""

    CHIP = "chip"
    CHECKED = "checked"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """One cell of the page; `anchor` is set on the first cell of the range asked for.

    `hint` is what its colours and corners say: the note. Spans are above 1 for merged cells.
    """

    text: str
    style: str
    title: str = ""
    hint: str = ""
    anchor: str = ""
    control: Control | None = None
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a cell stands on the page; `room` is the pixels up to the next full cell."""

    locked: bool
    marked: bool
    anchor: str
    room: int
    rows: int = 1
    columns: int = 1


def shown_cell(cell: Json, spot: Spot, styles: StyleSheet) -> ShownCell:
    """A cell's JSON as the page shows it."""
    control = _control(cell)
    text = str(cell.get("formattedValue", ""))
    shape = cell.get("effectiveFormat", {})
    marks = {
        _alignment(cell, control): True,
        _wrapping(shape, text, spot.room): bool(text),
        "noted": "note" in cell,
        "locked": spot.locked,
        "marked": spot.marked,
    }
    classes = [name for name, holds in marks.items() if holds and name]
    classes.append(styles.name_for(shape))
    return ShownCell(
        text="" if control in {Control.CHECKED, Control.UNCHECKED} else text,
        style=" ".join(name for name in classes if name),
        title=_title(cell, locked=spot.locked),
        hint=cell.get("note", ""),
        anchor=spot.anchor,
        control=control,
        rows=spot.rows,
        columns=spot.columns,
    )


def _control(cell: Json) -> Control | None:
    rule = cell.get("dataValidation", {})
    kind = rule.get("condition", {}).get("type")
    if kind == "BOOLEAN":
        value = cell.get("effectiveValue", {}).get("boolValue", False)
        return Control.CHECKED if value else Control.UNCHECKED
    return Control.CHIP if kind in _LISTS and rule.get("showCustomUi") else None


def _alignment(cell: Json, control: Control | None) -> str:
    """Google aligns by the kind of value where no format says otherwise."""
    if cell.get("effectiveFormat", {}).get("horizontalAlignment"):
        return ""
    value = cell.get("effectiveValue", {})
    if "numberValue" in value:
        return "number"
    is_box = control in {Control.CHECKED, Control.UNCHECKED}
    return "middle" if is_box or "boolValue" in value or "errorValue" in value else ""


def _wrapping(shape: Json, text: str, room: int) -> str:
    """Long text runs over blank neighbours, is cut at a full one, or wraps, as the format says."""
    if shape.get("wrapStrategy") in {"WRAP", "LEGACY_WRAP"} or "\n" in text:
        return "wrap"
    runs_over = shape.get("wrapStrategy", "OVERFLOW_CELL") == "OVERFLOW_CELL"
    return "over" if runs_over and len(text) * _LETTER <= room else ""


def _title(cell: Json, *, locked: bool) -> str:
    formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
    problem = cell.get("effectiveValue", {}).get("errorValue", {}).get("message", "")
    hints = (
        cell.get("note", ""),
        formula,
        problem,
        "Protected: you may read this cell, not change it" if locked else "",
    )
    return "\n".join(hint for hint in hints if hint)
