"""Dates as people type them, read in the spreadsheet's locale and shown back as ISO dates."""

import re
from datetime import date

from sync.domain.reading.habits import Habits, habits_of, months_by_name
from sync.domain.reading.number_text import tidied

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_PARTS = re.compile(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4}|[0-9]{2})")
_DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2}) (?:de )?(?P<month>[^\W\d_]+)\.?,? (?:del? )?(?P<year>[0-9]{4})"
)
_MONTH_FIRST = re.compile(r"(?P<month>[^\W\d_]+)\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})")
_THIS_CENTURY = 2000
_LONG_YEAR = 100


def days_in(text: str, locale: str) -> tuple[date, ...]:
    """Every day that a text may be, that of the locale first; none for another text."""
    typed = tidied(text)
    iso = _ISO.fullmatch(typed)
    if iso:
        return tuple(filter(None, (_day(*map(int, iso.groups())),)))
    parts = _PARTS.fullmatch(typed)
    if parts is None:
        return tuple(filter(None, (_day_in_words(typed),)))
    first, second, year = map(int, parts.groups())
    year += _THIS_CENTURY if year < _LONG_YEAR else 0
    found = (
        _day(year, month, day) for month, day in _both_orders(first, second, habits_of(locale))
    )
    return tuple(dict.fromkeys(day for day in found if day is not None))


def _both_orders(first: int, second: int, habits: Habits) -> tuple[tuple[int, int], ...]:
    """Month and day, as the locale has them and the other way round."""
    orders = ((first, second), (second, first))
    month_first = habits.date_order.index("m") < habits.date_order.index("d")
    return orders if month_first else orders[::-1]


def is_in_locale(text: str, day: date, locale: str) -> bool:
    """Whether a text means this day where the locale says which part comes first."""
    typed = tidied(text)
    if _ISO.fullmatch(typed):
        return True
    parts = _PARTS.fullmatch(typed)
    if parts is None:
        return _day_in_words(typed) is not None
    first, second = int(parts[1]), int(parts[2])
    return (day.month, day.day) == _both_orders(first, second, habits_of(locale))[0]


def _day_in_words(typed: str) -> date | None:
    """The day of "3 de mayo de 2027" or "May 3, 2027", which can be read in one way only."""
    words = " ".join(typed.casefold().split())
    parts = _DAY_FIRST.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    month = months_by_name().get(parts["month"]) if parts else None
    return _day(int(parts["year"]), month, int(parts["day"])) if parts and month else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
