"""What a roster bundle's reader has to say, each with its place and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.features.roster.layout import FILE_ORDER
from sheet_templates.sentences import Sentence, about, sentence, several, together

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

    @property
    def said(self) -> Sentence:
        """The place, the message and the remedy on one line."""
        place = [self.file]
        if self.kept:
            place.append(sentence("%(id)s (kept from an earlier bundle)", id=self.kept))
        elif self.row is not None:
            place.append(sentence("line %(line)s", line=self.row))
        place += [] if self.column is None else [self.column]
        what = together([self.message, self.remedy], between="; ")
        return about(together(place, between=", "), what)

    def __str__(self) -> str:
        return str(self.said)


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


def refused(file: str, problems: int) -> Sentence:
    """That a file with so many problems is not taken in."""
    return several(
        "%(file)s cannot be imported: %(count)s problem; nothing was written",
        "%(file)s cannot be imported: %(count)s problems; nothing was written",
        problems,
        file=file,
    )


def shown(values: Iterable[str], most: int = 5) -> str:
    """Values as a list to read, cut after `most` with the count of the rest."""
    everything = list(values)
    rest = len(everything) - most
    if rest <= 0:
        return ", ".join(everything)
    return several(
        "%(names)s and %(count)s more",
        "%(names)s and %(count)s more",
        rest,
        names=", ".join(everything[:most]),
    )


def rows_in_words(lines: Iterable[int]) -> str:
    """How many rows, and on which lines they stand."""
    everything = list(lines)
    here = [str(line) for line in everything if line < KEPT]
    kept = len(everything) - len(here)
    where = [several("line %(lines)s", "lines %(lines)s", len(here), lines=shown(here))]
    held = [several("%(count)s kept", "%(count)s kept", kept)]
    return several(
        "%(count)s row (%(where)s)",
        "%(count)s rows (%(where)s)",
        len(everything),
        where=together([*where[: len(here)], *held[:kept]], between=", "),
    )


def line_in_words(line: int) -> str:
    """Where a single row stands."""
    if line >= KEPT:
        return sentence("kept from an earlier bundle")
    return sentence("in line %(line)s", line=line)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    rank = {name: number for number, name in enumerate(FILE_ORDER, 1)}
    return tuple(sorted(findings, key=lambda one: (rank.get(one.file, 0), one.row or 0)))
