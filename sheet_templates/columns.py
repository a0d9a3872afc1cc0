"""What a template says of tabs, their columns, their filter views and their colours."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from sheet_templates.measures import DOCUMENTED, Rows
from sheet_templates.roles import Role
from sheet_templates.sensitivity import Sensitivity


class ReadProfile(Enum):
    """How a tab is fetched: as a whole grid in one read, or its values and keys in two."""

    GRID = "grid"
    BULK = "bulk"


class TabKind(Enum):
    """What the rows of a tab are."""

    START = "start"
    STUDENTS = "students"
    RECORDS = "records"
    LISTS = "lists"


class ColumnKind(Enum):
    """What a column holds and who writes it."""

    ID = "id"
    ROSTER = "roster"
    SCORES = "scores"
    TO_DO = "to do"
    SERVICE = "service"
    FORMULA = "formula"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    LEVEL = "level"
    YES_NO = "yes/no"
    DATE = "date"
    CHOICE = "choice"
    STUDENT = "student"
    METRIC = "metric"
    LINK = "link"

    @property
    def is_typed(self) -> bool:
        """Whether people type into it."""
        return self not in _OURS


_OURS = frozenset(
    {
        ColumnKind.ID,
        ColumnKind.ROSTER,
        ColumnKind.SCORES,
        ColumnKind.TO_DO,
        ColumnKind.SERVICE,
        ColumnKind.FORMULA,
    }
)


class RosterFact(Enum):
    """What the roster says of a child."""

    STUDENT_ID = "student_id"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    GRADE = "grade"
    SCHOOL_CLASS = "class"
    TEACHER = "teacher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a tab; what it says about itself becomes the header's note and the dictionary."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The column's name inside this file; its identity, whatever its header says."""
    header: str
    """What stands over it, in plain words."""
    kind: ColumnKind
    """What it holds. People type text, numbers, percents, levels, yes/no, dates, choices, links, a
    student of the file or one of its metrics; id, roster, to do, service and formula columns are
    filled for them; scores stands for all windows: a column per metric, and what follows from it.
    """
    help: str = ""
    """What it is, who fills it and when: the header's note, and a line on the first tab."""
    width: int = 120
    """Its width in pixels."""
    hidden: bool = False
    """Whether it is drawn hidden; hiding keeps nobody from reading it."""
    roster: RosterFact | None = None
    """For a roster column: what the roster says there."""
    formula: str | None = None
    """For a formula column: a formula of the same row, columns as {key}: =IF({start}="","",1)."""
    choices: tuple[str, ...] = ()
    """For a choice or a level: what can be chosen, in order. For a student: what can be chosen
    beside the students, as "Whole class"."""
    lowest: float | None = None
    """For a number: the lowest that makes sense."""
    highest: float | None = None
    """For a number: the highest that makes sense."""
    unit: str | None = None
    """What a number counts."""
    edited_by: tuple[Role, ...] = ()
    """On the Students tab, for a column that people type: the roles that may."""
    rows: Rows = Rows.ALL
    """On the Students tab: all students, or only the rows of one's own classes."""
    sensitivity: Sensitivity = Sensitivity.ACADEMIC
    """What it tells of a child; the linter refuses what no spreadsheet may hold."""
    source: str = ""
    """Where what stands there comes from, for the data dictionary."""
    off: str | None = None
    """Why it is switched off (its source does not exist yet); without a reason it is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TabRule:
    """A tab of the spreadsheet."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The tab's name inside this file; its identity, whatever it is called."""
    title: str
    """What stands on the tab."""
    kind: TabKind
    """Start (what somebody new needs to know), students (one row per student), records (one row
    per record; people add rows) or lists (choices and cut scores; hidden)."""
    profile: ReadProfile = ReadProfile.GRID
    """How the sync fetches it: grid, or bulk above about 20,000 cells."""
    help: str = ""
    """What the tab is for: a line on the first tab."""
    columns: tuple[Column, ...] = ()
    """Its columns from left to right; for students and records."""
    edited_by: tuple[Role, ...] = ()
    """For records: the roles that add and edit rows."""
    spare_rows: int = 0
    """For records: how many empty rows are kept ready."""
    free_columns: int = 0
    """For students: how many columns at the end are the team's own; they are not synced."""
    off: str | None = None
    """Why it is switched off; without a reason it is on."""

    @property
    def drawn_columns(self) -> tuple[Column, ...]:
        """The columns that are not switched off."""
        return tuple(column for column in self.columns if column.off is None)


class ViewKind(Enum):
    """What a filter view shows."""

    MY_STUDENTS = "my students"
    MISSING = "missing now"
    BELOW_THE_CUT = "below the cut"
    CHECKED = "checked"
    EQUALS = "equals"
    NEWEST_FIRST = "newest first"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterViewRule:
    """A filter view: rows picked for whoever looks, without moving any."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The view's name inside this file."""
    title: str
    """What people choose it by."""
    kind: ViewKind
    """My students (one view per class), missing now, below the cut, checked (a yes/no column),
    equals (a column says one of some words), newest first (by a date column)."""
    tab: str = "students"
    """The key of the tab."""
    column: str | None = None
    """The column that checked, equals and newest first look at."""
    words: tuple[str, ...] = ()
    """For equals: what the column may say."""
    off: str | None = None
    """Why it is switched off; without a reason it is on."""


class CellStatus(Enum):
    """How a cell that is owed stands, as a colour tells it."""

    NOT_OWED = "not owed"
    OPEN = "open"
    LATE = "late"
    MISSING = "missing"
    EXCUSED = "excused"
    OUT_OF_RANGE = "out of range"
    BELOW_THE_CUT = "below the cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """How a cell of some status looks; only what Google knows in a conditional format."""

    __pydantic_config__: ClassVar = DOCUMENTED

    status: CellStatus
    """The status whose look is changed."""
    text: str = "#000000"
    """The text's colour as #rrggbb."""
    background: str = "#ffffff"
    """The background's colour as #rrggbb; contrast with the text must be 4.5:1 at least."""
    bold: bool = False
    """Whether the text is bold."""
    italic: bool = False
    """Whether the text is italic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourRule:
    """A colour of the school's own over a column, after the seven of every tracker."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The rule's name inside this file."""
    tab: str
    """The key of the tab."""
    column: str
    """The key of the column that is coloured."""
    when: str
    """A formula of the same row and tab, columns as {key}: {status}="done"."""
    text: str = "#000000"
    """The text's colour as #rrggbb."""
    background: str = "#ffffff"
    """The background's colour as #rrggbb."""
    bold: bool = False
    """Whether the text is bold."""
    italic: bool = False
    """Whether the text is italic."""
