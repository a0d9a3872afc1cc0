"""Kinds that name ranges, and what hangs on a name.

Protections and filter views that are backed by a name follow it (Google: ProtectedRange); when the
name goes they keep the range that they had (expected). A formula follows a name that is changed.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from secrets import token_hex
from typing import Any

from local_sheets.areas import area_of, stored_range
from local_sheets.errors import invalid
from local_sheets.formats import overlay
from local_sheets.formula_references import with_name
from local_sheets.holders import FILTER_VIEWS, with_rewritten
from local_sheets.ids import fresh_id
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.protection import NOTHING, PROTECTIONS, Footprint
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

BAD_NAME = "The name given to this range is invalid"
_NAME = re.compile(r"[^\W\d][\w]{0,249}")
_LIKE_CELLS = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|true|false", re.IGNORECASE)
_WRITABLE = frozenset({"namedRangeId", "name", "range"})
_BACKED = (PROTECTIONS, FILTER_VIEWS)


def named_range(workbook: Workbook, name_id: str) -> Json:
    """The named range of an id, or Google's 400 (expected wording)."""
    for one in workbook.named_ranges:
        if one["namedRangeId"] == name_id:
            return one
    raise invalid(f"No named range with ID: {name_id}")


def _kept(workbook: Workbook, wanted: Json) -> dict[str, Any]:
    name = wanted.get("name", "")
    if not _NAME.fullmatch(name) or _LIKE_CELLS.fullmatch(name):
        raise invalid(BAD_NAME)
    for one in workbook.named_ranges:
        same = one["name"].lower() == name.lower()
        if same and one["namedRangeId"] != wanted["namedRangeId"]:
            raise invalid(f'A named range with the name "{name}" already exists.')
    grid_range = part_of(wanted, "range")
    area_of(workbook, grid_range)
    return {
        "namedRangeId": wanted["namedRangeId"],
        "name": name,
        "range": stored_range(grid_range),
    }


def _apply_add(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "namedRange")
    taken = {one["namedRangeId"] for one in turn.workbook.named_ranges}
    number = wanted.get("namedRangeId") or _fresh(turn.workbook, taken)
    if number in taken:
        raise invalid(f"A named range with ID {number} already exists.")
    kept = _kept(turn.workbook, {**wanted, "namedRangeId": number})
    named = (*turn.workbook.named_ranges, kept)
    return Applied(workbook=replace(turn.workbook, named_ranges=named), reply={"namedRange": kept})


def _fresh(workbook: Workbook, taken: set[str]) -> str:
    """A new id: a number, or letters and digits (a switch)."""
    if workbook.switches.named_range_ids_are_numbers:
        return str(fresh_id(set(map(_as_number, taken))))
    while (made := "ej" + token_hex(4)) in taken:
        pass
    return made


def _as_number(name_id: str) -> int:
    return int(name_id) if name_id.isascii() and name_id.isdigit() else 0


def _backed(workbook: Workbook, name_id: str) -> Footprint:
    """Who may not edit a protection may not move it by its name."""
    held = (one for tab in workbook.tabs for one in tab.held(PROTECTIONS))
    ids = tuple(one["protectedRangeId"] for one in held if one.get("namedRangeId") == name_id)
    return Footprint(protections=ids)


def _update_footprint(turn: Turn) -> Footprint:
    wanted = part_of(turn.body, "namedRange")
    return _backed(turn.workbook, wanted.get("namedRangeId", ""))


def _apply_update(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "namedRange")
    mask = fields_mask(turn.body)
    check_names(mask, _WRITABLE)
    old = named_range(turn.workbook, wanted.get("namedRangeId", ""))
    changed = {**overlay(old, wanted, mask), "namedRangeId": old["namedRangeId"]}
    kept = _kept(turn.workbook, changed)
    named = tuple(kept if one is old else one for one in turn.workbook.named_ranges)
    workbook = replace(turn.workbook, named_ranges=named)
    if kept["name"] != old["name"]:
        rename = partial(with_name, old=old["name"], new=kept["name"])
        workbook = with_rewritten(workbook, rename)
    for name in _BACKED:
        workbook = _followed(workbook, name, kept)
    return Applied(workbook=workbook)


def _followed(workbook: Workbook, name: str, named: Json) -> Workbook:
    """The workbook with all that is backed by a name on the name's range, on its tab."""
    backed = [
        {**one, "range": named["range"]}
        for tab in workbook.tabs
        for one in tab.held(name)
        if one.get("namedRangeId") == named["namedRangeId"]
    ]
    if not backed:
        return workbook
    target = named["range"].get("sheetId", 0)

    def placed(tab: Tab) -> Tab:
        rest = tuple(
            one for one in tab.held(name) if one.get("namedRangeId") != named["namedRangeId"]
        )
        return tab.with_held(name, (*rest, *backed) if tab.sheet_id == target else rest)

    return replace(workbook, tabs=tuple(placed(tab) for tab in workbook.tabs))


def _delete_footprint(turn: Turn) -> Footprint:
    return _backed(turn.workbook, turn.body.get("namedRangeId", ""))


def _apply_delete(turn: Turn) -> Applied:
    gone = named_range(turn.workbook, turn.body.get("namedRangeId", ""))
    named = tuple(one for one in turn.workbook.named_ranges if one is not gone)

    def freed(held: Json) -> Json:
        if held.get("namedRangeId") != gone["namedRangeId"]:
            return held
        return {name: part for name, part in held.items() if name != "namedRangeId"}

    tabs = []
    for tab in turn.workbook.tabs:
        changed = tab
        for name in _BACKED:
            changed = changed.with_held(name, tuple(freed(one) for one in changed.held(name)))
        tabs.append(changed)
    return Applied(workbook=replace(turn.workbook, named_ranges=named, tabs=tuple(tabs)))


KINDS = (
    Kind(name="addNamedRange", footprint=lambda _: NOTHING, apply=_apply_add),
    Kind(name="updateNamedRange", footprint=_update_footprint, apply=_apply_update),
    Kind(name="deleteNamedRange", footprint=_delete_footprint, apply=_apply_delete),
)
