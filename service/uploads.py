"""Files that somebody sent through a page, kept until they are imported or a week is over."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sheet_templates.errors import TracksheetError
from sheet_templates.sentences import sentence

LARGEST = 32 * 1024 * 1024
"""Bytes of a file; a district's bundle has some ten million."""
_KEPT = timedelta(days=7)
_NAME = re.compile(r"[0-9a-f]{64}\.(zip|csv|xlsx)")


class UploadError(TracksheetError):
    """A file that cannot be taken; names what would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """The files in one folder, named by their content; `now` is the clock."""

    folder: Path
    now: Callable[[], datetime]

    def keep(self, name: str, content: bytes) -> str:
        """Keep the content of a file that people call `name`; gives what to ask for it by."""
        suffix = Path(name).suffix.lower()
        kept = f"{hashlib.sha256(content).hexdigest()}{suffix}"
        if not content or not _NAME.fullmatch(kept):
            raise UploadError(
                sentence(
                    "Choose a OneRoster bundle (.zip) or a list of children (.csv, .xlsx) that "
                    "is not empty."
                )
            )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_old_ones()
        (self.folder / kept).write_bytes(content)
        return kept

    def find(self, kept: str) -> Path | None:
        """The file of that name, None where there is none any more."""
        path = self.folder / kept
        return path if _NAME.fullmatch(kept) and path.is_file() else None

    def _forget_old_ones(self) -> None:
        oldest = (self.now() - _KEPT).timestamp()
        for path in self.folder.iterdir():
            if _NAME.fullmatch(path.name) and path.stat().st_mtime < oldest:
                path.unlink()
