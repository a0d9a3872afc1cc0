"""A cell's value as it is shown: formatted text, plain JSON value, or formula text.

What a formula computes stands in the cell as `effectiveValue` (formulas/evaluation.py puts it
there); a formula without it shows as blank, except where the formula itself is asked for.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from local_sheets.errors import invalid
from local_sheets.locales import locale_of
from local_sheets.number_formats import DATE_TYPES, general, shown_number
from local_sheets.workbook import Cell

FORMATTED = "FORMATTED_VALUE"
UNFORMATTED = "UNFORMATTED_VALUE"
FORMULA = "FORMULA"
_EXACT = 10**15  # whole numbers below it show all their digits

Show = Callable[[Cell], Any]
ShowRow = Callable[[Iterable[Cell | None]], list[Any]]
"""From cells, None for those that do not exist, to what they show; a blank is an empty text."""


def effective_value(cell: Cell) -> Mapping[str, Any] | None:
    """What the cell amounts to: the entry itself, unless it is a formula."""
    computed: Mapping[str, Any] | None = cell.get("effectiveValue")
    if computed is not None:
        return computed
    entered: Mapping[str, Any] | None = cell.get("userEnteredValue")
    if entered is None or "formulaValue" in entered:
        return None
    return entered


def number_format(cell: Cell) -> Mapping[str, Any] | None:
    """The number format that was set on the cell, else the one that its formula brings, if any."""
    shape = cell.get("userEnteredFormat")
    found: Mapping[str, Any] | None = shape.get("numberFormat") if shape else None
    return found or cell.get("computedNumberFormat")


def formatter(locale: str) -> Callable[[Cell], str | None]:
    """How cells of a spreadsheet show as text; None for a blank cell.

    One answer shows tens of thousands of cells, so what depends on the locale is settled here.
    """
    plain_point = locale_of(locale).decimal == "."

    def formatted(cell: Cell) -> str | None:
        value = cell.get("effectiveValue") or cell.get("userEnteredValue")
        if not value:
            return None
        text: str | None = value.get("stringValue")
        if text is not None:
            return text
        number = value.get("numberValue")
        if number is None:
            return _other(value)
        shape = number_format(cell)
        if shape is None and plain_point:
            return general(number)
        return shown_number(number, shape, locale)

    return formatted


def _other(value: Mapping[str, Any]) -> str | None:
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "formulaValue" in value:
        return None
    return error_text(value)


_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}


def error_text(value: Mapping[str, Any]) -> str:
    """An errorValue as its cell shows it (values show errors as text)."""
    return _ERRORS.get(value.get("errorValue", {}).get("type", ""), "#ERROR!")


def unformatted(cell: Cell) -> Any:
    """The JSON value of the cell; None for a blank one."""
    value = effective_value(cell)
    if not value:
        return None
    if "errorValue" in value:
        return error_text(value)
    return next(iter(value.values()))


def row_formatter(locale: str) -> ShowRow:
    """As `formatter`, for the cells of a row.

    A first look at a large tab shows a million cells: plain texts and whole numbers, which most of
    them are, are settled without a call for each.
    """
    formatted = formatter(locale)

    def shown(cells: Iterable[Cell | None]) -> list[Any]:
        texts: list[Any] = []
        for cell in cells:
            value = cell.get("userEnteredValue") if cell and len(cell) == 1 else None
            if value is None:
                texts.append((cell and formatted(cell)) or "")
            elif type(number := value.get("numberValue")) is int and -_EXACT < number < _EXACT:
                texts.append(str(number))
            else:
                texts.append(value.get("stringValue") or formatted(cell or {}) or "")
        return texts

    return shown


def show_row_by(options: Mapping[str, str | None], locale: str) -> ShowRow:
    """How rows are shown under valueRenderOption and dateTimeRenderOption."""
    if (options.get("valueRenderOption") or FORMATTED) == FORMATTED:
        return row_formatter(locale)
    show = show_by(options, locale)

    def shown(cells: Iterable[Cell | None]) -> list[Any]:
        values = (None if cell is None else show(cell) for cell in cells)
        return ["" if value is None else value for value in values]

    return shown


def show_by(options: Mapping[str, str | None], locale: str) -> Show:
    """How cells are shown under valueRenderOption and dateTimeRenderOption."""
    render = options.get("valueRenderOption") or FORMATTED
    formatted = formatter(locale)
    dates_as_text = options.get("dateTimeRenderOption") == "FORMATTED_STRING"
    if render == FORMATTED:
        return formatted
    if render not in {UNFORMATTED, FORMULA}:
        raise invalid(f"Invalid value at 'value_render_option', \"{render}\"")

    def show(cell: Cell) -> Any:
        entered = cell.get("userEnteredValue")
        if render == FORMULA and entered and "formulaValue" in entered:
            return entered["formulaValue"]
        if dates_as_text and (number_format(cell) or {}).get("type") in DATE_TYPES:
            return formatted(cell)
        return unformatted(cell)

    return show
