"""What a spreadsheet's locale decides: order of a date, decimal mark, currency sign.

Only en_US and en_GB are measured; decimal commas and dotted dates are expected of Google
(a language's own habit), not proved.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

SERIAL_ZERO = date(1899, 12, 30)
"""Serial 0: days are counted from here, the fraction is the time of day (Google: values guide)."""


def _languages(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


_COMMA = _languages(
    "bg cs da de el es et fi fr hr hu id it lt lv nb nl no pl pt ro ru sk sl sr sv tr uk vi"
)
_YEAR_FIRST = _languages("hu ja ko lt sv zh")
_DOTTED = _languages("bg cs da de et fi hr hu lv nb no pl ro ru sk sl sr tr uk")
_EURO = _languages("de el es et fi fr it lt lv nl pt sk sl")
_SIGNS = {"en_GB": "£", "ja_JP": "¥", "zh_CN": "¥", "de_CH": "CHF", "pt_BR": "R$", "pl_PL": "zł"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """The habits of one locale; `date_order` is a permutation of `ymd`."""

    date_order: str
    dotted_dates: bool
    decimal: str
    grouping: str
    currency: str
    numbers_bring_formats: bool = True


@cache
def locale_of(name: str) -> Locale:
    """The habits of a locale such as `en_US`; an unknown one is read like English elsewhere.

    Keywords behind an @ take something from it: `de_DE@decimal=point;dates=mdy;formats=none`.
    """
    name, _, keywords = name.partition("@")
    taken = keywords.split(";")
    language, _, country = name.partition("_")
    comma = language in _COMMA and name != "es_MX" and "decimal=point" not in taken
    months_first = "dates=mdy" in taken
    euro = "€" if language in _EURO else "$"
    return Locale(
        date_order="mdy" if months_first else _date_order(language, country),
        dotted_dates=language in _DOTTED and not months_first,
        decimal="," if comma else ".",
        grouping="." if comma else ",",
        currency=_SIGNS.get(name, euro),
        numbers_bring_formats="formats=none" not in taken,
    )


def _date_order(language: str, country: str) -> str:
    if language in _YEAR_FIRST:
        return "ymd"
    return "mdy" if country in {"US", "PH"} or (language, country) == ("en", "") else "dmy"


def serial_of(day: date) -> int:
    """The serial number of a date."""
    return (day - SERIAL_ZERO).days


def day_of(serial: float) -> date:
    """The date of a serial number; its fraction, the time of day, is dropped."""
    return SERIAL_ZERO + timedelta(days=int(serial // 1))
