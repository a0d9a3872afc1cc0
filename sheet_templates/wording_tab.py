"""What a plan does to one tab, in sentences: its children, lines, texts, and what guards it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sheet_templates.alignment import Alignment, align
from sheet_templates.counting import counted, listed, some
from sheet_templates.dates import long_day
from sheet_templates.desired.parts import DesiredRow, DesiredTab
from sheet_templates.drawing import RETIRED_MARK, VIEW_MARK, Formula, Protection, Value
from sheet_templates.edits import (
    AddColour,
    AddGroup,
    AddMark,
    Dimension,
    DropColour,
    FoldGroup,
    InsertLines,
    MoveRow,
    Paint,
    Plan,
    Protect,
    SetFilterView,
    SetLines,
    SetTab,
    Validate,
    WriteBlock,
    WriteMarkedRow,
)
from sheet_templates.plan_retired import retired_columns, returned_columns
from sheet_templates.snapshot import SnapshotTab

NAMES = ("given_name", "family_name")
_OWED_UNTIL = "owed_until"
Names = Callable[[Iterable[str]], list[str]]
Kind = TypeVar("Kind")


def is_child(row: DesiredRow) -> bool:
    """Whether a row is a child's: it says a name that is no header."""
    return "student_id" in row.cells and not row.key.startswith(("header", "fact"))


def child_name(row: DesiredRow) -> str:
    """The child's name as people say it."""
    return " ".join(str(row.cells[name].value) for name in NAMES if name in row.cells)


def tab_sentences(
    tab: DesiredTab, actual: SnapshotTab, plan: Plan, names: Names, seen_on: date | None
) -> Iterator[str]:
    """What the plan does to the tab; at least one sentence where it does anything."""
    change = _Change(
        tab=tab,
        actual=actual,
        where=align(tab, actual),
        edits=tuple(edit for edit in plan.drawing if _sheet_of(edit) == tab.sheet_id),
        marked=tuple(row for row in plan.marked if row.sheet_id == tab.sheet_id),
        names=names,
        seen_on=seen_on,
    )
    said = [
        *_children(change),
        *_lines(change),
        *_texts(change),
        *_shape(change),
        *_protections(change),
        *_looks(change),
    ]
    if not said and (change.edits or (change.marked and tab.is_keyed)):
        said = [f"put the tab {tab.title} in order"]
    yield from said


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One tab, what the plan does to it, and where its lines were read."""

    tab: DesiredTab
    actual: SnapshotTab
    where: Alignment
    edits: Sequence[object]
    marked: Sequence[WriteMarkedRow]
    names: Names
    seen_on: date | None

    def of_kind(self, *kinds: type[Kind]) -> list[Kind]:
        """The edits of these kinds."""
        return [edit for edit in self.edits if isinstance(edit, kinds)]

    def row(self, key: str) -> DesiredRow:
        """The row with that key."""
        return next(row for row in self.tab.rows if row.key == key)

    def changed(self) -> Iterator[tuple[DesiredRow, dict[str, str]]]:
        """The rows whose values change, each with what stood in the columns that do."""
        key_at = {at: key for key, at in self.where.columns.items()}
        for edit in self.marked:
            columns = [key_at[at] for at, _ in edit.values if at in key_at]
            if columns:
                yield (
                    self.row(edit.row_key),
                    {key: self.held(edit.row_key, key) for key in columns},
                )

    def held(self, row: str, column: str) -> str:
        """What stood in a cell as text."""
        at_row, at_column = self.where.read_rows.get(row), self.where.read_columns.get(column)
        if at_row is None or at_column is None:
            return ""
        entered = self.actual.cell(at_row, at_column).entered
        return str(next(iter(entered.values()), ""))

    def title(self, column: str) -> str:
        """A column's header on one line, else its key."""
        for row in self.tab.rows:
            if row.key == "header" and column in row.cells:
                return " ".join(str(row.cells[column].value).split())
        return column


def _sheet_of(edit: object) -> int | None:
    for owner in ("sheet_id", "area", "shape", "mark", "protection", "validation", "group", "view"):
        held = getattr(edit, owner, None)
        if isinstance(held, int):
            return held
        if held is not None:
            return _sheet_of(held)
    colour = getattr(edit, "conditional_format", None)
    return None if colour is None else _sheet_of(colour)


def _children(change: _Change) -> Iterator[str]:
    added = [
        child_name(row)
        for row in change.tab.rows
        if row.key not in change.where.read_rows and is_child(row)
    ]
    if added:
        yield f"add {some(added)}"
    rows = [(row, held) for row, held in change.changed() if is_child(row)]
    moved = [row for row, held in rows if change.tab.stands_under in held]
    left = _turned(change)
    rest = [(row, held) for row, held in rows if row not in moved and row not in left]
    for teacher, names in _by_cell(moved, "teacher"):
        yield f"put {names} {f'under {teacher}' if teacher else 'under no teacher'}"
    for day, names in _by_cell(left, _OWED_UNTIL):
        if isinstance(day, date):
            yield f"grey {names}, of whom nothing is owed after {long_day(day)}"
        else:
            yield f"let {names} owe scores to the end of the year again"
    yield from _corrections(change, rest)


def _turned(change: _Change) -> list[DesiredRow]:
    """The children who left where they stand, or are back."""
    return [
        row
        for row, held in change.changed()
        if is_child(row) and _OWED_UNTIL in held and change.tab.stands_under not in held
    ]


def _rows_of(edit: WriteBlock) -> range:
    return range(edit.row, edit.row + len(edit.rows))


def _corrections(
    change: _Change, rows: Sequence[tuple[DesiredRow, dict[str, str]]]
) -> Iterator[str]:
    """What is written anew in the rows of children who stay where they are."""
    said: dict[str, list[str]] = {"name": [], "formula": [], "known": [], "roster": []}
    for row, held in rows:
        if held.keys() & set(NAMES):
            kind = "name"
        elif all(_is_formula(row, key) for key in held):
            kind = "formula"
        else:
            kind = "known" if change.tab.filled.issuperset(held) else "roster"
        said[kind].append(child_name(row))
    if names := said["name"]:
        yield f"write the {_plural('name', names)} of {some(names)} as the roster has it"
    if names := said["formula"]:
        yield f"put back the formulas of {some(names)}"
    if names := said["known"]:
        yield f"bring up to date what is known elsewhere of {some(names)}, such as excuses"
    if names := said["roster"]:
        yield f"put right what the roster says of {some(names)}"


def _is_formula(row: DesiredRow, column: str) -> bool:
    return column in row.cells and isinstance(row.cells[column].value, Formula)


def _by_cell(rows: Iterable[DesiredRow], column: str) -> Iterator[tuple[Value, str]]:
    """The names of the rows' children, by what the rows are to say in a column."""
    grouped: defaultdict[Value, list[str]] = defaultdict(list)
    for row in rows:
        value = row.cells[column].value if column in row.cells else None
        grouped[value].append(child_name(row))
    return ((value, some(names)) for value, names in grouped.items())


def _plural(noun: str, of: Sequence[str]) -> str:
    return noun if len(of) == 1 else f"{noun}s"


def _lines(change: _Change) -> Iterator[str]:
    tab, where = change.tab, change.where
    rows = [row for row in tab.rows if row.key not in where.read_rows and not is_child(row)]
    written = [row for row in rows if row.begins_with]
    if written:
        yield f"write {counted(len(written), 'note')} from pages and cards into {tab.title}"
        rows = [row for row in rows if row not in written]
    below = [row for row in rows if row in tab.blank_rows]
    if tab.spare_rows and below:
        yield f"add {counted(len(below), 'blank row')} to {tab.title}"
        rows = [row for row in rows if row not in below]
    if rows:
        yield f"put back {counted(len(rows), 'row')} of {tab.title}"
    columns = [change.title(c.key) for c in tab.columns if c.key not in where.read_columns]
    if columns:
        yield f"add the {_plural('column', columns)} {some(columns)} to {tab.title}"
    yield from _put_away(change)
    own = {column.key for column in tab.columns}
    places = {change.where.columns[key] for key in own & change.where.columns.keys()}
    hidden = [
        edit
        for edit in change.of_kind(SetLines)
        if edit.hidden and not (change.of_kind(InsertLines) or columns)
        if edit.dimension is Dimension.ROWS or edit.first in places
    ]
    if hidden and tab.peoples_areas:
        yield f"hide the helper lines of {tab.title} again"


def _put_away(change: _Change) -> Iterator[str]:
    """Columns that the template no longer asks for, and those that it asks for again."""
    marked = {mark.value for mark in change.actual.marks if mark.key == RETIRED_MARK}
    for key, at in retired_columns(change.tab, change.actual).items():
        if key in marked:
            continue
        actual = change.actual
        kept = sum(
            not actual.cell(row, at).is_blank and "formulaValue" not in actual.cell(row, at).entered
            for row in range(change.tab.frozen_rows, actual.row_count)
        )
        header = actual.cell(change.tab.frozen_rows - 1, at).entered.get("stringValue", key)
        entries = f", whose {counted(kept, 'entry', 'entries')} are kept" if kept else ""
        yield f'hide the column "{" ".join(str(header).split())}"{entries}'
    for key in returned_columns(change.tab, change.actual):
        yield f'show the column "{change.title(key)}" again, with what stands in it'


def _texts(change: _Change) -> Iterator[str]:
    tab = change.tab
    renamed, lines = [], 0
    for row, held in change.changed():
        if row.key == "header":
            renamed += [(text, change.title(column)) for column, text in held.items()]
        elif not is_child(row):
            lines += 1
    for before, after in renamed[:_AT_MOST]:
        old = " ".join(before.split())
        yield f'name the column "{after}"' + (f', which says "{old}"' if old else "")
    if len(renamed) > _AT_MOST:
        yield f"name {counted(len(renamed) - _AT_MOST, 'more column')} of {tab.title} anew"
    facts = [row for row, _ in change.changed() if row.key.startswith("fact.")]
    if facts:
        lines -= len(facts)
        yield f"bring the dates, scales and codes behind the colours of {tab.title} up to date"
    anew = sum(row.rewrite is not None for row, _ in change.changed())
    yield from [f"take over what authors say anew in {counted(anew, 'note')}"] * bool(anew)
    lines -= anew
    written = [edit for edit in change.of_kind(WriteBlock) if edit.with_values]
    if lines or (written and not tab.is_keyed):
        yield f"bring the texts of {tab.title} up to date"


_AT_MOST = 4


def _shape(change: _Change) -> Iterator[str]:
    for edit in change.of_kind(SetTab):
        if change.actual.title != edit.shape.title:
            yield f"name the tab {edit.shape.title}, which is called {change.actual.title}"
        elif change.actual.is_hidden != edit.shape.hidden:
            yield f"{'hide' if edit.shape.hidden else 'show'} the tab {edit.shape.title} again"
        elif not edit.grows and not change.of_kind(InsertLines, MoveRow):
            yield f"freeze the headers of {edit.shape.title} again"


def _protections(change: _Change) -> Iterator[str]:
    held = {one.protected_range_id: one for one in change.actual.protections}
    on = change.tab.title
    lost = []
    retired = frozenset(retired_columns(change.tab, change.actual))
    for edit in change.of_kind(Protect):
        if retired and edit.protection.protected_range_id not in _own_protections(change):
            continue  # it goes with hiding the column
        before = held.get(edit.protection.protected_range_id)
        part = _part(edit.protection)
        if before is None:
            lost.append(part)
            continue
        given = change.names(edit.protection.editors - before.editors)
        taken = change.names(before.editors - edit.protection.editors)
        if given:
            yield f"give {some(given)} the {part} on {on}"
        if taken:
            yield f"take the {part} on {on} from {some(taken)}"
        if not (given or taken or change.where.shifts):
            yield f"put the protection of the {part} on {on} back where it belongs"
    if lost:
        seen = f", last seen on {long_day(change.seen_on)}" if change.seen_on else ""
        yield f"put back the protection of the {listed(lost)} on {on}{seen}"


def _own_protections(change: _Change) -> set[int]:
    return {one.protected_range_id for one in change.tab.protections}


def _part(protection: Protection) -> str:
    said = protection.description.partition(":")[0]
    return said[:1].lower() + said[1:]


def _looks(change: _Change) -> Iterator[str]:
    on, shifts = change.tab.title, change.where.shifts
    rules = [] if shifts else change.of_kind(Validate)
    lost = [edit for edit in rules if _lost(change, edit)]
    if lost:
        yield f"put back the rules for what may be typed on {on}"
    elif rules:
        yield f"bring the choices on {on} up to date"
    if change.of_kind(AddColour, DropColour) and not shifts:
        yield f"put back the colours of {on}"
    views = [edit.view.title for edit in change.of_kind(SetFilterView)]
    if views and not shifts:
        yield f"put back the {_plural('filter view', views)} {some(views)} on {on}"
    yield from _groups(change)
    blocks = [edit for edit in change.of_kind(WriteBlock) if not edit.with_values]
    blocks = [] if change.of_kind(WriteBlock) != blocks and not change.tab.is_keyed else blocks
    greyed = {change.where.rows[row.key] for row in _turned(change)}
    blocks = [edit for edit in blocks if not greyed.issuperset(_rows_of(edit))]
    if (change.of_kind(Paint) and not shifts) or blocks:
        yield f"put back how cells of {on} look"
    made = _made_lines(change)
    marks = [
        edit
        for edit in change.of_kind(AddMark)
        if edit.mark.value not in made and edit.mark.key not in {RETIRED_MARK, VIEW_MARK}
    ]
    if marks:
        yield f"put back {counted(len(marks), 'hidden name')} of rows and columns of {on}"


def _groups(change: _Change) -> Iterator[str]:
    on = change.tab.title
    if change.of_kind(AddGroup) and not change.where.shifts:
        yield f"let the columns of each window on {on} fold again"
    if change.of_kind(FoldGroup):
        yield f"unfold the columns of the window that has come on {on}"


def _lost(change: _Change, edit: Validate) -> bool:
    """Whether the first cell of a rule's area has no rule of that kind."""
    area = edit.validation.area
    held = change.actual.cell(area.first_row, area.first_column).validation
    return held is None or held.condition != edit.validation.condition


def _made_lines(change: _Change) -> set[str]:
    rows = {row.key for row in change.tab.rows} - change.where.read_rows.keys()
    return rows | ({column.key for column in change.tab.columns} - change.where.read_columns.keys())
