"""Developer metadata: where entries hang, how they are shown, and how much fits.

An entry is stored without its location: it hangs on the id of its row or column, on its tab, or on
the spreadsheet, and so moves with it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from local_sheets.areas import tab_of
from local_sheets.errors import invalid, not_found
from local_sheets.protection import Axis
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

MAX_CHARACTERS = 30_000
"""Keys and values together, on the spreadsheet and on each tab (Google: metadata guide)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry hangs: nowhere more precise than given (all None: the spreadsheet)."""

    sheet_id: int | None = None
    axis: Axis | None = None
    index: int | None = None

    @property
    def kind(self) -> str:
        """Google's locationType."""
        if self.sheet_id is None:
            return "SPREADSHEET"
        if self.axis is None:
            return "SHEET"
        return "ROW" if self.axis is Axis.ROWS else "COLUMN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An entry and where it hangs."""

    entry: Json
    place: Place

    @property
    def id(self) -> int:
        """The metadataId."""
        return int(self.entry["metadataId"])


_Test = Callable[[Json], bool]


def every_entry(workbook: Workbook, test: _Test | None = None) -> Iterator[Placed]:
    """All entries that pass a test: of the spreadsheet, then tab by tab its own and its lines'."""
    yield from _on(Place(), workbook.metadata, test)
    for tab in workbook.tabs:
        yield from _on(Place(sheet_id=tab.sheet_id), tab.metadata, test)
        yield from _on_lines(tab.sheet_id, Axis.ROWS, tab.row_ids, tab.row_metadata, test)
        yield from _on_lines(tab.sheet_id, Axis.COLUMNS, tab.column_ids, tab.column_metadata, test)


def _on_lines(
    sheet_id: int,
    axis: Axis,
    ids: Sequence[int],
    held: Mapping[int, tuple[Json, ...]],
    test: _Test | None,
) -> Iterator[Placed]:
    """The entries of rows or columns in their order; lines without a hit cost next to nothing."""
    hits = {
        line
        for line, entries in held.items()
        if test is None or any(test(entry) for entry in entries)
    }
    if not hits:
        return
    for index, line in enumerate(ids):
        if line in hits:
            place = Place(sheet_id=sheet_id, axis=axis, index=index)
            yield from _on(place, held[line], test)


def _on(place: Place, entries: tuple[Json, ...], test: _Test | None) -> Iterator[Placed]:
    for entry in entries:
        if test is None or test(entry):
            yield Placed(entry=entry, place=place)


def _held_on(tab: Tab) -> Iterator[Json]:
    """The entries of a tab and its lines, in no order."""
    yield from tab.metadata
    for held in (tab.row_metadata, tab.column_metadata):
        for entries in held.values():
            yield from entries


def without_metadata(workbook: Workbook) -> Workbook:
    """The workbook for eyes that may not see developer metadata."""
    tabs = (replace(tab, metadata=(), row_metadata={}, column_metadata={}) for tab in workbook.tabs)
    return replace(workbook, metadata=(), tabs=tuple(tabs))


def taken_ids(workbook: Workbook) -> set[int]:
    """The ids of all entries."""
    held = chain(workbook.metadata, *(_held_on(tab) for tab in workbook.tabs))
    return {entry["metadataId"] for entry in held}


def shown_entry(placed: Placed, *, zero: bool = False) -> dict[str, Any]:
    """An entry as Google shows it, with its location.

    A sheetId of 0 is left out, but with `zero` it stands where the location is a tab (a switch).
    """
    place = placed.place
    location: dict[str, Any] = {"locationType": place.kind}
    if place.sheet_id is None:
        location["spreadsheet"] = True
    elif place.axis is None:
        location |= {"sheetId": place.sheet_id} if zero else _unless_zero(place.sheet_id)
    else:
        start = place.index or 0
        location["dimensionRange"] = {
            **_unless_zero(place.sheet_id),
            "dimension": place.axis.value,
            "startIndex": start,
            "endIndex": start + 1,
        }
    return {**placed.entry, "location": location}


def _unless_zero(sheet_id: int) -> dict[str, int]:
    return {"sheetId": sheet_id} if sheet_id else {}


def place_of(workbook: Workbook, location: Json) -> Place:
    """The place that a location names: exactly one row, column, tab, or the spreadsheet."""
    named = [name for name in ("spreadsheet", "sheetId", "dimensionRange") if name in location]
    if len(named) != 1:
        raise invalid(
            "DeveloperMetadataLocation must specify exactly one of "
            "spreadsheet, sheetId or dimensionRange"
        )
    if named[0] == "spreadsheet":
        return Place()
    if named[0] == "sheetId":
        return Place(sheet_id=tab_of(workbook, location).sheet_id)
    return _line(workbook, location["dimensionRange"])


def _line(workbook: Workbook, dimension_range: Json) -> Place:
    tab = tab_of(workbook, dimension_range)
    start, end = dimension_range.get("startIndex"), dimension_range.get("endIndex")
    if start is None or end is None:
        raise invalid("DimensionRange must specify both a startIndex and an endIndex")
    if end - start != 1:
        raise invalid("DimensionRange must represent a single row or column")
    axis = axis_of(dimension_range)
    count = tab.row_count if axis is Axis.ROWS else tab.column_count
    if not 0 <= start < count:
        raise invalid(f"DimensionRange is outside the grid of tab '{tab.title}': {start}")
    return Place(sheet_id=tab.sheet_id, axis=axis, index=start)


def axis_of(dimension_range: Json) -> Axis:
    """Rows or columns; Google refuses a range that does not say which."""
    name = dimension_range.get("dimension", "DIMENSION_UNSPECIFIED")
    if name == "DIMENSION_UNSPECIFIED":
        raise invalid("The dimension must be specified: ROWS or COLUMNS.")
    return Axis(name)


def with_entry(workbook: Workbook, placed: Placed) -> Workbook:
    """The workbook with one more entry; 400 when the 30,000 characters are used up."""
    changed = _changed(workbook, placed.place, lambda held: (*held, placed.entry))
    _check_budget(changed, placed.place)
    return changed


def without_entry(workbook: Workbook, placed: Placed) -> Workbook:
    """The workbook without that entry."""
    return _changed(
        workbook,
        placed.place,
        lambda held: tuple(entry for entry in held if entry["metadataId"] != placed.id),
    )


_Change = Callable[[tuple[Json, ...]], tuple[Json, ...]]


def _changed(workbook: Workbook, place: Place, change: _Change) -> Workbook:
    if place.sheet_id is None:
        return replace(workbook, metadata=change(workbook.metadata))
    tab = tab_of(workbook, {"sheetId": place.sheet_id})
    if place.axis is None or place.index is None:
        return workbook.with_tab(replace(tab, metadata=change(tab.metadata)))
    if place.axis is Axis.ROWS:
        rows = _hung(tab.row_metadata, tab.row_ids[place.index], change)
        return workbook.with_tab(replace(tab, row_metadata=rows))
    columns = _hung(tab.column_metadata, tab.column_ids[place.index], change)
    return workbook.with_tab(replace(tab, column_metadata=columns))


def _hung(
    held: Mapping[int, tuple[Json, ...]], line: int, change: _Change
) -> Mapping[int, tuple[Json, ...]]:
    entries = change(held.get(line, ()))
    if entries:
        return {**held, line: entries}
    return {key: value for key, value in held.items() if key != line}


def _check_budget(workbook: Workbook, place: Place) -> None:
    if place.sheet_id is None:
        entries = list(workbook.metadata)
        where = "the spreadsheet"
    else:
        tab = tab_of(workbook, {"sheetId": place.sheet_id})
        entries = list(_held_on(tab))
        where = f"tab '{tab.title}'"
    used = sum(len(one["metadataKey"]) + len(one.get("metadataValue", "")) for one in entries)
    if used > MAX_CHARACTERS:
        raise invalid(
            f"Developer metadata on {where} would hold {used} characters of keys and values; "
            f"the limit is {MAX_CHARACTERS}."
        )


def entry_by_id(workbook: Workbook, metadata_id: int) -> Placed:
    """The entry with that id, or Google's 404."""
    for placed in every_entry(workbook):
        if placed.id == metadata_id:
            return placed
    raise not_found(f"No developer metadata with ID {metadata_id}")
