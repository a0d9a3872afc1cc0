"""From a formula as Google writes it to one that the engine understands.

The stored text is never touched. Translated are: named ranges (to their cells), titles of tabs in
another case, ARRAYFORMULA (the engine spills by itself), `;` between arguments, arrays of ranges
such as `{A1:A3;B1:B3}`, and TODAY() and NOW() (to cells of a clock that the adapter sets, so that
a formula is computed again only when the day or the spreadsheet changes).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import formualizer

from local_sheets.areas import letters

CLOCK = "\u2063clock"
"""The engine's own tab that holds the moment: A1 the date, B1 date and time."""

_TODAY, _NOW = f"'{CLOCK}'!$A$1", f"'{CLOCK}'!$B$1"
_CLOCKS = {"TODAY(": _TODAY, "NOW(": _NOW}
_END = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,7})|(\$?)([A-Za-z]{1,3})|(\$?)([0-9]+)")


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_ARRAYS = _words(
    "ARRAYFORMULA ARRAY_CONSTRAIN FILTER FLATTEN FREQUENCY GROWTH HSTACK INDIRECT MMULT OFFSET "
    "QUERY RANDARRAY SEQUENCE SORT SORTN SPLIT TOCOL TOROW TRANSPOSE TREND UNIQUE VSTACK "
    "CHOOSECOLS CHOOSEROWS WRAPCOLS WRAPROWS LINEST EXPAND TAKE DROP"
)
"""Functions that may give several cells."""

_REDUCERS = _words(
    "AND AVERAGE AVERAGEIF AVERAGEIFS COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS COUNTUNIQUE JOIN "
    "LARGE LOOKUP MATCH MAX MAXIFS MEDIAN MIN MINIFS MODE OR PERCENTILE PERCENTRANK PRODUCT "
    "QUARTILE RANK ROWS COLUMNS SMALL SPARKLINE STDEV STDEVP SUBTOTAL SUM SUMIF SUMIFS "
    "SUMPRODUCT SUMSQ TEXTJOIN VAR VARP CORREL SLOPE INTERCEPT VLOOKUP HLOOKUP"
)
"""Functions that make one value of ranges."""

_LAST_ARGUMENT: Mapping[tuple[str, int], str] = {
    ("IFERROR", 1): ',""',
    ("IFNA", 1): ',""',
    ("ROUND", 1): ",0",
    ("ROUNDUP", 1): ",0",
    ("ROUNDDOWN", 1): ",0",
}
"""What Google takes for granted and the engine does not, by function and number of arguments."""


class UnreadableFormulaError(ValueError):
    """The text is no formula; Google shows #ERROR! for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a formula stands and what its words mean.

    `tab` is put before references without a title, for a formula that is computed on another tab
    of the engine than its own; empty otherwise. `titles` are the tabs by title in lower case;
    `names` the cells of named ranges (with their tab) by name in lower case. With `decimal_comma`
    1,5 is one number, and a backslash stands between the columns of an array.
    """

    titles: Mapping[str, str]
    names: Mapping[str, str]
    tab: str = ""
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """One end of a reference, zero-based; an axis without a number is open."""

    row: int | None
    column: int | None
    row_mark: str
    column_mark: str

    def text(self, down: int, across: int) -> str | None:
        """The end as a copy of the formula that far away has it; None off the grid."""
        row, column = self.row, self.column
        if row is not None and not self.row_mark:
            row += down
        if column is not None and not self.column_mark:
            column += across
        if (row is not None and row < 0) or (column is not None and column < 0):
            return None
        shown = "" if column is None else self.column_mark + letters(column)
        return shown if row is None else f"{shown}{self.row_mark}{row + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A reference that moves with the formula."""

    title: str
    ends: tuple[_End, ...]

    def text(self, down: int, across: int) -> str:
        ends = [end.text(down, across) for end in self.ends]
        if None in ends:
            return "#REF!"
        return self.title + ":".join(end for end in ends if end is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A formula for the engine; `may_spill` says that its result may fill several cells."""

    parts: tuple[str | _Place, ...]
    may_spill: bool
    lone_reference: bool

    def text(self, down: int = 0, across: int = 0) -> str:
        """The formula, as written or as its copy that far away reads."""
        shown = [part if isinstance(part, str) else part.text(down, across) for part in self.parts]
        return "=" + "".join(shown)


def translated(formula: str, setting: Setting) -> Translated:
    """The engine's form of a formula; raises UnreadableFormulaError where its words do not end."""
    try:
        text = _pointed(formula) if setting.decimal_comma else formula
        tokens = list(formualizer.tokenize(text).tokens())
    except (formualizer.TokenizerError, ValueError, RuntimeError) as error:
        raise UnreadableFormulaError(str(error)) from error
    writer = _Writer(setting)
    parts = tuple(writer.parts(tokens))
    return Translated(
        parts=parts,
        may_spill=writer.may_spill,
        lone_reference=len(parts) == 1 and isinstance(parts[0], _Place) and not writer.may_spill,
    )


_COMMA_PIECE = re.compile(
    r"""\"(?:[^"]|"")*"|'(?:[^']|'')*'|(?P<number>(?<![\w$.])\d+,\d+)|(?P<column>\\)"""
)


def _pointed(formula: str) -> str:
    """A formula of a locale with a decimal comma in the engine's own marks."""

    def one(found: re.Match[str]) -> str:
        if found["number"]:
            return found[0].replace(",", ".")
        return "," if found["column"] else found[0]

    return _COMMA_PIECE.sub(one, formula)


class _Writer:
    """Walks over the tokens of one formula; the stack holds the open brackets."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._stack: list[str] = []
        self._separators: list[int] = []
        self.may_spill = False

    def parts(self, tokens: list[formualizer.Token]) -> Iterator[str | _Place]:
        skip = False
        for at, token in enumerate(tokens):
            if skip:
                skip = False
                continue
            text, kind = token.value, str(token.token_type)
            upper = text.upper()
            if kind == "Func" and upper in _CLOCKS and tokens[at + 1 : at + 2]:
                skip = tokens[at + 1].value == ")"
                yield _CLOCKS[upper] if skip else text
            elif kind == "Operand" and str(token.subtype) == "Range":
                yield self._operand(text)
            else:
                yield self._other(text, kind, str(token.subtype), tokens[at:])

    def _other(self, text: str, kind: str, subtype: str, rest: list[formualizer.Token]) -> str:
        if subtype == "Open":
            return self._opened(text.upper(), rest)
        if subtype == "Close":
            return self._closed(text)
        if kind == "Sep":
            return self._separator(text)
        return text

    def _closed(self, text: str) -> str:
        if not self._stack:
            return text
        opened, arguments = self._stack.pop(), self._separators.pop() + 1
        if opened == "{ranges":
            return "))"
        return _LAST_ARGUMENT.get((opened, arguments), "") + text

    def _opened(self, text: str, rest: list[formualizer.Token]) -> str:
        self._separators.append(0)
        if text == "{":
            stacked = _holds_ranges(rest)
            self._stack.append("{ranges" if stacked else "{")
            self._note_array()
            return "VSTACK(HSTACK(" if stacked else text
        name = text.removesuffix("(")
        self._stack.append(name)
        if name in _ARRAYS:
            self._note_array()
        if name == "QUERY":
            return f"QUERY({self._first_column(rest)},"
        return "(" if name == "ARRAYFORMULA" else text

    def _first_column(self, rest: list[formualizer.Token]) -> int:
        """Where the range of a QUERY begins: its letters name columns of the tab."""
        first = next((token.value for token in rest[1:] if token.value.strip()), "")
        cells = self._setting.names.get(first.lower(), first).rpartition("!")[2]
        found = _END.fullmatch(cells.partition(":")[0])
        return _end_of(found).column or 0 if found else 0

    def _separator(self, text: str) -> str:
        inside = self._stack[-1] if self._stack else ""
        if self._separators:
            self._separators[-1] += 1
        if text != ";" or inside == "{":
            return text
        return "),HSTACK(" if inside == "{ranges" else ","

    def _note_array(self) -> None:
        arrays = "ARRAYFORMULA" in self._stack
        if arrays or not _REDUCERS.intersection(self._stack):
            self.may_spill = True

    def _operand(self, text: str) -> str | _Place:
        title, mark, cells = text.rpartition("!")
        named = None if mark else self._setting.names.get(text.lower())
        if named is not None:
            self._note_range(named)
            return named
        ends = [_END.fullmatch(end) for end in cells.split(":")]
        if None in ends or len(ends) > 2 or (len(ends) == 1 and ":" not in cells and _open(ends)):
            return text
        self._note_range(cells)
        return _Place(
            title=self._title(title, mark), ends=tuple(_end_of(end) for end in ends if end)
        )

    def _note_range(self, cells: str) -> None:
        if ":" in cells:
            self._note_array()

    def _title(self, title: str, mark: str) -> str:
        if not mark:
            return f"{_quoted(self._setting.tab)}!" if self._setting.tab else ""
        bare = title[1:-1].replace("''", "'") if title.startswith("'") else title
        return f"{_quoted(self._setting.titles.get(bare.lower(), bare))}!"


def _open(ends: list[re.Match[str] | None]) -> bool:
    return ends[0] is not None and ends[0][4] is None


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _holds_ranges(tokens: list[formualizer.Token]) -> bool:
    """Whether an array that opens here holds anything but plain values."""
    depth = 0
    for token in tokens:
        subtype = str(token.subtype)
        depth += (subtype == "Open") - (subtype == "Close")
        if depth == 0:
            return False
        if subtype == "Range" or str(token.token_type) == "Func":
            return True
    return False


def _end_of(found: re.Match[str]) -> _End:
    column = found[2] or found[6]
    row = found[4] or found[8]
    return _End(
        row=int(row) - 1 if row else None,
        column=_column(column) if column else None,
        row_mark=found[3] or found[7] or "",
        column_mark=found[1] or found[5] or "",
    )


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
