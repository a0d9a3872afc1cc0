"""A sound copy of a SQLite file, also while programs write to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sync.errors import StoreError
from sync.store.sqlite_trouble import telling_trouble


def copy_database(source: Path, target: Path) -> None:
    """Copy what is committed in `source` to the new file `target`, and prove the copy sound.

    Writers wait for nobody: SQLite begins anew where one came in between. StoreError where the
    file cannot be read, or the copy is not sound.
    """
    with (
        telling_trouble(str(source)),
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as there,
        closing(sqlite3.connect(target)) as here,
    ):
        there.backup(here)
        (said,) = here.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise StoreError(f"{source} is damaged ({said}); put back the latest backup of this file.")
