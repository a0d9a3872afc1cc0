from typing import Any

import orjson

from sheet_templates.nightly import parse_nightly
from sheet_templates.snapshot import BLANK, NIGHTLY_FACETS, Cells, parse_snapshot

CELLS: list[dict[str, Any]] = [
    {},
    {"userEnteredValue": {"numberValue": 5}, "effectiveValue": {"numberValue": 5}},
    {"userEnteredValue": {"numberValue": 5.0}, "formattedValue": "5"},
    {"userEnteredValue": {"stringValue": 'Ana "Nut" Ñandú, \u2028'}, "note": "ask\n\\her\\"},
    {
        "userEnteredValue": {"formulaValue": "=1/0"},
        "effectiveValue": {"errorValue": {"type": "DIVIDE_BY_ZERO", "message": "x"}},
        "formattedValue": "#DIV/0!",
        "effectiveFormat": {"numberFormat": {"type": "PERCENT"}},
    },
    {"note": "long " * 100},
]
ANSWER = {
    "properties": {"title": "Grade 2", "locale": "en_US", "timeZone": "America/Chicago"},
    "sheets": [
        {
            "properties": {"sheetId": 7, "title": "Students", "gridProperties": {"rowCount": 9}},
            "merges": [{"sheetId": 7, "startRowIndex": 1, "endRowIndex": 2}],
            "protectedRanges": [{"protectedRangeId": 3, "editors": {"users": ["a@b.example"]}}],
            "data": [
                {
                    "rowData": [{"values": CELLS}, {}, {"values": CELLS[::-1]}],
                    "rowMetadata": [{"developerMetadata": [{"metadataValue": "r-1"}]}, {}],
                    "columnMetadata": [{"hiddenByUser": True, "pixelSize": 100}],
                }
            ],
        },
        {"properties": {"sheetId": 8, "title": "Empty"}, "data": [{}]},
        {"properties": {"sheetId": 9, "title": "Chart"}},
    ],
}


def test_an_answer_says_the_same_from_its_bytes() -> None:
    whole = parse_snapshot(ANSWER, NIGHTLY_FACETS)
    assert [len(row) for row in whole.tabs[0].cells] == [6, 0, 6]
    assert parse_nightly(orjson.dumps(ANSWER)) == whole
    assert parse_nightly(orjson.dumps(ANSWER, option=orjson.OPT_INDENT_2)) == whole
    assert parse_nightly(b"{}") == parse_snapshot({}, NIGHTLY_FACETS)


def test_what_nobody_typed_is_the_one_blank_cell() -> None:
    tab = parse_nightly(orjson.dumps(ANSWER)).tabs[0]
    assert tab.cells[0][0] is BLANK
    assert tab.cells[2][5] is BLANK
    assert tab.cell(len(tab.cells), 0) is BLANK
    assert tab.cell(0, len(tab.cells[0])) is BLANK


def test_cells_are_remembered_and_forgotten_again() -> None:
    cells = Cells(0, bytes)

    def row(numbers: range) -> tuple[float, ...]:
        said = [f'{{"userEnteredValue":{{"numberValue":{one}}}}}'.encode() for one in numbers]
        return tuple(one.entered["numberValue"] for one in cells.of({"values": said}))

    for begin in range(0, 25_000, 500):
        assert row(range(begin, begin + 500)) == tuple(range(begin, begin + 500))
        assert len(cells) <= 10_000
    (one,), (same,) = (cells.of({"values": [b'{"note":"n"}']}) for _ in range(2))
    assert one is same
