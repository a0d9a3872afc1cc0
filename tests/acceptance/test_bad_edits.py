"""People do to a tracker what people do: every value ends at the right child or in an issue."""

from typing import Any

import pytest

from sheet_templates.desired.students import FIRST_STUDENT_ROW
from sheet_templates.identity import stable_id
from sync.domain.entries import EntryKey
from sync.errors import TrackerError
from sync.store.issues import current_issues
from tests.acceptance.star_schools import Entries, stored_entries
from tests.small_installation import Opened
from tests.store.looking_back import entry_history

GRADE, TRACKER = "01", "s-1.2026.01"
TAB = stable_id(TRACKER, "tab", "students")
TEACHER, OWNER = "t-2@school.example", "ad-1@school.example"
FIRST = FIRST_STUDENT_ROW  # the row of the first child, counted from 0
WIDTH = 13  # key to score columns: A to M


@pytest.fixture
def before(school: Opened) -> Entries:
    entries = stored_entries(school)
    assert len(entries) > 15
    return entries


def edit(school: Opened, person: str, *requests: dict[str, Any]) -> None:
    """One batchUpdate of a person on the grade's tracker."""
    gateway = school.gateway(person)
    gateway.draw(school.spreadsheets()[GRADE], requests, "spreadsheetId")


def type_at(school: Opened, person: str, place: str, *rows: list[Any]) -> None:
    """Type as a person does."""
    school.gateway(person).type_values(school.spreadsheets()[GRADE], f"Students!{place}", rows)


def synced(school: Opened) -> tuple[int, list[tuple[str, str, str]]]:
    """Sync: how many entries changed, and every issue by cell, rule and its whole message."""
    changes = school.run("sync")["changes"]
    with school.installation.store.reading() as tx:
        stored = current_issues(tx, school.installation.scope())
    return changes, [(one.issue.a1, one.issue.rule, one.issue.message) for one in stored]


def rows_of(school: Opened) -> list[list[Any]]:
    """The children's rows as they stand, all cells; a blank is an empty text."""
    return [[*row, *[""] * (WIDTH - len(row))] for row in values(school, "A10:M13")]


def values(school: Opened, place: str) -> list[list[Any]]:
    spreadsheet = school.spreadsheets()[GRADE]
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Students!{place}"
    answer: dict[str, Any] = school.gateway(OWNER).http.request("get", url).json()
    found: list[list[Any]] = answer.get("values", [])
    return found


def cells_of(school: Opened) -> dict[tuple[str, str, str], str]:
    """Where the store says that each entry stands."""
    return {
        (row["student"], row["checkpoint"], row["metric"]): row["cell"].rpartition("range=")[2]
        for row in school.run("entries")
        if row["tracker"] == TRACKER
    }


def lines(dimension: str, first: int, end: int) -> dict[str, Any]:
    return {"range": {"sheetId": TAB, "dimension": dimension, "startIndex": first, "endIndex": end}}


def test_an_inserted_column_and_row_move_cells_and_no_value(
    school: Opened, before: Entries
) -> None:
    cells = cells_of(school)
    edit(
        school,
        OWNER,
        {"insertDimension": lines("COLUMNS", 10, 11) | {"inheritFromBefore": True}},
        {"insertDimension": lines("ROWS", FIRST, FIRST + 1)},
    )
    assert synced(school) == (0, [])
    assert stored_entries(school) == before
    columns = {"J": "J", "K": "L", "L": "M", "M": "N"}
    assert cells_of(school) == {
        key: f"{columns[cell[0]]}{int(cell[1:]) + 1}" for key, cell in cells.items()
    }


def test_renamed_headers_and_tabs_change_nothing(school: Opened, before: Entries) -> None:
    type_at(school, OWNER, "J9:K9", ["Winter art", "Spring reading"])
    title = {"properties": {"sheetId": TAB, "title": "Kids 2.0"}, "fields": "title"}
    edit(school, OWNER, {"updateSheetProperties": title})
    assert synced(school) == (0, [])
    assert stored_entries(school) == before


def test_rows_whose_names_were_sorted_apart_from_their_scores_reach_no_child(
    school: Opened, before: Entries
) -> None:
    rows = [row[:8] for row in rows_of(school)]
    type_at(school, OWNER, "A10:H13", rows[1], rows[2], rows[0], rows[3])
    assert synced(school) == (0, [(f"{n}:{n}", "row_parted", _parted(n)) for n in (10, 11, 12)])
    assert stored_entries(school) == before
    type_at(school, OWNER, "A10:H13", *rows)
    assert synced(school) == (0, [])
    assert stored_entries(school) == before


def test_rows_sorted_whole_without_their_marks_are_told_by_keys_and_scores(
    school: Opened, before: Entries
) -> None:
    rows = rows_of(school)
    type_at(school, OWNER, "A10:M13", rows[1], rows[2], rows[0], rows[3])
    assert synced(school) == (0, [])
    assert stored_entries(school) == before
    assert {cells_of(school)[key][1:] for key in before if key[0] == rows[0][4]} == {"12"}


def _parted(row: int) -> str:
    return (
        f"Row {row} was sorted or pasted apart: its hidden key names another child. "
        "Undo that (File, Version history), or ask the document owner to repair the tracker."
    )


def test_a_row_moved_by_its_key_alone_is_still_the_childs(school: Opened, before: Entries) -> None:
    """Cut and pasted below: the mark is lost with the row, the key cell has come along."""
    moved = rows_of(school)[0]
    edit(
        school,
        OWNER,
        {"appendDimension": {"sheetId": TAB, "dimension": "ROWS", "length": 1}},
        {"deleteDimension": lines("ROWS", FIRST, FIRST + 1)},
    )
    type_at(school, OWNER, "A13:M13", moved)
    assert synced(school) == (0, [])
    assert stored_entries(school) == before
    assert {cells_of(school)[key][1:] for key in before if key[0] == moved[4]} == {"13"}


def test_a_deleted_row_is_stated_and_its_entries_stay(school: Opened, before: Entries) -> None:
    child = rows_of(school)[1][4]
    edit(school, OWNER, {"deleteDimension": lines("ROWS", FIRST + 1, FIRST + 2)})
    gone = (
        f"The row of {child} is gone. Undo its removal (File, Version history); "
        "its entries stay as they were."
    )
    assert synced(school) == (0, [("1:1", "row_missing", gone)])
    assert stored_entries(school) == before


def test_a_copied_row_counts_for_nobody_until_it_is_removed(
    school: Opened, before: Entries
) -> None:
    row = rows_of(school)[0]
    edit(school, OWNER, {"appendDimension": {"sheetId": TAB, "dimension": "ROWS", "length": 1}})
    type_at(school, OWNER, "A14:M14", [*row[:9], 600, 601, 602, 603])
    doubled = (
        "Row {} carries the key of a child that stands in another row too. "
        "Remove the copy; nothing of either row is counted until then."
    )
    assert synced(school) == (
        0,
        [(f"{n}:{n}", "row_doubled", doubled.format(n)) for n in (10, 14)],
    )
    assert stored_entries(school) == before
    edit(school, OWNER, {"deleteDimension": lines("ROWS", FIRST + 4, FIRST + 5)})
    assert synced(school) == (0, [])


def test_a_row_of_nobodys_stays_excused_where_another_is_typed_above_it(school: Opened) -> None:
    append = {"appendDimension": {"sheetId": TAB, "dimension": "ROWS", "length": 1}}
    edit(school, OWNER, append)
    type_at(school, OWNER, "E14:J14", ["a guest", "", "", "", "", 444])
    synced(school)
    (guest,) = states(school)
    school.run("flag_move", flag=guest, to="excused", reason="Is here for a week.", by=OWNER)
    above = {**lines("ROWS", FIRST + 4, FIRST + 5), "inheritFromBefore": False}
    edit(school, OWNER, {"insertDimension": above})
    type_at(school, OWNER, "E14:J14", ["somebody", "", "", "", "", 333])
    _, told = synced(school)
    assert [place for place, *_ in told] == ["14:14", "15:15"]
    after = states(school)
    assert after.pop(guest) == "excused"
    assert list(after.values()) == ["open"]


def states(school: Opened) -> dict[str, str]:
    """The flags of rows and cells that cannot be read, and how each stands."""
    flags = school.run("flags", tracker=TRACKER)
    return {one["flag"]: one["state"] for one in flags if one["kind"] == "unreadable"}


def test_a_deleted_column_is_stated_and_its_entries_stay(school: Opened, before: Entries) -> None:
    edit(school, OWNER, {"deleteDimension": lines("COLUMNS", 9, 10)})
    gone = (
        "The column Fall reading is gone. Undo its removal (File, Version history); "
        "its entries stay as they were."
    )
    assert synced(school) == (0, [("1:1", "column_missing", gone)])
    assert stored_entries(school) == before


def test_a_deleted_tab_fails_that_tracker_only_and_its_entries_stay(
    school: Opened, before: Entries
) -> None:
    edit(school, OWNER, {"deleteSheet": {"sheetId": TAB}})
    with pytest.raises(TrackerError) as failed:
        school.run("sync")
    assert failed.value.problems == (
        (
            "s-1.2026.01: the Students tab is gone. Undo its removal in the "
            "spreadsheet (File, Version history); until then its entries stay as they were."
        ),
    )
    assert stored_entries(school) == before


@pytest.mark.parametrize(
    ("typed", "rule", "message"),
    [
        ("absnt", "text", '"absnt" is neither a score nor a code. If it means absent, type ABS.'),
        # The cell has a number format of its own, so the percentage is stored as one half.
        (
            "50%",
            "out_of_range",
            (
                "0.5 is outside Stanford Achievement Test scale score. "
                "Type a whole number from 200 to 900, or a code."
            ),
        ),
        (
            "=500+11",
            "formula",
            "=500+11 is a formula, which gives 511 now. If that is right, type 511.",
        ),
        (
            "1500",
            "out_of_range",
            (
                "1500 is outside Stanford Achievement Test scale score. "
                "Type a whole number from 200 to 900, or a code."
            ),
        ),
        ("TRUE", "boolean", "TRUE is not a score. Type a whole number from 200 to 900, or a code."),
    ],
)
def test_what_is_no_score_becomes_an_issue_and_the_score_before_it_stays_in_history(
    school: Opened, before: Entries, typed: str, rule: str, message: str
) -> None:
    key = ("st-2-1", "fall", "math")
    cell = cells_of(school)[key]
    type_at(school, TEACHER, cell, [typed])
    assert synced(school) == (1, [(cell, rule, message)])
    assert stored_entries(school) == {other: v for other, v in before.items() if other != key}
    with school.installation.store.reading() as tx:
        place = EntryKey(student=key[0], checkpoint=key[1], metric=key[2])
        history = entry_history(tx, school.installation.scope(), place)
    assert [(one.value.number, one.to_at is None) for one in history] == [(before[key], False)]
    type_at(school, TEACHER, cell, [str(int(before[key]))])
    assert synced(school) == (1, [])
    assert stored_entries(school) == before


def test_codes_and_texts_of_numbers_are_taken_for_what_they_are(
    school: Opened, before: Entries
) -> None:
    cell = cells_of(school)[("st-2-1", "fall", "math")]
    type_at(school, TEACHER, cell, [" abs "])
    assert synced(school) == (1, [])
    codes = [row["code"] for row in school.run("entries") if row["value"] is None]
    assert codes == ["ABS"]
    type_at(school, TEACHER, cell, ["'511"])
    assert synced(school) == (1, [])
    assert stored_entries(school) == before | {("st-2-1", "fall", "math"): 511}
