"""What can go wrong with the store's file and a person can put right; bugs stay loud."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from sheet_templates.sentences import sentence
from sync.errors import StoreError

_REMEDIES = {
    sqlite3.SQLITE_BUSY: (
        sentence("is kept locked by another program"),
        sentence("end the other Tracksheet, or the backup, that uses this folder, and try again"),
    ),
    sqlite3.SQLITE_PERM: (
        sentence("may not be opened"),
        sentence("give this account the right to read and write it"),
    ),
    sqlite3.SQLITE_READONLY: (
        sentence("cannot be written"),
        sentence("give this account the right to write the file and its folder"),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        sentence("cannot be opened"),
        sentence("give this account the right to write the folder, or choose another data folder"),
    ),
    sqlite3.SQLITE_IOERR: (
        sentence("cannot be read or written"),
        sentence("check the disk that holds it"),
    ),
    sqlite3.SQLITE_FULL: (
        sentence("cannot grow: the disk is full"),
        sentence("free some space and try again"),
    ),
    sqlite3.SQLITE_CORRUPT: (
        sentence("is damaged"),
        sentence("put back the latest backup of this file"),
    ),
    sqlite3.SQLITE_NOTADB: (
        sentence("is not a database"),
        sentence("choose another data folder, or put back the latest backup of this file"),
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
    raise StoreError(
        sentence("%(place)s %(trouble)s; %(remedy)s.", place=place, trouble=trouble, remedy=remedy)
    ) from error
