"""What stands in the data folder beside the database: who serves it, and its secrets."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from local_sheets.service_account import write_private

_LOCAL = "local.json"
_SESSION = "session-secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """`DIR/local.json`: where the server of this folder is, and the token of its controls."""

    path: Path
    control_token: str

    def withdraw(self) -> None:
        """Take the file away at a clean stop."""
        self.path.unlink(missing_ok=True)


def announce(folder: Path, url: str) -> Announcement:
    """Write local.json with a new control token; only the folder's owner can read it."""
    token = secrets.token_urlsafe(32)
    path = folder / _LOCAL
    write_private(path, {"url": url, "pid": os.getpid(), "control_token": token})
    return Announcement(path=path, control_token=token)


def session_secret(folder: Path) -> str:
    """The key that signs the pages' cookie; kept, so that a restart signs nobody out."""
    path = folder / _SESSION
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(32))
    return path.read_text().strip()
