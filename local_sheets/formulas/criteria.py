"""COUNTIFS and MINIFS: cells that meet criteria.

The engine has both, but takes a time for a row of cells that grows with the square of its length:
a tracker of twenty windows took seconds, which is longer than a recalculation may.
"""

import functools
import operator
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import starmap
from typing import Any

from local_sheets.locales import serial_of

Meets = Callable[[Any], bool]

_CRITERION = re.compile(r"(>=|<=|<>|>|<|=)?(.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)/(\d\d?)/(\d{4})")
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


def count_ifs(*pairs: Any) -> float:
    """COUNTIFS(range, criterion, ...): how many places meet all criteria."""
    return float(sum(1 for _ in _places(pairs)))


def min_ifs(values: Any, *pairs: Any) -> float:
    """MINIFS(values, range, criterion, ...): the least number where all criteria are met, or 0."""
    cells = _cells(values)
    if len(cells) != len(_cells(pairs[0])):
        raise ValueError("MINIFS has ranges of different sizes")
    found = (_number(cells[at]) for at in _places(pairs))
    return float(min((one for one in found if one is not None), default=0.0))


def _places(pairs: tuple[Any, ...]) -> Iterator[int]:
    if len(pairs) % 2:
        raise ValueError("a range without its criterion")
    ranges = [_cells(one) for one in pairs[::2]]
    if len({len(one) for one in ranges}) != 1:
        raise ValueError("ranges of different sizes")
    tests = list(starmap(_meeting, zip(ranges, pairs[1::2], strict=True)))
    return (at for at in range(len(ranges[0])) if all(test(at) for test in tests))


def _meeting(cells: list[Any], criterion: Any) -> Callable[[int], bool]:
    meets = criterion_of(criterion)
    return lambda at: meets(cells[at])


def _cells(value: Any) -> list[Any]:
    if not isinstance(value, list):
        return [value]
    return [cell for row in value for cell in (row if isinstance(row, list) else [row])]


def criterion_of(criterion: Any) -> Meets:
    """What a criterion asks of a cell; texts begin with an operator, or are meant to be equal."""
    number = _number(criterion)
    if number is not None:
        return lambda cell: _alike(cell) == number
    if isinstance(criterion, bool):
        return lambda cell: cell is criterion
    return _of_text("" if criterion is None else str(criterion))


@functools.lru_cache(maxsize=512)
def _of_text(criterion: str) -> Meets:
    found = _CRITERION.fullmatch(criterion)
    assert found, "it takes any text"
    sign, wanted = found[1] or "", found[2]
    if sign in _ORDERS:
        return _ordered(_ORDERS[sign], wanted)
    equal = _equal(wanted, is_blank=sign != "")
    return (lambda cell: not equal(cell)) if sign == "<>" else equal


def _ordered(compare: Callable[[Any, Any], bool], wanted: str) -> Meets:
    limit = _read(wanted)
    if limit is None:
        low = wanted.casefold()
        return lambda cell: isinstance(cell, str) and compare(cell.casefold(), low)

    def meets(cell: Any) -> bool:
        number = _number(cell)
        return number is not None and compare(number, limit)

    return meets


def _equal(wanted: str, *, is_blank: bool) -> Meets:
    """Equal to a number or a text; `is_blank`: nothing named means a cell without anything."""
    if not wanted:
        return (lambda cell: cell is None) if is_blank else (lambda cell: cell in {None, ""})
    number = _read(wanted)
    if number is not None:
        return lambda cell: _alike(cell) == number
    if wanted.upper() in {"TRUE", "FALSE"}:
        return lambda cell: cell is (wanted.upper() == "TRUE")
    pattern = _pattern(wanted)
    return lambda cell: isinstance(cell, str) and pattern.fullmatch(cell) is not None


def _pattern(wanted: str) -> re.Pattern[str]:
    """* for any text, ? for one character, ~ before one of these for itself; in any case."""
    parts = re.findall(r"~[*?~]|.", wanted, re.DOTALL)
    wild = {"*": ".*", "?": "."}
    text = "".join(wild.get(one) or re.escape(one[-1]) for one in parts)
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _number(value: Any) -> float | None:
    if isinstance(value, date | datetime):
        return float(serial_of(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None


def _alike(cell: Any) -> float | None:
    """The number that a cell is equal to: a text of digits is equal to its number, not ordered."""
    if isinstance(cell, str):
        return float(cell) if _NUMBER.fullmatch(cell) else None
    return _number(cell)


def _read(text: str) -> float | None:
    """The number that a criterion names: digits, a share, or a day as 2026-11-22 or 11/22/2026."""
    if _NUMBER.fullmatch(text):
        return float(text)
    if text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
        return float(text[:-1]) / 100
    day = _DAY.fullmatch(text)
    if day is None:
        return None
    year, month, of_month = (int(day[1] or day[6]), int(day[2] or day[4]), int(day[3] or day[5]))
    try:
        return float(serial_of(date(year, month, of_month)))
    except ValueError:
        return None
