"""Rows, columns and cells that change places; each case is numbered by its subject."""

from tests.local_sheets.cases.writing import (
    BLOCK,
    MARKS,
    OTHER,
    RED,
    WHERE,
    Case,
    cells,
    delete,
    filled,
    g,
    insert,
    lines,
    mark,
    marked,
    merge,
    move,
    protect,
    rule,
    shift,
    sort,
)

SORTING = [
    Case(
        about="3.5 one key ascending, columns are absolute",
        request=sort("A1:C4", (1, "ASCENDING")),
        shows={"A1:C4": [BLOCK[3], BLOCK[1], BLOCK[0], BLOCK[2]]},
    ),
    Case(
        about="7.2 dimensionIndex is absolute, not relative to the range",
        request=sort("B1:C4", (1, "DESCENDING")),
        shows={"A1:C4": [["b", 3, "z"], ["a", 2, "x"], ["c", 1, "y"], ["a", 0, "w"]]},
    ),
    Case(
        about="7.2 stable: equal keys keep their order (expected)",
        request=sort("A1:C4", (0, "ASCENDING")),
        shows={"A1:C4": [BLOCK[1], BLOCK[3], BLOCK[0], BLOCK[2]]},
    ),
    Case(
        about="7.2 a later key settles what the first leaves equal",
        request=sort("A1:C4", (0, "ASCENDING"), (1, "ASCENDING")),
        shows={"A1:C4": [BLOCK[3], BLOCK[1], BLOCK[0], BLOCK[2]]},
    ),
    Case(
        about="7.2 blanks stand last ascending (expected)",
        given=(cells("A2", [[""]]),),
        request=sort("A1:C4", (0, "ASCENDING")),
        shows={"B1:B4": [[0], [2], [3], [1]]},
    ),
    Case(
        about="7.2 blanks stand last descending too (expected)",
        given=(cells("A2", [[""]]),),
        request=sort("A1:C4", (0, "DESCENDING")),
        shows={"B1:B4": [[3], [2], [0], [1]]},
    ),
    Case(
        about="7.2 numbers before texts, texts in any case (expected)",
        given=(cells("A1", [["B"], [10], ["a"], [9]]),),
        request=sort("A1:A4", (0, "ASCENDING")),
        shows={"A1:A4": [[9], [10], ["a"], ["B"]]},
    ),
    Case(
        about="3.5 row metadata follows its row",
        given=(mark("ROWS", 0),),
        request=sort("A1:E4", (1, "DESCENDING")),
        keeps={MARKS: marked(1)},
    ),
    Case(
        about="3.5 row metadata stays when a part of the rows is sorted (expected)",
        given=(mark("ROWS", 0),),
        request=sort("A1:B4", (1, "DESCENDING")),
        keeps={MARKS: marked(0)},
    ),
    Case(
        about="7.2 relative references of sorted formulas go along",
        given=(cells("D1", [["=B1*2"], ["=B2*2"]]),),
        request=sort("A1:D2", (1, "ASCENDING")),
        shows={"B1:D2": [[1, "y", "=B1*2"], [2, "x", "=B2*2"]]},
    ),
    Case(
        about="7.1 a key outside the range is refused",
        request=sort("A1:B4", (2, "ASCENDING")),
        answer=(
            "Invalid sortSpecs: dimensionIndex 2 is not a column of the range "
            "(0 to 1 on tab 'Sheet1')."
        ),
    ),
    Case(
        about="7.1 merged cells cannot be sorted (expected)",
        given=(merge("A1:A2"),),
        request=sort("A1:B4", (0, "ASCENDING")),
        answer="You can't sort a range that contains merged cells.",
    ),
    Case(
        about="7.1 cells of a background colour come first, the others keep their order",
        given=(filled("A3", RED),),
        request={"sortRange": {"range": g("A1:B4"), "sortSpecs": [{"backgroundColor": RED}]}},
        shows={"A1:A4": [["c"], ["b"], ["a"], ["a"]]},
    ),
    Case(
        about="7.1 in descending order they come last (expected), then other keys settle the rest",
        given=(filled("A2", RED),),
        request={
            "sortRange": {
                "range": g("A1:B4"),
                "sortSpecs": [
                    {"backgroundColorStyle": {"rgbColor": RED}, "sortOrder": "DESCENDING"},
                    {"dimensionIndex": 1, "sortOrder": "ASCENDING"},
                ],
            }
        },
        shows={"B1:B4": [[0], [2], [3], [1]]},
    ),
    Case(
        about="7.1 a colour of letters",
        given=(filled("A4", RED, "textFormat.foregroundColor"),),
        request={"sortRange": {"range": g("A1:B4"), "sortSpecs": [{"foregroundColor": RED}]}},
        shows={"B1:B4": [[0], [2], [1], [3]]},
    ),
    Case(
        about="7.1 a sort by two colours at once",
        request={
            "sortRange": {
                "range": g("A1:B2"),
                "sortSpecs": [{"backgroundColor": RED, "foregroundColor": RED}],
            }
        },
        answer="A sort is by a background colour or by a foreground colour, not by both.",
    ),
    Case(
        about="7.1 deleteDuplicates keeps the first and counts",
        request={
            "deleteDuplicates": {
                "range": g("A1:C4"),
                "comparisonColumns": [lines("COLUMNS", 0, 1)],
            }
        },
        answer={"duplicatesRemovedCount": 1},
        shows={"A1:C4": BLOCK[:3]},
    ),
    Case(
        about="7.1 deleteDuplicates over all columns finds none",
        request={"deleteDuplicates": {"range": g("A1:C4")}},
        shows={"A1:C4": BLOCK},
    ),
]

LINES = [
    Case(
        about="7.2 destinationIndex counts before the move",
        request=move("ROWS", 0, 1, 3),
        shows={"A1:A4": [["a"], ["c"], ["b"], ["a"]]},
    ),
    Case(
        about="7.2 a move up",
        request=move("ROWS", 2, 4, 0),
        shows={"A1:A4": [["c"], ["a"], ["b"], ["a"]]},
    ),
    Case(
        about="7.2 a column moves with its cells",
        request=move("COLUMNS", 0, 1, 2),
        shows={"A1:C1": [[2, "b", "x"]]},
    ),
    Case(
        about="7.2 a target inside the source moves nothing (expected)",
        request=move("ROWS", 0, 2, 1),
        shows={"A1:C4": BLOCK},
    ),
    Case(
        about="3.5 column metadata follows a move",
        given=(mark("COLUMNS", 0),),
        request=move("COLUMNS", 0, 1, 3),
        keeps={
            WHERE: {
                "data": [
                    {
                        "columnMetadata": [
                            {},
                            {},
                            {
                                "developerMetadata": [
                                    {
                                        "location": {
                                            "locationType": "COLUMN",
                                            "dimensionRange": lines("COLUMNS", 2, 3),
                                        }
                                    }
                                ]
                            },
                            {},
                            {},
                        ]
                    }
                ]
            }
        },
    ),
    Case(
        about="7.1 references follow a move",
        given=(cells("E1", [["=SUM(B1:B2)+$B$1"]]),),
        request=move("ROWS", 0, 2, 4),
        shows={"E3": [["=SUM(B3:B4)+$B$3"]]},
    ),
    Case(
        about="7.1 a move beyond the grid is refused",
        request=move("ROWS", 0, 1, 9),
        answer="destinationIndex[9] must be between 0 and 8.",
    ),
    Case(
        about="7.1 a source beyond the grid is refused",
        request=move("COLUMNS", 4, 7, 0),
        answer="source.endIndex[7] must not be greater than the grid size (5)",
    ),
    Case(
        about="7.1 autoResizeDimensions changes nothing",
        request={"autoResizeDimensions": {"dimensions": lines("COLUMNS", 0, 2)}},
        shows={"A1:C4": BLOCK},
    ),
    Case(
        about="7.2 deleted columns leave #REF!",
        given=(cells("E1", [["=B1+A1"]]),),
        request=delete("COLUMNS", 1, 2),
        shows={"D1": [["=#REF!+A1"]]},
    ),
    Case(
        about="7.1 inserted rows push references and stretch ranges",
        given=(cells("E4", [["=SUM(B1:B3)+B2"]]),),
        request=insert("ROWS", 1, 3),
        shows={"E6": [["=SUM(B1:B5)+B4"]]},
    ),
    Case(
        about="7.1 references from other tabs follow too",
        given=(OTHER, cells("A1", [["=Sheet1!A4"]], 7)),
        request=insert("ROWS", 0, 1),
        shows={"Other!A1": [["=Sheet1!A5"]]},
    ),
    Case(
        about="4.4 protections follow a move",
        given=(protect({"range": g("2:2")}),),
        request=move("ROWS", 1, 2, 5),
        keeps={"protectedRanges.range": {"protectedRanges": [{"range": g("5:5")}]}},
    ),
    Case(
        about="7.1 conditional formats follow, and their formulas",
        given=(rule("A2:B3", "=$A2=1"),),
        request=insert("ROWS", 0, 1),
        keeps={
            "conditionalFormats(ranges,booleanRule.condition.values)": {
                "conditionalFormats": [
                    {
                        "ranges": [g("A3:B4")],
                        "booleanRule": {"condition": {"values": [{"userEnteredValue": "=$A3=1"}]}},
                    }
                ]
            }
        },
    ),
    Case(
        about="7.1 merges follow, and vanish at one cell",
        given=(merge("A1:A2"), merge("C1:D2")),
        request=delete("ROWS", 0, 1),
        keeps={"merges": {"merges": [g("C1:D1")]}},
    ),
]

SHIFTING = [
    Case(
        about="3.5 insertRange pushes down only its columns",
        request=shift("insert", "A1:A2", "ROWS"),
        shows={"A1:B6": [["", 2], ["", 1], ["b", 3], ["a", 0], ["c"], ["a"]]},
    ),
    Case(
        about="7.1 insertRange pushes right",
        request=shift("insert", "A1", "COLUMNS"),
        shows={"A1:D2": [["", "b", 2, "x"], ["a", 1, "y"]]},
    ),
    Case(
        about="7.1 deleteRange pulls up only its columns",
        request=shift("delete", "A1:A2", "ROWS"),
        shows={"A1:B4": [["c", 2], ["a", 1], ["", 3], ["", 0]]},
    ),
    Case(
        about="7.1 deleteRange pulls left",
        request=shift("delete", "A1:B1", "COLUMNS"),
        shows={"A1:C2": [["x"], ["a", 1, "y"]]},
    ),
    Case(
        about="3.5 row metadata stays on its row when cells shift (expected)",
        given=(mark("ROWS", 0),),
        request=shift("insert", "A1:E1", "ROWS"),
        keeps={MARKS: marked(0)},
    ),
    Case(
        about="7.1 references follow shifted cells, wider ranges stay",
        given=(cells("E1", [["=A1+B1+SUM(A1:B2)+SUM(A2:A3)"]]),),
        request=shift("insert", "A1", "ROWS"),
        shows={"E1": [["=A2+B1+SUM(A1:B2)+SUM(A3:A4)"]]},
    ),
    Case(
        about="7.1 references to deleted cells are lost",
        given=(cells("E1", [["=A1+A3"]]),),
        request=shift("delete", "A1", "ROWS"),
        shows={"E1": [["=#REF!+A2"]]},
    ),
    Case(
        about="7.1 the dimension must be said",
        request={"insertRange": {"range": g("A1")}},
        answer="The shiftDimension must be specified: ROWS or COLUMNS.",
    ),
    Case(
        about="7.1 a merge cannot be torn (expected)",
        given=(merge("A2:B2"),),
        request=shift("insert", "A1", "ROWS"),
        answer="You must select all cells in a merged range to merge or unmerge them.",
    ),
]
