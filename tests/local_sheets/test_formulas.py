"""What formulas compute (Google: list of functions), as the API shows it."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_sheets import sheets_api as api
from local_sheets.clock import Moment
from local_sheets.formulas.evaluation import evaluated
from local_sheets.formulas.names import unsupported_functions
from local_sheets.workbook import new_tab

# A to F: key, name, score, date, code, mail. Row 1 is the header; row 6 has blanks.
STUDENTS = [
    ["id", "name", "score", "day", "code", "mail"],
    ["s-1", "Ann Boyd", 10, "2026-09-01", "", "ann@school.example"],
    ["s-2", "Bo Cruz", 20, "2026-09-03", "ABS", "bo@school.example"],
    ["s-3", "Cy Diaz", 20, "2026-10-05", "", "cy"],
    ["s-4", "Di Ellis", 45, "2026-11-22", "EX", ""],
    ["s-5", "Ed Ford", "", "", "", ""],
]
NA, DIV, VALUE, REF = "#N/A", "#DIV/0!", "#VALUE!", "#REF!"


@pytest.fixture
def book(desk: Any) -> Any:
    desk.put("A1", STUDENTS, "USER_ENTERED")
    return desk


def results(desk: Any, formula: str, at: str = "H1:L9") -> list[list[Any]]:
    desk.put(at.split(":", maxsplit=1)[0], [[formula]], "USER_ENTERED")
    shown = desk.values(at, valueRenderOption="UNFORMATTED_VALUE")
    found: list[list[Any]] = shown.get("values", [])
    return found


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=SUM(C2:C)", 95),
        ("=AVERAGE(C2:C)", 23.75),
        ("=MEDIAN(C2:C)", 20),
        ("=MAX(C:C)", 45),
        ("=MIN(C2:C6)", 10),
        ("=COUNT(C2:C)", 4),
        ("=COUNTA(B2:B)", 5),
        ("=COUNTBLANK(C2:C6)", 1),
        ('=COUNTIF(C2:C,">=20")', 3),
        ('=COUNTIF(E2:E,"ABS")', 1),
        ('=COUNTIFS(C2:C,">=20",E2:E,"EX")', 1),
        ('=COUNTIFS(E2:E6,"a*",C2:C6,"<>")', 1),
        ('=MINIFS(C2:C6,C2:C6,">10",E2:E6,"")', 20),
        ('=SUMIF(E2:E6,"ABS",C2:C6)', 20),
        ('=SUMIFS(C2:C6,C2:C6,">10",A2:A6,"s-3")', 20),
        ('=AVERAGEIF(C2:C6,">10")', 85 / 3),
        ('=AVERAGEIFS(C2:C6,C2:C6,">10",E2:E6,"")', 20),
        ('=MAXIFS(C2:C6,A2:A6,"s-2")', 20),
        ("=COUNTUNIQUE(C2:C)", 3),
        ("=ROUND(AVERAGE(C2:C),1)", 23.8),
        ("=ROUNDUP(2.1)+ROUNDDOWN(2.9)", 5),
        ("=STDEV(C2:C5)", pytest.approx(14.930394)),
        ("=PERCENTILE(C2:C5,0.5)", 20),
        ("=RANK(C5,C2:C5)", 1),
        ("=LARGE(C2:C5,2)", 20),
        ("=IF(C2>=10,TRUE,FALSE)", True),
        ('=IF(C6="","open","done")', "open"),
        ('=IFS(C2>40,"high",C2>=10,"mid")', "mid"),
        ('=SWITCH(E3,"ABS","absent","EX","exempt","?")', "absent"),
        ('=IFERROR(1/0,"none")', "none"),
        ("=IFERROR(C2/2)", 5),
        ("=AND(ISNUMBER(C2),NOT(ISBLANK(C2)))", True),
        ("=OR(ISTEXT(C2),ISBLANK(C6))", True),
        ("=ISBLANK(Z1)", True),
        ('=VLOOKUP("s-3",A2:C6,3,FALSE)', 20),
        ('=VLOOKUP("s-9",A2:C6,3,FALSE)', NA),
        ('=INDEX(B2:B6,MATCH("s-2",A2:A6,0))', "Bo Cruz"),
        ('=XLOOKUP("s-4",A2:A6,B2:B6)', "Di Ellis"),
        ('=HLOOKUP("score",A1:F3,2,FALSE)', 10),
        ('=UPPER(TRIM("  abs "))', "ABS"),
        ('=LEFT(B2,3)&" "&RIGHT(B2,4)', "Ann Boyd"),
        ("=LEN(B2)", 8),
        ('=SUBSTITUTE(A2,"s-","")', "1"),
        ('=TEXT(C2/45,"0.0%")', "22.2%"),
        ('=TEXT(D2,"yyyy-mm-dd")', "2026-09-01"),
        ('=VALUE("12.5")', 12.5),
        ('=TEXTJOIN("; ",TRUE,E2:E6)', "ABS; EX"),
        ('=JOIN("-",A2:A4)', "s-1-s-2-s-3"),
        ('=CONCATENATE(A2,"/",C2)', "s-1/10"),
        ('=ISNUMBER(SEARCH("|"&UPPER("abs")&"|","|ABS|EX|"))', True),
        ('=REGEXMATCH(B2,"^Ann")', True),
        ('=REGEXEXTRACT(A3,"\\d+")', "2"),
        ('=REGEXREPLACE(B3,"(\\w+) (\\w+)","$2, $1")', "Cruz, Bo"),
        ("=TO_TEXT(C2)", "10"),
        ("=ISEMAIL(F2)", True),
        ("=ISEMAIL(F4)", False),
        ("=TODAY()-D5", 0),
        ("=DATE(2026,9,1)=D2", True),
        ("=D3-D2", 2),
        ("=YEAR(D2)*100+MONTH(D2)", 202609),
        ("=WEEKDAY(DATE(2026,11,22))", 1),
        ("=NETWORKDAYS(DATE(2026,9,1),DATE(2026,9,8))", 6),
        ('=SUMPRODUCT((C2:C5>=20)*(E2:E5<>""))', 2),
        ("=AVERAGE.WEIGHTED(C2:C3,C2:C3)", pytest.approx(500 / 30)),
        ("=SUM(1;2;3)", 6),
        ("=sum(c2:c3)", 30),
        ("=sheet1!C2+'Sheet1'!$C$3", 30),
        ('=INDIRECT("C"&2)', 10),
        ("=OFFSET(C1,2,0)", 20),
        ("=LET(best,MAX(C2:C),best*2)", 90),
        ("=50%+0.25", 0.75),
        ("=2^10", 1024),
        ("=-3", -3),
    ],
)
def test_formulas_of_trackers(book: Any, formula: str, expected: Any) -> None:
    assert results(book, formula, "H1") == [[expected]]


@pytest.mark.parametrize(
    ("formula", "shown", "kind"),
    [
        ("=1/0", DIV, "DIVIDE_BY_ZERO"),
        ("=AVERAGE(Z1:Z3)", DIV, "DIVIDE_BY_ZERO"),
        ("=NA()", NA, "N_A"),
        ('=IFS(FALSE,"x")', NA, "N_A"),
        ('="a"*2', VALUE, "VALUE"),
        ("=NoTab!A1", REF, "REF"),
        ("=#REF!+1", REF, "REF"),
        ("=NOSUCHFUNCTION(1)", "#NAME?", "NAME"),
        ("=nosuchname", "#NAME?", "NAME"),
        ("=SQRT(-1)", "#NUM!", "NUM"),
        ("=9^999", "#NUM!", "NUM"),
        ("=SUM(", "#ERROR!", "ERROR"),
        ("=1 2", "#ERROR!", "ERROR"),
        ('=REGEXEXTRACT("a","b")', NA, "N_A"),
        ('=REGEXMATCH("a","(")', VALUE, "VALUE"),
        ('=QUERY(A1:C6,"select nonsense")', VALUE, "VALUE"),
        ("=H1", REF, "REF"),
        ("=H1+I1", REF, "REF"),
    ],
)
def test_errors_are_googles(book: Any, formula: str, shown: str, kind: str) -> None:
    assert results(book, formula, "H1") == [[shown]]
    cell = book.get(ranges="H1", fields="sheets.data.rowData.values(effectiveValue,formattedValue)")
    cell = cell["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["effectiveValue"]["errorValue"]["type"] == kind
    assert cell["effectiveValue"]["errorValue"]["message"]
    assert cell["formattedValue"] == shown


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=ARRAYFORMULA(C2:C4*2)", [[20], [40], [40]]),
        ("=FILTER(A2:A6,C2:C6>=20)", [["s-2"], ["s-3"], ["s-4"]]),
        ('=FILTER(A2:C6,C2:C6=20,E2:E6="ABS")', [["s-2", "Bo Cruz", 20]]),
        ("=UNIQUE(C2:C5)", [[10], [20], [45]]),
        ("=SORT(C2:C5,1,FALSE)", [[45], [20], [20], [10]]),
        (
            "=SORT(A2:C4,3,FALSE,1,FALSE)",
            [["s-3", "Cy Diaz", 20], ["s-2", "Bo Cruz", 20], ["s-1", "Ann Boyd", 10]],
        ),
        ("=SEQUENCE(2,3)", [[1, 2, 3], [4, 5, 6]]),
        ("=TRANSPOSE(A2:A4)", [["s-1", "s-2", "s-3"]]),
        ('=SPLIT("ABS, EX",", ",FALSE)', [["ABS", "EX"]]),
        ('=SPLIT("a1-2",  "-")', [["a1", 2]]),
        ("=FLATTEN(A2:A3,C2:C3)", [["s-1"], ["s-2"], [10], [20]]),
        ("={A2:A3;A5}", [["s-1"], ["s-2"], ["s-4"]]),
        ("={A2:A3,C2:C3}", [["s-1", 10], ["s-2", 20]]),
        ('={"x","y";1,2}', [["x", "y"], [1, 2]]),
        (
            '=QUERY(A1:C6,"select A, C where C >= 20 order by C desc limit 2",1)',
            [["id", "score"], ["s-4", 45], ["s-2", 20]],
        ),
        (
            '=QUERY(B1:C6,"select C, count(B) where C is not null group by C order by C",1)',
            [["score", "count name"], [10, 1], [20, 2], [45, 1]],
        ),
        (
            "=QUERY(A2:E6,\"select Col1 where Col5 = 'ABS' or Col2 starts with 'Di'\",0)",
            [["s-2"], ["s-4"]],
        ),
        ("=QUERY(A2:C6,\"select sum(C) label sum(C) 'all'\",0)", [["all"], [95]]),
    ],
)
def test_arrays_spill(book: Any, formula: str, expected: list[list[Any]]) -> None:
    assert results(book, formula) == expected


def test_cells_of_a_spill_have_a_value_that_nobody_entered(book: Any) -> None:
    book.put("H1", [["=SEQUENCE(2)"]], "USER_ENTERED")
    shown = book.get(ranges="H1:H3", includeGridData="true")
    rows = shown["sheets"][0]["data"][0]["rowData"]
    assert rows[0]["values"][0]["userEnteredValue"] == {"formulaValue": "=SEQUENCE(2)"}
    assert rows[1]["values"][0]["effectiveValue"] == {"numberValue": 2}
    assert "userEnteredValue" not in rows[1]["values"][0]
    assert len(rows) == 2


def test_a_spill_makes_room_when_it_can(book: Any) -> None:
    book.put("H1", [["=SEQUENCE(3)"], [""], ["mine"]], "USER_ENTERED")
    assert book.values("H1:H3")["values"] == [[REF], [], ["mine"]]
    book.put("H3", [[""]])
    assert book.values("H1:H3")["values"] == [["1"], ["2"], ["3"]]
    book.put("H2", [["x"]])
    assert book.values("H1:H3")["values"] == [[REF], ["x"]]


def test_a_spill_stays_inside_the_grid(make_desk: Any) -> None:
    desk = make_desk(3, 2)
    desk.put("A2", [["=SEQUENCE(5)"]], "USER_ENTERED")
    assert desk.values("A1:B3")["values"] == [[], [REF]]


def test_dates_and_times_show_as_such(book: Any) -> None:
    formulas = [["=TODAY()", "=D2+1", "=D3-D2", "=NOW()"]]
    book.put("H1", formulas, "USER_ENTERED")
    assert book.values("H1:L1")["values"] == [
        ["11/22/2026", "9/2/2026", "2", "11/22/2026 12:00:00 PM"]
    ]
    fields = "sheets.data.rowData.values.effectiveFormat.numberFormat"
    cell = book.get(ranges="H1", fields=fields)["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell["effectiveFormat"]["numberFormat"]["type"] == "DATE"


def test_a_format_of_the_cell_wins(book: Any) -> None:
    shape = {"userEnteredFormat": {"numberFormat": {"type": "PERCENT", "pattern": "0.0%"}}}
    spot = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 7}
    book.batch(
        {"repeatCell": {"range": spot, "cell": shape, "fields": "userEnteredFormat.numberFormat"}}
    )
    book.put("H1", [["=C2/40"]], "USER_ENTERED")
    assert book.values("H1")["values"] == [["25.0%"]]
    assert book.values("H1", valueRenderOption="FORMULA")["values"] == [["=C2/40"]]


def test_a_formula_that_only_names_a_blank_is_blank(book: Any) -> None:
    assert results(book, "=Z9", "H1") == []
    assert results(book, "=C2", "H1") == [[10]]
    book.put("C2", [[0]])
    assert book.values("H1")["values"] == [["0"]]


def test_other_tabs_and_named_ranges_are_read(book: Any) -> None:
    book.add_tab("Cut scores", 7)
    book.put("'Cut scores'!A1", [[15]])
    area = {"sheetId": 7, "startRowIndex": 0, "endRowIndex": 1}
    named = {"name": "Cut", "range": area | {"startColumnIndex": 0, "endColumnIndex": 1}}
    book.batch({"addNamedRange": {"namedRange": named}})
    assert results(book, "=COUNTIF(C2:C,\">\"&'cut scores'!A1)", "H1") == [[3]]
    assert results(book, "=cut+1", "H1") == [[16]]
    properties = {"sheetId": 7, "title": "Limits"}
    book.batch({"updateSheetProperties": {"properties": properties, "fields": "title"}})
    assert book.values("H1")["values"] == [["16"]]


def test_results_follow_every_kind_of_edit(book: Any) -> None:
    book.put("H1", [["=SUM(C2:C6)"], ["=H1*2"]], "USER_ENTERED")
    assert book.values("H1:H2")["values"] == [["95"], ["190"]]
    book.put("C6", [[5]])
    assert book.values("H1:H2")["values"] == [["100"], ["200"]]
    lines = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    book.batch({"insertDimension": {"range": lines}})
    book.put("C3", [[1]])
    assert book.values("H1:H2")["values"] == [["101"], ["202"]]
    book.batch({"deleteDimension": {"range": lines | {"endIndex": 5}}})
    assert book.values("H1:H2")["values"] == [["60"], ["120"]]
    book.put("C2", [["text"]])
    assert book.values("H1")["values"] == [["50"]]


def test_today_follows_the_demo_and_else_the_spreadsheets_zone(book: Any) -> None:
    book.put("H1", [["=TODAY()"], ["=HOUR(NOW())"]], "USER_ENTERED")
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    paris = replace(
        book.workbook, properties={**book.workbook.properties, "timeZone": "Europe/Paris"}
    )
    shown = evaluated(paris, Moment(today=late.date(), now=late)).tabs[0]
    assert shown.cell(0, 7)["effectiveValue"] == {"numberValue": 46349}
    assert shown.cell(1, 7)["effectiveValue"] == {"numberValue": 0}
    shown = evaluated(paris, Moment(today=date(2027, 5, 24))).tabs[0]
    assert shown.cell(0, 7)["effectiveValue"] == {"numberValue": 46531}


def test_rows_that_show_the_same_are_the_same_objects(book: Any) -> None:
    moment = Moment(today=date(2026, 11, 22))
    book.put("H1", [["=C2"], ["=C3"]], "USER_ENTERED")
    before = evaluated(book.workbook, moment).tabs[0]
    assert evaluated(book.workbook, moment).tabs[0] is before
    book.put("C3", [[21]])
    after = evaluated(book.workbook, moment).tabs[0]
    assert after.row(0) is before.row(0)
    assert after.row(1) is not before.row(1)
    assert after.row(3) is book.workbook.tabs[0].row(3)


def test_nothing_computed_is_stored(book: Any) -> None:
    book.put("H1", [["=SEQUENCE(2)"]], "USER_ENTERED")
    book.get(includeGridData="true")
    book.put("J1", [["x"]])
    cells = [cell for row in book.workbook.tabs[0].rows.values() for cell in row.values()]
    assert not any("effectiveValue" in cell or "conditionalFormat" in cell for cell in cells)


def test_older_and_newer_states_can_be_read_in_turn(book: Any) -> None:
    book.put("H1", [["=SUM(C2:C6)"]], "USER_ENTERED")
    old = book.workbook
    book.put("C2", [[11]])
    moment = Moment(today=date(2026, 11, 22))
    for state, total in ((old, 95), (book.workbook, 96), (old, 95)):
        shown = evaluated(state, moment).tabs[0].cell(0, 7)
        assert shown["effectiveValue"] == {"numberValue": total}


def test_many_threads_read_one_engine(book: Any) -> None:
    book.put("H1", [["=SUM(C2:C6)"]], "USER_ENTERED")
    states = []
    for score in range(8):
        book.put("C2", [[score]])
        states.append((book.workbook, 85 + score))
    wrong: list[Any] = []

    def read(state: Any, total: int) -> None:
        shown = evaluated(state, Moment(today=date(2026, 11, 22))).tabs[0].cell(0, 7)
        if shown.get("effectiveValue") != {"numberValue": total}:
            wrong.append((total, shown))

    threads = [threading.Thread(target=read, args=state) for state in states * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert wrong == []


@pytest.mark.parametrize(
    "formula",
    ["=SUM(A1:Z1000)*0+1", '=COUNTIF(A:Z,">1")*0+1', "=SUMPRODUCT((C1:C900=C1:C900)*1)*0+1"],
)
def test_huge_ranges_take_no_time(book: Any, formula: str) -> None:
    book.add_tab("Other", 9)
    book.put(
        "Other!A1",
        [[formula.replace("A1", "Sheet1!A1").replace("A:Z", "Sheet1!A:Z")]],
        "USER_ENTERED",
    )
    assert book.values("Other!A1")["values"] == [["1"]]


def test_what_is_not_computed_keeps_its_text_and_is_listed(book: Any) -> None:
    assert results(book, '=GOOGLEFINANCE("X")', "H1") == [["#NAME?"]]
    shown = book.values("H1", valueRenderOption="FORMULA")["values"]
    assert shown == [['=GOOGLEFINANCE("X")']]
    missing = unsupported_functions()
    assert "GOOGLEFINANCE" in missing
    assert not {"SUM", "QUERY", "FILTER", "REGEXMATCH", "ARRAYFORMULA", "TODAY"} & set(missing)


NUMBERS = st.integers(-50, 50)


@settings(deadline=None, max_examples=20)
@given(
    grid=st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=2, max_size=6),
    picks=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=4),
    edit=st.tuples(st.integers(0, 5), st.integers(0, 2), NUMBERS),
)
def test_arithmetic_agrees_with_python(
    make_desk: Any, grid: list[list[int]], picks: list[tuple[int, int]], edit: tuple[int, int, int]
) -> None:
    desk = make_desk(8, 8)
    desk.put("A1", grid)
    places = [(row % len(grid), column) for row, column in picks]
    terms = "+".join(f"{'ABC'[column]}{row + 1}*{row + 2}" for row, column in places)
    low, high = sorted(row for row, _ in (places[0], places[-1]))
    area = f"A{low + 1}:C{high + 1}"
    desk.put("E1", [[f"={terms}", f"=SUM({area})", f"=MAX({area})-MIN({area})"]], "USER_ENTERED")
    row, column, value = edit[0] % len(grid), edit[1], edit[2]
    for _ in range(2):
        flat = [one for line in grid[low : high + 1] for one in line]
        expected = [sum(grid[r][c] * (r + 2) for r, c in places), sum(flat), max(flat) - min(flat)]
        shown = desk.values("E1:G1", valueRenderOption="UNFORMATTED_VALUE")["values"]
        assert shown == [expected]
        grid[row][column] = value
        desk.put(f"{'ABC'[column]}{row + 1}", [[value]])


def test_a_large_tab_is_quick_once_it_is_computed(desk: Any, make_query: Any) -> None:
    tab = new_tab({"sheetId": 0, "title": "Sheet1"}, rows=200, columns=40)
    desk.workbook = replace(desk.workbook, tabs=(tab,))
    desk.put("A1", [[row * column % 17 for column in range(27)] for row in range(200)])
    formulas = [[f"=SUM(A{row}:F{row})+{k}" for k in range(13)] for row in range(1, 201)]
    desk.put("AB1", formulas, "USER_ENTERED")
    first = api.values_get(desk.workbook, "A1:AN200", make_query(), desk.editor)
    assert api.values_get(desk.workbook, "A1:AN200", make_query(), desk.editor) == first
    before = evaluated(desk.workbook).tabs[0]
    desk.put("A5", [[1000]])
    after = evaluated(desk.workbook).tabs[0]
    changed = [row for row in range(200) if after.row(row) is not before.row(row)]
    assert changed == [4]
