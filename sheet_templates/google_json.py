"""Our values <-> Google's JSON, both ways in one place, normalised so that equal means equal.

Google gives colours as float32 with zero components left out, omits a sheetId of 0 and counts
dates in days since 1899-12-30 (Sheets API: date and number formats).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sheet_templates.drawing import Area, Formula, Look, Value

Json = dict[str, Any]
_DAY_ZERO = date(1899, 12, 30)


def serial_number(day: date) -> int:
    """A date as Sheets counts it."""
    return (day - _DAY_ZERO).days


def extended_value(value: Value) -> Json:
    """A value as Google's ExtendedValue; nothing for None and "".

    Text is never read as a formula.
    """
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, date):
        return {"numberValue": serial_number(value)}
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"stringValue": value}


def raw_value(value: Value) -> str | int | float | bool:
    """A value for the values API; None clears the cell. Only a formula is sent to be parsed."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return value.text
    return serial_number(value) if isinstance(value, date) else value


def color(text: str) -> Json:
    """#rrggbb as a ColorStyle."""
    parts = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {"rgbColor": dict(zip(("red", "green", "blue"), parts, strict=True))}


def color_text(source: Mapping[str, Any], field: str) -> str | None:
    """The colour `field` (backgroundColor, foregroundColor) of a format as #rrggbb."""
    rgb = source.get(f"{field}Style", {}).get("rgbColor") or source.get(field)
    if rgb is None:
        return None
    return "#" + "".join(f"{round(rgb.get(c, 0) * 255):02x}" for c in ("red", "green", "blue"))


def cell_format(look: Look) -> Json:
    """A look as Google's CellFormat, for cells."""
    made = conditional_format(look)
    if look.wraps:
        made["wrapStrategy"] = "WRAP"
    if look.on_top:
        made["verticalAlignment"] = "TOP"
    if look.number_format:
        kind, _, pattern = look.number_format.partition(":")
        made["numberFormat"] = {"type": kind, "pattern": pattern}
    return made


def conditional_format(look: Look) -> Json:
    """A look as a conditional format's CellFormat: only what Google allows there."""
    flags = {name: True for name in ("bold", "italic", "strikethrough") if getattr(look, name)}
    text = flags | ({"foregroundColorStyle": color(look.color)} if look.color else {})
    made: Json = {"textFormat": text} if text else {}
    if look.background:
        made["backgroundColorStyle"] = color(look.background)
    return made


def look_of(source: Mapping[str, Any]) -> Look:
    """What we know of a CellFormat; anything else that people set is not compared."""
    text = source.get("textFormat", {})
    number = source.get("numberFormat")
    return Look(
        background=color_text(source, "backgroundColor"),
        color=color_text(text, "foregroundColor"),
        bold=text.get("bold", False),
        italic=text.get("italic", False),
        strikethrough=text.get("strikethrough", False),
        wraps=source.get("wrapStrategy") == "WRAP",
        on_top=source.get("verticalAlignment") == "TOP",
        number_format=f"{number['type']}:{number.get('pattern', '')}" if number else None,
    )


def grid_range(area: Area) -> Json:
    """An area as Google's GridRange; open ends are left out."""
    made: Json = {"sheetId": area.sheet_id}
    if area.first_row or area.end_row is not None:
        made["startRowIndex"] = area.first_row
    if area.end_row is not None:
        made["endRowIndex"] = area.end_row
    if area.first_column or area.end_column is not None:
        made["startColumnIndex"] = area.first_column
    if area.end_column is not None:
        made["endColumnIndex"] = area.end_column
    return made


def area_of(source: Mapping[str, Any]) -> Area:
    """A GridRange as an area."""
    return Area(
        sheet_id=source.get("sheetId", 0),
        first_row=source.get("startRowIndex", 0),
        end_row=source.get("endRowIndex"),
        first_column=source.get("startColumnIndex", 0),
        end_column=source.get("endColumnIndex"),
    )
