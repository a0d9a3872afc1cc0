"""Which row is whose: the mark and the hidden key cell must agree, else it is a stated issue.

A mark (row metadata) stays with its row through inserts, moves and sorts of whole rows; the key
cell stays with the cells through sorts of parts and pastes. Where the two say different things
nothing is guessed: no value of such a row reaches any child.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sheet_templates.snapshot import SnapshotTab


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDoubt:
    """A row that may belong to more than one child, or to none."""

    row: int  # from 0
    rule: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowIdentity:
    """The rows that are certain, by key, and those that are not."""

    rows: dict[str, int]
    doubts: tuple[RowDoubt, ...]


def identify_rows(tab: SnapshotTab, known: Collection[str], key_column: int) -> RowIdentity:
    """Each known key's row; rows with other marks (headers, facts) are neither.

    A row without a mark counts by its key cell if no other row claims that key. A key claimed by
    two rows belongs to neither.
    """
    claims: list[tuple[int, str]] = []
    doubts: list[RowDoubt] = []
    for row in range(tab.row_count):
        mark = tab.row_key(row)
        text = tab.cell(row, key_column).entered.get("stringValue", "")
        key = text if mark is None else mark
        if key not in known:
            continue
        if text in {"", key}:
            claims.append((row, key))
        else:
            doubts.append(_parted(row))
    times = Counter(key for _, key in claims)
    doubts += [_doubled(row) for row, key in claims if times[key] > 1]
    return RowIdentity(
        rows={key: row for row, key in claims if times[key] == 1},
        doubts=tuple(sorted(doubts, key=lambda doubt: doubt.row)),
    )


def _parted(row: int) -> RowDoubt:
    message = (
        f"Row {row + 1} was sorted or pasted apart: its hidden key names another child. "
        "Undo that (File, Version history), or ask the document owner to repair the tracker."
    )
    return RowDoubt(row=row, rule="row_parted", message=message)


def _doubled(row: int) -> RowDoubt:
    message = (
        f"Row {row + 1} carries the key of a child that stands in another row too. "
        "Remove the copy; nothing of either row is counted until then."
    )
    return RowDoubt(row=row, rule="row_doubled", message=message)
