"""What every call of the Sheets API brings along and what a write gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from local_sheets.clock import Moment
from local_sheets.errors import invalid
from local_sheets.workbook import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The query parameters of a request, and the date that counts as today.

    `today` completes a date typed without its year; it is the demo's date if there is one, and
    `now` is None then.
    `url_pattern` is where people open a spreadsheet, with `{id}` for its id.
    """

    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    today: date
    now: datetime | None = None
    url_pattern: str = "https://docs.google.com/spreadsheets/d/{id}/edit"

    @property
    def moment(self) -> Moment:
        """What formulas take for now."""
        return Moment(today=self.today, now=self.now)

    def first(self, name: str) -> str | None:
        """The first value of a parameter; None when absent or empty."""
        found = self.parameters.get(name) or ()
        return found[0] if found and found[0] != "" else None

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a repeated parameter."""
        return tuple(value for value in self.parameters.get(name) or () if value != "")

    def flag(self, name: str) -> bool:
        """A boolean in any case (`true`, `True`, `1`); absent is false."""
        text = self.first(name)
        if text is None or text.lower() in {"false", "0"}:
            return False
        if text.lower() in {"true", "1"}:
            return True
        problem = f"Invalid value at '{name}' (TYPE_BOOL), \"{text}\""
        raise invalid(problem, [(name, problem)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who is calling, as far as a spreadsheet cares.

    The owner of the file bypasses protections; in a shared drive nobody owns (`owner` is None).
    `has_access` tells whether the file is shared with an address, where a switch asks for it.
    """

    email: str
    groups: frozenset[str] = frozenset()
    is_owner: bool = False
    owner: str | None = None
    has_access: Callable[[str], bool] = field(default=lambda _: True, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The result of a write: the new workbook, the answer, and the kinds for the revision log."""

    workbook: Workbook
    reply: dict[str, Any]
    kinds: tuple[str, ...]
