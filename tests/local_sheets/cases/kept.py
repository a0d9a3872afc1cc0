"""Filters, groups, tabs, charts and comments; each case is numbered by its subject."""

from typing import Any

from tests.local_sheets.cases.writing import (
    AT_C3,
    BLOCK,
    CHART,
    OTHER,
    SLICER,
    SPEC,
    Case,
    cells,
    g,
    group,
    insert,
    lines,
    rule,
    view,
)

FILTERS = [
    Case(
        about="7.1 a basic filter is shown with both kinds of criteria",
        request={
            "setBasicFilter": {
                "filter": {"range": g("A1:C4"), "criteria": {"1": {"hiddenValues": ["2"]}}}
            }
        },
        keeps={
            "basicFilter": {
                "basicFilter": {
                    "range": g("A1:C4"),
                    "criteria": {"1": {"hiddenValues": ["2"]}},
                    "filterSpecs": [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["2"]}}],
                }
            }
        },
    ),
    Case(
        about="7.1 clearBasicFilter",
        given=({"setBasicFilter": {"filter": {"range": g("A1:C4")}}},),
        request={"clearBasicFilter": {}},
        keeps={"basicFilter": {}},
    ),
    Case(
        about="7.1 clearing nothing is fine",
        request={"clearBasicFilter": {"sheetId": 0}},
        keeps={"basicFilter": {}},
    ),
    Case(
        about="7.1 criteria follow their column",
        given=(
            {
                "setBasicFilter": {
                    "filter": {
                        "range": g("A1:C4"),
                        "filterSpecs": [{"columnIndex": 1, "filterCriteria": {}}],
                    }
                }
            },
        ),
        request=insert("COLUMNS", 0, 1),
        keeps={
            "basicFilter(range,filterSpecs.columnIndex)": {
                "basicFilter": {"range": g("B1:D4"), "filterSpecs": [{"columnIndex": 2}]}
            }
        },
    ),
    Case(
        about="7.2 a filter view",
        request=view("A1:C4", title="Mine"),
        answer={"filter": {"filterViewId": 6, "title": "Mine", "range": g("A1:C4")}},
    ),
    Case(
        about="7.2 a filter view sorts no rows",
        request=view("A1:C4", sortSpecs=[{"dimensionIndex": 1, "sortOrder": "ASCENDING"}]),
        answer={
            "filter": {
                "filterViewId": 6,
                "title": "Filter 1",
                "range": g("A1:C4"),
                "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "ASCENDING"}],
            }
        },
        shows={"A1:C4": BLOCK},
    ),
    Case(
        about="7.1 a filter view by its mask",
        given=(view("A1:C4", title="Mine"),),
        request={
            "updateFilterView": {
                "filter": {"filterViewId": 6, "title": "Yours"},
                "fields": "title",
            }
        },
        keeps={
            "filterViews(title,range)": {"filterViews": [{"title": "Yours", "range": g("A1:C4")}]}
        },
    ),
    Case(
        about="7.1 a filter view goes",
        given=(view("A1:C4"),),
        request={"deleteFilterView": {"filterId": 6}},
        keeps={"filterViews": {}},
    ),
    Case(
        about="7.1 an unknown filter view",
        request={"duplicateFilterView": {"filterId": 6}},
        answer="No filter view with id: 6",
    ),
    Case(
        about="7.1 a taken filter view id",
        given=(view("A1:C4"),),
        request=view("A1"),
        answer="A filter view with id 6 already exists.",
    ),
]


def groups(*found: tuple[int, int, int]) -> dict[str, Any]:
    listed = [{"range": lines("COLUMNS", a, b), "depth": depth} for a, b, depth in found]
    return {"dimensionGroups": listed} if listed else {}


GROUPS = [
    Case(
        about="7.1 a group of columns",
        request=group("add", "COLUMNS", 1, 3),
        answer=groups((1, 3, 1)),
    ),
    Case(
        about="7.1 a superset lies under the group (Google's example)",
        given=(group("add", "COLUMNS", 2, 4),),
        request=group("add", "COLUMNS", 1, 5),
        answer=groups((1, 5, 1), (2, 4, 2)),
    ),
    Case(
        about="7.1 a subset lies over the group (Google's example)",
        given=(group("add", "COLUMNS", 1, 5),),
        request=group("add", "COLUMNS", 2, 4),
        answer=groups((1, 5, 1), (2, 4, 2)),
    ),
    Case(
        about="7.1 an overlap makes union and intersection (Google's example)",
        given=(group("add", "COLUMNS", 1, 4),),
        request=group("add", "COLUMNS", 2, 5),
        answer=groups((1, 5, 1), (2, 4, 2)),
    ),
    Case(
        about="7.1 deleting makes columns less deep (Google's example)",
        given=(group("add", "COLUMNS", 1, 5), group("add", "COLUMNS", 2, 4)),
        request=group("delete", "COLUMNS", 3, 5),
        answer=groups((1, 4, 1), (2, 3, 2)),
    ),
    Case(
        about="7.1 the last group goes, the reply is empty (recorded)",
        given=(group("add", "COLUMNS", 1, 3),),
        request=group("delete", "COLUMNS", 1, 3),
    ),
    Case(
        about="7.1 nothing to delete",
        request=group("delete", "COLUMNS", 1, 3),
        answer="There is no dimension group over the range.",
    ),
    Case(
        about="7.1 folding hides the lines",
        given=(group("add", "ROWS", 1, 2),),
        request={
            "updateDimensionGroup": {
                "dimensionGroup": {"range": lines("ROWS", 1, 2), "depth": 1, "collapsed": True},
                "fields": "collapsed",
            }
        },
        keeps={
            "rowGroups.collapsed,data.rowMetadata.hiddenByUser": {
                "rowGroups": [{"collapsed": True}],
                "data": [{"rowMetadata": [{}, {"hiddenByUser": True}, *[{}] * 6]}],
            }
        },
    ),
    Case(
        about="7.1 groups follow their rows",
        given=(group("add", "ROWS", 1, 3),),
        request=insert("ROWS", 2, 3),
        keeps={"rowGroups.range": {"rowGroups": [{"range": lines("ROWS", 1, 4)}]}},
    ),
]

COPY = {"sheetId": 8, "title": "Copy of Sheet1", "index": 1, "sheetType": "GRID"}
DUPLICATE = {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 8}}
EIGHT = {"rowCount": 8, "columnCount": 5}
TABS = [
    Case(
        about="7.1 a duplicated tab holds the cells",
        request=DUPLICATE,
        answer={"properties": {**COPY, "gridProperties": EIGHT}},
        shows={"'Copy of Sheet1'!A1:C4": BLOCK},
    ),
    Case(
        about="7.1 a duplicate may be named and placed",
        request={"duplicateSheet": {"newSheetId": 8, "newSheetName": "N", "insertSheetIndex": 0}},
        answer={"properties": {**COPY, "title": "N", "index": 0, "gridProperties": EIGHT}},
    ),
    Case(
        about="7.2 a taken id",
        request={"duplicateSheet": {"newSheetId": 0}},
        answer="Sheet with id 0 already exists",
    ),
    Case(
        about="7.1 formulas name a tab by its new title",
        given=(OTHER, cells("D1", [["=Other!A1"]])),
        request={
            "updateSheetProperties": {
                "properties": {"sheetId": 7, "title": "New name"},
                "fields": "title",
            }
        },
        shows={"D1": [["='New name'!A1"]]},
    ),
    Case(
        about="7.1 rules name their tab by its new title",
        given=(rule("A1", "=Sheet1!$B$1=1"),),
        request={"updateSheetProperties": {"properties": {"title": "KG"}, "fields": "title"}},
        keeps={
            "conditionalFormats.booleanRule.condition.values": {
                "conditionalFormats": [
                    {"booleanRule": {"condition": {"values": [{"userEnteredValue": "=KG!$B$1=1"}]}}}
                ]
            }
        },
    ),
]

OBJECTS = [
    Case(
        about="7.1 a chart comes back as sent",
        request=CHART,
        answer={"chart": {"chartId": 8, "spec": SPEC, "position": AT_C3}},
        keeps={"charts.chartId": {"charts": [{"chartId": 8}]}},
    ),
    Case(
        about="7.2 a basic chart needs domains and series",
        request={"addChart": {"chart": {"spec": {"basicChart": {}}, "position": AT_C3}}},
        answer="A basicChart needs domains and series (Google answers 500 here).",
    ),
    Case(
        about="7.2 updateChartSpec replaces the whole spec",
        given=(CHART,),
        request={"updateChartSpec": {"chartId": 8, "spec": {"title": "only"}}},
        keeps={"charts.spec": {"charts": [{"spec": {"title": "only"}}]}},
    ),
    Case(
        about="7.1 a slicer comes back as sent",
        request=SLICER,
        answer={"slicer": {"slicerId": 9, "spec": {"title": "s"}, "position": AT_C3}},
    ),
    Case(
        about="7.1 a slicer's spec by its mask",
        given=(SLICER,),
        request={"updateSlicerSpec": {"slicerId": 9, "spec": {"title": "t"}, "fields": "title"}},
        keeps={"slicers.spec": {"slicers": [{"spec": {"title": "t"}}]}},
    ),
    Case(
        about="7.1 an object goes",
        given=(CHART, SLICER),
        request={"deleteEmbeddedObject": {"objectId": 8}},
        keeps={"charts,slicers.slicerId": {"slicers": [{"slicerId": 9}]}},
    ),
    Case(
        about="7.1 an object moves",
        given=(CHART,),
        request={
            "updateEmbeddedObjectPosition": {
                "objectId": 8,
                "newPosition": {"overlayPosition": {"offsetXPixels": 5}},
                "fields": "offsetXPixels",
            }
        },
        answer={"position": {"overlayPosition": {**AT_C3["overlayPosition"], "offsetXPixels": 5}}},
    ),
    Case(
        about="7.1 an unknown object",
        request={"deleteEmbeddedObject": {"objectId": 8}},
        answer="No chart with id: 8",
    ),
    Case(
        about="7.3 a comment needs words",
        request={"insertComment": {"coordinate": {}}},
        answer="The content of a comment cannot be empty.",
    ),
    Case(
        about="2.2 a comment holds 2048 code units",
        request={"insertComment": {"coordinate": {}, "content": "é" * 1025}},
        answer="The content of a comment must not exceed 2048 UTF-8 code units.",
    ),
    Case(
        about="7.3 an unknown comment",
        request={"deleteComment": {"commentId": "c"}},
        answer="No comment with ID: c",
    ),
]

SUPPORTED_NOT = [
    Case(
        about="7.1 known, not carried out",
        request={kind: {}},
        answer=f"{kind} is not supported by the local server. Google knows it;",
    )
    for kind in (
        *("addDataSource", "addTable", "autoFill", "cancelDataSourceRefresh", "deleteDataSource"),
        *("deleteTable", "pasteData", "refreshDataSource", "updateDataSource"),
        *("updateEmbeddedObjectBorder", "updateTable"),
    )
]
