"""States that wait for somebody's word: what a read found and the store did not take over.

While a state is held, what was known stays current. The hold keeps what it would have changed and
every cell as it stood, so that nothing of it is lost whatever is decided.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sync.domain.entries import EntryKey, EntryValue, VerbatimRow
from sync.domain.reading.verbatim import kept_cells

Changes = Mapping[EntryKey, EntryValue | None]
"""New values by place; None where nothing stands any more that could be read."""

WHOLE_TAB = ""
"""The scope of a hold on a whole tab."""

TAB_EMPTY, TAB_LOST = "tab_empty", "tab_lost"
"""The rules of a tab that had rows: it has none now, or none that can be told to be a child's."""


class Verdict(Enum):
    """What became of a held state."""

    OPEN = "open"  # waits for an answer
    ACCEPTED = "accepted"  # somebody said that it is right
    PUT_BACK = "put back"  # somebody had the earlier state written back
    GONE = "gone"  # the spreadsheet no longer says it
    REPLACED = "replaced"  # the spreadsheet says something else that is held, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A state of a tab, a column or a row that is not taken over before somebody says so.

    `scope` is empty for the whole tab, else "column:KEY" or "row:KEY". `rows` are the tab's rows
    as they stood, for a whole tab; those of a column or row are kept with the read itself.
    """

    tab: str
    scope: str
    rule: str
    message: str
    changes: Changes
    rows: tuple[VerbatimRow, ...] = ()

    @property
    def can_be_accepted(self) -> bool:
        """Whether there is a state to take over; where no child is found there is none."""
        return self.rule != TAB_LOST

    def digest(self) -> str:
        """A SHA-256 of what is held: the same whenever it is found, and wherever its rows stand.

        A row that nobody has marked is named by its place, so rows count by what they say. What
        is calculated names places, too, and may show something else every day: it does not count.
        """
        said = self._content(
            lambda value: (*value.content, value.normalised_from),
            sorted(filter(None, map(typed_in, self.rows))),
        )
        return hashlib.sha256(said).hexdigest()

    def packed(self) -> bytes:
        """What is held, and where it stood, as canonical JSON."""
        rows = sorted(self.rows, key=lambda row: (row.position, row.row_key))
        return self._content(
            lambda value: (
                value.number,
                value.text,
                value.code,
                value.a1,
                value.normalised_from,
            ),
            [[row.row_key, row.position, row.cells.decode()] for row in rows],
        )

    def _content(self, said: Callable[[EntryValue], tuple[Any, ...]], rows: list[Any]) -> bytes:
        changes = [
            [*key, None if value is None else said(value)]
            for key, value in sorted(self.changes.items())
        ]
        content = {"rule": self.rule, "changes": changes, "rows": rows}
        return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()


def unpacked(packed: bytes, *, tab: str, scope: str, rule: str, message: str) -> Hold:
    """The hold that was packed."""
    content = json.loads(packed)
    return Hold(
        tab=tab,
        scope=scope,
        rule=rule,
        message=message,
        changes={
            EntryKey(student=student, checkpoint=checkpoint, metric=metric): _value(value)
            for student, checkpoint, metric, value in content["changes"]
        },
        rows=tuple(
            VerbatimRow(tab=tab, row_key=key, position=position, cells=cells.encode())
            for key, position, cells in content["rows"]
        ),
    )


def typed_in(row: VerbatimRow) -> str:
    """What people typed in a row, as canonical JSON; empty where all of it is calculated.

    How a cell shows it is no part of it: a format may be put right, or come and go with a copy.
    """
    cells = {
        name: {part: said for part, said in cell.items() if part != "shown"}
        for name, cell in kept_cells(row.cells).items()
        if "formulaValue" not in cell.get("entered", {})
    }
    return json.dumps(cells, sort_keys=True, ensure_ascii=False) if cells else ""


def _value(packed: list[Any] | None) -> EntryValue | None:
    if packed is None:
        return None
    number, text, code, a1, normalised_from = packed
    return EntryValue(number=number, text=text, code=code, a1=a1, normalised_from=normalised_from)
