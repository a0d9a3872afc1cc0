"""The server's state on disk and in memory: one commit per write, before its answer.

Readers take an immutable `Shelf` and immutable workbooks and need no lock. Writers come one at
a time. SQLite runs in WAL mode with synchronous=NORMAL: an acknowledged write survives the end
of the process by any means, kill -9 included; a power cut may cost the last writes.
"""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock
from types import MappingProxyType

import orjson

from local_sheets.database import lock_folder, open_database
from local_sheets.drive_model import DriveFile, Permission, SharedDrive, to_json
from local_sheets.shelf import Change, Revision, Shelf, Stamp, as_row, load_shelf
from local_sheets.switches import DEFAULTS, Switches
from local_sheets.workbook import Workbook
from local_sheets.workbook_store import delete_workbook, load_workbook, pack, save_workbook

_DATABASE = "spreadsheets.sqlite3"
_CACHED = 256


class Storage:
    """One data folder, held by one process at a time.

    `after_commit` hears of the state before and after every write; it must not wait or fail.
    """

    def __init__(self, folder: Path, switches: Switches = DEFAULTS) -> None:
        self._switches = switches
        self.after_commit: Callable[[Shelf, Shelf], None] = lambda _before, _after: None
        self._write_lock = RLock()
        self._folder_lock = lock_folder(folder)
        self._workbooks: OrderedDict[str, Workbook] = OrderedDict()
        try:
            self._connection = open_database(folder / _DATABASE)
            self._shelf = load_shelf(self._connection)
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

    def written_since(self, who: str, at: str, kind: str) -> int:
        """How many writes of kinds that begin so a person made after a moment."""
        with self._write_lock:
            (count,) = self._connection.execute(
                "SELECT COUNT(*) FROM revisions WHERE who = ? AND at > ? AND kinds LIKE ?",
                (who, at, f'["{kind}%'),
            ).fetchone()
        return int(count)

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
        """Store a new or changed file with its stamp, version, revision and change entry.

        That a file has left a shared drive is news of the drive that it left.
        """
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
        self._log(file.id, (old and old.drive_id) or file.drive_id, file.permissions, stamp)
        return stamped

    def remove_file(self, file: DriveFile, stamp: Stamp) -> None:
        """Delete a file for good; its change entry stays and says so."""
        del self.files[file.id]
        self._connection.execute("DELETE FROM drive_files WHERE file_id = ?", (file.id,))
        self._put_permissions(file.id, ())
        delete_workbook(self._connection, file.id)
        self.workbooks[file.id] = None
        self._log(file.id, file.drive_id, file.permissions, stamp)

    def put_drive(self, drive: SharedDrive, stamp: Stamp | None) -> None:
        """Store a new or changed shared drive, with its change entry if there is a stamp."""
        self.drives[drive.id] = drive
        self._connection.execute(
            "REPLACE INTO shared_drives VALUES (?, ?)", (drive.id, pack(to_json(drive)))
        )
        self._put_permissions(drive.id, drive.permissions)
        if stamp is not None:
            self._log(drive.id, drive.id, drive.permissions, stamp)

    def remove_drive(self, drive: SharedDrive, stamp: Stamp) -> None:
        """Delete a shared drive that holds no file any more; its change entry says so."""
        del self.drives[drive.id]
        self._connection.execute("DELETE FROM shared_drives WHERE drive_id = ?", (drive.id,))
        self._put_permissions(drive.id, ())
        self._log(drive.id, drive.id, (), stamp)

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
            "INSERT INTO permissions VALUES (?, ?, ?, ?, ?, ?)",
            ((place, position, *as_row(p)) for position, p in enumerate(permissions)),
        )

    def _log(
        self, place: str, drive_id: str, permissions: tuple[Permission, ...], stamp: Stamp
    ) -> None:
        cursor = self._connection.execute(
            "INSERT INTO revisions (file_id, at, who, kinds) VALUES (?, ?, ?, ?)",
            (place, stamp.at, stamp.who, orjson.dumps(stamp.kinds).decode()),
        )
        self._last_seq = int(cursor.lastrowid or 0)
        before = self._changes.get(place)
        known = {p.id: p for p in (*(before.seen_by if before else ()), *permissions)}
        change = Change(
            file_id=place,
            seq=self._last_seq,
            at=stamp.at,
            seen_by=tuple(known.values()),
            drive_id=drive_id,
        )
        self._changes[place] = change
        body = {"seen_by": [as_row(p) for p in change.seen_by], "drive_id": change.drive_id}
        self._connection.execute(
            "REPLACE INTO changes VALUES (?, ?, ?, ?)",
            (place, change.seq, change.at, pack(body)),
        )
