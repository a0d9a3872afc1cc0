"""What a roster bundle's reader has to say, each with its place and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.features.roster.layout import FILE_ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found in a bundle.

    `row` is the line of the file on which the row begins, counted from 1 with the header; None
    speaks of the whole file.
    """

    file: str
    row: int | None
    column: str | None
    message: str
    remedy: str

    def __str__(self) -> str:
        line = "" if self.row is None else f", line {self.row}"
        column = "" if self.column is None else f", {self.column}"
        return f"{self.file}{line}{column}: {self.message}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a bundle something was found."""

    file: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is found while a bundle is read: errors forbid the import, notices do not."""

    _errors: list[Finding] = field(default_factory=list)
    _notices: list[Finding] = field(default_factory=list)

    def error(self, place: Place, message: str, remedy: str) -> None:
        """Add something that must be put right before the bundle can be imported."""
        self._errors.append(_finding(place, message, remedy))

    def notice(self, place: Place, message: str, remedy: str) -> None:
        """Add something that is worth knowing; the import goes on."""
        self._notices.append(_finding(place, message, remedy))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The errors in order of file and row."""
        return _in_order(self._errors)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """The notices in order of file and row."""
        return _in_order(self._notices)


def shown(values: Iterable[str], most: int = 5) -> str:
    """Values as a list to read, cut after `most` with the count of the rest."""
    everything = list(values)
    rest = len(everything) - most
    return ", ".join(everything[:most]) + (f" and {rest} more" if rest > 0 else "")


def rows_in_words(lines: Iterable[int]) -> str:
    """How many rows, and on which lines they stand."""
    everything = [str(line) for line in lines]
    if len(everything) == 1:
        return f"1 row (line {everything[0]})"
    return f"{len(everything)} rows (lines {shown(everything)})"


def _finding(place: Place, message: str, remedy: str) -> Finding:
    return Finding(
        file=place.file, row=place.row, column=place.column, message=message, remedy=remedy
    )


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    rank = {name: number for number, name in enumerate(FILE_ORDER, 1)}
    return tuple(sorted(findings, key=lambda one: (rank.get(one.file, 0), one.row or 0)))
