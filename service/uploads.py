"""Files that somebody sent through a page, kept until they are imported or a week is over."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from sheet_templates.errors import TracksheetError
from sheet_templates.sentences import sentence

LARGEST = 32 * 1024 * 1024
"""Bytes of a file; a district's bundle has some ten million."""
_KEPT = timedelta(days=7)
_FOLDER = re.compile(r"[0-9a-f]{64}")
_KINDS = frozenset({".zip", ".csv", ".xlsx"})
_LONGEST = 60
"""Letters of a name that are kept, without its kind: file systems take 255 bytes."""


class UploadError(TracksheetError):
    """A file that cannot be taken; names what would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """The files in one folder, each in a folder named by its content; `now` is the clock.

    A file keeps the name that people know it by, for what is wrong with it is told under its name.
    """

    folder: Path
    now: Callable[[], datetime]

    def keep(self, name: str, content: bytes) -> str:
        """Keep the content of a file that people call `name`; gives what to ask for it by."""
        called = _plain(name)
        if not content or called is None:
            raise UploadError(
                sentence(
                    "Choose a OneRoster bundle (.zip) or a list of children (.csv, .xlsx) that "
                    "is not empty."
                )
            )
        self._forget_old_ones()
        kept = f"{hashlib.sha256(content).hexdigest()}/{called}"
        path = self.folder / kept
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        return kept

    def find(self, kept: str) -> Path | None:
        """The file of that name, None where there is none any more."""
        content, _, called = kept.partition("/")
        if not _FOLDER.fullmatch(content) or _plain(called) != called:
            return None
        path = self.folder / content / called
        return path if path.is_file() else None

    def _forget_old_ones(self) -> None:
        oldest = (self.now() - _KEPT).timestamp()
        for path in self.folder.glob("*"):
            if path.is_dir() and _FOLDER.fullmatch(path.name):
                _forget(path, oldest)
            elif path.suffix in _KINDS and _FOLDER.fullmatch(path.stem):  # as versions before did
                _forget_one(path, oldest)


def _forget(folder: Path, oldest: float) -> None:
    for path in folder.iterdir():
        _forget_one(path, oldest)
    with suppress(OSError):  # another one is in it
        folder.rmdir()


def _forget_one(path: Path, oldest: float) -> None:
    if path.stat().st_mtime < oldest:
        path.unlink()


def _plain(name: str) -> str | None:
    """The name of a file in one folder, without anything that no name of a file should hold.

    None where it is no kind of file that is taken.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    path = PurePosixPath("".join(one for one in last if one.isprintable()).strip())
    stem, kind = path.stem[:_LONGEST].strip(" ."), path.suffix.lower()
    return f"{stem}{kind}" if stem and kind in _KINDS else None
