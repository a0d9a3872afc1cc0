"""Values between Google's JSON and the engine: errors, dates, blanks.

A date that the engine returns as a date shows as one although the cell has no format of its own,
as in Google, where a formula takes the format of what it computes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from local_sheets.locales import SERIAL_ZERO, serial_of

Json = Mapping[str, Any]

_ERRORS: Mapping[str, tuple[str, str]] = {
    "Div": ("DIVIDE_BY_ZERO", "A division by zero."),
    "Na": ("N_A", "No value is there to be found."),
    "Ref": ("REF", "Reference does not exist."),
    "Value": ("VALUE", "A value of another type is expected here."),
    "Name": ("NAME", "Unknown function or unknown range name."),
    "NImpl": ("NAME", "This function is not computed by the local server."),
    "Num": ("NUM", "The result is not a number that can be shown."),
    "Null": ("NULL_VALUE", "The ranges have no cell in common."),
    "Spill": ("REF", "Array result was not expanded because it would overwrite data."),
    "Circ": ("REF", "Circular dependency detected."),
}
_KINDS = {
    "DIVIDE_BY_ZERO": "Div", "N_A": "Na", "REF": "Ref", "VALUE": "Value", "NAME": "Name",
    "NUM": "Num", "NULL_VALUE": "Null",
}  # fmt: skip
_MAX_SERIAL = 2_958_466


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """What a formula's cell shows: an ExtendedValue (None for blank), and the type of its format.

    `format_type` is a NumberFormatType such as DATE; empty for none.
    """

    value: Json | None
    format_type: str = ""


BLANK = Computed(value=None)
UNREADABLE = Computed(value={"errorValue": {"type": "ERROR", "message": "Formula parse error."}})
TOO_LONG = Computed(
    value={"errorValue": {"type": "ERROR", "message": "The calculation took too long."}}
)
NOT_EXPANDED = Computed(
    value={"errorValue": {"type": "REF", "message": "The array result does not fit the grid."}}
)


def computed(result: Any) -> Computed:
    """What the engine's result means."""
    if result is None:
        return BLANK
    if isinstance(result, bool):
        return Computed(value={"boolValue": result})
    if isinstance(result, int | float):
        return _number(float(result))
    if isinstance(result, str):
        return Computed(value={"stringValue": result})
    if isinstance(result, Mapping):
        kind, message = _ERRORS.get(str(result.get("kind")), ("ERROR", "Formula parse error."))
        return Computed(value={"errorValue": {"type": kind, "message": message}})
    return _moment(result)


def _number(number: float, format_type: str = "") -> Computed:
    if number - number != 0:  # infinite, or not a number
        return computed({"kind": "Num"})
    whole = number.is_integer() and abs(number) < 1e15
    return Computed(
        value={"numberValue": int(number) if whole else number}, format_type=format_type
    )


def _moment(result: Any) -> Computed:
    if isinstance(result, datetime):
        day = serial_of(result.date()) + _share(result.time())
        return _number(day, "DATE_TIME")
    if isinstance(result, date):
        return _number(float(serial_of(result)), "DATE")
    if isinstance(result, time):
        return _number(_share(result), "TIME")
    if isinstance(result, timedelta):
        return _number(result / timedelta(days=1), "TIME")
    return computed({"kind": "Value"})


def _share(clock: time) -> float:
    """A time of day as a share of the day."""
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400


def fed(value: Json | None, format_type: str) -> Any:
    """A stored ExtendedValue as the engine takes it; dates as dates, so that results are dates."""
    if not value:
        return None
    content = next(iter(value.values()))
    if "errorValue" in value:
        return {"type": "Error", "kind": _KINDS.get(content.get("type", ""), "Value")}
    if format_type in {"DATE", "DATE_TIME"} and _is_serial(content):
        return _dated(content, with_time=format_type == "DATE_TIME")
    return content


def _is_serial(content: Any) -> bool:
    is_number = isinstance(content, int | float) and not isinstance(content, bool)
    return is_number and 1 <= content < _MAX_SERIAL


def _dated(serial: float, *, with_time: bool) -> Any:
    if serial != int(serial) or with_time:
        zero = datetime(SERIAL_ZERO.year, SERIAL_ZERO.month, SERIAL_ZERO.day, tzinfo=UTC)
        return (zero + timedelta(seconds=round(serial * 86_400))).replace(tzinfo=None)
    return SERIAL_ZERO + timedelta(days=int(serial))


CIRCULAR = computed({"kind": "Circ"})
"""What a formula shows that looks at itself (expected: #REF!, as any circle)."""
