"""Which cells of a tracker's spreadsheet go where a child is erased. Pure.

A row of the child's is emptied by its mark, whatever moved a second ago, and then loses the mark.
The empty row stays: a row can be deleted by its place only, and another child's may stand there by
then. What bears no mark, a person deletes.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sheet_templates.desired.lists import TAB as LISTS
from sheet_templates.desired.students import TAB as STUDENTS
from sheet_templates.drawing import Cell, Place
from sheet_templates.edits import DropMark, Plan, WriteBlock, WriteMarkedRow
from sheet_templates.identity import stable_id
from sheet_templates.snapshot import ReadCell, Snapshot, SnapshotTab
from sync.domain.erasing import Erased

_TEXT = "stringValue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A row of a spreadsheet as people see it, from 1, and what is to be done there, if anything.

    `sheet_id` is Google's id of the tab.
    """

    tab: str
    sheet_id: int
    row: int
    remedy: str = ""

    @property
    def called(self) -> str:
        """The row in words, with what is to be done."""
        place = f"tab {self.tab}, row {self.row}"
        return f"{place}: {self.remedy}" if self.remedy else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """What is to be done to one spreadsheet.

    `plan` is the next request of ours, empty when all is done; `rows` are those that it empties.
    `by_hand` is what a person has to delete first. `mentions` are rows of others that may mean one
    of the children.
    """

    plan: Plan
    rows: tuple[Spot, ...] = ()
    by_hand: tuple[Spot, ...] = ()
    mentions: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as read: its tab, its place from 0, its mark."""

    tab: SnapshotTab
    at: int
    mark: str | None

    def spot(self, remedy: str = "") -> Spot:
        return Spot(tab=self.tab.title, sheet_id=self.tab.sheet_id, row=self.at + 1, remedy=remedy)

    @property
    def cells(self) -> tuple[ReadCell, ...]:
        return self.tab.cells[self.at]

    @property
    def texts(self) -> list[str]:
        return [_text(cell) for cell in self.cells if not cell.is_blank]

    @property
    def is_noted(self) -> bool:
        return any(cell.note for cell in self.cells)


def clearing(snapshot: Snapshot, public_id: str, erased: Erased, keys: Collection[str]) -> Clearing:
    """What is left to do in the spreadsheet of that tracker; `keys` are the children's row keys."""
    lists, students = (stable_id(public_id, "tab", tab) for tab in (LISTS, STUDENTS))
    own, choices = list[_Row](), list[WriteBlock]()
    by_hand, mentions = list[Spot](), list[Spot]()
    for row in _rows(snapshot):
        if row.mark in keys:
            own.append(row)
        elif not erased.are_named_by(row.texts):
            mentions += _mentions(row, erased)
        elif row.tab.sheet_id == lists:
            choices += _choices(row, erased)
        elif _is_theirs(row, erased, is_of_students=row.tab.sheet_id == students):
            own.append(row)
        else:
            by_hand.append(row.spot("delete it, or take the child's names out of it"))
    by_hand += [row.spot("take the notes off its cells") for row in own if row.is_noted]
    filled = {row.spot(): edit for row in own if (edit := _emptied(row, keys))}
    plan = Plan(drawing=tuple(choices), marked=tuple(filled.values()))
    if plan.is_empty:
        marked = (row for row in own if row.mark in keys)
        plan = Plan(drawing=tuple(edit for row in marked for edit in _unmarked(row)))
    return Clearing(
        plan=plan,
        rows=tuple(filled),
        by_hand=tuple(by_hand),
        mentions=tuple(mentions),
    )


def _rows(snapshot: Snapshot) -> Iterator[_Row]:
    for tab in snapshot.tabs:
        for at in range(len(tab.cells)):
            yield _Row(tab, at, tab.row_key(at))


def _is_theirs(row: _Row, erased: Erased, *, is_of_students: bool) -> bool:
    """Whether a row that people wrote is about a child who goes, and no other."""
    is_marked = row.mark is not None and not is_of_students
    return is_marked and not erased.leave_another_in(row.texts)


def _emptied(row: _Row, keys: Collection[str]) -> WriteMarkedRow | None:
    """Blanks for all that stands in a row; a key that tells of nobody stays."""
    metadata_id = _metadata_id(row)
    filled = [
        at
        for at, cell in enumerate(row.cells)
        if not cell.is_blank and (row.mark in keys or _text(cell) != row.mark)
    ]
    if metadata_id is None or not filled:
        return None
    return WriteMarkedRow(
        sheet_id=row.tab.sheet_id,
        metadata_id=metadata_id,
        row_key=row.mark or "",
        values=tuple((at, None) for at in filled),
    )


def _unmarked(row: _Row) -> Iterator[DropMark]:
    """What takes the child's key off an emptied row: it is made of the child's id."""
    metadata_id = _metadata_id(row)
    if metadata_id is not None:
        yield DropMark(sheet_id=row.tab.sheet_id, metadata_id=metadata_id)


def _metadata_id(row: _Row) -> int | None:
    return next(
        (
            mark.metadata_id
            for mark in row.tab.marks
            if mark.place is Place.ROW and mark.value == row.mark
        ),
        None,
    )


def _choices(row: _Row, erased: Erased) -> Iterator[WriteBlock]:
    """Blanks for what could be chosen: that tab is the service's alone."""
    for at, cell in enumerate(row.cells):
        if not cell.is_blank and erased.are_named_by([_text(cell)]):
            blank = ((Cell(),),)
            yield WriteBlock(
                sheet_id=row.tab.sheet_id, row=row.at, column=at, rows=blank, with_values=True
            )


def _mentions(row: _Row, erased: Erased) -> Iterator[Spot]:
    said = " \n".join((*row.texts, *(cell.note for cell in row.cells if cell.note)))
    if erased.are_mentioned_in(said):
        yield row.spot()


def _text(cell: ReadCell) -> str:
    """What stands in a cell; a formula shows what stands elsewhere."""
    if "formulaValue" in cell.entered:
        return ""
    return str(cell.entered.get(_TEXT, cell.formatted))
