"""What a spreadsheet's locale decides: the decimal mark, and which part of a date comes first.

Known by Babel, from Unicode's CLDR.
"""

from dataclasses import dataclass
from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_date_format


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How numbers and dates are written; `date_order` is a permutation of "ymd"."""

    decimal_comma: bool
    date_order: str


@cache
def habits_of(locale: str) -> Habits:
    """The habits of a locale such as en_US; an unknown one is read as American English."""
    try:
        known = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        known = Locale.parse("en_US")
    pattern = str(get_date_format("short", locale=known).pattern).lower()
    return Habits(
        decimal_comma=known.number_symbols["latn"]["decimal"] == ",",
        date_order="".join(sorted("ymd", key=pattern.find)),
    )
