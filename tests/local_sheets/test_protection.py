"""Protected ranges: who is refused what."""

from dataclasses import replace
from typing import Any

import pytest

from local_sheets import sheets_api as api
from local_sheets.calls import Editor
from local_sheets.errors import PROTECTED, GoogleError

Json = dict[str, Any]
ROBOT = "service@robots.example"
TEACHER = "teacher@school.example"


def protect(range_: Json, users: list[str] | None, **more: Any) -> Json:
    body: Json = {"range": range_, **more}
    if users is not None:
        body["editors"] = {"users": users}
    return {"addProtectedRange": {"protectedRange": body}}


def refused(desk: Any, *requests: Json) -> str | None:
    """The text with which a batch is refused, or None; a refused batch changes nothing."""
    before = desk.workbook
    try:
        desk.batch(*requests)
    except GoogleError as refusal:
        error = refusal
    else:
        return None
    assert (error.code, error.status) == (400, "INVALID_ARGUMENT")
    assert desk.workbook is before
    return error.message


@pytest.fixture
def guarded(desk: Any) -> Any:
    """Tab 0: header rows 1-2 and columns D-E from row 1 down are the service's; tab 5 all of it.

    On tab 5 the block B2:C3 is open to all.
    """
    desk.add_tab("Closed", 5)
    hole = {"sheetId": 5, "startRowIndex": 1, "endRowIndex": 3}
    hole |= {"startColumnIndex": 1, "endColumnIndex": 3}
    desk.batch(
        protect({"endRowIndex": 2}, [ROBOT], protectedRangeId=1),
        protect({"startColumnIndex": 3, "endColumnIndex": 5}, [ROBOT], protectedRangeId=2),
        protect({"sheetId": 5}, [ROBOT], protectedRangeId=3, unprotectedRanges=[hole]),
    )
    return desk


def lines(start: int, end: int, dimension: str = "ROWS", sheet_id: int = 0) -> Json:
    bounds = {"dimension": dimension, "startIndex": start, "endIndex": end}
    return {"range": {"sheetId": sheet_id, **bounds}}


def cells(top: int, left: int, sheet_id: int = 0) -> Json:
    bounds = {"startRowIndex": top, "endRowIndex": top + 1}
    return {"sheetId": sheet_id, **bounds, "startColumnIndex": left, "endColumnIndex": left + 1}


def note(top: int, left: int, sheet_id: int = 0) -> Json:
    return {
        "repeatCell": {
            "range": cells(top, left, sheet_id),
            "cell": {"note": "x"},
            "fields": "note",
        }
    }


BOLD = {
    "ranges": [cells(0, 0)],
    "booleanRule": {"condition": {"type": "BLANK"}, "format": {"textFormat": {"bold": True}}},
}
RENAME = {"properties": {"sheetId": 5, "title": "Mine"}, "fields": "title"}


@pytest.mark.parametrize(
    ("request_", "allowed"),
    [
        (note(0, 0), False),
        (note(2, 0), True),
        (note(2, 3), False),
        (note(999, 4), False),
        (note(2, 5), True),
        (note(0, 0, 5), False),
        (note(1, 1, 5), True),
        (note(3, 1, 5), False),
        ({"setDataValidation": {"range": cells(1, 1)}}, False),
        ({"setDataValidation": {"range": cells(5, 1)}}, True),
        ({"addConditionalFormatRule": {"rule": BOLD}}, False),
        ({"deleteDimension": lines(1, 3)}, False),
        ({"deleteDimension": lines(5, 6)}, False),
        ({"deleteDimension": lines(5, 6, "COLUMNS")}, False),
        ({"deleteDimension": lines(3, 4, "COLUMNS")}, False),
        ({"insertDimension": lines(1, 2)}, False),
        ({"insertDimension": lines(5, 6)}, False),
        ({"insertDimension": lines(4, 5, "COLUMNS")}, False),
        ({"insertDimension": lines(1, 2, "ROWS", 5)}, False),
        ({"updateSheetProperties": RENAME}, False),
        ({"deleteSheet": {"sheetId": 5}}, False),
        ({"deleteSheet": {"sheetId": 0}}, False),
        ({"deleteProtectedRange": {"protectedRangeId": 1}}, False),
        (
            {
                "updateProtectedRange": {
                    "protectedRange": {"protectedRangeId": 1, "description": "mine"},
                    "fields": "description",
                }
            },
            False,
        ),
    ],
)
def test_editor_of_the_file_is_stopped_by_protections(
    guarded: Any, teacher: Editor, request_: Json, *, allowed: bool
) -> None:  # 4.3, 4.4
    kind = next(iter(request_))
    text = refused(guarded.seen_by(teacher), request_)
    assert text == (None if allowed else f"Invalid requests[0].{kind}: {PROTECTED}")
    assert refused(guarded, request_) is None


def test_any_editor_of_the_file_may_add_a_protection(guarded: Any, teacher: Editor) -> None:
    mine = guarded.seen_by(teacher)
    assert refused(mine, protect({"startRowIndex": 50}, [TEACHER])) is None
    assert refused(replace(mine, editor=guarded.editor), note(60, 0)) is not None  # 4.3


def test_row_may_be_inserted_where_no_protection_reaches(desk: Any, teacher: Editor) -> None:
    desk.batch(protect({"endRowIndex": 2, "endColumnIndex": 3}, [ROBOT]))
    assert refused(desk.seen_by(teacher), {"insertDimension": lines(2, 3)}) is None
    assert refused(desk.seen_by(teacher), {"insertDimension": lines(1, 2)}) is not None


def test_values_into_protected_cells_are_refused(
    guarded: Any, teacher: Editor, make_query: Any
) -> None:  # 4.4
    mine = guarded.seen_by(teacher)
    with pytest.raises(GoogleError) as error:
        mine.put("A1", [["x"]])
    assert (error.value.code, error.value.message) == (400, PROTECTED)
    mine.put("C3", [["mine", None, None, "mine"]])
    with pytest.raises(GoogleError):
        mine.put("C3", [["mine", "not mine"]])
    body = {"valueInputOption": "RAW", "data": [{"range": "A1", "values": [["x"]]}]}
    with pytest.raises(GoogleError) as error:
        api.values_batch_update(mine.workbook, make_query(), body, teacher)
    assert error.value.message == f"Invalid data[0]: {PROTECTED}"
    with pytest.raises(GoogleError):
        api.values_clear(mine.workbook, "D9", make_query(), {}, teacher)


@pytest.mark.parametrize(
    ("editors", "allowed"),
    [
        ({"users": [ROBOT, TEACHER.upper()]}, True),
        ({"users": [ROBOT], "groups": ["Second@school.example"]}, True),
        ({"users": [ROBOT], "groups": ["third@school.example"]}, False),
        ({"users": [ROBOT], "domainUsersCanEdit": True}, True),
        ({"users": [ROBOT]}, False),
        (None, True),
    ],
)
def test_editors_are_people_groups_or_everybody(
    desk: Any, teacher: Editor, editors: Json | None, *, allowed: bool
) -> None:  # 4.1, 4.2
    body: Json = {"range": {"endRowIndex": 2}}
    if editors is not None:
        body["editors"] = editors
    desk.batch({"addProtectedRange": {"protectedRange": body}})
    assert (refused(desk.seen_by(teacher), note(0, 0)) is None) is allowed


def test_owner_may_always_edit(guarded: Any, owner: Editor) -> None:  # 4.3
    assert refused(guarded.seen_by(owner), note(0, 0), {"deleteSheet": {"sheetId": 5}}) is None


def test_warning_stops_nobody_and_has_no_editors(desk: Any, teacher: Editor) -> None:  # 4.2
    text = refused(desk, protect({}, [ROBOT], warningOnly=True))
    assert text == (
        "Invalid requests[0].addProtectedRange: "
        "ProtectedRange is warningOnly. Editors cannot be set on it."
    )
    desk.batch(protect({}, [], warningOnly=True))
    assert refused(desk.seen_by(teacher), note(0, 0)) is None


def test_caller_must_be_among_the_editors(desk: Any, owner: Editor) -> None:  # 4.2
    text = refused(desk, protect({}, [TEACHER]))
    assert text == (
        "Invalid requests[0].addProtectedRange: You can't remove yourself as an editor."
    )
    assert refused(desk.seen_by(owner), protect({}, [TEACHER])) is None
    desk.batch(protect({}, [ROBOT], protectedRangeId=4))
    change = {"protectedRangeId": 4, "editors": {"users": [TEACHER]}}
    text = refused(desk, {"updateProtectedRange": {"protectedRange": change, "fields": "editors"}})
    assert text == (
        "Invalid requests[0].updateProtectedRange: You can't remove yourself as an editor."
    )


def test_owner_shows_among_the_editors_only_on_a_later_read(desk: Any, owner: Editor) -> None:
    mine = desk.seen_by(owner)
    request_ = protect({"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2}, [])
    reply = mine.batch(request_)["replies"][0]["addProtectedRange"]["protectedRange"]
    number = reply.pop("protectedRangeId")
    assert reply == {
        "range": {"startRowIndex": 0, "endRowIndex": 2},
        "requestingUserCanEdit": True,
        "editors": {},
    }
    shown = mine.get(fields="sheets.protectedRanges")["sheets"][0]["protectedRanges"]
    assert shown == [{**reply, "protectedRangeId": number, "editors": {"users": [owner.email]}}]


def test_editors_are_hidden_from_who_may_not_edit(guarded: Any, teacher: Editor) -> None:  # 4.1
    shown = guarded.seen_by(teacher).get(fields="sheets.protectedRanges")["sheets"][0]
    assert shown["protectedRanges"][0] == {"protectedRangeId": 1, "range": {"endRowIndex": 2}}
    own = guarded.get(fields="sheets.protectedRanges")["sheets"][0]["protectedRanges"][0]
    assert own["editors"] == {"users": [ROBOT]}
    assert own["requestingUserCanEdit"] is True


def test_taken_id_is_refused(guarded: Any) -> None:  # 4.1
    text = refused(guarded, protect({}, [ROBOT], protectedRangeId=1))
    assert text is not None
    assert "ID 1 already exists" in text


def test_holes_need_a_whole_protected_tab(desk: Any) -> None:  # 4.1
    hole = [{"endRowIndex": 1}]
    text = refused(desk, protect({"endRowIndex": 5}, [ROBOT], unprotectedRanges=hole))
    assert text is not None
    assert "only supported on protected sheets" in text


def test_warning_turned_into_protection_is_open_to_all_editors(
    desk: Any, teacher: Editor
) -> None:  # 4.2
    desk.batch(protect({}, None, warningOnly=True, protectedRangeId=8))
    strict = {"protectedRangeId": 8, "warningOnly": False}
    change = {"protectedRange": strict, "fields": "warningOnly"}
    desk.batch({"updateProtectedRange": change})
    assert refused(desk.seen_by(teacher), note(0, 0)) is None


def test_protection_can_be_changed_and_removed(guarded: Any, teacher: Editor) -> None:
    body = {"protectedRangeId": 1, "range": {"endRowIndex": 1}, "description": "Header"}
    change = {"protectedRange": body, "fields": "range,description"}
    guarded.batch({"updateProtectedRange": change})
    assert [held["protectedRangeId"] for held in guarded.workbook.tabs[0].held(HELD)] == [1, 2]
    assert refused(guarded.seen_by(teacher), note(1, 0)) is None
    guarded.batch({"deleteProtectedRange": {"protectedRangeId": 1}})
    assert refused(guarded.seen_by(teacher), note(0, 0)) is None
    text = refused(guarded, {"deleteProtectedRange": {"protectedRangeId": 1}})
    assert text is not None
    assert "No protected range with ID: 1" in text


HELD = "protectedRanges"


def test_in_a_shared_drive_nobody_owns(guarded: Any, owner: Editor) -> None:  # 5.7
    member = replace(owner, is_owner=False, owner=None)
    assert refused(guarded.seen_by(member), note(0, 0)) is not None
