"""The data folder's lock and its database."""

import sqlite3
from pathlib import Path

from filelock import FileLock, Timeout

from local_sheets import storage_schema
from local_sheets.local_errors import LocalServerError


def lock_folder(folder: Path) -> FileLock:
    """The folder for this process alone; raises LocalServerError if another holds it."""
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


def open_database(path: Path) -> sqlite3.Connection:
    """The database, brought to the tables of today; raises LocalServerError if it cannot be."""
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
        if version < storage_schema.VERSION:
            connection.executescript(
                f"BEGIN; {storage_schema.steps_from(version)} "
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
