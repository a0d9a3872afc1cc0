"""Kinds that colour rows and columns by turns (Google: BandedRange)."""

from collections.abc import Mapping
from typing import Any

from local_sheets.areas import area_of, stored_range, tab_of
from local_sheets.errors import invalid, not_supported
from local_sheets.formats import canonical, overlay, paired
from local_sheets.holders import BANDS
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.kinds.numbered import Numbered
from local_sheets.protection import Footprint
from local_sheets.workbook import Workbook

Json = Mapping[str, Any]

_BANDS = Numbered(name=BANDS, id_field="bandedRangeId", noun="banded range")
_LOOKS = ("rowProperties", "columnProperties")
_WRITABLE = frozenset({"bandedRangeId", "range", *_LOOKS})
_TAKEN = (
    "You cannot add alternating background colors to a range that already has alternating "
    "background colors."
)


def _kept(workbook: Workbook, wanted: Json) -> dict[str, Any]:
    if "bandedRangeReference" in wanted:
        raise not_supported("A banded range by bandedRangeReference")
    looks = {name: canonical(wanted[name]) for name in _LOOKS if wanted.get(name)}
    if not looks:
        raise invalid("A banded range needs rowProperties or columnProperties.")
    grid_range = part_of(wanted, "range")
    area = area_of(workbook, grid_range)
    for held in tab_of(workbook, grid_range).held(BANDS):
        other = held["bandedRangeId"] != wanted["bandedRangeId"]
        if other and area_of(workbook, held["range"]).shared(area):
            raise invalid(_TAKEN)
    return {
        "bandedRangeId": wanted["bandedRangeId"],
        "range": stored_range(grid_range),
        **looks,
    }


def _add_footprint(turn: Turn) -> Footprint:
    wanted = part_of(turn.body, "bandedRange")
    return Footprint(writes=(area_of(turn.workbook, part_of(wanted, "range")),))


def _apply_add(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "bandedRange")
    number = _BANDS.new_id(turn.workbook, wanted.get("bandedRangeId"))
    kept = _kept(turn.workbook, {**wanted, "bandedRangeId": number})
    tab = tab_of(turn.workbook, kept["range"])
    return Applied(workbook=_BANDS.added(turn.workbook, tab, kept), reply={"bandedRange": kept})


def _changed(turn: Turn) -> dict[str, Any]:
    wanted = part_of(turn.body, "bandedRange")
    mask = paired(fields_mask(turn.body))
    check_names(mask, _WRITABLE)
    _, old = _BANDS.found(turn.workbook, wanted.get("bandedRangeId", 0))
    changed = overlay(old, canonical(wanted), mask)
    return _kept(turn.workbook, {**changed, "bandedRangeId": old["bandedRangeId"]})


def _update_footprint(turn: Turn) -> Footprint:
    kept = _changed(turn)
    _, old = _BANDS.found(turn.workbook, kept["bandedRangeId"])
    return Footprint(writes=tuple(area_of(turn.workbook, one["range"]) for one in (old, kept)))


def _apply_update(turn: Turn) -> Applied:
    kept = _changed(turn)
    target = tab_of(turn.workbook, kept["range"])
    changed = _BANDS.replaced(turn.workbook, kept["bandedRangeId"], kept, target)
    return Applied(workbook=changed)


def _delete_footprint(turn: Turn) -> Footprint:
    _, held = _BANDS.found(turn.workbook, turn.body.get("bandedRangeId", 0))
    return Footprint(writes=(area_of(turn.workbook, held["range"]),))


def _apply_delete(turn: Turn) -> Applied:
    return Applied(workbook=_BANDS.removed(turn.workbook, turn.body.get("bandedRangeId", 0)))


KINDS = (
    Kind(name="addBanding", footprint=_add_footprint, apply=_apply_add),
    Kind(name="updateBanding", footprint=_update_footprint, apply=_apply_update),
    Kind(name="deleteBanding", footprint=_delete_footprint, apply=_apply_delete),
)
