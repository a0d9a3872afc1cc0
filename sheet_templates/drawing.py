"""The parts a tracker is drawn from, as plain values that compare equal when they look equal.

`desired` makes them from a template and a roster, `snapshot` reads them back from Google's
answers, `plan` compares the two. Rows and columns count from 0, ends are excluded, None is open.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the service's own; a type of its own, so that no text can ever become one.

    Columns are named by key: {fall.reading} is the cell of that column in the same row,
    {fall.reading#due} the one in the fact row "due". The plan puts in their letters, wherever
    people have moved them.
    """

    text: str


Value = str | int | float | bool | date | Formula | None


class Facet(Enum):
    """What a snapshot may hold; `plan` compares only what is there."""

    VALUES = "values"
    STRUCTURE = "structure"
    PROTECTIONS = "protections"
    VALIDATION = "validation"
    FORMATS = "formats"
    PERMISSIONS = "permissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a cell looks, as far as we set it; colours are #rrggbb."""

    background: str | None = None
    color: str | None = None
    bold: bool = False
    italic: bool = False
    strikethrough: bool = False
    wraps: bool = False
    on_top: bool = False  # where a neighbour makes the row higher; Google's own way is the bottom
    number_format: str | None = None  # TYPE:pattern, as "TEXT:@", "NUMBER:0"


PLAIN = Look()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that belongs to the service or the owner: what it says and how it looks."""

    value: Value = None
    look: Look = PLAIN
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of one tab, as Google's GridRange."""

    sheet_id: int
    first_row: int = 0
    end_row: int | None = None
    first_column: int = 0
    end_column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """A protected range and everybody who may edit it; always a full list, never empty.

    `editors` are persons, `groups` Google Groups. What follows is never wanted and only ever read:
    a range that only warns, as people may make of it, stops nobody and has no editors; one that
    everybody of the domain may edit; areas left open in it.
    """

    protected_range_id: int
    description: str
    area: Area
    editors: frozenset[str]
    groups: frozenset[str] = frozenset()
    warns_only: bool = False
    for_domain: bool = False
    open_areas: tuple[Area, ...] = ()


class Place(Enum):
    """What a mark (Google: developer metadata) names."""

    SPREADSHEET = "spreadsheet"
    TAB = "tab"
    ROW = "row"
    COLUMN = "column"


RETIRED_MARK = "was"
"""The key of a second mark on a line that a template no longer asks for and that we have hidden."""

VIEW_MARK = "view"
"""The key of a tab's second mark: which window we unfolded last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Developer metadata: names a file, tab, row or column whatever people do around it."""

    metadata_id: int
    key: str
    value: str
    place: Place
    sheet_id: int = 0
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A data validation rule over an area; it warns and never refuses."""

    area: Area
    condition: str  # Google's ConditionType
    operands: tuple[str, ...]
    message: str | None = None
    shows_choices: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalFormat:
    """A colour rule over an area: a formula relative to its first cell, and a look."""

    area: Area
    formula: str
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGroup:
    """Neighbouring columns that fold together; `end` is excluded, `depth` counts from 1."""

    sheet_id: int
    first: int
    end: int
    folded: bool = False
    depth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What a filter view asks of a column; `condition` is Google's ConditionType."""

    column: int
    condition: str
    operands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterView:
    """A saved filter: rows picked and sorted for whoever looks, none moved.

    `sorts` are columns with whether the highest comes first.
    """

    filter_view_id: int
    title: str
    area: Area
    criteria: tuple[Criterion, ...] = ()
    sorts: tuple[tuple[int, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Who may open the file; `role` is Drive's word (writer, reader), `kind` user or group."""

    email: str
    role: str
    kind: str = "user"
