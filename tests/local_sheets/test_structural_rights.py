"""What non-editors may not do to the shape of a tab, and the switches."""

from typing import Any

import pytest

from local_sheets.errors import PROTECTED, GoogleError
from local_sheets.kinds.table import KINDS
from tests.local_sheets.cases.writing import (
    AT_C3,
    LINE,
    SPEC,
    band,
    cells,
    cut,
    delete,
    find,
    g,
    group,
    insert,
    lines,
    merge,
    move,
    name,
    paste,
    protect,
    rule,
    shift,
    sort,
    under,
)

Request = dict[str, Any]
CLOSED: dict[str, Any] = {"editors": {"users": []}}
NOTE = {"note": "n"}

REACHING: list[Request] = [
    cells("B2", [["x"]]),
    {"repeatCell": {"range": g("A1:C3"), "cell": NOTE, "fields": "note"}},
    {"appendCells": {"rows": [{"values": [NOTE, NOTE]}], "fields": "note"}},
    {"setDataValidation": {"range": g("A1:C3")}},
    delete("ROWS", 1, 2),
    delete("COLUMNS", 1, 2),
    insert("ROWS", 2, 3),
    move("ROWS", 1, 2, 5),
    move("ROWS", 4, 5, 2),
    move("COLUMNS", 1, 2, 4),
    shift("insert", "B1", "ROWS"),
    shift("delete", "A2", "COLUMNS"),
    sort("A1:C3", (0, "ASCENDING")),
    {"randomizeRange": {"range": g("A1:C3")}},
    {"deleteDuplicates": {"range": g("A1:C3")}},
    {"trimWhitespace": {"range": g("A1:C3")}},
    {"textToColumns": {"source": g("A2"), "delimiterType": "COMMA"}},
    paste("E1", "B2"),
    paste("E1", "A1:C3"),
    cut("B2", 6, 4),
    cut("E1", 1, 1),
    find("held", "free"),
    merge("A1:B2"),
    {"unmergeCells": {"range": g("A1:C3")}},
    {"updateBorders": {"range": g("B2"), "top": LINE}},
    band("A1:C3"),
    rule("B2:B3"),
    {"deleteSheet": {"sheetId": 0}},
    {"deleteProtectedRange": {"protectedRangeId": 3}},
]
TAB_ONLY: list[Request] = [
    {"updateSheetProperties": {"properties": {"title": "New"}, "fields": "title"}},
    {
        "updateDimensionProperties": {
            "range": lines("ROWS", 0, 1),
            "properties": {"hiddenByUser": True},
            "fields": "hiddenByUser",
        }
    },
    {"appendDimension": {"dimension": "ROWS", "length": 1}},
    {"autoResizeDimensions": {"dimensions": lines("ROWS", 0, 1)}},
    group("add", "ROWS", 0, 1),
    {"addChart": {"chart": {"spec": SPEC, "position": AT_C3}}},
]


def label(request: Request) -> str:
    return next(iter(request))


@pytest.fixture
def closed(desk: Any, owner: Any, teacher: Any) -> Any:
    """A tab with a range that only the owner may edit, as a teacher has it open."""
    mine = desk.seen_by(owner)
    mine.add_tab("Other", 7)
    mine.batch(
        cells("A1", [["a,b", "x"], ["c,d", "held"]]), protect({"range": g("B2:B3")} | CLOSED)
    )
    return mine.seen_by(teacher)


def refused(desk: Any, request: Request) -> bool:
    try:
        desk.batch(request)
    except GoogleError as error:
        if (error.code, error.message.endswith(PROTECTED)) != (400, True):
            raise
        return True
    return False


@pytest.mark.parametrize("request_", REACHING, ids=label)
def test_nothing_reaches_into_a_closed_range(closed: Any, owner: Any, request_: Request) -> None:
    before = closed.workbook
    assert refused(closed, request_)
    assert closed.workbook is before
    assert not refused(closed.seen_by(owner), request_)


@pytest.mark.parametrize("request_", TAB_ONLY, ids=label)
def test_a_closed_tab_keeps_its_shape(closed: Any, owner: Any, request_: Request) -> None:
    assert not refused(closed.seen_by(closed.editor), request_)
    mine = closed.seen_by(owner)
    mine.batch(protect({"range": {"sheetId": 0}, "protectedRangeId": 4} | CLOSED))
    assert refused(mine.seen_by(closed.editor), request_)
    assert not refused(mine, request_)


def test_a_closed_range_does_not_move_by_its_name(closed: Any, owner: Any) -> None:
    mine = closed.seen_by(owner)
    mine.batch(name("Solo"), protect({"namedRangeId": "n1", "protectedRangeId": 5} | CLOSED))
    body = {"namedRange": {"namedRangeId": "n1", "range": g("E5")}, "fields": "range"}
    assert refused(mine.seen_by(closed.editor), {"updateNamedRange": body})
    assert refused(mine.seen_by(closed.editor), {"deleteNamedRange": {"namedRangeId": "n1"}})
    assert not refused(mine, {"updateNamedRange": body})


def test_every_kind_that_touches_cells_is_tried() -> None:
    """A kind is tried here, or is named as touching nothing, or as changing what has an id."""
    by_id = {
        *("updateProtectedRange", "updateConditionalFormatRule", "deleteConditionalFormatRule"),
        *("updateBanding", "deleteBanding", "deleteDimensionGroup", "updateDimensionGroup"),
        *("updateChartSpec", "addSlicer", "updateSlicerSpec", "deleteEmbeddedObject"),
        *("updateEmbeddedObjectPosition", "updateNamedRange", "deleteNamedRange"),
    }
    silent = {kind for kind in KINDS if KINDS[kind].footprint.__name__ == "<lambda>"}
    tried = {label(request) for request in (*REACHING, *TAB_ONLY)}
    assert set(KINDS) == tried | by_id | silent


@pytest.mark.parametrize("strict", [True, False])
def test_protected_columns_stop_new_rows(desk: Any, owner: Any, teacher: Any, strict: bool) -> None:  # noqa: FBT001
    mine = under(desk.seen_by(owner), protected_columns_stop_new_rows=strict)
    mine.batch(protect({"range": g("B:C")} | CLOSED))
    assert refused(mine.seen_by(teacher), insert("ROWS", 2, 3)) is strict
    assert refused(mine.seen_by(teacher), insert("COLUMNS", 2, 3))


@pytest.mark.parametrize("every", [True, False])
def test_overlapping_protections(desk: Any, owner: Any, teacher: Any, every: bool) -> None:  # noqa: FBT001
    mine = under(desk.seen_by(owner), every_protection_counts=every)
    open_ = {"editors": {"users": [teacher.email]}, "protectedRangeId": 4}
    mine.batch(protect({"range": g("A1:C3")} | CLOSED), protect({"range": g("B2:B3")} | open_))
    assert refused(mine.seen_by(teacher), cells("B2", [["x"]])) is every
    assert refused(mine.seen_by(teacher), cells("A1", [["x"]]))


@pytest.mark.parametrize("follows", [True, False])
def test_metadata_and_a_sort(desk: Any, follows: bool) -> None:  # noqa: FBT001
    book = under(desk, sort_moves_metadata=follows)
    entry = {"metadataKey": "rid", "visibility": "DOCUMENT"}
    where = {"location": {"dimensionRange": lines("ROWS", 0, 1)}}
    book.batch(
        cells("A1", [["b"], ["a"]]),
        {"createDeveloperMetadata": {"developerMetadata": entry | where}},
        sort("A1:A2", (0, "ASCENDING")),
    )
    held = book.workbook.tabs[0].row_metadata
    assert list(held) == [book.workbook.tabs[0].row_ids[1 if follows else 0]]


@pytest.mark.parametrize("keeps", [True, False])
def test_what_a_duplicated_tab_takes_along(desk: Any, keeps: bool) -> None:  # noqa: FBT001
    book = under(desk, duplicate_keeps_metadata=keeps, duplicate_keeps_protections=keeps)
    entry = {"metadataId": 5, "metadataKey": "rid", "visibility": "DOCUMENT"}
    where = {"location": {"dimensionRange": lines("ROWS", 1, 2)}}
    users = {"editors": {"users": [desk.editor.email, "x@school.example"]}}
    book.batch(
        {"createDeveloperMetadata": {"developerMetadata": entry | where}},
        protect({"range": g("B:B")} | users),
        {"duplicateSheet": {"newSheetId": 8}},
    )
    source, copy = book.workbook.tabs
    (kept,) = copy.row_metadata.values() if keeps else [()]
    guards = copy.held("protectedRanges")
    assert [one["metadataKey"] for one in kept] == (["rid"] if keeps else [])
    assert all(one["metadataId"] != 5 for one in kept)
    assert [one["range"] for one in guards] == ([g("B:B", 8)] if keeps else [])
    assert all(one["editors"] == {"users": [desk.editor.email]} for one in guards)
    assert len(source.row_metadata) == len(source.held("protectedRanges")) == 1


def test_a_thread_lives_its_life(desk: Any, teacher: Any) -> None:  # 7.3
    inserted = desk.batch({"insertComment": {"coordinate": {"rowIndex": 1}, "content": "Late?"}})
    assert inserted["commentUpdateState"] == "ALL_SAVED"
    thread = inserted["replies"][0]["insertComment"]["commentThread"]
    number = thread["commentId"]
    reply = {"commentId": number, "post": {"content": "Done", "commentAction": "RESOLVE"}}
    desk.batch({"addCommentReply": reply}, insert("ROWS", 0, 1))
    included = desk.get(commentsViewMode="COMMENTS_VIEW_MODE_INCLUDED")
    assert included["comments"][0]["status"] == "RESOLVED"
    assert [one["content"] for one in included["comments"][0]["replies"]] == ["Done"]
    assert included["sheets"][0]["commentAnchors"][0]["range"] == g("A3")
    assert "comments" not in desk.get()
    theirs = desk.seen_by(teacher)
    with pytest.raises(GoogleError, match="not the author"):
        theirs.batch({"deleteComment": {"commentId": number}})
    desk.batch({"deleteComment": {"commentId": number}})
    assert "comments" not in desk.get(commentsViewMode="COMMENTS_VIEW_MODE_INCLUDED")


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (
            {"duplicateSheet": {}},
            "number of cells in the workbook above the limit of 10000000 cells.",
        ),
        (
            insert("COLUMNS", 1, 18_270),
            "number of columns in the sheet above the limit of 18278 columns.",
        ),
    ],
    ids=label,
)
def test_limits_in_googles_words(make_desk: Any, request_: Request, text: str) -> None:  # 2.2
    desk = make_desk(520_000, 10)
    with pytest.raises(GoogleError) as error:
        desk.batch(request_)
    prefix = f"Invalid requests[0].{label(request_)}: This action would increase the "
    assert error.value.message == prefix + text


def test_found_text_does_not_grow_over_the_limit(desk: Any) -> None:  # 2.2
    desk.batch(cells("A1", [["x" * 50_000]]))
    with pytest.raises(GoogleError, match="more than the maximum of 50000 characters"):
        desk.batch(find("x", "xx"))
