"""The data folder: what lies where in it, and the small files that programs leave each other."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from service.settings import DEFAULT_PORT, DEFAULT_SHEETS_PORT
from sheet_templates.errors import TracksheetError


class FolderError(TracksheetError):
    """The data folder cannot be used; names the folder and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports of the service and of the embedded local server."""

    service: int = DEFAULT_PORT
    sheets: int = DEFAULT_SHEETS_PORT


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One installation's files; every file is written whole or not at all."""

    path: Path

    @property
    def store(self) -> Path:
        """The canonical store."""
        return self.path / "tracksheet.sqlite3"

    @property
    def sheets(self) -> Path:
        """The embedded local server's own folder."""
        return self.path / "local_sheets"

    @property
    def incoming(self) -> Path:
        """Rosters that were sent through a page and wait to be imported."""
        return self.path / "incoming"

    @property
    def templates(self) -> Path:
        """The school's own templates."""
        return self.path / "templates"

    @property
    def google_token(self) -> Path:
        """A person's consent at Google; as good as a password for what it covers."""
        return self.path / "google-token.json"

    @property
    def _running(self) -> Path:
        return self.path / "service.json"

    @property
    def _demo(self) -> Path:
        return self.path / "demo.json"

    @property
    def _ports(self) -> Path:
        return self.path / "ports.json"

    def prepare(self) -> None:
        """Make the folder; FolderError when it cannot be made or written."""
        self.make(self.path)

    @staticmethod
    def make(path: Path) -> None:
        """Make the folder or one inside it; FolderError when it cannot be made or written."""
        probe = path / f".writable-{os.getpid()}"
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)  # children's names lie in it
            probe.write_text("")
            probe.unlink()
        except OSError as error:
            raise FolderError(
                f"The data folder {path} cannot be written ({error.strerror}). "
                "Choose another with --data-dir, or change its rights."
            ) from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one program that writes; FolderError when another one has it."""
        with self._held("tracksheet.lock"):
            yield

    @contextmanager
    def starting(self) -> Iterator[None]:
        """Hold the folder for one start and its children; FolderError when another one has it.

        A start hands the folder from its own checks to the service that it starts. Without this
        a second start could take it in between, and then neither would come up.
        """
        with self._held("start.lock"):
            yield

    @contextmanager
    def _held(self, name: str) -> Iterator[None]:
        held = FileLock(self.path / name, is_singleton=False)
        try:
            held.acquire(timeout=0)
        except Timeout as error:
            raise FolderError(
                f"Another Tracksheet program is at work in {self.path}. Wait for it to end, "
                "or choose another folder with --data-dir."
            ) from error
        try:
            yield
        finally:
            held.release()

    def secret_key(self) -> bytes:
        """The key that signs cookies; made once."""
        file = self.path / "secret.key"
        if not file.exists():
            _write(file, secrets.token_hex(32), private=True)
        return bytes.fromhex(file.read_text(encoding="ascii").strip())

    def ports(self) -> Ports:
        """The ports that were used last; links keep leading there."""
        kept = _read(self._ports)
        return Ports(**kept) if kept else Ports()

    def keep_ports(self, ports: Ports) -> None:
        """Remember the ports."""
        _write(self._ports, json.dumps({"service": ports.service, "sheets": ports.sheets}))

    def demo(self) -> dict[str, Any] | None:
        """What the demo keeps: its date, where its files are; None without a demo."""
        return _read(self._demo)

    def keep_demo(self, demo: dict[str, Any]) -> None:
        """Remember the demo."""
        _write(self._demo, json.dumps(demo, indent=2))

    def demo_date(self) -> date | None:
        """The date that stands for today; None where the real clock rules."""
        demo = self.demo()
        return date.fromisoformat(demo["today"]) if demo else None

    def running(self) -> dict[str, Any] | None:
        """The address and token that a running service has left; it may have died since."""
        return _read(self._running)

    def keep_running(self, address: dict[str, Any]) -> None:
        """Leave the address and token for commands; only this account may read them."""
        _write(self._running, json.dumps(address), private=True)

    def forget_running(self) -> None:
        """The service has ended."""
        self._running.unlink(missing_ok=True)

    def keep_google_token(self, consent: dict[str, Any]) -> None:
        """Keep a consent; only this account may read it."""
        _write(self.google_token, json.dumps(consent), private=True)

    def forget_google_token(self) -> None:
        """The consent is gone."""
        self.google_token.unlink(missing_ok=True)

    @staticmethod
    def write_text(file: Path, text: str) -> None:
        """Replace a file in the folder in one step."""
        _write(file, text)

    def write_people(self, people: list[dict[str, Any]]) -> None:
        """Tell the embedded local server who there is."""
        self.sheets.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self.sheets / "people.json", json.dumps({"people": people}, indent=1))

    def tell_addon(self, deployment: str | None) -> None:
        """Tell the embedded local server which add-on its side panel shows, None for none."""
        file = self.sheets / "addon.json"
        if deployment is None:
            file.unlink(missing_ok=True)
            return
        self.sheets.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, json.dumps({"deployment": deployment}))


def _read(file: Path) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise FolderError(f"{file} is damaged ({error}). Remove it and start again.") from error
    return content


def _write(file: Path, text: str, *, private: bool = False) -> None:
    """Replace the file in one step, so that a kill leaves the old one or the new one."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o644)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        part.replace(file)
    except OSError as error:
        raise FolderError(
            f"{file} cannot be written ({error.strerror}). Choose another folder with --data-dir."
        ) from error
