"""What a roster bundle's reader has to say, each with its place and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.features.roster.layout import FILE_ORDER

KEPT = 1_000_000_000
"""Rows with this line and later ones are of an earlier bundle: no file that came now has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found in a bundle.

    `row` is the line of the file on which the row begins, counted from 1 with the header; None
    speaks of the whole file, or of the row `kept` (its id) of an earlier bundle.
    """

    file: str
    row: int | None
    column: str | None
    message: str
    remedy: str
    kept: str = ""

    def __str__(self) -> str:
        line = "" if self.row is None else f", line {self.row}"
        line = f", {self.kept} (kept from an earlier bundle)" if self.kept else line
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
    _kept: dict[tuple[str, int], str] = field(default_factory=dict)

    def name_kept(self, file: str, line: int, sourced_id: str) -> None:
        """Say that a line of the file stands for a row of an earlier bundle, and for which."""
        self._kept[file, line] = sourced_id

    def error(self, place: Place, message: str, remedy: str) -> None:
        """Add something that must be put right before the bundle can be imported."""
        self._errors.append(self._finding(place, message, remedy))

    def notice(self, place: Place, message: str, remedy: str) -> None:
        """Add something that is worth knowing; the import goes on.

        What is so of kept rows only was told when they came.
        """
        if place.row is None or place.row < KEPT:
            self._notices.append(self._finding(place, message, remedy))

    def _finding(self, place: Place, message: str, remedy: str) -> Finding:
        kept = self._kept.get((place.file, place.row or 0), "")
        return Finding(
            file=place.file,
            row=None if kept else place.row,
            column=place.column,
            message=message,
            remedy=remedy,
            kept=kept,
        )

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
    everything = list(lines)
    here = [str(line) for line in everything if line < KEPT]
    kept = len(everything) - len(here)
    rows = "1 row" if len(everything) == 1 else f"{len(everything)} rows"
    where = f"line{'s' * (len(here) > 1)} {shown(here)}" if here else ""
    return f"{rows} ({', '.join(part for part in (where, f'{kept} kept' * bool(kept)) if part)})"


def line_in_words(line: int) -> str:
    """Where a single row stands."""
    return "kept from an earlier bundle" if line >= KEPT else f"in line {line}"


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    rank = {name: number for number, name in enumerate(FILE_ORDER, 1)}
    return tuple(sorted(findings, key=lambda one: (rank.get(one.file, 0), one.row or 0)))
