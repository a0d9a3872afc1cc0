"""The index of rows with formulas sees what a search through all rows would see."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_sheets.formula_index import FormulaIndex
from local_sheets.json_text import pack
from local_sheets.stored_row import StoredRow

RULE = {"condition": {"type": "BOOLEAN"}}
CELLS: tuple[dict[str, Any], ...] = (
    {"userEnteredValue": {"formulaValue": "=A1"}},
    {"userEnteredValue": {"stringValue": '"formulaValue" "dataValidation"'}},
    {"userEnteredValue": {"numberValue": 1}, "dataValidation": RULE},
    {"note": "n"},
)
ROWS = st.dictionaries(st.integers(0, 3), st.sampled_from(CELLS), min_size=1)


@st.composite
def states(draw: st.DrawFn) -> list[dict[int, Any]]:
    """States of one tab, each made from the last; rows are plain or as they came from disk."""
    rows: dict[int, Any] = {}
    listed = []
    for _ in range(draw(st.integers(1, 5))):
        for _ in range(draw(st.integers(0, 3))):
            row_id, cells = draw(st.integers(0, 4)), draw(ROWS)
            rows[row_id] = StoredRow(pack(cells)) if draw(st.booleans()) else cells
        rows.pop(draw(st.integers(0, 4)), None)
        listed.append(dict(rows))
    return listed


def searched(rows: dict[int, Any], holds: Any) -> set[int]:
    return {row_id for row_id, row in rows.items() if any(map(holds, row.values()))}


@given(states())
def test_every_state_of_a_tab_is_seen_as_it_is(listed: list[dict[int, Any]]) -> None:
    index = FormulaIndex()
    for rows in (*listed, listed[0]):
        formulas = searched(rows, lambda c: "formulaValue" in c.get("userEnteredValue", {}))
        rules = searched(rows, lambda c: "dataValidation" in c)
        assert set(index.formulas(rows)) == formulas
        assert set(index.texts(rows)) == formulas | rules


def test_a_tab_without_formulas_is_changed_without_reading_its_rows(make_desk: Any) -> None:
    class Sealed(StoredRow):
        def read(self) -> Any:
            pytest.fail("a row was read")

        _kept = read

    desk = make_desk(50, 4)
    tab = desk.workbook.tabs[0]
    cells = {tab.column_ids[1]: {"userEnteredValue": {"numberValue": 7}}}
    object.__setattr__(tab, "rows", {row_id: Sealed(pack(cells)) for row_id in tab.row_ids[10:]})
    for kind, dimension, start in (
        ("insertDimension", "ROWS", 5),
        ("deleteDimension", "ROWS", 20),
        ("insertDimension", "COLUMNS", 1),
        ("deleteDimension", "COLUMNS", 0),
    ):
        lines = {"dimension": dimension, "startIndex": start, "endIndex": start + 1}
        desk.batch({kind: {"range": {"sheetId": 0, **lines}}})
    assert len(desk.workbook.tabs[0].rows) == 39
