"""Charts and slicers: kept on their tab and shown as sent, they do nothing."""

from collections.abc import Mapping
from typing import Any

from local_sheets.areas import tab_of
from local_sheets.errors import invalid, not_supported
from local_sheets.field_mask import Mask
from local_sheets.formats import overlay
from local_sheets.holders import CHARTS, SLICERS
from local_sheets.kinds.kind import Applied, Kind, Turn, fields_mask, part_of
from local_sheets.kinds.numbered import Numbered
from local_sheets.protection import Footprint
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]

_CHARTS = Numbered(name=CHARTS, id_field="chartId", noun="chart")
_SLICERS = Numbered(name=SLICERS, id_field="slicerId", noun="slicer")


def _tab(workbook: Workbook, position: Json) -> Tab:
    """The tab on which an object lies."""
    if position.get("newSheet") or "sheetId" in position:
        raise not_supported("A chart on a tab of its own")
    anchor = part_of(part_of(position, "overlayPosition"), "anchorCell")
    tab = tab_of(workbook, anchor)
    row, column = anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)
    if not (0 <= row < tab.row_count and 0 <= column < tab.column_count):
        raise invalid(f"anchorCell is outside tab '{tab.title}': row {row}, column {column}")
    return tab


def _placed(turn: Turn, part: Json) -> Footprint:
    tab = _tab(turn.workbook, part_of(part, "position"))
    return Footprint(restyled_tabs=(tab.sheet_id,))


def _chart_footprint(turn: Turn) -> Footprint:
    return _placed(turn, part_of(turn.body, "chart"))


def _slicer_footprint(turn: Turn) -> Footprint:
    return _placed(turn, part_of(turn.body, "slicer"))


def _check_spec(spec: Json) -> None:
    """A basic chart without domains and series makes Google answer 500 (reported); here 400."""
    if not spec:
        raise invalid("A chart needs a spec.")
    basic = spec.get("basicChart")
    if basic is not None and not (basic.get("domains") and basic.get("series")):
        raise invalid("A basicChart needs domains and series (Google answers 500 here).")


def _apply_add_chart(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "chart")
    _check_spec(wanted.get("spec", {}))
    number = _CHARTS.new_id(turn.workbook, wanted.get("chartId"))
    kept = {**wanted, "chartId": number}
    tab = _tab(turn.workbook, part_of(wanted, "position"))
    return Applied(workbook=_CHARTS.added(turn.workbook, tab, kept), reply={"chart": kept})


def _apply_chart_spec(turn: Turn) -> Applied:
    """The whole spec is replaced (measured)."""
    spec = part_of(turn.body, "spec")
    _check_spec(spec)
    number = turn.body.get("chartId", 0)
    tab, old = _CHARTS.found(turn.workbook, number)
    kept = {**old, "spec": spec}
    return Applied(workbook=_CHARTS.replaced(turn.workbook, number, kept, tab))


def _apply_add_slicer(turn: Turn) -> Applied:
    wanted = part_of(turn.body, "slicer")
    part_of(wanted, "spec")
    number = _SLICERS.new_id(turn.workbook, wanted.get("slicerId"))
    kept = {**wanted, "slicerId": number}
    tab = _tab(turn.workbook, part_of(wanted, "position"))
    return Applied(workbook=_SLICERS.added(turn.workbook, tab, kept), reply={"slicer": kept})


def _apply_slicer_spec(turn: Turn) -> Applied:
    number = turn.body.get("slicerId", 0)
    tab, old = _SLICERS.found(turn.workbook, number)
    spec = overlay(old["spec"], part_of(turn.body, "spec"), fields_mask(turn.body))
    kept = {**old, "spec": spec}
    return Applied(workbook=_SLICERS.replaced(turn.workbook, number, kept, tab))


def _kind_of(workbook: Workbook, number: int) -> Numbered:
    return _SLICERS if number in _SLICERS.every(workbook) else _CHARTS


def _object_footprint(name: str) -> Any:
    def footprint(turn: Turn) -> Footprint:
        number = turn.body.get(name, 0)
        tab, _ = _kind_of(turn.workbook, number).found(turn.workbook, number)
        return Footprint(restyled_tabs=(tab.sheet_id,))

    return footprint


def _apply_delete(turn: Turn) -> Applied:
    number = turn.body.get("objectId", 0)
    return Applied(workbook=_kind_of(turn.workbook, number).removed(turn.workbook, number))


def _apply_position(turn: Turn) -> Applied:
    number = turn.body.get("objectId", 0)
    kind = _kind_of(turn.workbook, number)
    _, old = kind.found(turn.workbook, number)
    mask = fields_mask(turn.body)
    new = part_of(turn.body, "newPosition")
    position = overlay(old["position"], new, _under_overlay(mask))
    target = _tab(turn.workbook, position)
    kept = {**old, "position": position}
    changed = kind.replaced(turn.workbook, number, kept, target)
    return Applied(workbook=changed, reply={"position": position})


def _under_overlay(mask: Mask) -> Mask:
    """Google implies the root `newPosition.overlayPosition`."""
    return Mask(children={"overlayPosition": mask})


KINDS = (
    Kind(
        name="addChart",
        footprint=_chart_footprint,
        apply=_apply_add_chart,
    ),
    Kind(name="updateChartSpec", footprint=_object_footprint("chartId"), apply=_apply_chart_spec),
    Kind(
        name="addSlicer",
        footprint=_slicer_footprint,
        apply=_apply_add_slicer,
    ),
    Kind(
        name="updateSlicerSpec",
        footprint=_object_footprint("slicerId"),
        apply=_apply_slicer_spec,
    ),
    Kind(
        name="deleteEmbeddedObject",
        footprint=_object_footprint("objectId"),
        apply=_apply_delete,
    ),
    Kind(
        name="updateEmbeddedObjectPosition",
        footprint=_object_footprint("objectId"),
        apply=_apply_position,
    ),
)
