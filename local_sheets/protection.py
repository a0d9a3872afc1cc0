"""Protected ranges: who may edit what, checked in one place.

Rules (Google: Protection class of Apps Script; measured error texts): the owner may always edit;
without an editors list every editor of the file may; warning-only protections stop nobody. A write
is refused as a whole when it touches one protected cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from local_sheets.areas import Area, clipped, remainder
from local_sheets.calls import Editor
from local_sheets.errors import PROTECTED, GoogleError, forbidden, protected
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]
PROTECTIONS = "protectedRanges"


class Axis(Enum):
    """Rows or columns, by Google's names."""

    ROWS = "ROWS"
    COLUMNS = "COLUMNS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Insertion:
    """New rows or columns before a zero-based index."""

    sheet_id: int
    axis: Axis
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What a request touches, as far as protections care.

    `writes` are cells whose value, format, note or validation may change, and whole rows or
    columns that go; `restyled_tabs` change properties of a tab, `removed_tabs` go with everything;
    `protections` are ids of protections that change.
    """

    writes: tuple[Area, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    restyled_tabs: tuple[int, ...] = ()
    removed_tabs: tuple[int, ...] = ()
    protections: tuple[int, ...] = ()


NOTHING = Footprint()


def may_edit(protection: Json, editor: Editor) -> bool:
    """Whether a person may edit what the protection covers, and the protection itself."""
    if editor.is_owner or protection.get("warningOnly"):
        return True
    editors = protection.get("editors")
    if editors is None:
        return True
    listed = {address.lower() for address in editors.get("users", ())}
    groups = {address.lower() for address in editors.get("groups", ())}
    return (
        editor.email.lower() in listed
        or bool(groups & {group.lower() for group in editor.groups})
        or bool(editors.get("domainUsersCanEdit"))
    )


def check_footprint(workbook: Workbook, footprint: Footprint, editor: Editor) -> None:
    """Refuse, with Google's 400, what reaches into a protection that is closed to the editor."""
    if editor.is_owner:
        return
    closed = {
        tab.sheet_id: [held for held in tab.held(PROTECTIONS) if not may_edit(held, editor)]
        for tab in workbook.tabs
    }
    if not any(closed.values()):
        return
    ids = {held["protectedRangeId"] for listed in closed.values() for held in listed}
    switches = workbook.switches
    if switches.protections_guard_themselves and ids.intersection(footprint.protections):
        raise forbidden() if switches.protection_change_is_forbidden else protected()
    if _reaches(workbook, footprint, closed):
        raise protected()


def located(refused: GoogleError, place: str, workbook: Workbook) -> GoogleError:
    """A refusal with its place in the request before it, unless a switch keeps that to itself."""
    bare = refused.message == PROTECTED and not workbook.switches.protected_writes_name_place
    return refused if bare else refused.prefixed(place)


def _reaches(workbook: Workbook, footprint: Footprint, closed: Mapping[int, list[Json]]) -> bool:
    if any(closed.get(sheet_id) for sheet_id in footprint.removed_tabs):
        return True
    if any(
        is_whole_tab(held)
        for sheet_id in footprint.restyled_tabs
        for held in closed.get(sheet_id, ())
    ):
        return True
    return any(
        _touched(workbook, tab, closed[tab.sheet_id], footprint)
        for tab in workbook.tabs
        if closed[tab.sheet_id]
    )


def _opened(workbook: Workbook, tab: Tab, closed: Iterable[Json]) -> list[Area]:
    """What other protections open again, if one of several is enough (a switch)."""
    if workbook.switches.every_protection_counts:
        return []
    shut = [held["protectedRangeId"] for held in closed]
    others = (held for held in tab.held(PROTECTIONS) if held["protectedRangeId"] not in shut)
    return [
        clipped(tab, held["range"])
        for held in others
        if held.get("editors") is not None and not held.get("warningOnly")
    ]


def _touched(workbook: Workbook, tab: Tab, closed: Sequence[Json], footprint: Footprint) -> bool:
    writes = [area for area in footprint.writes if area.sheet_id == tab.sheet_id]
    insertions = [place for place in footprint.insertions if place.sheet_id == tab.sheet_id]
    opened = _opened(workbook, tab, closed)
    lenient = not workbook.switches.protected_columns_stop_new_rows
    return any(
        any(_covers(tab, held, area, opened) for area in writes)
        or any(_splits(held, place, lenient=lenient) for place in insertions)
        for held in closed
    )


def is_whole_tab(protection: Json) -> bool:
    """Whether a protection covers a tab without bounds."""
    return not set(protection["range"]) - {"sheetId"}


def _covers(tab: Tab, protection: Json, area: Area, opened: Sequence[Area]) -> bool:
    common = clipped(tab, protection["range"]).shared(area)
    if common is None:
        return False
    holes = [clipped(tab, hole) for hole in protection.get("unprotectedRanges", ())]
    return bool(remainder(common, [*holes, *opened]))


def _splits(protection: Json, place: Insertion, *, lenient: bool) -> bool:
    """Whether new rows or columns would come to lie inside the protection.

    An open end holds every place behind its start, so protected columns stop new rows (expected
    of Google, not proved: a switch makes it lenient where both ends are open).
    """
    name = "Row" if place.axis is Axis.ROWS else "Column"
    start = protection["range"].get(f"start{name}Index")
    end = protection["range"].get(f"end{name}Index")
    if lenient and start is None and end is None and not is_whole_tab(protection):
        return False
    return (start is None or start < place.index) and (end is None or place.index < end)


def shown_protection(protection: Json, editor: Editor) -> dict[str, Any]:
    """A protection as spreadsheets.get shows it to a person.

    The editors show only to those who may edit; the owner is listed although nobody listed them.
    """
    shown = dict(protection)
    editors = shown.pop("editors", None)
    if not may_edit(protection, editor):
        return shown
    shown["requestingUserCanEdit"] = True
    if editors is not None:
        listed = list(editors.get("users", ()))
        if editor.owner and editor.owner not in listed:
            listed.insert(0, editor.owner)
        shown["editors"] = {**editors, **({"users": listed} if listed else {})}
    return shown
