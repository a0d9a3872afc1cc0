"""Texts, merges, borders and names; each case is numbered by its subject."""

from tests.local_sheets.cases.writing import (
    BANDED,
    BLOCK,
    BORDERS,
    KEPT_LINE,
    LINE,
    OTHER,
    RED,
    Case,
    band,
    bordered,
    cells,
    entered,
    find,
    frozen,
    g,
    insert,
    merge,
    name,
    protect,
    rule,
)

TEXTS = [
    Case(
        about="7.1 findReplace counts",
        request=find("a", "Q"),
        answer={"valuesChanged": 2, "occurrencesChanged": 2, "rowsChanged": 2, "sheetsChanged": 1},
        shows={"A1:A4": [["b"], ["Q"], ["c"], ["Q"]]},
    ),
    Case(
        about="7.1 findReplace in any case unless asked",
        request=find("A", "Q", matchCase=True),
        shows={"A1:C4": BLOCK},
    ),
    Case(
        about="7.1 several occurrences in a cell count each (Google's example)",
        given=(cells("D1", [["Google Sheets"]]),),
        request=find("e", "o"),
        answer={"valuesChanged": 1, "occurrencesChanged": 3, "rowsChanged": 1, "sheetsChanged": 1},
        shows={"D1": [["Googlo Shoots"]]},
    ),
    Case(
        about="7.1 regular expressions with groups (Google's example)",
        given=(cells("D1", [["Google Sheets"], ["Google Docs"]]),),
        request=find("o.* (.*)", "$1 Rocks", searchByRegex=True),
        answer={"valuesChanged": 2, "occurrencesChanged": 2, "rowsChanged": 2, "sheetsChanged": 1},
        shows={"D1:D2": [["GSheets Rocks"], ["GDocs Rocks"]]},
    ),
    Case(
        about="7.1 matchEntireCell",
        given=(cells("D1", [["aa"]]),),
        request=find("aa", "b", matchEntireCell=True),
        answer={"valuesChanged": 1, "occurrencesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1},
        shows={"D1": [["b"]]},
    ),
    Case(
        about="7.1 formulas are skipped",
        given=(cells("D1", [["=B1"]]),),
        request=find("B1", "B2"),
        shows={"D1": [["=B1"]]},
    ),
    Case(
        about="7.1 formulas are searched when asked for",
        given=(cells("D1", [["=B1"]]),),
        request=find("B1", "B2", includeFormulas=True),
        answer={
            "formulasChanged": 1,
            "occurrencesChanged": 1,
            "rowsChanged": 1,
            "sheetsChanged": 1,
        },
        shows={"D1": [["=B2"]]},
    ),
    Case(
        about="7.1 numbers are found as they show and stay numbers",
        request=find("2", "20", range=g("B1:B1")),
        answer={"valuesChanged": 1, "occurrencesChanged": 1, "rowsChanged": 1, "sheetsChanged": 1},
        shows={"B1": [[20]]},
    ),
    Case(
        about="7.1 allSheets",
        given=(OTHER, cells("A1", [["b"]], 7)),
        request=find("b", "Q", allSheets=True),
        answer={"valuesChanged": 2, "occurrencesChanged": 2, "rowsChanged": 2, "sheetsChanged": 2},
        shows={"A1": [["Q"]], "Other!A1": [["Q"]]},
    ),
    Case(
        about="7.1 one scope",
        request=find("b", "Q", allSheets=True, range=g("A1")),
        answer="findReplace needs exactly one of 'range', 'sheetId' and 'allSheets'.",
    ),
    Case(
        about="7.1 a broken regular expression is refused",
        request=find("(", "x", searchByRegex=True),
        answer="Invalid regular expression '(':",
    ),
    Case(
        about="7.1 a regular expression that could run forever is refused",
        request=find("(a+)+$", "x", searchByRegex=True),
        answer="A regular expression that repeats a repetition is not supported",
    ),
    Case(
        about="7.1 trimWhitespace",
        given=(cells("D1", [["  a \n b  "], ["ok"]]),),
        request={"trimWhitespace": {"range": g("A1:E4")}},
        answer={"cellsChangedCount": 1},
        shows={"D1:D2": [["a b"], ["ok"]]},
    ),
    Case(
        about="7.1 textToColumns",
        given=(cells("D1", [["1,two"], ["x"]]),),
        request={"textToColumns": {"source": g("D1:D2"), "delimiterType": "COMMA"}},
        shows={"D1:E2": [[1, "two"], ["x"]]},
    ),
    Case(
        about="7.1 textToColumns takes one column",
        request={"textToColumns": {"source": g("A1:B2"), "delimiterType": "COMMA"}},
        answer="The source of textToColumns must span exactly one column.",
    ),
    Case(
        about="7.1 appendCells goes below the last row with data",
        request={
            "appendCells": {
                "rows": [{"values": [entered("new")]}],
                "fields": "userEnteredValue",
            }
        },
        shows={"A5": [["new"]]},
    ),
    Case(
        about="7.1 appendCells adds rows to the grid",
        given=(cells("A8", [["last"]]),),
        request={
            "appendCells": {
                "rows": [{"values": [entered("new")]}],
                "fields": "userEnteredValue",
            }
        },
        shows={"A9": [["new"]]},
    ),
    Case(
        about="6.5 appendCells to a table is not carried out",
        request={"appendCells": {"tableId": "t", "rows": [], "fields": "*"}},
        answer="appendCells to a table is not supported by the local server.",
    ),
]

MERGING = [
    Case(
        about="7.2 a merge loses all but the top-left value",
        request=merge("A1:B2"),
        shows={"A1:B2": [["b"]]},
        keeps={"merges": {"merges": [g("A1:B2")]}},
    ),
    Case(
        about="7.1 one merge for each column",
        request=merge("A1:B2", "MERGE_COLUMNS"),
        shows={"A1:B2": [["b", 2]]},
        keeps={"merges": {"merges": [g("A1:A2"), g("B1:B2")]}},
    ),
    Case(
        about="7.1 one merge for each row",
        request=merge("A1:B2", "MERGE_ROWS"),
        shows={"A1:B2": [["b"], ["a"]]},
        keeps={"merges": {"merges": [g("A1:B1"), g("A2:B2")]}},
    ),
    Case(
        about="7.1 a larger merge takes a smaller one in",
        given=(merge("A1:A2"),),
        request=merge("A1:B3"),
        keeps={"merges": {"merges": [g("A1:B3")]}},
    ),
    Case(
        about="7.2 not across frozen columns",
        given=(frozen("frozenColumnCount", 1),),
        request=merge("A1:B1"),
        answer="You can't merge frozen and non-frozen columns",
    ),
    Case(
        about="7.2 not across frozen rows (expected)",
        given=(frozen("frozenRowCount", 1),),
        request=merge("A1:A2"),
        answer="You can't merge frozen and non-frozen rows",
    ),
    Case(
        about="7.1 not through a merge",
        given=(merge("A1:A2"),),
        request=merge("A2:B2"),
        answer="You must select all cells in a merged range to merge or unmerge them.",
    ),
    Case(
        about="7.1 unmergeCells takes all merges of the range apart",
        given=(merge("A1:A2"), merge("B1:B2")),
        request={"unmergeCells": {"range": g("A1:E5")}},
        keeps={"merges": {}},
    ),
    Case(
        about="7.1 unmergeCells does not tear",
        given=(merge("A1:A2"),),
        request={"unmergeCells": {"range": g("A1")}},
        answer="You must select all cells in a merged range to merge or unmerge them.",
    ),
    Case(
        about="7.1 a border of one cell",
        request={"updateBorders": {"range": g("B2"), "top": LINE}},
        keeps={BORDERS: bordered({"top": KEPT_LINE})},
    ),
    Case(
        about="7.1 NONE takes a border away",
        given=({"updateBorders": {"range": g("B2"), "top": LINE, "left": LINE}},),
        request={"updateBorders": {"range": g("B2"), "top": {"style": "NONE"}}},
        keeps={BORDERS: bordered({"left": KEPT_LINE})},
    ),
    Case(
        about="7.1 a border needs a style",
        request={"updateBorders": {"range": g("B2"), "top": {"color": RED}}},
        answer="A border needs a style.",
    ),
]

NAMED = {"namedRangeId": "n1", "name": "Solo", "range": g("A1:B2")}
NAMES = [
    Case(about="7.2 a name", request=name("Solo"), answer={"namedRange": NAMED}),
    *(
        Case(
            about=f"7.2 '{bad}' is no name",
            request=name(bad),
            answer="The name given to this range is invalid",
        )
        for bad in ("two words", "", "A1", "R1C1", "1st", "true", "dash-ed", "x" * 251)
    ),
    Case(
        about="7.2 a taken name (expected wording)",
        given=(name("Solo"),),
        request=name("SOLO", number="n2"),
        answer='A named range with the name "SOLO" already exists.',
    ),
    Case(
        about="7.1 a taken id",
        given=(name("Solo"),),
        request=name("Duo"),
        answer="A named range with ID n1 already exists.",
    ),
    Case(
        about="6.2 a name reads bare",
        given=(name("Solo"),),
        request={
            "updateNamedRange": {
                "namedRange": {"namedRangeId": "n1", "range": g("B1:B2")},
                "fields": "range",
            }
        },
        shows={"Solo": [[2], [1]]},
    ),
    Case(
        about="4.1 a protection backed by a name follows it",
        given=(name("Solo"), protect({"namedRangeId": "n1"})),
        request={
            "updateNamedRange": {
                "namedRange": {"namedRangeId": "n1", "range": g("C1:C2")},
                "fields": "range",
            }
        },
        keeps={
            "protectedRanges(range,namedRangeId)": {
                "protectedRanges": [{"range": g("C1:C2"), "namedRangeId": "n1"}]
            }
        },
    ),
    Case(
        about="4.1 one of range and namedRangeId",
        given=(name("Solo"),),
        request=protect({"namedRangeId": "n1", "range": g("A1")}),
        answer="Only one of range and namedRangeId may be set.",
    ),
    Case(
        about="7.1 without its name a protection keeps its range (expected)",
        given=(name("Solo"), protect({"namedRangeId": "n1"})),
        request={"deleteNamedRange": {"namedRangeId": "n1"}},
        keeps={"protectedRanges(range,namedRangeId)": {"protectedRanges": [{"range": g("A1:B2")}]}},
    ),
    Case(
        about="7.1 an unknown name",
        request={"deleteNamedRange": {"namedRangeId": "n9"}},
        answer="No named range with ID: n9",
    ),
]

COLOURS = [
    Case(
        about="7.1 a band answers with its colours under both names",
        request=band("A1:B4"),
        answer={"bandedRange": {"bandedRangeId": 4, "range": g("A1:B4"), "rowProperties": BANDED}},
    ),
    Case(
        about="7.2 no second band on a range",
        given=(band("A1:B4"),),
        request=band("B2:C3", 5),
        answer=(
            "You cannot add alternating background colors to a range that already has "
            "alternating background colors."
        ),
    ),
    Case(
        about="7.1 a band needs rows or columns",
        request={"addBanding": {"bandedRange": {"range": g("A1")}}},
        answer="A banded range needs rowProperties or columnProperties.",
    ),
    Case(
        about="7.1 a band moves by its mask",
        given=(band("A1:B4"),),
        request={
            "updateBanding": {
                "bandedRange": {"bandedRangeId": 4, "range": g("D1:E4")},
                "fields": "range",
            }
        },
        keeps={"bandedRanges.range": {"bandedRanges": [{"range": g("D1:E4")}]}},
    ),
    Case(
        about="7.1 a band goes",
        given=(band("A1:B4"),),
        request={"deleteBanding": {"bandedRangeId": 4}},
        keeps={"bandedRanges": {}},
    ),
    Case(
        about="7.1 an unknown band",
        request={"deleteBanding": {"bandedRangeId": 4}},
        answer="No banded range with id: 4",
    ),
    Case(
        about="7.1 bands follow their rows",
        given=(band("A2:B4"),),
        request=insert("ROWS", 0, 1),
        keeps={"bandedRanges.range": {"bandedRanges": [{"range": g("A3:B5")}]}},
    ),
    Case(
        about="7.2 a rule cannot change the font size",
        request=rule("A1", textFormat={"fontSize": 9}),
        answer="Conditional formatting can only set bold, italic, strikethrough,",
    ),
    Case(
        about="7.2 a rule cannot look at another tab",
        given=(OTHER,),
        request=rule("A1", "=Other!A1=1"),
        answer="Conditional format rule cannot reference a different sheet.",
    ),
]
