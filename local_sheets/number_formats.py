"""Numbers and dates as text, by the patterns of Google's NumberFormat.

As far as the formats that are attached on entry, and those that a template sets, need it: sections
for negative numbers and zero, digits, grouping, percent, quoted text, and the letters of dates.
"""

import re
from calendar import day_name, month_name
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from local_sheets.locales import Locale, day_of, locale_of

DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})

_DATE_TOKEN = re.compile(r'"[^"]*"|\\.|am/pm|a/p|y+|m+|d+|h+|s+|.', re.IGNORECASE | re.DOTALL)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_(.)|\*.')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")
_MAX_SERIAL = 2_958_466


def shown_number(value: float, number_format: Mapping[str, Any] | None, locale: str) -> str:
    """A number as a cell shows it."""
    habits = locale_of(locale)
    kind = (number_format or {}).get("type", "")
    pattern = (number_format or {}).get("pattern") or _default_pattern(kind, habits)
    if not pattern or kind == "TEXT":
        return general(value).replace(".", habits.decimal)
    if kind in DATE_TYPES and 0 <= value < _MAX_SERIAL:
        return shown_date(value, pattern)
    return _by_pattern(value, pattern, habits)


@lru_cache(maxsize=4096)
def general(value: float) -> str:
    """A number without a format: up to ten digits, integers without a point."""
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    text = f"{value:.10g}"
    if "e" not in text:
        return text
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}E{int(exponent):+03d}"


def _default_pattern(kind: str, habits: Locale) -> str:
    day = {"mdy": "m/d/yyyy", "ymd": "yyyy-mm-dd"}.get(habits.date_order, "dd/mm/yyyy")
    clock = "h:mm:ss am/pm" if habits.date_order == "mdy" else "hh:mm:ss"
    return {
        "DATE": day,
        "TIME": clock,
        "DATE_TIME": f"{day} {clock}",
        "PERCENT": "0.00%",
        "CURRENCY": f'"{habits.currency}"#,##0.00',
        "NUMBER": "#,##0.00",
        "SCIENTIFIC": "0.00E+00",
    }.get(kind, "")


def _by_pattern(value: float, pattern: str, habits: Locale) -> str:
    sections = _sections(pattern)
    if value < 0 and len(sections) > 1:
        return _section(-value, sections[1], habits)
    if value == 0 and len(sections) > 2:
        return _section(value, sections[2], habits)
    text = _section(abs(value), sections[0], habits)
    return f"-{text}" if value < 0 else text


def _sections(pattern: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', pattern) or [pattern]


def _section(value: float, section: str, habits: Locale) -> str:
    """One section of a pattern: text before, digits, text after."""
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        literals.append(found[1] or found[2] or (" " if found[3] else ""))
        return chr(0xE000 + len(literals) - 1)

    bare = _LITERAL.sub(keep, section)
    bare = _with_digits(value, bare, habits)
    return re.sub(r"[\ue000-\uf8ff]", lambda found: literals[ord(found[0]) - 0xE000], bare)


def _with_digits(value: float, bare: str, habits: Locale) -> str:
    exponent = re.search(r"E[+-]0+", bare)
    if exponent:
        decimals = bare.partition(".")[2].count("0", 0, bare.partition(".")[2].find("E"))
        mantissa, _, power = f"{value:.{max(decimals, 0)}E}".partition("E")
        return f"{mantissa.replace('.', habits.decimal)}E{int(power):+03d}"
    digits = _DIGITS.search(bare)
    if digits is None:
        return bare.replace("@", general(value)).replace("General", general(value))
    scaled = Decimal(repr(value)) * (100 ** bare.count("%"))
    return bare[: digits.start()] + _placed(scaled, digits[0], habits) + bare[digits.end() :]


def _placed(value: Decimal, digits: str, habits: Locale) -> str:
    whole_part, point, fraction = digits.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    number, _, decimals = f"{rounded:f}".partition(".")
    number = number.lstrip("0").rjust(whole_part.count("0"), "0")
    if "," in whole_part:
        number = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", habits.grouping, number)
    least = fraction.count("0")
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    return number + (habits.decimal + decimals if point and decimals else "")


def shown_date(serial: float, pattern: str) -> str:
    """A serial number by the letters of a date pattern; `m` after `h` or before `s` is minutes."""
    seconds = round((serial % 1) * 86_400)
    day = day_of(serial + (1 if seconds == 86_400 else 0))
    seconds %= 86_400
    tokens = _DATE_TOKEN.findall(pattern)
    half = any(token.lower() in {"am/pm", "a/p"} for token in tokens)
    parts = []
    for index, token in enumerate(tokens):
        letter = token[0].lower()
        if letter == "m" and _is_minute(tokens, index):
            parts.append(f"{seconds // 60 % 60:0{min(len(token), 2)}d}")
        elif letter in "ymd":
            parts.append(_day_part(day, token.lower()))
        elif letter in "hs" or token.lower() in {"am/pm", "a/p"}:
            parts.append(_clock_part(seconds, token.lower(), half=half))
        else:
            parts.append(token.strip('"') if letter == '"' else token.lstrip("\\"))
    return "".join(parts)


def _is_minute(tokens: list[str], index: int) -> bool:
    letters = [token[0].lower() for token in tokens]
    before = next((name for name in reversed(letters[:index]) if name in "ymdhs"), "")
    after = next((name for name in letters[index + 1 :] if name in "ymdhs"), "")
    return before == "h" or after == "s"


def _day_part(day: date, token: str) -> str:
    size = len(token)
    if token[0] == "y":
        return f"{day.year:04d}" if size > 2 else f"{day.year % 100:02d}"
    number = day.month if token[0] == "m" else day.day
    if size <= 2:
        return f"{number:0{size}d}"
    name = (month_name[number] if token[0] == "m" else day_name[day.weekday()]).strip()
    return name[: {3: 3, 5: 1}.get(size)]


def _clock_part(seconds: int, letters: str, *, half: bool) -> str:
    hour = seconds // 3600
    if letters[0] == "a":
        return ("AM" if hour < 12 else "PM")[: 2 if letters == "am/pm" else 1]
    if letters[0] == "s":
        return f"{seconds % 60:0{min(len(letters), 2)}d}"
    return f"{(hour + 11) % 12 + 1 if half else hour:0{min(len(letters), 2)}d}"
