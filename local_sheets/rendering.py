"""A cell's value as it is shown: formatted text, plain JSON value, or formula text.

Formulas keep their text; what they compute is not known here, so they show as blank except where
the formula itself is asked for.
"""

from collections.abc import Callable, Mapping
from typing import Any

from local_sheets.errors import invalid
from local_sheets.number_formats import DATE_TYPES, shown_number
from local_sheets.workbook import Cell

FORMATTED = "FORMATTED_VALUE"
UNFORMATTED = "UNFORMATTED_VALUE"
FORMULA = "FORMULA"

Show = Callable[[Cell], Any]


def effective_value(cell: Cell) -> Mapping[str, Any] | None:
    """What the cell amounts to: the entry itself, unless it is a formula."""
    entered: Mapping[str, Any] | None = cell.get("userEnteredValue")
    if entered is None or "formulaValue" in entered:
        return None
    return entered


def number_format(cell: Cell) -> Mapping[str, Any] | None:
    """The number format that was set on the cell, if any."""
    shape = cell.get("userEnteredFormat")
    found: Mapping[str, Any] | None = shape.get("numberFormat") if shape else None
    return found


def formatted(cell: Cell, locale: str) -> str | None:
    """The text that the cell shows; None for a blank cell."""
    value = effective_value(cell)
    if not value:
        return None
    if "stringValue" in value:
        return str(value["stringValue"])
    if "numberValue" in value:
        return shown_number(value["numberValue"], number_format(cell), locale)
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    return str(value.get("errorValue", {}).get("type", "#ERROR!"))


def unformatted(cell: Cell) -> Any:
    """The JSON value of the cell; None for a blank one."""
    value = effective_value(cell)
    if not value:
        return None
    return next(iter(value.values()))


def show_by(options: Mapping[str, str | None], locale: str) -> Show:
    """How cells are shown under valueRenderOption and dateTimeRenderOption."""
    render = options.get("valueRenderOption") or FORMATTED
    dates_as_text = options.get("dateTimeRenderOption") == "FORMATTED_STRING"
    if render == FORMATTED:
        return lambda cell: formatted(cell, locale)
    if render not in {UNFORMATTED, FORMULA}:
        raise invalid(f"Invalid value at 'value_render_option', \"{render}\"")

    def show(cell: Cell) -> Any:
        entered = cell.get("userEnteredValue")
        if render == FORMULA and entered and "formulaValue" in entered:
            return entered["formulaValue"]
        if dates_as_text and (number_format(cell) or {}).get("type") in DATE_TYPES:
            return formatted(cell, locale)
        return unformatted(cell)

    return show
