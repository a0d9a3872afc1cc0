"""The server's state on disk and in memory: one commit per write, before its answer.

Readers take an immutable `Shelf` and immutable workbooks and need no lock. Writers come one at
a time. SQLite runs in WAL mode with synchronous=NORMAL: an acknowledged write survives the end
of the process by any means, kill -9 included; a power cut may cost the last writes.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any

import orjson
from filelock import FileLock, Timeout

from local_sheets import storage_schema
from local_sheets.drive_model import (
    DriveFile,
    GranteeType,
    Permission,
    Role,
    SharedDrive,
    drive_from_json,
    file_from_json,
    to_json,
)
from local_sheets.local_errors import LocalServerError
from local_sheets.switches import DEFAULTS, Switches
from local_sheets.workbook import Workbook
from local_sheets.workbook_store import delete_workbook, load_workbook, pack, save_workbook

_DATABASE = "spreadsheets.sqlite3"
_CACHED = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The latest change of a file: when, and who could ever see it (for "removed")."""

    file_id: str
    seq: int
    at: str
    seen_by: tuple[Permission, ...]
    drive_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All files, shared drives and changes at one moment; never mutated."""

    files: Mapping[str, DriveFile]
    drives: Mapping[str, SharedDrive]
    changes: Mapping[str, Change]
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who writes, when (RFC 3339), and what kinds of change: one row of the revision log."""

    who: str
    at: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One write of a file, as the revision log has it."""

    seq: int
    at: str
    who: str
    kinds: tuple[str, ...]


class Storage:
    """One data folder, held by one process at a time.

    `after_commit` hears of the state before and after every write; it must not wait or fail.
    """

    def __init__(self, folder: Path, switches: Switches = DEFAULTS) -> None:
        self._switches = switches
        self.after_commit: Callable[[Shelf, Shelf], None] = lambda _before, _after: None
        self._write_lock = RLock()
        self._folder_lock = _lock_folder(folder)
        self._workbooks: OrderedDict[str, Workbook] = OrderedDict()
        try:
            self._connection = _open_database(folder / _DATABASE)
            self._shelf = _load_shelf(self._connection)
        except BaseException:
            self._folder_lock.release()
            raise

    @property
    def switches(self) -> Switches:
        """The assumptions about Google that every workbook here lives under."""
        return self._switches

    @property
    def shelf(self) -> Shelf:
        """The state of all files now."""
        return self._shelf

    def workbook(self, file_id: str) -> Workbook | None:
        """The cells of a spreadsheet as last committed, or nothing if it has none."""
        cached = self._workbooks.get(file_id)
        if cached is not None:
            return cached
        with self._write_lock:
            loaded = load_workbook(self._connection, file_id)
            if loaded is None:
                return None
            return self._remember(loaded)

    def revisions(self, file_id: str) -> list[Revision]:
        """Every write of a file, oldest first."""
        with self._write_lock:
            rows = self._connection.execute(
                "SELECT seq, at, who, kinds FROM revisions WHERE file_id = ? ORDER BY seq",
                (file_id,),
            ).fetchall()
        return [
            Revision(seq=seq, at=at, who=who, kinds=tuple(orjson.loads(kinds)))
            for seq, at, who, kinds in rows
        ]

    @contextmanager
    def writing(self) -> Iterator["Draft"]:
        """A draft of the next state: committed as a whole at the end, dropped on an exception."""
        with self._write_lock:
            draft = Draft(self, self._connection)
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield draft
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            before, self._shelf = self._shelf, draft.shelf()
            for file_id, workbook in draft.workbooks.items():
                self._workbooks.pop(file_id, None)
                if workbook is not None:
                    self._remember(workbook)
            self.after_commit(before, self._shelf)

    def close(self) -> None:
        """Let go of the folder; a second call does nothing."""
        with self._write_lock:
            self._connection.close()
            self._folder_lock.release()

    def _remember(self, workbook: Workbook) -> Workbook:
        if workbook.switches is not self._switches:
            workbook = replace(workbook, switches=self._switches)
        self._workbooks[workbook.spreadsheet_id] = workbook
        while len(self._workbooks) > _CACHED:
            self._workbooks.popitem(last=False)
        return workbook


class Draft:
    """The next state while it is made; what it writes is visible to nobody else yet."""

    def __init__(self, storage: Storage, connection: sqlite3.Connection) -> None:
        self._storage = storage
        self._connection = connection
        self._last_seq = storage.shelf.last_seq
        self.files = dict(storage.shelf.files)
        self.drives = dict(storage.shelf.drives)
        self._changes = dict(storage.shelf.changes)
        self.workbooks: dict[str, Workbook | None] = {}

    def workbook(self, file_id: str) -> Workbook | None:
        """The workbook as this draft has it."""
        if file_id in self.workbooks:
            return self.workbooks[file_id]
        return self._storage.workbook(file_id)

    def put_workbook(self, new: Workbook) -> None:
        """Store a workbook's new state; its file is stamped by `put_file`."""
        save_workbook(self._connection, self.workbook(new.spreadsheet_id), new)
        self.workbooks[new.spreadsheet_id] = new

    def put_file(self, file: DriveFile, stamp: Stamp) -> DriveFile:
        """Store a new or changed file with its stamp, version, revision and change entry."""
        old = self.files.get(file.id)
        stamped = replace(
            file,
            modified=stamp.at,
            last_editor=stamp.who,
            version=old.version + 1 if old else 1,
        )
        self.files[file.id] = stamped
        self._connection.execute(
            "REPLACE INTO drive_files VALUES (?, ?)", (file.id, pack(to_json(stamped)))
        )
        if old is None or old.permissions is not file.permissions:
            self._put_permissions(file.id, file.permissions)
        self._log(stamped, stamp)
        return stamped

    def remove_file(self, file: DriveFile, stamp: Stamp) -> None:
        """Delete a file for good; its change entry stays and says so."""
        del self.files[file.id]
        self._connection.execute("DELETE FROM drive_files WHERE file_id = ?", (file.id,))
        self._put_permissions(file.id, ())
        delete_workbook(self._connection, file.id)
        self.workbooks[file.id] = None
        self._log(file, stamp)

    def put_drive(self, drive: SharedDrive) -> None:
        """Store a new or changed shared drive."""
        self.drives[drive.id] = drive
        self._connection.execute(
            "REPLACE INTO shared_drives VALUES (?, ?)", (drive.id, pack(to_json(drive)))
        )
        self._put_permissions(drive.id, drive.permissions)

    def remove_drive(self, drive_id: str) -> None:
        """Delete a shared drive that holds no file any more."""
        del self.drives[drive_id]
        self._connection.execute("DELETE FROM shared_drives WHERE drive_id = ?", (drive_id,))
        self._put_permissions(drive_id, ())

    def shelf(self) -> Shelf:
        """The state that this draft becomes."""
        return Shelf(
            files=MappingProxyType(self.files),
            drives=MappingProxyType(self.drives),
            changes=MappingProxyType(self._changes),
            last_seq=self._last_seq,
        )

    def _put_permissions(self, place: str, permissions: tuple[Permission, ...]) -> None:
        self._connection.execute("DELETE FROM permissions WHERE place = ?", (place,))
        self._connection.executemany(
            "INSERT INTO permissions VALUES (?, ?, ?, ?, ?)",
            (
                (place, position, p.type.value, p.role.value, p.grantee)
                for position, p in enumerate(permissions)
            ),
        )

    def _log(self, file: DriveFile, stamp: Stamp) -> None:
        cursor = self._connection.execute(
            "INSERT INTO revisions (file_id, at, who, kinds) VALUES (?, ?, ?, ?)",
            (file.id, stamp.at, stamp.who, orjson.dumps(stamp.kinds).decode()),
        )
        self._last_seq = int(cursor.lastrowid or 0)
        before = self._changes.get(file.id)
        known = {p.id: p for p in (*(before.seen_by if before else ()), *file.permissions)}
        change = Change(
            file_id=file.id,
            seq=self._last_seq,
            at=stamp.at,
            seen_by=tuple(known.values()),
            drive_id=file.drive_id,
        )
        self._changes[file.id] = change
        body = {"seen_by": [_triple(p) for p in change.seen_by], "drive_id": change.drive_id}
        self._connection.execute(
            "REPLACE INTO changes VALUES (?, ?, ?, ?)",
            (file.id, change.seq, change.at, pack(body)),
        )


def _lock_folder(folder: Path) -> FileLock:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", thread_local=False)
        lock.acquire(timeout=0)
    except Timeout:
        msg = f"{folder} is in use by another local_sheets; stop that one or name another folder"
        raise LocalServerError(msg) from None
    except OSError as error:
        msg = f"{folder} cannot be written ({error.strerror}); name a folder that you may write to"
        raise LocalServerError(msg) from error
    return lock


def _open_database(path: Path) -> sqlite3.Connection:
    try:
        path.touch(mode=0o600)  # names and scores are nobody else's to read; WAL files follow it
        # The write lock keeps threads apart; isolation_level=None leaves transactions to us.
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > storage_schema.VERSION:
            connection.close()
            raise _newer(path, version)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if version == 0:
            connection.executescript(
                f"BEGIN; {storage_schema.TABLES} "
                f"PRAGMA user_version = {storage_schema.VERSION}; COMMIT;"
            )
    except (sqlite3.Error, OSError) as error:
        msg = f"{path} cannot be opened ({error}); put back a copy of it or name another folder"
        raise LocalServerError(msg) from error
    return connection


def _newer(path: Path, version: int) -> LocalServerError:
    return LocalServerError(
        f"{path} was written by a newer local_sheets (its tables are version {version}, this one "
        f"knows {storage_schema.VERSION}); update the program or name another folder"
    )


def _load_shelf(connection: sqlite3.Connection) -> Shelf:
    permissions: dict[str, list[Permission]] = {}
    for place, kind, role, grantee in connection.execute(
        "SELECT place, type, role, grantee FROM permissions ORDER BY place, position"
    ):
        permissions.setdefault(place, []).append(_permission((kind, role, grantee)))

    def shared(place: str) -> tuple[Permission, ...]:
        return tuple(permissions.get(place, ()))

    files = {
        file_id: file_from_json(orjson.loads(body), shared(file_id))
        for file_id, body in connection.execute("SELECT file_id, body FROM drive_files")
    }
    drives = {
        drive_id: drive_from_json(orjson.loads(body), shared(drive_id))
        for drive_id, body in connection.execute("SELECT drive_id, body FROM shared_drives")
    }
    changes = {
        row[0]: _change(*row)
        for row in connection.execute("SELECT file_id, seq, at, body FROM changes")
    }
    (last,) = connection.execute("SELECT COALESCE(MAX(seq), 0) FROM revisions").fetchone()
    return Shelf(files=files, drives=drives, changes=changes, last_seq=last)


def _change(file_id: str, seq: int, at: str, body: bytes) -> Change:
    stored = orjson.loads(body)
    return Change(
        file_id=file_id,
        seq=seq,
        at=at,
        seen_by=tuple(_permission(triple) for triple in stored["seen_by"]),
        drive_id=stored["drive_id"],
    )


def _triple(permission: Permission) -> tuple[str, str, str]:
    return permission.type.value, permission.role.value, permission.grantee


def _permission(triple: Any) -> Permission:
    kind, role, grantee = triple
    return Permission(type=GranteeType(kind), role=Role(role), grantee=grantee)
