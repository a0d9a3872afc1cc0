"""Edits that people make every week, over which other programs lose data: here nothing is lost.

Each test is named by the edit. What the others did with it was seen in gspread scripts, dlt,
Singer's tap and Airbyte: columns turned to NULL or left out, whole tabs skipped, rows gone without
a trace, crashes; nearly always they reported success.
"""

from collections.abc import Callable
from typing import Any

import pytest

from scripts.simulated_night import simulate
from sync.domain.entries import CellIssue
from sync.quota import Quota, QuotaBook
from tests.judging.test_mistakes import DATE, cells, measured
from tests.judging.watched import FIRST_COLUMN, FIRST_ROW, Watched, kept_texts
from tests.sheet_templates.living import OWNER

SCORES = {"J": [501, 512, 523, 534, 545], "K": [601, 612, 623, 634, 645]}


@pytest.fixture
def watched(fresh_tracker: Callable[..., Watched]) -> Watched:
    """A tracker with two full columns of scores that were synced."""
    one = fresh_tracker()
    one.type("J10:K14", *map(list, zip(*SCORES.values(), strict=True)))
    assert one.sync().changes == 10
    return one


def lines(watched: Watched, dimension: str, first: int, end: int) -> dict[str, Any]:
    at = {"sheetId": watched.sheet_id, "dimension": dimension}
    return {"range": at | {"startIndex": first, "endIndex": end}}


def header(watched: Watched, place: str, text: str) -> list[CellIssue]:
    """The owner types a header, a teacher types on: nothing of the tab is lost; what was said."""
    before = watched.values()
    watched.type(place, [text], person=OWNER)
    watched.type("J10", [555])
    decision = watched.sync()
    child = next(key for key, value in before.items() if value == 501)
    assert watched.values() == before | {child: 555}
    assert decision.doubts == ()
    return [one for one in decision.issues if one.rule == "header_changed"]


def test_a_header_is_renamed(watched: Watched) -> None:
    (said,) = header(watched, "J9", "Reading, autumn")
    assert said.message == (
        'The header "Reading, autumn" in J9 stands above Fall reading; it is still that column.'
    )


def test_a_header_stands_twice(watched: Watched) -> None:
    (said,) = header(watched, "J9", "Fall mathematics")
    assert said.message == (
        'The header "Fall mathematics" in J9 stands above Fall reading; it is still that column.'
    )


def test_one_header_is_blank(watched: Watched) -> None:
    (said,) = header(watched, "J9", "")
    assert said.message == (
        "A column without a header in J9 stands above Fall reading; it is still that column."
    )


def test_the_first_date_is_blank_and_unformatted(fresh_tracker: Callable[..., Watched]) -> None:
    watched = fresh_tracker()
    watched.expectation = measured(watched.expectation, DATE)
    area = cells(watched, FIRST_ROW + 1, FIRST_ROW + 5, FIRST_COLUMN, FIRST_COLUMN + 1)
    look = {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "m/d/yyyy"}}}
    fields = "userEnteredFormat.numberFormat"
    watched.edit({"repeatCell": {"range": area, "cell": look, "fields": fields}})
    watched.type("J11:J14", ["12/2/2026"], ["12/3/2026"], ["12/4/2026"], ["12/7/2026"])
    assert watched.sync().doubts == ()
    days = sorted(value.as_typed for value in watched.known.entries.values())
    assert days == ["2026-12-02", "2026-12-03", "2026-12-04", "2026-12-07"]


def test_an_error_stands_in_a_score_and_words_in_a_date(watched: Watched) -> None:
    before = watched.values()
    watched.type("J10", ["=#REF!"])
    watched.type("K11", ["next week"])
    decision = watched.sync()
    lost = {key for key, value in before.items() if value in {501, 612}}
    assert watched.values() == {key: value for key, value in before.items() if key not in lost}
    assert {one.key and (one.key.student, one.column_key) for one in decision.doubts} == lost
    assert {one.raw for one in decision.doubts} == {"#REF!", "next week"}
    assert '{"stringValue": "next week"}' in kept_texts(decision)


def test_a_title_row_stands_above_the_header(watched: Watched) -> None:
    before = watched.values()
    watched.edit({"insertDimension": lines(watched, "ROWS", 0, 1)})
    watched.type("E1", ["Our grade's scores"], person=OWNER)
    decision = watched.sync()
    assert (decision.changes, decision.doubts, watched.values()) == (0, (), before)
    message = "Row 1 stands above the headers: a row of your own, kept as it is and not read."
    assert [one.message for one in decision.issues] == [message]
    assert '{"stringValue": "Our grade\'s scores"}' in kept_texts(decision)


def test_a_tab_is_called_as_people_call_tabs(watched: Watched) -> None:
    before = watched.values()
    named = {"sheetId": watched.sheet_id, "title": "Grade 3 & 4 (Lee)"}
    watched.edit({"updateSheetProperties": {"properties": named, "fields": "title"}})
    watched.tracker.type(OWNER, "'Grade 3 & 4 (Lee)'!J10", [555])
    assert watched.sync().changes == 1
    assert {*watched.values().values()} == {*before.values()} - {501} | {555}


def test_the_last_of_201_rows_is_read(watched: Watched) -> None:
    before, tab = watched.values(), watched.tracker.tab("students")
    more = {"sheetId": watched.sheet_id, "dimension": "ROWS", "length": 201 - tab.row_count}
    source = lines(watched, "ROWS", FIRST_ROW, FIRST_ROW + 1)["range"]
    watched.edit(
        {"appendDimension": more},
        {"moveDimension": {"source": source, "destinationIndex": 201}},
    )
    watched.type("J201", [555])
    decision = watched.sync()
    assert (decision.changes, decision.doubts) == (1, ())
    child = next(key for key, value in before.items() if value == 501)
    assert watched.values() == before | {child: 555}


def test_sixty_reads_a_minute_and_eighty_trackers() -> None:
    """One read each, spread over the minutes: none is refused, none is left out."""
    night = simulate(QuotaBook(Quota()), 80)
    assert (len(night.counted_at), night.most_in(60) <= 60) == (80, True)
