"""Finding developer metadata, and the areas that it names: DataFilter and its lookups."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from local_sheets.a1 import locate
from local_sheets.areas import Area, clipped, outside, tab_of, whole
from local_sheets.errors import GoogleError, invalid
from local_sheets.metadata import Place, Placed, every_entry, place_of
from local_sheets.protection import Axis
from local_sheets.workbook import Workbook

Json = Mapping[str, Any]


def found_by(workbook: Workbook, data_filter: Json) -> list[Placed]:
    """The entries that a DataFilter finds: by lookup, or on lines that a range crosses."""
    kind = filter_kind(data_filter)
    if kind == "developerMetadataLookup":
        return _looked_up(workbook, data_filter[kind])
    area = _ranged(workbook, data_filter, kind)
    return [placed for placed in every_entry(workbook) if _crosses(area, placed.place)]


def areas_by(workbook: Workbook, data_filter: Json) -> list[Area]:
    """The areas that a DataFilter names; a row's entry gives the row to the edge of the grid."""
    kind = filter_kind(data_filter)
    if kind != "developerMetadataLookup":
        return [_ranged(workbook, data_filter, kind)]
    found = _looked_up(workbook, data_filter[kind])
    areas = [area for placed in found for area in _areas_at(workbook, placed.place)]
    return list(dict.fromkeys(areas))


def filter_kind(data_filter: Json) -> str:
    """Which of its three kinds a DataFilter is; exactly one is allowed."""
    kinds = [
        name for name in ("developerMetadataLookup", "a1Range", "gridRange") if name in data_filter
    ]
    if len(kinds) != 1:
        raise invalid(
            "A DataFilter must specify exactly one of developerMetadataLookup, a1Range, gridRange"
        )
    return kinds[0]


def _ranged(workbook: Workbook, data_filter: Json, kind: str) -> Area:
    if kind == "a1Range":
        return locate(workbook, data_filter[kind]).area
    tab = tab_of(workbook, data_filter[kind])
    area = clipped(tab, data_filter[kind])
    if area.is_empty or min(area.top, area.left) < 0:
        raise outside(tab, area)
    return area


def _areas_at(workbook: Workbook, place: Place) -> list[Area]:
    if place.sheet_id is None:
        return [whole(tab) for tab in workbook.tabs]
    area = whole(tab_of(workbook, {"sheetId": place.sheet_id}))
    if place.index is None:
        return [area]
    if place.axis is Axis.ROWS:
        return [replace(area, top=place.index, bottom=place.index + 1)]
    return [replace(area, left=place.index, right=place.index + 1)]


def _crosses(area: Area, place: Place) -> bool:
    """Whether a range touches a place; the spreadsheet itself is no place in a range (expected)."""
    if place.sheet_id != area.sheet_id:
        return False
    if place.index is None:
        return True
    if place.axis is Axis.ROWS:
        return area.top <= place.index < area.bottom
    return area.left <= place.index < area.right


def _looked_up(workbook: Workbook, lookup: Json) -> list[Placed]:
    """All fields of a lookup must match; an empty lookup finds every entry (measured)."""
    near = _location_test(workbook, lookup)
    names = ("metadataId", "metadataKey", "metadataValue", "visibility")
    fields = {name: lookup[name] for name in names if name in lookup}.items()
    kind = lookup.get("locationType")

    return [
        placed
        for placed in every_entry(workbook, lambda entry: fields <= entry.items())
        if (kind is None or placed.place.kind == kind) and near(placed.place)
    ]


def _location_test(workbook: Workbook, lookup: Json) -> Callable[[Place], bool]:
    """Whether a place matches the lookup's location, exactly or by crossing it."""
    location = lookup.get("metadataLocation")
    strategy = lookup.get("locationMatchingStrategy")
    if location is None:
        return lambda _: True
    place = place_of(workbook, location)
    if strategy == "EXACT_LOCATION":
        if "locationType" in lookup:
            raise invalid("locationType must not be set with EXACT_LOCATION")
        return lambda other: other == place
    if place.sheet_id is None:
        if strategy == "INTERSECTING_LOCATION":
            raise _spreadsheet_intersecting()
        return lambda other: other == place
    return lambda other: _meets(place, other)


def _spreadsheet_intersecting() -> GoogleError:
    return invalid(
        "DeveloperMetadataLookup.spreadsheet is true, "
        "but locationMatchingStrategy was specified as INTERSECTING"
    )


def _meets(place: Place, other: Place) -> bool:
    """A tab meets itself and all its lines; a line meets itself and the lines that cross it."""
    if other.sheet_id != place.sheet_id:
        return False
    if place.axis is None:
        return True
    if other.axis is None:
        return False
    return other.axis is not place.axis or other.index == place.index
