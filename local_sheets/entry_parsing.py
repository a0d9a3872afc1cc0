"""What a value becomes when it is written: RAW as it is, USER_ENTERED as if typed.

Only texts are parsed; JSON numbers and booleans are stored as they are (measured). The kinds of
text, in the order in which they are tried: apostrophe, formula, boolean, number, percent,
currency, date, time; all else is text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from local_sheets.errors import invalid
from local_sheets.locales import Locale, locale_of, serial_of

MAX_CHARACTERS = 50_000
TOO_LONG = (
    f"Your input contains more than the maximum of {MAX_CHARACTERS} characters in a single cell"
)

_NUMBER_TYPES = frozenset({"PERCENT", "NUMBER", "TIME"})
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp][Mm]))?")
_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What to store: an ExtendedValue (None clears the cell) and the NumberFormat it brings."""

    value: Mapping[str, Any] | None
    number_format: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """The circumstances in which a text is typed."""

    user_entered: bool
    locale: str
    today: date


def entry_of(value: Any, typing: Typing, *, as_text: bool = False) -> Entry:
    """The entry that a JSON value makes; `as_text` is true for a cell in plain-text format.

    Raises Google's 400 for lists, messages and texts over 50,000 characters.
    """
    if isinstance(value, bool | int | float):
        name = "boolValue" if isinstance(value, bool) else "numberValue"
        return Entry(value={name: value})
    if not isinstance(value, str):
        kind = "list_value" if isinstance(value, list) else "struct_value"
        raise invalid(f"Invalid values: a cell cannot hold a {kind}")
    if len(value) > MAX_CHARACTERS:
        raise invalid(TOO_LONG)
    if value == "":
        return Entry(value=None)
    if not typing.user_entered or as_text:
        return Entry(value={"stringValue": value})
    return typed(value, typing.locale, typing.today)


def typed(text: str, locale: str, today: date) -> Entry:
    """The entry that a text makes when a person types it (Google: table of measured inputs)."""
    if text[0] == "'":
        return Entry(value={"stringValue": text[1:]}, number_format={"type": "TEXT"})
    habits = locale_of(locale)
    bare = text.strip()
    if bare.upper() in {"TRUE", "FALSE"}:
        return Entry(value={"boolValue": bare.upper() == "TRUE"})
    found = _amount(bare, habits) or _moment(bare, habits, today)
    if found is not None:
        brought = (found.number_format or {}).get("type")
        bare_number = brought in _NUMBER_TYPES and not habits.numbers_bring_formats
        return Entry(value=found.value) if bare_number else found
    if len(text) > 1 and text[0] in "=+":
        return Entry(value={"formulaValue": text if text[0] == "=" else f"={text}"})
    return Entry(value={"stringValue": text})


def _amount(text: str, habits: Locale) -> Entry | None:
    """A number, with a percent or currency sign or without."""
    sign, rest = _signed(text)
    if rest.endswith("%"):
        return _percent(sign, rest, habits)
    if rest.startswith(habits.currency) or rest.endswith(habits.currency):
        return _money(sign, rest, habits)
    number = _number(rest, habits)
    if number is None:
        return None
    if number[1]:
        pattern = "#,##0.##" if habits.decimal in rest else "#,##0"
        return _entry(sign * number[0], "NUMBER", pattern)
    if "e" in rest.lower():
        return _entry(sign * number[0], "SCIENTIFIC", "0.00E+00")
    return Entry(value={"numberValue": _tidy(sign * number[0])})


def _percent(sign: int, text: str, habits: Locale) -> Entry | None:
    number = _number(text[:-1].rstrip(), habits)
    if number is None:
        return None
    pattern = "0.00%" if habits.decimal in text else "0%"
    return _entry(sign * number[0] / 100, "PERCENT", pattern)


def _money(sign: int, text: str, habits: Locale) -> Entry | None:
    bare = text.removeprefix(habits.currency).removesuffix(habits.currency).strip()
    inner, rest = _signed(bare)
    number = _number(rest, habits)
    if number is None:
        return None
    zeros = "#,##0.00" if habits.decimal in rest else "#,##0"
    return _entry(sign * inner * number[0], "CURRENCY", f'"{habits.currency}"{zeros}')


def _signed(text: str) -> tuple[int, str]:
    if text[:1] in {"+", "-"}:
        return (-1 if text[0] == "-" else 1), text[1:]
    return 1, text


def _number(text: str, habits: Locale) -> tuple[float, bool] | None:
    """The number without its sign, and whether its thousands were grouped."""
    group, point = re.escape(habits.grouping), re.escape(habits.decimal)
    shape = rf"(\d{{1,3}}(?:{group}\d{{3}})+|\d*)(?:{point}(\d*))?(?:[eE][+-]?\d{{1,3}})?"
    if not re.fullmatch(shape, text, re.ASCII) or not re.match(rf"{point}?\d", text, re.ASCII):
        return None
    plain = text.replace(habits.grouping, "").replace(habits.decimal, ".")
    number = float(plain)
    if number == float("inf"):
        return None
    return number, habits.grouping in text


def _moment(text: str, habits: Locale, today: date) -> Entry | None:
    """A date, a time, or both."""
    first, _, rest = text.partition(" ")
    day = _day(first, habits, today)
    if day is None:
        clock = _clock(text)
        return None if clock is None else _entry(clock[0], "TIME", clock[1])
    serial, pattern = day
    if not rest:
        return _entry(serial, "DATE", pattern)
    clock = _clock(rest.strip())
    if clock is None:
        return None
    return _entry(serial + clock[0], "DATE_TIME", f"{pattern} {clock[1]}")


def _clock(text: str) -> tuple[float, str] | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    pattern = "h:mm" + (":ss" if found[3] else "") + (" am/pm" if half else "")
    return (hour * 3600 + minute * 60 + second) / 86_400, pattern


def _day(text: str, habits: Locale, today: date) -> tuple[int, str] | None:
    """Serial and pattern of a date: year first in any locale, else in the locale's order."""
    found = _DATE.fullmatch(text)
    if not found or (found[2] == "." and not habits.dotted_dates):
        return None
    parts = [found[1], found[3], found[4]]
    order = _order(parts, habits)
    if order is None:
        return None
    named = dict(zip(order, parts, strict=False))
    year = _year(named["y"]) if named.get("y") else today.year
    try:
        day = date(year, int(named["m"]), int(named["d"]))
    except ValueError:
        return None
    padded = any(part and part.startswith("0") for part in parts) or order == "ymd"
    pattern = found[2].join(
        _letters(name, part, padded=padded and len(part) > 1)
        for name, part in named.items()
        if part
    )
    return serial_of(day), pattern


def _order(parts: list[str], habits: Locale) -> str | None:
    if len(parts[0]) == 4:
        return "ymd" if parts[2] and len(parts[2]) <= 2 else None
    if len(parts[0]) == 3 or (parts[2] and len(parts[2]) not in {2, 4}):
        return None
    if not parts[2]:
        return habits.date_order.replace("y", "")
    return habits.date_order


def _letters(name: str, digits: str, *, padded: bool) -> str:
    """As many letters as keep the date looking as it was typed."""
    if name == "y":
        return "yyyy" if len(digits) == 4 else "yy"
    return name * 2 if padded else name


def _year(digits: str) -> int:
    """Two digits mean 1930 to 2029 (expected: a spreadsheet's usual pivot)."""
    number = int(digits)
    if len(digits) == 4:
        return number
    return number + (2000 if number < 30 else 1900)


def _entry(number: float, kind: str, pattern: str) -> Entry:
    return Entry(
        value={"numberValue": _tidy(number)}, number_format={"type": kind, "pattern": pattern}
    )


def _tidy(number: float) -> float:
    """Whole numbers as integers, so that they print without `.0`."""
    return int(number) if number == int(number) and abs(number) < 1e15 else number
