"""What stands on disk: everything acknowledged, nothing twice, one process at a time."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from local_sheets import storage_schema
from local_sheets.drive_model import SPREADSHEET, DriveFile
from local_sheets.local_errors import LocalServerError
from local_sheets.shelf import Stamp
from local_sheets.storage import Draft, Storage
from local_sheets.wire import create_app
from local_sheets.workbook import Tab, Workbook, new_workbook
from local_sheets.workbook_store import PAGE, save_workbook
from tests.local_sheets.wire.cast import TEO, Caller, new_tracker, session_for, share

AT = "2027-05-24T10:00:00.000Z"
STAMP = Stamp(who=TEO, at=AT, kinds=("test",))


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = Storage(tmp_path)
    yield opened
    opened.close()


def _file(file_id: str = "f1") -> DriveFile:
    return DriveFile(
        id=file_id,
        name="Book",
        mime_type=SPREADSHEET,
        parents=("p",),
        created=AT,
        modified=AT,
        last_editor=TEO,
    )


def _put(storage: Storage, workbook: Workbook) -> None:
    with storage.writing() as draft:
        draft.put_workbook(workbook)
        draft.put_file(_file(workbook.spreadsheet_id), STAMP)


def _rich_tab(rows: int = 3) -> Tab:
    return Tab(
        properties={"sheetId": 5, "title": "Ää 'x'"},
        row_ids=tuple(range(rows)),
        column_ids=(100, 101),
        rows={0: {100: {"userEnteredValue": {"numberValue": 1.5}, "note": "n"}}, 2: {101: {}}},
        row_properties={1: {"pixelSize": 40}},
        column_properties={100: {"hiddenByUser": True}},
        row_metadata={2: ({"metadataId": 9, "metadataKey": "rid"},)},
        column_metadata={101: ({"metadataId": 10, "metadataKey": "cid"},)},
        metadata=({"metadataId": 11},),
        holders={"protectedRanges": ({"protectedRangeId": 3, "range": {"sheetId": 5}},)},
        next_id=200,
    )


def test_a_workbook_comes_back_equal_in_every_part(tmp_path: Path) -> None:
    workbook = replace(
        new_workbook("f1", "Book"),
        tabs=(*new_workbook("f1", "Book").tabs, _rich_tab()),
        metadata=({"metadataId": 1},),
        named_ranges=({"namedRangeId": "1", "name": "Scores"},),
    )
    storage = Storage(tmp_path)
    _put(storage, workbook)
    storage.close()
    again = Storage(tmp_path)
    assert again.workbook("f1") == workbook
    assert again.shelf.files["f1"].name == "Book"
    again.close()


def test_a_write_touches_only_the_rows_that_it_replaced() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(storage_schema.TABLES)
    tab = _rich_tab()
    old = replace(new_workbook("f1", "Book"), tabs=(tab,))
    save_workbook(connection, None, old)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    changed = replace(tab, rows={**tab.rows, 2: {101: {"note": "new"}}})
    save_workbook(connection, old, replace(old, tabs=(changed,)))
    written = [s for s in statements if s.startswith(("REPLACE", "DELETE"))]
    assert sum("tab_rows" in s for s in written) == 1
    assert not any("INTO tabs" in s or "row_pages" in s for s in written)


@pytest.mark.parametrize("place", [0, PAGE, 3 * PAGE])
def test_row_order_survives_an_insert_and_a_removal(storage: Storage, place: int) -> None:
    tab = _rich_tab(3 * PAGE)
    workbook = replace(new_workbook("f1", "Book"), tabs=(tab,))
    _put(storage, workbook)
    longer = (*tab.row_ids[:place], 9999, *tab.row_ids[place:])
    for order in (longer, tab.row_ids[: PAGE + 1], ()):
        workbook = replace(workbook, tabs=(replace(tab, row_ids=order, rows={}),))
        _put(storage, workbook)
        storage._workbooks.clear()
        assert storage.workbook("f1") == workbook


def test_a_failed_write_leaves_nothing_behind(storage: Storage) -> None:
    _put(storage, new_workbook("f1", "Book"))
    before = (storage.shelf, storage.workbook("f1"))

    def fail(draft: Draft) -> None:
        draft.put_workbook(new_workbook("f1", "Other"))
        draft.put_file(_file("f2"), STAMP)
        raise ValueError

    with pytest.raises(ValueError), storage.writing() as draft:  # noqa: PT011
        fail(draft)
    assert (storage.shelf, storage.workbook("f1")) == before
    storage._workbooks.clear()
    assert storage.workbook("f1") == before[1]


def test_what_is_made_here_is_for_its_owner_only(tmp_path: Path) -> None:
    create_app(tmp_path / "new").close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "spreadsheets.sqlite3").stat().st_mode & 0o777 == 0o600


def test_two_servers_never_share_a_folder(folder: Path) -> None:
    first = create_app(folder)
    with pytest.raises(LocalServerError, match="in use by another local_sheets") as refused:
        create_app(folder)
    assert str(folder) in str(refused.value)
    first.close()
    create_app(folder).close()


def test_a_folder_of_a_newer_version_is_refused(folder: Path) -> None:
    create_app(folder).close()
    with sqlite3.connect(folder / "spreadsheets.sqlite3") as connection:
        connection.execute(f"PRAGMA user_version = {storage_schema.VERSION + 1}")
    connection.close()
    with pytest.raises(LocalServerError, match="newer local_sheets"):
        create_app(folder)


@pytest.mark.parametrize("name", ["spreadsheets.sqlite3", "service-account.json", "people.json"])
def test_a_damaged_file_is_named_and_the_folder_freed(folder: Path, name: str) -> None:
    create_app(folder).close()
    kept = (folder / name).read_bytes()
    for ending in ("", "-wal", "-shm"):
        (folder / (name + ending)).unlink(missing_ok=True)
    (folder / name).write_bytes(b"this is no such file")
    with pytest.raises(LocalServerError, match=name):
        create_app(folder)
    (folder / name).write_bytes(kept)
    create_app(folder).close()


def test_everything_is_there_after_a_restart(folder: Path) -> None:
    def caller(app: Any, subject: str | None) -> Caller:
        return Caller(session=session_for(app, folder, subject))

    app = create_app(folder)
    service = caller(app, None)
    drive_id = service.drive("GET", "drives")["drives"][0]["id"]
    tracker = new_tracker(service, drive_id)
    share(service, tracker, TEO)
    service.write(tracker, "A1", [["kept", 1, True]])
    token = service.drive("GET", "changes/startPageToken")
    app.close()
    again = create_app(folder)
    service, teo = caller(again, None), caller(again, TEO)
    assert teo.values(tracker, "A1:C1") == [["kept", "1", "TRUE"]]
    assert service.drive("GET", "changes/startPageToken") == token
    assert service.drive("GET", "drives")["drives"][0]["id"] == drive_id
    again.close()


def test_a_folder_of_the_first_version_is_brought_to_today(folder: Path) -> None:
    app = create_app(folder)
    service = Caller(session=session_for(app, folder, None))
    tracker = new_tracker(service, service.drive("GET", "drives")["drives"][0]["id"])
    share(service, tracker, TEO)
    app.close()
    with sqlite3.connect(folder / "spreadsheets.sqlite3") as connection:
        connection.execute("ALTER TABLE permissions DROP COLUMN expires")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    app = create_app(folder)
    teo = Caller(session=session_for(app, folder, TEO))
    assert teo.write(tracker, "A1", [["still there"]]).status_code == 200
    app.close()
