"""What people have put into a tracker, told apart by texts and numbers that stand nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sheet_templates.desired.students import KEY_COLUMN
from sheet_templates.snapshot import Line, ReadCell, Snapshot, SnapshotTab
from tests.sheet_templates.living import AIDE, TEACHER, LivingTracker

FIRST_TYPED, LAST_TYPED = 210, 890


@dataclass(frozen=True, slots=True)
class Kept:
    """A value of a person: the tab, row and column it stands in.

    Row and column are None where the tracker does not name them.
    """

    tab: int
    row: str | None
    column: str | None
    value: Any


def type_everything(tracker: LivingTracker) -> None:
    """Scores and notes, each another one."""
    students, notes = tracker.tab("students"), tracker.tab("notes")
    first = next(p for p in students.protections if TEACHER in p.editors).area
    assert first.end_column is not None
    columns = first.end_column - first.first_column
    scores = [
        [FIRST_TYPED + 50 * row + column for column in range(columns)]
        for row in range(students.row_count - first.first_row)
    ]
    letter = chr(ord("A") + first.first_column)
    tracker.type(TEACHER, f"{students.title}!{letter}{first.first_row + 1}", *scores)
    texts = [[f"seen {row}", f"strength {row}"] for row in range(notes.row_count - 1)]
    tracker.type(AIDE, f"'{notes.title}'!E2", *texts)


def typed_values(snapshot: Snapshot, tracker: LivingTracker) -> set[Kept]:
    """All values of people, wherever they stand now."""
    return {
        kept
        for tab in snapshot.tabs
        for kept in _of_tab(tab, _names(tracker))
        if _is_typed(kept.value)
    }


def _names(tracker: LivingTracker) -> frozenset[str]:
    """The keys of rows and columns, as they also stand in key cells and in the first fact row."""
    tabs = tracker.desired.tabs
    rows = frozenset(row.key for tab in tabs for row in tab.rows)
    return rows | {column.key for tab in tabs for column in tab.columns}


def _is_typed(value: Any) -> bool:
    """Scores, notes and what drifts add for people; not the dates and names that are ours."""
    if isinstance(value, str):
        return value.startswith(("seen ", "strength ", "mine ", "kept ", "My column "))
    return isinstance(value, int | float) and FIRST_TYPED <= value < LAST_TYPED


def _of_tab(tab: SnapshotTab, names: frozenset[str]) -> Iterator[Kept]:
    for row, cells in enumerate(tab.cells):
        for column, cell in enumerate(cells):
            for value in cell.entered.values():
                yield Kept(
                    tab.sheet_id,
                    _name(tab.rows, row, [tab.cell(row, at) for at in range(len(cells))], names),
                    _name(
                        tab.columns, column, [tab.cell(at, column) for at in range(row + 1)], names
                    ),
                    value,
                )


def _name(
    lines: Sequence[Line], at: int, cells: Sequence[ReadCell], names: frozenset[str]
) -> str | None:
    """What a line is called: by the key that stands in it, else by its mark."""
    said = (str(cell.entered.get("stringValue", "")) for cell in cells)
    marked = lines[at].key if at < len(lines) else None
    return next((text for text in said if text in names and text != KEY_COLUMN), marked)
