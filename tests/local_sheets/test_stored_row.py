"""Rows from disk are what was stored, whether read once or looked into."""

from typing import Any

import orjson

from local_sheets.json_text import pack, plain
from local_sheets.stored_row import StoredRow, cells_of, picked
from local_sheets.workbook import Row

CELLS: Row = {3: {"userEnteredValue": {"stringValue": "a"}}, 70_000: {"note": "n"}}


def stored(cells: Any = CELLS) -> StoredRow:
    return StoredRow(pack(cells))


def test_a_stored_row_is_the_mapping_that_was_stored() -> None:
    row = stored()
    assert dict(row) == CELLS
    assert row == CELLS
    assert (len(row), row.get(3), row.get(4)) == (2, CELLS[3], None)
    assert {**row, 4: {}} == {**CELLS, 4: {}}


def test_reading_once_gives_the_same_and_keeps_nothing() -> None:
    row = stored()
    assert cells_of(row) == CELLS
    assert cells_of(row) is not cells_of(row)
    assert row[3] is row[3]


def test_picked_cells_come_in_the_order_of_the_columns() -> None:
    columns = (70_000, 9, 3)
    wanted = [CELLS[70_000], None, CELLS[3]]
    looked_into = stored()
    assert looked_into[3]
    for row in (stored(), looked_into, CELLS):
        assert list(picked(row, columns)) == wanted


def test_a_plain_row_is_read_as_it_is() -> None:
    assert cells_of(CELLS) is CELLS


def test_a_stored_row_is_packed_again_as_it_was() -> None:
    assert orjson.loads(pack(stored())) == plain(CELLS)


def test_a_row_tells_unread_which_fields_it_cannot_hold() -> None:
    assert stored().mentions("note")
    assert not stored().mentions("formulaValue")
    said = {1: {"userEnteredValue": {"stringValue": 'a "formulaValue" b'}}}
    assert not stored(said).mentions("formulaValue")
