"""Workbooks in SQLite: only what a write replaced is written again.

A workbook shares with its predecessor all that a write left alone, so identity (`is`) is the
test of change: a row of which the mapping is the same object is not touched on disk. The order
of rows is kept in pages of 512, so that a change in the middle rewrites no more than it must.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import orjson

from local_sheets.json_text import pack as pack  # noqa: PLC0414 - storage takes it from here
from local_sheets.stored_row import StoredRow, by_id
from local_sheets.workbook import Row, Tab, Workbook

Key = TypeVar("Key")
PAGE = 512
_BY_ID = ("row_properties", "column_properties", "row_metadata", "column_metadata")
_BODY = ("properties", "column_ids", *_BY_ID, "metadata", "holders", "next_id")


def save_workbook(connection: sqlite3.Connection, old: Workbook | None, new: Workbook) -> None:
    """Bring the stored `old` to `new` inside the running transaction."""
    file_id = new.spreadsheet_id
    body = {
        "properties": new.properties,
        "metadata": new.metadata,
        "named_ranges": new.named_ranges,
        "tabs": [tab.sheet_id for tab in new.tabs],
    }
    connection.execute("REPLACE INTO workbooks VALUES (?, ?)", (file_id, pack(body)))
    old_tabs = {tab.sheet_id: tab for tab in old.tabs} if old else {}
    for tab in new.tabs:
        _save_tab(connection, file_id, old_tabs.pop(tab.sheet_id, None), tab)
    for sheet_id in old_tabs:
        _delete_tab(connection, file_id, sheet_id)


def delete_workbook(connection: sqlite3.Connection, file_id: str) -> None:
    """Forget a workbook with all its cells."""
    for table in ("workbooks", "tabs", "tab_rows", "row_pages"):
        connection.execute(f"DELETE FROM {table} WHERE file_id = ?", (file_id,))  # noqa: S608


def _delete_tab(connection: sqlite3.Connection, file_id: str, sheet_id: int) -> None:
    for table in ("tabs", "tab_rows", "row_pages"):
        connection.execute(
            f"DELETE FROM {table} WHERE file_id = ? AND sheet_id = ?",  # noqa: S608
            (file_id, sheet_id),
        )


def _save_tab(connection: sqlite3.Connection, file_id: str, old: Tab | None, new: Tab) -> None:
    if old is new:
        return
    key = (file_id, new.sheet_id)
    if old is None or any(getattr(old, name) is not getattr(new, name) for name in _BODY):
        body = {name: getattr(new, name) for name in _BODY}
        connection.execute("REPLACE INTO tabs VALUES (?, ?, ?)", (*key, pack(body)))
    _save_rows(connection, key, old.rows if old else {}, new.rows)
    _save_order(connection, key, old.row_ids if old else (), new.row_ids)


def _save_rows(
    connection: sqlite3.Connection,
    key: tuple[str, int],
    old: Mapping[int, Row],
    new: Mapping[int, Row],
) -> None:
    if old is new:
        return
    connection.executemany(
        "REPLACE INTO tab_rows VALUES (?, ?, ?, ?)",
        ((*key, row_id, pack(row)) for row_id, row in new.items() if old.get(row_id) is not row),
    )
    connection.executemany(
        "DELETE FROM tab_rows WHERE file_id = ? AND sheet_id = ? AND row_id = ?",
        ((*key, row_id) for row_id in old if row_id not in new),
    )


def _pages(row_ids: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [row_ids[start : start + PAGE] for start in range(0, len(row_ids), PAGE)]


def _save_order(
    connection: sqlite3.Connection,
    key: tuple[str, int],
    old: tuple[int, ...],
    new: tuple[int, ...],
) -> None:
    if old is new:
        return
    before, after = _pages(old), _pages(new)
    connection.executemany(
        "REPLACE INTO row_pages VALUES (?, ?, ?, ?)",
        (
            (*key, number, pack(page))
            for number, page in enumerate(after)
            if number >= len(before) or before[number] != page
        ),
    )
    if len(after) < len(before):
        connection.execute(
            "DELETE FROM row_pages WHERE file_id = ? AND sheet_id = ? AND page >= ?",
            (*key, len(after)),
        )


def load_workbook(connection: sqlite3.Connection, file_id: str) -> Workbook | None:
    """The stored workbook of a file, or nothing if it has none."""
    found = connection.execute(
        "SELECT body FROM workbooks WHERE file_id = ?", (file_id,)
    ).fetchone()
    if found is None:
        return None
    body = orjson.loads(found[0])
    return Workbook(
        spreadsheet_id=file_id,
        properties=body["properties"],
        metadata=tuple(body["metadata"]),
        named_ranges=tuple(body["named_ranges"]),
        tabs=tuple(_load_tab(connection, (file_id, sheet_id)) for sheet_id in body["tabs"]),
    )


def _load_tab(connection: sqlite3.Connection, key: tuple[str, int]) -> Tab:
    where = "WHERE file_id = ? AND sheet_id = ?"
    (raw,) = connection.execute(f"SELECT body FROM tabs {where}", key).fetchone()  # noqa: S608
    body = orjson.loads(raw)
    pages = connection.execute(
        f"SELECT body FROM row_pages {where} ORDER BY page",  # noqa: S608
        key,
    )
    rows = connection.execute(f"SELECT row_id, body FROM tab_rows {where}", key)  # noqa: S608
    return Tab(
        properties=body["properties"],
        row_ids=tuple(row_id for (page,) in pages for row_id in orjson.loads(page)),
        column_ids=tuple(body["column_ids"]),
        rows={row_id: StoredRow(raw) for row_id, raw in rows},
        row_properties=by_id(body["row_properties"]),
        column_properties=by_id(body["column_properties"]),
        row_metadata=_tuples(by_id(body["row_metadata"])),
        column_metadata=_tuples(by_id(body["column_metadata"])),
        metadata=tuple(body["metadata"]),
        holders=_tuples(body["holders"]),
        next_id=body["next_id"],
    )


def _tuples(stored: Mapping[Key, Iterable[Any]]) -> dict[Key, tuple[Any, ...]]:
    return {key: tuple(value) for key, value in stored.items()}
