"""What a sync produces: typed entries, and the cells that could not be taken as they are.

Keys and values are named tuples, for a sync makes, hashes and compares one of each for every cell
of a school; as dataclasses they cost more than all the rest of its judgement. They are still given
their fields by name.
"""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from sheet_templates.sentences import Sentence, sentence


class EntryKey(NamedTuple):
    """Where an entry belongs: the student's sourcedId, the checkpoint and the metric."""

    student: str
    checkpoint: str
    metric: str


class EntryValue(NamedTuple):
    """What was entered: exactly one of `number`, `text` and `code`, and where it stood.

    `a1` is the cell within its tab (H12). `normalised_from` is what the person typed where that
    was not yet the value.
    """

    number: float | None
    code: str | None
    a1: str
    normalised_from: str | None = None
    text: str | None = None

    @property
    def content(self) -> tuple[float | None, str | None, str | None]:
        """What it says, wherever it stands and however it was typed."""
        return self.number, self.text, self.code

    @property
    def as_typed(self) -> str:
        """What it says, as one would type it."""
        if self.number is None:
            return self.text or self.code or ""
        return str(int(self.number)) if float(self.number).is_integer() else repr(self.number)

    @property
    def note(self) -> Sentence | None:
        """For the person who typed it: what it was taken for; None where it was so typed."""
        if self.normalised_from is None:
            return None
        return sentence(
            '"%(typed)s" was taken as %(value)s.', typed=self.normalised_from, value=self.as_typed
        )


class Ending(Enum):
    """Why an entry stands no more as it was."""

    CHANGED = "changed"  # another value stands there now
    CLEARED = "cleared"  # nothing stands there
    DOUBTED = "doubted"  # what stands there cannot be read


class Weight(Enum):
    """What follows from an issue: nothing, a cell or line that is not counted, a tab that waits."""

    NOTED = "noted"
    QUARANTINED = "quarantined"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellIssue:
    """A cell, line or tab that could not be taken as it is, or is worth knowing of.

    `raw` is what stands there, `rule` names the rule that it met, `message` says it to a person.
    `readings` are what it may mean, `suggestion` the likely one, both as one would type them.
    `row_key` and `column_key` are those of the template; `key` is the entry that belongs there,
    if one does. `line` names a row or column that has no key, by what is typed in it.
    """

    key: EntryKey | None
    a1: str
    tab: str
    row_key: str | None
    column_key: str | None
    rule: str
    raw: str
    message: str
    readings: tuple[str, ...] = ()
    suggestion: str | None = None
    weight: Weight = Weight.QUARANTINED
    line: str | None = None


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
