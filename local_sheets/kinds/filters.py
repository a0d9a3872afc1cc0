"""Kinds that filter: the basic filter of a tab and its filter views (Google: BasicFilter).

The basic filter hides rows (filtering.py); no filter sorts anything here. Criteria are shown
under both names, `criteria` and `filterSpecs`; the latter wins when both are sent (Google).
"""

from collections.abc import Mapping
from typing import Any

from local_sheets.areas import area_of, stored_range, tab_of
from local_sheets.errors import invalid, not_supported
from local_sheets.formats import canonical, overlay, without_defaults
from local_sheets.holders import BASIC_FILTER, FILTER_VIEWS
from local_sheets.kinds.kind import Applied, Kind, Turn, check_names, fields_mask, part_of
from local_sheets.kinds.names import named_range
from local_sheets.kinds.numbered import Numbered
from local_sheets.protection import NOTHING
from local_sheets.workbook import Workbook

Json = Mapping[str, Any]

_VIEWS = Numbered(name=FILTER_VIEWS, id_field="filterViewId", noun="filter view")
_WRITABLE = frozenset(
    ("filterViewId", "title", "range", "namedRangeId", "sortSpecs", "criteria", "filterSpecs")
)


VIEW_KINDS = frozenset(
    ("addFilterView", "updateFilterView", "deleteFilterView", "duplicateFilterView")
)


def only_filter_views(body: Any) -> bool:
    """Whether the body of a batchUpdate asks for nothing but saved filter views."""
    requests = body.get("requests") if isinstance(body, Mapping) else None
    if not isinstance(requests, list) or not requests:
        return False
    return all(isinstance(one, Mapping) and one and set(one) <= VIEW_KINDS for one in requests)


def _kept(workbook: Workbook, wanted: Json) -> dict[str, Any]:
    """Range, criteria and sort orders of a filter, checked against the grid."""
    if "tableId" in wanted:
        raise not_supported("A filter of a table")
    grid_range = wanted.get("range", {})
    tab = tab_of(workbook, grid_range)
    area_of(workbook, grid_range)
    kept: dict[str, Any] = {"range": stored_range(grid_range)}
    if wanted.get("sortSpecs"):
        kept["sortSpecs"] = canonical([_sort_spec(one) for one in wanted["sortSpecs"]])
    specs = _specs(wanted)
    for spec in specs:
        index = spec.get("columnIndex", 0)
        if not 0 <= index < tab.column_count:
            raise invalid(f"columnIndex[{index}] of a filter is outside tab '{tab.title}'.")
    if specs:
        kept["filterSpecs"] = canonical(specs)
        kept["criteria"] = {
            str(one.get("columnIndex", 0)): one.get("filterCriteria", {})
            for one in kept["filterSpecs"]
        }
    return kept


def _sort_spec(spec: Json) -> Json:
    if "dataSourceColumnReference" in spec:
        raise not_supported("Sorting a data source")
    return spec


def _specs(wanted: Json) -> list[Json]:
    if wanted.get("filterSpecs"):
        specs: list[Json] = list(wanted["filterSpecs"])
        if any("dataSourceColumnReference" in one for one in specs):
            raise not_supported("A filter of a data source")
        return specs
    named = wanted.get("criteria") or {}
    wrong = [key for key in named if not (key.isascii() and key.isdigit())]
    if wrong:
        raise invalid(f"Criteria are keyed by column indexes, not by {', '.join(wrong)}.")
    return [
        {"columnIndex": int(key), "filterCriteria": value or {}} for key, value in named.items()
    ]


def _apply_set(turn: Turn) -> Applied:
    kept = _kept(turn.workbook, part_of(turn.body, "filter"))
    tab = tab_of(turn.workbook, kept["range"])
    return Applied(workbook=turn.workbook.with_tab(tab.with_held(BASIC_FILTER, (kept,))))


def _apply_clear(turn: Turn) -> Applied:
    tab = tab_of(turn.workbook, turn.body)
    return Applied(workbook=turn.workbook.with_tab(tab.with_held(BASIC_FILTER, ())))


def _kept_view(workbook: Workbook, wanted: Json) -> dict[str, Any]:
    body = dict(wanted)
    named = {}
    if "namedRangeId" in wanted:
        body["range"] = named_range(workbook, wanted["namedRangeId"])["range"]
        named = {"namedRangeId": wanted["namedRangeId"]}
    if "range" not in body:
        raise invalid("A filter view needs a range or a namedRangeId.")
    head = without_defaults({"filterViewId": wanted["filterViewId"], "title": wanted.get("title")})
    return {**head, **named, **_kept(workbook, body)}


def _apply_add(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "filter")
    if "range" in wanted and "namedRangeId" in wanted:
        raise invalid("Only one of range and namedRangeId may be set.")
    number = _VIEWS.new_id(turn.workbook, wanted.get("filterViewId"))
    title = wanted.get("title") or f"Filter {len(_VIEWS.every(turn.workbook)) + 1}"
    kept = _kept_view(turn.workbook, {**wanted, "filterViewId": number, "title": title})
    tab = tab_of(turn.workbook, kept["range"])
    return Applied(workbook=_VIEWS.added(turn.workbook, tab, kept), reply={"filter": kept})


def _apply_update(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "filter")
    mask = fields_mask(turn.body)
    check_names(mask, _WRITABLE)
    _, old = _VIEWS.found(turn.workbook, wanted.get("filterViewId", 0))
    changed = overlay(old, wanted, mask)
    if mask.wants("range") and not mask.everything and "range" in wanted:
        changed.pop("namedRangeId", None)
    if mask.wants("criteria") and not mask.wants("filterSpecs"):
        changed.pop("filterSpecs", None)
    kept = _kept_view(turn.workbook, {**changed, "filterViewId": old["filterViewId"]})
    target = tab_of(turn.workbook, kept["range"])
    return Applied(workbook=_VIEWS.replaced(turn.workbook, old["filterViewId"], kept, target))


def _apply_delete(turn: Turn) -> Applied:
    return Applied(workbook=_VIEWS.removed(turn.workbook, turn.body.get("filterId", 0)))


def _apply_duplicate(turn: Turn) -> Applied:
    tab, old = _VIEWS.found(turn.workbook, turn.body.get("filterId", 0))
    number = _VIEWS.new_id(turn.workbook, None)
    kept = {**old, "filterViewId": number, "title": f"Copy of {old.get('title', '')}"}
    return Applied(workbook=_VIEWS.added(turn.workbook, tab, kept), reply={"filter": kept})


KINDS = (
    Kind(name="setBasicFilter", footprint=lambda _: NOTHING, apply=_apply_set),
    Kind(name="clearBasicFilter", footprint=lambda _: NOTHING, apply=_apply_clear),
    Kind(name="addFilterView", footprint=lambda _: NOTHING, apply=_apply_add),
    Kind(name="updateFilterView", footprint=lambda _: NOTHING, apply=_apply_update),
    Kind(name="deleteFilterView", footprint=lambda _: NOTHING, apply=_apply_delete),
    Kind(name="duplicateFilterView", footprint=lambda _: NOTHING, apply=_apply_duplicate),
)
