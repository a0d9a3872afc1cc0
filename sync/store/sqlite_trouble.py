"""What can go wrong with the store's file and a person can put right; bugs stay loud."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from sync.errors import StoreError

_REMEDIES = {
    sqlite3.SQLITE_BUSY: (
        "is kept locked by another program",
        "end the other Tracksheet, or the backup, that uses this folder, and try again",
    ),
    sqlite3.SQLITE_PERM: ("may not be opened", "give this account the right to read and write it"),
    sqlite3.SQLITE_READONLY: (
        "cannot be written",
        "give this account the right to write the file and its folder",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "give this account the right to write the folder, or choose another data folder",
    ),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "check the disk that holds it"),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "free some space and try again"),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "put back the latest backup of this file"),
    sqlite3.SQLITE_NOTADB: (
        "is not a database",
        "choose another data folder, or put back the latest backup of this file",
    ),
}


@contextmanager
def telling_trouble(place: str, *, reading: bool = False) -> Iterator[None]:
    """Turn what a person can put right into a StoreError that names the place and the remedy.

    Everything else passes unchanged: a broken constraint or a wrong statement is our bug, and
    so is a write in a transaction that is for reading (SQLite calls both "readonly").
    """
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            _tell(error.orig, place, reading=reading)
        raise
    except sqlite3.Error as error:
        _tell(error, place, reading=reading)
        raise


def _tell(error: sqlite3.Error, place: str, *, reading: bool) -> None:
    """Raise the StoreError for `error`; do nothing when it is a bug."""
    # The lower eight bits are the primary code, the rest says more precisely where it happened.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code not in _REMEDIES or (reading and code == sqlite3.SQLITE_READONLY):
        return
    trouble, remedy = _REMEDIES[code]
    raise StoreError(f"{place} {trouble}; {remedy}.") from error
