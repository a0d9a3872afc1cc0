"""What a spreadsheet's locale decides: the decimal mark, and which part of a date comes first.

Known by Babel, from Unicode's CLDR; so are the names of months, which are read in any locale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_date_format, get_month_names

_LANGUAGES = ("en", "es")
"""Whose names of months are read; none of them is another month in the other."""


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


@cache
def months_by_name() -> Mapping[str, int]:
    """The months by their names, long and short."""
    return {
        name.casefold().strip("."): month
        for language in _LANGUAGES
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=language).items()
    }
