"""What a plan does to one tab, in sentences: its children, lines, texts, and what guards it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sheet_templates.alignment import Alignment, align
from sheet_templates.counting import some
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
from sheet_templates.sentences import Sentence, listed, sentence, several
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
        said = [sentence("put the tab %(tab)s in order", tab=tab.title)]
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
        yield sentence("add %(names)s", names=some(added))
    rows = [(row, held) for row, held in change.changed() if is_child(row)]
    moved = [row for row, held in rows if change.tab.stands_under in held]
    left = _turned(change)
    rest = [(row, held) for row, held in rows if row not in moved and row not in left]
    for teacher, names in _by_cell(moved, "teacher"):
        if teacher:
            yield sentence("put %(names)s under %(teacher)s", names=names, teacher=str(teacher))
        else:
            yield sentence("put %(names)s under no teacher", names=names)
    for day, names in _by_cell(left, _OWED_UNTIL):
        if isinstance(day, date):
            yield sentence(
                "grey %(names)s, of whom nothing is owed after %(day)s", names=names, day=day
            )
        else:
            yield sentence("let %(names)s owe scores to the end of the year again", names=names)
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
        yield several(
            "write the name of %(names)s as the roster has it",
            "write the names of %(names)s as the roster has it",
            len(names),
            names=some(names),
        )
    if names := said["formula"]:
        yield sentence("put back the formulas of %(names)s", names=some(names))
    if names := said["known"]:
        yield sentence(
            "bring up to date what is known elsewhere of %(names)s, such as excuses",
            names=some(names),
        )
    if names := said["roster"]:
        yield sentence("put right what the roster says of %(names)s", names=some(names))


def _is_formula(row: DesiredRow, column: str) -> bool:
    return column in row.cells and isinstance(row.cells[column].value, Formula)


def _by_cell(rows: Iterable[DesiredRow], column: str) -> Iterator[tuple[Value, Sentence]]:
    """The names of the rows' children, by what the rows are to say in a column."""
    grouped: defaultdict[Value, list[str]] = defaultdict(list)
    for row in rows:
        value = row.cells[column].value if column in row.cells else None
        grouped[value].append(child_name(row))
    return ((value, some(names)) for value, names in grouped.items())


def _lines(change: _Change) -> Iterator[str]:
    tab, where = change.tab, change.where
    rows = [row for row in tab.rows if row.key not in where.read_rows and not is_child(row)]
    written = [row for row in rows if row.begins_with]
    if written:
        yield several(
            "write %(count)s note from pages and cards into %(tab)s",
            "write %(count)s notes from pages and cards into %(tab)s",
            len(written),
            tab=tab.title,
        )
        rows = [row for row in rows if row not in written]
    below = [row for row in rows if row in tab.blank_rows]
    if tab.spare_rows and below:
        yield several(
            "add %(count)s blank row to %(tab)s",
            "add %(count)s blank rows to %(tab)s",
            len(below),
            tab=tab.title,
        )
        rows = [row for row in rows if row not in below]
    if rows:
        yield several(
            "put back %(count)s row of %(tab)s",
            "put back %(count)s rows of %(tab)s",
            len(rows),
            tab=tab.title,
        )
    columns = [change.title(c.key) for c in tab.columns if c.key not in where.read_columns]
    if columns:
        yield several(
            "add the column %(titles)s to %(tab)s",
            "add the columns %(titles)s to %(tab)s",
            len(columns),
            titles=some(columns),
            tab=tab.title,
        )
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
        yield sentence("hide the helper lines of %(tab)s again", tab=tab.title)


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
        yield _hidden(" ".join(str(header).split()), kept)
    for key in returned_columns(change.tab, change.actual):
        yield sentence(
            'show the column "%(column)s" again, with what stands in it', column=change.title(key)
        )


def _hidden(column: str, kept: int) -> Sentence:
    if not kept:
        return sentence('hide the column "%(column)s"', column=column)
    return several(
        'hide the column "%(column)s", whose %(count)s entry is kept',
        'hide the column "%(column)s", whose %(count)s entries are kept',
        kept,
        column=column,
    )


def _texts(change: _Change) -> Iterator[str]:
    tab = change.tab
    renamed, lines = [], 0
    for row, held in change.changed():
        if row.key == "header":
            renamed += [(text, change.title(column)) for column, text in held.items()]
        elif not is_child(row):
            lines += 1
    for before, after in renamed[:_AT_MOST]:
        yield _named(" ".join(before.split()), after)
    if len(renamed) > _AT_MOST:
        yield several(
            "name %(count)s more column of %(tab)s anew",
            "name %(count)s more columns of %(tab)s anew",
            len(renamed) - _AT_MOST,
            tab=tab.title,
        )
    facts = [row for row, _ in change.changed() if row.key.startswith("fact.")]
    if facts:
        lines -= len(facts)
        yield sentence(
            "bring the dates, scales and codes behind the colours of %(tab)s up to date",
            tab=tab.title,
        )
    anew = sum(row.rewrite is not None for row, _ in change.changed())
    yield from [_said_anew(anew)] * bool(anew)
    lines -= anew
    written = [edit for edit in change.of_kind(WriteBlock) if edit.with_values]
    if lines or (written and not tab.is_keyed):
        yield sentence("bring the texts of %(tab)s up to date", tab=tab.title)


_AT_MOST = 4


def _said_anew(notes: int) -> Sentence:
    return several(
        "take over what authors say anew in %(count)s note",
        "take over what authors say anew in %(count)s notes",
        notes,
    )


def _named(before: str, after: str) -> Sentence:
    if not before:
        return sentence('name the column "%(column)s"', column=after)
    return sentence(
        'name the column "%(column)s", which says "%(before)s"', column=after, before=before
    )


def _shape(change: _Change) -> Iterator[str]:
    for edit in change.of_kind(SetTab):
        if change.actual.title != edit.shape.title:
            yield sentence(
                "name the tab %(tab)s, which is called %(before)s",
                tab=edit.shape.title,
                before=change.actual.title,
            )
        elif change.actual.is_hidden != edit.shape.hidden:
            yield _shown(edit)
        elif not edit.grows and not change.of_kind(InsertLines, MoveRow):
            yield sentence("freeze the headers of %(tab)s again", tab=edit.shape.title)


def _shown(edit: SetTab) -> Sentence:
    if edit.shape.hidden:
        return sentence("hide the tab %(tab)s again", tab=edit.shape.title)
    return sentence("show the tab %(tab)s again", tab=edit.shape.title)


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
            names = some(given)
            yield sentence("give %(names)s the %(part)s on %(tab)s", names=names, part=part, tab=on)
        if taken:
            names = some(taken)
            yield sentence(
                "take the %(part)s on %(tab)s from %(names)s", part=part, tab=on, names=names
            )
        if not (given or taken or change.where.shifts):
            yield sentence(
                "put the protection of the %(part)s on %(tab)s back where it belongs",
                part=part,
                tab=on,
            )
    if lost:
        yield _put_back(listed(lost), on, change.seen_on)


def _put_back(parts: str, tab: str, seen_on: date | None) -> Sentence:
    if seen_on is None:
        return sentence("put back the protection of the %(parts)s on %(tab)s", parts=parts, tab=tab)
    return sentence(
        "put back the protection of the %(parts)s on %(tab)s, last seen on %(day)s",
        parts=parts,
        tab=tab,
        day=seen_on,
    )


def _own_protections(change: _Change) -> set[int]:
    return {one.protected_range_id for one in change.tab.protections}


def _part(protection: Protection) -> str:
    said = protection.description.partition(":")[0]
    return _PARTS.get(said, said[:1].lower() + said[1:])


_PARTS = {
    "Headers": sentence("headers"),
    "Scores": sentence("scores"),
    "Scores of one class": sentence("scores of one class"),
    "Below the last class": sentence("rows below the last class"),
    "What formulas compute from": sentence("cells that formulas compute from"),
    "Choices": sentence("choices"),
    "The document owner's page": sentence("document owner's page"),
}
"""What protections guard, by how their description begins; others by that word."""


def _looks(change: _Change) -> Iterator[str]:
    on, shifts = change.tab.title, change.where.shifts
    rules = [] if shifts else change.of_kind(Validate)
    lost = [edit for edit in rules if _lost(change, edit)]
    if lost:
        yield sentence("put back the rules for what may be typed on %(tab)s", tab=on)
    elif rules:
        yield sentence("bring the choices on %(tab)s up to date", tab=on)
    if change.of_kind(AddColour, DropColour) and not shifts:
        yield sentence("put back the colours of %(tab)s", tab=on)
    views = [edit.view.title for edit in change.of_kind(SetFilterView)]
    if views and not shifts:
        yield several(
            "put back the filter view %(titles)s on %(tab)s",
            "put back the filter views %(titles)s on %(tab)s",
            len(views),
            titles=some(views),
            tab=on,
        )
    yield from _groups(change)
    yield from _cells_and_marks(change)


def _cells_and_marks(change: _Change) -> Iterator[str]:
    on, shifts = change.tab.title, change.where.shifts
    blocks = [edit for edit in change.of_kind(WriteBlock) if not edit.with_values]
    blocks = [] if change.of_kind(WriteBlock) != blocks and not change.tab.is_keyed else blocks
    greyed = {change.where.rows[row.key] for row in _turned(change)}
    blocks = [edit for edit in blocks if not greyed.issuperset(_rows_of(edit))]
    if (change.of_kind(Paint) and not shifts) or blocks:
        yield sentence("put back how cells of %(tab)s look", tab=on)
    made = _made_lines(change)
    marks = [
        edit
        for edit in change.of_kind(AddMark)
        if edit.mark.value not in made and edit.mark.key not in {RETIRED_MARK, VIEW_MARK}
    ]
    if marks:
        yield several(
            "put back %(count)s hidden name of rows and columns of %(tab)s",
            "put back %(count)s hidden names of rows and columns of %(tab)s",
            len(marks),
            tab=on,
        )


def _groups(change: _Change) -> Iterator[str]:
    on = change.tab.title
    if change.of_kind(AddGroup) and not change.where.shifts:
        yield sentence("let the columns of each window on %(tab)s fold again", tab=on)
    if change.of_kind(FoldGroup):
        yield sentence("unfold the columns of the window that has come on %(tab)s", tab=on)


def _lost(change: _Change, edit: Validate) -> bool:
    """Whether the first cell of a rule's area has no rule of that kind."""
    area = edit.validation.area
    held = change.actual.cell(area.first_row, area.first_column).validation
    return held is None or held.condition != edit.validation.condition


def _made_lines(change: _Change) -> set[str]:
    rows = {row.key for row in change.tab.rows} - change.where.read_rows.keys()
    return rows | ({column.key for column in change.tab.columns} - change.where.read_columns.keys())
