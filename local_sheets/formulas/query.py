"""QUERY: the part of Google's query language that trackers use.

`select` (columns, count, sum, avg, min, max, *), `where` (comparisons, contains, starts with, ends
with, matches, is null, and, or, not, brackets), `group by`, `order by`, `limit`, `offset`,
`label`. Columns are letters of the source or Col1, Col2 (Google: Query Language Reference). What
else the language has (pivot, format, options, arithmetic, scalar functions) is refused: #VALUE!.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from local_sheets.locales import serial_of

Row = Sequence[Any]
Test = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d+)?|-\d+(?:\.\d+)?)"""
    r"""|(?P<quoted>`[^`]+`)|(?P<word>[A-Za-z_]\w*)|(?P<mark><=|>=|!=|<>|[=<>(),*]))"""
)
_CLAUSES = ("select", "where", "group", "order", "limit", "offset", "label")
_TOTALS = frozenset({"count", "sum", "avg", "min", "max"})


class UnknownQueryError(ValueError):
    """The text is no query, or one of the parts that are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Output:
    """One selected column: its place in the source, and how a group is summed up, if it is."""

    column: int
    total: str = ""


@dataclass(slots=True, kw_only=True)
class _Query:
    select: list[_Output] = field(default_factory=list)
    where: Test | None = None
    groups: list[int] = field(default_factory=list)
    order: list[tuple[_Output, bool]] = field(default_factory=list)
    limit: int | None = None
    offset: int = 0
    labels: dict[_Output, str] = field(default_factory=dict)


def query(first_column: Any, source: Any, text: Any, headers: Any = -1) -> list[list[Any]]:
    """QUERY(range, text, [headers]): the rows that it asks for, under their headings if any.

    `first_column` is the range's first column on its tab, from 0: letters count from there.
    `headers` is how many rows are headings; -1 guesses: one, when the first row is all text and
    some column below is not (expected: Google guesses by the types too).
    """
    rows = [list(row) if isinstance(row, list) else [row] for row in source]
    count = int(headers)
    if count < 0:
        count = int(_looks_headed(rows))
    head = [" ".join(_plain(row[at]) for row in rows[:count]) for at in range(len(rows[0]))]
    body = [row for row in rows[count:] if any(value not in (None, "") for value in row)]
    asked = _Parser(str(text), len(head), int(first_column)).parse()
    shown = _answer(asked, body)
    if count or any(one.total for one in asked.select) or asked.labels:
        titles = [_heading(one, head, asked) for one in asked.select]
        shown = [titles, *shown] if any(titles) else shown
    return [["" if value is None else value for value in row] for row in shown] or [[""]]


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _looks_headed(rows: list[list[Any]]) -> bool:
    first, rest = rows[0], rows[1:]
    if not rest or not all(isinstance(value, str) and value for value in first):
        return False
    return any(isinstance(value, int | float) for row in rest for value in row if value is not None)


def _heading(one: _Output, head: Sequence[str], asked: _Query) -> str:
    plain = head[one.column]
    return asked.labels.get(one, f"{one.total} {plain}".strip() if one.total else plain)


def _answer(asked: _Query, body: list[list[Any]]) -> list[list[Any]]:
    rows = [row for row in body if asked.where is None or asked.where(row)]
    if asked.groups or any(one.total for one in asked.select):
        sets = _grouped(rows, asked.groups)
    else:
        sets = [[row] for row in rows]
    for one, descending in reversed(asked.order):
        sets.sort(key=lambda part, one=one: _order(_value(one, part)), reverse=descending)  # type: ignore[misc]
    end = None if asked.limit is None else asked.offset + asked.limit
    return [[_value(one, part) for one in asked.select] for part in sets[asked.offset : end]]


def _grouped(rows: list[list[Any]], columns: list[int]) -> list[list[list[Any]]]:
    if not columns:
        return [rows] if rows else []

    def key(row: Row) -> list[tuple[int, Any]]:
        return [_order(row[column]) for column in columns]

    return [list(part) for _, part in groupby(sorted(rows, key=key), key=key)]


def _value(one: _Output, part: Sequence[Row]) -> Any:
    values = [row[one.column] for row in part]
    if not one.total:
        return values[0]
    filled = [value for value in values if value not in (None, "")]
    if one.total == "count":
        return float(len(filled))
    if one.total in {"min", "max"}:
        return {"min": min, "max": max}[one.total](filled, key=_order) if filled else None
    numbers = [value for value in filled if isinstance(value, int | float)]
    total = float(sum(numbers))
    return total if one.total == "sum" else (total / len(numbers) if numbers else None)


def _order(value: Any) -> tuple[int, Any]:
    """Blanks first, as in Google's query; then numbers, texts, booleans."""
    if value in (None, "") or isinstance(value, Mapping):
        return (0, 0)
    if isinstance(value, bool):
        return (3, value)
    return (1, value) if isinstance(value, int | float) else (2, str(value))


class _Parser:
    """Reads a query word by word; column letters count from the source's first column."""

    def __init__(self, text: str, width: int, first_column: int) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._width = width
        self._first = first_column

    def parse(self) -> _Query:
        found = _Query()
        readers: dict[str, Callable[[_Query], None]] = {
            "select": self._select,
            "where": self._where,
            "group": self._group,
            "order": self._order_by,
            "limit": self._limit,
            "offset": self._offset,
            "label": self._label,
        }
        while self._at < len(self._tokens):
            reader = readers.get(self._next().lower())
            if reader is None:
                raise UnknownQueryError(self._tokens[self._at - 1])
            reader(found)
        if not found.select:
            found.select = [_Output(column=at) for at in range(self._width)]
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise UnknownQueryError("the query ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, word: str) -> bool:
        if self._peek().lower() != word:
            return False
        self._at += 1
        return True

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise UnknownQueryError(f"{word} is missing")

    def _select(self, found: _Query) -> None:
        if self._take("*"):
            return
        found.select.append(self._output())
        while self._take(","):
            found.select.append(self._output())

    def _output(self) -> _Output:
        word = self._next()
        if word.lower() in _TOTALS and self._take("("):
            column = self._column(self._next())
            self._need(")")
            return _Output(column=column, total=word.lower())
        return _Output(column=self._column(word))

    def _column(self, word: str) -> int:
        bare = word.strip("`")
        numbered = re.fullmatch(r"Col(\d+)", bare)
        at = int(numbered[1]) - 1 if numbered else _letters(bare) - self._first
        if not 0 <= at < self._width:
            raise UnknownQueryError(f"there is no column {word}")
        return at

    def _where(self, found: _Query) -> None:
        found.where = self._either()

    def _either(self) -> Test:
        tests = [self._all()]
        while self._take("or"):
            tests.append(self._all())
        return lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._take("not"):
            inner = self._one()
            return lambda row: not inner(row)
        if self._take("("):
            inner = self._either()
            self._need(")")
            return inner
        column = self._column(self._next())
        return self._comparison(column, self._next().lower())

    def _comparison(self, column: int, word: str) -> Test:
        if word == "is":
            wanted = not self._take("not")
            self._need("null")
            return lambda row: (row[column] in (None, "")) is wanted
        if word in {"starts", "ends"}:
            self._need("with")
        compare = _COMPARISONS.get(word)
        if compare is None:
            raise UnknownQueryError(word)
        literal = self._literal()
        return lambda row: row[column] not in (None, "") and compare(row[column], literal)

    def _literal(self) -> Any:
        word = self._next()
        if word[0] in "\"'":
            return word[1:-1]
        if word.lower() in {"true", "false"}:
            return word.lower() == "true"
        if word.lower() == "date":
            return float(serial_of(date.fromisoformat(str(self._literal()))))
        return float(word)

    def _group(self, found: _Query) -> None:
        self._need("by")
        found.groups.append(self._column(self._next()))
        while self._take(","):
            found.groups.append(self._column(self._next()))

    def _order_by(self, found: _Query) -> None:
        self._need("by")
        more = True
        while more:
            one = self._output()
            descending = self._take("desc")
            if not descending:
                self._take("asc")
            found.order.append((one, descending))
            more = self._take(",")

    def _limit(self, found: _Query) -> None:
        found.limit = int(self._next())

    def _offset(self, found: _Query) -> None:
        found.offset = int(self._next())

    def _label(self, found: _Query) -> None:
        more = True
        while more:
            one = self._output()
            found.labels[one] = str(self._literal())
            more = self._take(",")


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise UnknownQueryError(text[at:])
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


def _letters(name: str) -> int:
    number = 0
    if not re.fullmatch(r"[A-Z]{1,3}", name):
        return -1
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _same(value: Any, literal: Any) -> bool:
    return isinstance(value, bool) == isinstance(literal, bool) and bool(value == literal)


def _ordered(value: Any, literal: Any) -> bool:
    number = int | float
    return isinstance(value, number) == isinstance(literal, number)


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": _same,
    "!=": lambda value, literal: not _same(value, literal),
    "<>": lambda value, literal: not _same(value, literal),
    "<": lambda value, literal: _ordered(value, literal) and bool(value < literal),
    "<=": lambda value, literal: _ordered(value, literal) and bool(value <= literal),
    ">": lambda value, literal: _ordered(value, literal) and bool(value > literal),
    ">=": lambda value, literal: _ordered(value, literal) and bool(value >= literal),
    "contains": lambda value, literal: str(literal) in str(value),
    "starts": lambda value, literal: str(value).startswith(str(literal)),
    "ends": lambda value, literal: str(value).endswith(str(literal)),
    "matches": lambda value, literal: re.fullmatch(str(literal), str(value)) is not None,
}
