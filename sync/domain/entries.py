"""What a sync produces: typed entries, and the cells that could not be taken as they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class EntryKey:
    """Where an entry belongs: the student's sourcedId, the checkpoint and the metric."""

    student: str
    checkpoint: str
    metric: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryValue:
    """What was entered: exactly one of `number` and `code`, and where it stood.

    `a1` is the cell within its tab (H12). `normalised_from` is what the person typed where that
    was not yet the value.
    """

    number: float | None
    code: str | None
    a1: str
    normalised_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellIssue:
    """A cell whose content could not be taken as it is: `raw` is what stands there.

    `rule` names the rule that it met, `message` says it to a person. `row_key` and `column_key`
    are those of the template; `key` is the entry that belongs there, if one does.
    """

    key: EntryKey | None
    a1: str
    tab: str
    row_key: str | None
    column_key: str | None
    rule: str
    raw: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbatimRow:
    """A row as people left it: `cells` is the canonical JSON of the cells that people own.

    `tab` is the tab's key in the template, `row_key` the row's hidden key, `position` its index
    in the grid, counted from 0.
    """

    tab: str
    row_key: str
    position: int
    cells: bytes
