"""Rows of tabs of records as people left them: what they held when, and what their cells say.

People write these rows freely, so nothing is refused: what cannot be read is not there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sync.domain.reading import number_text
from sync.domain.reading.days import days_in

SEPARATOR = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """What a row of a tab of records held from a school day on; `cells` as they are kept verbatim.

    The versions of one row come in order of time. The last one of a row is what stands there now,
    or nothing when `is_there` is false.
    """

    tab: str
    row_key: str
    seen_on: date
    is_there: bool
    cells: Mapping[str, Any]


def rows_of(versions: Iterable[RecordVersion], tab: str) -> Iterator[list[RecordVersion]]:
    """The versions of each row of a tab that is still there."""
    rows: dict[str, list[RecordVersion]] = {}
    for one in versions:
        if one.tab == tab:
            rows.setdefault(one.row_key, []).append(one)
    return (row for row in rows.values() if row[-1].is_there)


def student_of(cells: Mapping[str, Any], column: str = "student") -> str | None:
    """The child's id: the last part of what is chosen from the list of students."""
    label = text_in(cells, column)
    return label.rpartition(SEPARATOR)[2] if SEPARATOR in label else None


def text_in(cells: Mapping[str, Any], column: str) -> str:
    """What a cell says, as it is shown; empty for a blank one."""
    entered = _entered(cells, column)
    if "numberValue" in entered:
        return str(cells[column].get("shown") or f"{entered['numberValue']:g}").strip()
    return str(entered.get("stringValue", "")).strip()


def whole_number_in(cells: Mapping[str, Any], column: str) -> int | None:
    """A count above zero."""
    text = text_in(cells, column)
    return int(text) if text.isdecimal() and int(text) else None


def number_in(cells: Mapping[str, Any], column: str) -> float | None:
    """A number as one or as a text."""
    entered = _entered(cells, column)
    if "numberValue" in entered:
        return float(entered["numberValue"])
    return number_text.number_in(str(entered.get("stringValue", "")), "en_US")


def day_in(cells: Mapping[str, Any], column: str) -> date | None:
    """A day as a date or as a text; one that may be two days is not guessed."""
    entered = _entered(cells, column)
    if "numberValue" in entered:
        return number_text.day_of(float(entered["numberValue"]))
    days = days_in(str(entered.get("stringValue", "")), "en_US")
    return days[0] if len(days) == 1 else None


def _entered(cells: Mapping[str, Any], column: str) -> Mapping[str, Any]:
    entered: Mapping[str, Any] = cells.get(column, {}).get("entered", {})
    return entered
