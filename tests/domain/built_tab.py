"""A Students tab as a nightly read gives it, built by hand: each line with its mark and cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheet_templates.desired.records import NOTES_TAB
from sheet_templates.desired.students import (
    FACT_ROWS,
    FIRST_STUDENT_ROW,
    KEY_COLUMN,
    KEY_ROW,
    TAB,
    student_row_key,
)
from sheet_templates.drawing import Area
from sheet_templates.expectation import EntryColumn, Expectation, ExpectedTab, Measure
from sheet_templates.identity import stable_id
from sheet_templates.library import shipped_template
from sheet_templates.snapshot import NIGHTLY_FACETS, Line, ReadCell, Snapshot, SnapshotTab

TRACKER = "s-1.2026.01"
CHILDREN = ("st-1", "st-2", "st-3")
COLUMNS = (KEY_COLUMN, "student_id", "spring.reading", "spring.math")


def key_of(child: str) -> str:
    """The row key of a child."""
    return student_row_key(TRACKER, child)


STANFORD = Measure(title="Stanford Achievement Test scale score", lowest=200, highest=900)
EXPECTED = Expectation(
    tracker_id=TRACKER,
    tabs=(
        ExpectedTab(
            key=TAB,
            sheet_id=stable_id(TRACKER, "tab", TAB),
            title="Students",
            first_row=FIRST_STUDENT_ROW,
            key_column=KEY_COLUMN,
            key_row=KEY_ROW,
            rows={key_of(child): child for child in CHILDREN},
            row_titles={key_of(child): f"Name of {child}" for child in CHILDREN},
            witnesses={key_of(child): {"student_id": child} for child in CHILDREN},
            entry_columns=tuple(
                EntryColumn(
                    key=f"spring.{metric}",
                    checkpoint="spring",
                    metric=metric,
                    title=f"Spring {title}",
                    header=f"Spring {title}\ndue Fri 7 May",
                    measure=STANFORD,
                )
                for metric, title in (("reading", "reading"), ("math", "mathematics"))
            ),
            service_columns=frozenset({KEY_COLUMN, "student_id"}),
            service_rows=frozenset({"header", *(f"fact.{fact}" for fact in FACT_ROWS)}),
        ),
        ExpectedTab(
            key=NOTES_TAB,
            sheet_id=stable_id(TRACKER, "tab", NOTES_TAB),
            title="Progress notes",
            first_row=1,
            key_column=KEY_COLUMN,
        ),
    ),
    codes=shipped_template().excuse_codes,
)


def cell(value: Any) -> ReadCell:
    """A cell as somebody typed it; None is blank, a text that begins with = a formula for 1."""
    if value is None:
        return ReadCell()
    if isinstance(value, str) and value.startswith("="):
        shown = {"numberValue": 1}
        return ReadCell(entered={"formulaValue": value}, effective=shown, formatted="1")
    kind = {bool: "boolValue", str: "stringValue"}.get(type(value), "numberValue")
    return ReadCell(entered={kind: value}, effective={kind: value}, formatted=str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its mark, and its values from the first column on."""

    mark: str | None
    values: tuple[Any, ...] = ()


def child_row(child: str, reading: Any = None, math: Any = None) -> Row:
    """The row of a child as it should be."""
    return Row(mark=key_of(child), values=(key_of(child), child, reading, math))


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltTab:
    """A Students tab under construction: the rows of children, and the marks of columns."""

    rows: tuple[Row, ...]
    columns: tuple[str | None, ...] = COLUMNS
    header: tuple[Any, ...] = ("Key", "Student id", "Spring reading", "Spring mathematics")
    merges: tuple[Area, ...] = ()
    notes: tuple[Row, ...] = ()

    def snapshot(self) -> Snapshot:
        """The spreadsheet as read."""
        heads = [Row(mark=f"fact.{fact}", values=(fact,)) for fact in FACT_ROWS]
        header = Row(mark="header", values=self.header)
        students = _tab(TAB, "Students", (*heads, header, *self.rows), self.columns)
        notes = _tab(
            NOTES_TAB,
            "Progress notes",
            (Row(mark="header", values=("Key", "Date")), *self.notes),
            (KEY_COLUMN, "date", "student"),
        )
        tabs = (replace(students, merges=self.merges), notes)
        return Snapshot(facets=NIGHTLY_FACETS, tabs=tabs)

    def students(self) -> SnapshotTab:
        """The Students tab alone."""
        return self.snapshot().tabs[0]


def built_tab_of(rows: tuple[Row, ...], columns: Sequence[str | None]) -> Snapshot:
    """A Students tab of these rows and columns, without headers, and the notes beside it."""
    return BuiltTab(rows=rows, columns=tuple(columns), header=("Key",)).snapshot()


def _tab(key: str, title: str, rows: Sequence[Row], columns: Sequence[str | None]) -> SnapshotTab:
    return SnapshotTab(
        sheet_id=stable_id(TRACKER, "tab", key),
        title=title,
        index=0,
        is_hidden=False,
        row_count=len(rows),
        column_count=len(columns),
        frozen_rows=FIRST_STUDENT_ROW,
        frozen_columns=0,
        cells=tuple(tuple(cell(value) for value in row.values) for row in rows),
        rows=tuple(Line(keys=(row.mark,) if row.mark else ()) for row in rows),
        columns=tuple(Line(keys=(column,) if column else ()) for column in columns),
        merges=(),
        protections=(),
        conditional_formats=(),
        marks=(),
    )
