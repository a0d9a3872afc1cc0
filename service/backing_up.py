"""A backup of a data folder in one file: databases as they stand, and every file beside them."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sheet_templates.errors import TracksheetError
from sync.store.copying import copy_database

_DATABASE = ".sqlite3"
_PASSING = frozenset({"service.json", "incoming"})
"""What belongs to a running service alone, or is thrown away after a while."""
_PASSING_ENDS = (".lock", ".part", "-wal", "-shm", "-journal")


class BackupError(TracksheetError):
    """No backup could be made; names the place and the remedy."""


def back_up(folder: Path, target: Path) -> list[str]:
    """Write the data folder into the new file `target` (tar, gzip); what is in it, by name.

    Only this account may read the file, for it holds students' data and the keys. It is there
    whole or not at all. The service may go on: of a database that is what was committed.
    """
    if not folder.is_dir():
        raise BackupError(f"There is no data folder {folder}; name it with --data-dir.")
    if target.exists():
        raise BackupError(f"{target} is there already, and a backup overwrites nothing.")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".backup-", dir=target.parent) as room:
            names = _write(folder, Path(room))
            (Path(room) / _ARCHIVE).replace(target)
    except OSError as error:
        raise BackupError(
            f"{target} cannot be written ({error.strerror}); choose another place, or free some."
        ) from error
    return names


_ARCHIVE = "archive"


def _write(folder: Path, room: Path) -> list[str]:
    names = []
    private = os.open(room / _ARCHIVE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(private, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
        for path in _lasting(folder):
            name = path.relative_to(folder).as_posix()
            archive.add(_sound(path, room), arcname=name, recursive=False)
            names.append(name)
    return names


def _lasting(folder: Path) -> Iterator[Path]:
    """All files and folders that a restored installation needs, folders first."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if parts[0] not in _PASSING and not path.name.endswith(_PASSING_ENDS):
            yield path


def _sound(path: Path, room: Path) -> Path:
    """The file itself, or a copy of a database that no writer has half changed."""
    if path.suffix != _DATABASE:
        return path
    copy = room / "database"
    copy.unlink(missing_ok=True)
    copy_database(path, copy)
    copy.chmod(0o600)
    return copy
