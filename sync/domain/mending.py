"""Doubtful cells with a likely reading -> what may be written in their place. Pure.

Only a value or a code whose writing leaves nothing else in doubt: a cell whose format made the
score something else, or a date that can be two, is for the person who knows what was meant.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheet_templates.expectation import Expectation, ValueKind
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import ReadCell
from sync.domain.entries import CellIssue, EntryKey, EntryValue, Weight
from sync.domain.reading import CodeTable
from sync.domain.reading.cell import read_entry
from sync.domain.reading.outcomes import Reading

_RULES = frozenset({"letters", "decimal_mark", "two_facts", "text", "choice", "formula"})
_KINDS = frozenset({ValueKind.NUMBER, ValueKind.CHOICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What can be written, as the cells stand and as they are to be; the rest in sentences."""

    before: Mapping[EntryKey, EntryValue]
    after: Mapping[EntryKey, EntryValue]
    left: tuple[str, ...]


def can_be_mended(issue: CellIssue) -> bool:
    """Whether the suggestion may be written in the place of what stands there, on a yes."""
    return (
        issue.key is not None
        and issue.suggestion is not None
        and issue.weight is Weight.QUARANTINED
        and issue.rule in _RULES
    )


def issue_id(issue: CellIssue) -> str:
    """What a yes is bound to: the entry, what stands there and what is to be written."""
    said = "\x1f".join(map(str, (issue.tab, issue.key, issue.raw, issue.suggestion)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def mending(
    expectation: Expectation, agreed: Iterable[str], found: Iterable[CellIssue], locale: str
) -> Mending:
    """What to write for the yeses `agreed` (see `issue_id`), if a fresh read `found` them still."""
    there = {issue_id(one): one for one in found if can_be_mended(one)}
    before: dict[EntryKey, EntryValue] = {}
    after: dict[EntryKey, EntryValue] = {}
    left = []
    for one in agreed:
        issue = there.get(one)
        value = None if issue is None else _value(expectation, issue, locale)
        if issue is None:
            left.append(sentence("A cell has changed since it was shown, and was left as it is."))
        elif value is None:
            left.append(
                sentence(
                    "%(cell)s: %(value)s cannot be written for you; type it there.",
                    cell=issue.a1,
                    value=issue.suggestion or "",
                )
            )
        else:
            assert issue.key is not None, "only entries are mended"
            before[issue.key] = EntryValue(number=None, code=None, text=issue.raw, a1=issue.a1)
            after[issue.key] = value
    return Mending(before=before, after=after, left=tuple(left))


def _value(expectation: Expectation, issue: CellIssue, locale: str) -> EntryValue | None:
    """The suggestion read as the column reads it, None where that is no plain value."""
    measure = next(
        (
            column.measure
            for tab in expectation.tabs
            for column in tab.entry_columns
            if issue.key is not None
            and (column.checkpoint, column.metric) == (issue.key.checkpoint, issue.key.metric)
        ),
        None,
    )
    if measure is None or measure.kind not in _KINDS:
        return None
    typed = {"stringValue": issue.suggestion}
    reading = read_entry(
        ReadCell(entered=typed, effective=typed), measure, CodeTable.of(expectation.codes), locale
    )
    if not isinstance(reading, Reading):
        return None
    return EntryValue(number=reading.number, text=reading.text, code=reading.code, a1=issue.a1)
