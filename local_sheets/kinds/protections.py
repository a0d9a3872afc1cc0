"""Kinds that protect ranges.

Rules (measured by several): an editors list that leaves out the caller is refused unless the
caller owns the file; a warning cannot have editors; no list at all means that every editor of the
file may edit; the owner shows among the editors only on a later read.
"""

from collections.abc import Mapping
from typing import Any

from local_sheets.areas import area_of, stored_range, tab_of
from local_sheets.calls import Editor
from local_sheets.errors import invalid, not_supported
from local_sheets.formats import overlay, without_defaults
from local_sheets.ids import fresh_id
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.kinds.names import named_range
from local_sheets.protection import NOTHING, PROTECTIONS, Footprint, is_whole_tab, may_edit
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

_WRITABLE = frozenset(
    (
        "protectedRangeId",
        "range",
        "namedRangeId",
        "tableId",
        "description",
        "warningOnly",
        "requestingUserCanEdit",
        "unprotectedRanges",
        "editors",
    )
)
_UNREMOVABLE = "You can't remove yourself as an editor."


def _ids(workbook: Workbook) -> dict[int, tuple[Tab, Json]]:
    return {
        held["protectedRangeId"]: (tab, held)
        for tab in workbook.tabs
        for held in tab.held(PROTECTIONS)
    }


def _found(turn: Turn, wanted: Json) -> tuple[Tab, Json]:
    """The protection that a request names."""
    number = wanted.get("protectedRangeId", 0)
    found = _ids(turn.workbook).get(number)
    if found is None:
        raise invalid(f"No protected range with ID: {number}")
    return found


def _apply_add(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "protectedRange")
    if "range" in wanted and "namedRangeId" in wanted:
        raise invalid("Only one of range and namedRangeId may be set.")
    taken = _ids(turn.workbook)
    number = wanted.get("protectedRangeId") or fresh_id(taken)
    if number in taken:
        raise invalid(f"A protected range with ID {number} already exists.")
    most = turn.workbook.switches.most_protected_ranges
    if most and len(taken) >= most:
        raise invalid(f"A spreadsheet cannot have more than {most} protected ranges.")
    kept = _kept(turn, {**wanted, "protectedRangeId": number})
    tab = tab_of(turn.workbook, kept["range"])
    changed = tab.with_held(PROTECTIONS, (*tab.held(PROTECTIONS), kept))
    return Applied(
        workbook=turn.workbook.with_tab(changed),
        reply={"protectedRange": _echo(kept, turn.editor)},
    )


def _kept(turn: Turn, wanted: Json) -> dict[str, Any]:
    """A protection as it is kept, checked against the grid and the rules about editors."""
    if "tableId" in wanted:
        raise not_supported("A protection by tableId")
    backing = {}
    if "namedRangeId" in wanted:
        backing = {"namedRangeId": wanted["namedRangeId"]}
        wanted = {**wanted, "range": named_range(turn.workbook, wanted["namedRangeId"])["range"]}
    if "range" not in wanted:
        raise invalid("A protected range must specify a range.")
    area_of(turn.workbook, wanted["range"])
    warning = bool(wanted.get("warningOnly"))
    kept = {
        "protectedRangeId": wanted["protectedRangeId"],
        "range": stored_range(wanted["range"]),
        **backing,
        **without_defaults(
            {"description": wanted.get("description"), "warningOnly": wanted.get("warningOnly")}
        ),
        **_kept_holes(turn.workbook, wanted),
    }
    editors = wanted.get("editors")
    if editors is not None:
        kept["editors"] = without_defaults(editors)
        _check_editors(kept["editors"], turn.editor, warning=warning)
    return kept


def _kept_holes(workbook: Workbook, wanted: Json) -> dict[str, Any]:
    holes = wanted.get("unprotectedRanges", [])
    if not holes:
        return {}
    if not is_whole_tab({"range": stored_range(wanted["range"])}):
        raise invalid("Unprotected ranges are only supported on protected sheets.")
    for hole in holes:
        area_of(workbook, hole)
        if hole.get("sheetId", 0) != wanted["range"].get("sheetId", 0):
            raise invalid("Unprotected ranges must be on the protected sheet.")
    return {"unprotectedRanges": [stored_range(hole) for hole in holes]}


def _check_editors(editors: Json, editor: Editor, *, warning: bool) -> None:
    if warning:
        if editors:
            raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
        return
    listed = {address.lower() for address in editors.get("users", ())}
    if not editor.is_owner and editor.email.lower() not in listed:
        raise invalid(_UNREMOVABLE)
    strangers = [
        address
        for address in (*editors.get("users", ()), *editors.get("groups", ()))
        if not editor.has_access(address)
    ]
    if strangers:
        raise invalid(
            f"The spreadsheet is not shared with these editors: {', '.join(strangers)}. "
            "Share it with them first."
        )


def _echo(kept: Json, editor: Editor) -> dict[str, Any]:
    """The protection as a reply shows it: without the owner, who shows on a later read."""
    return {**kept, **({"requestingUserCanEdit": True} if may_edit(kept, editor) else {})}


def _update_footprint(turn: Turn) -> Footprint:
    wanted = part_of(turn.body, "protectedRange")
    return Footprint(protections=(_found(turn, wanted)[1]["protectedRangeId"],))


def _apply_update(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "protectedRange")
    mask = fields_mask(turn.body)
    check_names(mask, _WRITABLE)
    tab, old = _found(turn, wanted)
    changed = overlay(old, wanted, mask)
    changed["protectedRangeId"] = old["protectedRangeId"]
    if mask.wants("range") and "range" in wanted and "namedRangeId" not in wanted:
        changed.pop("namedRangeId", None)
    if old.get("warningOnly") and not changed.get("warningOnly") and not mask.wants("editors"):
        changed.pop("editors", None)  # Google: without a list all editors of the document edit
    if changed.get("warningOnly") and not mask.wants("editors"):
        changed.pop("editors", None)
    kept = _kept(turn, changed)
    rest = tab.with_held(PROTECTIONS, tuple(one for one in tab.held(PROTECTIONS) if one is not old))
    workbook = turn.workbook.with_tab(rest)
    target = tab_of(workbook, kept["range"])
    order = tab.held(PROTECTIONS) if target.sheet_id == tab.sheet_id else target.held(PROTECTIONS)
    held = tuple(kept if one is old else one for one in order)
    if kept not in held:
        held = (*held, kept)
    return Applied(workbook=workbook.with_tab(target.with_held(PROTECTIONS, held)))


def _delete_footprint(turn: Turn) -> Footprint:
    return Footprint(protections=(_found(turn, turn.body)[1]["protectedRangeId"],))


def _apply_delete(turn: Turn) -> Applied:
    tab, old = _found(turn, turn.body)
    rest = tuple(one for one in tab.held(PROTECTIONS) if one is not old)
    return Applied(workbook=turn.workbook.with_tab(tab.with_held(PROTECTIONS, rest)))


KINDS = (
    Kind(name="addProtectedRange", footprint=lambda _: NOTHING, apply=_apply_add),
    Kind(name="updateProtectedRange", footprint=_update_footprint, apply=_apply_update),
    Kind(name="deleteProtectedRange", footprint=_delete_footprint, apply=_apply_delete),
)
