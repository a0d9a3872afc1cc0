"""Kinds that hang developer metadata on rows, columns, tabs and the spreadsheet."""

from collections.abc import Mapping
from typing import Any

from local_sheets.errors import invalid
from local_sheets.ids import fresh_id
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.metadata import (
    Placed,
    place_of,
    shown_entry,
    taken_ids,
    with_entry,
    without_entry,
)
from local_sheets.metadata_search import found_by
from local_sheets.protection import NOTHING

Json = Mapping[str, Any]

_ENTRY = ("metadataId", "metadataKey", "metadataValue", "visibility")
_WRITABLE = frozenset((*_ENTRY, "location"))


def _kept(wanted: Json) -> dict[str, Any]:
    """An entry without its location; key and visibility are required (Google: metadata guide)."""
    if not wanted.get("metadataKey"):
        raise invalid("DeveloperMetadata must have a metadataKey.")
    if wanted.get("visibility") not in {"DOCUMENT", "PROJECT"}:
        raise invalid("DeveloperMetadata must have a visibility: DOCUMENT or PROJECT.")
    return {name: wanted[name] for name in _ENTRY if wanted.get(name) not in (None, "")}


def _shown(turn: Turn, placed: Placed) -> dict[str, Any]:
    return shown_entry(placed, zero=turn.workbook.switches.location_shows_sheet_zero)


def _apply_create(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "developerMetadata")
    taken = taken_ids(turn.workbook)
    number = wanted.get("metadataId") or fresh_id(taken)
    if number in taken:
        raise invalid(f"Developer metadata with ID {number} already exists.")
    if number < 0:
        raise invalid(f"metadataId must be positive: {number}")
    place = place_of(turn.workbook, part_of(wanted, "location"))
    placed = Placed(entry=_kept({**wanted, "metadataId": number}), place=place)
    return Applied(
        workbook=with_entry(turn.workbook, placed),
        reply={"developerMetadata": _shown(turn, placed)},
    )


def _apply_update(turn: Turn) -> Applied:
    """Every entry that a filter finds takes the masked fields over, its location too."""
    mask = fields_mask(turn.body)
    check_names(mask, _WRITABLE)
    wanted = turn.body.get("developerMetadata", {})
    found: dict[int, Placed] = {}
    for data_filter in turn.body.get("dataFilters", []):
        found |= {placed.id: placed for placed in found_by(turn.workbook, data_filter)}
    workbook, shown = turn.workbook, []
    for placed in found.values():
        entry = dict(placed.entry)
        for name in ("metadataKey", "metadataValue", "visibility"):
            if mask.wants(name):
                entry[name] = wanted.get(name)
        place = placed.place
        if mask.wants("location") and "location" in wanted:
            place = place_of(workbook, wanted["location"])
        changed = Placed(entry=_kept(entry), place=place)
        workbook = with_entry(without_entry(workbook, placed), changed)
        shown.append(_shown(turn, changed))
    return Applied(workbook=workbook, reply={"developerMetadata": shown} if shown else {})


def _apply_delete(turn: Turn) -> Applied:
    gone = found_by(turn.workbook, part_of(turn.body, "dataFilter"))
    workbook = turn.workbook
    for placed in gone:
        workbook = without_entry(workbook, placed)
    shown = [_shown(turn, placed) for placed in gone]
    return Applied(workbook=workbook, reply={"deletedDeveloperMetadata": shown} if shown else {})


KINDS = (
    Kind(name="createDeveloperMetadata", footprint=lambda _: NOTHING, apply=_apply_create),
    Kind(name="updateDeveloperMetadata", footprint=lambda _: NOTHING, apply=_apply_update),
    Kind(name="deleteDeveloperMetadata", footprint=lambda _: NOTHING, apply=_apply_delete),
)
