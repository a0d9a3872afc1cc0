"""Google's functions that the engine lacks, or reads otherwise than Google does.

Each takes values of the engine (a range is rows of values, a blank is None, an error a mapping)
and gives one back, a value or rows of values. Meanings: Google's list of functions
(support.google.com/docs/table/25273), each by its own page.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from local_sheets.formulas.criteria import count_ifs, min_ifs
from local_sheets.formulas.query import query
from local_sheets.locales import serial_of
from local_sheets.number_formats import general

Rows = list[list[Any]]
SPARKLINE = "\u2581\u2583\u2585\u2587"
"""What stands for a drawn line: the local server draws none."""


class NoMatchError(ValueError):
    """The function has nothing to show; Google shows #N/A."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function by its name; `most` is how many arguments it takes, None for any number."""

    name: str
    call: Callable[..., Any]
    least: int = 1
    most: int | None = None


def rows_of(value: Any) -> Rows:
    """An argument as rows; a single value is one row of one cell."""
    if isinstance(value, list):
        return [list(row) if isinstance(row, list) else [row] for row in value]
    return [[value]]


def _cells(*values: Any) -> Iterator[Any]:
    for value in values:
        for row in rows_of(value):
            yield from row


def is_error(value: Any) -> bool:
    """Whether a value is one of the engine's errors."""
    return isinstance(value, Mapping)


def text_of(value: Any) -> str:
    """A value as text, as & joins it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return general(float(value))
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value)


def _blank_free(rows: Rows) -> Rows:
    """Blanks as empty texts: the engine would show 0 for them."""
    return [["" if value is None else value for value in row] for row in rows]


def _each(change: Callable[..., Any]) -> Callable[..., Any]:
    """A function of one value that goes over a range cell by cell."""

    @functools.wraps(change)
    def over(first: Any, *rest: Any) -> Any:
        if not isinstance(first, list):
            return first if is_error(first) else change(first, *rest)
        return [[one if is_error(one) else change(one, *rest) for one in row] for row in first]

    return over


@functools.lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    # Google reads RE2, which has no look-around; what both know is read alike.
    if re.search(r"\(\?(?:[=!]|<[=!])", text):
        raise ValueError("look-around is not known here")
    return re.compile(text)


def _regex_match(text: Any, pattern: Any) -> bool:
    return _pattern(text_of(pattern)).search(text_of(text)) is not None


def _regex_extract(text: Any, pattern: Any) -> Any:
    found = _pattern(text_of(pattern)).search(text_of(text))
    if found is None:
        raise NoMatchError
    groups = [group or "" for group in found.groups()]
    return [groups] if len(groups) > 1 else (groups[0] if groups else found[0])


def _regex_replace(text: Any, pattern: Any, replacement: Any) -> str:
    plain = text_of(replacement)
    # RE2 names groups $1 in spreadsheets; Python's own escapes stay as they are written.
    template = re.sub(r"\$(\d+)", r"\\g<\1>", plain.replace("\\", "\\\\"))
    return _pattern(text_of(pattern)).sub(template, text_of(text))


def _join(delimiter: Any, *values: Any) -> Any:
    cells = list(_cells(*values))
    return next((one for one in cells if is_error(one)), None) or text_of(delimiter).join(
        map(text_of, cells)
    )


def _split(text: Any, delimiter: Any, *options: Any) -> Rows:
    """SPLIT(text, delimiter, [split_by_each], [remove_empty_text]); both options are TRUE."""
    by_each, drop_empty = (*options, True, True)[:2]
    marks = text_of(delimiter)
    pattern = f"[{re.escape(marks)}]" if by_each else re.escape(marks)
    parts = re.split(pattern, text_of(text))
    kept = [part for part in parts if part or not drop_empty]
    if not kept:
        raise NoMatchError
    return [[_typed(part) for part in kept]]


def _typed(part: str) -> Any:
    """SPLIT gives numbers for what looks like one."""
    try:
        return float(part) if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", part) else part
    except ValueError:
        return part


def _count_unique(*values: Any) -> float:
    return float(len({_key(one) for one in _cells(*values) if one not in (None, "")}))


def _key(value: Any) -> Any:
    """What makes two cells the same: type and value, texts in any case."""
    if is_error(value):
        return ("error", str(value.get("kind")))
    return (type(value).__name__, value.casefold() if isinstance(value, str) else value)


def _flatten(*values: Any) -> Rows:
    return _blank_free([[one] for one in _cells(*values)])


def _filter(source: Any, *conditions: Any) -> Rows:
    """FILTER(range, condition1, [condition2...]): rows or columns where all conditions hold."""
    rows = rows_of(source)
    tests = [rows_of(condition) for condition in conditions]
    by_columns = len(rows) > 1 and all(len(test) == 1 for test in tests)
    if by_columns or (len(rows) == 1 and all(len(test) == 1 for test in tests)):
        kept = _holding([test[0] for test in tests], len(rows[0]))
        shown = [[row[at] for at in kept] for row in rows] if kept else []
    else:
        shown = [rows[at] for at in _holding([[t[0] for t in test] for test in tests], len(rows))]
    if not shown:
        raise NoMatchError
    return _blank_free(shown)


def _holding(tests: Sequence[Sequence[Any]], count: int) -> list[int]:
    if any(len(test) != count for test in tests):
        raise ValueError("FILTER has mismatched range sizes")
    return [at for at in range(count) if all(not is_error(t[at]) and bool(t[at]) for t in tests)]


def _sort(source: Any, *keys: Any) -> Rows:
    """SORT(range, column, is_ascending, ...): stable; blanks last; column a number or a range."""
    rows = rows_of(source)
    pairs = [
        (keys[at], keys[at + 1] if at + 1 < len(keys) else True) for at in range(0, len(keys), 2)
    ]
    order = list(range(len(rows)))
    for column, ascending in reversed(pairs or [(1, True)]):
        values = _sort_column(rows, column)
        filled = [at for at in order if values[at] not in (None, "")]
        blank = [at for at in order if values[at] in (None, "")]
        filled.sort(key=lambda at: sort_key(values[at]), reverse=not ascending)
        order = filled + blank
    return _blank_free([rows[at] for at in order])


def _sort_column(rows: Rows, column: Any) -> list[Any]:
    if isinstance(column, list):
        return [row[0] for row in column]
    at = int(column) - 1
    if not 0 <= at < max(map(len, rows)):
        raise ValueError(f"SORT has no column {column}")
    return [row[at] for row in rows]


def sort_key(value: Any) -> tuple[int, Any]:
    """Google's order of types: numbers, texts, booleans, errors."""
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, int | float):
        return (0, value)
    return (3, "") if is_error(value) else (1, str(value).casefold())


def _weighted(values: Any, weights: Any, *more: Any) -> float:
    everything = (values, weights, *more)
    pairs = [
        (value, weight)
        for at in range(0, len(everything) - 1, 2)
        for value, weight in zip(_cells(everything[at]), _cells(everything[at + 1]), strict=True)
        if isinstance(value, int | float)
    ]
    total = sum(weight for _, weight in pairs)
    return float(sum(value * weight for value, weight in pairs) / total)


def _is_email(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}", value))


def _is_url(value: Any) -> bool:
    return isinstance(value, str) and bool(
        re.fullmatch(r"(https?://|ftp://|mailto:)?[^\s/@]+\.[a-z]{2,}(/\S*)?", value, re.IGNORECASE)
    )


def _to_number(value: Any) -> Any:
    if isinstance(value, date):
        return float(serial_of(value))
    return value


FUNCTIONS = (
    Function(name="REGEXMATCH", call=_each(_regex_match), least=2, most=2),
    Function(name="REGEXEXTRACT", call=_each(_regex_extract), least=2, most=2),
    Function(name="REGEXREPLACE", call=_each(_regex_replace), least=3, most=3),
    Function(name="JOIN", call=_join, least=2),
    Function(name="SPLIT", call=_split, least=2, most=4),
    Function(name="COUNTUNIQUE", call=_count_unique),
    Function(name="TO_TEXT", call=_each(text_of), most=1),
    Function(name="TO_PURE_NUMBER", call=_each(_to_number), most=1),
    Function(name="FLATTEN", call=_flatten),
    Function(name="FILTER", call=_filter, least=2),
    Function(name="SORT", call=_sort),
    Function(name="QUERY", call=query, least=3, most=4),
    Function(name="SPARKLINE", call=lambda *_: SPARKLINE, most=2),
    Function(name="AVERAGE.WEIGHTED", call=_weighted, least=2),
    Function(name="ISEMAIL", call=_is_email, most=1),
    Function(name="ISURL", call=_is_url, most=1),
    Function(name="COUNTIFS", call=count_ifs, least=2),
    Function(name="MINIFS", call=min_ifs, least=3),
)


def guarded(function: Function) -> Callable[..., Any]:
    """The function as the engine calls it, which takes no exceptions.

    An error in an argument comes out again, a mistake in them is #VALUE!, nothing found is #N/A.
    """

    def call(*arguments: Any) -> Any:
        alone = next((one for one in arguments if is_error(one)), None)
        if alone is not None:
            return alone
        try:
            return function.call(*arguments)
        except NoMatchError:
            return {"type": "Error", "kind": "Na"}
        except ZeroDivisionError:
            return {"type": "Error", "kind": "Div"}
        except (ValueError, TypeError, KeyError, IndexError, re.error):
            return {"type": "Error", "kind": "Value"}

    return call
