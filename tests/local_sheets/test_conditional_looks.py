"""Which conditional format a cell shows (Google: ConditionType, BooleanRule)."""

from datetime import date
from typing import Any

import pytest

from local_sheets.clock import Moment
from local_sheets.formulas.evaluation import LOOK, with_looks

RED = {"backgroundColor": {"red": 1}}
BLUE = {"backgroundColor": {"blue": 1}, "textFormat": {"bold": True}}
TODAY = date(2026, 11, 22)  # serial 46348
ALL = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 6, "startColumnIndex": 0}


def rule(kind: str, *values: str, look: Any = RED, **relative: str) -> dict[str, Any]:
    operands = [{"userEnteredValue": value} for value in values]
    operands += [{"relativeDate": value} for value in relative.values()]
    condition = {"type": kind, "values": operands}
    made = {"ranges": [ALL | {"endColumnIndex": 1}]}
    return made | {"booleanRule": {"condition": condition, "format": look}}


def add(desk: Any, *rules: dict[str, Any]) -> None:
    requests = [
        {"addConditionalFormatRule": {"rule": one, "index": index}}
        for index, one in enumerate(rules)
    ]
    desk.batch(*requests)


def coloured(desk: Any, today: date = TODAY) -> list[int]:
    """The rows of column A that a rule colours, from 1."""
    tab = with_looks(desk.workbook, Moment(today=today)).tabs[0]
    return [row + 1 for row in range(8) if LOOK in tab.cell(row, 0)]


@pytest.mark.parametrize(
    ("values", "wanted", "rows"),
    [
        ([1, 5, 9, "x", ""], rule("NUMBER_GREATER", "5"), [3]),
        ([1, 5, 9, "x", ""], rule("NUMBER_GREATER_THAN_EQ", "5"), [2, 3]),
        ([1, 5, 9, "x", ""], rule("NUMBER_LESS", "=$A$2"), [1]),
        ([1, 5, 9, "x", ""], rule("NUMBER_LESS_THAN_EQ", "5"), [1, 2]),
        ([1, 5, 9, "x", ""], rule("NUMBER_EQ", "5"), [2]),
        ([1, 5, 9, "x", ""], rule("NUMBER_NOT_EQ", "5"), [1, 3]),
        ([1, 5, 9, "x", ""], rule("NUMBER_BETWEEN", "2", "9"), [2, 3]),
        ([1, 5, 9, "x", ""], rule("NUMBER_NOT_BETWEEN", "2", "8"), [1, 3]),
        (["Abs", "xabs", "no", 1], rule("TEXT_CONTAINS", "ABS"), [1, 2]),
        (["Abs", "EXACT", "X"], rule("TEXT_CONTAINS", "X"), [2, 3]),
        (["Abs", "xabs"], rule("TEXT_STARTS_WITH", "ab"), [1]),
        (["Abs", "abx"], rule("TEXT_ENDS_WITH", "bs"), [1]),
        (["Abs", "abs x"], rule("TEXT_EQ", "abs"), [1]),
        (["a@b.example", "ab"], rule("TEXT_IS_EMAIL"), [1]),
        (["x", "", 0], rule("NOT_BLANK"), [1, 3]),
        (["x", None, 0], rule("BLANK"), [2]),
        ([46347, 46348, 46349], rule("DATE_EQ", day="TODAY"), [2]),
        ([46347, 46348, 46349], rule("DATE_BEFORE", day="TODAY"), [1]),
        ([46347, 46348, 46349], rule("DATE_AFTER", day="YESTERDAY"), [2, 3]),
        ([46340, 46341, 46348, 46349], rule("DATE_EQ", day="PAST_WEEK"), [2, 3]),
        ([46347, 46348, 46349], rule("DATE_ON_OR_AFTER", "11/22/2026"), [2, 3]),
        ([46347, 46348, 46349], rule("DATE_BETWEEN", "2026-11-22", "2026-11-23"), [2, 3]),
        ([46347, "soon"], rule("DATE_IS_VALID"), [1]),
        ([1, 2, 3], rule("CUSTOM_FORMULA", "=ISODD(A1)"), [1, 3]),
        ([1, 2, 3], rule("CUSTOM_FORMULA", "=A1=$A$2"), [2]),
        ([1, 2, 0], rule("CUSTOM_FORMULA", "=A1"), [1, 2]),
        ([1, 2, "x"], rule("CUSTOM_FORMULA", "=1/(A1-1)>0"), [2]),
        ([1, 2], rule("CUSTOM_FORMULA", "=NOSUCH(A1)"), []),
        ([1, 2], rule("CUSTOM_FORMULA", "=A1+"), []),
    ],
)
def test_conditions_hold_as_documented(
    desk: Any, values: list[Any], wanted: dict[str, Any], rows: list[int]
) -> None:
    desk.put("A1", [[value] for value in values])
    desk.put("B1", [["end"]] * len(values))
    add(desk, wanted)
    assert [row for row in coloured(desk) if row <= len(values)] == rows


def test_the_first_rule_that_holds_wins(desk: Any) -> None:
    desk.put("A1", [[1], [5], [9]])
    add(desk, rule("NUMBER_GREATER", "6", look=BLUE), rule("NUMBER_GREATER", "2"))
    fields = "sheets.data.rowData.values.effectiveFormat(backgroundColor,textFormat.bold)"
    data = desk.get(ranges="A1:A3", fields=fields)["sheets"][0]["data"][0]["rowData"]
    shapes = [row["values"][0]["effectiveFormat"] for row in data]
    white = {"red": 1, "green": 1, "blue": 1}
    assert [shape["backgroundColor"] for shape in shapes] == [white, {"red": 1}, {"blue": 1}]
    assert [shape["textFormat"]["bold"] for shape in shapes] == [False, False, True]


def test_colours_follow_edits_rules_and_the_day(desk: Any) -> None:
    desk.put("A1", [[46348], [46350], [""]])
    add(desk, rule("DATE_BEFORE", day="TODAY"))
    assert coloured(desk) == []
    assert coloured(desk, date(2026, 11, 23)) == [1]
    assert coloured(desk, date(2027, 1, 1)) == [1, 2]
    desk.put("A3", [[46000]])
    assert coloured(desk) == [3]
    desk.batch({"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert coloured(desk) == []


def test_rules_see_what_formulas_compute(desk: Any) -> None:
    desk.put("A1", [["=B1*2"], ["=B2*2"]], "USER_ENTERED")
    desk.put("B1", [[1], [4]])
    add(desk, rule("NUMBER_GREATER", "5"))
    assert coloured(desk) == [2]
    desk.put("B1", [[3]])
    assert coloured(desk) == [1, 2]


def test_a_rule_over_the_whole_tab_stays_quick(desk: Any) -> None:
    desk.put("A1", [["x"]])
    everywhere = rule("CUSTOM_FORMULA", '=A1<>""') | {"ranges": [{"sheetId": 0}]}
    add(desk, everywhere)
    assert coloured(desk) == [1]
