"""The rows that a tab's basic filter hides (Google: BasicFilter, FilterCriteria)."""

from typing import Any

import pytest

from tests.local_sheets.cases.writing import RED, cells, filled, g

HEAD: list[Any] = ["name", "score"]
ROWS: list[list[Any]] = [HEAD, ["Ann", 5], ["Bo", 30], ["", 9], ["Cy", "=B2+5"], ["Di", ""]]
GREATER = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "8"}]}


def hidden(desk: Any, **parameters: Any) -> list[int]:
    """The zero-based rows that the first tab says are hidden by a filter."""
    shown = desk.get(fields="sheets.data(startRow,rowMetadata.hiddenByFilter)", **parameters)
    (grid,) = shown["sheets"][0]["data"]
    rows = enumerate(grid["rowMetadata"], grid.get("startRow", 0))
    return [row for row, line in rows if line.get("hiddenByFilter")]


def filter_by(criteria: dict[int, Any], area: str = "A1:B6") -> dict[str, Any]:
    specs = [{"columnIndex": at, "filterCriteria": one} for at, one in criteria.items()]
    return {"setBasicFilter": {"filter": {"range": g(area), "filterSpecs": specs}}}


@pytest.fixture
def book(make_desk: Any) -> Any:
    desk = make_desk(8, 3)
    desk.batch(cells("A1", ROWS))
    return desk


@pytest.mark.parametrize(
    ("criteria", "rows"),
    [
        ({0: {"hiddenValues": ["Bo", "Cy"]}}, [2, 4]),
        ({0: {"hiddenValues": [""]}}, [3]),
        ({1: {"hiddenValues": ["10"]}}, [4]),
        ({1: {"condition": GREATER}}, [1, 5]),
        ({1: {"condition": GREATER, "hiddenValues": ["30"]}}, [1, 2, 5]),
        ({0: {"condition": {"type": "NOT_BLANK"}}}, [3]),
        ({0: {"hiddenValues": ["Ann"]}, 1: {"hiddenValues": ["30"]}}, [1, 2]),
        (
            {
                1: {
                    "condition": {
                        "type": "CUSTOM_FORMULA",
                        "values": [{"userEnteredValue": "=B2>9"}],
                    }
                }
            },
            [1, 3, 5],
        ),
        ({1: {"visibleBackgroundColor": RED}}, [1, 2, 3, 5]),
        ({1: {"visibleForegroundColorStyle": {"rgbColor": RED}}}, [2, 3, 4, 5]),
        ({0: {}}, []),
    ],
)
def test_a_basic_filter_hides_what_does_not_meet_it(
    book: Any, criteria: dict[int, Any], rows: list[int]
) -> None:
    book.batch(filled("B5", RED), filled("B2", RED, "textFormat.foregroundColor"))
    book.batch(filter_by(criteria))
    assert hidden(book) == rows


def test_what_is_hidden_follows_the_cells(book: Any) -> None:
    book.batch(filter_by({1: {"condition": GREATER}}))
    assert hidden(book, ranges="A4:B6") == [5]
    book.put("B2", [[100]])
    assert hidden(book) == [5]
    book.batch({"clearBasicFilter": {"sheetId": 0}})
    assert hidden(book) == []


def test_a_view_hides_nothing_for_others_and_values_are_all_there(book: Any) -> None:
    criteria = [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["Bo"]}}]
    view = {"title": "v", "range": g("A1:B6"), "filterSpecs": criteria}
    book.batch({"addFilterView": {"filter": view}})
    assert hidden(book) == []
    book.batch(filter_by({0: {"hiddenValues": ["Bo"]}}))
    assert len(book.values("A1:A6")["values"]) == 6
