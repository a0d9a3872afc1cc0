"""Cells that are copied and cut; each case is numbered by its subject."""

from tests.local_sheets.cases.writing import (
    MARKS,
    OTHER,
    Case,
    cells,
    cut,
    g,
    mark,
    marked,
    merge,
    paste,
    rule,
)

PASTING = [
    Case(
        about="7.1 a copy of values",
        request=paste("A1:B2", "D1:E2"),
        shows={"A1:E2": [["b", 2, "x", "b", 2], ["a", 1, "y", "a", 1]]},
    ),
    Case(
        about="7.1 a target that is a multiple repeats the source",
        request=paste("B1", "D1:E2"),
        shows={"D1:E2": [[2, 2], [2, 2]]},
    ),
    Case(
        about="7.1 a smaller target still takes the whole source",
        request=paste("A1:A4", "E1"),
        shows={"E1:E4": [["b"], ["a"], ["c"], ["a"]]},
    ),
    Case(
        about="7.1 turned over",
        request=paste("A1:A3", "C6", pasteOrientation="TRANSPOSE"),
        shows={"C6:E6": [["b", "a", "c"]]},
    ),
    Case(
        about="7.1 relative references go along, fixed ones stay",
        given=(cells("D1", [["=B1+$B$1"]]),),
        request=paste("D1", "D2:D3"),
        shows={"D1:D3": [["=B1+$B$1"], ["=B2+$B$1"], ["=B3+$B$1"]]},
    ),
    Case(
        about="7.1 PASTE_VALUES takes what formulas amount to",
        given=(cells("D1", [["=B1*2"]]),),
        request=paste("D1", "E1", "PASTE_VALUES"),
        shows={"E1": [[4]]},
    ),
    Case(
        about="7.1 PASTE_FORMULA leaves the format behind",
        given=(cells("D1", [["=B1"]]),),
        request=paste("D1", "E2", "PASTE_FORMULA"),
        shows={"E2": [["=C2"]]},
    ),
    Case(
        about="7.1 PASTE_FORMAT takes no values",
        request=paste("A1", "E1", "PASTE_FORMAT"),
        shows={"E1": None},
    ),
    Case(
        about="3.5 metadata is not copied with a row",
        given=(mark("ROWS", 0),),
        request=paste("1:1", "6:6"),
        keeps={MARKS: marked(0)},
    ),
    Case(
        about="7.1 merges are copied",
        given=(merge("A1:B1"),),
        request=paste("A1:B1", "D5:E5"),
        keeps={"merges": {"merges": [g("A1:B1"), g("D5:E5")]}},
    ),
    Case(
        about="7.1 conditional formats are copied when asked for",
        given=(rule("A1:A2"),),
        request=paste("A1:A2", "D1:D2", "PASTE_CONDITIONAL_FORMATTING"),
        keeps={
            "conditionalFormats.ranges": {
                "conditionalFormats": [{"ranges": [g("A1:A2"), g("D1:D2")]}]
            }
        },
    ),
    Case(
        about="2.2 a copy over the edge is refused",
        request=paste("A1:C1", "D1"),
        answer="Range (Sheet1!D1:F1) exceeds grid limits. Max rows: 8, max columns: 5",
    ),
    Case(
        about="7.1 cut cells leave nothing",
        request=cut("A1:B2", 5, 0),
        shows={"A1:B7": [[], [], ["c", 3], ["a", 0], [], ["b", 2], ["a", 1]]},
    ),
    Case(
        about="7.1 references follow cut cells",
        given=(cells("E1", [["=A1+A3"]]),),
        request=cut("A1", 7, 3),
        shows={"E1": [["=D8+A3"]]},
    ),
    Case(
        about="7.1 cut formulas keep what they mean",
        given=(cells("D1", [["=B1+D2"]]),),
        request=cut("D1:D2", 4, 4),
        shows={"E5": [["=B1+E6"]]},
    ),
    Case(
        about="7.1 cut to another tab",
        given=(OTHER, cells("D1", [["=B1"]])),
        request=cut("D1", 0, 0, sheet=7),
        shows={"D1": None, "Other!A1": [["=Sheet1!B1"]]},
    ),
    Case(
        about="3.5 metadata stays on the source row of a cut (expected)",
        given=(mark("ROWS", 0),),
        request=cut("A1:E1", 5, 0),
        keeps={MARKS: marked(0)},
    ),
]
