"""Reaching an installation: through its running service, else in this process.

Whoever asks does not notice which it was; a service that has died without saying so is passed over.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import requests

from service.bootstrap import open_installation
from service.embedded import start_sheets
from service.folder import DataFolder
from service.operations import CHANGES_STORE, NEEDS_SHEETS, Options, Progress
from service.settings import read_settings
from service.turns import Turns
from sheet_templates.errors import TracksheetError

_CONNECT = 2.0  # seconds; a loopback port answers at once or not at all


class ServiceError(TracksheetError):
    """The running service answered with an error of its own."""


class Client(Protocol):
    """Something that carries operations out."""

    def run(self, name: str, options: Options, progress: Progress) -> Any:
        """Carry the operation out; TracksheetError when it cannot be done."""
        ...


@dataclass(frozen=True, slots=True)
class RunningService:
    """The service that runs for a folder, reached through its operator's API."""

    url: str
    token: str

    def run(self, name: str, options: Options, progress: Progress) -> Any:
        """Ask the service; its progress is told as it comes."""
        try:
            answer = requests.post(
                f"{self.url}/operator/{name}",
                json=dict(options),
                headers={"Authorization": f"Bearer {self.token}"},
                stream=True,
                timeout=(_CONNECT, None),
            )
            answer.raise_for_status()
            return self._last(answer, progress)
        except requests.RequestException as error:
            raise ServiceError(f"The service at {self.url} broke off: {error}") from error

    def _last(self, answer: requests.Response, progress: Progress) -> Any:
        for line in answer.iter_lines():
            said = json.loads(line)
            if "progress" in said:
                progress(said["progress"])
            elif "result" in said:
                return said["result"]
            else:
                raise ServiceError(said["error"], said.get("problems", ()))
        raise ServiceError(f"The service at {self.url} ended before it answered.")


@dataclass(frozen=True, slots=True)
class InThisProcess:
    """A folder without a running service; the local server is started where it is needed."""

    path: Path

    def run(self, name: str, options: Options, progress: Progress) -> Any:
        """Open the folder, do it, close the folder."""
        folder = DataFolder(self.path)
        folder.prepare()
        if name not in CHANGES_STORE:
            return self._run(name, options, progress, None)
        with folder.lock(), _sheets_if_needed(folder, name) as url:
            return self._run(name, options, progress, url)

    def _run(self, name: str, options: Options, progress: Progress, url: str | None) -> Any:
        with open_installation(self.path, sheets_url=url) as installation:
            return Turns(installation).run(name, options, progress)


@contextmanager
def _sheets_if_needed(folder: DataFolder, name: str) -> Iterator[str | None]:
    """The address of a local server of our own, on any free port, while the operation lasts."""
    if name not in NEEDS_SHEETS or not read_settings().is_embedded:
        yield None
        return
    child = start_sheets(folder.sheets, 0, folder.demo_date())
    try:
        yield child.address
    finally:
        child.stop()


def client_for(path: Path) -> Client:
    """The running service of the folder if there is one, else this process."""
    running = DataFolder(path).running()
    if running is not None and _is_alive(running["url"], running["token"]):
        return RunningService(running["url"], running["token"])
    return InThisProcess(path)


def _is_alive(url: str, token: str) -> bool:
    """Whether the service that left this address still answers there: it knows its token."""
    try:
        answer = requests.post(
            f"{url}/operator/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_CONNECT,
        )
    except requests.RequestException:
        return False
    return answer.status_code == 404  # known token, no operation named
