"""A tab copied under another id: what names a place on the old tab names it on the new one.

Ids that are unique in a spreadsheet are drawn anew. Whether metadata and protections come along is
unproved of Google, so switches say so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from local_sheets.calls import Editor
from local_sheets.holders import (
    BANDS,
    CHARTS,
    COMMENTS,
    FILTER_VIEWS,
    SLICERS,
    Way,
    carried_holders,
)
from local_sheets.ids import fresh_id
from local_sheets.metadata import taken_ids
from local_sheets.protection import PROTECTIONS
from local_sheets.reshape import Restamp
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

_ID_FIELDS = {
    PROTECTIONS: "protectedRangeId",
    BANDS: "bandedRangeId",
    FILTER_VIEWS: "filterViewId",
    CHARTS: "chartId",
    SLICERS: "slicerId",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """How a tab is copied into a workbook: its new id and title, and for whom."""

    sheet_id: int
    title: str
    editor: Editor


def copied_tab(target: Workbook, source: Tab, wanted: Copying) -> Tab:
    """The copy of a tab, ready to stand in `target`; comments stay behind."""
    change = Restamp(old=source.sheet_id, new=wanted.sheet_id)
    properties = {**source.properties, "sheetId": wanted.sheet_id, "title": wanted.title}
    properties.pop("hidden", None)
    copy = carried_holders(source, Way(change=change, rewrite=lambda formula: formula))
    copy = replace(copy, properties=properties)
    return _with_metadata(target, _renumbered(target, copy, wanted.editor))


def _renumbered(target: Workbook, copy: Tab, editor: Editor) -> Tab:
    """The copy with new ids, and with protections as the switch has it."""
    holders = {name: held for name, held in copy.holders.items() if name != COMMENTS}
    for name, field in _ID_FIELDS.items():
        taken = {held[field] for tab in target.tabs for held in tab.held(name)}
        holders[name] = tuple(_with_new_ids(holders.get(name, ()), field, taken))
    if target.switches.duplicate_keeps_protections:
        holders[PROTECTIONS] = tuple(_owned(held, editor) for held in holders[PROTECTIONS])
    else:
        holders[PROTECTIONS] = ()
    return replace(copy, holders={name: held for name, held in holders.items() if held})


def _with_new_ids(held: Iterable[Json], field: str, taken: set[int]) -> Iterable[Json]:
    """The names that backed them belong to the old tab, so they go."""
    for one in held:
        number = fresh_id(taken)
        taken.add(number)
        rest = {name: part for name, part in one.items() if name != "namedRangeId"}
        yield {**rest, field: number}


def _owned(held: Json, editor: Editor) -> Json:
    if "editors" not in held:
        return held
    return {**held, "editors": {"users": [editor.email]}}


def _with_metadata(target: Workbook, copy: Tab) -> Tab:
    if not target.switches.duplicate_keeps_metadata:
        return replace(copy, metadata=(), row_metadata={}, column_metadata={})
    taken = taken_ids(target)

    def anew(entries: Iterable[Json]) -> tuple[Json, ...]:
        return tuple(_with_new_ids(entries, "metadataId", taken))

    return replace(
        copy,
        metadata=anew(copy.metadata),
        row_metadata={line: anew(held) for line, held in copy.row_metadata.items()},
        column_metadata={line: anew(held) for line, held in copy.column_metadata.items()},
    )
