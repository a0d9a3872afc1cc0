"""What a tracker should be, as values: tabs, rows, columns and what stands in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace

from sheet_templates.drawing import (
    Area,
    Cell,
    ColumnGroup,
    ConditionalFormat,
    FilterView,
    Look,
    Mark,
    Permission,
    Protection,
    Validation,
)
from sheet_templates.sentences import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredColumn:
    """A column of a tab; `key` is its identity whatever its header says."""

    key: str
    width: int  # pixels
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """What a row of people's is to say now, by column key, for as long as it says one of `says`.

    So whoever wrote a row may take their words back, and nobody else's are touched.
    """

    says: tuple[Mapping[str, Cell], ...]
    then: Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredRow:
    """A row of a tab: its key, and the cells in it that are ours, by column key.

    `begins_with` is what a row says besides when it is made; from then on these cells are people's.
    `was_seen` says that such a row was read in the spreadsheet: where it is gone, somebody removed
    it, and it is not made again. That alone is nothing to bring about, so it counts in no
    comparison and no digest. `rewrite` says anew what such a row began with; `begins_with` is the
    newest already, and counts.
    """

    key: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    hidden: bool = False
    begins_with: Mapping[str, Cell] = field(default_factory=dict)
    was_seen: bool = field(default=False, compare=False)
    rewrite: Rewrite | None = field(default=None, compare=False)

    @property
    def at_first(self) -> "DesiredRow":
        """The row as it is made."""
        return replace(self, cells={**self.begins_with, **self.cells}) if self.begins_with else self


PUT_AWAY = sentence("No longer asked for: kept as it was")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplesArea:
    """Cells that people own: we set their look and never their values."""

    area: Area
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredTab:
    """One tab as it should be; `is_keyed` says that rows and columns carry their keys as marks.

    A row whose cell in the column `stands_under` is to name another class is moved to that class.
    `spare_rows` is how many blank rows people should find in a tab that they add to. `in_view`
    names the window that has come into view last: when it becomes another one, the groups that are
    not to be folded are unfolded, and in between they are left as people fold them. `filled` are
    the columns, by key, that the service fills from what it knows besides the roster. `put_away`
    is what the protection of a column is called that is no longer asked for. `moved` are
    those that stood elsewhere by a version of the template that the spreadsheet may still follow:
    that is the way to the state and no part of it.
    """

    key: str
    sheet_id: int
    title: str
    columns: tuple[DesiredColumn, ...]
    rows: tuple[DesiredRow, ...]
    frozen_rows: int = 0
    frozen_columns: int = 0
    hidden: bool = False
    is_keyed: bool = False
    stands_under: str | None = None
    spare_rows: int = 0
    peoples_areas: tuple[PeoplesArea, ...] = ()
    protections: tuple[Protection, ...] = ()
    validations: tuple[Validation, ...] = ()
    conditional_formats: tuple[ConditionalFormat, ...] = ()
    groups: tuple[ColumnGroup, ...] = ()
    in_view: str | None = None
    filled: frozenset[str] = frozenset()
    filter_views: tuple[FilterView, ...] = ()
    put_away: str = field(default=PUT_AWAY, compare=False)
    moved: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def blank_rows(self) -> tuple[DesiredRow, ...]:
        """The rows below the headers that are made for people to fill."""
        return tuple(row for row in self.rows[self.frozen_rows :] if not row.begins_with)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredTracker:
    """A whole tracker as it should be; equal inputs give an equal digest.

    `withdrawn` are the addresses, in lower case, that were given the file once and may have it no
    longer. `unmoved` is the same with its columns in the order of before, where some are moved.
    """

    tracker_id: str
    title: str
    time_zone: str
    locale: str
    tabs: tuple[DesiredTab, ...]
    marks: tuple[Mark, ...]
    permissions: tuple[Permission, ...]
    withdrawn: frozenset[str] = frozenset()
    unmoved: "DesiredTracker | None" = field(default=None, compare=False)

    def digest(self) -> str:
        """A text that changes exactly when something of the tracker should; begins with `lines`."""
        return self.lines() + hashlib.sha256(_canonical(self).encode()).hexdigest()

    def lines(self) -> str:
        """A digest of the lines that people write in, which reading goes by: rows and columns.

        Not of records, whose rows are nobody's beforehand.
        """
        keys = [
            (tab.key, [c.key for c in tab.columns], [r.key for r in tab.rows if not tab.spare_rows])
            for tab in self.tabs
        ]
        return hashlib.sha256(repr(keys).encode()).hexdigest()[:16]


def _canonical(value: object) -> str:
    """A text that does not depend on the order of sets and mappings."""
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_canonical, value)))}}}"
    if isinstance(value, Mapping):
        return f"<{','.join(f'{key}={_canonical(value[key])}' for key in sorted(value))}>"
    if isinstance(value, tuple):
        return f"({','.join(map(_canonical, value))})"
    if not is_dataclass(value):
        return repr(value)
    said = (_canonical(getattr(value, one.name)) for one in fields(value) if one.compare)
    return f"{type(value).__name__}({','.join(said)})"
