"""Plan -> typed requests of Google's API; nothing is sent here."""

from functools import singledispatch
from typing import Any

from sheet_templates.drawing import Cell, Criterion, Formula, Mark, Permission, Place, Value
from sheet_templates.edits import (
    AddColour,
    AddGroup,
    AddMark,
    AddTab,
    Dimension,
    DropColour,
    DropEmptyTab,
    DropMark,
    DropProtection,
    FillFormula,
    FoldGroup,
    InsertLines,
    MoveColumn,
    MoveRow,
    Paint,
    Plan,
    Protect,
    SetFile,
    SetFilterView,
    SetLines,
    SetTab,
    TabShape,
    Validate,
    WriteBlock,
)
from sheet_templates.google_json import (
    Json,
    cell_format,
    conditional_format,
    extended_value,
    grid_range,
    raw_value,
)

_OUR_FORMAT = (
    "userEnteredFormat(backgroundColorStyle,textFormat(foregroundColorStyle,bold,italic,"
    "strikethrough),wrapStrategy,verticalAlignment,numberFormat)"
)


def draw_requests(plan: Plan) -> list[Json]:
    """The requests of one atomic `batchUpdate`, in the plan's order."""
    return [_request(edit) for edit in plan.drawing]


def marked_values(plan: Plan) -> list[Json]:
    """The values of one `values:batchUpdateByDataFilter` (RAW); null leaves a cell as it is."""
    return _marked(plan, formulas=False)


def marked_formulas(plan: Plan) -> list[Json]:
    """The formulas of another (USER_ENTERED); apart, so that no text ever becomes a formula."""
    return _marked(plan, formulas=True)


def _marked(plan: Plan, *, formulas: bool) -> list[Json]:
    return [
        _marked_row(row.metadata_id, chosen)
        for row in plan.marked
        if (chosen := {at: v for at, v in row.values if isinstance(v, Formula) is formulas})
    ]


def _marked_row(metadata_id: int, values: dict[int, Value]) -> Json:
    return {
        "dataFilter": {"developerMetadataLookup": {"metadataId": metadata_id}},
        "majorDimension": "ROWS",
        "values": [_with_gaps(values)],
    }


def permission_body(permission: Permission) -> Json:
    """The body of Drive's `permissions.create`."""
    return {"type": permission.kind, "role": permission.role, "emailAddress": permission.email}


def _with_gaps(values: dict[int, Value]) -> list[Any]:
    return [
        raw_value(values[at]) if at in values else None for at in range(max(values, default=-1) + 1)
    ]


@singledispatch
def _request(edit: object) -> Json:
    raise TypeError(f"no request is known for {type(edit).__name__}")


@_request.register
def _(edit: SetFile) -> Json:
    properties = {"title": edit.title, "locale": edit.locale, "timeZone": edit.time_zone}
    return {
        "updateSpreadsheetProperties": {
            "properties": properties,
            "fields": "title,locale,timeZone",
        }
    }


def _tab_properties(shape: TabShape) -> Json:
    return {
        "sheetId": shape.sheet_id,
        "title": shape.title,
        "index": shape.index,
        "hidden": shape.hidden,
        "gridProperties": {
            "rowCount": shape.row_count,
            "columnCount": shape.column_count,
            "frozenRowCount": shape.frozen_rows,
            "frozenColumnCount": shape.frozen_columns,
        },
    }


@_request.register
def _(edit: AddTab) -> Json:
    return {"addSheet": {"properties": _tab_properties(edit.shape)}}


@_request.register
def _(edit: SetTab) -> Json:
    size = "rowCount,columnCount," if edit.grows else ""
    properties = _tab_properties(edit.shape)
    if not edit.grows:
        del properties["gridProperties"]["rowCount"], properties["gridProperties"]["columnCount"]
    return {
        "updateSheetProperties": {
            "properties": properties,
            "fields": f"title,hidden,gridProperties({size}frozenRowCount,frozenColumnCount)",
        }
    }


@_request.register
def _(edit: DropEmptyTab) -> Json:
    return {"deleteSheet": {"sheetId": edit.sheet_id}}


def _dimension_range(sheet_id: int, dimension: Dimension, first: int, end: int) -> Json:
    return {
        "sheetId": sheet_id,
        "dimension": dimension.value,
        "startIndex": first,
        "endIndex": end,
    }


@_request.register
def _(edit: InsertLines) -> Json:
    span = _dimension_range(edit.sheet_id, edit.dimension, edit.index, edit.index + edit.count)
    return {"insertDimension": {"range": span, "inheritFromBefore": edit.at_the_end}}


@_request.register
def _(edit: MoveRow) -> Json:
    row = _dimension_range(edit.sheet_id, Dimension.ROWS, edit.row, edit.row + 1)
    return {"moveDimension": {"source": row, "destinationIndex": edit.before}}


@_request.register
def _(edit: MoveColumn) -> Json:
    column = _dimension_range(edit.sheet_id, Dimension.COLUMNS, edit.column, edit.column + 1)
    return {"moveDimension": {"source": column, "destinationIndex": edit.before}}


@_request.register
def _(edit: SetLines) -> Json:
    properties: Json = {"hiddenByUser": edit.hidden}
    if edit.width is not None:
        properties["pixelSize"] = edit.width
    return {
        "updateDimensionProperties": {
            "range": _dimension_range(edit.sheet_id, edit.dimension, edit.first, edit.end),
            "properties": properties,
            "fields": ",".join(properties),
        }
    }


@_request.register
def _(edit: WriteBlock) -> Json:
    noted = edit.with_values or any(cell.note for row in edit.rows for cell in row)
    fields = f"{_OUR_FORMAT},note" if noted else _OUR_FORMAT
    return {
        "updateCells": {
            "start": {
                "sheetId": edit.sheet_id,
                "rowIndex": edit.row,
                "columnIndex": edit.column,
            },
            "rows": [
                {"values": [_cell(cell, with_value=edit.with_values) for cell in row]}
                for row in edit.rows
            ],
            "fields": f"userEnteredValue,{fields}" if edit.with_values else fields,
        }
    }


def _cell(cell: Cell, *, with_value: bool) -> Json:
    made: Json = {}
    value = extended_value(cell.value)
    if with_value and value:
        made["userEnteredValue"] = value
    look = cell_format(cell.look)
    if look:
        made["userEnteredFormat"] = look
    if cell.note:
        made["note"] = cell.note
    return made


@_request.register
def _(edit: Paint) -> Json:
    return {
        "repeatCell": {
            "range": grid_range(edit.area),
            "cell": {"userEnteredFormat": cell_format(edit.look)},
            "fields": _OUR_FORMAT,
        }
    }


@_request.register
def _(edit: AddMark) -> Json:
    mark = edit.mark
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": mark.metadata_id,
                "metadataKey": mark.key,
                "metadataValue": mark.value,
                "location": _location(mark),
                "visibility": "DOCUMENT",
            }
        }
    }


def _location(mark: Mark) -> Json:
    if mark.place is Place.SPREADSHEET:
        return {"spreadsheet": True}
    if mark.place is Place.TAB:
        return {"sheetId": mark.sheet_id}
    dimension = Dimension.ROWS if mark.place is Place.ROW else Dimension.COLUMNS
    span = _dimension_range(mark.sheet_id, dimension, mark.index, mark.index + 1)
    return {"dimensionRange": span}


@_request.register
def _(edit: Protect) -> Json:
    protection = edit.protection
    body: Json = {
        "protectedRangeId": protection.protected_range_id,
        "range": grid_range(protection.area),
        "description": protection.description,
        "warningOnly": False,
        "editors": {
            "users": sorted(protection.editors),
            "groups": sorted(protection.groups),
            "domainUsersCanEdit": False,
        },
    }
    if edit.replaces:
        fields = "range,description,warningOnly,unprotectedRanges,editors"
        return {"updateProtectedRange": {"protectedRange": body, "fields": fields}}
    return {"addProtectedRange": {"protectedRange": body}}


@_request.register
def _(edit: Validate) -> Json:
    wanted = edit.validation
    condition: Json = {"type": wanted.condition}
    if wanted.operands:
        condition["values"] = [{"userEnteredValue": operand} for operand in wanted.operands]
    return {
        "setDataValidation": {
            "range": grid_range(wanted.area),
            "rule": {
                "condition": condition,
                "inputMessage": wanted.message,
                "strict": False,
                "showCustomUi": wanted.shows_choices,
            },
        }
    }


@_request.register
def _(edit: DropMark) -> Json:
    lookup = {"developerMetadataLookup": {"metadataId": edit.metadata_id}}
    return {"deleteDeveloperMetadata": {"dataFilter": lookup}}


@_request.register
def _(edit: DropProtection) -> Json:
    return {"deleteProtectedRange": {"protectedRangeId": edit.protected_range_id}}


@_request.register
def _(edit: FillFormula) -> Json:
    cell: Json = {"userEnteredValue": extended_value(edit.formula)}
    look = cell_format(edit.look)
    if look:
        cell["userEnteredFormat"] = look
    fields = f"userEnteredValue,{_OUR_FORMAT}"
    return {"repeatCell": {"range": grid_range(edit.area), "cell": cell, "fields": fields}}


@_request.register
def _(edit: AddGroup) -> Json:
    group = edit.group
    span = _dimension_range(group.sheet_id, Dimension.COLUMNS, group.first, group.end)
    return {"addDimensionGroup": {"range": span}}


@_request.register
def _(edit: FoldGroup) -> Json:
    group = edit.group
    span = _dimension_range(group.sheet_id, Dimension.COLUMNS, group.first, group.end)
    fold = {"range": span, "depth": group.depth, "collapsed": group.folded}
    return {"updateDimensionGroup": {"dimensionGroup": fold, "fields": "collapsed"}}


@_request.register
def _(edit: SetFilterView) -> Json:
    view = edit.view
    body: Json = {
        "filterViewId": view.filter_view_id,
        "title": view.title,
        "range": grid_range(view.area),
    }
    if view.sorts:
        body["sortSpecs"] = [
            {"dimensionIndex": at, "sortOrder": "DESCENDING" if down else "ASCENDING"}
            for at, down in view.sorts
        ]
    if view.criteria:
        body["filterSpecs"] = [_filter_spec(criterion) for criterion in view.criteria]
    if edit.replaces:
        fields = "title,range,sortSpecs,filterSpecs"
        return {"updateFilterView": {"filter": body, "fields": fields}}
    return {"addFilterView": {"filter": body}}


def _filter_spec(criterion: Criterion) -> Json:
    condition: Json = {"type": criterion.condition}
    if criterion.operands:
        condition["values"] = [{"userEnteredValue": text} for text in criterion.operands]
    return {"columnIndex": criterion.column, "filterCriteria": {"condition": condition}}


@_request.register
def _(edit: DropColour) -> Json:
    return {"deleteConditionalFormatRule": {"sheetId": edit.sheet_id, "index": edit.index}}


@_request.register
def _(edit: AddColour) -> Json:
    wanted = edit.conditional_format
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": wanted.formula}]}
    return {
        "addConditionalFormatRule": {
            "index": edit.index,
            "rule": {
                "ranges": [grid_range(wanted.area)],
                "booleanRule": {"condition": condition, "format": conditional_format(wanted.look)},
            },
        }
    }
