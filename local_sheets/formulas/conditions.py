"""Conditions of conditional formats as formulas (Google: ConditionType, BooleanCondition).

Each is a formula about the first cell of the rule's range, as a CUSTOM_FORMULA is; other cells
take it as its copy. `X` below is that cell. Conditions that only data validation knows are None.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from local_sheets.entry_parsing import typed

Json = Mapping[str, Any]

_CELL = re.compile(r"\bX\b")

_NUMBERS: Mapping[str, str] = {
    "NUMBER_GREATER": "X>{0}",
    "NUMBER_GREATER_THAN_EQ": "X>={0}",
    "NUMBER_LESS": "X<{0}",
    "NUMBER_LESS_THAN_EQ": "X<={0}",
    "NUMBER_EQ": "X={0}",
    "NUMBER_NOT_EQ": "X<>{0}",
    "NUMBER_BETWEEN": "AND(X>={0},X<={1})",
    "NUMBER_NOT_BETWEEN": "OR(X<{0},X>{1})",
}
_TEXTS: Mapping[str, str] = {
    "TEXT_CONTAINS": "ISNUMBER(FIND(LOWER({0}),LOWER(X)))",
    "TEXT_NOT_CONTAINS": "ISERROR(FIND(LOWER({0}),LOWER(X)))",
    "TEXT_STARTS_WITH": "LEFT(LOWER(X),LEN({0}))=LOWER({0})",
    "TEXT_ENDS_WITH": "RIGHT(LOWER(X),LEN({0}))=LOWER({0})",
    "TEXT_EQ": "LOWER(X)=LOWER({0})",
    "TEXT_IS_EMAIL": "ISEMAIL(X)",
    "TEXT_IS_URL": "ISURL(X)",
}
_DATES: Mapping[str, str] = {
    "DATE_EQ": "AND(INT(X)>={0},INT(X)<={1})",
    "DATE_BEFORE": "X<{0}",
    "DATE_AFTER": "INT(X)>{1}",
    "DATE_ON_OR_BEFORE": "INT(X)<={1}",
    "DATE_ON_OR_AFTER": "X>={0}",
    "DATE_IS_VALID": "X>=0",
}
_RELATIVE: Mapping[str, tuple[str, str]] = {
    "TODAY": ("TODAY()", "TODAY()"),
    "TOMORROW": ("(TODAY()+1)", "(TODAY()+1)"),
    "YESTERDAY": ("(TODAY()-1)", "(TODAY()-1)"),
    "PAST_WEEK": ("(TODAY()-7)", "TODAY()"),
    "PAST_MONTH": ("EDATE(TODAY(),-1)", "TODAY()"),
    "PAST_YEAR": ("EDATE(TODAY(),-12)", "TODAY()"),
}
"""First and last day that a relative date means (expected: the week, month or year to today)."""


def formula_for(condition: Json, cell: str, locale: str, today: date) -> str | None:
    """The condition about `cell` (such as B2) as a formula without `=`; None if it never colours.

    `locale` and `today` tell how a written value such as 1/2/2027 is read.
    """
    kind = condition.get("type", "")
    values = condition.get("values", [])
    if kind == "CUSTOM_FORMULA":
        text = str(values[0].get("userEnteredValue", "")) if values else ""
        return text[1:] if text.startswith("=") else None
    if kind in {"BLANK", "NOT_BLANK"}:
        blank = f'TRIM({cell})=""'
        return blank if kind == "BLANK" else f"NOT({blank})"
    written = _operands(kind, values, locale, today)
    return None if written is None else _about(written, cell)


def _about(written: str, cell: str) -> str:
    """The cell in place of X, but not inside the operands, which stand between null characters."""
    parts = written.split("\0")
    return "".join(
        part if at % 2 else _CELL.sub(lambda _: cell, part) for at, part in enumerate(parts)
    )


def _operands(kind: str, values: Sequence[Json], locale: str, today: date) -> str | None:
    for shapes, read, guard in (
        (_NUMBERS, _number_of, "AND(ISNUMBER(X),{})"),
        (_TEXTS, _text_of, "{}"),
        (_DATES, _number_of, "AND(ISNUMBER(X),{})"),
    ):
        shape = shapes.get(kind)
        if shape is not None:
            return guard.format(_filled(shape, values, partial(read, locale=locale, today=today)))
    if kind in {"DATE_BETWEEN", "DATE_NOT_BETWEEN"} and len(values) == 2:
        first, last = (f"\0{_number_of(one, locale=locale, today=today)}\0" for one in values)
        within = f"AND(INT(X)>={first},INT(X)<={last})"
        return f"AND(ISNUMBER(X),{within if kind == 'DATE_BETWEEN' else f'NOT({within})'})"
    return None


def _filled(shape: str, values: Sequence[Json], read: Callable[[Json], str]) -> str:
    if len(values) == 1 and "relativeDate" in values[0]:
        first, last = _RELATIVE.get(values[0]["relativeDate"], ("NA()", "NA()"))
        return shape.format(f"\0{first}\0", f"\0{last}\0")
    written = [f"\0{read(one)}\0" for one in values] or ['\0""\0']
    return shape.format(*written, *written)


def _number_of(value: Json, *, locale: str, today: date) -> str:
    """A number or date as a formula reads it; a text that is neither compares with nothing."""
    text = str(value.get("userEnteredValue", ""))
    if text.startswith("="):
        return f"({text[1:]})"
    found = typed(text, locale, today).value if text else None
    return str(found["numberValue"]) if found and "numberValue" in found else "NA()"


def _text_of(value: Json, **_: object) -> str:
    text = str(value.get("userEnteredValue", ""))
    if text.startswith("="):
        return f"({text[1:]})"
    return '"' + text.replace('"', '""') + '"'
