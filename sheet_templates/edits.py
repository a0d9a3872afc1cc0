"""The edits that a plan is made of; each says what it does and nothing of how it is sent."""

from dataclasses import dataclass
from enum import Enum

from sheet_templates.drawing import (
    Area,
    Cell,
    ColumnGroup,
    ConditionalFormat,
    FilterView,
    Formula,
    Mark,
    Permission,
    Protection,
    Validation,
    Value,
)
from sheet_templates.drawing import Look as CellLook


class Dimension(Enum):
    """Google's word for rows or columns."""

    ROWS = "ROWS"
    COLUMNS = "COLUMNS"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFile:
    """Set the spreadsheet's title, locale and time zone."""

    title: str
    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TabShape:
    """How a tab is called, where it stands and how large it is."""

    sheet_id: int
    title: str
    index: int
    hidden: bool
    row_count: int
    column_count: int
    frozen_rows: int
    frozen_columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTab:
    """Make a tab."""

    shape: TabShape


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTab:
    """Give a tab its shape back.

    Its size is sent only if it `grows`: a size that was read a moment ago would cut off the row
    that somebody has added since.
    """

    shape: TabShape
    grows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DropEmptyTab:
    """Remove the empty tab that every new spreadsheet comes with."""

    sheet_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertLines:
    """Insert `count` rows or columns before `index`.

    At the end of the tab there is no line after them whose looks they could take (Google refuses
    `inheritFromBefore: false` there).
    """

    sheet_id: int
    dimension: Dimension
    index: int
    count: int
    at_the_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLines:
    """Show or hide the rows or columns first..end (excluded); columns also get their width."""

    sheet_id: int
    dimension: Dimension
    first: int
    end: int
    hidden: bool
    width: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBlock:
    """Write a rectangle of cells; without `with_values` only their looks and notes.

    Values are written by position only where nobody else can move them: in a tab or a row that
    this plan makes, or in a tab that is the service's alone.
    """

    sheet_id: int
    row: int
    column: int
    rows: tuple[tuple[Cell, ...], ...]
    with_values: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteMarkedRow:
    """Write values into a row that people share, found by its mark whatever moved a second ago.

    `values` stand from the row's first column on; a gap leaves the cell as it is.
    """

    sheet_id: int
    metadata_id: int
    row_key: str
    values: tuple[tuple[int, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Give every cell of an area a look; values stay."""

    area: Area
    look: CellLook


@dataclass(frozen=True, slots=True, kw_only=True)
class FillFormula:
    """Fill a column of a new tab with a formula of its first row; Google shifts it row by row."""

    area: Area
    formula: Formula
    look: CellLook


@dataclass(frozen=True, slots=True, kw_only=True)
class AddGroup:
    """Let neighbouring columns fold together."""

    group: ColumnGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldGroup:
    """Fold or unfold a group of columns, as the group says."""

    group: ColumnGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFilterView:
    """Save a filter view; `replaces` says that one with its id is there."""

    view: FilterView
    replaces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMark:
    """Name a file, tab, row or column."""

    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DropMark:
    """Take a name of a line away; the line and what stands in it stay."""

    sheet_id: int
    metadata_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropProtection:
    """Lift a protection of ours that is no longer needed."""

    sheet_id: int
    protected_range_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Protect:
    """Protect a range for its editors; `replaces` says that one with its id is there."""

    protection: Protection
    replaces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Validate:
    """Put a validation rule on an area."""

    validation: Validation


@dataclass(frozen=True, slots=True, kw_only=True)
class DropColour:
    """Remove the conditional format at an index of a tab."""

    sheet_id: int
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddColour:
    """Add a conditional format at an index."""

    index: int
    conditional_format: ConditionalFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """Move a row before the row that stands at `before`, counted before the move.

    Everything of the row goes along: values, notes, its mark.
    """

    sheet_id: int
    row: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveColumn:
    """Move the column `key` before the column that stands at `before`, counted before the move."""

    sheet_id: int
    key: str
    column: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Open the file to a person."""

    permission: Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccess:
    """Give somebody who has the file more or less of it."""

    permission_id: str
    permission: Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Close the file to a person."""

    permission_id: str
    email: str


SharingEdit = Share | ChangeAccess | Withdraw

DrawEdit = (
    SetFile
    | AddTab
    | SetTab
    | DropEmptyTab
    | InsertLines
    | MoveRow
    | MoveColumn
    | SetLines
    | WriteBlock
    | Paint
    | FillFormula
    | AddGroup
    | FoldGroup
    | SetFilterView
    | AddMark
    | DropMark
    | DropProtection
    | Protect
    | Validate
    | DropColour
    | AddColour
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The edits between a tracker as it is and as it should be; empty when they agree.

    `sharing` comes first (share first, protect second), `drawing` is one atomic batch, `marked`
    one request of values.
    """

    sharing: tuple[SharingEdit, ...] = ()
    drawing: tuple[DrawEdit, ...] = ()
    marked: tuple[WriteMarkedRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.sharing or self.drawing or self.marked)

    @property
    def moves_columns(self) -> bool:
        """Whether it moves columns; then it does nothing else, and a further plan does the rest."""
        return any(isinstance(edit, MoveColumn) for edit in self.drawing)

    @property
    def values_can_go_first(self) -> bool:
        """Whether the marked values may be written before the batch, whose reply then shows all.

        Not where the batch makes columns or the marks that rows are found by. And not where it
        moves a row: that a child's class differs is what tells that its row is to move. A formula
        names the rows as they stand after the batch.
        """
        formulas = any(isinstance(v, Formula) for row in self.marked for _, v in row.values)
        made = {edit.mark.metadata_id for edit in self.drawing if isinstance(edit, AddMark)}
        return all(row.metadata_id not in made for row in self.marked) and not any(
            isinstance(edit, MoveRow)
            or (isinstance(edit, InsertLines) and (formulas or edit.dimension is Dimension.COLUMNS))
            for edit in self.drawing
        )
