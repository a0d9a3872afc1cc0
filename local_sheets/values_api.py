"""The values methods of the Sheets API, as pure functions on a workbook."""

from collections.abc import Mapping
from typing import Any

from local_sheets.a1 import Spot, locate
from local_sheets.areas import Area, printed
from local_sheets.calls import Editor, Query, Written
from local_sheets.clock import Moment
from local_sheets.entry_parsing import Typing
from local_sheets.errors import GoogleError, invalid
from local_sheets.field_mask import check_mask, parse_mask
from local_sheets.formulas.evaluation import evaluated
from local_sheets.metadata_search import areas_by
from local_sheets.protection import Footprint, check_footprint, located
from local_sheets.schema import check_parameters, check_request, method
from local_sheets.value_reads import value_range
from local_sheets.value_writes import Block, cleared, laid_out, written
from local_sheets.workbook import Workbook

Json = Mapping[str, Any]

_METHOD = "sheets.spreadsheets.values."


def values_get(workbook: Workbook, a1: str, query: Query, editor: Editor) -> dict[str, Any]:
    """GET values/{range}."""
    del editor  # Google hides nothing from whoever may open the file
    check_parameters(_METHOD + "get", query.parameters)
    spot = locate(workbook, a1)
    shown = _read(workbook, spot.area, _read_options(query), query.moment)
    return masked("get", query, shown)


def values_batch_get(workbook: Workbook, query: Query, editor: Editor) -> dict[str, Any]:
    """GET values:batchGet?ranges=..&ranges=.."""
    del editor
    check_parameters(_METHOD + "batchGet", query.parameters)
    options = _read_options(query)
    areas = [locate(workbook, text).area for text in query.every("ranges")]
    shown = [_read(workbook, area, options, query.moment) for area in areas]
    reply = {"spreadsheetId": workbook.spreadsheet_id, **_unless_empty("valueRanges", shown)}
    return masked("batchGet", query, reply)


def values_batch_get_by_data_filter(
    workbook: Workbook, query: Query, body: Any, editor: Editor
) -> dict[str, Any]:
    """POST values:batchGetByDataFilter: every matched range with the filters that matched it."""
    del editor
    wanted = check_request(_METHOD + "batchGetByDataFilter", body)
    matched: dict[Area, list[Json]] = {}
    for data_filter in wanted.get("dataFilters", []):
        for area in areas_by(workbook, data_filter):
            matched.setdefault(area, []).append(data_filter)
    shown = [
        {"valueRange": _read(workbook, area, wanted, query.moment), "dataFilters": filters}
        for area, filters in matched.items()
    ]
    listed = matches(workbook, "valueRanges", shown)
    reply = {"spreadsheetId": workbook.spreadsheet_id, **listed}
    return masked("batchGetByDataFilter", query, reply)


def values_update(workbook: Workbook, a1: str, query: Query, body: Any, editor: Editor) -> Written:
    """PUT values/{range}."""
    check_parameters(_METHOD + "update", query.parameters)
    wanted = check_request(_METHOD + "update", body, root="data")
    typing = typing_of(workbook, query, query.first("valueInputOption"))
    spot = locate(workbook, a1)
    _check_same_range(workbook, spot, wanted)
    changed, block = _write(workbook, spot, wanted, typing, editor)
    reply = update_reply(changed, block, echo_options(query), query.moment)
    return Written(workbook=changed, reply=masked("update", query, reply), kinds=("values.update",))


def values_batch_update(workbook: Workbook, query: Query, body: Any, editor: Editor) -> Written:
    """POST values:batchUpdate: all or nothing; a refusal names its place in `data`."""
    wanted = check_request(_METHOD + "batchUpdate", body)
    typing = typing_of(workbook, query, wanted.get("valueInputOption"))
    changed, blocks = workbook, []
    for index, part in enumerate(wanted.get("data", [])):
        try:
            spot = locate(changed, part.get("range", ""))
            changed, block = _write(changed, spot, part, typing, editor)
        except GoogleError as refused:
            raise located(refused, f"Invalid data[{index}]: ", workbook) from refused
        blocks.append(block)
    echo = _echo_of(wanted)
    responses = [update_reply(changed, block, echo, query.moment) for block in blocks]
    reply = _totals(workbook, blocks, responses)
    return Written(
        workbook=changed, reply=masked("batchUpdate", query, reply), kinds=("values.batchUpdate",)
    )


def values_batch_update_by_data_filter(
    workbook: Workbook, query: Query, body: Any, editor: Editor
) -> Written:
    """POST values:batchUpdateByDataFilter: each filter's values go to every range it matches."""
    wanted = check_request(_METHOD + "batchUpdateByDataFilter", body)
    typing = typing_of(workbook, query, wanted.get("valueInputOption"))
    changed = workbook
    blocks: list[tuple[Block, Json]] = []
    for index, part in enumerate(wanted.get("data", [])):
        try:
            for spot in _filtered(changed, part.get("dataFilter", {})):
                changed, block = _write(changed, spot, part, typing, editor)
                blocks.append((block, part["dataFilter"]))
        except GoogleError as refused:
            raise located(refused, f"Invalid data[{index}]: ", workbook) from refused
    echo = _echo_of(wanted)
    responses = []
    for block, data_filter in blocks:
        shown = update_reply(changed, block, echo, query.moment)
        shown.pop("spreadsheetId")
        responses.append({**shown, "dataFilter": data_filter})
    reply = _totals(workbook, [block for block, _ in blocks], responses)
    reply |= matches(workbook, "responses", responses)
    return Written(
        workbook=changed,
        reply=masked("batchUpdateByDataFilter", query, reply),
        kinds=("values.batchUpdateByDataFilter",),
    )


def values_clear(workbook: Workbook, a1: str, query: Query, body: Any, editor: Editor) -> Written:
    """POST values/{range}:clear; formats, notes and validation stay."""
    check_request(_METHOD + "clear", body or {})
    spot = locate(workbook, a1)
    changed = _clear(workbook, spot.area, editor)
    reply = {
        "spreadsheetId": workbook.spreadsheet_id,
        "clearedRange": printed(spot.tab.title, spot.area),
    }
    return Written(workbook=changed, reply=masked("clear", query, reply), kinds=("values.clear",))


def values_batch_clear(workbook: Workbook, query: Query, body: Any, editor: Editor) -> Written:
    """POST values:batchClear."""
    wanted = check_request(_METHOD + "batchClear", body)
    changed, ranges = workbook, []
    for text in wanted.get("ranges", []):
        spot = locate(workbook, text)
        changed = _clear(changed, spot.area, editor)
        ranges.append(printed(spot.tab.title, spot.area))
    reply = {"spreadsheetId": workbook.spreadsheet_id, **_unless_empty("clearedRanges", ranges)}
    return Written(
        workbook=changed, reply=masked("batchClear", query, reply), kinds=("values.batchClear",)
    )


def masked(name: str, query: Query, reply: dict[str, Any]) -> dict[str, Any]:
    """The reply of a values method under the query's `fields`."""
    mask = parse_mask(query.first("fields"))
    check_mask(mask, "sheets", method(_METHOD + name)["response"])
    shown: dict[str, Any] = mask.of(reply)
    return shown


def _read_options(query: Query) -> dict[str, str | None]:
    names = ("majorDimension", "valueRenderOption", "dateTimeRenderOption")
    return {name: query.first(name) for name in names}


def _read(
    workbook: Workbook, area: Area, options: Mapping[str, Any], moment: Moment
) -> dict[str, Any]:
    workbook = evaluated(workbook, moment)
    tab = next(tab for tab in workbook.tabs if tab.sheet_id == area.sheet_id)
    return value_range(workbook, tab, area, options)


def typing_of(workbook: Workbook, query: Query, option: str | None) -> Typing:
    """How texts are read; Google refuses a write that does not say it."""
    if option in {None, "INPUT_VALUE_OPTION_UNSPECIFIED"}:
        raise invalid("'valueInputOption' is required but not specified")
    locale = workbook.locale
    return Typing(user_entered=option == "USER_ENTERED", locale=locale, today=query.today)


def _check_same_range(workbook: Workbook, spot: Spot, body: Json) -> None:
    """The range inside the body, if any, must be the range of the address."""
    text = body.get("range")
    if text and locate(workbook, text).area != spot.area:
        shown = printed(spot.tab.title, spot.area)
        raise invalid(f"Requested range [{shown}] does not match value's range [{text}]")


def _write(
    workbook: Workbook, spot: Spot, body: Json, typing: Typing, editor: Editor
) -> tuple[Workbook, Block]:
    block = laid_out(spot, body)
    check_footprint(workbook, block.footprint, editor)
    return written(workbook, block, typing), block


def _filtered(workbook: Workbook, data_filter: Json) -> list[Spot]:
    """The places that a filter matches; a range written as A1 keeps its open ends."""
    if "a1Range" in data_filter:
        return [locate(workbook, data_filter["a1Range"])]
    areas = areas_by(workbook, data_filter)
    by_id = {tab.sheet_id: tab for tab in workbook.tabs}
    return [Spot(tab=by_id[area.sheet_id], area=area) for area in areas]


def _clear(workbook: Workbook, area: Area, editor: Editor) -> Workbook:
    check_footprint(workbook, Footprint(writes=(area,)), editor)
    return cleared(workbook, area)


def echo_options(query: Query) -> dict[str, Any] | None:
    """How the written values are read back into the reply; None when they are not."""
    if not query.flag("includeValuesInResponse"):
        return None
    return {
        "valueRenderOption": query.first("responseValueRenderOption"),
        "dateTimeRenderOption": query.first("responseDateTimeRenderOption"),
    }


def _echo_of(body: Json) -> dict[str, Any] | None:
    if not body.get("includeValuesInResponse"):
        return None
    return {
        "valueRenderOption": body.get("responseValueRenderOption"),
        "dateTimeRenderOption": body.get("responseDateTimeRenderOption"),
    }


def update_reply(
    workbook: Workbook, block: Block, echo: dict[str, Any] | None, moment: Moment
) -> dict[str, Any]:
    """UpdateValuesResponse of one block."""
    reply = {"spreadsheetId": workbook.spreadsheet_id, **block.counts()}
    if echo is not None:
        reply["updatedData"] = _read(workbook, block.area, echo, moment)
    return reply


def _totals(
    workbook: Workbook, blocks: list[Block], responses: list[dict[str, Any]]
) -> dict[str, Any]:
    runs = [run for block in blocks for run in block.footprint.writes]
    rows = {(run.sheet_id, row) for run in runs for row in range(run.top, run.bottom)}
    columns = {(run.sheet_id, column) for run in runs for column in range(run.left, run.right)}
    totals = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(response.get("updatedCells", 0) for response in responses),
        "totalUpdatedSheets": len({block.tab.sheet_id for block in blocks}),
    }
    return {
        "spreadsheetId": workbook.spreadsheet_id,
        **{name: count for name, count in totals.items() if count},
        **_unless_empty("responses", responses),
    }


def matches(workbook: Workbook, name: str, found: list[Any]) -> dict[str, list[Any]]:
    """What a filter or a search found, by the name of its list; an empty one shows or not."""
    return {name: found} if found or workbook.switches.empty_lists_shown else {}


def _unless_empty(name: str, values: list[Any]) -> dict[str, list[Any]]:
    return {name: values} if values else {}
